"""Every cell of every page, the control that a reader moves in it, and what its answer may cost.

Answers above the aim are those of the long methods (`Method.slow`), which show progress and can be
stopped; each has a ceiling of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from benchmarks.survey import COMMENT, DAY, NUMBERS, OPTIONS, ORDERED, PAIRS, RATINGS, RECOMMEND

AIM_SECONDS = 0.3
LEVELS = tuple(place / 100 for place in range(88, 95))
"""Confidence levels a reader goes through. Each is new to the cache, so none may be the default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One cell with its choices and the control that changes.

    Parameters
    ----------
    name : str
        What the table calls it.
    page, cell, method : str
        Where it stands and which method answers.
    choices : mapping
        The method's parameters, as the reader has chosen them.
    codes : mapping
        What else the link of the page names.
    fixed : tuple of str
        Parameters that the page sets itself.
    control : str
        The parameter that changes: a number, or a column by its id.
    values : tuple
        Values it takes, one after the other.
    weighted : bool
        Whether the study's weight is in force.
    ceiling : float
        CPU seconds that the whole answer may cost.
    table : str
        Table of the study that it reads.
    """

    name: str
    page: str
    cell: str
    method: str
    choices: Mapping[str, Any]
    codes: Mapping[str, str] = field(default_factory=dict[str, str])
    fixed: tuple[str, ...] = ()
    control: str = "level"
    values: tuple[float | str, ...] = LEVELS
    weighted: bool = False
    ceiling: float = AIM_SECONDS
    table: str = "survey"


def _question(name: str, variable: str, cell: str, method: str, *, weighted: bool = False) -> Answer:
    fixed = {"columns": OPTIONS} if variable == "options" else {"column": variable}
    return Answer(
        name=name,
        page="questions",
        cell=cell,
        method=method,
        choices=fixed,
        codes={"list.variable": variable},
        fixed=tuple(fixed),
        weighted=weighted,
    )


def _pair(name: str, x: str, y: str, *hold_constant: str) -> Answer:
    choices = {"x": x, "y": y, "hold_constant": hold_constant}
    return Answer(name=name, page="relations", cell="pair", method="correlate", choices=choices)


def _matrix(columns: tuple[str, ...], ceiling: float = AIM_SECONDS) -> Answer:
    return Answer(
        name=f"correlation_matrix, {len(columns)} columns",
        page="relations",
        cell="matrix",
        method="correlation_matrix",
        choices={"columns": columns},
        ceiling=ceiling,
    )


def _rules(name: str, cell: str, method: str, columns: tuple[str, ...], **more: str) -> Answer:
    values = tuple(place / 100 for place in range(12, 5, -1))
    choices = {"columns": columns, **more}
    return Answer(
        name=name, page="rules", cell=cell, method=method, choices=choices, control="min_support", values=values
    )


SEGMENT_BY = (*NUMBERS[:6], *RATINGS[:2])
PLAN = {"baseline_rate": 0.35, "change": 0.02, "users_per_week": 2600}
COUNTS = {"successes_control": 910, "n_control": 2600, "successes_treatment": 988, "n_treatment": 2600}

PLANNERS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("average", "plan_mean", "plan_means", {"baseline_mean": 120.0, "sd": 180.0, "change": 10.0}),
    (
        "ratio",
        "plan_ratio",
        "plan_ratio",
        {
            "ratio": 0.12,
            "change": 0.05,
            "mean_denominator": 6.0,
            "variance_numerator": 1.4,
            "variance_denominator": 30.0,
            "correlation": 0.6,
        },
    ),
    ("events", "plan_events", "plan_counts", {"rate": 1.8, "change": 0.05, "variance_to_mean": 2.2}),
    (
        "several",
        "plan_several",
        "plan_metrics",
        {
            "kinds": ("share", "mean", "share"),
            "baselines": (0.35, 80.0, 0.02),
            "smallest_changes": (0.02, -3.0, 0.005),
            "roles": ("primary", "guardrail", "guardrail"),
            "spreads": (0.0, 60.0, 0.0),
        },
    ),
    ("factors", "plan_factors", "plan_factorial", {"baseline": 0.35, "change_a": 0.02, "change_b": 0.02}),
    ("relation", "plan_relation", "plan_association", {"kind": "correlation", "effect": 0.2}),
)
"""What is measured, cell, method and choices of each further planner."""
BESIDE_A_PLAN: tuple[tuple[str, str, dict[str, Any], str, tuple[float, ...]], ...] = (
    ("sequential", "plan_sequential", {"baseline_rate": 0.35, "change": 0.02}, "looks", (2, 3, 4, 6, 7, 8, 9)),
    ("designs", "compare_designs", {"baseline_rate": 0.35, "change": 0.02}, "looks", (2, 3, 4, 6, 7, 8, 9)),
    ("peeking", "peeking_error", {}, "looks", (2, 3, 4, 6, 7, 8, 9)),
    (
        "duration",
        "plan_duration",
        {"n_total": 18082, "users_by_week": (4000.0, 2500.0, 1800.0, 1500.0)},
        "minimum_weeks",
        (2, 3, 4, 5, 6, 7, 8),
    ),
    (
        "pilot",
        "plan_pilot",
        {"population": 40000, "baseline_rate": 0.35, "smallest_change": 0.02},
        "power",
        tuple(place / 100 for place in range(81, 88)),
    ),
    ("bounds", "sequential_bounds", {"design": "lan_demets_obrien_fleming"}, "looks", (2, 3, 4, 6, 7, 8, 9)),
    ("race", "conversion_race", {"relative_lift": 0.1}, "power", tuple(place / 100 for place in range(81, 88))),
    (
        "before",
        "cuped_reduction",
        {"correlation": 0.5, "n_per_group": 5000},
        "correlation",
        tuple(place / 100 for place in range(51, 58)),
    ),
)
SUMS: dict[str, Any] = {
    "n": (2600.0, 2600.0),
    "numerator_sum": (1900.0, 2050.0),
    "denominator_sum": (15600.0, 15700.0),
    "numerator_spread": (5200.0, 5600.0),
    "denominator_spread": (171600.0, 173000.0),
    "joint_spread": (19000.0, 20100.0),
}
ARMS: dict[str, Any] = {"observed": (910.0, 988.0, 941.0), "sizes": (2600.0, 2600.0, 2600.0)}
READERS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    (
        "average",
        "read_mean",
        "read_means",
        {
            "n_control": 2600,
            "mean_control": 120.0,
            "sd_control": 180.0,
            "n_treatment": 2600,
            "mean_treatment": 131.0,
            "sd_treatment": 184.0,
        },
    ),
    ("ratio", "read_ratio", "read_ratio", SUMS),
    (
        "events",
        "read_events",
        "read_counts",
        {"events_control": 4680, "exposure_control": 2600.0, "events_treatment": 4990, "exposure_treatment": 2600.0},
    ),
    ("several", "read_versions", "read_arms", ARMS),
    (
        "several_outcomes",
        "read_outcomes",
        "read_metrics",
        {
            "n_control": 9800,
            "n_treatment": 9750,
            "kinds": ("share", "mean", "share"),
            "roles": ("primary", "guardrail", "guardrail"),
            "smallest_changes": (0.02, -3.0, 0.005),
            "observed_control": (3430.0, 80.0, 196.0),
            "observed_treatment": (3702.0, 79.6, 201.0),
            "sds_control": (0.0, 60.0, 0.0),
            "sds_treatment": (0.0, 61.0, 0.0),
        },
    ),
    ("share", "chance", "probability_to_beat", ARMS),
    ("share", "looks", "read_sequential", {**COUNTS, "planned_n_total": 18082, "earlier_looks": (2400.0,)}),
    ("looks", "look", "read_sequential", {**COUNTS, "planned_n_total": 18082, "earlier_looks": (2400.0,)}),
    (
        "share",
        "anytime",
        "always_valid_interval",
        {
            "n_control": (1300.0, 2600.0),
            "n_treatment": (1300.0, 2600.0),
            "successes_control": (440.0, 910.0),
            "successes_treatment": (470.0, 988.0),
        },
    ),
    ("share", "split", "sample_ratio_mismatch", {"observed": (2600.0, 2650.0), "expected_share": (0.5, 0.5)}),
)
TESTED = {"arm": "test_arm"}
ROW_READERS: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("share", "rows_share", "read_user_proportions", {**TESTED, "outcome": "test_bought"}),
    ("average", "rows_mean", "read_user_means", {**TESTED, "outcome": "test_spend", "pre_period": "test_before"}),
    ("ratio", "rows_ratio", "read_user_ratio", {**TESTED, "numerator": "test_orders", "denominator": "test_visits"}),
    ("share", "subgroups", "read_subgroups", {**TESTED, "outcome": "test_bought", "subgroup": "test_segment"}),
    ("share", "novelty", "read_novelty", {**TESTED, "outcome": "test_bought", "when": "test_day"}),
)


def _planner(kind: str, cell: str, method: str, choices: dict[str, Any]) -> Answer:
    codes = {"measured.kind": kind}
    values = tuple(place / 100 for place in range(81, 88))
    return Answer(
        name=method,
        page="plan_test",
        cell=cell,
        method=method,
        choices=choices,
        codes=codes,
        control="power",
        values=values,
    )


def _beside(cell: str, method: str, choices: dict[str, Any], control: str, values: tuple[float, ...]) -> Answer:
    codes = {f"{cell}.open": "1", f"{cell}.own": "1"}
    return Answer(
        name=method,
        page="plan_test",
        cell=cell,
        method=method,
        choices=choices,
        codes=codes,
        control=control,
        values=values,
    )


def _reader(kind: str, cell: str, method: str, choices: dict[str, Any]) -> Answer:
    codes = {"measured.kind": kind, f"{cell}.open": "1", f"{cell}.own": "1"}
    control = "alpha" if method in {"read_sequential", "read_metrics"} else "level"
    values = tuple(round(1 - level, 2) for level in LEVELS) if control == "alpha" else LEVELS
    return Answer(
        name=method,
        page="read_test",
        cell=cell,
        method=method,
        choices=choices,
        codes=codes,
        control=control,
        values=values,
    )


def _row_reader(kind: str, cell: str, method: str, choices: dict[str, Any]) -> Answer:
    codes = {"from.source": "study", "measured_rows.kind": kind, f"{cell}.open": "1"}
    return Answer(name=method, page="read_test", cell=cell, method=method, choices=choices, codes=codes, table="arms")


ANSWERS: tuple[Answer, ...] = (
    _question("frequencies, 6 answers", "channel", "answers", "frequencies"),
    _question("frequencies, 31 answers", "region", "answers", "frequencies"),
    _question("describe, ordered answers", "rating_1", "described", "describe"),
    _question("describe, numbers", "number_2", "described", "describe"),
    _question("multi_select, 24 options", "options", "options", "multi_select"),
    _question("net_promoter_score", RECOMMEND, "nps", "net_promoter_score"),
    _question("top_box", "rating_1", "top", "top_box"),
    _question("describe, free text", COMMENT, "described", "describe"),
    _question("describe, dates", DAY, "described", "describe"),
    _question("frequencies, weighted", "channel", "answers", "frequencies", weighted=True),
    _question("describe, numbers, weighted", "number_2", "described", "describe", weighted=True),
    _question("weighted_mean", "number_2", "weighted", "weighted_mean", weighted=True),
    _question("multi_select, 24 options, weighted", "options", "options", "multi_select", weighted=True),
    Answer(
        name="another question (frequencies, describe, top_box)",
        page="questions",
        cell="list",
        method="frequencies",
        choices={},
        codes={"list.variable": "rating_2"},
        control="variable",
        values=RATINGS[2:9],
    ),
    _pair("correlate, number and number", "number_1", "number_4"),
    _pair("correlate, skewed numbers", "number_2", "number_4"),
    _pair("correlate, ordered and ordered", "rating_1", "rating_4"),
    _pair("correlate, ordered and number", "rating_1", "number_1"),
    _pair("correlate, yes/no and number", "option_1", "number_1"),
    _pair("correlate, yes/no and yes/no", "option_1", "option_4"),
    _pair("correlate, groups and groups", "channel", "region"),
    _pair("correlate, groups and number", "region", "number_1"),
    _pair("correlate, two held constant", "rating_1", "number_1", "number_3", "channel"),
    Answer(
        name="correlate, another column",
        page="relations",
        cell="pair",
        method="correlate",
        choices={"x": "rating_1", "y": "number_1"},
        control="x",
        values=RATINGS[1:8],
    ),
    _matrix(RATINGS[:8]),
    _matrix((*RATINGS, RECOMMEND)),
    _matrix(ORDERED, 2.5),
    Answer(
        name="cluster, 8 columns",
        page="segments",
        cell="segments",
        method="cluster",
        choices={"columns": SEGMENT_BY},
        ceiling=2.0,
    ),
    Answer(
        name="cluster_stability, 8 columns",
        page="segments",
        cell="stability",
        method="cluster_stability",
        choices={"columns": SEGMENT_BY},
        codes={"segments.columns": ",".join(SEGMENT_BY)},
        fixed=("columns",),
        values=LEVELS[:3],
        ceiling=9.0,
    ),
    Answer(
        name="choose_k, 8 columns",
        page="segments",
        cell="how_many",
        method="choose_k",
        choices={"columns": SEGMENT_BY},
        control="seed",
        values=(1, 2, 3, 4),
        ceiling=5.0,
    ),
    _rules("mine_rules, 24 options", "rules", "mine_rules", OPTIONS),
    _rules("mine_rules, 24 options and 19 ratings", "rules", "mine_rules", (*OPTIONS, *RATINGS)),
    _rules("target_rules, 24 options", "target", "target_rules", OPTIONS, target="yes_no_1"),
    _rules("mine_itemsets, 24 options", "itemsets", "mine_itemsets", OPTIONS),
    _rules("mine_itemsets, 30 columns", "itemsets", "mine_itemsets", (*OPTIONS, *PAIRS)),
    Answer(
        name="plan_proportions",
        page="plan_test",
        cell="plan",
        method="plan_proportions",
        choices=PLAN,
        control="baseline_rate",
        values=tuple(place / 100 for place in range(20, 27)),
    ),
    *(_planner(*one) for one in PLANNERS),
    *(_beside(*one) for one in BESIDE_A_PLAN),
    Answer(
        name="measure_baseline",
        page="plan_test",
        cell="today",
        method="measure_baseline",
        choices={"outcome": "yes_no_1"},
        codes={"today.open": "1"},
    ),
    Answer(
        name="measure_accrual",
        page="plan_test",
        cell="accrual",
        method="measure_accrual",
        choices={"customer": "customer_id", "time": "time", "amount": "amount"},
        codes={"accrual.open": "1"},
        control="weeks",
        values=(4, 5, 6, 7, 9, 10, 11),
        table="events",
    ),
    Answer(
        name="plan_sample",
        page="plan_test",
        cell="plan_survey",
        method="plan_sample",
        choices={"population": 5000},
        codes={"measured.kind": "survey"},
        control="expected_share",
        values=tuple(place / 100 for place in range(20, 27)),
    ),
    Answer(name="read_proportions", page="read_test", cell="read", method="read_proportions", choices=COUNTS),
    *(_reader(*one) for one in READERS),
    *(_row_reader(*one) for one in ROW_READERS),
)
