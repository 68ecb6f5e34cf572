"""The parameters of designs, declared once: bounds and words for designs, forms and links; and their check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeAlias, cast

from pydantic import Field

from analysis.core import Control, Message, ParameterError
from analysis.core.parameters import parameters_of

LARGEST = 200_000
MOST_COMMUNITIES = 20_000
LARGEST_COUNTED = 20_000_000

Customers = Annotated[
    int,
    Field(ge=4, le=LARGEST),
    Control(label=Message("Customers in both groups together"), step=10, unit="count"),
]
CustomersCounted = Annotated[
    int,
    Field(ge=4, le=LARGEST_COUNTED),
    Control(label=Message("Customers in both groups together"), step=10, unit="count"),
]
Respondents = Annotated[int, Field(ge=10, le=LARGEST), Control(label=Message("Respondents"), step=10, unit="count")]
ShareTreatment = Annotated[
    float,
    Field(ge=0.02, le=0.98),
    Control(label=Message("Share with the new version"), step=0.05, unit="percent"),
]
RateControl = Annotated[
    float, Field(ge=0.0, le=1.0), Control(label=Message("Rate without the new version"), step=0.01, unit="percent")
]
RateTreatment = Annotated[
    float, Field(ge=0.0, le=1.0), Control(label=Message("Rate with the new version"), step=0.01, unit="percent")
]
MeanControl = Annotated[float, Control(label=Message("Mean without the new version"), step=1)]
MeanTreatment = Annotated[float, Control(label=Message("Mean with the new version"), step=1)]
Spread = Annotated[float, Field(gt=0), Control(label=Message("Standard deviation of the control group"), step=1)]
Shape: TypeAlias = Literal["normal", "lognormal"]
ShapeChoice = Annotated[
    Shape,
    Control(
        label=Message("Shape of the outcome"),
        help=Message("Spending is skewed: many small amounts and a few large ones."),
        choices={"normal": Message("normal"), "lognormal": Message("skewed (lognormal)")},
    ),
]
Communities = Annotated[
    int,
    Field(ge=4, le=MOST_COMMUNITIES),
    Control(label=Message("Communities in both groups together"), step=2, unit="count"),
]
CommunitySize = Annotated[
    float,
    Field(ge=2, le=2000),
    Control(label=Message("Customers in a community, on average"), step=5, unit="count"),
]
SizeVariation = Annotated[
    float,
    Field(ge=0.0, le=2.0),
    Control(
        label=Message("Variation of community sizes"),
        help=Message("Standard deviation divided by the mean; 0 means equal sizes."),
        step=0.1,
    ),
]
Intraclass = Annotated[
    float,
    Field(ge=0.0, le=0.5),
    Control(
        label=Message("Correlation within a community"),
        help=Message("Intra-class correlation of the outcome: 0 means that communities do not matter."),
        step=0.01,
    ),
]
LatentCorrelation = Annotated[
    float,
    Field(ge=-0.95, le=0.95),
    Control(
        label=Message("True correlation"), help=Message("Between the two quantities behind the answers."), step=0.05
    ),
]
Seen: TypeAlias = Literal["numbers", "yes_no"]
SeenChoice = Annotated[
    Seen,
    Control(
        label=Message("The second quantity is seen"),
        choices={"numbers": Message("as a number"), "yes_no": Message("as yes or no")},
    ),
]
YesShare = Annotated[
    float, Field(ge=0.02, le=0.98), Control(label=Message("Share of yes"), step=0.05, unit="percent", advanced=True)
]
GroupRates = Annotated[
    tuple[float, ...],
    Field(min_length=2, max_length=8),
    Control(label=Message("Rates of the groups"), help=Message("One fraction a group, such as 0.55, 0.40, 0.20.")),
]
GroupShares = Annotated[
    tuple[float, ...],
    Field(min_length=2, max_length=8),
    Control(label=Message("Sizes of the groups"), help=Message("One number a group; only their proportions count.")),
]
Segments = Annotated[int, Field(ge=2, le=6), Control(label=Message("True segments"), step=1, unit="count")]
Separation = Annotated[
    float,
    Field(ge=0.0, le=10.0),
    Control(
        label=Message("Distance between segments"),
        help=Message("Between any two centres, in standard deviations within a segment."),
        step=0.5,
    ),
]
Items = Annotated[
    int, Field(ge=2, le=30), Control(label=Message("Answers that may go with leaving"), step=1, unit="count")
]
PlantedItems = Annotated[
    int,
    Field(ge=1, le=10),
    Control(
        label=Message("Of these, answers that really do"), help=Message("The others are decoys."), step=1, unit="count"
    ),
]
Lift = Annotated[
    float,
    Field(ge=1.0, le=5.0),
    Control(
        label=Message("Lift of each"),
        help=Message("Share who leave among those who gave the answer, divided by the share among all."),
        step=0.1,
    ),
]
ItemShare = Annotated[
    float, Field(ge=0.02, le=0.9), Control(label=Message("Share who give each answer"), step=0.05, unit="percent")
]
LeavingShare = Annotated[
    float, Field(ge=0.02, le=0.9), Control(label=Message("Share who leave"), step=0.05, unit="percent")
]
DifferenceWithout = Annotated[
    float,
    Control(
        label=Message("True difference where a claim is a false alarm"),
        help=Message("0 for a test of a difference; the margin, as a loss, for a test against a margin."),
        advanced=True,
    ),
]
EventRateControl = Annotated[
    float, Field(gt=0), Control(label=Message("Events per customer without the new version"), step=0.1)
]
EventRateTreatment = Annotated[
    float, Field(gt=0), Control(label=Message("Events per customer with the new version"), step=0.1)
]
TimeObserved = Annotated[
    float,
    Field(gt=0),
    Control(
        label=Message("Time each customer is observed"),
        help=Message("In the unit of the rate: 0.5 for half a month, if the rate is a month's."),
        step=0.5,
    ),
]
VarianceToMean = Annotated[
    float,
    Field(ge=1, le=1000),
    Control(
        label=Message("Variance over mean of the counts"),
        help=Message(
            "Over customers, in the time observed. 1 is pure chance (Poisson); customers differ, so it is often 2 to 5."
        ),
        step=0.5,
    ),
]
NegativeBinomialDispersion = Annotated[
    float,
    Field(ge=0, le=1000),
    Control(
        label=Message("Negative binomial dispersion"),
        help=Message("The k in: variance = variance over mean × mean + k mean²."),
        step=0.1,
        advanced=True,
    ),
]
RatioControl = Annotated[float, Control(label=Message("Ratio without the new version"), step=0.01)]
RatioTreatment = Annotated[float, Control(label=Message("Ratio with the new version"), step=0.01)]
MeanDenominator = Annotated[
    float,
    Field(gt=0),
    Control(
        label=Message("Mean of the denominator"), help=Message("Per customer, such as visits a customer."), step=0.5
    ),
]
VarianceNumerator = Annotated[
    float, Field(gt=0), Control(label=Message("Variance of the numerator"), help=Message("Over customers."), step=0.5)
]
VarianceDenominator = Annotated[
    float,
    Field(ge=0),
    Control(label=Message("Variance of the denominator"), help=Message("Over customers."), step=0.5),
]
MomentCorrelation = Annotated[
    float, Field(ge=-1, le=1), Control(label=Message("Correlation of both"), help=Message("Over customers."), step=0.05)
]
CustomersInCells = Annotated[
    int,
    Field(ge=8, le=LARGEST_COUNTED),
    Control(label=Message("Customers in all four cells together"), step=40, unit="count"),
]
CellOutcome: TypeAlias = Literal["share", "mean"]
CellOutcomeChoice = Annotated[
    CellOutcome,
    Control(label=Message("What is measured"), choices={"share": Message("a share"), "mean": Message("a mean")}),
]
CellValues = Annotated[
    tuple[float, ...],
    Field(min_length=4, max_length=4),
    Control(
        label=Message("True values of the four cells"),
        help=Message("Neither change, the first, the second, both; shares as fractions such as 0.35."),
    ),
]
WithinSd = Annotated[
    float,
    Field(gt=0),
    Control(label=Message("Standard deviation within cells"), only_if={"measured": ("mean",)}, step=1),
]
OutcomeKind: TypeAlias = Literal["share", "mean"]
OutcomeRole: TypeAlias = Literal["primary", "guardrail"]
MOST_OUTCOMES = 30
OutcomeKinds = Annotated[
    tuple[OutcomeKind, ...],
    Field(min_length=1, max_length=MOST_OUTCOMES),
    Control(
        table="metrics",
        label=Message("What each metric is"),
        heading=Message("Kind"),
        choices={"share": Message("a share"), "mean": Message("a mean")},
    ),
]
OutcomeRoles = Annotated[
    tuple[OutcomeRole, ...],
    Field(min_length=1, max_length=MOST_OUTCOMES),
    Control(
        table="metrics",
        label=Message("What each metric is for"),
        heading=Message("Role"),
        help=Message("A primary metric is to change; a guardrail must not get worse by more than its margin."),
        choices={"primary": Message("primary"), "guardrail": Message("guardrail")},
    ),
]
OutcomeBaselines = Annotated[
    tuple[float, ...],
    Field(min_length=1, max_length=MOST_OUTCOMES),
    Control(
        table="metrics",
        label=Message("Today's value of each metric"),
        heading=Message("Today"),
        help=Message("A share as a fraction (0.35), a mean in its own unit."),
    ),
]
OutcomeChanges = Annotated[
    tuple[float, ...],
    Field(min_length=1, max_length=MOST_OUTCOMES),
    Control(
        table="metrics",
        label=Message("Smallest change of each metric"),
        heading=Message("Smallest change"),
        help=Message(
            "With its sign. A primary metric really changes by as much; of a guardrail it is the margin, and it does not change."
        ),
    ),
]
OutcomeSpreads = Annotated[
    tuple[float, ...],
    Field(max_length=MOST_OUTCOMES),
    Control(
        table="metrics",
        label=Message("Standard deviation of each mean"),
        heading=Message("Standard deviation"),
        help=Message("0 for shares, whose spread follows from the share. Empty: all are shares."),
    ),
]
Promoters = Annotated[
    float, Field(ge=0.0, le=1.0), Control(label=Message("Promoters, first group"), step=0.01, unit="percent")
]
Detractors = Annotated[
    float, Field(ge=0.0, le=1.0), Control(label=Message("Detractors, first group"), step=0.01, unit="percent")
]
ScoreChange = Annotated[
    float,
    Field(ge=-1.0, le=1.0),
    Control(
        label=Message("Difference of the scores"),
        help=Message("Half of it comes from more promoters, half from fewer detractors."),
        step=0.01,
        unit="points",
    ),
]


def check(design: object) -> None:
    """Raise `ParameterError` for a number of a design outside its declared range."""
    kind: Callable[..., object] = type(design)
    for parameter in parameters_of(kind):
        value: Any = getattr(design, parameter.name)
        if parameter.choices and any(item not in parameter.choices for item in _items(value)):
            raise _outside(parameter.name, value, ", ".join(parameter.choices))
        if isinstance(value, tuple):
            numbers = cast("tuple[float, ...]", value)
            low, high = parameter.min_length or 0, parameter.max_length or len(numbers)
            if not low <= len(numbers) <= high or any(number != number for number in numbers):  # noqa: PLR0124 - NaN
                raise _outside(parameter.name, numbers, f"{low} … {high}")
            continue
        if isinstance(value, bool | str):
            continue
        low, high = parameter.minimum, parameter.maximum
        above = low is None or (value > low if parameter.exclusive_minimum else value >= low)
        if not above or (high is not None and value > high) or value != value:  # noqa: PLR0124 - NaN
            raise _outside(parameter.name, value, f"{'-∞' if low is None else low} … {'∞' if high is None else high}")


def _items(value: Any) -> tuple[Any, ...]:
    return cast("tuple[Any, ...]", value) if isinstance(value, tuple) else (value,)


def impossible(name: str, what: Message, remedy: Message) -> ParameterError:
    """The error for numbers that do not go together."""
    return ParameterError(what, remedy=remedy, parameter=name)


def _outside(name: str, value: object, allowed: str) -> ParameterError:
    return ParameterError(
        Message("“{name}” cannot be {value}.", name=name, value=repr(value)),
        Message("Allowed: {range}.", range=allowed),
        Message("Choose a number in this range."),
        parameter=name,
    )
