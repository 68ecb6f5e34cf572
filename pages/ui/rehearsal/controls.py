"""What every rehearsal asks beside its design: the analysis, the number of simulated studies, the goal."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from analysis.core import Control, Message
from pages.ui.rehearsal.analyses import (
    ColumnAnalysis,
    CommunityAnalysis,
    MeanAnalysis,
    RuleAnalysis,
    ScoreAnalysis,
    ShareAnalysis,
)
from pages.ui.rehearsal.cells import CellSides, Decides
from pages.ui.rehearsal.two_group_readings import EventAnalysis

Directions: TypeAlias = Literal["two-sided", "greater", "less"]
Goals: TypeAlias = Literal["superiority", "noninferiority", "equivalence"]
GoodDirections: TypeAlias = Literal["increase", "decrease"]
MARGINS = ("noninferiority", "equivalence")
ANALYSIS = Message("Analysis")
Alternative = Annotated[
    Directions,
    Control(
        label=Message("Question asked of the test"),
        help=Message("One-sided only if that was planned before the data were seen."),
        choices={
            "two-sided": Message("rise or fall"),
            "greater": Message("rise only"),
            "less": Message("fall only"),
        },
        only_if={"to_show": ("superiority",)},
        advanced=True,
    ),
]
ToShow = Annotated[
    Goals,
    Control(
        label=Message("What the test is to show"),
        help=Message("Against a margin, the run without an effect stands on the margin itself."),
        choices={
            "superiority": Message("a difference"),
            "noninferiority": Message("not worse by more than the margin"),
            "equivalence": Message("alike within the margin"),
        },
        advanced=True,
    ),
]
ShareMargin = Annotated[
    float,
    Field(gt=0, lt=1),
    Control(
        label=Message("Margin"),
        help=Message("The largest loss (or difference) that would still be acceptable, in points."),
        only_if={"to_show": MARGINS},
        step=0.005,
        unit="points",
        advanced=True,
    ),
]
Margin = Annotated[
    float,
    Field(gt=0),
    Control(
        label=Message("Margin"),
        help=Message("The largest loss (or difference) that would still be acceptable, in the unit of the outcome."),
        only_if={"to_show": MARGINS},
        advanced=True,
    ),
]
Good = Annotated[
    GoodDirections,
    Control(
        label=Message("What is wanted"),
        choices={"increase": Message("a higher value"), "decrease": Message("a lower value")},
        only_if={"to_show": MARGINS},
        advanced=True,
    ),
]
EffectDecides = Annotated[
    Decides,
    Control(
        label=Message("Effect that decides"),
        choices={
            "a": Message("the first change"),
            "b": Message("the second change"),
            "interaction": Message("the interaction"),
        },
    ),
]
EffectSides = Annotated[
    CellSides,
    Control(
        label=Message("Changes looked for"),
        choices={
            "two": Message("in both directions"),
            "rise": Message("rise only"),
            "fall": Message("fall only"),
        },
        advanced=True,
    ),
]
EventsBy = Annotated[
    EventAnalysis,
    Control(
        label=ANALYSIS,
        help=Message(
            "Customers differ, so their events vary more than chance alone. Ignoring that raises false alarms."
        ),
        choices={
            "measured": Message("spread measured among customers"),
            "poisson": Message("as if events were pure chance (Poisson)"),
        },
        only_if={"to_show": ("superiority",)},
    ),
]
Replicates = Annotated[
    int,
    Field(ge=20, le=20_000),
    Control(
        label=Message("Simulated studies"),
        help=Message("As many again are simulated without an effect. 1,000 give a power of 80% within 2.5 points."),
        step=100,
        unit="count",
    ),
]
Seed = Annotated[
    int,
    Field(ge=0, lt=2**32),
    Control(label=Message("Seed"), help=Message("The same seed gives the same numbers."), step=1, advanced=True),
]
Level = Annotated[
    float,
    Field(ge=0.5, lt=1),
    Control(label=Message("Confidence level of the analysis"), step=0.01, unit="percent", advanced=True),
]
FindSize = Annotated[
    bool,
    Control(
        label=Message("Find the smallest size"),
        help=Message("Simulates about ten sizes more; it takes five times as long."),
    ),
]
Goal = Annotated[
    float,
    Field(ge=0.1, le=0.99),
    Control(label=Message("Power asked for"), step=0.05, unit="percent", advanced=True),
]
SharesBy = Annotated[
    ShareAnalysis,
    Control(
        label=ANALYSIS,
        choices={
            "interval": Message("interval of the difference (Newcombe)"),
            "fisher": Message("Fisher's exact test"),
            "pooled_z": Message("pooled z test"),
            "yates": Message("chi-square test with Yates' correction"),
        },
    ),
]
MeansBy = Annotated[
    MeanAnalysis,
    Control(label=ANALYSIS, choices={"welch": Message("Welch's t test"), "student": Message("Student's t test")}),
]
CommunitiesBy = Annotated[
    CommunityAnalysis,
    Control(
        label=ANALYSIS,
        help=Message("Customers of one community are alike. Counting them as independent raises false alarms."),
        choices={
            "communities": Message("communities as units (Welch)"),
            "customers": Message("customers as if independent"),
        },
    ),
]
ColumnsBy = Annotated[
    ColumnAnalysis,
    Control(
        label=ANALYSIS,
        choices={
            "auto": Message("Pearson or point-biserial"),
            "spearman": Message("Spearman's rank correlation"),
            "kendall": Message("Kendall's rank correlation"),
        },
    ),
]
ScoresBy = Annotated[
    ScoreAnalysis,
    Control(
        label=ANALYSIS,
        choices={
            "difference": Message("interval of the difference"),
            "no_overlap": Message("two intervals that do not overlap"),
        },
    ),
]
RulesBy = Annotated[
    RuleAnalysis,
    Control(
        label=ANALYSIS,
        choices={
            "tested": Message("tested and corrected for the search"),
            "confirmed": Message("confirmed in a second half"),
            "untested": Message("every rule by its own p-value"),
        },
    ),
]
SegmentsAsked = Annotated[
    int, Field(ge=2, le=6), Control(label=Message("Segments the analysis looks for"), step=1, unit="count")
]
LongestRule = Annotated[int, Field(ge=1, le=3), Control(label=Message("Most answers in a rule"), step=1, advanced=True)]
SmallestSupport = Annotated[
    float,
    Field(ge=0.01, le=0.5),
    Control(label=Message("Smallest support"), step=0.01, unit="percent", advanced=True),
]
