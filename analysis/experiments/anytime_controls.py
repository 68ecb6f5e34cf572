"""What a reader of an always-valid interval fills in: each parameter with its bounds and its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import Control

Mixture: TypeAlias = Literal["msprt", "asymptotic"]
DifferenceType: TypeAlias = Literal["absolute", "relative"]

_EACH_LOOK = Message("Counted from the start; one number for each look, separated by commas.")

LIST_LABELS: Mapping[str, Message] = {
    "n_control": Message("Customers in the control group"),
    "n_treatment": Message("Customers with the new version"),
    "successes_control": Message("Converted in the control group"),
    "successes_treatment": Message("Converted with the new version"),
    "mean_control": Message("Mean of the control group"),
    "mean_treatment": Message("Mean with the new version"),
    "sd_control": Message("Standard deviation of the control group"),
    "sd_treatment": Message("Standard deviation with the new version"),
}
"""What the form calls the lists, one number for each look."""

SizesControl: TypeAlias = Annotated[
    tuple[float, ...],
    Control(table="looks", unit="count", label=LIST_LABELS["n_control"], help=_EACH_LOOK),
]
SizesTreatment: TypeAlias = Annotated[
    tuple[float, ...],
    Control(table="looks", unit="count", label=LIST_LABELS["n_treatment"], help=_EACH_LOOK),
]
SuccessesControl: TypeAlias = Annotated[
    tuple[float, ...],
    Control(table="looks", unit="count", label=LIST_LABELS["successes_control"], help=_EACH_LOOK),
]
SuccessesTreatment: TypeAlias = Annotated[
    tuple[float, ...],
    Control(table="looks", unit="count", label=LIST_LABELS["successes_treatment"], help=_EACH_LOOK),
]
MeansControl: TypeAlias = Annotated[
    tuple[float, ...], Control(label=LIST_LABELS["mean_control"], help=_EACH_LOOK, advanced=True)
]
MeansTreatment: TypeAlias = Annotated[
    tuple[float, ...], Control(label=LIST_LABELS["mean_treatment"], help=_EACH_LOOK, advanced=True)
]
SdsControl: TypeAlias = Annotated[
    tuple[float, ...],
    Control(label=LIST_LABELS["sd_control"], help=_EACH_LOOK, advanced=True),
]
SdsTreatment: TypeAlias = Annotated[
    tuple[float, ...],
    Control(label=LIST_LABELS["sd_treatment"], help=_EACH_LOOK, advanced=True),
]
MixtureAsked: TypeAlias = Annotated[
    Mixture,
    Control(
        label=Message("Interval"),
        help=Message("Both hold at every look. They differ in the size at which they are narrowest."),
        choices={
            "asymptotic": Message("confidence sequence, tuned to a size"),
            "msprt": Message("mSPRT, tuned to a change"),
        },
    ),
]
DifferenceAsked: TypeAlias = Annotated[
    DifferenceType,
    Control(
        label=Message("Difference"),
        choices={"absolute": Message("absolute", context="difference"), "relative": Message("relative to control")},
    ),
]
TunedTotal: TypeAlias = Annotated[
    int,
    Field(ge=2),
    Control(
        label=Message("Narrowest at so many customers in all"),
        help=Message(
            "For the confidence sequence: about the size at which you expect to decide. To be set before the test."
        ),
        step=500,
        unit="count",
    ),
]
SmallestChange: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        label=Message("Smallest change worth acting on"),
        help=Message(
            "For mSPRT, as a fraction (0.02 is 2 points) or in the unit of a mean: it is narrowest for changes of about this size. To be set before the test."
        ),
        step=0.005,
    ),
]
MixtureVariance: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        label=Message("Variance of the mixture (tau²)"),
        help=Message("For mSPRT. Empty: the square of the smallest change worth acting on."),
        advanced=True,
    ),
]
Level: TypeAlias = Annotated[
    float,
    Field(gt=0.5, lt=1),
    Control(label=Message("Confidence level"), help=Message("Over all looks together."), step=0.01, unit="percent"),
]
