"""A test looked at several times, in a rehearsal: what its bounds say of one data set, and what naive peeking would have said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from analysis.core import Message
from synthetic.rehearsal import MeasuredPart, Outcome, Part, Rehearsal

if TYPE_CHECKING:
    from analysis.core.messages import Sentence
    from analysis.experiments.sequential_boundaries import Boundaries
    from analysis.experiments.sequential_spending import StoppingRule
    from synthetic.designs import CountsAtLooks, LookedAtShares

# A level beyond this quantile is 1 to a computer: such a look has no interval.
WIDEST_BOUND = 7.0


@dataclass(frozen=True, slots=True)
class _First:
    """Which look is the first beyond its bounds: its place from 0, and whether any is."""

    place: int
    crossed: bool


@lru_cache(maxsize=64)
def bounds_of(rule: StoppingRule, information: tuple[float, ...]) -> Boundaries:
    """The bounds that `sequential_bounds` and `read_sequential` work with; the same at every replicate of a size."""
    from analysis.experiments.sequential_boundaries import solve_boundaries

    return solve_boundaries(rule, information, final=True)


def read_looks(counts: CountsAtLooks, *, rule: StoppingRule, falling: bool) -> Outcome:
    """Look after look as `read_sequential` decides: the first z beyond its bound stops the test.

    Parameters
    ----------
    counts : CountsAtLooks
        Up to each look.
    rule : StoppingRule
        Bounds, chance of a false alarm, sides.
    falling : bool
        Whether a one-sided test looks for a fall.
    """
    totals = [sum(pair) for pair in zip(counts.n_control, counts.n_treatment, strict=True)]
    bounds = bounds_of(rule, tuple(total / totals[-1] for total in totals))
    z = _z_at_looks(counts)
    if falling and not bounds.two_sided:
        z = -z
    found = _first(z, np.array(bounds.upper), two_sided=bounds.two_sided)
    naive = _first(z, np.full(len(z), _once(rule)), two_sided=bounds.two_sided)
    stopped = [float(place == found.place) for place in range(len(z))]
    estimate, low, high = _repeated(counts, found.place, bounds, falling=falling)
    return Outcome(
        detected=found.crossed,
        estimate=estimate,
        low=low,
        high=high,
        parts=(float(totals[found.place]), float(naive.crossed), float(totals[naive.place]), *stopped),
    )


def _z_at_looks(counts: CountsAtLooks) -> np.ndarray:
    """The pooled z of `read_sequential` at every look; NaN where all customers answered alike."""
    from analysis.experiments.two_by_two import TwoByTwo

    columns = (counts.successes_control, counts.n_control, counts.successes_treatment, counts.n_treatment)
    return np.array(
        [
            TwoByTwo(successes_control=x0, n_control=n0, successes_treatment=x1, n_treatment=n1).z()
            for x0, n0, x1, n1 in zip(*columns, strict=True)
        ]
    )


def _first(z: np.ndarray, upper: np.ndarray, *, two_sided: bool) -> _First:
    beyond = (np.abs(z) if two_sided else z) >= upper
    crossed = bool(beyond.any())
    return _First(int(beyond.argmax()) if crossed else len(z) - 1, crossed)


def _once(rule: StoppingRule) -> float:
    """The bound of a test that is looked at once."""
    return -NormalDist().inv_cdf(rule.alpha_per_side)


def _repeated(counts: CountsAtLooks, place: int, bounds: Boundaries, *, falling: bool) -> tuple[float, float, float]:
    """Difference with the repeated interval of `read_sequential` at the look that ended the test."""
    from analysis.inference.proportion_differences import difference_interval

    pair = (counts.successes_treatment[place], counts.n_treatment[place])
    bound = bounds.upper[place]
    level = math.erf(min(bound, WIDEST_BOUND) / math.sqrt(2))
    found = difference_interval(*pair, counts.successes_control[place], counts.n_control[place], level=level)
    low, high = (found.low, found.high) if bound < WIDEST_BOUND else (-1.0, 1.0)
    if bounds.two_sided:
        return found.value, low, high
    return (found.value, -1.0, high) if falling else (found.value, low, 1.0)


def parts_of(design: LookedAtShares, rule: StoppingRule) -> tuple[Part, ...]:
    """What is counted of every simulated test, beside what the integrals of `plan_sequential` say."""
    from analysis.experiments.sequential_integration import crossings

    totals = [group.control + group.treatment for group in design.groups_at_looks]
    bounds = bounds_of(rule, tuple(total / totals[-1] for total in totals))
    drift = abs(_drift(design))
    once = [_once(rule)] * design.looks
    never = [-bound if bounds.two_sided else -math.inf for bound in once]
    there, nothing = bounds.crossings(drift), bounds.crossings(0.0)
    naive_there, naive_nothing = (crossings(bounds.information, once, never, at) for at in (drift, 0.0))
    return (
        Part(
            name="ended_with",
            label=Message("Customers at the end, on average"),
            kind="size",
            promised=there.mean_of(totals),
            promised_without=nothing.mean_of(totals),
            key=True,
        ),
        Part(
            name="naive_found",
            label=Message("Found by naive peeking, each look at the bound of one look"),
            promised=naive_there.total,
            promised_without=naive_nothing.total,
        ),
        Part(
            name="naive_ended_with",
            label=Message("Customers at the end of naive peeking"),
            kind="size",
            promised=naive_there.mean_of(totals),
            promised_without=naive_nothing.mean_of(totals),
        ),
        *(
            Part(
                name=f"ended_at_{place + 1}",
                label=Message("Ended at look {look:count}", look=place + 1),
                promised=there.stopping[place],
                promised_without=nothing.stopping[place],
            )
            for place in range(design.looks)
        ),
    )


def _drift(design: LookedAtShares) -> float:
    """Mean of z at the last look, with the pooled error that a plan uses; 0 where no customer can differ."""
    share = design.groups_at_looks[-1].treatment / design.size
    rate = (1 - share) * design.rate_control + share * design.rate_treatment
    error = math.sqrt(rate * (1 - rate) / (design.size * share * (1 - share)))
    return (design.rate_treatment - design.rate_control) / error if error else 0.0


def details(found: Rehearsal, looks: int) -> tuple[Sentence, ...]:
    """How long the test lasts, where it ends, and what naive peeking would have done."""
    parts = {one.part.name: one for one in found.parts}
    ended, naive = parts["ended_with"], parts["naive_found"]
    first = _up_to(parts, looks)
    return (
        Message(
            "On average it ends with {there:count} customers if the change is there and {nothing:count} if nothing "
            "changed; {early:percent} of tests with the change end before the last look.",
            there=ended.with_effect.value,
            nothing=ended.without_effect.value,
            early=first,
        ),
        Message(
            "Whoever takes every one of the {looks:count} looks for the only one finds something in {false:percent} "
            "({low:percent} to {high:percent}) of tests where nothing is.",
            looks=looks,
            false=naive.without_effect.value,
            low=naive.without_effect.low,
            high=naive.without_effect.high,
        ),
    )


def _up_to(parts: dict[str, MeasuredPart], looks: int) -> float:
    return math.fsum(parts[f"ended_at_{place}"].with_effect.value for place in range(1, looks))
