"""Parameters that several survey methods ask for, declared once."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import ColumnRole, Control

ConfidenceLevel = Annotated[
    float,
    Field(gt=0, lt=1),
    Control(
        label=Message("Confidence level"),
        help=Message("In how many of 100 such samples the interval would contain the true value."),
        step=0.01,
        unit="percent",
    ),
]

ShareInterval: TypeAlias = Literal["wilson", "clopper_pearson", "jeffreys", "goodman"]

ShareIntervalChoice = Annotated[
    ShareInterval,
    Control(
        label=Message("Interval"),
        help=Message("Wilson suits nearly every case; the simultaneous intervals hold for all answers together."),
        choices={
            "wilson": Message("Wilson"),
            "clopper_pearson": Message("Clopper-Pearson (exact)"),
            "jeffreys": Message("Jeffreys (Bayesian)"),
            "goodman": Message("Goodman (simultaneous)"),
        },
        advanced=True,
    ),
]

QuestionColumn = Annotated[str, ColumnRole(frozenset({"scale", "ordinal", "nominal", "binary"}))]
RatingColumn = Annotated[str, ColumnRole(frozenset({"scale", "ordinal"}))]

SortChoice = Annotated[
    Literal["declared", "count"],
    Control(
        label=Message("Order of answers"),
        choices={"declared": Message("As asked"), "count": Message("Most frequent first")},
    ),
]
