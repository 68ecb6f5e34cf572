"""What a reader of a test fills in whose data are one row per customer: each parameter with bounds and words."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.parameters import AnyColumn, ColumnRole, Control, GroupColumn, NumericColumn

OutlierPolicy: TypeAlias = Literal["keep", "winsorise", "log"]
Correction: TypeAlias = Literal["dunnett", "holm"]
MissingPrePeriod: TypeAlias = Literal["impute", "drop"]
Theta: TypeAlias = Literal["within_arms", "total"]
ZeroDenominator: TypeAlias = Literal["keep", "drop"]
Good: TypeAlias = Literal["increase", "decrease"]

Arm: TypeAlias = Annotated[
    GroupColumn,
    Control(
        label=Message("Group"),
        help=Message("Which version each customer was assigned to, whether or not it was seen."),
    ),
]
ControlGroup: TypeAlias = Annotated[
    str | None,
    Control(
        label=Message("Which group is the control"),
        help=Message("Its code in the data. Empty: the first in declared order."),
        advanced=True,
    ),
]
Treatment: TypeAlias = Annotated[
    str | None,
    Control(
        label=Message("Which group is compared with it"),
        help=Message("Its code in the data. Empty: the next in declared order; other groups are left out."),
        advanced=True,
    ),
]
Outcome: TypeAlias = Annotated[NumericColumn, Control(label=Message("Outcome"))]
YesNoOutcome: TypeAlias = Annotated[
    Annotated[str, ColumnRole(frozenset({"binary"}))], Control(label=Message("Outcome"))
]
AnyOutcome: TypeAlias = Annotated[
    Annotated[str, ColumnRole(frozenset({"scale", "binary"}))],
    Control(label=Message("Outcome"), help=Message("A number, or yes or no.")),
]
Yes: TypeAlias = Annotated[
    str | None,
    Control(
        label=Message("Which answer counts"),
        help=Message("Its code in the data. Empty: yes, or the last in declared order."),
        advanced=True,
    ),
]
PrePeriod: TypeAlias = Annotated[
    NumericColumn | None,
    Control(
        label=Message("The same before the test"),
        help=Message(
            "The customer's value in a period before assignment. It removes differences that were there already and shortens the interval (CUPED)."
        ),
    ),
]
PrePeriodGap: TypeAlias = Annotated[
    MissingPrePeriod,
    Control(
        only_if={"pre_period": ()},
        label=Message("Customers without a value before the test"),
        help=Message("Decide before looking: new customers often have none."),
        choices={
            "impute": Message("keep, with the mean in its place and a mark"),
            "drop": Message("leave out"),
        },
        advanced=True,
    ),
]
ThetaChoice: TypeAlias = Annotated[
    Theta,
    Control(
        only_if={"pre_period": ()},
        label=Message("Slope of the adjustment"),
        help=Message("Both are shown; this one decides. Within groups it equals an analysis of covariance."),
        choices={"within_arms": Message("within groups"), "total": Message("over all customers")},
        advanced=True,
    ),
]
Community: TypeAlias = Annotated[
    AnyColumn | None,
    Control(
        label=Message("Community"),
        help=Message(
            "The unit that was assigned as a whole, if customers were not assigned one by one. Its members are alike, and the interval has to know."
        ),
    ),
]
Outliers: TypeAlias = Annotated[
    OutlierPolicy,
    Control(
        label=Message("Very large values"),
        help=Message("Decide before looking at the result; it changes what is compared."),
        choices={
            "keep": Message("as they are"),
            "winsorise": Message("cut down to a high quantile"),
            "log": Message("on the logarithmic scale, log(1 + x)"),
        },
    ),
]
WinsoriseShare: TypeAlias = Annotated[
    float,
    Field(gt=0, lt=0.5),
    Control(
        only_if={"outliers": ("winsorise",)},
        label=Message("Share of values cut down"),
        help=Message("The quantile is taken over all groups together, so that it cannot favour one."),
        step=0.005,
        unit="percent",
        advanced=True,
    ),
]
SmallestChange: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        label=Message("Smallest change worth acting on"),
        help=Message("In the unit of the outcome, as in the plan. Empty: the verdict is about zero only."),
    ),
]
SmallestChangePoints: TypeAlias = Annotated[
    float | None,
    Field(gt=0, lt=1),
    Control(
        label=Message("Smallest change worth acting on"),
        help=Message("In points, as in the plan. Empty: the verdict is about zero only."),
        step=0.005,
        unit="points",
    ),
]
PlannedTotal: TypeAlias = Annotated[
    int | None,
    Field(ge=2),
    Control(
        label=Message("Customers planned in all"),
        help=Message("From the plan. Reading before they are in is a look on the way, not a result."),
        step=100,
        unit="count",
    ),
]
PlannedShare: TypeAlias = Annotated[
    tuple[float, ...] | None,
    Control(
        label=Message("Planned share of each group"),
        help=Message("Fractions that add up to 1, the control first. Empty: an even split."),
        advanced=True,
    ),
]
Level: TypeAlias = Annotated[
    float, Field(gt=0.5, lt=1), Control(label=Message("Confidence level"), step=0.01, unit="percent")
]
Wanted: TypeAlias = Annotated[
    Good,
    Control(
        label=Message("What is wanted"),
        choices={"increase": Message("more of it"), "decrease": Message("less of it")},
        advanced=True,
    ),
]
WorthPerUnit: TypeAlias = Annotated[
    float | None,
    Field(gt=0),
    Control(
        label=Message("Worth of one unit of the outcome"),
        help=Message("In yuan: 1 where the outcome is spend, the margin of an order where it counts orders."),
        unit="yuan",
        advanced=True,
    ),
]
ManyGroups: TypeAlias = Annotated[
    Correction,
    Control(
        label=Message("With more than two groups"),
        help=Message("Each is compared with the control; the best of several is flattered by having been picked."),
        choices={
            "dunnett": Message("Dunnett: test and intervals together"),
            "holm": Message("Holm for the tests, Bonferroni for the intervals"),
        },
        advanced=True,
    ),
]
Resamples: TypeAlias = Annotated[
    int,
    Field(ge=500, le=20_000),
    Control(label=Message("Bootstrap draws"), step=500, unit="count", advanced=True),
]
Seed: TypeAlias = Annotated[
    int,
    Field(ge=0),
    Control(label=Message("Seed"), help=Message("Same seed and same data give the same numbers."), advanced=True),
]
