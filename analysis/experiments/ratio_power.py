"""Power of the test of a ratio metric: the delta method, with the customer as unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from analysis.experiments.group_question import LARGEST_EFFECT, Direction, Floats, GroupTest

RatioConvention: TypeAlias = Literal["difference", "log_ratio"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioTest(GroupTest):
    """A test of two ratios of sums; the effect is the size of the change of the ratio.

    Parameters
    ----------
    ratio : float
        Ratio of the control group, above 0.
    unit_variance : float
        Variance of one customer's linearised value, alike in both groups.
    direction : {"increase", "decrease"}
    convention : {"difference", "log_ratio"}
        Test of the difference of both ratios, or of the logarithm of their quotient.
    """

    ratio: float
    unit_variance: float
    direction: Direction = "increase"
    convention: RatioConvention = "difference"

    @property
    def largest_effect(self) -> float:
        """A ratio does not fall below 0."""
        return self.ratio * (1 - 1e-9) if self.direction == "decrease" else LARGEST_EFFECT

    def tails(self, effect: ArrayLike, n_control: ArrayLike, n_treatment: ArrayLike) -> tuple[Floats, Floats]:
        """Chance to reject in the direction of the change, and in the other one.

        Notes
        -----
        ``Phi(d / s - z)``. Difference: d the change, s² = v (1/m + 1/n) with v the unit variance. Log
        ratio: d = |log(r1 / r0)|, s² = v / (r0² m) + v / (r1² n).
        """
        from scipy.special import ndtr, ndtri

        size = np.asarray(effect, dtype=float)
        m, n = np.asarray(n_control, dtype=float), np.asarray(n_treatment, dtype=float)
        if self.convention == "difference":
            shift = size / np.sqrt(self.unit_variance * (1 / m + 1 / n))
        else:
            other = self.ratio + (size if self.direction == "increase" else -size)
            error = np.sqrt(self.unit_variance / (self.ratio**2 * m) + self.unit_variance / (other**2 * n))
            shift = np.abs(np.log(other / self.ratio)) / error
        critical = ndtri(1 - self.tail_alpha)
        near = np.asarray(ndtr(shift - critical))
        return near, np.zeros_like(near) if self.sides == "one" else np.asarray(ndtr(-shift - critical))


def linearised_variance(
    ratio: float, mean_denominator: float, variance_numerator: float, variance_denominator: float, covariance: float
) -> float:
    """Variance of one customer's (numerator - ratio × denominator) / mean denominator.

    Examples
    --------
    >>> round(linearised_variance(0.3, 5.0, 4.0, 9.0, 2.0), 6)
    0.1444
    """
    spread = variance_numerator - 2 * ratio * covariance + ratio**2 * variance_denominator
    return spread / mean_denominator**2
