"""Which split, and how many new versions, a given number of customers allows."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.experiments.other_calculators import solve

if TYPE_CHECKING:
    from analysis.experiments.plan_inputs import PlanInputs

NAN = float("nan")
MOST_VERSIONS = 9
EDGE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The plan's answers with a split or a number of versions worked out.

    Parameters
    ----------
    inputs : PlanInputs
        With both group sizes and the number of treatment groups fixed.
    share_low, share_high : float
        Smallest and largest share of customers in treatment that reaches the wanted chance; NaN where
        none does or it was not asked for.
    n_possible : int or None
        New versions that can be tried, 0 where not even one can; None where it was not asked for.
    """

    inputs: PlanInputs
    share_low: float = NAN
    share_high: float = NAN
    n_possible: int | None = None


def settled(inputs: PlanInputs) -> Settled:
    """Work out the split or the number of versions, if one of them is the unknown."""
    if inputs.solve_for == "split":
        return _settled_split(inputs)
    if inputs.solve_for == "arms":
        return _settled_versions(inputs)
    return Settled(inputs=inputs)


def _settled_split(inputs: PlanInputs) -> Settled:
    from scipy.optimize import brentq, minimize_scalar

    total, treatments = inputs.total, inputs.n_treatments
    if total < treatments + 1:
        raise _too_few(total, treatments)
    question = inputs.with_sizes(1, 1, treatments).question()

    def missing(share: float) -> float:
        each, control = total * share / treatments, total * (1 - share)
        test = inputs.test(each / (each + control))
        return float(test.power(question.control, question.treatment, control, each)) - inputs.power

    best = float(minimize_scalar(lambda share: -missing(share), bounds=(EDGE, 1 - EDGE), method="bounded").x)
    if missing(best) < 0:
        return Settled(inputs=_sized(inputs, total, best))
    low = float(brentq(missing, EDGE, best)) if missing(EDGE) < 0 else EDGE
    high = float(brentq(missing, best, 1 - EDGE)) if missing(1 - EDGE) < 0 else 1 - EDGE
    return Settled(inputs=_sized(inputs, total, low), share_low=low, share_high=high)


def _sized(inputs: PlanInputs, total: int, share: float) -> PlanInputs:
    """Whole customers at a share of treatment, rounded up there but leaving the control group somebody."""
    most = (total - 1) // inputs.n_treatments
    each = min(max(math.ceil(total * share / inputs.n_treatments - 1e-9), 1), most)
    return inputs.with_sizes(total - inputs.n_treatments * each, each, inputs.n_treatments)


def _settled_versions(inputs: PlanInputs) -> Settled:
    total = inputs.total
    if total < 2:
        raise _too_few(total, 1)
    possible, fitting = 0, _with_versions(inputs, total, 1)
    for treatments in range(1, MOST_VERSIONS + 1):
        if total < treatments + 1:
            break
        tried = _with_versions(inputs, total, treatments)
        question = tried.question()
        if solve(question, tried.test(question.share_of_pair)).power < inputs.power:
            break
        possible, fitting = treatments, tried
    return Settled(inputs=fitting, n_possible=possible)


def _with_versions(inputs: PlanInputs, total: int, treatments: int) -> PlanInputs:
    share = replace(inputs, n_treatments=treatments).share_of_treatments
    return _sized(replace(inputs, n_treatments=treatments), total, share)


def _too_few(total: int, treatments: int) -> ParameterError:
    return ParameterError(
        Message(
            "{total:count} customers are too few for {groups:count} groups: one would be empty.",
            total=total,
            groups=treatments + 1,
        ),
        remedy=Message("Give more customers, or try fewer new versions."),
        parameter="n_total",
    )
