"""Power of the test of two proportions: chance to find, n and smallest change, by convention."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

Convention: TypeAlias = Literal["pooled", "unpooled", "arcsine", "continuity_corrected", "evan_miller"]
CONVENTIONS: tuple[Convention, ...] = ("pooled", "unpooled", "arcsine", "continuity_corrected", "evan_miller")
Sides: TypeAlias = Literal["two", "one"]
Direction: TypeAlias = Literal["increase", "decrease"]

Floats: TypeAlias = NDArray[np.float64]
LARGEST_N = 1e15


@dataclass(frozen=True, slots=True, kw_only=True)
class ProportionTest:
    """A test of two proportions as a planner sees it.

    Parameters
    ----------
    alpha : float
        Chance of a false alarm of this one comparison, above 0 and below 1.
    sides : {"two", "one"}
        Whether `alpha` is split over both directions.
    convention : str
        Which variances the formula uses; see `tails`.
    variance_factor : float
        What all variances are multiplied with: the design effect of groups assigned together, or 1 less
        the squared correlation with a covariate; n customers then tell as much as n over it.
    """

    alpha: float
    sides: Sides = "two"
    convention: Convention = "pooled"
    variance_factor: float = 1.0

    @property
    def critical(self) -> float:
        """The value z that the test statistic must pass."""
        return NormalDist().inv_cdf(1 - self.alpha / (2 if self.sides == "two" else 1))

    def tails(
        self, control: ArrayLike, treatment: ArrayLike, n_control: ArrayLike, n_treatment: ArrayLike
    ) -> tuple[Floats, Floats]:
        """Chance to reject in the direction of the change, and in the other one.

        Parameters
        ----------
        control, treatment : array of float
            True rates, 0..1.
        n_control, n_treatment : array of float
            Group sizes, above 0; broadcastable with the rates.

        Returns
        -------
        (array, array)
            Near and far tail; the far tail of a one-sided test is 0.

        Notes
        -----
        Near tail ``Phi((d - z s0) / s1)`` with d the size of the change, s0 its standard error if
        nothing changed and s1 if it did. ``pooled``: s0 from the rate pooled over both groups (R's
        power.prop.test; Fleiss, Levin and Paik, eq. 4.14, with weights for unequal groups).
        ``unpooled``: s0 = s1. ``arcsine``: d = Cohen's h, s0 = s1 = sqrt(1/n + 1/n) (pwr).
        ``continuity_corrected``: pooled with d less (1/n + 1/n)/2 (Fleiss, Levin and Paik, eq. 4.19).
        ``evan_miller``: s0 from today's rate, reflected below one half, the change taken upwards.
        """
        from scipy.special import ndtr

        p, q = np.asarray(control, dtype=float), np.asarray(treatment, dtype=float)
        m = np.asarray(n_control, dtype=float) / self.variance_factor
        n = np.asarray(n_treatment, dtype=float) / self.variance_factor
        change, null_error, error = self._change_and_errors(p, q, m, n)
        correction = (1 / m + 1 / n) / 2 if self.convention == "continuity_corrected" else 0.0
        threshold = self.critical * null_error
        near = np.asarray(ndtr((change - correction - threshold) / error), dtype=float)
        if self.sides == "one":
            return near, np.zeros_like(near)
        return near, np.asarray(ndtr((-change - correction - threshold) / error), dtype=float)

    def power(self, control: ArrayLike, treatment: ArrayLike, n_control: ArrayLike, n_treatment: ArrayLike) -> Floats:
        """Chance to find the change, as the convention counts it: only the arcsine one adds the far tail."""
        near, far = self.tails(control, treatment, n_control, n_treatment)
        return near + far if self.convention == "arcsine" else near

    def chances_of_sides(
        self, control: float, treatment: float, n_control: float, n_treatment: float
    ) -> tuple[float, float]:
        """`power`, and 1 for the second condition, which a test of a change does not have."""
        return float(self.power(control, treatment, n_control, n_treatment)), 1.0

    def total_for(self, control: float, treatment: float, share: float, power: float) -> float:
        """Customers of both groups together, real-valued, for a chance `power` to find the change.

        Parameters
        ----------
        control, treatment : float
            True rates; they differ.
        share : float
            Share of the second group in the two, above 0 and below 1.
        power : float
            Wanted chance, 0.5 or more.

        Returns
        -------
        float
        """
        return self.variance_factor * self._plain_total_for(control, treatment, share, power)

    def _plain_total_for(self, control: float, treatment: float, share: float, power: float) -> float:
        z_power = NormalDist().inv_cdf(power)
        parts = self._change_and_errors(
            np.float64(control), np.float64(treatment), np.float64(1 - share), np.float64(share)
        )
        change, null_error, error = (float(part) for part in parts)
        total = ((self.critical * null_error + z_power * error) / change) ** 2
        if self.convention == "continuity_corrected":
            # Solves sqrt(N) d - k / sqrt(N) = z s0 + z s1 for N; k is the correction times N.
            width = (1 / (1 - share) + 1 / share) / 2 / change
            return (math.sqrt(total) + math.sqrt(total + 4 * width)) ** 2 / 4
        if self.convention == "arcsine" and self.sides == "two":
            plain = replace(self, variance_factor=1.0)
            return root_between(
                lambda size: float(plain.power(control, treatment, size * (1 - share), size * share)) - power,
                total * 1e-6,
                total * (1 + 1e-9),
            )
        return total

    def treatment_n_for(self, control: float, treatment: float, n_control: float, power: float) -> float:
        """Customers of the second group when the first one's number is fixed; NaN where none is enough."""

        def missing(log_n: float) -> float:
            return float(self.power(control, treatment, n_control, math.exp(log_n))) - power

        return size_reaching(missing)

    def rate_for(
        self, control: float, n_control: float, n_treatment: float, power: float, direction: Direction
    ) -> float:
        """The rate nearest to `control` that is found with the wanted chance; NaN where there is none."""

        def missing(treatment: float) -> float:
            return float(self.power(control, treatment, n_control, n_treatment)) - power

        end = 1.0 if direction == "increase" else 0.0
        start = control + (end - control) * 1e-9
        if missing(end) < 0:
            return float("nan")
        return root_between(missing, start, end)

    def finds(self, control: float, treatment: float, n_control: float, n_treatment: float) -> bool:
        """Whether the test finds a change in observed rates as they stand, in the direction they show."""
        m, n = n_control / self.variance_factor, n_treatment / self.variance_factor
        parts = self._change_and_errors(np.float64(control), np.float64(treatment), np.float64(m), np.float64(n))
        change, null_error, _ = (float(part) for part in parts)
        correction = (1 / m + 1 / n) / 2 if self.convention == "continuity_corrected" else 0.0
        return change - correction > self.critical * null_error

    def _change_and_errors(
        self,
        control: Floats | np.float64,
        treatment: Floats | np.float64,
        n_control: Floats | np.float64,
        n_treatment: Floats | np.float64,
    ) -> tuple[Floats | np.float64, Floats | np.float64, Floats | np.float64]:
        p, q, m, n = control, treatment, n_control, n_treatment
        change = np.abs(q - p)
        if self.convention == "arcsine":
            error = np.sqrt(1 / m + 1 / n)
            return np.abs(effect_size_h(q, p)), error, error
        if self.convention == "evan_miller":
            p = np.minimum(p, 1 - p)
            q = np.minimum(p + change, 1.0)
        error = np.sqrt(p * (1 - p) / m + q * (1 - q) / n)
        if self.convention == "unpooled":
            return change, error, error
        null = p if self.convention == "evan_miller" else (m * p + n * q) / (m + n)
        return change, np.sqrt(null * (1 - null) * (1 / m + 1 / n)), error


