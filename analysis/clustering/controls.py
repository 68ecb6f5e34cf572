"""Parameters that the clustering methods share, declared once."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from analysis.clustering.scaling import Scaling
from analysis.core.messages import Message
from analysis.core.parameters import Control, OrderedColumns

MOST_SEGMENTS = 20

Columns = Annotated[
    OrderedColumns,
    Field(min_length=1),
    Control(
        label=Message("Variables"),
        help=Message("Numbers, ordered answers and yes-or-no answers that the segments should differ in."),
    ),
]
SegmentCount = Annotated[int, Field(ge=2, le=MOST_SEGMENTS), Control(label=Message("Number of segments"))]
ScalingChoice = Annotated[
    Scaling,
    Control(
        label=Message("Scaling"),
        help=Message("Makes variables of different units count alike."),
        choices={
            "z": Message("standard deviation"),
            "robust": Message("interquartile range"),
            "range": Message("range"),
            "none": Message("none (as they are)"),
        },
    ),
]
ConfidenceLevel = Annotated[
    float, Field(gt=0, lt=1), Control(label=Message("Confidence level"), step=0.01, unit="percent", advanced=True)
]
Restarts = Annotated[
    int,
    Field(ge=1, le=1000),
    Control(
        label=Message("Starts"),
        help=Message("How often the method starts anew; the tightest division is kept."),
        advanced=True,
    ),
]
Seed = Annotated[
    int,
    Field(ge=0),
    Control(label=Message("Seed"), help=Message("The same seed gives the same segments."), advanced=True),
]
