"""Any recipe: its code rebuilds it, a study file brings it back, undo and redo lose nothing, data stay untouched."""

from __future__ import annotations

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.core import RetentionLabError
from analysis.core.messages import LocalText
from analysis.data import Band, Codebook, Compute, Filter, Recipe, Recode, Study, Variable, Weight
from analysis.data.codebook import MissingCode, ValueLabel
from analysis.data.study import file_study

NAMES = {name: globals()[name] for name in ("Band", "Compute", "Filter", "LocalText", "Recipe", "Recode", "Weight")}
BOOK = Codebook(
    (
        Variable(
            id="性别",
            label=LocalText("", "性别"),
            level="nominal",
            values=tuple(ValueLabel(c, LocalText(c)) for c in "男女"),
        ),
        Variable(
            id="q3",
            label=LocalText("Mood"),
            level="ordinal",
            values=tuple(ValueLabel(k, LocalText(str(k))) for k in range(1, 6)),
            missing=(MissingCode(-3, "skipped"),),
        ),
        Variable(id="年龄", label=LocalText("Age", "年龄"), level="scale"),
        Variable(id="m", label=LocalText("Many"), level="multi", options=("m_1", "m_2")),
        Variable(id="m_1", label=LocalText("One"), level="option", part_of="m"),
        Variable(id="m_2", label=LocalText("Two"), level="option", part_of="m"),
        Variable(id="w", label=LocalText("Weight"), level="weight"),
        Variable(id="日期", label=LocalText("Day"), level="date"),
    )
)
FRAME = pd.DataFrame({
    "性别": ["男", "女", None, "女"],
    "q3": [1, 5, -3, 2],
    "年龄": [0.0, 31.5, None, 64],
    "m_1": [1, 0, None, 1],
    "m_2": [0, 0, None, 1],
    "w": [0.5, 1.5, 1.0, None],
    "日期": pd.to_datetime(["2025-01-01", "2025-02-01", None, "2024-12-31"]),
})  # fmt: skip

FRESH = st.text(st.characters(codec="utf-8", categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=4).map(
    lambda s: f"z{s}"
)
EXPRESSIONS = st.sampled_from([
    "年龄 / 0", "年龄 / (年龄 - 31.5)", "log(年龄)", "sqrt(年龄 - 40)", "mean(q3, 年龄)", "性别 == '女'", "q3 >= 3", "m_1 and not m_2",
    "count_true(m_1, m_2)", "reverse(q3)", "年龄 ** 3", "日期 >= '2025-01-01'", "is_missing(年龄)", "年龄 in (0, 64)", "unknown + 1",
    "性别 > 3", "年龄 +", "year(日期)",
])  # fmt: skip
STEPS = st.one_of(
    st.builds(Recode, st.sampled_from(["性别", "q3", "m_1"]), st.dictionaries(st.sampled_from(["男", "女", 1, 2, 5, 0]), st.sampled_from(["A", "乙", 'q"', None]), max_size=3), into=FRESH),
    st.builds(Band, st.sampled_from(["年龄", "q3"]), st.lists(st.floats(-1e6, 1e6), max_size=3).map(tuple), into=FRESH),
    st.builds(Compute, FRESH, EXPRESSIONS),
    st.builds(Filter, FRESH, EXPRESSIONS, active=st.booleans()),
    st.builds(Weight, st.sampled_from(["w", "年龄", "性别"])),
)  # fmt: skip


def study_with(steps: list[object]) -> Study:
    """A study with those of the steps that fit; what does not fit has to say so in a typed error."""
    study = file_study(name=LocalText("T"), survey=FRAME, codebook=BOOK)
    for step in steps:
        try:
            study = study.with_recipe(study.recipe.added(step))  # type: ignore[arg-type]
            study.prepared()
        except RetentionLabError:
            continue
    return study


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, max_size=4))
def test_a_recipe_survives_code_and_study_file(steps):
    before = FRAME.copy(deep=True)
    study = study_with(steps)
    assert eval(study.recipe.code(), NAMES) == study.recipe
    opened = Study.open(study.save(include_data=True))
    assert opened.recipe == study.recipe
    assert opened.codebook == study.codebook
    assert opened.state_fingerprint == study.state_fingerprint
    pd.testing.assert_frame_equal(opened.prepared().frame, study.prepared().frame)
    pd.testing.assert_frame_equal(opened.prepared().missing_kinds, study.prepared().missing_kinds)
    beside = Study.open(study.save(), survey=FRAME)
    pd.testing.assert_frame_equal(beside.prepared().frame, study.prepared().frame)
    pd.testing.assert_frame_equal(FRAME, before)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, max_size=4))
def test_undo_and_redo_lose_nothing(steps):
    recipe = study_with(steps).recipe
    undone = recipe
    for _ in recipe.steps:
        undone = undone.undo()
    assert undone.steps == ()
    for _ in recipe.steps:
        undone = undone.redo()
    assert undone == recipe
    assert Recipe.from_json(recipe.to_json()) == recipe


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, max_size=3), st.lists(st.sampled_from(list(FRAME.columns)), max_size=3, unique=True))
def test_columns_that_go_and_come_back(steps, gone):
    study = study_with(steps)
    without, report = study.replace_data(survey=FRAME.drop(columns=gone))
    assert set(report.tables[0].gone) == set(gone)
    without.prepared()
    again, _ = without.replace_data(survey=FRAME)
    assert again.recipe == study.recipe
    pd.testing.assert_frame_equal(again.prepared().frame, study.prepared().frame)
