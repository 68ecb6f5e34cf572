"""What a plan must be told before it can be worked out: one clear sentence for each thing that cannot be."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.experiments.margin_power import widest_margin
from analysis.experiments.phrases import points_apart

if TYPE_CHECKING:
    from analysis.experiments.plan_inputs import PlanInputs


def require_margin(inputs: PlanInputs, treatment: float) -> None:
    """Refuse a margin that is missing, that the truth planned for breaks, or that accepts anything.

    Raises
    ------
    ParameterError
    """
    if inputs.goal == "superiority":
        return
    if inputs.margin is None:
        if inputs.unknown == "mde":
            _require_points(inputs, treatment)
            return
        raise ParameterError(
            Message("The margin is not given: the largest difference that would still count as none."),
            remedy=Message("Give a margin above 0, or let it be worked out from the number of customers."),
            parameter="margin",
        )
    widest = widest_margin(inputs.goal, inputs.better, inputs.baseline_rate)
    if inputs.unknown != "mde" and inputs.margin >= widest:
        raise ParameterError(
            Message(
                "A margin of {margin} around {rate:fine_percent} asks nothing: every rate up to the end of the scale lies inside it.",
                margin=points_apart(inputs.margin),
                rate=inputs.baseline_rate,
            ),
            Message("Allowed here: a margin below {widest}.", widest=points_apart(widest)),
            Message("Give the largest loss that would still be acceptable."),
            parameter="margin",
        )
    if inputs.unknown != "mde" and _worst(inputs, treatment) >= inputs.margin * (1 - 1e-9):
        raise ParameterError(
            Message(
                "The plan assumes a difference of {change}, but the margin is {margin}: a new version that bad must not pass.",
                change=points_apart(_worst(inputs, treatment)),
                margin=points_apart(inputs.margin),
            ),
            Message("The margin must be larger than the difference assumed."),
            Message("Give a wider margin, or plan for a smaller true difference."),
            parameter="margin",
        )
    _require_points(inputs, treatment)


def _worst(inputs: PlanInputs, treatment: float) -> float:
    """How far the truth planned for lies on the side that the margin guards."""
    change = treatment - inputs.baseline_rate
    if inputs.goal == "equivalence":
        return abs(change)
    return -change if inputs.better == "higher" else change


def _require_points(inputs: PlanInputs, treatment: float) -> None:
    if not math.isnan(treatment) and inputs.change_kind == "cohen_h" and inputs.change is not None:
        raise ParameterError(
            Message(
                "A margin is counted in points, and so is the difference beside it: Cohen's h does not go with it."
            ),
            remedy=Message("Give the true difference in points, or leave it empty for no difference."),
            parameter="change_kind",
        )


def require_communities(inputs: PlanInputs) -> None:
    """Refuse half a description of communities.

    Raises
    ------
    ParameterError
    """
    if inputs.cluster_size is None and (inputs.icc is not None or inputs.cluster_size_cv > 0):
        raise ParameterError(
            Message("The customers in a community are not given."),
            remedy=Message("Give how many customers of a community are counted, or leave its other numbers empty."),
            parameter="cluster_size" if inputs.icc is None else "icc",
        )
    if inputs.cluster_size is not None and inputs.icc is None:
        raise ParameterError(
            Message("How alike customers of one community are is not given (the intraclass correlation)."),
            Message("Allowed: a number from 0 to 1; most lie between 0.01 and 0.05."),
            Message("Take it from earlier data of the same communities, or plan with 0.05 to be careful."),
            parameter="cluster_size",
        )
