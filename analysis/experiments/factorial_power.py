"""Power of the contrasts of a 2 × 2 factorial: two main effects and their interaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from analysis.experiments.group_question import LARGEST_EFFECT, Floats, GroupTest

Contrast: TypeAlias = Literal["a", "b", "interaction"]
CELLS = 4
FourCells: TypeAlias = tuple[float, float, float, float]


def cell_values(baseline: float, a: float, b: float, interaction: float) -> FourCells:
    """Value of each cell: neither, A alone, B alone, both.

    Parameters
    ----------
    baseline : float
        Value with neither.
    a, b : float
        Main effects: the mean of a factor's effect without and with the other factor.
    interaction : float
        How much larger A's effect is with B than without.

    Examples
    --------
    >>> [round(value, 3) for value in cell_values(0.35, 0.06, 0.04, 0.02)]
    [0.35, 0.4, 0.38, 0.45]
    """
    return baseline, baseline + a - interaction / 2, baseline + b - interaction / 2, baseline + a + b


@dataclass(frozen=True, slots=True, kw_only=True)
class ContrastTest(GroupTest):
    """A test of one contrast; the effect is its size, `n_treatment` the customers of one cell.

    Parameters
    ----------
    weight : float
        Weight of each cell in the contrast, in size: 1/2 for a main effect, 1 for the interaction.
    start, slope : tuple of four floats
        Value of each cell without the contrast, and its growth with it.
    sd : float or None
        Standard deviation within cells; None for shares, whose variance follows from their value.
    normal : bool
        Normal quantiles for means too.
    """

    weight: float
    start: FourCells
    slope: FourCells
    sd: float | None = None
    normal: bool = False

    @property
    def smallest_n(self) -> float:
        """Two customers a cell for a t test."""
        return 1e-6 if self.sd is None or self.normal else 2.0

    @property
    def largest_effect(self) -> float:
        """The contrast at which the first cell's share reaches 0% or 100%."""
        if self.sd is not None:
            return LARGEST_EFFECT
        ends = [
            ((1 - start) if slope > 0 else start) / abs(slope)
            for start, slope in zip(self.start, self.slope, strict=True)
            if slope
        ]
        return max(min(ends) * (1 - 1e-9), 0.0)

    def tails(self, effect: ArrayLike, n_control: ArrayLike, n_treatment: ArrayLike) -> tuple[Floats, Floats]:
        """Chance to reject in the direction of the contrast, and in the other one.

        Notes
        -----
        A contrast sum(c y) with c = ±1/2 (main effect) or ±1 (interaction) has variance
        sum(c² var) / n, n customers a cell. Shares: Phi(d / s - z), variance p (1 - p) in each cell. Means:
        noncentral t with 4 (n - 1) degrees of freedom.
        """
        from scipy.special import nctdtr, ndtr, ndtri, stdtrit

        del n_control
        size, n = np.asarray(effect, dtype=float), np.asarray(n_treatment, dtype=float)
        shift = size / np.sqrt(self.weight**2 * self._variances(size) / n)
        if self.sd is None or self.normal:
            critical = ndtri(1 - self.tail_alpha)
            near, far = ndtr(shift - critical), ndtr(-shift - critical)
        else:
            degrees = np.maximum(CELLS * (n - 1), 1.0)
            critical = stdtrit(degrees, 1 - self.tail_alpha)
            usable = n > 1
            near = np.where(usable, nctdtr(degrees, -shift, -critical), 0.0)
            # SciPy gives NaN for chances below 1e-25.
            far = np.where(usable, np.nan_to_num(nctdtr(degrees, shift, -critical)), 0.0)
        return np.asarray(near), np.zeros_like(near) if self.sides == "one" else np.asarray(far)

    def _variances(self, size: Floats) -> Floats:
        if self.sd is not None:
            return np.full(size.shape, CELLS * self.sd**2)
        shares = np.clip(np.asarray(self.start) + size[..., None] * np.asarray(self.slope), 0.0, 1.0)
        return np.asarray(np.sum(shares * (1 - shares), axis=-1))
