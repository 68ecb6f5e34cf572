"""Differences and ratios of means from summaries, against R, SciPy, statsmodels and the defining equations."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.weightstats import CompareMeans, DescrStatsW

from analysis.core.errors import ParameterError
from analysis.experiments.relative_lift import LIFT_METHODS, lift_interval
from analysis.inference.mean_differences import (
    RATIO_METHODS,
    GroupSummary,
    mean_difference,
    ratio_interval,
    ratio_limits,
    t_p_value,
    welch_df,
)

CONTROL, TREATMENT = GroupSummary(n=50, mean=10, sd=3), GroupSummary(n=60, mean=11.5, sd=4)


def test_as_r_does() -> None:
    # R 4.2.2, t.test on data with exactly these moments.
    welch = mean_difference(CONTROL, TREATMENT)
    assert (welch.t, welch.df, welch.p_value) == pytest.approx((2.244396006242, 106.890635939083, 0.02686697040742))
    assert (welch.difference.low, welch.difference.high) == pytest.approx((0.1750957320157, 2.824904267984))
    student = mean_difference(CONTROL, TREATMENT, method="student")
    assert (student.t, student.df, student.p_value) == pytest.approx((2.187472162137, 108, 0.03086393409985))
    assert (student.difference.low, student.difference.high) == pytest.approx((0.1407780284359, 2.859221971564))


@pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
@pytest.mark.parametrize("method", ["welch", "student"])
def test_as_scipy_and_statsmodels_do(method: str, alternative: str) -> None:
    rng = np.random.default_rng(7)
    first, second = rng.normal(3, 1, 9), rng.normal(3.8, 2.5, 14)
    groups = [GroupSummary(n=len(x), mean=x.mean(), sd=x.std(ddof=1)) for x in (first, second)]
    found = mean_difference(*groups, method=method, alternative=alternative, level=0.9)  # type: ignore[arg-type]
    scipy = stats.ttest_ind(second, first, equal_var=method == "student", alternative=alternative)
    assert (found.t, found.df, found.p_value) == pytest.approx((scipy.statistic, scipy.df, scipy.pvalue))
    words = {"two-sided": "two-sided", "greater": "larger", "less": "smaller"}[alternative]
    means = CompareMeans(DescrStatsW(second), DescrStatsW(first))
    low, high = means.tconfint_diff(alpha=0.1, alternative=words, usevar="pooled" if method == "student" else "unequal")
    assert (found.difference.low, found.difference.high) == pytest.approx((low, high))


def test_swapping_the_groups_turns_the_sign_and_scale_scales() -> None:
    there, back = mean_difference(CONTROL, TREATMENT), mean_difference(TREATMENT, CONTROL)
    assert (back.difference.low, back.difference.high) == pytest.approx((-there.difference.high, -there.difference.low))
    assert back.p_value == pytest.approx(there.p_value)
    tiny = [GroupSummary(n=g.n, mean=g.mean * 1e-180, sd=g.sd * 1e-180) for g in (CONTROL, TREATMENT)]
    assert welch_df(9e-180, 50, 16e-180, 60) == pytest.approx(float(welch_df(9.0, 50, 16.0, 60)))
    assert math.isnan(mean_difference(*tiny).t)  # squares underflow: undefined, never p = 1


def test_a_design_effect_widens_by_its_root() -> None:
    plain, wide = mean_difference(CONTROL, TREATMENT), mean_difference(CONTROL, TREATMENT, variance_factor=4.0)
    assert wide.difference.half_width == pytest.approx(2 * plain.difference.half_width)
    assert wide.t == pytest.approx(plain.t / 2)


def test_a_shifted_null() -> None:
    found = mean_difference(CONTROL, TREATMENT, compare_with=1.5)
    assert found.t == pytest.approx(0)
    assert found.p_value == pytest.approx(1)


def test_far_out_in_the_tail() -> None:
    assert t_p_value(40.0, math.inf) == pytest.approx(2 * stats.norm.sf(40.0))
    assert t_p_value(40.0, 30.0, "greater") == pytest.approx(stats.t.sf(40.0, 30.0))


@pytest.mark.parametrize(
    ("control", "treatment"),
    [
        (GroupSummary(n=1, mean=2, sd=0), TREATMENT),
        (GroupSummary(n=20, mean=2, sd=0), GroupSummary(n=20, mean=3, sd=0)),
    ],
)
@pytest.mark.parametrize("method", ["welch", "student"])
def test_without_spread_nothing_is_claimed(control: GroupSummary, treatment: GroupSummary, method: str) -> None:
    found = mean_difference(control, treatment, method=method)  # type: ignore[arg-type]
    assert found.difference.value == treatment.mean - control.mean
    assert all(math.isnan(x) for x in (found.t, found.p_value, found.difference.low, found.difference.high))


@pytest.mark.parametrize("bad", [{"n": 0}, {"n": math.nan}, {"mean": math.inf}, {"sd": -1}, {"sd": math.nan}])
def test_impossible_summaries(bad: dict[str, float]) -> None:
    with pytest.raises(ParameterError):
        GroupSummary(**{"n": 5, "mean": 1, "sd": 1, **bad})


@pytest.mark.parametrize("method", LIFT_METHODS)
def test_ratio_of_rates_is_the_lift_of_counts(method: str) -> None:
    lift = lift_interval(40, 300, 90, 500, method=method)  # type: ignore[arg-type]
    p_c, p_t = 40 / 300, 90 / 500
    found = ratio_interval(p_t, p_c, p_t * (1 - p_t) / 500, p_c * (1 - p_c) / 300, method=method)  # type: ignore[arg-type]
    assert (found.value - 1, found.low - 1, found.high - 1) == pytest.approx((lift.value, lift.low, lift.high))


@pytest.mark.parametrize("covariance", [-0.01, 0.0, 0.015])
def test_fieller_limits_are_the_ratios_just_not_rejected(covariance: float) -> None:
    a, b, v_a, v_b, df = 3.0, 1.2, 0.05, 0.04, 17
    found = ratio_interval(a, b, v_a, v_b, covariance=covariance, df=df, method="fieller")
    for ratio in (found.low, found.high):
        t = (a - ratio * b) / math.sqrt(v_a - 2 * ratio * covariance + ratio**2 * v_b)
        assert abs(t) == pytest.approx(stats.t.ppf(0.975, df))


def test_delta_interval_by_numerical_derivatives() -> None:
    a, b = 3.0, 1.2
    variance = np.array([[0.05, 0.01], [0.01, 0.04]])
    step = 1e-6
    gradient = np.array([((a + step) / b - (a - step) / b), (a / (b + step) - a / (b - step))]) / (2 * step)
    half = stats.norm.ppf(0.975) * math.sqrt(gradient @ variance @ gradient)
    found = ratio_interval(a, b, 0.05, 0.04, covariance=0.01, method="delta")
    assert found.half_width == pytest.approx(half, rel=1e-6)
    log = ratio_interval(a, b, 0.05, 0.04, covariance=0.01)
    assert math.log(log.high / log.value) == pytest.approx(half / found.value, rel=1e-6)


@pytest.mark.parametrize("method", RATIO_METHODS)
def test_one_sided_ratio_is_the_end_of_a_wider_interval(method: str) -> None:
    arguments = (3.0, 1.2, 0.05, 0.04)
    wide = ratio_interval(*arguments, level=0.9, method=method)  # type: ignore[arg-type]
    above = ratio_interval(*arguments, level=0.95, method=method, alternative="greater")  # type: ignore[arg-type]
    below = ratio_interval(*arguments, level=0.95, method=method, alternative="less")  # type: ignore[arg-type]
    assert (above.low, below.high) == pytest.approx((wide.low, wide.high))
    assert (above.high, below.low) == (math.inf, -math.inf)


def test_ratios_without_limits() -> None:
    assert math.isnan(ratio_interval(1.0, 0.0, 0.1, 0.1).value)
    unbounded = ratio_interval(1.0, 0.1, 0.1, 0.1, method="fieller", alternative="greater")
    assert math.isnan(unbounded.low)
    assert math.isnan(unbounded.high)
    assert math.isnan(ratio_interval(-1.0, 2.0, 0.1, 0.1).low)  # no logarithm of a negative ratio
    low, high = ratio_limits([-2.0, 2.0], -1.0, 0.01, 0.01, 0.0, 1.96, "delta")
    assert np.all(low < high)
