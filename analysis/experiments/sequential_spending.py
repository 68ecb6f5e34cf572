"""How a test that is looked at several times shares out its chance of a false alarm over the looks."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

Sides: TypeAlias = Literal["two", "one"]
SequentialDesign: TypeAlias = Literal[
    "obrien_fleming",
    "pocock",
    "wang_tsiatis",
    "lan_demets_obrien_fleming",
    "lan_demets_pocock",
    "kim_demets",
    "hwang_shih_decani",
]
SPENDING: tuple[SequentialDesign, ...] = (
    "lan_demets_obrien_fleming",
    "lan_demets_pocock",
    "kim_demets",
    "hwang_shih_decani",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppingRule:
    """A family of bounds with its shape.

    Parameters
    ----------
    design : str
        See `SequentialDesign`.
    alpha : float
        Chance of a false alarm, over both sides where there are two.
    sides : {"two", "one"}
        Whether the test may stop for a rise and for a fall, or for one of them only.
    delta : float
        Shape of Wang and Tsiatis: 0 is O'Brien-Fleming, 0.5 Pocock.
    rho : float
        Power of Kim and DeMets, above 0.
    gamma : float
        Shape of Hwang, Shih and DeCani; -4 is near O'Brien-Fleming, 1 near Pocock, 0 spends evenly.
    """

    design: SequentialDesign
    alpha: float
    sides: Sides
    delta: float = 0.25
    rho: float = 3.0
    gamma: float = -4.0

    @property
    def spends(self) -> bool:
        """Whether bounds follow from a spending function, so that looks need not be planned."""
        return self.design in SPENDING

    @property
    def alpha_per_side(self) -> float:
        """Chance of a false alarm on one side."""
        return self.alpha / 2 if self.sides == "two" else self.alpha

    def spent(self, information: float) -> float:
        """Chance of a false alarm on one side that may be used up to this share of the information.

        Raises
        ------
        ValueError
            If the design is none that spends.
        """
        if not self.spends:
            raise ValueError(f"{self.design} has no spending function")
        at = min(information, 1.0)
        return self.alpha_per_side if at == 1.0 else self._function()(at)

    def boundary_shape(self, information: float) -> float:
        """Bound of an exact design at this share of the last information, as a multiple of its constant."""
        delta = {"obrien_fleming": 0.0, "pocock": 0.5}.get(self.design, self.delta)
        return information ** (delta - 0.5)

    def _function(self) -> Callable[[float], float]:
        alpha, rho, gamma = self.alpha_per_side, self.rho, self.gamma
        match self.design:
            case "lan_demets_obrien_fleming":
                return lambda t: _obrien_fleming_type(t, alpha)
            case "lan_demets_pocock":
                return lambda t: alpha * math.log1p((math.e - 1) * t)
            case "kim_demets":
                return lambda t: alpha * t**rho
            case _:
                return lambda t: alpha * (t if gamma == 0 else math.expm1(-gamma * t) / math.expm1(-gamma))


def _obrien_fleming_type(information: float, alpha: float) -> float:
    from scipy.special import ndtr, ndtri

    return 2 * float(ndtr(ndtri(alpha / 2) / math.sqrt(information)))
