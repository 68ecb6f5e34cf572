"""The questions a planner of a ratio metric answers: each parameter with its bounds and its words."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import Control
from analysis.experiments.ratio_inputs import RatioChangeKind
from analysis.experiments.ratio_power import RatioConvention

Ratio: TypeAlias = Annotated[
    float,
    Field(gt=0),
    Control(
        number=1,
        label=Message("Ratio today"),
        help=Message("Sum over sum, such as all clicks over all visits: not the mean of each customer's ratio."),
        step=0.01,
    ),
]
RatioChange: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        number=2,
        label=Message("Smallest change worth acting on"),
        help=Message("Not the change you hope for: the smallest one that would still be worth its cost."),
        step=0.01,
        unit_of="change_kind",
        units={"absolute": "", "relative": "percent"},
    ),
]
RatioChangeUnit: TypeAlias = Annotated[
    RatioChangeKind,
    Control(
        label=Message("The change is counted in"),
        choices={"absolute": Message("units of the ratio"), "relative": Message("% of today")},
    ),
]
MeanDenominator: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        number=1,
        label=Message("Mean of the denominator"),
        help=Message("Per customer, such as visits a customer."),
        step=0.5,
    ),
]
VarianceNumerator: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(number=1, label=Message("Variance of the numerator"), help=Message("Over customers."), step=0.5),
]
VarianceDenominator: TypeAlias = Annotated[
    float | None,
    Field(ge=0),
    Control(number=1, label=Message("Variance of the denominator"), help=Message("Over customers."), step=0.5),
]
Covariance: TypeAlias = Annotated[
    float | None,
    Control(
        number=1,
        label=Message("Covariance of both"),
        help=Message("Over customers. Or give their correlation below."),
        step=0.5,
    ),
]
Correlation: TypeAlias = Annotated[
    float | None,
    Field(ge=-1, le=1),
    Control(
        label=Message("Correlation of both"),
        help=Message("Over customers, in place of the covariance."),
        step=0.05,
        advanced=True,
    ),
]
UnitVariance: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        label=Message("Variance of a customer"),
        help=Message("Of (numerator − ratio × denominator) / mean denominator, in place of the other moments."),
        step=0.1,
        advanced=True,
    ),
]
EventVariance: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        label=Message("Variance of one event"),
        help=Message("To see what a tool with events as units would claim. Empty: events are yes or no."),
        step=0.1,
        advanced=True,
    ),
]
RatioConventionAsked: TypeAlias = Annotated[
    RatioConvention,
    Control(
        label=Message("Scale of the test"),
        choices={
            "difference": Message("difference of the ratios"),
            "log_ratio": Message("logarithm of their quotient"),
        },
        advanced=True,
    ),
]
