"""Valid and invalid arguments of every registered method, built from its declared parameters."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from analysis.core import Parameter
from analysis.core.frames import level_of
from analysis.methods import METHODS, Method

N = 150
BY_ID = {method.id: method for method in METHODS}
IDS = sorted(BY_ID)
FRAME_IDS = sorted(method.id for method in METHODS if method.kind == "frame")
# Those that can be weighted or not; a weight that is required is among the arguments anyway.
WEIGHTED_IDS = sorted(
    method.id
    for method in METHODS
    if method.kind == "frame" and any(p.name == "weights" and not p.required for p in method.parameters)
)

# A calculator's numbers hang together, so they are written down; everything else is built.
EXAMPLES: dict[str, dict[str, Any]] = {
    "estimate_proportion": {"successes": 42, "n": 120},
    "adjust_p_values": {"p": (0.01, 0.04, 0.2)},
    "plan_duration": {"n_total": 10_000, "users_by_week": (5000.0, 3000.0, 1800.0)},
    "plan_pilot": {"population": 20_000, "baseline_rate": 0.3, "smallest_change": 0.02},
    "plan_proportions": {"baseline_rate": 0.1, "change": 0.02, "users_per_week": 4000},
    "plan_means": {"baseline_mean": 20.0, "sd": 30.0, "change": 1.0, "users_per_week": 4000},
    "plan_ratio": {
        "ratio": 0.3,
        "change": 0.05,
        "mean_denominator": 5.0,
        "variance_numerator": 4.0,
        "variance_denominator": 9.0,
        "covariance": 2.0,
        "users_per_week": 4000,
    },
    "plan_counts": {"rate": 1.4, "change": 0.1, "variance_to_mean": 3.0, "users_per_week": 4000},
    "plan_association": {"kind": "correlation", "effect": 0.3, "users_per_week": 100},
    "plan_factorial": {"baseline": 0.35, "change_a": 0.05, "users_per_week": 1000},
    "cuped_reduction": {"correlation": 0.5, "n_per_group": 10000, "users_per_week": 4000, "n_behind": 2000},
    "plan_metrics": {
        "kinds": ("share", "mean", "share"),
        "baselines": (0.35, 80.0, 0.02),
        "smallest_changes": (0.02, -3.0, 0.005),
        "roles": ("primary", "guardrail", "guardrail"),
        "spreads": (0.0, 60.0, 0.0),
        "users_per_week": 4000,
    },
    "dunnett_critical": {"n_treatments": 3},
    "design_effect": {"cluster_size": 20.0, "icc": 0.02},
    "read_proportions": {
        "successes_control": 100,
        "n_control": 1000,
        "successes_treatment": 130,
        "n_treatment": 1010,
    },
    "sample_ratio_mismatch": {"observed": (5010, 4990)},
    "plan_sequential": {"baseline_rate": 0.1, "change": 0.02, "users_per_week": 4000},
    "sequential_bounds": {"observed_z": (1.2, 3.5)},
    "read_sequential": {
        "successes_control": 100,
        "n_control": 1000,
        "successes_treatment": 145,
        "n_treatment": 1010,
        "planned_n_total": 4000,
        "earlier_looks": (900.0,),
    },
    "conversion_race": {"relative_lift": 0.1, "conversions_control": 400, "conversions_treatment": 460},
    "always_valid_interval": {
        "n_control": (1000.0, 2000.0),
        "successes_control": (100.0, 200.0),
        "n_treatment": (1000.0, 2000.0),
        "successes_treatment": (120.0, 250.0),
        "smallest_change": 0.02,
    },
    "compare_designs": {"baseline_rate": 0.1, "change": 0.02, "users_per_week": 4000},
    "read_means": {
        "n_control": 50,
        "mean_control": 10.0,
        "sd_control": 3.0,
        "n_treatment": 60,
        "mean_treatment": 11.5,
        "sd_treatment": 4.0,
        "value_per_unit": 2.0,
    },
    "read_ratio": {
        "n": (10.0, 10.0),
        "numerator_sum": (16.0, 24.0),
        "denominator_sum": (44.0, 50.0),
        "numerator_spread": (40.0, 74.0),
        "denominator_spread": (238.0, 280.0),
        "joint_spread": (94.0, 141.0),
    },
    "read_counts": {
        "events_control": 200,
        "exposure_control": 1000.0,
        "events_treatment": 250,
        "exposure_treatment": 1000.0,
    },
    # The published four-arm campaign: participation 63 % against at most 35 %, no sizes printed.
    "read_arms": {
        "observed": (10.0, 10.0, 19.0, 10.0),
        "sizes": (30.0, 30.0, 30.0, 30.0),
        "channels": (1.0, 1.0, 3.0, 1.0),
        "touches": (1.0, 1.0, 3.0, 1.0),
        "conclude_about": "arms",
    },
    "read_metrics": {
        "n_control": 9800,
        "n_treatment": 9750,
        "kinds": ("share", "mean", "share"),
        "roles": ("primary", "primary", "guardrail"),
        "smallest_changes": (0.02, 3.0, 0.005),
        "observed_control": (3430.0, 80.0, 196.0),
        "observed_treatment": (3702.0, 81.6, 230.0),
        "sds_control": (0.0, 60.0, 0.0),
        "sds_treatment": (0.0, 61.0, 0.0),
        "planned_n_total": 19000,
    },
    "probability_to_beat": {"observed": (120.0, 150.0), "sizes": (1200.0, 1210.0), "rope": 0.01},
}
# Effort, not meaning: the smallest allowed value keeps the tests short.
EFFORT = ("references", "n_resamples", "restarts", "k_max")


@cache
def mixed() -> pd.DataFrame:
    """One column and more of every level, with gaps, unequal weights and a few rows alike."""
    rng = np.random.default_rng(20260101)
    common = rng.normal(size=N)

    def codes(size: int, share: float = 0.6) -> np.ndarray:
        latent = share * common + rng.normal(size=N)
        return np.searchsorted(np.quantile(latent, np.arange(1, size) / size), latent)

    frame = pd.DataFrame(
        {
            "score": np.clip(np.round(7 + 2 * common + rng.normal(size=N)), 0, 10),
            "spend": np.exp(common + rng.normal(size=N)) * 50,
            "days": np.round(30 + 10 * common + 5 * rng.normal(size=N)),
            "weight": rng.uniform(0.5, 2.0, size=N),
            "ease": pd.Categorical.from_codes(codes(5), categories=[1, 2, 3, 4, 5], ordered=True),
            "trust": pd.Categorical.from_codes(codes(5), categories=[1, 2, 3, 4, 5], ordered=True),
            "region": pd.Categorical.from_codes(codes(4), categories=["east", "north", "south", "west"]),
            "channel": pd.Categorical.from_codes(codes(3), categories=["app", "shop", "web"]),
            "by_app": pd.array(codes(2) == 1, dtype="boolean"),
            "by_shop": pd.array(codes(2) == 1, dtype="boolean"),
            "by_web": pd.array(codes(3) == 1, dtype="boolean"),
            "comment": [f"words {i % 40}" for i in range(N)],
            "joined": pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.permutation(N), unit="D"),
        }
    )
    for place, name in enumerate(("score", "spend", "ease", "region", "by_app", "by_shop", "by_web")):
        frame.loc[5 * place : 5 * place + 4, name] = None
    return frame


@cache
def kinds() -> pd.DataFrame:
    """The kind of every missing cell of `mixed`."""
    missing = mixed().isna()
    return missing.apply(lambda column: pd.Series(np.where(column, "skipped", ""), index=column.index))


def valid_arguments(method: Method) -> dict[str, Any]:
    """Arguments a method accepts on `mixed`: distinct columns of allowed levels, defaults otherwise."""
    arguments: dict[str, Any] = {}
    used: set[str] = set()
    for parameter in method.parameters:
        if parameter.kind == "column" and parameter.required:
            name = "weight" if parameter.name == "weights" else columns_for(parameter, used)[0]
            used.add(name)
            arguments[parameter.name] = name
        elif parameter.kind == "columns":
            arguments[parameter.name] = tuple(columns_for(parameter, used)[: max(parameter.min_length or 0, 3)])
        elif parameter.name in EFFORT and parameter.minimum is not None:
            arguments[parameter.name] = int(parameter.minimum)
    return arguments | EXAMPLES.get(method.id, {})


def columns_for(parameter: Parameter, used: set[str]) -> list[str]:
    """Columns of `mixed` that suit a parameter, unused ones, the weight last."""
    frame = mixed()
    names = [name for name in frame.columns if name not in used and name != "weight"]
    return [name for name in names if not parameter.levels or level_of(frame[name]) in parameter.levels]


def run(method: Method, frame: pd.DataFrame | None = None, /, **changes: Any) -> Any:
    """Call a method with valid arguments and some changed; calculators take no frame."""
    import inspect

    arguments = valid_arguments(method) | changes
    if method.kind == "calculator":
        return method.function(**arguments)
    table = mixed() if frame is None else frame
    if frame is None and "missing_kinds" in inspect.signature(method.function).parameters:
        arguments.setdefault("missing_kinds", kinds())
    return method.function(table, **arguments)


def allowed_values(parameter: Parameter) -> Iterator[tuple[str, Any]]:
    """Values at the edges of what a declaration allows."""
    match parameter.kind:
        case "choice":
            yield from ((choice, choice) for choice in parameter.choices)
        case "flag":
            yield from (("yes", True), ("no", False))
        case "number" | "integer" if parameter.name not in EFFORT and parameter.name != "seed":
            whole = int if parameter.kind == "integer" else float
            if parameter.minimum is not None and not parameter.exclusive_minimum:
                yield "lowest", whole(parameter.minimum)
            if parameter.maximum is not None and not parameter.exclusive_maximum:
                yield "highest", whole(parameter.maximum)
        case _:
            return


def bad_values(parameter: Parameter) -> Iterator[tuple[str, Any]]:
    """Values the declaration of a parameter forbids, with a word on each."""
    if not parameter.optional:
        yield "nothing", None
    match parameter.kind:
        case "number" | "integer":
            yield from _bad_numbers(parameter)
        case "choice":
            yield from (("unknown", "no such choice"), ("number", 1.5))
        case "flag":
            yield from (("text", "yes"), ("number", 1.0))
        case "column":
            yield from (("missing", "no such column"), ("number", 3), ("list", ["score"]))
            wrong = [
                name for name in mixed().columns if parameter.levels and level_of(mixed()[name]) not in parameter.levels
            ]
            yield from (("level", name) for name in wrong[:1])
        case "columns":
            yield from _bad_columns(parameter)
        case "numbers":
            yield from (("text", ("a", "b")), ("not a number", (0.5, math.nan)), ("bare", 0.5))
        case "text":
            yield "number", 5
        case "date":
            yield "text", "not a date"
        case "choices":
            yield "unknown", ("no such choice",)


def _bad_numbers(parameter: Parameter) -> Iterator[tuple[str, Any]]:
    yield from (("text", "many"), ("flag", True), ("not a number", math.nan), ("infinite", math.inf))
    if parameter.kind == "integer":
        yield "fraction", 2.5
    whole = int if parameter.kind == "integer" else float
    if parameter.minimum is not None:
        yield "below", whole(parameter.minimum if parameter.exclusive_minimum else parameter.minimum - 1)
    if parameter.maximum is not None:
        yield "above", whole(parameter.maximum if parameter.exclusive_maximum else parameter.maximum + 1)


def _bad_columns(parameter: Parameter) -> Iterator[tuple[str, Any]]:
    fitting = columns_for(parameter, set())
    yield from (
        ("missing", (*fitting[:2], "no such column")),
        ("text", "score"),
        ("repeated", (fitting[0], *fitting[:2])),
    )
    if parameter.min_length:
        yield "short", tuple(fitting[: parameter.min_length - 1])
    if parameter.max_length:
        yield "long", tuple(fitting[:1] * (parameter.max_length + 1))
    wrong = [name for name in mixed().columns if parameter.levels and level_of(mixed()[name]) not in parameter.levels]
    yield from (("level", (*fitting[:2], name)) for name in wrong[:1])
