"""The study file: what goes in comes out, nothing else goes in, and bad files get one clear sentence."""

from __future__ import annotations

import datetime as dt
import io
import json
import pickle
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core.errors import RetentionLabError, StudyFileError, UnreadableFileError, UnsuitableDataError
from analysis.core.messages import LocalText
from analysis.data import (
    Band,
    Codebook,
    Compute,
    Filter,
    MissingCode,
    Origin,
    Recipe,
    Recode,
    Study,
    ValueLabel,
    Variable,
    Weight,
    read_study_file,
    real_study,
    studyfile,
    table_files,
)
from analysis.data.codebook_json import LEVELS
from analysis.data.study import file_study
from analysis.data.survey_file import read_survey
from analysis.language import render_error


def values(*codes) -> tuple[ValueLabel, ...]:
    return tuple(ValueLabel(code, LocalText(f"Answer {code}", "答")) for code in codes)


BOOK = Codebook(
    (
        Variable(
            id="city",
            label=LocalText("City", "城市"),
            level="nominal",
            values=values("sh", 2, 2.5),
            missing=(MissingCode(-3, "skipped"),),
            source="Q1",
        ),
        Variable(id="age", label=LocalText("Age"), level="scale", reverse=True),
        Variable(id="phone", label=LocalText("Phone"), level="text", personal=True),
        Variable(id="w", label=LocalText("W"), level="weight"),
    )
)
FRAME = pd.DataFrame(
    {
        "city": ["sh", 2, 2.5, None],
        "age": ["41", 18.5, "x", None],
        "phone": ["13800000000"] * 4,
        "w": [1.0, 2.0, 0.5, 1.0],
    }
)
RECIPE = Recipe(
    (
        Recode("city", {"sh": "east"}, into="region"),
        Filter("Grown", "age > 18"),
        Weight("w"),
        Band("age", (30,), into="b"),
    )
).undo()
CELLS = (
    {"id": "c1", "note": "笔记", "parameters": {"level": 0.95, "columns": ["a"]}},
    {"nested": [None, {"deep": float("nan")}]},
)


def study(**facts) -> Study:
    given = {
        "name": LocalText("Mine", "我的"),
        "survey": FRAME,
        "codebook": BOOK,
        "origin": Origin(files={"survey": "answers.csv"}),
    }
    return file_study(**{**given, **facts}).with_recipe(RECIPE)


def test_everything_comes_back():
    opened = read_study_file(study().save(notebook=CELLS, settings={"language": "zh"}), survey=FRAME)
    again = opened.study
    assert (again.id, again.name, again.codebook, again.recipe, again.origin) == (
        study().id,
        study().name,
        study().codebook,
        study().recipe,
        study().origin,
    )
    assert again.recipe.redo() == study().recipe.redo()
    assert json.dumps(opened.notebook) == json.dumps(CELLS)
    assert opened.settings == {"language": "zh"}
    assert again.state_fingerprint == study().state_fingerprint
    assert opened.other_data == ()
    pd.testing.assert_frame_equal(again.prepared().frame, study().prepared().frame)
    assert again.save(notebook=CELLS) == study().save(notebook=CELLS)


def test_without_data_no_answer_is_in_the_file():
    text = study().save().decode()
    assert "13800000000" not in text
    assert "18.5" not in text
    opened = Study.open(text.encode())
    assert opened.tables == ()
    with pytest.raises(UnsuitableDataError, match="no table with survey answers"):
        opened.prepared()


def test_with_data_the_personal_columns_stay_out():
    data = study().save(include_data=True)
    again = Study.open(data)
    assert list(again.table("survey").columns) == ["city", "age", "w"]
    assert again.fingerprint == study().fingerprint
    pd.testing.assert_frame_equal(again.prepared().frame, study().prepared().frame)
    assert again.save(include_data=True) == data == study().save(include_data=True)
    kept = study(
        codebook=Codebook(
            (
                *BOOK.variables[:2],
                Variable(id="phone", label=LocalText(), level="text", personal=True, keep=True),
                BOOK["w"],
            )
        )
    )
    assert "phone" in Study.open(kept.save(include_data=True)).table("survey")


def test_other_data_are_recognised():
    opened = read_study_file(study().save(), survey=FRAME.head(2))
    assert opened.other_data == ("survey",)
    assert len(opened.study.prepared().frame) == 2


