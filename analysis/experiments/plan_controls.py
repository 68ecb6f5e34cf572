"""The questions a planner of two proportions answers: each parameter with its bounds and its words."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import Control
from analysis.experiments.plan_sections import (
    EACH_SIZE_GIVEN,
    OTHER_UNKNOWN,
    SEVERAL_VERSIONS,
    SIZE_GIVEN,
    WEEKS_GIVEN,
    WITH_VERSIONS,
    WITHOUT_MARGIN,
)
from analysis.experiments.proportion_plan import ChangeKind, Correction, SolveFor
from analysis.experiments.proportion_power import Convention, Direction, Sides

TRUE_DIFFERENCE = Message("True difference planned for")
TRUE_DIFFERENCE_HELP = Message(
    "How far the two are really apart, in the direction chosen below; what is to be shown is the margin. Empty: not at all."
)

BaselineRate: TypeAlias = Annotated[
    float,
    Field(gt=0, lt=1),
    Control(
        number=1,
        label=Message("How many convert today?"),
        help=Message("Share of customers who do it now, without the change: the control group's rate."),
        step=0.005,
        unit="percent",
    ),
]
Change: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        number=2,
        label=Message("Smallest change worth acting on"),
        help=Message("Not the change you hope for: the smallest one that would still be worth its cost."),
        label_of="goal",
        labels={"noninferiority": TRUE_DIFFERENCE, "equivalence": TRUE_DIFFERENCE},
        helps={"noninferiority": TRUE_DIFFERENCE_HELP, "equivalence": TRUE_DIFFERENCE_HELP},
        step=0.005,
        unit_of="change_kind",
        units={"absolute": "points", "relative": "percent", "cohen_h": ""},
    ),
]
ChangeUnit: TypeAlias = Annotated[
    ChangeKind,
    Control(
        label=Message("The change is counted in"),
        help=Message("From 35%, 2 points lead to 37%; 2% of today's rate lead to 35.7%."),
        choices={
            "absolute": Message("points"),
            "relative": Message("% of today"),
            "cohen_h": Message("Cohen's h"),
        },
    ),
]
CustomersPerWeek: TypeAlias = Annotated[
    int | None,
    Field(gt=0),
    Control(
        number=3,
        label=Message("Eligible customers a week"),
        help=Message("New, different customers each week. Repeat visits of one customer count once."),
        step=100,
        unit="count",
    ),
]
NewVersions: TypeAlias = Annotated[
    int,
    Field(ge=1, le=9),
    Control(number=4, label=Message("New versions to try"), help=Message("Each is compared with the control group.")),
]
ShareTreatment: TypeAlias = Annotated[
    float | None,
    Field(gt=0, lt=1),
    Control(
        number=4,
        label=Message("Share of customers who get a new version"),
        help=Message("All new versions together. Empty: groups of equal size, which need the fewest customers."),
        step=0.05,
        unit="percent",
    ),
]
Power: TypeAlias = Annotated[
    float,
    Field(ge=0.5, lt=1),
    Control(number=5, label=Message("Chance to find it, if it is there"), step=0.05, unit="percent"),
]
Alpha: TypeAlias = Annotated[
    float,
    Field(gt=0, lt=0.5),
    Control(number=5, label=Message("Chance of a false alarm"), step=0.01, unit="percent"),
]
WorkOut: TypeAlias = Annotated[
    SolveFor,
    Control(
        label=Message("Work out"),
        choices={
            "n": Message("customers", context="unknown"),
            "mde": Message("change", context="unknown"),
            "power": Message("chance", context="unknown"),
            "weeks": Message("weeks", context="unknown"),
            "split": Message("split", context="unknown"),
            "arms": Message("number of new versions", context="unknown"),
        },
        help=Message("The others are taken as given; what is worked out need not be filled in."),
        advanced=True,
        section=OTHER_UNKNOWN,
    ),
]
TotalCustomers: TypeAlias = Annotated[
    int | None,
    Field(ge=2),
    Control(
        label=Message("Customers in all"),
        help=Message("Used when the change, the chance, the split or the number of new versions is worked out."),
        step=100,
        unit="count",
        advanced=True,
        section=OTHER_UNKNOWN,
        only_if=SIZE_GIVEN,
    ),
]
WeeksAvailable: TypeAlias = Annotated[
    int | None,
    Field(ge=1),
    Control(
        label=Message("Weeks available"),
        help=Message("With the customers a week, used in place of the customers in all."),
        unit="weeks",
        advanced=True,
        section=OTHER_UNKNOWN,
        only_if=WEEKS_GIVEN,
    ),
]
ControlCustomers: TypeAlias = Annotated[
    int | None,
    Field(ge=1),
    Control(
        label=Message("Customers in the control group"),
        help=Message("If their number is fixed. Working out customers then sizes the new group alone."),
        step=100,
        unit="count",
        advanced=True,
        section=OTHER_UNKNOWN,
    ),
]
TreatmentCustomers: TypeAlias = Annotated[
    int | None,
    Field(ge=1),
    Control(
        label=Message("Customers in each new group"),
        help=Message("Used together with the customers in the control group."),
        step=100,
        unit="count",
        advanced=True,
        section=OTHER_UNKNOWN,
        only_if=EACH_SIZE_GIVEN,
    ),
]
ChangeDirection: TypeAlias = Annotated[
    Direction,
    Control(
        label=Message("Direction of the change"),
        choices={"increase": Message("rise", context="direction"), "decrease": Message("fall", context="direction")},
        advanced=True,
    ),
]
SidesLookedAt: TypeAlias = Annotated[
    Sides,
    Control(
        label=Message("Changes looked for"),
        help=Message("One-sided needs fewer customers, but a harmful change then stays unproven."),
        choices={"two": Message("in both directions"), "one": Message("in this direction only")},
        advanced=True,
        only_if=WITHOUT_MARGIN,
    ),
]
VarianceConvention: TypeAlias = Annotated[
    Convention,
    Control(
        label=Message("Variance convention"),
        choices={
            "pooled": Message("Pooled variance if nothing changed"),
            "unpooled": Message("Unpooled variance throughout"),
            "arcsine": Message("Arcsine (Cohen's h)"),
            "continuity_corrected": Message("Continuity correction"),
            "evan_miller": Message("Variance at today's rate"),
        },
        advanced=True,
    ),
]
ManyVersions: TypeAlias = Annotated[
    Correction,
    Control(
        label=Message("Several new versions"),
        help=Message(
            "All three keep the chance of any false alarm. Bonferroni shares it among the comparisons; Holm is never worse; Dunnett uses that all are compared with one control group."
        ),
        choices={
            "bonferroni": Message("Bonferroni"),
            "holm": Message("Holm"),
            "dunnett": Message("Dunnett"),
            "none": Message("uncorrected"),
        },
        advanced=True,
        section=SEVERAL_VERSIONS,
        only_if=WITH_VERSIONS,
    ),
]
TrafficShare: TypeAlias = Annotated[
    float,
    Field(gt=0, le=1),
    Control(label=Message("Share of eligible customers who enter the test"), step=0.05, unit="percent", advanced=True),
]
