"""The same option keeps its column, whatever place the next file gives it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from analysis.core.messages import LocalText
from analysis.data import Codebook, Origin, Recipe, Study, Variable, read_survey
from analysis.data.alignment import aligned
from analysis.data.steps import Compute, Filter
from analysis.data.study import file_study

HEADER = "序号,提交答卷时间,所用时间,来源,1、您的性别,2、常用渠道（多选）\n"


def wjx(*answers: str, header: str = HEADER) -> bytes:
    rows = [f"{i},2025/6/1 12:30:1{i},6{i}秒,微信,男,{answer}\n" for i, answer in enumerate(answers, start=1)]
    return (header + "".join(rows)).encode()


def numbered(*answers: str) -> bytes:
    return wjx(*answers).replace("男".encode(), b"1")


FIRST = wjx("微信┋电话", "电话┋门店", "微信", "(空)", "(跳过)")


def study(content: bytes = FIRST) -> Study:
    read = read_survey(content)
    opened = file_study(
        name=LocalText("T"), survey=read.frame, codebook=read.codebook, origin=Origin(options={"survey": read.options})
    )
    return opened.with_recipe(Recipe((Compute("n_channels", "count_true(q2_1, q2_2, q2_3)"),)))


def chosen(opened: Study) -> dict[str, list]:
    """For each option's text in the first file, who chose it."""
    frame = opened.prepared().frame
    texts = {"q2_1": "微信", "q2_2": "电话", "q2_3": "门店"}
    return {text: frame[name].astype(object).where(frame[name].notna(), None).tolist() for name, text in texts.items()}


def test_the_first_file_numbers_options_by_appearance():
    assert [study().codebook[name].label.zh for name in ("q2_1", "q2_2", "q2_3")] == ["微信", "电话", "门店"]
    assert chosen(study())["门店"] == [False, True, False, False, None]


SWAPPED = wjx("门店┋微信", "电话", "微信┋电话")
EXPECTED = {"微信": [True, False, True], "电话": [False, True, True], "门店": [True, False, False]}


def test_another_order_of_appearance_does_not_swap_columns():
    read = read_survey(SWAPPED)
    assert read.codebook["q2_1"].label.zh == "门店"
    new, report = study().replace_data(survey=read)
    assert chosen(new) == EXPECTED
    assert report.set_aside == ()
    assert report.fits
    opened = Study.open(study().save(), survey=SWAPPED)
    assert chosen(opened) == EXPECTED
    assert opened.prepared().frame["n_channels"].tolist() == [2.0, 1.0, 2.0]


def test_edited_labels_do_not_lose_a_column():
    renamed = study()
    labels = {"q2_1": LocalText("WeChat", "企业微信"), "q2_2": LocalText("Phone")}
    book = renamed.codebook.with_variables(
        [replace(renamed.codebook[name], label=label) for name, label in labels.items()]
    )
    renamed = renamed.with_codebook(book)
    assert (renamed.codebook["q2_1"].answer, renamed.codebook["q2_2"].answer) == ("微信", "电话")
    again = renamed.with_codebook(
        renamed.codebook.with_variables([replace(renamed.codebook["q2_1"], label=LocalText("W"))])
    )
    assert again.codebook["q2_1"].answer == "微信"
    for content, wanted in ((FIRST, chosen(study())), (SWAPPED, EXPECTED)):
        assert chosen(Study.open(renamed.save(), survey=content)) == wanted
        assert chosen(renamed.replace_data(survey=read_survey(content))[0]) == wanted


def test_an_option_nobody_chose_any_more_is_a_column_of_no():
    content = wjx("电话", "(空)", "(跳过)")
    new, report = study().replace_data(survey=read_survey(content))
    assert chosen(new) == {"微信": [False, False, None], "电话": [True, False, None], "门店": [False, False, None]}
    assert report.fits
    assert chosen(Study.open(study().save(), survey=content)) == chosen(new)


def test_a_question_in_which_nobody_chose_two_is_split_again():
    content = wjx("电话", "邮件", "(跳过)")
    read = read_survey(content)
    assert "q2" in read.frame
    new, report = study().replace_data(survey=read)
    assert chosen(new)["电话"] == [True, False, None]
    added = new.codebook["q2"].options[3]
    assert new.codebook[added].label.zh == "邮件"
    assert new.prepared().frame[added].tolist() == [False, True, pd.NA]
    assert report.tables[0].gone == ()
    by_number = numbered("2", "1", "-3")
    assert chosen(Study.open(study().save(), survey=by_number))["电话"] == [True, False, None]