def test_files_streams_paths_and_bytes(tmp_path):
    path = tmp_path / "study.json"
    data = study().save(path)
    assert path.read_bytes() == data
    for source in (path, str(path), data, io.BytesIO(data)):
        assert Study.open(source).id == study().id


def test_a_built_in_study_opens_by_itself():
    built_in = real_study("anes96")
    changed = built_in.with_recipe(Recipe((Filter("f", "age > 40"),)))
    again = Study.open(changed.save())
    pd.testing.assert_frame_equal(again.prepared().frame, changed.prepared().frame)
    assert again.changed
    assert not Study.open(built_in.save()).changed
    assert again.fingerprint == changed.fingerprint


AWKWARD = pd.DataFrame(
    {
        "mixed": pd.Series([1, "1", 1.0, True, None], dtype=object, index=[5, 4, 3, 2, 1]),
        "times": pd.Series(
            [pd.Timestamp(2025, 1, 1, 12).to_pydatetime(), dt.date(2025, 1, 2), pd.NA, float("nan"), pd.NaT],
            dtype=object,
            index=[5, 4, 3, 2, 1],
        ),
        "category": pd.Categorical(["a", None, "b", "a", "a"], categories=["b", "a", "never"], ordered=True),
        "whole": pd.array([1, None, 3, 4, 5], dtype="Int64"),
        "flag": pd.array([True, None, False, True, True], dtype="boolean"),
        "text": ["中文", "", None, " a ", "x"],
        "day": pd.to_datetime(["2025-01-01", None, "2025-01-03", "2025-01-04", "2025-01-05"]),
        "float": [0.1 + 0.2, np.inf, np.nan, -0.0, 5e-324],
        "int": [2**62, 1, 2, 3, 4],
        "列 名": list("abcde"),
    },
    index=[5, 4, 3, 2, 1],
)


def test_awkward_columns_survive():
    book = Codebook(tuple(Variable(id=name, label=LocalText(), level="text") for name in AWKWARD))
    saved = file_study(name=LocalText(), survey=AWKWARD, codebook=book)
    opened = Study.open(saved.save(include_data=True))
    wanted = AWKWARD.reset_index(drop=True)
    back = opened.table("survey")
    for name in AWKWARD.columns.drop(["mixed", "times"]):
        pd.testing.assert_series_equal(back[name], wanted[name])
    for name in ("mixed", "times"):
        assert [(type(value), str(value)) for value in back[name]] == [
            (type(value), str(value)) for value in wanted[name]
        ]
    assert opened.fingerprint == saved.fingerprint
    pd.testing.assert_frame_equal(opened.prepared().frame, saved.prepared().frame.reset_index(drop=True))


def test_a_table_without_columns_keeps_its_rows():
    bare = file_study(name=LocalText("T"), survey=pd.DataFrame(index=range(5)))
    assert Study.open(bare.save(include_data=True)).table("survey").shape == (5, 0)


def test_all_tables_travel():
    book = Codebook((*BOOK.variables, Variable(id="customer_id", label=LocalText(), level="id", table="customers")))
    events = pd.DataFrame({"customer_id": ["1"], "time": ["2025-01-01"], "kind": ["buy"], "amount": [1.5]})
    full = study(codebook=book, customers=pd.DataFrame({"customer_id": [1]}), events=events)
    again = Study.open(full.save(include_data=True))
    assert again.tables == ("survey", "customers", "events")
    pd.testing.assert_frame_equal(again.prepared("events").frame, full.prepared("events").frame)
    replaced = Study.open(full.save(include_data=True), customers=pd.DataFrame({"customer_id": [7]}))
    assert replaced.prepared("customers").frame["customer_id"].tolist() == ["7"]
    assert replaced.fingerprint != full.fingerprint


WJX = (
    "序号,提交答卷时间,所用时间,1、您的性别,2、您的满意度,3、常用渠道（多选）,4、您的手机号\n"
    "1,2025/6/1 12:30:11,65秒,男,满意,微信┋电话,13812345678\n"
    "2,2025/6/1 12:31:11,70秒,女,一般,微信,13912345678\n"
    "3,2025/6/1 12:32:11,80秒,(跳过),不满意,(空),13712345678\n"
    "4,2025/6/1 12:33:11,90秒,女,满意,电话,13612345678\n"
)


