"""Bringing a file, replacing its data, saving and opening a study, and files that cannot be read."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.conftest import OpenPage, shown_text

SCALE = ["非常不满意", "不满意", "一般", "满意", "非常满意"]


def export(rows: range, *, with_comment: bool = True) -> bytes:
    header = "序号,来自IP,1、您的姓名,2、您的年龄,3、总体满意度" + (",4、其他意见" if with_comment else "")
    lines = [
        f"{n},1.2.3.4(上海-上海),张三{n},{18 + n * 7 % 40},{SCALE[n * 3 % 5]}" + (",很好" if with_comment else "")
        for n in rows
    ]
    return ("\n".join([header, *lines]) + "\n").encode("gb18030")


def bring(app: AppTest, content: bytes, name: str = "答卷.csv") -> AppTest:
    app.file_uploader(key="upload:survey").upload(name, content)
    return app.run()


def brought(open_page: OpenPage) -> AppTest:
    app = bring(open_page("import_data", "zh"), export(range(1, 101)))
    app.button(key="open_new").click().run()
    assert not app.exception
    return app


def test_personal_columns_are_named_and_left_out(open_page: OpenPage) -> None:
    app = bring(open_page("import_data", "zh"), export(range(1, 101)))
    assert "发现个人信息，默认不导入" in shown_text(app)
    app.button(key="open_new").click().run()
    for page in ("variables", "questions", "relations"):
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception
        assert "张三" not in shown_text(app)


def test_replacing_the_file_keeps_recipe_and_notebook_and_says_what_changed(open_page: OpenPage) -> None:
    app = brought(open_page)
    first_id = app.query_params["study"]
    app.switch_page("pages/questions.py").run()
    app.button(key="pin:described").click().run()
    app.switch_page("pages/prepare.py").run()
    app.segmented_control(key="step_kind:zh").set_value("band").run()
    app.button(key="add_step").click().run()
    app.switch_page("pages/import_data.py").run()
    bring(app, export(range(41, 101), with_comment=False))
    app.button(key="replace_data").click().run()
    assert not app.exception
    study = app.session_state["rl_open_study"]
    assert len(study.survey) == 60
    assert len(study.recipe.steps) == 1
    assert app.query_params["study"] == study.id != first_id
    assert "新数据已就位" in shown_text(app)
    app.switch_page("pages/notebook.py").run()
    assert not app.exception
    assert not app.error
    assert "钉选之后数据有变动" in shown_text(app)


def test_study_file_comes_back_with_recipe_and_notebook(open_page: OpenPage) -> None:
    app = brought(open_page)
    app.switch_page("pages/questions.py").run()
    app.button(key="pin:described").click().run()
    study = app.session_state["rl_open_study"]
    cells = [finding.to_json() for finding in app.session_state["rl_notebook"]]
    saved = study.save(include_data=True, notebook=cells)
    fresh = open_page("import_data", "zh")
    fresh.file_uploader(key="load_study").upload("study.zip", saved)
    fresh.run()
    fresh.button(key="open_study_file").click().run()
    assert not fresh.exception
    assert fresh.session_state["rl_open_study"].state_fingerprint == study.state_fingerprint
    assert len(fresh.session_state["rl_notebook"]) == 1
    fresh.switch_page("pages/notebook.py").run()
    assert not fresh.error


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    "content",
    [b"", b"not json", b"PK\x03\x04broken", json.dumps({"format": "other"}).encode(), b"[1,2,3]"],
    ids=["empty", "text", "zip", "foreign", "list"],
)
def test_damaged_study_file_is_one_sentence(open_page: OpenPage, content: bytes, language: str) -> None:
    app = open_page("import_data", language, "sample-7")
    app.file_uploader(key="load_study").upload("study.json", content)
    app.run()
    app.button(key="open_study_file").click().run()
    assert not app.exception
    assert len(app.error) == 1
    assert app.session_state["rl_open_study"].id == "sample-7"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("header.csv", "姓名,年龄\n".encode()),
        ("picture.csv", b"\x89PNG\r\n\x1a\n" + bytes(300)),
        ("broken.xlsx", b"PK\x03\x04" + bytes(100)),
        ("broken.sav", b"$FL2" + bytes(100)),
        ("broken.parquet", b"PAR1" + bytes(100) + b"PAR1"),
    ],
    ids=["empty", "header", "picture", "xlsx", "sav", "parquet"],
)
def test_unreadable_file_is_one_sentence_and_the_study_stays(
    open_page: OpenPage, name: str, content: bytes, language: str
) -> None:
    app = bring(open_page("import_data", language, "sample-7"), content, name)
    assert not app.exception
    assert len(app.error) == 1
    assert "Error" not in app.error[0].value
    assert app.session_state["rl_open_study"].id == "sample-7"


def test_duplicate_names_formulas_text_numbers_and_single_values_are_read(open_page: OpenPage) -> None:
    rows = "\n".join(f"=1+1,{n},{'n/a' if n % 9 == 0 else n},x" for n in range(60))
    app = bring(open_page("import_data", "en"), f"a,b,b,c\n{rows}\n".encode())
    assert not app.error
    app.button(key="open_new").click().run()
    for page in ("variables", "questions", "relations", "segments", "rules"):
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception, page


def test_two_thousand_columns_are_read(open_page: OpenPage) -> None:
    header = ",".join(f"c{n}" for n in range(2000))
    body = "\n".join(",".join(str((n * row) % 7) for n in range(2000)) for row in range(30))
    app = bring(open_page("import_data", "en"), f"{header}\n{body}\n".encode())
    assert not app.exception
    assert not app.error
    app.button(key="open_new").click().run()
    for page in ("variables", "questions", "relations"):
        app.switch_page(f"pages/{page}.py").run()
        assert not app.exception, page


def pinned(app: AppTest) -> list[str]:
    return [finding.method_id for finding in app.session_state["rl_notebook"]]


def with_pin(open_page: OpenPage) -> AppTest:
    """The sample study with one pinned cell and a note under it."""
    app = open_page("questions", "en", "sample-7")
    app.button(key="pin:described").click().run()
    app.switch_page("pages/notebook.py").run()
    app.text_area[0].set_value("mine").run()
    return app


def test_opening_a_new_file_keeps_the_pins(open_page: OpenPage) -> None:
    app = with_pin(open_page)
    app.switch_page("pages/import_data.py").run()
    bring(app, export(range(1, 101)))
    app.button(key="open_new").click().run()
    assert pinned(app) == ["describe"]
    app.switch_page("pages/notebook.py").run()
    assert len(app.error) == 1
    assert "sample-7" in app.error[0].value


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(
    ("answer", "expected"),
    [(None, ["describe", "plan_proportions"]), ("mine", ["describe"]), ("file", ["plan_proportions"])],
)
def test_study_file_asks_whose_pins_go_on(
    open_page: OpenPage, language: str, answer: str | None, expected: list[str]
) -> None:
    other = open_page("plan_test", language, "sample-7")
    other.button(key="pin:plan").click().run()
    cells = [finding.to_json() for finding in other.session_state["rl_notebook"]]
    saved = other.session_state["rl_open_study"].save(notebook=cells, settings={"title": "From the file"})
    app = with_pin(open_page)
    app.switch_page("pages/import_data.py").run()
    assert not [radio for radio in app.radio if str(radio.key).startswith("whose_pins")]
    app.file_uploader(key="load_study").upload("study.json", saved)
    app.run()
    asked = app.radio(key="whose_pins:en")
    if answer:
        asked.set_value(answer).run()
    app.button(key="open_study_file").click().run()
    assert not app.exception
    assert pinned(app) == expected
    if answer != "file":
        assert app.session_state["rl_notebook"][0].note == "mine"


def test_study_file_brings_its_pins_and_title_where_nothing_is_pinned(open_page: OpenPage) -> None:
    other = with_pin(open_page)
    cells = [finding.to_json() for finding in other.session_state["rl_notebook"]]
    saved = other.session_state["rl_open_study"].save(notebook=cells, settings={"title": "From the file"})
    app = open_page("import_data", "en")
    app.file_uploader(key="load_study").upload("study.json", saved)
    app.run()
    assert not app.radio
    app.button(key="open_study_file").click().run()
    app.switch_page("pages/notebook.py").run()
    assert app.text_input(key="notebook_title").value == "From the file"
    assert app.text_area[0].value == "mine"


def test_study_from_a_file_comes_back_as_it_was_left(open_page: OpenPage) -> None:
    app = brought(open_page)
    file_id = app.query_params["study"]
    app.switch_page("pages/prepare.py").run()
    app.segmented_control(key="step_kind:zh").set_value("band").run()
    app.button(key="add_step").click().run()
    app.switch_page("pages/import_data.py").run()
    app.button(key="shelf_sample").click().run()
    assert app.session_state["rl_open_study"].id == "sample-7"
    app.button(key=f"again_{file_id}").click().run()
    study = app.session_state["rl_open_study"]
    assert study.id == file_id
    assert len(study.recipe.steps) == 1
    app.button(key="shelf_sample").click().run()
    app.query_params["study"] = file_id
    app.run()
    assert app.session_state["rl_open_study"] is study
