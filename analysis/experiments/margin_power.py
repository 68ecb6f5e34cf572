"""Power of showing that a new version is no worse, or no different, by more than a margin."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from analysis.experiments.proportion_power import root_between, size_reaching
from analysis.inference.restricted_likelihood import restricted_rate_pairs

MarginGoal: TypeAlias = Literal["noninferiority", "equivalence"]
MarginConvention: TypeAlias = Literal["farrington_manning", "unpooled"]
NullVariance: TypeAlias = Literal["farrington_manning", "unpooled", "fixed_margins", "pooled_z"]
NULL_VARIANCES: tuple[NullVariance, ...] = ("farrington_manning", "unpooled", "fixed_margins", "pooled_z")
Better: TypeAlias = Literal["higher", "lower"]

Floats: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginTest:
    """A test that a new version is not worse (or neither worse nor better) by more than a margin.

    Parameters
    ----------
    alpha : float
        Chance of a false alarm of each one-sided test, above 0 and below 0.5.
    goal : {"noninferiority", "equivalence"}
        One test against the margin on the worse side, or one on each side.
    margin : float
        The largest difference that still counts as none, a fraction above 0; NaN where it is the unknown.
    better : {"higher", "lower"}
        Whether a higher or a lower rate is the better one.
    convention : str
        The variance if the truth lies on the margin; see `power`.
    variance_factor : float
        What all variances are multiplied with; see `ProportionTest`.
    """

    alpha: float
    goal: MarginGoal
    margin: float
    better: Better = "higher"
    convention: NullVariance = "farrington_manning"
    variance_factor: float = 1.0

    @property
    def critical(self) -> float:
        """The value z that each one-sided test statistic must pass."""
        return NormalDist().inv_cdf(1 - self.alpha)

    @property
    def sign(self) -> float:
        """1 where higher is better, -1 where lower is."""
        return 1.0 if self.better == "higher" else -1.0

    def power(self, control: ArrayLike, treatment: ArrayLike, n_control: ArrayLike, n_treatment: ArrayLike) -> Floats:
        """Chance to show what the goal asks for, if the rates are these.

        Parameters
        ----------
        control, treatment : array of float
            True rates, 0..1.
        n_control, n_treatment : array of float
            Group sizes, above 0.

        Returns
        -------
        array

        Notes
        -----
        One side: ``Phi((gain + margin - z s0) / s1)`` with gain the true difference in the good direction, s1
        its standard error and s0 that on the margin. ``farrington_manning``: s0 from the most likely rates
        among those that lie a margin apart (their method 3). ``fixed_margins``: rates a margin apart with
        the same total (their method 2; Dunnett and Gent). ``unpooled``: s0 = s1 (their method 1; Blackwelder; Chow).
        ``pooled_z``: s0 as if the rates were equal, which on a margin they are not. Equivalence adds both
        sides and takes 1 away: both tests must speak.
        """
        p, q = np.asarray(control, dtype=float), np.asarray(treatment, dtype=float)
        m = np.asarray(n_control, dtype=float) / self.variance_factor
        n = np.asarray(n_treatment, dtype=float) / self.variance_factor
        from scipy.special import ndtr

        found = np.asarray(ndtr(self._standing(p, q, m, n, self.sign)), dtype=float)
        if self.goal == "noninferiority":
            return found
        return np.maximum(found + np.asarray(ndtr(self._standing(p, q, m, n, -self.sign)), dtype=float) - 1, 0.0)

    def chances_of_sides(
        self, control: float, treatment: float, n_control: float, n_treatment: float
    ) -> tuple[float, float]:
        """Chance that the test against each margin speaks; 1 for a side that is not asked about."""
        worse = float(replace(self, goal="noninferiority").power(control, treatment, n_control, n_treatment))
        if self.goal == "noninferiority":
            return worse, 1.0
        other: Better = "lower" if self.better == "higher" else "higher"
        turned = replace(self, goal="noninferiority", better=other)
        return worse, float(turned.power(control, treatment, n_control, n_treatment))

    def tails(
        self, control: ArrayLike, treatment: ArrayLike, n_control: ArrayLike, n_treatment: ArrayLike
    ) -> tuple[Floats, Floats]:
        """`power`, and 0 for a wrong direction, which such a test does not have."""
        near = self.power(control, treatment, n_control, n_treatment)
        return near, np.zeros_like(near)

    def total_for(self, control: float, treatment: float, share: float, power: float) -> float:
        """Customers of both groups together, real-valued, for a chance `power`; see `ProportionTest.total_for`."""
        one_side = self._one_sided_total(control, treatment, share, power)
        if self.goal == "noninferiority":
            return one_side
        # Both tests speak with `power` once each does with (1 + power) / 2, and not before each does with `power`.
        enough = self._one_sided_total(control, treatment, share, (1 + power) / 2)
        return root_between(
            lambda size: float(self.power(control, treatment, size * (1 - share), size * share)) - power,
            one_side * (1 - 1e-9),
            enough * (1 + 1e-9),
        )

    def treatment_n_for(self, control: float, treatment: float, n_control: float, power: float) -> float:
        """Customers of the second group when the first one's number is fixed; NaN where none is enough."""
        return size_reaching(
            lambda log_n: float(self.power(control, treatment, n_control, math.exp(log_n))) - power,
        )

    def margin_for(self, control: float, treatment: float, n_control: float, n_treatment: float, power: float) -> float:
        """The smallest margin that is shown with the wanted chance; NaN where even the widest is not.

        The widest margin on a side is where the rate itself ends, at 0 or at 1; 0 where even the slightest
        margin is shown because the new version is truly better.
        """

        def missing(margin: float) -> float:
            test = replace(self, margin=margin)
            return float(test.power(control, treatment, n_control, n_treatment)) - power

        widest = widest_margin(self.goal, self.better, control) * (1 - 1e-9)
        if missing(widest) < 0:
            return float("nan")
        least = 1e-12
        return 0.0 if missing(least) >= 0 else root_between(missing, least, widest)

    def finds(self, control: float, treatment: float, n_control: float, n_treatment: float) -> bool:
        """Whether observed rates as they stand show what the goal asks for."""
        return bool(self.finds_each(np.asarray(control), np.asarray(treatment), n_control, n_treatment))

    def finds_each(self, control: Floats, treatment: Floats, n_control: float, n_treatment: float) -> NDArray[np.bool_]:
        """`finds` of many pairs of observed rates; no variance at all is no finding."""
        m, n = np.asarray(n_control / self.variance_factor), np.asarray(n_treatment / self.variance_factor)
        sides = (self.sign,) if self.goal == "noninferiority" else (1.0, -1.0)
        found = np.ones(np.broadcast_shapes(control.shape, treatment.shape), dtype=bool)
        for side in sides:
            error = self._null_error(control, treatment, m, n, side)
            gain = side * (treatment - control) + self.margin
            found &= (error > 0) & (gain > self.critical * error)
        return found

    def _standing(self, p: Floats, q: Floats, m: Floats, n: Floats, side: float) -> Floats:
        error = np.sqrt(p * (1 - p) / m + q * (1 - q) / n)
        gain = side * (q - p) + self.margin
        return (gain - self.critical * self._null_error(p, q, m, n, side)) / error

    def _null_error(self, p: Floats, q: Floats, m: Floats, n: Floats, side: float) -> Floats:
        """Standard error of the difference if the truth lay on the margin, on one side of it."""
        on_margin = -side * self.margin
        pooled = (m * p + n * q) / (m + n)
        match self.convention:
            case "farrington_manning":
                second, first = restricted_rate_pairs(q, n, p, m, on_margin)
            case "fixed_margins":
                second = np.clip(pooled + on_margin * m / (m + n), 0.0, 1.0)
                first = np.clip(pooled - on_margin * n / (m + n), 0.0, 1.0)
            case "pooled_z":
                first = second = pooled
            case _:
                first, second = p, q
        return np.sqrt(first * (1 - first) / m + second * (1 - second) / n)

    def _one_sided_total(self, control: float, treatment: float, share: float, power: float) -> float:
        """Closed form of the side, or of the harder one of both sides."""
        sides = (self.sign,) if self.goal == "noninferiority" else (1.0, -1.0)
        p, q = np.asarray(control), np.asarray(treatment)
        m, n = np.asarray(1 - share), np.asarray(share)
        error = math.sqrt(control * (1 - control) / (1 - share) + treatment * (1 - treatment) / share)
        wanted = NormalDist().inv_cdf(power) * error
        sizes = [
            ((self.critical * float(self._null_error(p, q, m, n, side)) + wanted) / gain) ** 2
            for side in sides
            for gain in (side * (treatment - control) + self.margin,)
        ]
        return self.variance_factor * max(sizes)


def widest_margin(goal: MarginGoal, better: Better, control: float) -> float:
    """The margin at which nothing is asked any more: the rate would end at 0 or at 1.

    Examples
    --------
    >>> widest_margin("noninferiority", "higher", 0.25), widest_margin("equivalence", "higher", 0.75)
    (0.25, 0.25)
    """
    if goal == "equivalence":
        return min(control, 1 - control)
    return control if better == "higher" else 1 - control
