"""Bins of a histogram by the stated rule."""

import numpy as np
import pytest

from analysis.survey.bins import MOST_BINS, histogram


def test_whole_numbers_over_a_short_range_get_a_bin_each():
    values = np.random.default_rng(1).integers(0, 30, 500).astype(float)
    found = histogram(values)
    assert found.whole_numbers
    assert found.counts == tuple(int((values == i).sum()) for i in range(30))


@pytest.mark.parametrize("step", [1.0, 0.37])
def test_the_width_is_a_plain_number_near_freedman_and_diaconis(step):
    values = np.random.default_rng(2).normal(0, 50, 800)
    values = values.round() if step == 1.0 else values * step
    found = histogram(values)
    width = found.edges[1] - found.edges[0]
    rule = 2 * np.subtract(*np.quantile(values, [0.75, 0.25])) / len(values) ** (1 / 3)
    assert rule <= width * (1 + 1e-9)
    assert width <= 2.5 * rule
    mantissa = width / 10 ** np.floor(np.log10(width))
    assert min(abs(mantissa - plain) for plain in (1, 2, 2.5, 5, 10)) < 1e-9
    assert not found.whole_numbers


@pytest.mark.parametrize(
    "values",
    [
        np.random.default_rng(3).lognormal(3, 2, 5000),
        np.array([0.0] * 900 + [1.0e6] * 3 + [5.5]),
        np.array([1e15, 1e15 + 0.125]),
        np.array([-5e-324, 2.0]),
        np.array([-1e-300, 0.0]),
        np.array([0.1, 0.2, 0.30000000000000004]),
    ],
)
def test_every_answer_falls_into_one_of_few_bins(values):
    found = histogram(values)
    if found is None:
        assert np.ptp(values) < 1e-290
        return
    assert sum(found.counts) == len(values)
    assert len(found.counts) <= MOST_BINS + 2
    assert list(found.edges) == sorted(found.edges)


def test_weights_shape_the_shares_and_leave_the_counts():
    found = histogram(np.array([1.0, 2.0, 2.0, 3.0]), np.array([4.0, 1.0, 1.0, 2.0]))
    assert found.counts == (1, 2, 1)
    assert found.shares == (0.5, 0.25, 0.25)


@pytest.mark.parametrize("values", [[], [3.0], [3.0, 3.0]])
def test_without_spread_there_is_no_histogram(values):
    assert histogram(np.array(values, dtype=float)) is None
