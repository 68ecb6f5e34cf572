"""A number and its interval."""

from __future__ import annotations

import math

from analysis.core import Estimate


def test_half_width():
    assert math.isclose(Estimate(0.5, 0.4, 0.7).half_width, 0.15)
    assert math.isnan(Estimate(0.5, math.nan, 0.7).half_width)


def test_excludes():
    estimate = Estimate(0.5, 0.4, 0.7)
    assert estimate.excludes(0.3)
    assert estimate.excludes(0.8)
    assert not estimate.excludes(0.4)
    assert not Estimate(0.5, math.nan, math.nan).excludes(0.0)
