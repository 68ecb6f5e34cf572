"""Chances that a running test crosses its bounds, look by look, by recursive numerical integration."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

# Beyond nine standard errors lies 1e-19.
REACH = 9.0
NODES = 16
# Sixteen Gauss-Legendre nodes on five standard deviations of the narrowest kernel err below 1e-10.
PANEL = 5.0


@dataclass(frozen=True, slots=True)
class Crossings:
    """Chance that each look is the first to cross a bound.

    Parameters
    ----------
    upper, lower : tuple of float
        One chance for each look.
    """

    upper: tuple[float, ...]
    lower: tuple[float, ...]

    @property
    def stopping(self) -> tuple[float, ...]:
        """Chance that the test ends at each look; what is left over ends at the last one."""
        crossed = [high + low for high, low in zip(self.upper, self.lower, strict=True)]
        return (*crossed[:-1], max(1 - math.fsum(crossed[:-1]), 0.0))

    @property
    def total(self) -> float:
        """Chance that any look crosses any bound."""
        return math.fsum((*self.upper, *self.lower))

    def mean_of(self, sizes: Sequence[float]) -> float:
        """Expected size at the end, given the size at each look."""
        return math.fsum(size * chance for size, chance in zip(sizes, self.stopping, strict=True))


class Looks:
    """The z statistic of a test that has crossed no bound so far: its density, carried from look to look.

    At information t the statistic is normal with mean ``drift sqrt(t)`` and variance 1; its increments
    on the scale z sqrt(t) are independent. That holds for any asymptotically efficient estimate.
    """

    def __init__(self, drift: float = 0.0) -> None:
        self._drift = drift
        self._information = 0.0
        self._nodes: Floats = np.zeros(1)
        self._mass: Floats = np.ones(1)

    def above(self, information: float, bound: float) -> float:
        """Chance to reach this information with no bound crossed before, and to be above `bound` there."""
        return self._beyond(information, bound, 1.0)

    def below(self, information: float, bound: float) -> float:
        """Chance to reach this information with no bound crossed before, and to be below `bound` there."""
        return self._beyond(information, bound, -1.0)

    def go_on(self, information: float, low: float, high: float, next_information: float) -> None:
        """Move to a look and keep what lies between its bounds, on nodes fine enough for the step after it."""
        centre = self._drift * math.sqrt(information)
        low, high = max(low, centre - REACH), min(high, centre + REACH)
        step = information - self._information
        narrowest = math.sqrt(min(step, next_information - information) / information)
        nodes, weights = _grid(low, high, PANEL * narrowest)
        density = self._density(information, nodes)
        self._information, self._nodes, self._mass = information, nodes, weights * density

    def _means(self, information: float) -> tuple[Floats, float]:
        step = information - self._information
        return self._nodes * math.sqrt(self._information) + self._drift * step, math.sqrt(step)

    def _beyond(self, information: float, bound: float, sign: float) -> float:
        from scipy.special import ndtr

        if not self._mass.size:
            return 0.0
        means, spread = self._means(information)
        return float(self._mass @ ndtr(sign * (means - bound * math.sqrt(information)) / spread))

    def _density(self, information: float, z: Floats) -> Floats:
        if not self._mass.size:
            return np.zeros(z.size)
        means, spread = self._means(information)
        scale = math.sqrt(information)
        distance = (z[:, None] * scale - means[None, :]) / spread
        return (np.exp(-0.5 * distance * distance) @ self._mass) * (scale / spread / math.sqrt(2 * math.pi))


def crossings(
    information: Sequence[float], upper: Sequence[float], lower: Sequence[float], drift: float = 0.0
) -> Crossings:
    """Chance that each look is the first beyond its bounds.

    Parameters
    ----------
    information : sequence of float
        Information at each look, above 0 and rising; only ratios matter where `drift` is 0.
    upper, lower : sequence of float
        Bounds of z; infinite where a look cannot stop the test on that side.
    drift : float
        Mean of z at information 1.

    Returns
    -------
    Crossings

    Notes
    -----
    Armitage, McPherson and Rowe's recursion: the density of z at a look, given that no bound was
    crossed, is that at the look before times the normal kernel of the step, integrated between the
    bounds [1]_. Here by Gauss-Legendre panels as narrow as the narrowest kernel asks for.

    References
    ----------
    .. [1] Jennison, C. and Turnbull, B. W. (2000). Group sequential methods with applications to
       clinical trials, sec. 19.2.
    """
    looks, above, below = Looks(drift), list[float](), list[float]()
    for place, (at, high, low) in enumerate(zip(information, upper, lower, strict=True)):
        above.append(looks.above(at, high) if high < math.inf else 0.0)
        below.append(looks.below(at, low) if low > -math.inf else 0.0)
        if place + 1 < len(information):
            looks.go_on(at, low, high, information[place + 1])
    return Crossings(tuple(above), tuple(below))


@cache
def _unit_panel() -> tuple[Floats, Floats]:
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return (nodes + 1) / 2, weights / 2


def _grid(low: float, high: float, panel: float) -> tuple[Floats, Floats]:
    if not low < high:
        return np.zeros(0), np.zeros(0)
    panels = max(1, math.ceil((high - low) / panel))
    width = (high - low) / panels
    nodes, weights = _unit_panel()
    starts = low + width * np.arange(panels)
    return (starts[:, None] + width * nodes[None, :]).ravel(), np.tile(width * weights, panels)
