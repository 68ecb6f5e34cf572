"""How many false alarms does looking early and stopping at the first hit raise?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated

import pandas as pd
from pydantic import Field

from analysis.core.messages import Message, Sentence
from analysis.core.method import method
from analysis.core.parameters import Control
from analysis.core.results import Note, Provenance, package_versions
from analysis.experiments import sequential_controls as ask
from analysis.experiments.phrases import times_in
from analysis.experiments.sequential_boundaries import root
from analysis.experiments.sequential_integration import crossings
from analysis.experiments.sequential_monitoring import nominal_p
from analysis.experiments.sequential_spending import Sides, StoppingRule


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PeekingError:
    """What stopping at the first look below `alpha` does to the chance of a false alarm.

    Parameters
    ----------
    looks, alpha, sides : int, float, str
        As asked for.
    false_alarm : float
        Chance that at least one of the looks is below `alpha` though nothing changed.
    honest_alpha : float
        Level at which each look must be read for all of them to keep `alpha` (Pocock's).
    honest_z : float
        The same as a bound of z.
    curve : DataFrame
        look (1 up to `looks`) and false_alarm, the chance up to that look.
    """

    looks: int
    alpha: float
    sides: Sides
    false_alarm: float
    honest_alpha: float
    honest_z: float
    curve: pd.DataFrame
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def limit(self) -> float:
        """Chance of a false alarm if looking never ends: it is certain (law of the iterated logarithm)."""
        return 1.0

    def to_frame(self) -> pd.DataFrame:
        """One row per number of looks: look, false_alarm, and, the same in every row, alpha, honest_alpha."""
        return self.curve.assign(alpha=self.alpha, honest_alpha=self.honest_alpha)

    def readings(self) -> tuple[Sentence, ...]:
        """The real chance of a false alarm, what it would take to keep it, and what happens in the end."""
        if self.looks == 1:
            return (
                Message(
                    "One look at {alpha:set_percent} raises a false alarm {alarm}, as promised.",
                    alpha=self.alpha,
                    alarm=times_in(self.alpha),
                ),
            )
        return (
            Message(
                "Looking {looks:count} times at {alpha:set_percent} and stopping at the first hit raises a false alarm {error:chance} of the time: {factor:number} times what was promised.",
                looks=self.looks,
                alpha=self.alpha,
                error=self.false_alarm,
                factor=self.false_alarm / self.alpha,
            ),
            Message(
                "To keep {alpha:set_percent} over all of them, each look would have to be read at {honest:fine_percent} (z beyond {z:effect}).",
                alpha=self.alpha,
                honest=self.honest_alpha,
                z=self.honest_z,
            ),
            Message(
                "There is no ceiling: who goes on looking finds a false alarm in the end for certain, however small the level."
            ),
        )


@method("peeking_error")
def peeking_error(
    *,
    looks: Annotated[
        int,
        Field(ge=1, le=100),
        Control(label=Message("Looks in all"), help=Message("Equally spaced, each at the full level.")),
    ] = 5,
    alpha: Annotated[
        float,
        Field(ge=0.0001, le=0.3),
        Control(
            label=Message("Level of each look"),
            help=Message("The chance of a false alarm that one look is meant to have."),
            step=0.01,
            unit="percent",
        ),
    ] = 0.05,
    sides: ask.SidesAsked = "two",
) -> PeekingError:
    """How many false alarms does looking early and stopping at the first hit raise?

    Parameters
    ----------
    looks : int
        Equally spaced looks, 1..100.
    alpha : float
        Level at which each look is read, .0001...3.
    sides : {"two", "one"}
        Whether a hit in either direction counts.

    Returns
    -------
    PeekingError

    Notes
    -----
    P(at least one ``|Z_k|`` beyond the quantile) over k = 1..looks, Z_k standard normal with correlation
    sqrt(j / k), integrated look by look [1]_; nothing is simulated. Up to 100 looks; the chance goes on
    growing, roughly with the logarithm of their number, to 1 (law of the iterated logarithm), so
    continuous monitoring at any fixed level ends in a false alarm for certain if it does not end before.
    The honest level is Pocock's for the same looks. Large samples; a stop after a true change is no
    false alarm and does not count here.

    References
    ----------
    .. [1] Armitage, P., McPherson, C. K. and Rowe, B. C. (1969). Repeated significance tests on
       accumulating data. Journal of the Royal Statistical Society A, 132, 235-244.

    Examples
    --------
    >>> [round(peeking_error(looks=looks).false_alarm, 3) for looks in (1, 2, 5, 10)]
    [0.05, 0.083, 0.142, 0.193]
    """
    two_sided = sides == "two"
    rule = StoppingRule(design="pocock", alpha=alpha, sides=sides)
    fixed = -_quantile(rule.alpha_per_side)
    spent = _spent(looks, fixed, two_sided=two_sided)
    highest = -_quantile(rule.alpha_per_side / looks)
    honest = (
        fixed
        if looks == 1
        else root(lambda bound: _spent(looks, bound, two_sided=two_sided)[-1] - alpha, fixed, highest)
    )
    return PeekingError(
        looks=looks,
        alpha=alpha,
        sides=sides,
        false_alarm=spent[-1],
        honest_alpha=nominal_p(honest, two_sided=two_sided),
        honest_z=honest,
        curve=pd.DataFrame({"look": range(1, looks + 1), "false_alarm": spent}),
        notes=(_what_helps(),),
        provenance=Provenance(
            method="peeking_error",
            n_total=0,
            n_used=0,
            parameters={"looks": looks, "alpha": alpha, "sides": sides},
            packages=package_versions("numpy", "scipy"),
        ),
    )


def _quantile(chance: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(chance))


def _spent(looks: int, bound: float, *, two_sided: bool) -> list[float]:
    """Chance of a first hit up to each look, every look read at the same bound."""
    low = -bound if two_sided else -math.inf
    found = crossings(range(1, looks + 1), [bound] * looks, [low] * looks)
    at_looks = [high + low for high, low in zip(found.upper, found.lower, strict=True)]
    return [math.fsum(at_looks[: place + 1]) for place in range(looks)]


def _what_helps() -> Note:
    return Note(
        "info",
        Message(
            "Looking does no harm, stopping at a hit does. Bounds for planned looks, or an interval that is valid at every look, allow both."
        ),
        code="what_helps",
    )
