"""Power of tests of means: noncentral t, Welch and normal; superiority, non-inferiority, equivalence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from analysis.experiments.group_question import Floats, GroupTest

MeanConvention: TypeAlias = Literal["student_t", "welch_t", "z"]
Goal: TypeAlias = Literal["superiority", "noninferiority", "equivalence"]
NODES = 160
WIDE = 9.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MeanTest(GroupTest):
    """A test of means as a planner sees it; the effect is the change, or the margin.

    Parameters
    ----------
    sd_control, sd_treatment : float
        Standard deviations after every adjustment; without a control group only the latter counts.
    convention : {"student_t", "welch_t", "z"}
        Student's t with the degrees of freedom of both groups, Welch's with Satterthwaite's, or known
        standard deviations.
    goal : {"superiority", "noninferiority", "equivalence"}
        What is to be shown. For the latter two the effect is the margin.
    expected : float
        True change in the wanted direction, for non-inferiority and equivalence.
    one_group : bool
        One sample, or differences within pairs.
    customers_per_unit : float
        Customers assigned together; degrees of freedom count clusters.
    both_tails : bool
        Whether rejections in the wrong direction count (R's strict = TRUE; pwr).
    approximate : bool
        For equivalence: two noncentral t tails in place of the exact chance.
    """

    sd_control: float
    sd_treatment: float
    convention: MeanConvention = "student_t"
    goal: Goal = "superiority"
    expected: float = 0.0
    one_group: bool = False
    customers_per_unit: float = 1.0
    both_tails: bool = False
    approximate: bool = False

    @property
    def smallest_n(self) -> float:
        """Two units in each group: fewer have no variance."""
        return 1e-6 if self.convention == "z" else 2.0 * self.customers_per_unit

    def tails(self, effect: ArrayLike, n_control: ArrayLike, n_treatment: ArrayLike) -> tuple[Floats, Floats]:
        """Chance to reject in the wanted direction, and in the other one (0 unless two-sided superiority).

        Notes
        -----
        With standard error s and critical value c: superiority ``P(T(df, change / s) > c)``, the other
        tail ``P(T < -c)``; non-inferiority the same with margin + expected change in place of the change
        and one tail; equivalence ``P(both one-sided tests reject)``, integrated over the sample
        standard deviation (Owen's Q), or for known ones ``Phi((m - d)/s - c) - Phi(c - (m + d)/s)``.
        """
        size = np.asarray(effect, dtype=float)
        m, n = np.asarray(n_control, dtype=float), np.asarray(n_treatment, dtype=float)
        error = self._error(m, n)
        if self.goal == "equivalence":
            near = self._both_one_sided(size, error, m, n)
            return near, np.zeros_like(near)
        shift = size + self.expected if self.goal == "noninferiority" else size
        near, far = self._one_test(shift / error, m, n)
        if self.sides == "one" or self.goal == "noninferiority":
            return near, np.zeros_like(near)
        return near, far

    def power(self, effect: ArrayLike, n_control: ArrayLike, n_treatment: ArrayLike) -> Floats:
        """Chance to find the effect; the far tail counts only where `both_tails` says so."""
        near, far = self.tails(effect, n_control, n_treatment)
        return near + far if self.both_tails else near

    def _error(self, m: Floats, n: Floats) -> Floats:
        if self.one_group:
            return np.asarray(self.sd_treatment / np.sqrt(n))
        return np.asarray(np.sqrt(self.sd_control**2 / m + self.sd_treatment**2 / n))

    def _degrees(self, m: Floats, n: Floats) -> Floats:
        units_m, units_n = m / self.customers_per_unit, n / self.customers_per_unit
        if self.one_group:
            return units_n - 1
        if self.convention == "student_t":
            return units_m + units_n - 2
        a, b = self.sd_control**2 / m, self.sd_treatment**2 / n
        return np.asarray((a + b) ** 2 / (a**2 / (units_m - 1) + b**2 / (units_n - 1)))

    def _one_test(self, shift: Floats, m: Floats, n: Floats) -> tuple[Floats, Floats]:
        from scipy.special import chdtr, nctdtr, ndtr, ndtri, stdtrit

        if self.convention == "z":
            critical = ndtri(1 - self.tail_alpha)
            return np.asarray(ndtr(shift - critical)), np.asarray(ndtr(-shift - critical))
        # Curves reach below two customers, where a t test has no variance and finds nothing.
        with np.errstate(invalid="ignore", divide="ignore"):
            degrees = self._degrees(m, n)
            usable = degrees > 0
            degrees = np.where(usable, degrees, 1.0)
            critical = stdtrit(degrees, 1 - self.tail_alpha)
            # The chance above c as that below -c of the opposite shift: no digits are lost in 1 - chance.
            near = np.where(usable, nctdtr(degrees, -shift, -critical), 0.0)
            far = np.where(usable, nctdtr(degrees, shift, -critical), 0.0)
            # SciPy gives NaN far out. There T is shift / u, with u² a chi² over its degrees of freedom.
            far_out = chdtr(degrees, degrees * (np.maximum(shift, 0.0) / critical) ** 2)
        near = np.where(np.isnan(near), far_out, near)
        return np.asarray(near), np.nan_to_num(far)

    def _both_one_sided(self, margin: Floats, error: Floats, m: Floats, n: Floats) -> Floats:
        from scipy.special import nctdtr, ndtr, ndtri, stdtrit

        below, above = (margin - self.expected) / error, (margin + self.expected) / error
        if self.convention == "z":
            critical = ndtri(1 - self.alpha)
            return np.asarray(np.maximum(ndtr(below - critical) - ndtr(critical - above), 0.0))
        with np.errstate(invalid="ignore", divide="ignore"):
            degrees = self._degrees(m, n)
            usable = degrees > 0
            degrees = np.where(usable, degrees, 1.0)
        critical = stdtrit(degrees, 1 - self.alpha)
        if self.approximate:
            chance = nctdtr(degrees, -below, -critical) - np.nan_to_num(nctdtr(degrees, above, critical))
        else:
            chance = _owen(below, above, np.asarray(critical, dtype=float), degrees)
        return np.asarray(np.where(usable, np.maximum(chance, 0.0), 0.0))


@cache
def _nodes() -> tuple[Floats, Floats]:
    """Nodes and weights of the integral; finding them costs milliseconds."""
    return np.polynomial.legendre.leggauss(NODES)


def _owen(below: Floats, above: Floats, critical: Floats, degrees: Floats) -> Floats:
    """Chance that both one-sided t tests reject, integrated over the ratio u of sample and true deviation."""
    from scipy.special import gammaln, ndtr

    nodes, weights = _nodes()
    below, above, critical, degrees = np.broadcast_arrays(below, above, critical, degrees)
    spread = WIDE / np.sqrt(2 * degrees)
    # Where u is larger than the margins over the critical value, no sample passes both tests.
    last = np.minimum((below + above) / (2 * critical), 1 + spread)
    first = np.minimum(np.maximum(1 - spread, 0.0), last)
    half = (last - first)[..., None] / 2
    u = first[..., None] + half * (nodes + 1)
    k = degrees[..., None]
    log_density = np.log(2) + k / 2 * np.log(k / 2) - gammaln(k / 2) + (k - 1) * np.log(u) - k * u**2 / 2
    threshold = critical[..., None] * u
    inside = ndtr(below[..., None] - threshold) - ndtr(threshold - above[..., None])
    return np.asarray(np.sum(half * weights * np.exp(log_density) * np.maximum(inside, 0.0), axis=-1))
