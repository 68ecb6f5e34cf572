"""New data under an old codebook: what is kept, what is listed, what is set aside and comes back."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
import pytest

from analysis.core.messages import LocalText, Message
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
)
from analysis.data.read_report import ReadReport
from analysis.data.study import file_study
from analysis.data.survey_file import read_survey
from analysis.language import render


def values(*codes) -> tuple[ValueLabel, ...]:
    return tuple(ValueLabel(code, LocalText(f"Answer {code}")) for code in codes)


BOOK = Codebook(
    (
        Variable(id="city", label=LocalText("City", "城市"), level="nominal", values=values("sh", "bj")),
        Variable(
            id="mood",
            label=LocalText("Mood"),
            level="ordinal",
            values=values(1, 2, 3),
            missing=(MissingCode(-3, "skipped"),),
        ),
        Variable(id="age", label=LocalText("Age"), level="scale"),
        Variable(id="m", label=LocalText("Many"), level="multi", options=("m_1",)),
        Variable(id="m_1", label=LocalText("One"), level="option", part_of="m"),
        Variable(id="w", label=LocalText("Weight"), level="weight"),
    )
)
FRAME = pd.DataFrame({"city": ["sh", "bj"], "mood": [1, 3], "age": [20, 40], "m_1": [1, 0], "w": [1.0, 2.0]})
RECIPE = Recipe(
    (
        Recode("city", {"sh": "east"}, into="region"),
        Band("age", (30,), into="band"),
        Filter("East", "region == 'east'"),
        Compute("score", "mean(mood, age)"),
        Weight("w"),
    )
)


def study() -> Study:
    return file_study(name=LocalText("T"), survey=FRAME, codebook=BOOK).with_recipe(RECIPE)


def words(report) -> str:
    return "\n".join(render(message, "en", BOOK) for message in report.messages())


def test_data_that_fit_change_nothing_but_the_data():
    new, report = study().replace_data(survey=pd.concat([FRAME, FRAME], ignore_index=True))
    assert report.fits
    assert new.recipe == RECIPE
    assert new.codebook == study().codebook
    assert new.id != study().id
    assert new.id == f"file-{new.fingerprint[:8]}"
    assert words(report) == "Rows in survey answers: 2 before, 4 now.\nCodebook and recipe fit the new data."
    assert len(new.prepared().frame) == 2


def test_the_same_data_give_the_same_study():
    new, report = study().replace_data(survey=FRAME.copy())
    assert (new.id, new.state_fingerprint) == (study().id, study().state_fingerprint)
    assert report.fits


def test_a_column_that_is_gone_sets_its_steps_aside_and_all_that_follow_from_them():
    new, report = study().replace_data(survey=FRAME.drop(columns="city"))
    assert [item.place for item in report.set_aside] == [0, 2]
    assert [step.set_aside for step in new.recipe.steps] == [True, False, True, False, False]
    text = words(report)
    assert "A column is gone: City." in text
    assert "Step 1 (Recode City into region: sh → east) is set aside: the data no longer have City." in text
    assert "Step 3 (Filter East: region == 'east') is set aside: the step that makes region is set aside." in text
    assert not report.fits
    prepared = new.prepared()
    assert prepared.filter_text is None
    assert "band" in prepared.frame
    # The codebook is kept, also for the column that may come back.
    assert new.codebook["city"] == BOOK["city"]


def test_what_was_set_aside_comes_back_with_its_column():
    broken, _ = study().replace_data(survey=FRAME.drop(columns="city"))
    mended, report = broken.replace_data(survey=FRAME)
    assert mended.recipe == RECIPE
    assert [type(step) for step in report.restored] == [Recode, Filter]
    assert "Back in force: Recode City into region: sh → east" in words(report)
    pd.testing.assert_frame_equal(mended.prepared().frame, study().prepared().frame)


def test_new_codes_and_cells_that_do_not_fit_are_listed():
    frame = pd.DataFrame(
        {"city": ["sz", "sh", "gz"], "mood": [1, 7, 2], "age": ["x", "20", "30"], "m_1": [1, 0, 1], "w": [1.0] * 3}
    )
    new, report = study().replace_data(survey=frame)
    changes = report.tables[0]
    assert changes.new_codes == {"city": ("gz", "sz"), "mood": ("7",)}
    text = words(report)
    assert "City has answers that the codebook does not declare: gz, sz." in text
    assert "1 answer of Mood is not a declared one and counts as missing." in text
    assert "1 answer of Age is not a number and counts as missing." in text
    assert changes.levels == ()
    assert new.recipe == RECIPE


def test_a_level_that_no_longer_fits_is_said():
    _, report = study().replace_data(survey=FRAME.assign(age=["young", "old"]))
    assert report.tables[0].levels == ("age",)
    assert "Age no longer fits its level, a number (scale): 2 answers of Age are not numbers" in words(report)


def test_what_was_wrong_before_is_not_news():
    odd = FRAME.assign(age=["x", "20"], city=["sz", "sh"])
    before = file_study(name=LocalText("T"), survey=odd, codebook=BOOK)
    _, report = before.replace_data(survey=odd)
    assert report.fits


def test_negative_weights_set_the_weight_aside():
    new, report = study().replace_data(survey=FRAME.assign(w=[1, -1]))
    assert [item.place for item in report.set_aside] == [4]
    assert "1 weight in Weight is negative" in words(report)
    assert new.prepared().weight is None


def test_a_new_column_that_takes_a_name_sets_the_step_aside():
    read = Read(FRAME.assign(region="x"), Codebook((Variable(id="region", label=LocalText("R"), level="text"),)))
    new, report = study().replace_data(survey=read)
    assert [item.place for item in report.set_aside] == [0, 2]
    assert "The name region is already taken." in words(report)
    assert new.codebook["region"].level == "text"


@dataclass(frozen=True)
class Read:
    """Stands in for what a reader of files returns."""

    frame: pd.DataFrame
    codebook: Codebook
    report: ReadReport | None = None


def test_what_a_reader_inferred_describes_only_what_the_codebook_does_not_know():
    inferred = Codebook(
        (
            Variable(id="city", label=LocalText("Wrong"), level="text"),
            Variable(id="m", label=LocalText("Many"), level="multi", options=("m_1", "m_2")),
            Variable(id="m_1", label=LocalText("One"), level="option"),
            Variable(id="m_2", label=LocalText("Two"), level="option"),
        )
    )
    report = ReadReport(
        file_name="wave2.csv", layout=Message("text"), n_rows_read=2, n_rows=2, n_columns_read=6, n_columns=6
    )
    new, changes = study().replace_data(survey=Read(FRAME.assign(m_2=[0, 1]), inferred, report))
    assert new.codebook["city"] == BOOK["city"]
    assert new.codebook["m"].options == ("m_1", "m_2")
    assert new.prepared().frame["m_2"].tolist() == [False]
    assert changes.tables[0].new == ("m_2",)
    assert "A column is new: m_2." in words(changes)
    assert new.origin.files == {"survey": "wave2.csv"}
    assert new.origin.report == report


def test_a_plain_frame_leaves_new_columns_out():
    new, report = study().replace_data(survey=FRAME.assign(extra=1))
    assert report.tables[0].new == ("extra",)
    assert "extra" not in new.prepared().frame


def test_a_study_without_data_gets_its_data():
    empty = Study.open(study().save())
    assert empty.tables == ()
    new, report = empty.replace_data(survey=FRAME)
    assert words(report).startswith("Rows in survey answers: 2.")
    pd.testing.assert_frame_equal(new.prepared().frame, study().prepared().frame)
    _, report = empty.replace_data(survey=FRAME.drop(columns="age"))
    assert [item.place for item in report.set_aside] == [1, 3]
    assert report.tables[0].gone == ("age",)


def test_only_the_given_tables_are_replaced():
    book = Codebook((*BOOK.variables, Variable(id="spend", label=LocalText("S"), level="scale", table="customers")))
    both = replace(study(), codebook=book, customers=pd.DataFrame({"spend": [1.0]}))
    both = both.with_recipe(both.recipe.added(Filter("Big", "spend > 5", table="customers")))
    new, report = both.replace_data(customers=pd.DataFrame({"spend": [9.0, 1.0]}))
    assert new.survey is both.survey
    assert [changes.table for changes in report.tables] == ["customers"]
    assert len(new.prepared("customers").frame) == 1
    gone, report = both.replace_data(
        customers=pd.DataFrame({"other": [1.0], "spent": [1]}).assign(spend="x").drop(columns="other")
    )
    assert report.tables[0].levels == ("spend",)
    assert gone.recipe == both.recipe


def test_the_id_of_a_built_in_study_stays():
    built_in = Study(
        id="sample-7", name=LocalText("S"), survey=FRAME, codebook=BOOK, origin=Origin(kind="sample", seed=7)
    )
    assert built_in.replace_data(survey=FRAME.head(1))[0].id == "sample-7"


def test_the_old_study_is_untouched():
    old = study()
    before = old.prepared().frame
    old.replace_data(survey=FRAME.drop(columns="city"))
    assert old.recipe == RECIPE
    pd.testing.assert_frame_equal(old.prepared().frame, before)


@pytest.mark.parametrize("rows", [0, 1])
def test_tiny_new_data(rows):
    new, _ = study().replace_data(survey=FRAME.head(rows))
    assert new.table("survey").shape == (rows, 5)


def test_answers_nobody_gives_any_more_are_listed_and_fit():
    new, report = study().replace_data(survey=FRAME.assign(city=["sh", "sh"], mood=[3, 3]))
    assert report.tables[0].lost_codes == {"city": ("bj",), "mood": ("1",)}
    assert report.fits
    assert "Nobody gives these answers to City any more: Answer bj." in words(report)
    assert new.recipe == RECIPE


def test_a_question_without_any_answer_has_not_lost_one():
    _, report = study().replace_data(survey=FRAME.assign(city=[None, None]))
    assert report.tables[0].lost_codes == {}


def test_questions_that_moved_to_another_number_are_named():
    rows = ["1,2025/6/1 9:05:11,男,满意,3", "2,2025/6/1 9:06:11,女,一般,4", "3,2025/6/1 9:07:11,男,满意,5"]
    first = read_survey("\n".join(["序号,提交答卷时间,1、性别,2、满意度,3、次数", *rows]).encode())
    later = read_survey("\n".join(["序号,提交答卷时间,1、性别,3、满意度,4、次数", *rows]).encode())
    before = file_study(name=LocalText("T"), survey=first.frame, codebook=first.codebook)
    _, report = before.replace_data(survey=later)
    assert report.tables[0].renumbered == (("满意度", "q2", "q3"), ("次数", "q3", "q4"))
    assert not report.fits
    text = "\n".join(render(message, "zh", first.codebook) for message in report.messages())
    assert "题号似乎变了（“满意度”原为 q2，现为 q3、“次数”原为 q3，现为 q4）" in text
    assert before.replace_data(survey=first)[1].tables[0].renumbered == ()
