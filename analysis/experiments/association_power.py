"""Power of tests of association: correlation, chi-square, one-way analysis of variance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from analysis.experiments.group_question import LARGEST_EFFECT, Floats, GroupTest

AssociationKind: TypeAlias = Literal["correlation", "chi_square", "anova"]
CorrelationConvention: TypeAlias = Literal["pwr", "fisher_z"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociationTest(GroupTest):
    """A test of association in one sample; the effect is r, Cohen's w or Cohen's f.

    Parameters
    ----------
    kind : {"correlation", "chi_square", "anova"}
    convention : {"pwr", "fisher_z"}
        Of the correlation's power.
    df : int
        Degrees of freedom of chi-square.
    groups : int
        Groups of the analysis of variance.
    known_variance : bool
        For the analysis of variance: chi-square in place of F.
    """

    kind: AssociationKind
    convention: CorrelationConvention = "pwr"
    df: int = 1
    groups: int = 2
    known_variance: bool = False

    @property
    def smallest_n(self) -> float:
        """Four for a correlation, two in each group for an analysis of variance."""
        if self.kind == "correlation":
            return 4.0
        return 2.0 * self.groups if self.kind == "anova" else 1.0

    @property
    def largest_effect(self) -> float:
        """A correlation stays below 1."""
        return 1 - 1e-12 if self.kind == "correlation" else LARGEST_EFFECT

    def tails(self, effect: ArrayLike, n_control: ArrayLike, n_treatment: ArrayLike) -> tuple[Floats, Floats]:
        """Chance to reject with `n_treatment` customers in all, and in the other direction (correlation).

        Notes
        -----
        Correlation, ``pwr``: with c the critical r of the t test, ``Phi((atanh r + r/(2(n-1)) - atanh c)
        sqrt(n-3))``, and the other tail; ``fisher_z``: ``Phi(atanh(r) sqrt(n-3) - z)``. Chi-square:
        noncentral chi-square with n w². Analysis of variance: noncentral F with n f² (n in all).
        """
        del n_control
        size, n = np.asarray(effect, dtype=float), np.asarray(n_treatment, dtype=float)
        if self.kind == "correlation":
            return self._correlation(size, n)
        chance = self._chi_square(size, n) if self.kind == "chi_square" else self._anova(size, n)
        return chance, np.zeros_like(chance)

    def power(self, effect: ArrayLike, n_control: ArrayLike, n_treatment: ArrayLike) -> Floats:
        """Chance to find the effect; R's pwr counts both tails of a correlation."""
        near, far = self.tails(effect, n_control, n_treatment)
        return near + far if self.kind == "correlation" and self.convention == "pwr" else near

    def _correlation(self, r: Floats, n: Floats) -> tuple[Floats, Floats]:
        from scipy.special import ndtr, ndtri, stdtrit

        usable = n > self.smallest_n - 1e-9
        n = np.where(usable, n, self.smallest_n)
        root = np.sqrt(n - 3)
        if self.convention == "fisher_z":
            shift, critical = np.arctanh(r) * root, ndtri(1 - self.tail_alpha)
        else:
            t = stdtrit(n - 2, 1 - self.tail_alpha)
            shift = (np.arctanh(r) + r / (2 * (n - 1))) * root
            critical = np.arctanh(np.sqrt(t**2 / (t**2 + n - 2))) * root
        near = np.where(usable, ndtr(shift - critical), 0.0)
        far = np.where(usable, ndtr(-shift - critical), 0.0)
        return np.asarray(near), np.zeros_like(near) if self.sides == "one" else np.asarray(far)

    def _chi_square(self, w: Floats, n: Floats) -> Floats:
        return _above_chi_square(self.df, n * w**2, self.alpha)

    def _anova(self, f: Floats, n: Floats) -> Floats:
        from scipy.special import fdtri, ncfdtr

        between, within = self.groups - 1, n - self.groups
        if self.known_variance:
            return _above_chi_square(between, n * f**2, self.alpha)
        usable = n > self.smallest_n - 1e-9
        within = np.where(usable, within, 1.0)
        critical = fdtri(between, within, 1 - self.alpha)
        chance = 1 - ncfdtr(between, within, n * f**2, critical)
        return np.asarray(np.where(usable, np.clip(chance, 0.0, 1.0), 0.0))


def _above_chi_square(df: int, shift: Floats, alpha: float) -> Floats:
    from scipy.special import chdtri, chndtr

    return np.asarray(np.clip(1 - chndtr(chdtri(df, alpha), df, shift), 0.0, 1.0))
