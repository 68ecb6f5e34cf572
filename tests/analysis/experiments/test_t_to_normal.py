"""Student's t on the scale of z: tails agree with SciPy's distributions, both ways, and far out."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from scipy.stats import norm, t

from analysis.experiments.t_to_normal import t_of_z, z_of_t


@pytest.mark.parametrize("df", [1.0, 2.7, 18.0, 58.3, 1e4])
@pytest.mark.parametrize("value", [-30.0, -2.5, -0.1, 0.0, 0.7, 4.0, 12.0])
def test_tails_are_equal(value, df):
    assert norm.sf(z_of_t(value, df)) == pytest.approx(t.sf(value, df), rel=1e-9)


@pytest.mark.parametrize("df", [1.5, 18.0, 58.3, 1e4])
@pytest.mark.parametrize("bound", [0.5, 1.96, 4.88, 8.0, 19.0])
def test_back_again(bound, df):
    assert t_of_z(bound, df) == pytest.approx(t.isf(norm.sf(bound), df), rel=1e-8)
    assert z_of_t(t_of_z(bound, df), df) == pytest.approx(bound, abs=1e-9)


@pytest.mark.parametrize("df", [3.0, 40.0, 1e3, 1e8])
def test_far_out_it_goes_on_rising(df):
    """Where the tail is too small for a double, z still rises with t and stays finite."""
    sizes = [z_of_t(10.0**power, df) for power in range(1, 150)]
    assert all(later >= earlier for earlier, later in pairwise(sizes))
    assert math.isfinite(sizes[-1])
    assert z_of_t(-1e80, df) == -z_of_t(1e80, df)


def test_with_many_customers_t_is_z():
    assert z_of_t(45.0, 1e9) == pytest.approx(45.0, rel=1e-4)


def test_undefined_stays_undefined():
    assert math.isnan(z_of_t(math.nan, 5.0))
    assert math.isnan(z_of_t(1.0, math.nan))
    assert math.isnan(t_of_z(1.0, math.nan))
    assert t_of_z(math.inf, 5.0) == math.inf
