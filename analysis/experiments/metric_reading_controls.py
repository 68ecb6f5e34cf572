"""What a reader of several metrics fills in beyond the plan's own questions: the numbers of both groups."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import Control
from analysis.experiments.metric_controls import MOST_METRICS
from analysis.experiments.proportion_power import Sides

OBSERVED_CONTROL = Message("Control group")
OBSERVED_TREATMENT = Message("New version")
SDS_CONTROL = Message("Standard deviation, control group")
SDS_TREATMENT = Message("Standard deviation, new version")

ObservedControl: TypeAlias = Annotated[
    tuple[float, ...],
    Field(min_length=1, max_length=MOST_METRICS),
    Control(
        table="metrics",
        label=OBSERVED_CONTROL,
        help=Message("Of a share: how many customers of the group converted. Of a mean: the mean."),
    ),
]
ObservedTreatment: TypeAlias = Annotated[
    tuple[float, ...],
    Field(min_length=1, max_length=MOST_METRICS),
    Control(
        table="metrics",
        label=OBSERVED_TREATMENT,
        help=Message("Of a share: how many customers of the group converted. Of a mean: the mean."),
    ),
]
SdsControl: TypeAlias = Annotated[
    tuple[float, ...],
    Field(max_length=MOST_METRICS),
    Control(
        table="metrics",
        label=SDS_CONTROL,
        help=Message("0 for shares, whose spread follows from the share. Empty: all are shares."),
    ),
]
SdsTreatment: TypeAlias = Annotated[
    tuple[float, ...],
    Field(max_length=MOST_METRICS),
    Control(
        table="metrics",
        label=SDS_TREATMENT,
        help=Message("0 for shares, whose spread follows from the share. Empty: all are shares."),
    ),
]
PrimaryAlpha: TypeAlias = Annotated[
    float,
    Field(gt=0, lt=0.5),
    Control(
        label=Message("Chance of a false alarm"),
        help=Message("Over all primary metrics together, as planned."),
        step=0.01,
        unit="percent",
    ),
]
PrimarySides: TypeAlias = Annotated[
    Sides,
    Control(
        label=Message("Changes looked for"),
        help=Message("Of the primary metrics, as planned; one-sided in the direction of each smallest change."),
        choices={"two": Message("in both directions"), "one": Message("in this direction only")},
        advanced=True,
    ),
]
