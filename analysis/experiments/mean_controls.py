"""The questions a planner of means answers: each parameter with its bounds and its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import Control, Unit
from analysis.experiments.mean_inputs import MeanChangeKind, MeanDesign
from analysis.experiments.mean_power import Goal, MeanConvention
from analysis.experiments.plan_sections import COMMUNITIES, MARGINS, WITH_COMMUNITIES, WITH_MARGIN, WITHOUT_MARGIN

_UNITS: Mapping[str, Unit] = {"absolute": "", "relative": "percent", "cohen_d": ""}

BaselineMean: TypeAlias = Annotated[
    float | None,
    Control(
        number=1,
        label=Message("Mean today"),
        help=Message("The control group's mean, such as yuan a customer. Needed only for a relative change."),
        step=1.0,
    ),
]
Deviation: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        number=1,
        label=Message("Standard deviation"),
        help=Message(
            "Of one customer's value. In pairs or one sample: of the differences. Needed unless the change is Cohen's d."
        ),
        step=1.0,
    ),
]
MeanChange: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        number=2,
        label=Message("Smallest change worth acting on"),
        only_if=WITHOUT_MARGIN,
        help=Message("Not the change you hope for: the smallest one that would still be worth its cost."),
        step=0.05,
        unit_of="change_kind",
        units=_UNITS,
    ),
]
MeanChangeUnit: TypeAlias = Annotated[
    MeanChangeKind,
    Control(
        label=Message("The change is counted in"),
        help=Message("From 20, a change of 2 leads to 22; one of 2% of today's mean leads to 20.4."),
        choices={
            "absolute": Message("units of the mean"),
            "relative": Message("% of today"),
            "cohen_d": Message("standard deviations (Cohen's d)"),
        },
    ),
]
DeviationTreatment: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        label=Message("Standard deviation of the new version"),
        help=Message("If it differs. Student's t test takes one for all groups; Welch's and the normal one take two."),
        step=1.0,
        advanced=True,
    ),
]
DesignOfGroups: TypeAlias = Annotated[
    MeanDesign,
    Control(
        label=Message("Design"),
        choices={
            "independent": Message("separate groups"),
            "paired": Message("each customer before and after"),
            "one_sample": Message("one group against a fixed value"),
        },
        advanced=True,
    ),
]
PairCorrelation: TypeAlias = Annotated[
    float | None,
    Field(gt=-1, lt=1),
    Control(
        only_if={"design": ("paired",)},
        label=Message("Correlation within pairs"),
        help=Message("If given, the standard deviation is that of one measurement, not of the differences."),
        step=0.05,
        advanced=True,
    ),
]
WhatToShow: TypeAlias = Annotated[
    Goal,
    Control(
        section=MARGINS,
        label=Message("To be shown"),
        choices={
            "superiority": Message("a change"),
            "noninferiority": Message("no worse than a margin (non-inferiority)"),
            "equivalence": Message("no different by more than a margin (equivalence)"),
        },
        advanced=True,
    ),
]
Margin: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        section=MARGINS,
        only_if=WITH_MARGIN,
        label=Message("Margin"),
        help=Message("Largest difference that would not matter, counted as the change is."),
        step=0.05,
        advanced=True,
        unit_of="change_kind",
        units=_UNITS,
    ),
]
ExpectedChange: TypeAlias = Annotated[
    float,
    Control(
        section=MARGINS,
        only_if=WITH_MARGIN,
        label=Message("True change expected"),
        help=Message("For a margin: above 0 in the wanted direction, below 0 against it."),
        step=0.05,
        advanced=True,
        unit_of="change_kind",
        units=_UNITS,
    ),
]
MeanConventionAsked: TypeAlias = Annotated[
    MeanConvention,
    Control(
        label=Message("Variance convention"),
        choices={
            "student_t": Message("Student's t, one standard deviation"),
            "welch_t": Message("Welch's t, two standard deviations"),
            "z": Message("Normal, known standard deviations"),
        },
        advanced=True,
    ),
]
ClusterSize: TypeAlias = Annotated[
    float | None,
    Field(ge=1),
    Control(
        section=COMMUNITIES,
        label=Message("Customers assigned together"),
        help=Message("Mean size of a community or shop that gets one version as a whole. Empty: one by one."),
        step=1.0,
        advanced=True,
    ),
]
Icc: TypeAlias = Annotated[
    float | None,
    Field(ge=0, le=1),
    Control(
        section=COMMUNITIES,
        only_if=WITH_COMMUNITIES,
        label=Message("Intraclass correlation"),
        help=Message("How alike customers of one community are: 0 as strangers, 1 all the same."),
        step=0.01,
        advanced=True,
    ),
]
ClusterSizeVariation: TypeAlias = Annotated[
    float,
    Field(ge=0),
    Control(
        section=COMMUNITIES,
        only_if=WITH_COMMUNITIES,
        label=Message("Variation of the communities' size"),
        help=Message("Standard deviation of the sizes over their mean."),
        step=0.1,
        advanced=True,
    ),
]
Skewness: TypeAlias = Annotated[
    float | None,
    Control(
        label=Message("Skewness"),
        help=Message("Of one customer's value. Spend is often skewed by 5 or more."),
        step=0.5,
        advanced=True,
    ),
]
