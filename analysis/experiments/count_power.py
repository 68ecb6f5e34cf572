"""Power of the test of two event rates: Poisson and overdispersed counts, log and square root scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from analysis.experiments.group_question import Direction, Floats, GroupTest

CountConvention: TypeAlias = Literal["log_likelihood", "log_true_rates", "log_reference", "square_root"]
COUNT_CONVENTIONS: tuple[CountConvention, ...] = ("log_likelihood", "log_true_rates", "log_reference", "square_root")


@dataclass(frozen=True, slots=True, kw_only=True)
class CountTest(GroupTest):
    """A test of two event rates; the effect is |log(rate ratio)|.

    One customer's count over `exposure` has mean mu = rate × exposure and variance
    ``variance_to_mean`` mu + ``dispersion`` mu².

    Parameters
    ----------
    rate : float
        Events per customer and unit of time in the control group, above 0.
    exposure : float
        Time each customer is observed.
    dispersion : float
        Negative binomial dispersion, 0 for none.
    variance_to_mean : float
        1 for Poisson and negative binomial counts.
    direction : {"increase", "decrease"}
    convention : str
        Scale of the test and its variance if nothing changed; see `tails`.
    """

    rate: float
    exposure: float
    dispersion: float = 0.0
    variance_to_mean: float = 1.0
    direction: Direction = "increase"
    convention: CountConvention = "log_likelihood"

    @property
    def largest_effect(self) -> float:
        """A rate ratio of 10^21 and of its inverse is beyond anything that is planned."""
        return 50.0

    def tails(self, effect: ArrayLike, n_control: ArrayLike, n_treatment: ArrayLike) -> tuple[Floats, Floats]:
        """Chance to reject in the direction of the change, and in the other one.

        Notes
        -----
        ``Phi((d - z s0) / s1)``. Log scale: d = |log(r1 / r0)|, s1² = v(r0)/m + v(r1)/n with
        v(r) = variance_to_mean / (r t) + dispersion; s0² = v(r)(1/m + 1/n) with r the rate if nothing
        changed: ``log_likelihood`` (m r0 + n r1)/(m + n), Zhu and Lakkis' method 3; ``log_reference``
        r0, their method 1; ``log_true_rates`` s0 = s1, their method 2. ``square_root``:
        d = |sqrt(r1 t) - sqrt(r0 t)|, s0² = s1² = w(r0)/m + w(r1)/n with
        w(r) = (variance_to_mean + dispersion r t)/4.
        """
        from scipy.special import ndtr, ndtri

        log_ratio = np.asarray(effect, dtype=float)
        m, n = np.asarray(n_control, dtype=float), np.asarray(n_treatment, dtype=float)
        other = self.rate * np.exp(log_ratio if self.direction == "increase" else -log_ratio)
        shift, null_error, error = self._shift_and_errors(log_ratio, other, m, n)
        threshold = ndtri(1 - self.tail_alpha) * null_error
        near = np.asarray(ndtr((shift - threshold) / error))
        if self.sides == "one":
            return near, np.zeros_like(near)
        return near, np.asarray(ndtr((-shift - threshold) / error))

    def _shift_and_errors(
        self, log_ratio: Floats, other: Floats, m: Floats, n: Floats
    ) -> tuple[Floats, Floats, Floats]:
        if self.convention == "square_root":
            shift = np.abs(np.sqrt(other * self.exposure) - np.sqrt(self.rate * self.exposure))
            error = np.sqrt(self._root_variance(np.asarray(self.rate)) / m + self._root_variance(other) / n)
            return shift, error, error
        error = np.sqrt(self._log_variance(np.asarray(self.rate)) / m + self._log_variance(other) / n)
        if self.convention == "log_true_rates":
            return log_ratio, error, error
        null = self.rate if self.convention == "log_reference" else (m * self.rate + n * other) / (m + n)
        return log_ratio, np.sqrt(self._log_variance(np.asarray(null)) * (1 / m + 1 / n)), error

    def _log_variance(self, rate: Floats) -> Floats:
        return np.asarray(self.variance_to_mean / (rate * self.exposure) + self.dispersion)

    def _root_variance(self, rate: Floats) -> Floats:
        return np.asarray((self.variance_to_mean + self.dispersion * rate * self.exposure) / 4)
