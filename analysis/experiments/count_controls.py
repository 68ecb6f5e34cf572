"""The questions a planner of event rates answers: each parameter with its bounds and its words."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import Control
from analysis.experiments.count_inputs import RateChangeKind
from analysis.experiments.count_power import CountConvention

Rate: TypeAlias = Annotated[
    float,
    Field(gt=0),
    Control(
        number=1,
        label=Message("Events per customer today"),
        help=Message("In one unit of time, such as 1.4 orders a customer and month."),
        step=0.1,
    ),
]
RateChange: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        number=2,
        label=Message("Smallest change worth acting on"),
        help=Message("Not the change you hope for: the smallest one that would still be worth its cost."),
        step=0.01,
        unit_of="change_kind",
        units={"absolute": "", "relative": "percent", "rate_ratio": ""},
    ),
]
RateChangeUnit: TypeAlias = Annotated[
    RateChangeKind,
    Control(
        label=Message("The change is counted in"),
        choices={
            "relative": Message("% of today"),
            "absolute": Message("events per customer"),
            "rate_ratio": Message("ratio of the new rate to today's"),
        },
    ),
]
Exposure: TypeAlias = Annotated[
    float,
    Field(gt=0),
    Control(
        number=1,
        label=Message("Time each customer is observed"),
        help=Message("In the unit of the rate: 0.5 for half a month, if the rate is a month's."),
        step=0.5,
    ),
]
VarianceToMean: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        number=1,
        label=Message("Variance over mean of the counts"),
        help=Message(
            "Over customers, in the time observed. 1 is pure chance (Poisson); customers differ, so it is often 2 to 5."
        ),
        step=0.1,
    ),
]
Dispersion: TypeAlias = Annotated[
    float | None,
    Field(ge=0),
    Control(
        label=Message("Negative binomial dispersion"),
        help=Message("The k in: variance = mean + k mean². In place of variance over mean."),
        step=0.1,
        advanced=True,
    ),
]
CountConventionAsked: TypeAlias = Annotated[
    CountConvention,
    Control(
        label=Message("Variance convention"),
        choices={
            "log_likelihood": Message("Log rate ratio, pooled rate if nothing changed"),
            "log_true_rates": Message("Log rate ratio, both rates throughout"),
            "log_reference": Message("Log rate ratio, today's rate if nothing changed"),
            "square_root": Message("Square root of the counts"),
        },
        advanced=True,
    ),
]