def test_another_question_under_the_same_id_is_not_split():
    read = read_survey(wjx("每天", "每周", header=HEADER.replace("常用渠道（多选）", "频率")))
    new, report = study().replace_data(survey=read)
    assert "q2" in report.tables[0].moved[0].column
    assert report.tables[0].gone == ("q2_1", "q2_2", "q2_3")
    assert [item.place for item in report.set_aside] == [0]
    assert new.prepared().n_total == 2


def test_a_new_option_gets_a_column_of_its_own():
    content = wjx("邮件┋门店", "微信")
    new, report = study().replace_data(survey=read_survey(content))
    assert chosen(new) == {"微信": [False, True], "电话": [False, False], "门店": [True, False]}
    added = new.codebook["q2"].options[3]
    assert new.codebook[added].label.zh == "邮件"
    assert new.prepared().frame[added].tolist() == [True, False]
    assert report.tables[0].new == (added,)


def test_two_parallel_exports_open_as_they_were_read(tmp_path):
    by_text, by_number = wjx("微信┋电话", "电话", "(空)"), numbered("1┋2", "2", "-2")
    read = read_survey(by_number, labels_from=by_text)
    app = file_study(
        name=LocalText("T"), survey=read.frame, codebook=read.codebook, origin=Origin(options={"survey": read.options})
    )
    (tmp_path / "t.csv").write_bytes(by_text)
    (tmp_path / "n.csv").write_bytes(by_number)
    opened = Study.open(app.save(), survey=(str(tmp_path / "n.csv"), str(tmp_path / "t.csv")))
    pd.testing.assert_frame_equal(opened.prepared().frame, app.prepared().frame)
    # Without its labels the export by number still fits, place by place.
    alone = Study.open(app.save(), survey=by_number)
    pd.testing.assert_frame_equal(alone.prepared().frame, app.prepared().frame)


def test_a_shifted_question_is_pointed_out():
    shifted = wjx("微信", header=HEADER.replace("1、您的性别", "1、您的城市"))
    _, report = study().replace_data(survey=read_survey(shifted))
    assert [(item.column, item.before, item.after) for item in report.tables[0].moved] == [
        ("q1", "1、您的性别", "1、您的城市")
    ]
    assert not report.fits


def book(**texts: str) -> Codebook:
    options = [
        Variable(id=name, label=LocalText(zh=text), level="option", part_of="m", source=f"{name} head")
        for name, text in texts.items()
    ]
    return Codebook((Variable(id="m", label=LocalText("M"), level="multi", options=tuple(texts), source="M"), *options))


@pytest.mark.parametrize(
    ("stored", "read", "columns"),
    [
        ({"m_1": "a", "m_2": "b"}, {"m_1": "b", "m_2": "a"}, ["m_2", "m_1"]),
        ({"m_1": "a", "m_2": "b"}, {"m_1": "x", "m_2": "y"}, ["m_1", "m_2"]),  # nothing known by text: places stay
        ({"m_1": "a", "m_2": "b"}, {"m_1": "", "m_2": "a"}, ["m_3", "m_1"]),
        ({"m_1": "a", "m_2": "b"}, {"m_1": "c", "m_2": "b"}, ["m_1", "m_2"]),
        ({"m_1": "a", "m_2": "a"}, {"m_1": "a", "m_2": "b"}, ["m_1", "m_2"]),  # one text, two options: places stay
        ({"m_1": "a"}, {"m_1": "b", "m_2": "a", "m_3": "c"}, ["m_4", "m_1", "m_3"]),
    ],
)
def test_options_are_matched_by_text(stored, read, columns):
    frame = pd.DataFrame({name: [1] for name in read})
    before = frame.copy()
    result = aligned(frame, book(**read), book(**stored), "survey")
    got = list(result.frame.columns)
    # A free id is any that neither side uses.
    assert [new if new in stored or new in read else "free" for new in got] == [
        new if new in stored or new in read else "free" for new in columns
    ]
    assert len(set(got)) == len(got)
    assert result.codebook["m"].options == tuple(got)
    pd.testing.assert_frame_equal(frame, before)


def test_columns_of_their_own_headers_are_not_invented():
    frame = pd.DataFrame({"m_1": [1, 0]})
    result = aligned(frame, book(m_1="a"), book(m_1="a", m_2="b"), "survey")
    assert list(result.frame.columns) == ["m_1"]


def test_a_step_on_a_kept_option_still_filters_the_same_people():
    opened = study().with_recipe(Recipe((Filter("微信", "q2_1"),)))
    new, _ = opened.replace_data(survey=read_survey(SWAPPED))
    assert len(new.prepared().frame) == 2
