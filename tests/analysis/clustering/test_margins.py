from __future__ import annotations

import numpy as np
import pytest

from analysis.clustering.margins import few_answers, single_peaked, skewness


def shares(column: np.ndarray) -> np.ndarray:
    margin = single_peaked(column)
    return np.diff(np.concatenate([[0.0], margin.cumulative, [1.0]]))


@pytest.mark.parametrize("counts", [[5, 20, 40, 20, 5], [60, 25, 10, 4, 1], [3, 3, 3, 3], [30, 70]])
def test_a_single_peak_stays_as_it_is(counts: list[int]) -> None:
    column = np.repeat(np.arange(len(counts), dtype=float), counts)
    assert shares(column) == pytest.approx(np.array(counts) / sum(counts))


def test_valleys_are_filled() -> None:
    column = np.repeat([1.0, 2.0, 3.0, 4.0, 5.0], [40, 5, 5, 10, 40])
    filled = shares(column)
    peak = int(filled.argmax())
    assert (np.diff(filled[: peak + 1]) >= -1e-12).all()
    assert (np.diff(filled[peak:]) <= 1e-12).all()
    assert filled.sum() == pytest.approx(1.0)


def test_points_are_standardised_and_the_long_tail_stays() -> None:
    column = np.random.default_rng(1).exponential(size=5000)
    margin = single_peaked(column)
    weights = shares(column)
    assert weights @ margin.points == pytest.approx(0.0, abs=1e-9)
    assert weights @ margin.points**2 == pytest.approx(1.0)
    assert weights @ margin.points**3 == pytest.approx(skewness(column), rel=0.1)


def test_two_humps_of_a_continuous_column_become_one() -> None:
    rng = np.random.default_rng(2)
    column = np.concatenate([rng.normal(-4, 1, 500), rng.normal(4, 1, 500)])
    margin = single_peaked(column)
    middle = np.diff(np.interp([-0.3, 0.3], margin.points[:-1], margin.cumulative))[0]
    assert middle > 0.08  # hardly a row lies there in the data


def test_few_answers() -> None:
    assert few_answers(np.arange(20.0))
    assert not few_answers(np.arange(21.0))
