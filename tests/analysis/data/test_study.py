"""Studies: preparing is pure, repeatable and independent of row order; every change keeps the rest."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core.errors import ParameterError, RetentionLabError, StudyFileError, UnsuitableDataError
from analysis.core.frames import dropped_rows
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
)
from analysis.data.study import file_study
from analysis.language import render


def values(*codes) -> tuple[ValueLabel, ...]:
    return tuple(ValueLabel(code, LocalText(f"Answer {code}")) for code in codes)


SKIPPED = (MissingCode(-3, "skipped"), MissingCode(-2, "blank"))
BOOK = Codebook(
    (
        Variable(id="id", label=LocalText("Respondent"), level="id"),
        Variable(id="city", label=LocalText("City"), level="nominal", values=values("sh", "bj"), missing=SKIPPED),
        Variable(id="mood", label=LocalText("Mood"), level="ordinal", values=values(3, 2, 1), missing=SKIPPED),
        Variable(id="age", label=LocalText("Age"), level="scale", missing=SKIPPED),
        Variable(id="used", label=LocalText("Channels"), level="multi", options=("used_a", "used_b")),
        Variable(id="used_a", label=LocalText("A"), level="option", part_of="used", missing=SKIPPED),
        Variable(id="used_b", label=LocalText("B"), level="option", part_of="used", missing=SKIPPED),
        Variable(id="note", label=LocalText("Note"), level="text"),
        Variable(id="when", label=LocalText("When"), level="date"),
        Variable(id="w", label=LocalText("Weight"), level="weight"),
        Variable(id="phone", label=LocalText("Phone"), level="text", personal=True),
        Variable(id="customer_id", label=LocalText("Customer"), level="id", table="customers"),
        Variable(id="spend", label=LocalText("Spend"), level="scale", table="customers"),
        Variable(
            id="arm", label=LocalText("Arm"), level="nominal", values=values("control", "treatment"), table="arms"
        ),
    )
)


def survey(n: int = 30, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "id": np.arange(n),
            "city": rng.choice(["sh", "bj", "-3", "-2", "new"], n),
            "mood": rng.choice(np.array([1, 2, 3, -3], dtype=object), n),
            "age": rng.choice(np.array(["20", "35", "old", "-3", None], dtype=object), n),
            "used_a": rng.choice([0, 1, -3], n),
            "used_b": rng.choice([0, 1, -3], n),
            "note": [f"note {i}" for i in range(n)],
            "when": rng.choice(["2025-06-01", "2025/6/2 10:00", ""], n),
            "w": rng.uniform(0.5, 2, n),
            "phone": ["13800000000"] * n,
        }
    )


RECIPE = Recipe(
    (
        Recode("city", {"sh": "east"}, into="region"),
        Band("age", (30,), into="age_band"),
        Compute("both", "used_a and used_b"),
        Compute("score", "mean(age, mood, least=1)"),
        Filter("Not all", "mood >= 2 or both"),
        Filter("Off", "age > 1000", active=False),
        Weight("w"),
    )
)


def study(**facts) -> Study:
    return Study(**{"id": "t", "name": LocalText("T"), "survey": survey(), "codebook": BOOK, "recipe": RECIPE, **facts})


def test_levels_decide_the_dtypes_and_questions_own_no_column():
    frame = study(recipe=Recipe()).prepared().frame
    assert [str(frame[name].dtype) for name in frame] == [
        "str",
        "category",
        "category",
        "float64",
        "boolean",
        "boolean",
        "str",
        "datetime64[us]",
        "float64",
    ]
    assert list(frame) == ["id", "city", "mood", "age", "used_a", "used_b", "note", "when", "w"]
    assert frame["mood"].cat.categories.tolist() == ["3", "2", "1"]


def test_rows_are_accounted_for():
    prepared = study().prepared()
    assert prepared.n_total == 30
    assert len(prepared.frame) + sum(item.n for item in prepared.dropped) == 30
    assert prepared.frame.index.isin(survey().index).all()
    assert prepared.missing_kinds.index.equals(prepared.frame.index)
    assert prepared.weight == "w"
    assert render(prepared.filter_text, "en") == "Not all"
    # The reasons of every missing cell are known, so complete-case methods can name them.
    used, dropped = dropped_rows(prepared.frame, ["age", "city"], prepared.missing_kinds)
    assert int(used.sum()) + sum(item.n for item in dropped) == len(prepared.frame)


def test_a_filter_that_cannot_be_decided_drops_the_row_and_says_so():
    frame = pd.DataFrame({"age": [20, None, 40, -3]})
    opened = study(survey=frame, recipe=Recipe((Filter("Old", "age > 30"),)))
    assert [(item.n, render(item.reason, "en")) for item in opened.prepared().dropped] == [
        (1, "outside the filter"),
        (2, "filter cannot be decided (missing answers)"),
    ]


def test_filters_combine_as_kleene_and():
    frame = pd.DataFrame({"age": [20, None, 40], "w": [1.0, 1.0, 1.0]})
    opened = study(survey=frame, recipe=Recipe((Filter("A", "age > 30"), Filter("B", "w > 5"))))
    # The second condition is false for all, so the unknown first one does not matter.
    assert [(item.n, render(item.reason, "en")) for item in opened.prepared().dropped] == [(3, "outside the filter")]
    assert render(opened.prepared().filter_text, "en") == "A, B"
    assert len(opened.prepared().frame) == 0


def test_notes_count_what_does_not_fit():
    notes = {note.code: note for note in study().prepared().notes}
    n_old = int((survey()["age"] == "old").sum())
    assert (
        render(notes["invalid_answers"].message, "en", BOOK)
        == f"{n_old} answers of Age are not numbers and count as missing."
    )
    assert (
        render(notes["undeclared_answers"].message, "en", BOOK)
        == "City has answers that the codebook does not declare: new."
    )
    extra = study(survey=survey().assign(more=1).drop(columns="note"), recipe=Recipe()).prepared()
    codes = [note.code for note in extra.notes]
    assert "undescribed_columns" in codes
    assert "absent_columns" in codes
    assert "more" not in extra.frame


def test_reverse_keyed_items_used_as_answered_are_flagged():
    book = BOOK.with_variables([replace(BOOK["mood"], reverse=True)])
    plain = study(codebook=book, recipe=Recipe((Compute("s", "mean(mood, age)"),))).prepared()
    turned = study(codebook=book, recipe=Recipe((Compute("s", "mean(reverse(mood), age)"),))).prepared()
    assert "reverse_keyed" in [note.code for note in plain.notes]
    assert "reverse_keyed" not in [note.code for note in turned.notes]


def test_personal_columns_are_left_out_unless_kept():
    assert "phone" not in study().prepared().frame
    kept = study(codebook=BOOK.with_variables([replace(BOOK["phone"], keep=True)]))
    assert "phone" in kept.prepared().frame
    assert kept.fingerprint != study().fingerprint
    assert study(survey=survey().assign(phone="other")).fingerprint == study().fingerprint
    with pytest.raises(ParameterError, match="personal data"):
        study(recipe=Recipe((Filter("f", "phone == '1'"),)))


@pytest.mark.parametrize("seed", range(3))
def test_row_order_changes_nothing(seed):
    frame = survey()
    shuffled = frame.sample(frac=1, random_state=seed)
    one, two = study(survey=frame).prepared(), study(survey=shuffled).prepared()
    pd.testing.assert_frame_equal(one.frame, two.frame.sort_index())
    pd.testing.assert_frame_equal(one.missing_kinds, two.missing_kinds.sort_index()[one.missing_kinds.columns])
    assert (one.notes, one.dropped, one.n_total) == (two.notes, two.dropped, two.n_total)


@pytest.mark.parametrize("index", [list("abcdefghij") * 3, [0] * 30, pd.date_range("2025-01-01", periods=30)])
def test_any_index_will_do(index):
    frame = survey().set_axis(pd.Index(index))
    prepared = study(survey=frame).prepared()
    wanted = study().prepared()
    pd.testing.assert_frame_equal(prepared.frame.reset_index(drop=True), wanted.frame.reset_index(drop=True))


def test_inputs_stay_unchanged_and_callers_cannot_spoil_each_other():
    frame = survey()
    before = frame.copy(deep=True)
    opened = study(survey=frame)
    first = opened.prepared()
    first.frame["age"] = 0.0
    first.frame["extra"] = 1
    first.frame.loc[first.frame.index[0], "w"] = -1.0
    pd.testing.assert_frame_equal(frame, before)
    pd.testing.assert_frame_equal(opened.prepared().frame, study().prepared().frame)
    assert opened.table("survey") is frame


def test_undoing_a_step_gives_the_frame_from_before():
    recipe = Recipe()
    opened = study(recipe=recipe)
    frames = []
    for step in RECIPE.steps:
        frames.append(opened.prepared())
        opened = opened.with_recipe(opened.recipe.added(step))
    for earlier in reversed(frames):
        opened = opened.with_recipe(opened.recipe.undo())
        pd.testing.assert_frame_equal(opened.prepared().frame, earlier.frame)
        assert opened.prepared().fingerprint == earlier.fingerprint


def test_derived_variables_stand_and_fall_with_their_step():
    opened = study()
    assert [v.id for v in opened.codebook.variables if v.derived] == ["region", "age_band", "both", "score"]
    bare = opened.with_recipe(Recipe())
    assert [v.id for v in bare.codebook.variables if v.derived] == []
    assert bare.codebook == BOOK
    # A codebook that still lists them does not make their names taken.
    assert study(codebook=opened.codebook).codebook == opened.codebook


def test_labels_edited_in_the_codebook_reach_the_steps():
    opened = study()
    band = replace(
        opened.codebook["age_band"],
        label=LocalText("Age group", "年龄段"),
        values=tuple(replace(v, label=LocalText(f"L{i}")) for i, v in enumerate(opened.codebook["age_band"].values)),
    )
    region = replace(
        opened.codebook["region"],
        values=tuple(replace(v, label=LocalText("R", "区")) for v in opened.codebook["region"].values),
    )
    changed = opened.with_codebook(opened.codebook.with_variables([band, region]))
    assert changed.codebook["age_band"] == band
    assert changed.codebook["region"] == region
    pd.testing.assert_frame_equal(changed.prepared().frame, opened.prepared().frame)
    again = changed.with_recipe(Recipe.from_json(changed.recipe.to_json()))
    assert again.codebook == changed.codebook
    # Nothing edited, nothing changed.
    assert opened.with_codebook(opened.codebook).recipe == opened.recipe


def test_a_codebook_that_breaks_a_step_is_refused_with_its_name():
    with pytest.raises(ParameterError, match=r"Step 2 \(Band age.*\) does not fit: age is measured as free text"):
        study().with_codebook(BOOK.with_variables([replace(BOOK["age"], level="text")]))


def test_a_broken_recipe_can_be_mended_step_by_step():
    broken = study(survey=survey().drop(columns=["city", "age"]))
    with pytest.raises(UnsuitableDataError, match="no column city"):
        broken.prepared()
    for _ in range(2):
        broken = broken.with_recipe(broken.recipe.removed(0))
    with pytest.raises(UnsuitableDataError, match="no column age"):
        broken.prepared()
    broken = broken.with_recipe(broken.recipe.removed(1))
    broken = broken.with_recipe(broken.recipe.removed(2))
    assert broken.prepared().n_total == 30
    with pytest.raises(UnsuitableDataError, match="no column age"):
        broken.with_recipe(broken.recipe.added(Filter("f", "age > 1")))


def test_tables_are_prepared_by_their_own_variables():
    customers = pd.DataFrame({"customer_id": ["1", "2"], "spend": ["10", "x"], "phone": ["1", "2"]})
    arms = pd.DataFrame({"arm": ["treatment", None]})
    opened = study(
        customers=customers, arms=arms, recipe=Recipe((Filter("Big", "spend > 5", table="customers"), Weight("w")))
    )
    assert opened.tables == ("survey", "customers", "arms")
    assert opened.prepared("customers").frame.to_dict("list") == {"customer_id": ["1"], "spend": [10.0]}
    assert opened.prepared("customers").weight is None
    assert opened.prepared("arms").frame["arm"].cat.categories.tolist() == ["control", "treatment"]
    assert opened.prepared("survey").filter_text is None


def test_one_key_may_stand_in_several_tables():
    key = [Variable(id="customer_id", label=LocalText("Key"), level="id", table=t) for t in ("survey", "events")]
    opened = study(codebook=BOOK.with_variables(key), survey=survey().assign(customer_id="7"), recipe=Recipe())
    assert opened.prepared().frame["customer_id"].tolist() == ["7"] * 30
    with pytest.raises(StudyFileError, match="describes the variable city twice"):
        study(codebook=Codebook((*BOOK.variables, BOOK["city"])))


def test_events_pass_through_typed():
    events = pd.DataFrame(
        {
            "customer_id": [1, 2.0, "x"],
            "time": ["2025-06-01 10:00", "2025/6/2", "never"],
            "kind": ["buy", "open", "buy"],
            "channel": ["app", None, "web"],
            "amount": ["10.5", None, "free"],
            "quantity": [1, 2, 3],
            "remark": ["a", "b", None],
        }
    )
    opened = study(
        events=events,
        recipe=Recipe((Filter("Buys", "kind == 'buy'", table="events"),)),
        codebook=Codebook(
            (*BOOK.variables, Variable(id="kind", label=LocalText("Kind"), level="nominal", table="events"))
        ),
    )
    prepared = opened.prepared("events")
    assert [str(prepared.frame[c].dtype) for c in prepared.frame] == [
        "str", "datetime64[us]", "category", "category", "float64", "float64", "str",
    ]  # fmt: skip
    assert prepared.frame["customer_id"].tolist() == ["1", "x"]
    assert prepared.missing_kinds.loc[2, ["time", "amount"]].tolist() == ["invalid", "invalid"]


@pytest.mark.parametrize("table", ["customers", "events", "arms"])
def test_a_table_that_is_not_there_is_named(table):
    with pytest.raises(UnsuitableDataError, match="This study has no table"):
        study().prepared(table)
    with pytest.raises(ParameterError, match="There is no table nonsense"):
        study().table("nonsense")


@pytest.mark.parametrize("rows", [0, 1])
def test_tiny_tables(rows):
    prepared = study(survey=survey(30).head(rows), recipe=Recipe(RECIPE.steps[:-1])).prepared()
    assert prepared.n_total == rows
    assert len(prepared.frame) <= rows


def test_a_table_nobody_described_and_one_with_two_columns_of_a_name():
    with pytest.raises(UnsuitableDataError, match="describes no column"):
        study(survey=pd.DataFrame({"zzz": [1]}), recipe=Recipe()).prepared()
    doubled = pd.DataFrame([[1, 2]], columns=["age", "age"])
    with pytest.raises(UnsuitableDataError, match="age stands twice"):
        study(survey=doubled)


def test_fingerprints_change_with_every_part_and_with_nothing_else():
    opened = study()
    prints = {
        opened.prepared().fingerprint,
        study(survey=survey(seed=2)).prepared().fingerprint,
        study(recipe=Recipe()).prepared().fingerprint,
        opened.with_codebook(opened.codebook.with_variables([replace(BOOK["mood"], values=values(1, 2, 3))]))
        .prepared()
        .fingerprint,
    }
    assert len(prints) == 4
    relabelled = opened.with_codebook(opened.codebook.with_variables([replace(BOOK["mood"], label=LocalText("M"))]))
    assert relabelled.fingerprint == opened.fingerprint
    assert relabelled.state_fingerprint != opened.state_fingerprint
    again = study()
    assert (again.fingerprint, again.state_fingerprint) == (opened.fingerprint, opened.state_fingerprint)
    assert again.prepared().fingerprint == opened.prepared().fingerprint
    # A step of another table leaves the survey's identity alone.
    other = study(customers=pd.DataFrame({"spend": [1.0]}))
    filtered = other.with_recipe(other.recipe.added(Filter("f", "spend > 0", table="customers")))
    assert filtered.prepared().fingerprint == other.prepared().fingerprint
    assert filtered.state_fingerprint != other.state_fingerprint


def test_a_study_knows_whether_it_was_changed():
    opened = study(recipe=Recipe(), origin=Origin(kind="sample", seed=7))
    assert not opened.changed
    assert opened.with_recipe(RECIPE).changed
    assert not opened.with_recipe(RECIPE).with_recipe(Recipe()).changed
    relabelled = opened.with_codebook(BOOK.with_variables([replace(BOOK["age"], label=LocalText("Years"))]))
    assert relabelled.changed
    assert not relabelled.with_codebook(BOOK).changed


def test_a_file_study_is_named_after_its_content():
    one = file_study(name=LocalText("F"), survey=survey(), codebook=BOOK)
    assert one.id == f"file-{one.fingerprint[:8]}"
    assert file_study(name=LocalText("G"), survey=survey(), codebook=BOOK).id == one.id
    assert file_study(name=LocalText("F"), survey=survey(seed=2), codebook=BOOK).id != one.id


def test_studies_travel_between_processes():
    opened = study()
    wanted = opened.prepared()
    copy = pickle.loads(pickle.dumps(opened))
    pd.testing.assert_frame_equal(copy.prepared().frame, wanted.frame)
    assert copy.state_fingerprint == opened.state_fingerprint


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_level_for_any_column_never_breaks_the_table(data):
    book = BOOK
    for name in ("city", "mood", "age", "note", "when", "w"):
        level = data.draw(st.sampled_from(["nominal", "ordinal", "scale", "option", "text", "date", "id", "weight"]))
        book = book.with_variables([replace(BOOK[name], level=level)])
    prepared = study(codebook=book, recipe=Recipe()).prepared()
    assert len(prepared.frame) == 30
    missing = prepared.frame.isna()
    kinds = prepared.missing_kinds.reindex(columns=missing.columns)
    assert (kinds.notna() == missing).all().all()


@settings(max_examples=25, deadline=None)
@given(
    expression=st.sampled_from(
        ["age > 20", "mood < 2", "used_a", "not used_b", "city == 'sh'", "age > 20 or used_a", "is_missing(age)"]
    )
)
def test_a_filter_its_negation_and_the_undecided_are_everybody(expression):
    def kept(text: str) -> tuple[int, int]:
        prepared = study(recipe=Recipe((Filter("f", text),))).prepared()
        unknown = [d.n for d in prepared.dropped if "decided" in render(d.reason, "en")]
        return len(prepared.frame), sum(unknown)

    yes, unknown = kept(expression)
    no, again = kept(f"not ({expression})")
    assert unknown == again
    assert yes + no + unknown == 30


def test_every_error_speaks_chinese():
    with pytest.raises(RetentionLabError) as caught:
        study().prepared("arms")
    assert "研究" in render(caught.value.what, "zh")
