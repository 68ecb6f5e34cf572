"""The questions a planner of a 2 × 2 factorial answers: each parameter with its bounds and its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import Control, Unit
from analysis.experiments.factorial_plan import Outcome, PlanFor
from analysis.experiments.group_inputs import Correction

_POINTS: Mapping[str, Unit] = {"share": "points", "mean": ""}

OutcomeKind: TypeAlias = Annotated[
    Outcome,
    Control(
        number=1,
        label=Message("What is measured?"),
        choices={"share": Message("a share of customers"), "mean": Message("a mean")},
    ),
]
Baseline: TypeAlias = Annotated[
    float,
    Control(
        number=1,
        label=Message("Value with neither change"),
        help=Message("The cell with the usual level of both factors: a share, or a mean."),
        step=0.005,
        unit_of="outcome",
        units={"share": "percent", "mean": ""},
    ),
]
WithinDeviation: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        only_if={"outcome": ("mean",)},
        number=1,
        label=Message("Standard deviation (mean only)"),
        help=Message("Of one customer's value within a cell."),
        step=1.0,
    ),
]
EffectA: TypeAlias = Annotated[
    float | None,
    Control(
        number=2,
        label=Message("Smallest effect of the first factor worth acting on"),
        help=Message("Main effect: the mean of its effects without and with the other factor. Below 0 for a fall."),
        step=0.005,
        unit_of="outcome",
        units=_POINTS,
    ),
]
EffectB: TypeAlias = Annotated[
    float | None,
    Control(
        number=2,
        label=Message("Smallest effect of the second factor"),
        help=Message("Empty: the same as the first."),
        step=0.005,
        unit_of="outcome",
        units=_POINTS,
    ),
]
InteractionSize: TypeAlias = Annotated[
    float,
    Control(
        label=Message("Interaction"),
        help=Message(
            "How much larger the first factor's effect is with the second one than without. 0: the effects add up."
        ),
        step=0.005,
        unit_of="outcome",
        units=_POINTS,
        advanced=True,
    ),
]
WhatToPlanFor: TypeAlias = Annotated[
    PlanFor,
    Control(
        label=Message("Large enough for"),
        choices={
            "main_effects": Message("both main effects"),
            "interaction": Message("the main effects and the interaction"),
        },
        advanced=True,
    ),
]
ManyTests: TypeAlias = Annotated[
    Correction,
    Control(
        label=Message("Several tests"),
        help=Message("Two main effects are two questions; by custom each is tested at the full level."),
        choices={
            "none": Message("each at the full level"),
            "bonferroni": Message("Bonferroni"),
            "holm": Message("Holm"),
        },
        advanced=True,
    ),
]
FactorA: TypeAlias = Annotated[
    str,
    Control(
        label=Message("First factor"),
        help=Message("Empty: the channels of the published example."),
        advanced=True,
    ),
]
FactorB: TypeAlias = Annotated[
    str,
    Control(
        label=Message("Second factor"),
        help=Message("Empty: the number of touches of the published example."),
        advanced=True,
    ),
]
UsualA: TypeAlias = Annotated[str, Control(label=Message("First factor: usual level"), advanced=True)]
OtherA: TypeAlias = Annotated[str, Control(label=Message("First factor: new level"), advanced=True)]
UsualB: TypeAlias = Annotated[str, Control(label=Message("Second factor: usual level"), advanced=True)]
OtherB: TypeAlias = Annotated[str, Control(label=Message("Second factor: new level"), advanced=True)]
