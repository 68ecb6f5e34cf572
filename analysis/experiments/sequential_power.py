"""What looking several times costs and saves: drift, inflation of the largest size, expected size."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

from analysis.experiments.sequential_boundaries import Boundaries, root

if TYPE_CHECKING:
    from collections.abc import Callable

    from analysis.experiments.sequential_spending import StoppingRule

LARGEST_DRIFT = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class OperatingCharacteristics:
    """A set of bounds at work, in units of the information at its last look.

    Parameters
    ----------
    drift : float
        Mean of z at the last look for the effect planned for.
    inflation_factor : float
        Largest size over that of a test with one look and the same chances.
    power_by_look : tuple of float
        Chance to have found the planned effect up to each look.
    expected_h0, expected_half, expected_h1 : float
        Expected share of the largest size without an effect, with half of it, and with all of it.
    """

    drift: float
    inflation_factor: float
    power_by_look: tuple[float, ...]
    expected_h0: float
    expected_half: float
    expected_h1: float


def drift_for(power_at: Callable[[float], float], power: float) -> float:
    """Mean of z at the last look with which an effect is found with a given chance."""
    return root(lambda drift: power_at(drift) - power, 0.0, LARGEST_DRIFT)


def fixed_drift(rule: StoppingRule, power: float) -> float:
    """The same for a test with one look, rejections in the wrong direction left out."""
    normal = NormalDist()
    return normal.inv_cdf(power) - normal.inv_cdf(rule.alpha_per_side)


def operating_characteristics(bounds: Boundaries, rule: StoppingRule, power: float) -> OperatingCharacteristics:
    """What these bounds cost and save when the largest size gives this chance to find the planned effect.

    Notes
    -----
    The chance counts stops on the side of the effect only (no far tail), as `plan_proportions` does.
    A test that crosses no bound ends at its last look.
    """
    whole = tuple(at / bounds.information[-1] for at in bounds.information)
    scaled = Boundaries(
        information=whole,
        upper=bounds.upper,
        two_sided=bounds.two_sided,
        spent=bounds.spent,
        error=bounds.error,
        constant=bounds.constant,
    )
    drift = drift_for(scaled.power, power)
    planned = scaled.crossings(drift)
    return OperatingCharacteristics(
        drift=drift,
        inflation_factor=(drift / fixed_drift(rule, power)) ** 2,
        power_by_look=tuple(sum(planned.upper[: place + 1]) for place in range(len(whole))),
        expected_h0=scaled.crossings(0.0).mean_of(whole),
        expected_half=scaled.crossings(drift / 2).mean_of(whole),
        expected_h1=planned.mean_of(whole),
    )
