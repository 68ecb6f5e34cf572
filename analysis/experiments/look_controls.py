"""What a reader of a look at a running test fills in: the counts or means of this look, and the plan it belongs to."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import Control
from analysis.experiments.sequential_phrases import DESIGN_WORDS
from analysis.experiments.sequential_spending import StoppingRule

SpendingDesign: TypeAlias = Literal["lan_demets_obrien_fleming", "lan_demets_pocock", "kim_demets", "hwang_shih_decani"]
SPENDING_WORDS = {
    name: words for name, words in DESIGN_WORDS.items() if StoppingRule(design=name, alpha=0.05, sides="two").spends
}

SuccessesControl: TypeAlias = Annotated[
    int | None,
    Field(ge=0),
    Control(only_if={"outcome": ("proportion",)}, label=Message("Converted in the control group"), unit="count"),
]
SuccessesTreatment: TypeAlias = Annotated[
    int | None,
    Field(ge=0),
    Control(only_if={"outcome": ("proportion",)}, label=Message("Converted with the new version"), unit="count"),
]
MeanControl: TypeAlias = Annotated[
    float | None, Control(only_if={"outcome": ("mean",)}, label=Message("Mean of the control group"))
]
MeanTreatment: TypeAlias = Annotated[
    float | None, Control(only_if={"outcome": ("mean",)}, label=Message("Mean with the new version"))
]
SdControl: TypeAlias = Annotated[
    float | None,
    Field(ge=0),
    Control(only_if={"outcome": ("mean",)}, label=Message("Standard deviation, control group")),
]
SdTreatment: TypeAlias = Annotated[
    float | None,
    Field(ge=0),
    Control(only_if={"outcome": ("mean",)}, label=Message("Standard deviation, new version")),
]
PlannedTotal: TypeAlias = Annotated[
    int,
    Field(ge=2),
    Control(
        label=Message("Customers planned in all"),
        help=Message("The largest size of the plan, in both groups together."),
        step=100,
        unit="count",
    ),
]
EarlierLooks: TypeAlias = Annotated[
    tuple[float, ...],
    Control(
        label=Message("Customers in all at earlier looks"),
        help=Message("One number for each look taken before this one. Empty: this is the first."),
    ),
]
EarlierZ: TypeAlias = Annotated[
    tuple[float, ...],
    Control(
        label=Message("z at earlier looks"),
        help=Message(
            "If known, as this reading gave it then (of means not the t of that look); shows whether a bound was crossed before."
        ),
        advanced=True,
    ),
]
DesignAsked: TypeAlias = Annotated[
    SpendingDesign,
    Control(
        label=Message("Bounds"),
        help=Message("As planned. Exact O'Brien-Fleming or Pocock plans are followed by spending of the same type."),
        choices=SPENDING_WORDS,
    ),
]
Final: TypeAlias = Annotated[
    bool,
    Control(
        label=Message("This look ends the test"),
        help=Message("Even if fewer customers came than planned."),
        advanced=True,
    ),
]
