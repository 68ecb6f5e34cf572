"""The questions a planner of a test with several looks answers, beyond those about its bounds."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import Control

Outcome: TypeAlias = Literal["proportion", "mean"]
ChangeUnit: TypeAlias = Literal["absolute", "relative"]

OutcomeAsked: TypeAlias = Annotated[
    Outcome,
    Control(
        label=Message("What is compared"),
        choices={"proportion": Message("a rate", context="outcome"), "mean": Message("a mean", context="outcome")},
    ),
]
BaselineRate: TypeAlias = Annotated[
    float | None,
    Field(gt=0, lt=1),
    Control(
        only_if={"outcome": ("proportion",)},
        number=1,
        label=Message("How many convert today?"),
        help=Message("Share of customers who do it now, without the change: the control group's rate."),
        step=0.005,
        unit="percent",
    ),
]
StandardDeviation: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        only_if={"outcome": ("mean",)},
        number=1,
        label=Message("Standard deviation between customers"),
        help=Message("For means only, in the unit of the change."),
        step=1,
    ),
]
Change: TypeAlias = Annotated[
    float,
    Field(gt=0),
    Control(
        number=2,
        label=Message("Smallest change worth acting on"),
        help=Message("Not the change you hope for: the smallest one that would still be worth its cost."),
        step=0.005,
        unit_of="outcome",
        units={"proportion": "percent", "mean": ""},
    ),
]
ChangeKindAsked: TypeAlias = Annotated[
    ChangeUnit,
    Control(
        label=Message("The change is counted in"),
        help=Message("From 35%, 2 points lead to 37%; 2% of today's rate lead to 35.7%."),
        choices={"absolute": Message("points"), "relative": Message("% of today")},
    ),
]
ShareTreatment: TypeAlias = Annotated[
    float,
    Field(gt=0, lt=1),
    Control(label=Message("Share of customers who get a new version"), step=0.05, unit="percent", advanced=True),
]
PriorSd: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        label=Message("Width of the prior"),
        help=Message(
            "Standard deviation of the changes thought possible, around none, in the unit of the change. Empty: the smallest change worth acting on."
        ),
        step=0.005,
        unit_of="outcome",
        units={"proportion": "percent", "mean": ""},
        advanced=True,
    ),
]
Threshold: TypeAlias = Annotated[
    float,
    Field(gt=0.5, lt=1),
    Control(
        label=Message("Bayesian stop at a probability of"),
        help=Message("Stop when one version is the better one with this probability."),
        step=0.005,
        unit="percent",
    ),
]
