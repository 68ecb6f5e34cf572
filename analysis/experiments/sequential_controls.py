"""What a reader of a test with several looks fills in: each parameter with its bounds and its words."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import Control
from analysis.experiments.sequential_phrases import DESIGN_WORDS
from analysis.experiments.sequential_spending import SequentialDesign, Sides

MOST_LOOKS = 50

Design: TypeAlias = Annotated[
    SequentialDesign,
    Control(
        label=Message("Bounds"),
        help=Message(
            "O'Brien-Fleming stops early only for large effects and costs almost nothing; Pocock stops earlier and costs more. Spending lets looks be taken at other times than planned."
        ),
        choices={str(name): words for name, words in DESIGN_WORDS.items()},
    ),
]
Looks: TypeAlias = Annotated[
    int,
    Field(ge=1, le=20),
    Control(label=Message("Looks in all"), help=Message("Equally spaced, the last one at the planned size.")),
]
PlannedLooks: TypeAlias = Annotated[
    int,
    Field(ge=2, le=20),
    Control(label=Message("Looks in all"), help=Message("Equally spaced, the last one at the planned size.")),
]
InformationFractions: TypeAlias = Annotated[
    tuple[float, ...],
    Control(
        label=Message("Share of the planned customers at each look"),
        help=Message("Rising fractions such as 0.25, 0.6, 1, as they really happened. Empty: equally spaced looks."),
    ),
]
ObservedZ: TypeAlias = Annotated[
    tuple[float, ...],
    Control(label=Message("z seen at the looks so far"), help=Message("Above 0 where the new version is ahead.")),
]
Final: TypeAlias = Annotated[
    bool,
    Control(
        label=Message("The last of these looks ends the test"),
        help=Message(
            "Use up all that is left of the chance of a false alarm, even if fewer customers came than planned."
        ),
        advanced=True,
    ),
]
Alpha: TypeAlias = Annotated[
    float,
    Field(ge=1e-6, lt=0.5),
    Control(
        label=Message("Chance of a false alarm"), help=Message("Over all looks together."), step=0.01, unit="percent"
    ),
]
SidesAsked: TypeAlias = Annotated[
    Sides,
    Control(
        label=Message("Changes looked for"),
        help=Message("One-sided needs fewer customers, but a harmful change then stays unproven."),
        choices={"two": Message("in both directions"), "one": Message("in this direction only")},
        advanced=True,
    ),
]
PowerAsked: TypeAlias = Annotated[
    float,
    Field(ge=0.5, lt=1),
    Control(label=Message("Chance to find it, if it is there"), step=0.05, unit="percent", advanced=True),
]
Delta: TypeAlias = Annotated[
    float,
    Field(ge=-0.5, le=0.7),
    Control(
        only_if={"design": ("wang_tsiatis",)},
        label=Message("Wang-Tsiatis shape"),
        help=Message("0 is O'Brien-Fleming, 0.5 is Pocock."),
        step=0.05,
        advanced=True,
    ),
]
Rho: TypeAlias = Annotated[
    float,
    Field(gt=0, le=20),
    Control(
        only_if={"design": ("kim_demets",)},
        label=Message("Kim-DeMets power"),
        help=Message("1 is near Pocock, 3 near O'Brien-Fleming; larger keeps more for the end."),
        step=0.5,
        advanced=True,
    ),
]
Gamma: TypeAlias = Annotated[
    float,
    Field(ge=-40, le=40),
    Control(
        only_if={"design": ("hwang_shih_decani",)},
        label=Message("Hwang-Shih-DeCani shape"),
        help=Message("−4 is near O'Brien-Fleming, 1 near Pocock, 0 spends evenly."),
        step=0.5,
        advanced=True,
    ),
]
