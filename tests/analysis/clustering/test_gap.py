from __future__ import annotations

import numpy as np
import pytest

from analysis.clustering.gap import Gaps, gaps, least_gain
from analysis.clustering.selection import some_group_divides, supported_k


def curve(gap: list[float], *, se: float = 0.02, references: int = 20) -> Gaps:
    values = np.array(gap)
    errors = np.full(len(gap), se)
    return Gaps(
        shape="flat",
        ks=tuple(range(1, len(gap) + 1)),
        gap=values,
        standard_error=errors,
        gain=values - values[0],
        gain_se=errors,
        references=references,
    )


@pytest.mark.parametrize(
    ("flat", "bell", "expected"),
    [
        ([0.0, -0.1, -0.2, -0.3], [0.0, 0.0, 0.0, 0.0], 1),  # falls from the start
        ([0.0, 0.2, 0.6, 0.5], [0.0, 0.2, 0.6, 0.5], 3),
        ([0.0, -0.1, 0.6, 0.5], [0.0, 0.3, 0.6, 0.5], 3),  # three in a triangle: nothing to see at two
        ([0.0, 0.2, 0.6, 0.5], [0.0, 0.0, 0.0, 0.0], 1),  # one reference explains it
        ([0.0, 0.04, 0.04, 0.04], [0.0, 0.9, 0.9, 0.9], 1),  # above chance, too little to matter
        ([0.0, 0.3, 0.31, 0.9], [0.0, 0.3, 0.4, 0.9], 2),  # the next is no better in one of them
        ([0.0, 0.3, 0.5, 0.9], [0.0, 0.3, 0.5, 0.9], 4),
    ],
)
def test_the_rule(flat: list[float], bell: list[float], expected: int) -> None:
    assert supported_k(curve(flat, se=0.015), curve(bell, se=0.015), 0.05, lambda k: True) == expected


def test_no_segment_is_added_where_none_divides() -> None:
    asked: list[int] = []

    def divides(k: int) -> bool:
        asked.append(k)
        return k < 3

    rising = curve([0.0, 0.3, 0.5, 0.9, 1.5], se=0.015)
    assert supported_k(rising, rising, 0.05, divides) == 3
    assert asked == [2, 3]


@pytest.mark.parametrize(("k", "expected"), [(2, True), (3, False)])
def test_one_of_two_groups_of_three_segments_divides(k: int, expected: bool) -> None:
    rng = np.random.default_rng(1)
    rows = rng.normal(size=(300, 3)) + np.array([[0.0, 0, 0], [9, 0, 0], [0, 9, 0]])[rng.choice(3, 300)]
    rows = rows[np.lexsort(rows.T[::-1])]
    assert some_group_divides(rows, k, references=10, rng=np.random.default_rng(1)) == expected


@pytest.mark.parametrize(("tried", "quantile"), [(2, 1.729), (4, 2.093)])
def test_chance_is_shared_by_the_numbers_tried(tried: int, quantile: float) -> None:
    """10 % shared by two and by four: Student's t(19) at .95 and .975, from any table."""
    one = curve([0.0, 0.1, *[0.0] * (tried - 1)], se=0.1 / (quantile + 0.01))
    assert one.standard_errors_to_beat == pytest.approx(quantile, abs=0.001)
    assert one.beats_one_group(1, 0.05)
    assert not curve([0.0, 0.1, *[0.0] * (tried - 1)], se=0.1 / (quantile - 0.01)).beats_one_group(1, 0.05)


def test_gap_is_the_mean_log_ratio_to_the_references() -> None:
    """One uniform column: splitting it in k equal parts divides the within sum of squares by k²."""
    rows = np.linspace(-1, 1, 2000)[:, None]
    flat, _ = gaps(rows, (1, 2, 3), references=10, rng=np.random.default_rng(1))
    assert np.abs(flat.gain).max() < 0.05
    assert flat.gain[0] == 0.0
    two = np.concatenate([rows[:1000] - 9, rows[1000:] + 9])
    # Two halves 18 apart: variance within falls from about 84.3 to 1/12, in a uniform column by 4.
    flat, _ = gaps(two, (1, 2), references=10, rng=np.random.default_rng(1))
    observed = np.log(two.var() / (1 / 12))
    assert flat.gain[1] == pytest.approx(observed - np.log(4), abs=0.05)


def test_least_gain_shrinks_with_independent_columns() -> None:
    rows = np.random.default_rng(1).normal(size=(5000, 10))
    assert least_gain(rows) == pytest.approx(0.01, rel=0.01)
    assert least_gain(rows[:, :1]) == pytest.approx(0.1)


def test_progress_rises_to_one_and_may_stop() -> None:
    seen: list[float] = []
    rows = np.random.default_rng(1).normal(size=(50, 2))
    gaps(rows, (1, 2), references=3, rng=np.random.default_rng(1), progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] <= 1

    def stop(share: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        gaps(rows, (1, 2), references=3, rng=np.random.default_rng(1), progress=stop)


def test_references_without_any_spread_fall_by_nothing() -> None:
    rows = np.zeros((30, 1))
    rows[0] = 1.0
    for curve_of_shape in gaps(rows, (1, 2), references=20, rng=np.random.default_rng(1)):
        assert np.isfinite(curve_of_shape.gain).all()
        assert not curve_of_shape.beats_one_group(1, 0.1)