def test_the_shown_code_gives_the_frame_of_the_app(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(WJX, encoding="gb18030")
    read = read_survey(path)
    app = file_study(
        name=LocalText("问卷"),
        survey=read.frame,
        codebook=read.codebook,
        origin=Origin(files={"survey": "answers.csv"}, options={"survey": read.options}, report=read.report),
    )
    app = app.with_recipe(Recipe((Filter("女", "q1 == '女'"), Compute("both", "q3_1 and q3_2"))))
    app.save(tmp_path / "study.json")
    shown = Study.open(str(tmp_path / "study.json"), survey=str(path))
    pd.testing.assert_frame_equal(shown.prepared("survey").frame, app.prepared("survey").frame)
    pd.testing.assert_frame_equal(shown.prepared("survey").missing_kinds, app.prepared("survey").missing_kinds)
    assert shown.prepared().fingerprint == app.prepared().fingerprint
    # The same code on changed data: one more answer.
    path.write_text(WJX + "5,2025/6/2 09:00:00,61秒,女,一般,电话┋微信,13512345678\n", encoding="utf-8")
    more = Study.open(tmp_path / "study.json", survey=path)
    replaced, report = app.replace_data(survey=read_survey(path, codebook=app.codebook))
    assert report.set_aside == ()
    pd.testing.assert_frame_equal(more.prepared().frame, replaced.prepared().frame)
    assert len(more.prepared().frame) == 3
    assert "13812345678" not in (tmp_path / "study.json").read_text(encoding="utf-8")


def test_reader_options_are_repeated_and_only_known_ones(tmp_path):
    path = tmp_path / "answers.csv"
    path.write_text(WJX, encoding="utf-8")
    read = read_survey(path, keep_personal=("q4",))
    app = file_study(
        name=LocalText(), survey=read.frame, codebook=read.codebook, origin=Origin(options={"survey": read.options})
    )
    saved = json.loads(app.save())
    assert saved["origin"]["options"] == {"survey": {"keep_personal": ["q4"]}}
    assert "q4" in Study.open(app.save(), survey=path).table("survey")
    saved["origin"]["options"]["survey"]["max_bytes"] = 1
    assert "q4" in Study.open(json.dumps(saved).encode(), survey=path).table("survey")
    saved["origin"]["options"]["survey"]["keep_personal"] = "q4"
    with pytest.raises(StudyFileError, match="keep_personal"):
        Study.open(json.dumps(saved).encode(), survey=path)


def test_a_bad_data_file_is_the_readers_error(tmp_path):
    (tmp_path / "empty.csv").write_bytes(b"")
    with pytest.raises(UnreadableFileError, match="empty"):
        Study.open(study().save(), survey=tmp_path / "empty.csv")


def document(**changes) -> bytes:
    facts = {**json.loads(study().save()), **changes}
    return json.dumps({name: value for name, value in facts.items() if value is not ...}).encode()


def archive(entries: list[tuple[str, bytes]], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", compression) as file:
        for name, data in entries:
            file.writestr(name, data)
    return target.getvalue()


WITH_DATA = study().save(include_data=True)
PARQUET = zipfile.ZipFile(io.BytesIO(WITH_DATA)).read("tables/survey.parquet")
END = WITH_DATA.rindex(b"PK\x05\x06")
BAD = {
    "empty": (b"", "is empty"),
    "lying zip": (WITH_DATA[: END + 12] + b"\xff\xff\xff\x0f" + WITH_DATA[END + 16 :], "damaged or incomplete"),
    "blanks": (b"  \n", "is empty"),
    "text": (b"hello", "not a study file"),
    "csv": (WJX.encode("gb18030"), "not a study file"),
    "other json": (b'{"a": 1}', "not a study file"),
    "json list": (b"[1, 2]", "not a study file"),
    "binary": (bytes(range(256)), "not a study file"),
    "pickle": (pickle.dumps({"format": "retention-lab-study"}), "not a study file"),
    "truncated json": (study().save()[:-200], "damaged or incomplete"),
    "deep json": (b'{"format": "retention-lab-study", "x": ' + b"[" * 100_000, "damaged or incomplete"),
    "truncated zip": (WITH_DATA[:-300], "damaged or incomplete"),
    "half zip": (WITH_DATA[: len(WITH_DATA) // 2], "damaged or incomplete"),
    "flipped zip": (WITH_DATA[:60] + b"\x00\xff\x00\xff" + WITH_DATA[64:], "damaged or incomplete"),
    "other zip": (archive([("readme.txt", b"hi")]), "not a study file"),
    "workbook": (archive([("xl/workbook.xml", b"<x/>")]), "not a study file"),
    "newer": (document(version=2), "newer than this app"),
    "absurd version": (document(version=10**400), "damaged"),
    "half a character": (study().save().replace(b'"id": "city"', b'"id": "\\ud800"'), "damaged"),
    "version text": (document(version="1"), "damaged"),
    "version true": (document(version=True), "damaged"),
    "no version": (document(version=...), "damaged"),
    "no codebook": (document(codebook=...), "the codebook is not a JSON object"),
    "codebook list": (document(codebook=[]), "the codebook is not a JSON object"),
    "no variables": (document(codebook={}), "in the codebook, “variables” is nothing"),
    "bad variable": (document(codebook={"variables": [1]}), "a variable of the codebook is not a JSON object"),
    "no id": (document(codebook={"variables": [{"id": "", "level": "scale"}]}), "“id” is ''"),
    "bad level": (document(codebook={"variables": [{"id": "a", "level": "cosmic"}]}), "“level” is 'cosmic'"),
    "bad value": (document(codebook={"variables": [{"id": "a", "level": "nominal", "values": [{"code": None}]}]}), "“code” is None"),
    "infinite code": (document(codebook={"variables": [{"id": "a", "level": "nominal", "values": [{"code": float("inf")}]}]}), "“code” is inf"),
    "bad kind": (document(codebook={"variables": [{"id": "a", "level": "scale", "missing": [{"code": 1, "kind": "lost"}]}]}), "“kind” is 'lost'"),
    "bad flag": (document(codebook={"variables": [{"id": "a", "level": "scale", "personal": "no"}]}), "“personal” is 'no'"),
    "twice": (document(codebook={"variables": [{"id": "a", "level": "scale"}] * 2}), "variable a twice"),
    "no recipe": (document(recipe=None), "the recipe is not a JSON object"),
    "bad step": (document(recipe={"steps": [{"step": "explode"}]}), "“step” is 'explode'"),
    "misfit": (document(recipe={"steps": [{"step": "weight", "column": "nope"}]}), "does not fit its codebook"),
    "no id at all": (document(id=...), "“id” is nothing"),
    "bad name": (document(name=7), "a label is not a JSON object"),
    "bad notebook": (document(notebook={}), "“notebook” is {}"),
    "bad cells": (document(notebook=["x"]), "a list of JSON objects"),
    "bad settings": (document(settings=[]), "the settings is not a JSON object"),
    "bad origin": (document(origin={"kind": "stolen"}), "“kind” is 'stolen'"),
    "bad files": (document(origin={"files": {"survey": [1]}}), "file names"),
    "bad seed": (document(origin={"seed": "x"}), "“seed” is 'x'"),
    "traversal": (archive([("study.json", study().save()), ("../../etc/passwd", b"x")]), "../../etc/passwd"),
    "absolute": (archive([("study.json", study().save()), ("/tmp/x", b"x")]), "/tmp/x"),
    "stranger": (archive([("study.json", study().save()), ("tables/other.parquet", PARQUET)]), "does not belong there"),
    "bad parquet": (archive([("study.json", study().save()), ("tables/survey.parquet", b"PAR1 nonsense PAR1")]), "table survey of the study file is damaged"),
    "cut parquet": (archive([("study.json", study().save()), ("tables/survey.parquet", PARQUET[:-50])]), "table survey of the study file is damaged"),
    "empty parquet": (archive([("study.json", study().save()), ("tables/survey.parquet", b"")]), "table survey of the study file is damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_bad_files_get_one_clear_sentence(name, language):
    data, fragment = BAD[name]
    with pytest.raises(StudyFileError) as caught:
        Study.open(data)
    text = render_error(caught.value, language)
    if language == "en":
        assert fragment in text
    assert "Traceback" not in text
    assert caught.value.remedy is not None or name == "misfit"


def test_entries_that_stand_twice_are_refused():
    with pytest.warns(UserWarning, match="Duplicate name"):
        doubled = archive([("study.json", study().save()), ("study.json", b"{}")])
    with pytest.raises(StudyFileError, match="does not belong there"):
        Study.open(doubled)


def test_an_encrypted_archive_is_refused():
    data = bytearray(WITH_DATA)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(mark)
        while start >= 0:
            data[start + place] |= 1
            start = data.find(mark, start + 1)
    with pytest.raises(StudyFileError, match="damaged"):
        Study.open(bytes(data))


def test_a_path_that_does_not_exist(tmp_path):
    with pytest.raises(StudyFileError, match=r"nowhere\.json cannot be opened"):
        Study.open(tmp_path / "nowhere.json")
    with pytest.raises(StudyFileError, match="cannot be opened"):
        Study.open("a\0b")


def test_bombs_are_not_unpacked(monkeypatch):
    monkeypatch.setattr(studyfile, "MAX_DOCUMENT_BYTES", 1_000_000)
    bomb = archive([("study.json", b" " * 50_000_000)])
    assert len(bomb) < 100_000
    with pytest.raises(StudyFileError, match="unpacks to more than 1 MB"):
        Study.open(bomb)
    with pytest.raises(StudyFileError, match="unpacks to more than 1 MB"):
        Study.open(b" " * 1_000_001)
    monkeypatch.setattr(studyfile, "MAX_TABLE_FILE_BYTES", 2_000_000)
    with pytest.raises(StudyFileError, match="unpacks to more than 2 MB"):
        Study.open(archive([("study.json", study().save()), ("tables/survey.parquet", b"\0" * 30_000_000)]))


def test_a_table_that_lies_about_its_size_is_refused(monkeypatch):
    monkeypatch.setattr(table_files, "MAX_CELLS", 10)
    with pytest.raises(StudyFileError, match="table survey of the study file is too large"):
        Study.open(WITH_DATA)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)
CODE = st.one_of(st.integers(-99, 99), st.floats(allow_nan=False, allow_infinity=False), TEXT)
LABEL = st.builds(LocalText, TEXT, TEXT)
VARIABLE = st.builds(
    Variable,
    id=TEXT.filter(bool),
    label=LABEL,
    level=st.sampled_from(LEVELS),
    values=st.lists(st.builds(ValueLabel, CODE, LABEL), max_size=3).map(tuple),
    missing=st.lists(
        st.builds(MissingCode, CODE, st.sampled_from(["skipped", "blank", "refused", "invalid"])), max_size=2
    ).map(tuple),
    reverse=st.booleans(),
    options=st.lists(TEXT, max_size=2).map(tuple),
    part_of=TEXT,
    source=TEXT,
    table=st.sampled_from(["survey", "customers", "events", "arms"]),
    personal=st.booleans(),
    keep=st.booleans(),
)
BOOKS = st.lists(VARIABLE, max_size=5, unique_by=lambda v: (v.table, v.id)).map(lambda found: Codebook(tuple(found)))


@settings(max_examples=80, deadline=None)
@given(BOOKS)
def test_any_codebook_comes_back(book):
    again = Codebook.from_json(json.loads(json.dumps(book.to_json())))
    assert again == book
    assert [type(v.code) for x in again.variables for v in x.values] == [
        type(v.code) for x in book.variables for v in x.values
    ]
    assert Codebook.from_json(json.dumps(book.to_json())) == book
    opened = Study.open(Study(id="x", name=LocalText("N"), codebook=book).save())
    assert opened.codebook == book


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(WITH_DATA) - 1), st.binary(min_size=1, max_size=6))
def test_a_damaged_file_never_escapes_as_another_error(place, noise):
    data = WITH_DATA[:place] + noise + WITH_DATA[place + len(noise) :]
    try:
        Study.open(data).prepared()
    except RetentionLabError:
        return


JSON_FILE = study().save()


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, len(JSON_FILE) - 1),
    st.sampled_from([b"", b"1", b'"', b"null", b"[", b"}", b"\xff", b"\\u0000", b"\\ud800"]),
)
def test_a_damaged_document_never_escapes_as_another_error(place, noise):
    try:
        Study.open(JSON_FILE[:place] + noise + JSON_FILE[place + 1 :], survey=FRAME).prepared()
    except RetentionLabError:
        return
