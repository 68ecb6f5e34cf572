"""What a reader of a test of two proportions fills in: each parameter with its bounds and its words."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import Control
from analysis.experiments.reading_core import GoodDirection
from analysis.experiments.two_by_two import Alternative

SuccessesControl: TypeAlias = Annotated[
    int, Field(ge=0), Control(label=Message("Converted in the control group"), unit="count")
]
SizeControl: TypeAlias = Annotated[
    int, Field(ge=1), Control(label=Message("Customers in the control group"), unit="count")
]
SuccessesTreatment: TypeAlias = Annotated[
    int, Field(ge=0), Control(label=Message("Converted with the new version"), unit="count")
]
SizeTreatment: TypeAlias = Annotated[
    int, Field(ge=1), Control(label=Message("Customers with the new version"), unit="count")
]
SmallestChange: TypeAlias = Annotated[
    float | None,
    Field(gt=0, lt=1),
    Control(
        label=Message("Smallest change worth acting on"),
        help=Message("In points, as in the plan. Empty: the verdict is about zero only."),
        step=0.005,
        unit="points",
    ),
]
PlannedTotal: TypeAlias = Annotated[
    int | None,
    Field(ge=2),
    Control(
        label=Message("Customers planned in all"),
        help=Message("From the plan. Reading before they are in is a look on the way, not a result."),
        step=100,
        unit="count",
    ),
]
PlannedShare: TypeAlias = Annotated[
    float,
    Field(gt=0, lt=1),
    Control(
        label=Message("Planned share with the new version"),
        help=Message("The split that was planned; the groups are checked against it before anything is concluded."),
        step=0.05,
        unit="percent",
    ),
]
Level: TypeAlias = Annotated[
    float, Field(gt=0.5, lt=1), Control(label=Message("Confidence level"), step=0.01, unit="percent")
]
Good: TypeAlias = Annotated[
    GoodDirection,
    Control(
        label=Message("What is wanted"),
        choices={"increase": Message("a higher rate"), "decrease": Message("a lower rate")},
        advanced=True,
    ),
]
AlternativeAsked: TypeAlias = Annotated[
    Alternative,
    Control(
        label=Message("Question asked of the test"),
        help=Message("One-sided only if that was planned before the data were seen."),
        choices={
            "two-sided": Message("rise or fall"),
            "greater": Message("rise only"),
            "less": Message("fall only"),
        },
        advanced=True,
    ),
]
