"""What a reader of finished tests fills in beyond the counts: plan, clusters, value, margin, pasted arms."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import Control
from analysis.experiments.reading_core import Goal, GoodDirection, RandomisedBy

Observed: TypeAlias = Annotated[
    tuple[float, ...],
    Control(
        table="arms",
        label=Message("Converted, events or mean of each arm"),
        heading=Message("Outcome"),
        help=Message("Control first, separated by commas."),
    ),
]
Sizes: TypeAlias = Annotated[
    tuple[float, ...],
    Control(
        table="arms",
        label=Message("Customers of each arm"),
        heading=Message("Customers"),
        help=Message("In the same order; for events per exposure the exposure of each arm."),
    ),
]
Sds: TypeAlias = Annotated[
    tuple[float, ...] | None,
    Control(
        table="arms",
        only_if={"measure": ("means",), "model": ("means",)},
        label=Message("Standard deviation of each arm"),
        heading=Message("Standard deviation"),
        help=Message("Only where means are compared."),
    ),
]
GoodAsked: TypeAlias = Annotated[
    GoodDirection,
    Control(
        label=Message("What is better"),
        choices={"increase": Message("higher"), "decrease": Message("lower")},
        advanced=True,
    ),
]
SmallestDifference: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        label=Message("Smallest change worth acting on"),
        help=Message("In the unit of the outcome, as in the plan. Empty: the verdict is about zero only."),
    ),
]
GoalAsked: TypeAlias = Annotated[
    Goal,
    Control(
        label=Message("What the test was to show"),
        help=Message("Not worse and alike need a margin that was fixed before the data were seen."),
        choices={
            "superiority": Message("a difference"),
            "noninferiority": Message("not worse by more than the margin"),
            "equivalence": Message("alike within the margin"),
        },
    ),
]
Margin: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        only_if={"goal": ("noninferiority", "equivalence")},
        label=Message("Margin"),
        help=Message("The largest loss (or difference) that would still be acceptable, in the unit of the outcome."),
    ),
]
ShareMargin: TypeAlias = Annotated[
    float | None,
    Field(gt=0, lt=1),
    Control(
        only_if={"goal": ("noninferiority", "equivalence")},
        label=Message("Margin"),
        help=Message("The largest loss (or difference) that would still be acceptable, in points."),
        step=0.005,
        unit="points",
    ),
]
ValuePerUnit: TypeAlias = Annotated[
    float | None,
    Field(ge=0),
    Control(
        label=Message("Value of one unit of the outcome"),
        help=Message("In yuan; 1 where the outcome itself is money. Empty: no value is stated."),
        unit="yuan",
    ),
]
ValuePerConversion: TypeAlias = Annotated[
    float | None,
    Field(ge=0),
    Control(label=Message("Value of one conversion"), help=Message("Empty: no value is stated."), unit="yuan"),
]
RandomisedByAsked: TypeAlias = Annotated[
    RandomisedBy,
    Control(
        label=Message("Assigned at random"),
        help=Message("Communities assigned as a whole carry less information than as many single customers."),
        choices={"customer": Message("customer by customer"), "cluster": Message("by community (cluster)")},
        advanced=True,
    ),
]
ClusterSize: TypeAlias = Annotated[
    float | None,
    Field(ge=1),
    Control(
        only_if={"randomised_by": ("cluster",)},
        label=Message("Customers in a community, on average"),
        step=1,
        unit="count",
        advanced=True,
    ),
]
Icc: TypeAlias = Annotated[
    float | None,
    Field(ge=0, le=1),
    Control(
        only_if={"randomised_by": ("cluster",)},
        label=Message("Correlation within communities (ICC)"),
        help=Message("0: members are as different as strangers. From earlier data of the same outcome."),
        step=0.01,
        advanced=True,
    ),
]
OutcomesRead: TypeAlias = Annotated[
    int,
    Field(ge=1, le=1000),
    Control(
        label=Message("Outcomes read from this test"),
        help=Message("All of them, also those that showed nothing: each is a chance for a false alarm."),
        step=1,
        unit="count",
        advanced=True,
    ),
]
