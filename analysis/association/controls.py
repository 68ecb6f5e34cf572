"""Parameters that the methods of this package share, declared once."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from analysis.association.family import Adjustment
from analysis.association.items import ItemColumns
from analysis.association.mining import Miner
from analysis.association.ruleset import Show
from analysis.association.verdicts import Family, SortBy
from analysis.core.messages import Message
from analysis.core.parameters import AnyColumn, Control

DEFAULT_SEED = 20260101
MOST_ITEMSETS = 100_000
Confirmation: TypeAlias = Literal["none", "holdout"]

Columns = Annotated[
    ItemColumns,
    Control(
        label=Message("Answers to combine"),
        help=Message(
            "Yes-or-no columns, or questions with a few answers. Empty takes every yes-or-no column. Rows with a gap in any of them are left out."
        ),
    ),
]
Support = Annotated[
    float,
    Field(gt=0, le=1),
    Control(
        label=Message("Smallest support"),
        help=Message("Share of rows that a combination must reach to be looked at."),
        step=0.01,
        unit="percent",
    ),
]
Confidence = Annotated[
    float,
    Field(ge=0, le=1),
    Control(
        label=Message("Smallest confidence"),
        help=Message("Rules that hold less often than this are tested but not shown."),
        step=0.05,
        unit="percent",
    ),
]
Level = Annotated[
    float,
    Field(gt=0, lt=1),
    Control(label=Message("Confidence level"), step=0.01, unit="percent", advanced=True),
]
MinerChoice = Annotated[
    Miner,
    Control(
        label=Message("Algorithm"),
        help=Message(
            "All four find the same combinations; they differ in speed. The last three are refused where they would take long."
        ),
        choices={
            "bitset": Message("bitset (fastest)"),
            "fpgrowth": Message("FP-growth (mlxtend)"),
            "hmine": Message("H-mine (mlxtend)"),
            "apriori": Message("Apriori (mlxtend)"),
        },
        advanced=True,
    ),
]
MaxItemsets = Annotated[
    int,
    Field(ge=1, le=5_000_000),
    Control(
        label=Message("Most combinations"),
        help=Message("The search stops with advice when more than so many reach the smallest support."),
        advanced=True,
    ),
]
Adjust = Annotated[
    Adjustment,
    Control(
        label=Message("Adjustment for many tests"),
        choices={
            "BH": Message("share of false findings (BH)"),
            "BY": Message("share of false findings, any dependence (BY)"),
            "holm": Message("any false finding (Holm)"),
            "none": Message("none"),
        },
        advanced=True,
    ),
]
FamilyChoice = Annotated[
    Family,
    Control(
        label=Message("Tests counted"),
        help=Message("Counting only the rules that passed the filter makes chance findings look proven."),
        choices={
            "searched": Message("every rule searched"),
            "reported": Message("only rules shown, for comparison"),
        },
        advanced=True,
    ),
]
MaxQ = Annotated[
    float,
    Field(gt=0, lt=1),
    Control(label=Message("Largest adjusted p"), step=0.01, advanced=True),
]
Improvement = Annotated[
    float,
    Field(ge=0, lt=1),
    Control(
        label=Message("Smallest improvement"),
        help=Message("By how much a rule must beat the confidence of each of its simpler forms."),
        step=0.01,
        unit="points",
        advanced=True,
    ),
]
Sort = Annotated[
    SortBy,
    Control(
        label=Message("Strongest by"),
        choices={
            "lift_low": Message("lower end of lift"),
            "lift": Message("lift"),
            "confidence": Message("confidence"),
            "support": Message("support"),
            "leverage": Message("leverage"),
            "q_productive": Message("adjusted p"),
        },
    ),
]
ShowChoice = Annotated[
    Show,
    Control(
        label=Message("Rules shown"),
        choices={
            "productive": Message("those that hold up"),
            "all": Message("all above the thresholds"),
        },
    ),
]
Confirm = Annotated[
    Confirmation,
    Control(
        label=Message("Check on fresh rows"),
        help=Message("Search one random half and test what held up there on the other half."),
        choices={"none": Message("no"), "holdout": Message("on the other half")},
    ),
]
Customer = Annotated[
    AnyColumn | None,
    Control(
        label=Message("Customer id"),
        help=Message("Tells whether one customer fills several rows, which the tests cannot allow for."),
        advanced=True,
    ),
]
Seed = Annotated[
    int,
    Field(ge=0),
    Control(label=Message("Seed"), help=Message("Same seed and same data give the same numbers."), advanced=True),
]
