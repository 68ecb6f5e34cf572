"""What `plan_pilot` asks for, each with its bounds and its words."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import Control

PilotPopulation = Annotated[
    int,
    Field(ge=10, le=10**12),
    Control(number=1, label=Message("Customers in all"), step=1000, unit="count"),
]
PilotShare = Annotated[
    float,
    Field(gt=0, lt=1),
    Control(number=2, label=Message("Share of them in the pilot"), step=0.05, unit="percent"),
]
SmallestChange = Annotated[
    float,
    Field(gt=0, lt=1),
    Control(
        number=4,
        label=Message("Smallest change worth acting on"),
        help=Message("Not the change you hope for: the smallest one that would still be worth its cost."),
        step=0.005,
        unit="points",
    ),
]
ToleratedLoss = Annotated[
    float,
    Field(ge=0, lt=1),
    Control(
        number=5,
        label=Message("Loss that could be borne"),
        help=Message("Roll out once a larger loss is ruled out. 0: roll out only once a gain is shown."),
        step=0.005,
        unit="points",
    ),
]
Contamination = Annotated[
    float,
    Field(ge=0, lt=1),
    Control(
        label=Message("Share of the others whom the new version reaches all the same"),
        help=Message(
            "Members talk across communities and forward offers; whoever is reached no longer serves as control."
        ),
        step=0.05,
        unit="percent",
        advanced=True,
    ),
]
CommunitySize = Annotated[
    float,
    Field(ge=1, le=10**6),
    Control(
        label=Message("Members of a community, if whole communities are assigned"),
        help=Message("1: every customer is assigned singly."),
        step=10,
        unit="count",
        advanced=True,
    ),
]
IntraclassCorrelation = Annotated[
    float,
    Field(ge=0, le=1),
    Control(
        label=Message("Correlation within a community (ICC)"),
        help=Message("How alike members of one community are; often .01 to .05 for purchases."),
        step=0.005,
        advanced=True,
    ),
]
UsersPerWeek = Annotated[
    int | None,
    Field(gt=0),
    Control(
        label=Message("Customers who can be switched over a week"),
        help=Message("Gives the weeks that each step of the roll-out takes."),
        step=100,
        unit="count",
        advanced=True,
    ),
]
