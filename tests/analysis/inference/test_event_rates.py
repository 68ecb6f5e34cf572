"""Event rates against statsmodels, SciPy and the equations that define the limits."""

from __future__ import annotations

import math

import pytest
from scipy import stats
from statsmodels.stats import rates

from analysis.core.errors import ParameterError
from analysis.inference.event_rates import (
    event_rate,
    exact_rate_p,
    rate_difference,
    rate_ratio,
    restricted_event_rates,
    score_z,
)

GROUPS = (60, 51_477.5, 30, 54_308.7)


@pytest.mark.parametrize("events", [0, 1, 9, 250])
def test_one_rate_is_garwoods(events: int) -> None:
    found = event_rate(events, 40.0)
    low, high = rates.confint_poisson(events, 40.0, method="exact-c")
    assert (found.low, found.high) == pytest.approx((0.0 if events == 0 else low, high))


def test_tests_as_statsmodels_has_them() -> None:
    for compare, method in (("ratio", "exact-cond"), ("ratio", "score")):
        expected = rates.test_poisson_2indep(*GROUPS, method=method, compare=compare).pvalue
        found = exact_rate_p(*GROUPS) if method == "exact-cond" else 2 * stats.norm.sf(abs(score_z(*GROUPS)))
        assert found == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("dispersion", [1.0, 3.0])
@pytest.mark.parametrize(
    "groups", [GROUPS, (0, 10.0, 4, 30.0), (3, 7.0, 0, 9.0), (0, 10.0, 0, 10.0), (5, 1.0, 7e6, 1e9)]
)
def test_score_limits_are_the_differences_just_not_rejected(groups, dispersion) -> None:
    found = rate_difference(*groups, dispersion=dispersion)
    for limit in (found.low, found.high):
        assert abs(score_z(*groups, difference=limit, dispersion=dispersion)) == pytest.approx(1.959964, rel=1e-4)
    assert found.low < found.value < found.high or groups[0] == groups[2] == 0


def test_restricted_rates_are_the_likeliest() -> None:
    x, t, y, u = 30, 100.0, 20, 80.0
    for difference in (-0.1, 0.0, 0.12):
        first, second = restricted_event_rates(x, t, y, u, difference)
        assert first - second == pytest.approx(difference)

        def likelihood(rate: float, d: float = difference) -> float:
            return stats.poisson.logpmf(x, t * (rate + d)) + stats.poisson.logpmf(y, u * rate)

        assert likelihood(second) >= max(likelihood(second * 1.001), likelihood(second * 0.999))


def test_ratio_limits_turn_the_binomial_ones() -> None:
    found = rate_ratio(*GROUPS)
    share = stats.binomtest(60, 90).proportion_ci(method="exact")
    expected = [p / (1 - p) * GROUPS[3] / GROUPS[1] for p in (share.low, share.high)]
    assert [found.low, found.high] == pytest.approx(expected)
    log = rate_ratio(*GROUPS, method="log")
    assert math.log(log.high / log.value) == pytest.approx(1.959964 * math.sqrt(1 / 60 + 1 / 30), rel=1e-6)


def test_dispersion_widens_by_its_root_and_ends_exactness() -> None:
    plain, wide = (rate_difference(*GROUPS, method="wald", dispersion=d) for d in (1.0, 4.0))
    assert wide.half_width == pytest.approx(2 * plain.half_width)
    assert math.isnan(rate_ratio(*GROUPS, dispersion=4.0).low)
    assert rate_ratio(*GROUPS, method="score", dispersion=4.0).low < rate_ratio(*GROUPS, method="score").low


def test_swapping_groups_turns_signs() -> None:
    there, back = rate_difference(*GROUPS), rate_difference(*GROUPS[2:], *GROUPS[:2])
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))
    assert rate_ratio(*GROUPS[2:], *GROUPS[:2]).low == pytest.approx(1 / rate_ratio(*GROUPS).high)


def test_without_events() -> None:
    assert math.isnan(rate_ratio(3, 10.0, 0, 10.0).value)
    assert math.isnan(exact_rate_p(0, 10.0, 0, 10.0))
    assert math.isnan(score_z(0, 10.0, 0, 10.0))
    assert math.isnan(rate_difference(0, 1.0, 0, 1.0, method="wald").low)
    assert rate_ratio(4, 10.0, 0, 10.0).defined is False
    assert math.isnan(rate_ratio(0, 10.0, 4, 10.0, method="log").low)
    with pytest.raises(ParameterError):
        event_rate(-1, 10.0)
