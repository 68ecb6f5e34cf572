"""The parameters of generated studies, declared once: bounds and words for signatures, forms and links."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from analysis.core import Control, Message
from synthetic.presets import FirmSize, PresetName

Seed = Annotated[
    int,
    Field(ge=0, lt=2**32),
    Control(label=Message("Seed"), help=Message("The same seed gives the same study."), step=1),
]
Customers = Annotated[int, Field(ge=200, le=20_000), Control(label=Message("Customers"), step=100, unit="count")]
ManyCustomers = Annotated[int, Field(ge=200, le=200_000), Control(label=Message("Customers"), step=1000, unit="count")]
Respondents = Annotated[
    int,
    Field(ge=100, le=20_000),
    Control(
        label=Message("Completed questionnaires"),
        help=Message("Both waves together. Some customers answer in both."),
        step=100,
        unit="count",
    ),
]
Months = Annotated[
    int,
    Field(ge=6, le=36),
    Control(
        label=Message("Months of events"),
        help=Message("The months up to December 2025 that the event log covers."),
        step=1,
        unit="count",
    ),
]
PresetChoice = Annotated[
    PresetName,
    Control(
        label=Message("Kind of business"),
        help=Message(
            "Each sets retention, spend, refunds, weekdays and festivals. In the homogeneous one all customers follow "
            "one BG/NBD process, so that its parameters can be estimated."
        ),
        choices={
            "e_commerce": Message("Online shop"),
            "beauty": Message("Beauty"),
            "catering": Message("Catering"),
            "finance": Message("Finance"),
            "live_commerce": Message("Live commerce"),
            "homogeneous": Message("Homogeneous (BG/NBD)"),
        },
    ),
]
FirmSizeChoice = Annotated[
    FirmSize,
    Control(
        label=Message("Size of the firm"),
        help=Message("Moves retention as the published shares of 45%, 35% and 25% move from the middle one."),
        choices={
            "large": Message("Large (over 1 billion yuan a year)"),
            "medium": Message("Medium (100 million to 1 billion yuan)"),
            "small": Message("Small (under 100 million yuan)"),
        },
        advanced=True,
    ),
]
NoEffect = Annotated[
    bool,
    Control(
        label=Message("No effect anywhere"),
        help=Message("Every correlation, difference and lift is exactly zero: for A/A tests and false alarms."),
    ),
]
Retention = Annotated[
    float | None,
    Field(ge=0.05, le=0.95),
    Control(
        label=Message("Share retained"),
        help=Message("Share of customers who bought in the last 90 days; left empty, the one of the kind of business."),
        step=0.01,
        unit="percent",
        advanced=True,
    ),
]
ActivityRetention = Annotated[
    float,
    Field(ge=0.0, le=0.9),
    Control(
        label=Message("Correlation of activity and the drive to stay"),
        help=Message(
            "Latent: retention is then seen only as yes or no, so Pearson's coefficient comes out about a fifth lower."
        ),
        step=0.01,
        advanced=True,
    ),
]
RatesByAge = Annotated[
    tuple[float, ...],
    Field(min_length=4, max_length=4),
    Control(
        label=Message("Retention by age"),
        help=Message("18–24, 25–35, 36–45, 46 and over; shifted together so that the overall share holds."),
        unit="percent",
        advanced=True,
    ),
]
RatesByOccupation = Annotated[
    tuple[float, ...],
    Field(min_length=3, max_length=3),
    Control(
        label=Message("Retention by occupation"),
        help=Message(
            "Business owners, white-collar workers, students; shifted together so that the overall share holds."
        ),
        unit="percent",
        advanced=True,
    ),
]
RatesBySpend = Annotated[
    tuple[float, ...],
    Field(min_length=3, max_length=3),
    Control(
        label=Message("Retention by spend"),
        help=Message("Low, middle and high spend; shifted together so that the overall share holds."),
        unit="percent",
        advanced=True,
    ),
]
ReasonShares = Annotated[
    tuple[float, ...],
    Field(min_length=6, max_length=6),
    Control(
        label=Message("Shares of the reasons for leaving"),
        help=Message("No personal service, slow service, few promotions, poor product, negative image, a competitor."),
        unit="percent",
        advanced=True,
    ),
]
Segments = Annotated[
    int, Field(ge=1, le=5), Control(label=Message("Hidden segments"), step=1, unit="count", advanced=True)
]
SegmentDistance = Annotated[
    float,
    Field(ge=1.0, le=6.0),
    Control(
        label=Message("Distance between segments"),
        help=Message("Between any two centres, in standard deviations within a segment."),
        step=0.5,
        advanced=True,
    ),
]
Intraclass = Annotated[
    float,
    Field(ge=0.0, le=0.5),
    Control(
        label=Message("Intra-class correlation of communities"),
        help=Message("Share of the variance of minutes in the community that lies between communities."),
        step=0.01,
        advanced=True,
    ),
]
ResponseRatio = Annotated[
    float,
    Field(ge=1.0, le=10.0),
    Control(
        label=Message("Response of the most active"),
        help=Message("Chance of the most active to answer the survey, relative to the least active."),
        step=0.5,
        advanced=True,
    ),
]
BgNbd = Annotated[
    tuple[float, ...],
    Field(min_length=4, max_length=4),
    Control(
        label=Message("BG/NBD parameters"),
        help=Message("r, alpha (weeks), a, b of the homogeneous preset; the usual ones are those published for CDNOW."),
        advanced=True,
    ),
]
GammaGamma = Annotated[
    tuple[float, ...],
    Field(min_length=3, max_length=3),
    Control(
        label=Message("Gamma-Gamma parameters"),
        help=Message("p, q, v (yuan) of the homogeneous preset."),
        advanced=True,
    ),
]
ExperimentDesign: TypeAlias = Literal["two_arm", "four_arm", "factorial", "unequal", "pilot", "cluster"]
DesignChoice = Annotated[
    ExperimentDesign,
    Control(
        label=Message("Design of the experiment"),
        choices={
            "two_arm": Message("Two groups of equal size"),
            "four_arm": Message("Four groups as published (confounded)"),
            "factorial": Message("2 × 2 factorial"),
            "unequal": Message("Two groups, 80 to 20"),
            "pilot": Message("Pilot on 10% of customers"),
            "cluster": Message("Whole communities"),
        },
    ),
]
