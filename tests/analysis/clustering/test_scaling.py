from __future__ import annotations

import numpy as np
import pytest
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from analysis.clustering.scaling import fit_scaler

VALUES = np.random.default_rng(1).gamma(2.0, 3.0, size=(80, 3))
NAMES = ("a", "b", "c")


def test_z_divides_by_the_sample_standard_deviation() -> None:
    scaled = fit_scaler(VALUES, NAMES, "z").scaled(VALUES)
    assert scaled == pytest.approx(StandardScaler().fit_transform(VALUES) * np.sqrt(79 / 80))


def test_range_runs_from_0_to_1() -> None:
    assert fit_scaler(VALUES, NAMES, "range").scaled(VALUES) == pytest.approx(MinMaxScaler().fit_transform(VALUES))


def test_robust_equals_z_for_normal_data_and_falls_back_where_the_middle_is_flat() -> None:
    normal = np.random.default_rng(2).normal(5, 3, size=(200_000, 1))
    assert fit_scaler(normal, ("x",), "robust").spreads[0] == pytest.approx(3.0, rel=0.01)
    flat = np.array([[0.0]] * 90 + [[1.0]] * 10)
    scaler = fit_scaler(flat, ("x",), "robust")
    assert scaler.replaced == ("x",)
    assert scaler.spreads[0] == pytest.approx(flat.std(ddof=1))


def test_none_keeps_the_values() -> None:
    assert np.array_equal(fit_scaler(VALUES, NAMES, "none").scaled(VALUES), VALUES)


@pytest.mark.parametrize("scaling", ["z", "robust", "range", "none"])
def test_scaling_can_be_undone(scaling: str) -> None:
    scaler = fit_scaler(VALUES, NAMES, scaling)  # type: ignore[arg-type]
    assert scaler.original(scaler.scaled(VALUES)) == pytest.approx(VALUES)
