"""The questions a planner of several metrics answers: each parameter with its bounds and its words."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import Control
from analysis.experiments.metric_sizes import MetricKind, MetricRole

PrimaryCorrection: TypeAlias = Literal["holm", "bonferroni", "none"]
PowerOf: TypeAlias = Literal["each", "all_guardrails", "launch"]

MOST_METRICS = 30
BASELINES = Message("Today's value of each metric")
SMALLEST_CHANGES = Message("Smallest change of each metric")
ROLES = Message("What each metric is for")
SPREADS = Message("Standard deviation of each mean")

Kinds: TypeAlias = Annotated[
    tuple[MetricKind, ...],
    Field(min_length=1, max_length=MOST_METRICS),
    Control(
        table="metrics",
        label=Message("What each metric is"),
        heading=Message("Kind"),
        help=Message("A share of customers, or a mean per customer."),
        choices={"share": Message("a share"), "mean": Message("a mean")},
    ),
]
Baselines: TypeAlias = Annotated[
    tuple[float, ...],
    Field(min_length=1, max_length=MOST_METRICS),
    Control(
        table="metrics",
        label=BASELINES,
        heading=Message("Today"),
        help=Message("A share as a fraction (0.35), a mean in its own unit."),
    ),
]
SmallestChanges: TypeAlias = Annotated[
    tuple[float, ...],
    Field(min_length=1, max_length=MOST_METRICS),
    Control(
        table="metrics",
        label=SMALLEST_CHANGES,
        heading=Message("Smallest change"),
        help=Message(
            "With its sign. Of a primary metric: the smallest change worth acting on. Of a guardrail: the loss that would not be acceptable, −0.01 for a share that must not fall by a point, +0.01 for one that must not rise."
        ),
    ),
]
Roles: TypeAlias = Annotated[
    tuple[MetricRole, ...],
    Field(min_length=1, max_length=MOST_METRICS),
    Control(
        table="metrics",
        label=ROLES,
        heading=Message("Role"),
        help=Message("A primary metric is to change; a guardrail must not get worse by more than its margin."),
        choices={"primary": Message("primary"), "guardrail": Message("guardrail")},
    ),
]
Spreads: TypeAlias = Annotated[
    tuple[float, ...],
    Field(max_length=MOST_METRICS),
    Control(
        table="metrics",
        label=SPREADS,
        heading=Message("Standard deviation"),
        help=Message("0 for shares, whose spread follows from the share. Empty: all are shares."),
    ),
]
PowerMeant: TypeAlias = Annotated[
    PowerOf,
    Control(
        label=Message("The chance is that of"),
        help=Message(
            "All guardrails have to pass together, and for a launch a primary metric has to be found as well; each alone then needs a higher chance."
        ),
        choices={
            "each": Message("each metric"),
            "all_guardrails": Message("all guardrails together"),
            "launch": Message("the whole decision"),
        },
        advanced=True,
    ),
]
GuardrailAlpha: TypeAlias = Annotated[
    float,
    Field(gt=0, lt=0.5),
    Control(
        label=Message("Chance that a harmful version passes a guardrail"),
        step=0.005,
        unit="percent",
        advanced=True,
    ),
]
PrimariesCorrected: TypeAlias = Annotated[
    PrimaryCorrection,
    Control(
        label=Message("Several primary metrics"),
        help=Message("Where any one of them is enough, more of them raise more false alarms."),
        choices={"holm": Message("Holm"), "bonferroni": Message("Bonferroni"), "none": Message("uncorrected")},
        advanced=True,
    ),
]
ShareOfTreatment: TypeAlias = Annotated[
    float,
    Field(gt=0, lt=1),
    Control(label=Message("Share of customers who get a new version"), step=0.05, unit="percent", advanced=True),
]
