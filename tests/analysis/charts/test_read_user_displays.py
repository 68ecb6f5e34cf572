"""What the readers of one row per customer show: intervals drawn, every table filled, in both languages."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.charts.measure_baseline import display_measure_baseline
from analysis.charts.read_user_means import display_read_user_means
from analysis.charts.read_user_novelty import display_read_novelty
from analysis.charts.read_user_proportions import display_read_user_proportions
from analysis.charts.read_user_ratio import display_read_user_ratio
from analysis.charts.read_user_subgroups import display_read_subgroups
from analysis.charts.three_line import table_texts
from analysis.experiments import (
    measure_baseline,
    read_novelty,
    read_subgroups,
    read_user_means,
    read_user_proportions,
    read_user_ratio,
)
from analysis.language import translator
from tests.contracts.registry_checks import assert_drawn


def users(n: int = 600, groups: int = 2) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    arm = np.arange(n) % groups
    pre = rng.exponential(40, n)
    return pd.DataFrame(
        {
            "arm": pd.Categorical.from_codes(arm, [f"g{i}" for i in range(groups)]),
            "spend": 0.7 * pre + rng.exponential(20, n) + 10 * arm,
            "orders": rng.poisson(2, n).astype(float),
            "pre": pre,
            "bought": pd.array(rng.random(n) < 0.3, dtype="boolean"),
            "region": pd.Categorical(np.where(rng.random(n) < 0.4, "east", "west")),
            "community": arm + groups * rng.integers(0, 12, n),
            "week": rng.integers(1, 6, n).astype(float),
        }
    )


TWO, THREE = users(), users(groups=3)
BASE = {"arm": "arm", "outcome": "spend"}
CASES = {
    "means": lambda: display_read_user_means(read_user_means(TWO, **BASE, pre_period="pre")),
    "means, several": lambda: display_read_user_means(read_user_means(THREE, **BASE, pre_period="pre")),
    "means, communities": lambda: display_read_user_means(read_user_means(TWO, **BASE, community="community")),
    "means, log": lambda: display_read_user_means(read_user_means(TWO, **BASE, outliers="log")),
    "means, undefined": lambda: display_read_user_means(read_user_means(TWO.assign(spend=1.0), **BASE)),
    "ratio": lambda: display_read_user_ratio(read_user_ratio(TWO, arm="arm", numerator="spend", denominator="orders")),
    "rates": lambda: display_read_user_proportions(read_user_proportions(THREE, arm="arm", outcome="bought")),
    "rates, communities": lambda: display_read_user_proportions(
        read_user_proportions(TWO, arm="arm", outcome="bought", community="community")
    ),
    "subgroups": lambda: display_read_subgroups(read_subgroups(TWO, **BASE, subgroup="region")),
    "subgroups, rates": lambda: display_read_subgroups(
        read_subgroups(TWO, arm="arm", outcome="bought", subgroup="region")
    ),
    "novelty": lambda: display_read_novelty(read_novelty(TWO, **BASE, when="week")),
    "novelty, rates": lambda: display_read_novelty(read_novelty(TWO, arm="arm", outcome="bought", when="week")),
    "baseline": lambda: display_measure_baseline(
        measure_baseline(TWO, outcome="spend", pre_period="pre", community="community")
    ),
    "baseline, rate": lambda: display_measure_baseline(measure_baseline(TWO, outcome="bought")),
}


@pytest.mark.parametrize("name", sorted(CASES))
def test_everything_is_drawn_in_both_languages(name: str) -> None:
    assert_drawn(CASES[name]())


def texts(name: str, place: int) -> list[list[str]]:
    return table_texts(CASES[name]().tables[place], translator("en"))


def test_the_interval_is_in_the_figure() -> None:
    result = read_user_means(TWO, **BASE)
    spec = str(display_read_user_means(result).figures[0].draw(translator("en")).to_dict())
    difference = result.comparisons[0].difference
    assert str(difference.low) in spec
    assert str(difference.high) in spec


def test_rates_are_drawn_in_points() -> None:
    result = read_user_proportions(TWO, arm="arm", outcome="bought")
    spec = str(display_read_user_proportions(result).figures[0].draw(translator("en")).to_dict())
    assert str(100 * result.comparisons[0].difference.low) in spec


def test_both_slopes_and_the_classical_error_stand_in_the_table() -> None:
    rows = [row[1] for row in texts("means", 2)]
    assert rows == [
        "Adjustment",
        "as it is",
        "slope within groups, robust error",
        "the same, least-squares error (ANCOVA)",
        "slope over all customers",
    ]


def test_communities_show_what_ignoring_them_would_claim() -> None:
    rows = [row[0] for row in texts("means, communities", 2)]
    assert "g1: p if communities were ignored (wrong)" in rows
    assert "Design effect" in rows


def test_the_wrong_test_over_events_is_named_wrong() -> None:
    heading = texts("ratio", 2)[0]
    assert heading[-1] == "p over events (wrong)"
    assert heading[1:3] == ["spend", "orders"]


def test_the_trend_line_goes_through_the_figure() -> None:
    result = read_novelty(TWO, **BASE, when="week")
    spec = display_read_novelty(result).figures[0].draw(translator("en")).to_dict()
    line = next(layer for layer in spec["layer"] if layer["mark"].get("type") == "line")
    ends = line["data"]["values"]
    slope = (ends[1]["value"] - ends[0]["value"]) / (ends[1]["time"] - ends[0]["time"])
    assert slope == pytest.approx(result.trend.value)
