"""How often the deciding interval is right, enumerated over all outcomes: what the documentation of the reader says."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from analysis.experiments.read_notes import FEW_SUCCESSES
from analysis.experiments.relative_lift import lift_interval
from analysis.inference.proportion_differences import newcombe_limits

USUAL = np.arange(0.02, 0.99, 0.02)
RARE = np.array([0.001, 0.003, 0.005, 0.01, 0.015])


def limits(n_control, n_treatment, level):
    x, y = np.arange(n_control + 1)[:, None], np.arange(n_treatment + 1)[None, :]
    return newcombe_limits(y, n_treatment, x, n_control, level=level)


def outcomes(n, rate):
    return stats.binom.pmf(np.arange(n + 1), n, rate)


@pytest.mark.parametrize(
    ("n_control", "n_treatment", "rates", "mean", "lowest"),
    [(10, 40, USUAL, 0.953, 0.890), (20, 180, USUAL, 0.952, 0.931), (200, 1800, RARE, 0.960, 0.953)],
)
def test_coverage(n_control, n_treatment, rates, mean, lowest):
    low, high = limits(n_control, n_treatment, 0.95)
    held = [
        float(outcomes(n_control, p) @ ((low <= q - p + 1e-12) & (q - p - 1e-12 <= high)) @ outcomes(n_treatment, q))
        for p in rates
        for q in rates
    ]
    assert np.mean(held) == pytest.approx(mean, abs=6e-4)
    assert min(held) == pytest.approx(lowest, abs=6e-4)


@pytest.mark.parametrize(
    ("n_control", "n_treatment", "rates", "two_sided", "one_sided"),
    [
        (10, 10, USUAL, 0.042, 0.058),
        (20, 20, USUAL, 0.053, 0.054),
        (50, 50, USUAL, 0.057, 0.054),
        (10, 40, USUAL, 0.055, 0.088),
        (200, 1800, RARE, 0.043, None),
    ],
)
def test_false_alarms(n_control, n_treatment, rates, two_sided, one_sided):
    def most(alarm):
        return max(float(outcomes(n_control, p) @ alarm @ outcomes(n_treatment, p)) for p in rates)

    low, high = limits(n_control, n_treatment, 0.95)
    assert most((low > 0) | (high < 0)) == pytest.approx(two_sided, abs=6e-4)
    if one_sided is not None:
        bound, _ = limits(n_control, n_treatment, 0.90)
        assert most(bound > 0) == pytest.approx(one_sided, abs=6e-4)


@pytest.mark.parametrize(("n_control", "n_treatment"), [(100, 100), (200, 1800), (20, 180)])
@pytest.mark.parametrize("ratio", [0.67, 1.0, 1.5])
def test_the_lift_is_trustworthy_where_conversions_are_not_few(n_control, n_treatment, ratio):
    """With as many conversions to expect in each group as the caution asks for, the log-ratio interval holds."""
    control = FEW_SUCCESSES / n_control
    lift = ratio - 1
    held = defined = 0.0
    chance_control, chance_treatment = outcomes(n_control, control), outcomes(n_treatment, control * ratio)
    for x in np.flatnonzero(chance_control > 1e-4):
        for y in np.flatnonzero(chance_treatment > 1e-4):
            if not x or not y:
                continue
            found = lift_interval(int(x), n_control, int(y), n_treatment)
            weight = chance_control[x] * chance_treatment[y]
            defined += weight
            held += weight * (found.low <= lift <= found.high)
    assert held / defined >= 0.94