def effect_size_h(rate: ArrayLike, other: ArrayLike) -> Floats | np.float64:
    """Cohen's h: the difference of two rates on the arcsine scale, 2 asin(sqrt(rate)) - 2 asin(sqrt(other)).

    Examples
    --------
    >>> round(float(effect_size_h(0.55, 0.5)), 6)
    0.100167
    """
    return 2 * np.arcsin(np.sqrt(np.asarray(rate, dtype=float))) - 2 * np.arcsin(
        np.sqrt(np.asarray(other, dtype=float))
    )


def rate_at_h(rate: float, h: float) -> float:
    """The rate that lies `h` (Cohen's h, signed) from `rate`; NaN where that is outside 0..1.

    Examples
    --------
    >>> round(rate_at_h(0.5, 0.1001674211616), 6)
    0.55
    """
    angle = math.asin(math.sqrt(rate)) + h / 2
    return math.sin(angle) ** 2 if 0 <= angle <= math.pi / 2 else float("nan")


def rule_of_sixteen(control: float, treatment: float) -> float:
    """Customers in each group by the rule of thumb 16 p (1 - p) / change² (alpha .05, power .8).

    Examples
    --------
    >>> round(rule_of_sixteen(0.05, 0.0525))
    121600
    """
    return 16 * control * (1 - control) / (treatment - control) ** 2


def whole(n: float) -> int:
    """Customers are whole: rounded up, forgiving the last bits of floating point.

    Examples
    --------
    >>> whole(3840.0000000001), whole(3840.01)
    (3840, 3841)
    """
    return math.ceil(n - 1e-9 * max(1.0, n))


def size_reaching(missing: Callable[[float], float]) -> float:
    """The size n at which `missing`, a rising function of log n, reaches 0; NaN where no size does."""
    if missing(math.log(LARGEST_N)) < 0:
        return float("nan")
    return math.exp(root_between(missing, math.log(1e-6), math.log(LARGEST_N)))


def root_between(function: Callable[[float], float], low: float, high: float) -> float:
    """The root of a function that has opposite signs at `low` and `high`."""
    from scipy.optimize import brentq

    return float(brentq(function, low, high, xtol=1e-13, rtol=1e-13, maxiter=500))
