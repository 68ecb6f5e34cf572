"""Two changes tried at once: four cells, neither, the first, the second, both; a share or a mean."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from analysis.core import Message
from synthetic.designs import controls as ask
from synthetic.designs.controls import LARGEST_COUNTED, check, impossible
from synthetic.rehearsal.outcome import Drawn


@dataclass(frozen=True, slots=True)
class Cells:
    """What `FourCells` gives an analysis, cells in the order neither, first, second, both.

    Parameters
    ----------
    n : int
        Customers of each cell.
    observed : tuple of float
        Successes of each cell, or its mean.
    sds : tuple of float
        Standard deviation of each cell; empty for shares.
    """

    n: int
    observed: tuple[float, ...]
    sds: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FourCells:
    """A two-by-two factorial.

    Parameters
    ----------
    size : int
        Customers of all four cells together, as many in each.
    measured : {"share", "mean"}
        What is measured.
    cells : tuple of four floats
        True values of the cells: neither, first change, second change, both.
    within_sd : float
        Standard deviation within cells, of a mean.

    Examples
    --------
    >>> drawn = FourCells(size=3000).draw(np.random.default_rng(1))
    >>> drawn.data.n, round(drawn.effect, 3)
    (750, 0.05)
    """

    size: ask.CustomersInCells = 3000
    measured: ask.CellOutcomeChoice = "share"
    cells: ask.CellValues = (0.35, 0.40, 0.40, 0.45)
    within_sd: ask.WithinSd = 180.0

    def __post_init__(self) -> None:
        check(self)
        if self.measured == "share" and not all(0 <= value <= 1 for value in self.cells):
            raise impossible(
                "cells",
                Message("A cell's share lies outside 0% to 100%."),
                Message("Give fractions such as 0.35, or measure a mean."),
            )

    @property
    def smallest_size(self) -> int:
        """Two customers in each cell."""
        return 8

    @property
    def largest_size(self) -> int:
        """As many as a design that draws counts may ask for."""
        return LARGEST_COUNTED

    def with_size(self, size: int) -> Self:
        """The same cells with more or fewer customers."""
        return replace(self, size=size)

    def without_effect(self) -> Self:
        """Every cell as the first one."""
        return replace(self, cells=(self.cells[0],) * 4)

    def draw(self, rng: np.random.Generator) -> Drawn:
        """Successes, or means and standard deviations of normal outcomes; a cell's sums are drawn whole."""
        n = self.size // 4
        true = np.array(self.cells)
        effect = float((true[1] - true[0] + true[3] - true[2]) / 2)
        if self.measured == "share":
            return Drawn(data=Cells(n, tuple(rng.binomial(n, true).astype(float).tolist()), ()), effect=effect)
        means = true + self.within_sd / math.sqrt(n) * rng.standard_normal(4)
        sds = self.within_sd * np.sqrt(rng.chisquare(n - 1, 4) / (n - 1))
        return Drawn(data=Cells(n, tuple(means.tolist()), tuple(sds.tolist())), effect=effect)
