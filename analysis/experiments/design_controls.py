"""The questions about a plan's design: margins, splits, communities and covariates, with bounds and words."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import Control
from analysis.experiments.margin_power import Better, MarginConvention
from analysis.experiments.plan_sections import (
    COMMUNITIES,
    MARGINS,
    SEVERAL_VERSIONS,
    TIME_BEFORE,
    WITH_COMMUNITIES,
    WITH_MARGIN,
    WITH_VERSIONS,
)
from analysis.experiments.proportion_plan import Allocation, Goal

WhatIsShown: TypeAlias = Annotated[
    Goal,
    Control(
        label=Message("What is to be shown"),
        help=Message("“No worse” suits a guardrail or a cheaper version: it needs a margin."),
        choices={
            "superiority": Message("that it changes something"),
            "noninferiority": Message("that it is no worse"),
            "equivalence": Message("that it makes no difference beyond a margin"),
        },
        advanced=True,
        section=MARGINS,
    ),
]
Margin: TypeAlias = Annotated[
    float | None,
    Field(gt=0, lt=1),
    Control(
        label=Message("Margin"),
        help=Message("The largest loss that would still be acceptable, in points. Chosen before the test."),
        step=0.005,
        unit="points",
        advanced=True,
        section=MARGINS,
        only_if=WITH_MARGIN,
    ),
]
BetterDirection: TypeAlias = Annotated[
    Better,
    Control(
        label=Message("Which rate is better"),
        help=Message("Higher for retention, lower for complaints. Used with a margin."),
        choices={"higher": Message("the higher one"), "lower": Message("the lower one")},
        advanced=True,
        section=MARGINS,
        only_if=WITH_MARGIN,
    ),
]
MarginVariance: TypeAlias = Annotated[
    MarginConvention,
    Control(
        label=Message("Variance on the margin"),
        choices={
            "farrington_manning": Message("Farrington-Manning"),
            "unpooled": Message("Unpooled variance throughout"),
        },
        advanced=True,
        section=MARGINS,
        only_if=WITH_MARGIN,
    ),
]
SplitRule: TypeAlias = Annotated[
    Allocation,
    Control(
        label=Message("Sizes of the groups"),
        help=Message("With k new versions, √k times as many customers in the control group need the fewest in all."),
        choices={"equal": Message("all alike"), "square_root": Message("√k times as many in control")},
        advanced=True,
        section=SEVERAL_VERSIONS,
        only_if=WITH_VERSIONS,
    ),
]
CommunitySize: TypeAlias = Annotated[
    float | None,
    Field(ge=1),
    Control(
        label=Message("Customers per community"),
        help=Message("If communities are assigned as a whole: the mean number of customers counted in each."),
        step=1.0,
        advanced=True,
        section=COMMUNITIES,
    ),
]
Likeness: TypeAlias = Annotated[
    float | None,
    Field(ge=0, le=1),
    Control(
        label=Message("Likeness within a community (ICC)"),
        help=Message("The intraclass correlation from earlier data; 0.01 to 0.05 is common, 0 is independence."),
        step=0.01,
        advanced=True,
        section=COMMUNITIES,
        only_if=WITH_COMMUNITIES,
    ),
]
UnequalCommunities: TypeAlias = Annotated[
    float,
    Field(ge=0),
    Control(
        label=Message("Unequal communities"),
        help=Message("Standard deviation of the communities' sizes over their mean; 0 for equal ones, 0.6 is common."),
        step=0.1,
        advanced=True,
        section=COMMUNITIES,
        only_if=WITH_COMMUNITIES,
    ),
]
PastCorrelation: TypeAlias = Annotated[
    float,
    Field(gt=-1, lt=1),
    Control(
        label=Message("Correlation with the time before"),
        help=Message(
            "Of the outcome with the same customers' earlier behaviour, if the analysis adjusts for it (CUPED)."
        ),
        step=0.05,
        advanced=True,
        section=TIME_BEFORE,
    ),
]
