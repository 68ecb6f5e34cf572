"""Bounds of z that keep the chance of a false alarm over all looks, solved by integration."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.experiments.sequential_integration import Crossings, Looks, crossings

if TYPE_CHECKING:
    from analysis.experiments.sequential_spending import StoppingRule

HIGHEST_Z = 37.0
PRECISION = 1e-11


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundaries:
    """Bounds of z at each look.

    Parameters
    ----------
    information : tuple of float
        Share of the planned information at each look.
    upper : tuple of float
        Bound of z; infinite where nothing may be spent.
    two_sided : bool
        Whether the mirrored lower bounds stop the test too.
    spent : tuple of float
        Chance of a false alarm used up to each look, both sides together.
    error : float
        Chance of a false alarm over all these looks, integrated with all bounds in force.
    constant : float
        Constant of an exact design; NaN where the bounds come from spending.
    """

    information: tuple[float, ...]
    upper: tuple[float, ...]
    two_sided: bool
    spent: tuple[float, ...]
    error: float
    constant: float

    @property
    def lower(self) -> tuple[float, ...]:
        """Lower bounds: mirrored, or none."""
        return tuple(-bound if self.two_sided else -math.inf for bound in self.upper)

    def crossings(self, drift: float) -> Crossings:
        """Chance of first crossing a bound at each look, where z has mean `drift` at full information."""
        return crossings(self.information, self.upper, self.lower, drift)

    def power(self, drift: float) -> float:
        """Chance to stop on the side of the drift."""
        return math.fsum(self.crossings(drift).upper)


def solve_boundaries(rule: StoppingRule, information: Sequence[float], *, final: bool) -> Boundaries:
    """Bounds of a rule at looks taken at these shares of the planned information.

    Parameters
    ----------
    rule : StoppingRule
    information : sequence of float
        Rising, above 0; above 1 where more came in than planned.
    final : bool
        Whether a spending rule uses up at the last of these looks all that is left.

    Returns
    -------
    Boundaries

    Notes
    -----
    Exact designs: c_k = C (t_k / t_K)^(delta - 1/2), C such that all looks together raise a false alarm
    with probability alpha; with two sides both bounds are in force in the integral. Spending designs:
    each side is a one-sided design at half of alpha, so a look's bound depends on no later look. Both
    sides together then raise a false alarm a trifle less often than alpha, since paths across both
    bounds are counted twice; `error` holds the exact chance.
    """
    if rule.spends:
        upper, spent = _spending_bounds(rule, information, final=final)
        sides = 2.0 if rule.sides == "two" else 1.0
        bounds = _bounds(rule, information, upper)
        return Boundaries(
            information=tuple(information),
            upper=upper,
            two_sided=rule.sides == "two",
            spent=tuple(sides * chance for chance in spent),
            error=bounds.total,
            constant=math.nan,
        )
    constant = _exact_constant(rule, information)
    upper = tuple(constant * rule.boundary_shape(at / information[-1]) for at in information)
    found = _bounds(rule, information, upper)
    at_looks = [high + low for high, low in zip(found.upper, found.lower, strict=True)]
    return Boundaries(
        information=tuple(information),
        upper=upper,
        two_sided=rule.sides == "two",
        spent=tuple(math.fsum(at_looks[: place + 1]) for place in range(len(at_looks))),
        error=found.total,
        constant=constant,
    )


def _bounds(rule: StoppingRule, information: Sequence[float], upper: Sequence[float]) -> Crossings:
    lower = [-bound if rule.sides == "two" else -math.inf for bound in upper]
    return crossings(information, upper, lower)


def _spending_bounds(
    rule: StoppingRule, information: Sequence[float], *, final: bool
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    looks, used = Looks(), 0.0
    bounds: list[float] = []
    spent: list[float] = []
    for place, at in enumerate(information):
        last = place + 1 == len(information)
        allowed = rule.alpha_per_side if final and last else rule.spent(at)
        bounds.append(_bound_for(looks, at, allowed - used))
        used = max(used, allowed)
        spent.append(used)
        if not last:
            looks.go_on(at, -math.inf, bounds[-1], information[place + 1])
    return tuple(bounds), tuple(spent)


def _bound_for(looks: Looks, information: float, chance: float) -> float:
    if chance <= 0 or looks.above(information, HIGHEST_Z) > chance:
        return math.inf
    return root(lambda bound: looks.above(information, bound) - chance, -HIGHEST_Z, HIGHEST_Z)


def _exact_constant(rule: StoppingRule, information: Sequence[float]) -> float:
    shapes = [rule.boundary_shape(at / information[-1]) for at in information]

    def excess(constant: float) -> float:
        return _bounds(rule, information, [constant * shape for shape in shapes]).total - rule.alpha

    from statistics import NormalDist

    # One look needs the smallest constant; Bonferroni's is enough for any number of them.
    single = -NormalDist().inv_cdf(rule.alpha_per_side)
    many = -NormalDist().inv_cdf(rule.alpha_per_side / len(information))
    return root(excess, single - 1e-6, many / min(shapes) + 1e-6)


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Where a continuous function that changes sign between two points is zero."""
    from scipy.optimize import brentq

    return float(brentq(function, low, high, xtol=PRECISION, rtol=8.9e-16))
