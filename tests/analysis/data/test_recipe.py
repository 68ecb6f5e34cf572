"""The recipe: what each step makes, undo and redo, order, its code and its JSON, and every misfit's sentence."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core.errors import ColumnRoleError, ParameterError, StudyFileError, UnsuitableDataError
from analysis.core.frames import level_of
from analysis.core.messages import LocalText
from analysis.data import (
    Band,
    Codebook,
    Compute,
    Filter,
    MissingCode,
    Recipe,
    Recode,
    Step,
    Study,
    ValueLabel,
    Variable,
    Weight,
)
from analysis.language import render, render_error


def values(*codes) -> tuple[ValueLabel, ...]:
    return tuple(ValueLabel(code, LocalText(f"Answer {code}")) for code in codes)


BOOK = Codebook(
    (
        Variable(
            id="city",
            label=LocalText("City", "城市"),
            level="nominal",
            values=values("sh", "bj", "gz"),
            missing=(MissingCode(-3, "skipped"),),
        ),
        Variable(
            id="mood",
            label=LocalText("Mood"),
            level="ordinal",
            values=values(1, 2, 3, 4, 5),
            missing=(MissingCode(9, "refused"),),
        ),
        Variable(
            id="age",
            label=LocalText("Age"),
            level="scale",
            missing=(MissingCode(-3, "skipped"), MissingCode(99, "refused")),
        ),
        Variable(id="used", label=LocalText("Used"), level="option"),
        Variable(id="w", label=LocalText("Weight"), level="weight"),
        Variable(id="name", label=LocalText("Name"), level="text", personal=True),
        Variable(id="note", label=LocalText("Note"), level="text"),
        Variable(id="spend", label=LocalText("Spend"), level="scale", table="customers"),
    )
)
FRAME = pd.DataFrame(
    {
        "city": ["sh", "bj", "gz", -3, "new", None],
        "mood": [1, 2, 3, 4, 5, 9],
        "age": [17, 18, 35, 99, None, 60],
        "used": [1, 0, 1, 0, None, 1],
        "w": [1, 2, 0.5, 1, 1, 1],
        "name": ["x"] * 6,
        "note": ["x"] * 6,
    }
)


def study(*steps: Step, frame: pd.DataFrame = FRAME) -> Study:
    return Study(id="file-1", name=LocalText("S"), survey=frame, codebook=BOOK, recipe=Recipe(steps))


def made(*steps: Step) -> tuple[pd.Series, list, Variable]:
    opened = study(*steps)
    name = getattr(steps[-1], "into", "")
    prepared = opened.prepared()
    kinds = prepared.missing_kinds.get(name, pd.Series(index=FRAME.index, dtype=object)).astype(object)
    return prepared.frame[name], kinds.where(kinds.notna(), None).tolist(), opened.codebook[name]


def test_recode_keeps_the_rest_and_appends_new_codes():
    column, kinds, variable = made(Recode("city", {"bj": "north", "sh": "east"}, into="region", label="Region"))
    assert column.tolist()[:3] == ["east", "north", "gz"]
    assert column.cat.categories.tolist() == ["north", "east", "gz", "new"]
    assert kinds == [None, None, None, "skipped", None, "blank"]
    assert (variable.level, variable.label, variable.derived, variable.codes) == (
        "nominal",
        LocalText("Region"),
        True,
        ("north", "east", "gz"),
    )


def test_recode_can_drop_the_rest_and_single_answers():
    column, kinds, _ = made(Recode("city", {"sh": "east", "bj": None}, into="r", rest="missing"))
    assert column.tolist()[0] == "east"
    assert kinds == [None, "invalid", "invalid", "skipped", "invalid", "blank"]


@pytest.mark.parametrize(
    ("mapping", "given", "level", "categories"),
    [
        ({1: "low", 2: "low", 4: "high", 5: "high"}, (), "ordinal", ["low", "3", "high"]),
        ({1: "low", 2: "low", 3: None, 4: "high", 5: "high"}, (), "ordinal", ["low", "high"]),
        ({1: "end", 5: "end"}, (), "nominal", ["end", "2", "3", "4"]),
        ({1: 5, 2: 4, 4: 2, 5: 1}, ("1", "2", "3", "4", "5"), "ordinal", ["1", "2", "3", "4", "5"]),
        ({1: "a", 2: "b", 3: "c", 4: "c", 5: "c"}, ("b", "a", "c"), "nominal", ["b", "a", "c"]),
    ],
)
def test_recoding_ordered_answers_keeps_order_only_where_it_holds(mapping, given, level, categories):
    column, _, variable = made(Recode("mood", mapping, into="m", values=values(*given)))
    assert variable.level == level
    assert column.cat.categories.tolist() == categories
    assert column.cat.ordered == (level == "ordinal")


def test_recode_of_numbers_stays_numeric_or_becomes_names():
    column, kinds, variable = made(Recode("age", {17: None, 60: 61}, into="age2"))
    assert variable.level == "scale"
    assert [None if math.isnan(v) else v for v in column] == [None, 18.0, 35.0, None, None, 61.0]
    assert kinds == ["invalid", None, None, "refused", "blank", None]
    named, _, variable = made(Recode("age", {17: "minor"}, into="who"))
    assert variable.level == "nominal"
    assert named.cat.categories.tolist() == ["minor", "18", "35", "60"]


def test_recode_of_an_option():
    column, kinds, _ = made(Recode("used", {1: "yes", 0: "no"}, into="u"))
    assert column.tolist()[:4] == ["yes", "no", "yes", "no"]
    assert kinds[4] == "blank"


def test_recode_labels_new_answers_in_two_languages():
    labels = (ValueLabel("n", LocalText("North", "北")), ValueLabel("e", LocalText("East", "东")))
    _, _, variable = made(Recode("city", {"sh": "e", "bj": "n", "gz": None}, into="r", values=labels))
    assert variable.values == labels


@pytest.mark.parametrize(
    ("right", "wanted"),
    [(False, ["<18", "[18, 35)", "≥35", None, None, "≥35"]), (True, ["≤18", "≤18", "(18, 35]", None, None, ">35"])],
)
def test_bands_on_their_edges(right, wanted):
    column, kinds, variable = made(Band("age", (18, 35), into="b", right=right))
    assert column.astype(object).where(column.notna(), None).tolist() == wanted
    assert column.cat.categories.tolist() == (["≤18", "(18, 35]", ">35"] if right else ["<18", "[18, 35)", "≥35"])
    assert level_of(column) == variable.level == "ordinal"
    assert kinds == [None, None, None, "refused", "blank", None]


@pytest.mark.parametrize(("right", "wanted"), [(False, ["out", "b1", "b2", "b2"]), (True, ["out", "b1", "b1", "b2"])])
def test_closed_bands_leave_out_what_is_outside_but_include_both_ends(right, wanted):
    frame = FRAME.iloc[:4].assign(age=[17, 18, 35, 60])
    prepared = study(Band("age", (18, 35, 60), ("b1", "b2"), into="b", right=right), frame=frame).prepared()
    assert prepared.frame["b"].astype(object).where(prepared.frame["b"].notna(), "out").tolist() == wanted
    assert prepared.missing_kinds["b"].tolist()[0] == "invalid"


@settings(max_examples=40, deadline=None)
@given(
    edges=st.lists(st.integers(-20, 20), min_size=1, max_size=5, unique=True).map(sorted),
    cells=st.lists(st.floats(-30, 30), min_size=1, max_size=20),
    right=st.booleans(),
)
def test_open_bands_agree_with_pandas_cut(edges, cells, right):
    frame = pd.DataFrame({"age": cells})
    book = Codebook((Variable(id="age", label=LocalText(), level="scale"),))
    opened = Study(
        id="x",
        name=LocalText(),
        survey=frame,
        codebook=book,
        recipe=Recipe((Band("age", edges, into="b", right=right),)),
    )
    codes = opened.prepared().frame["b"].cat.codes.tolist()
    wanted = pd.cut(frame["age"], [-np.inf, *edges, np.inf], right=right, labels=False)
    assert codes == wanted.tolist()


def test_compute_makes_numbers_and_options():
    _, kinds, variable = made(Compute("double", "age * 2", LocalText("Double", "双倍")))
    assert variable.level == "scale"
    assert variable.label.text("zh") == "双倍"
    assert kinds == [None, None, None, "refused", "blank", None]
    flag, kinds, variable = made(Compute("adult", "age >= 18"))
    assert variable.level == "option"
    assert flag.dtype == "boolean"
    assert flag.tolist()[:3] == [False, True, True]
    assert kinds[3:5] == ["refused", "blank"]
    plain, _, variable = made(Compute("mood_number", "mood"))
    assert variable.level == "scale"
    assert plain.tolist()[:5] == [1, 2, 3, 4, 5]


def test_a_cell_missing_for_several_reasons_takes_the_first_kind():
    frame = FRAME.assign(age=[-3, 99, -3, 1, 1, 1], mood=[9, 9, 1, 9, 1, 1])
    kinds = study(Compute("s", "age + mood"), frame=frame).prepared().missing_kinds["s"].tolist()
    assert kinds[:4] == ["skipped", "refused", "skipped", "refused"]


def test_what_has_no_value_is_invalid_not_blank():
    kinds = study(Compute("s", "log(age - 17)")).prepared().missing_kinds["s"].tolist()
    assert kinds[0] == "invalid"


def test_steps_build_on_each_other():
    opened = study(
        Recode("city", {"sh": "east"}, into="region"),
        Band("age", (18,), into="band"),
        Compute("east_adult", "region == 'east' or band == '≥18'"),
        Filter("Them", "east_adult"),
    )
    assert opened.prepared().frame.index.tolist() == [0, 1, 2, 5]
    assert [v.id for v in opened.codebook.variables if v.derived] == ["region", "band", "east_adult"]


ALL = (
    Recode(
        "city",
        {"sh": "east", "bj": None},
        into="region",
        label=LocalText("R", "区"),
        values=values("east"),
        rest="missing",
        level="nominal",
    ),
    Band("age", (18, 35.5), ("a", LocalText("b", "乙"), "c"), into="band", right=True, label="Band"),
    Compute("score", "mean(age, mood, least=1)", LocalText("Score", "得分")),
    Filter("Adults 'n' “co”", "age >= 18", active=False),
    Weight("w"),
    Compute("s2", "spend * 2", table="customers", set_aside=True),
    Band("age", (18,), codes=("x", "y"), labels=("A", "B"), into="band2"),
)


@pytest.mark.parametrize("step", ALL, ids=lambda s: type(s).__name__)
def test_code_and_json_rebuild_a_step(step):
    names = {
        "Recode": Recode,
        "Band": Band,
        "Compute": Compute,
        "Filter": Filter,
        "Weight": Weight,
        "LocalText": LocalText,
        "ValueLabel": ValueLabel,
    }
    assert eval(step.code(), names) == step
    assert hash(step) == hash(eval(step.code(), names))
    assert Recipe.from_json(Recipe((step,)).to_json()).steps == (step,)
    for language in ("en", "zh"):
        assert render(step.describe(), language, BOOK)


def test_the_recipes_code_rebuilds_it():
    names = {c.__name__: c for c in (Recode, Band, Compute, Filter, Weight, LocalText, ValueLabel, Recipe)}
    assert eval(Recipe(ALL).code(), names) == Recipe(ALL)
    assert eval(Recipe().code(), names) == Recipe()


def test_undo_and_redo_walk_back_and_forth():
    recipe = Recipe()
    trail = [recipe]
    for step in ALL:
        recipe = recipe.added(step)
        trail.append(recipe)
    for earlier in trail[-2::-1]:
        recipe = recipe.undo()
        assert recipe == earlier
    assert recipe.undo() == recipe
    for later in trail[1:]:
        recipe = recipe.redo()
        assert recipe == later
    assert recipe.redo() == recipe
    assert Recipe.from_json(recipe.undo().to_json()).redo() == recipe


def test_a_new_step_forgets_what_was_undone():
    recipe = Recipe().added(ALL[0]).added(ALL[1]).undo().added(ALL[4])
    assert recipe.redo() == recipe
    assert recipe.steps == (ALL[0], ALL[4])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from(["add", "undo", "redo"]), max_size=25))
def test_undo_then_redo_is_nothing(moves):
    recipe = Recipe()
    for place, move in enumerate(moves):
        recipe = recipe.added(Filter(f"f{place}", "age > 1")) if move == "add" else getattr(recipe, move)()
        if recipe.steps:
            assert recipe.undo().redo() == recipe
            assert recipe.undo().redo().undone == recipe.undone


def test_removing_and_moving_check_later_steps():
    recipe = Recipe((Band("age", (18,), into="band"), Filter("f", "band == '≥18'"), Weight("w")))
    with pytest.raises(ParameterError, match=r"Step 1 \(Filter f.*There is no variable band"):
        recipe.removed(0, BOOK)
    with pytest.raises(ParameterError, match=r"Step 1 \(Filter f"):
        recipe.moved(0, 1, BOOK)
    assert recipe.moved(2, 0, BOOK).steps[0] == Weight("w")
    assert recipe.removed(1, BOOK).steps == (recipe.steps[0], recipe.steps[2])
    assert recipe.replaced(1, Filter("g", "age > 3"), BOOK).steps[1].name == "g"
    for place in (-1, 3):
        with pytest.raises(ParameterError, match="There is no step"):
            recipe.removed(place)


def test_a_set_aside_step_does_nothing_and_is_still_there():
    recipe = Recipe((Filter("f", "age > 1000", set_aside=True), Compute("gone", "nowhere + 1", set_aside=True)))
    opened = Study(id="x", name=LocalText(), survey=FRAME, codebook=BOOK, recipe=recipe)
    assert len(opened.prepared().frame) == len(FRAME)
    assert "gone" not in opened.codebook
    assert "(set aside)" in render(opened.recipe.describe()[0], "en")


MISFITS = [
    (Recode("nope", {1: 2}, into="n"), ColumnRoleError, "There is no variable nope"),
    (Recode("citty", {1: 2}, into="n"), ColumnRoleError, "Did you mean one of: city"),
    (Recode("note", {1: 2}, into="n"), ColumnRoleError, "free text"),
    (Recode("name", {1: 2}, into="n"), ColumnRoleError, "free text"),
    (Recode("spend", {1: 2}, into="n"), ColumnRoleError, "There is no variable spend"),
    (Recode("city", {}, into="n"), ParameterError, "names no answer"),
    (Recode("city", [("sh", "a"), ("sh", "b")], into="n"), ParameterError, "recoded twice"),
    (Recode("city", {"xx": "a"}, into="n"), ParameterError, "no answer with the code xx"),
    (Recode("used", {"2": "a"}, into="n"), ParameterError, "no answer with the code 2"),
    (Recode("city", {"sh": "a"}, into="n", level="scale"), ParameterError, "is not a number"),
    (Recode("city", {"sh": "a"}, into="age"), ParameterError, "already taken"),
    (Recode("city", {"sh": "a"}, into="spend"), ParameterError, "already taken"),
    (Recode("city", {"sh": "a"}, into=""), ParameterError, "cannot be the name"),
    (Recode("city", {"sh": "a"}, into=" n"), ParameterError, "cannot be the name"),
    (Recode("city", {"sh": "a"}, into="a`b"), ParameterError, "cannot be the name"),
    (Recode("city", {"sh": "a"}, into="n\n"), ParameterError, "cannot be the name"),
    (Recode("city", {"sh": "a"}, into="n" * 101), ParameterError, "cannot be the name"),
    (Band("age", (), into="n"), ParameterError, "not a list of numbers"),
    (Band("age", (math.nan,), into="n"), ParameterError, "not a list of numbers"),
    (Band("age", (1, math.inf), into="n"), ParameterError, "not a list of numbers"),
    (Band("age", (2, 1), into="n"), ParameterError, "do not increase"),
    (Band("age", (1, 1), into="n"), ParameterError, "do not increase"),
    (Band("age", (1, 2), ("a", "b"), into="n"), ParameterError, "do not fit"),
    (Band("age", (1,), ("a", "a"), into="n"), ParameterError, "same name"),
    (Band("age", (1,), ("a", ""), into="n"), ParameterError, "same name"),
    (Band("age", (1,), codes=("a",), into="n"), ParameterError, "same name"),
    (Band("mood", (1,), into="n"), ColumnRoleError, "Allowed here: a number"),
    (Compute("n", "age +"), ParameterError, "cannot be read"),
    (Compute("n", "city"), ParameterError, "have no order"),
    (Compute("n", "note"), ParameterError, "neither a number nor a condition"),
    (Compute("n", "[age]"), ParameterError, "neither a number nor a condition"),
    (Compute("age", "age * 2"), ParameterError, "already taken"),
    (Filter("", "age > 1"), ParameterError, "has no name"),
    (Filter("f", "age"), ParameterError, "such as age == 1"),
    (Filter("f", "age = 1"), ParameterError, "single ="),
    (Weight("nope"), ColumnRoleError, "There is no variable nope"),
    (Weight("mood"), ColumnRoleError, "Allowed here: a weight, a number"),
]


@pytest.mark.parametrize(
    ("step", "error", "fragment"), MISFITS, ids=lambda v: v if isinstance(v, str) else type(v).__name__
)
def test_every_misfit_has_its_sentence(step, error, fragment):
    with pytest.raises(error) as caught:
        step.made(BOOK)
    assert fragment in render_error(caught.value, "en")
    with pytest.raises(ParameterError, match=r"(?s)Step 1 .* does not fit") as caught:
        study(step)
    # The recipe's own error keeps the reason and the remedy.
    assert fragment in render_error(caught.value, "en")


@pytest.mark.parametrize(
    ("weights", "fragment"),
    [
        ([1, -2, -0.5, 1, 1, 1], "2 weights in w are negative"),
        ([1, -1, 1, 1, 1, 1], "1 weight in w is negative"),
        ([0] * 6, "no positive weight"),
        ([None] * 6, "no positive weight"),
    ],
)
def test_unusable_weights_are_refused_with_counts(weights, fragment):
    bad = study(frame=FRAME.assign(w=weights))
    with pytest.raises(UnsuitableDataError, match=fragment):
        bad.with_recipe(Recipe((Weight("w"),)))
    assert bad.recipe == Recipe()


def test_rows_without_a_weight_are_left_out_and_counted():
    prepared = study(Weight("w"), frame=FRAME.assign(w=[1, None, "?", 0, 2, float("inf")])).prepared()
    assert prepared.weight == "w"
    assert prepared.frame["w"].tolist() == [1.0, 0.0, 2.0]
    assert [(d.n, render(d.reason, "en")) for d in prepared.dropped] == [(3, "no weight")]
    assert [note.severity for note in prepared.notes if note.code == "missing_weights"] == ["caution"]


def test_the_last_weight_is_in_force():
    assert study(Weight("w"), Weight("age")).prepared().weight == "age"
    assert study(Weight("w"), Weight("age", set_aside=True)).prepared().weight == "w"


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        {},
        {"steps": {}},
        {"steps": [None]},
        {"steps": [{"step": "format_disk"}]},
        {"steps": [{"step": "recode", "variable": "a", "into": "b", "mapping": [["a"]]}]},
        {"steps": [{"step": "recode", "variable": "a", "into": "b", "mapping": [["a", 1]]}]},
        {"steps": [{"step": "recode", "variable": "a", "into": "b", "mapping": [], "rest": "burn"}]},
        {"steps": [{"step": "band", "variable": "a", "into": "b", "edges": ["1"]}]},
        {"steps": [{"step": "band", "variable": "a", "into": "b", "edges": [float("nan")]}]},
        {"steps": [{"step": "band", "variable": "a", "into": "b", "edges": [True]}]},
        {"steps": [{"step": "compute", "into": "b"}]},
        {"steps": [{"step": "filter", "name": "f", "expression": 1}]},
        {"steps": [{"step": "filter", "name": "f", "expression": "x", "active": 1}]},
        {"steps": [{"step": "weight", "column": "w", "table": "nowhere"}]},
        {"steps": [], "undone": 1},
        "not json",
        "[",
        b"\xff\xfe",
    ],
)
def test_a_damaged_recipe_is_refused(document):
    with pytest.raises(StudyFileError):
        Recipe.from_json(document)
