"""What did a test of two event rates show, how sure is it, and what is it worth?"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.parameters import Control
from analysis.experiments import read_controls as ask
from analysis.experiments import reading_controls as asked
from analysis.experiments.count_reading import CountReading
from analysis.experiments.count_solution import CountInputs, read_count_inputs

EventsControl: TypeAlias = Annotated[
    int, Field(ge=0, le=10**12), Control(label=Message("Events in the control group"), unit="count")
]
EventsTreatment: TypeAlias = Annotated[
    int, Field(ge=0, le=10**12), Control(label=Message("Events with the new version"), unit="count")
]
EXPOSURE_HELP = Message("What events were counted over, such as customers times weeks.")
ExposureControl: TypeAlias = Annotated[
    float, Field(gt=0), Control(label=Message("Exposure of the control group"), help=EXPOSURE_HELP)
]
ExposureTreatment: TypeAlias = Annotated[
    float, Field(gt=0), Control(label=Message("Exposure with the new version"), help=EXPOSURE_HELP)
]
Dispersion: TypeAlias = Annotated[
    float | None,
    Field(ge=1, le=1e6),
    Control(
        label=Message("Variance over mean of customers' counts"),
        help=Message("1 is Poisson; orders of customers are usually at 2 to 5. Empty: unknown, taken for 1."),
        step=0.1,
    ),
]
CustomersControl: TypeAlias = Annotated[
    int | None,
    Field(ge=1),
    Control(label=Message("Customers in the control group"), help=Message("For the check of the split."), unit="count"),
]
CustomersTreatment: TypeAlias = Annotated[
    int | None,
    Field(ge=1),
    Control(label=Message("Customers with the new version"), help=Message("For the check of the split."), unit="count"),
]


@method("read_counts")
def read_counts(
    *,
    events_control: EventsControl,
    exposure_control: ExposureControl,
    events_treatment: EventsTreatment,
    exposure_treatment: ExposureTreatment,
    dispersion: Dispersion = None,
    n_control: CustomersControl = None,
    n_treatment: CustomersTreatment = None,
    smallest_change: asked.SmallestDifference = None,
    planned_n_total: ask.PlannedTotal = None,
    planned_share_treatment: ask.PlannedShare = 0.5,
    goal: asked.GoalAsked = "superiority",
    margin: asked.Margin = None,
    value_per_unit: asked.ValuePerUnit = None,
    level: ask.Level = 0.95,
    good: asked.GoodAsked = "increase",
    alternative: ask.AlternativeAsked = "two-sided",
    randomised_by: asked.RandomisedByAsked = "customer",
    cluster_size: asked.ClusterSize = None,
    icc: asked.Icc = None,
    outcomes_read: asked.OutcomesRead = 1,
) -> CountReading:
    """What did a test of two event rates show, how sure is it, and what is it worth?

    Parameters
    ----------
    events_control, events_treatment : int
        Events counted in each group, 0 or more.
    exposure_control, exposure_treatment : float
        What they were counted over (customers, customer-weeks), above 0.
    dispersion : float, optional
        Variance over mean of the customers' counts, 1 or more; empty is taken for 1, with a caution.
    n_control, n_treatment : int, optional
        Customers of each group, for the check of the split; both or neither.
    smallest_change : float, optional
        Smallest difference of the rates worth acting on, above 0.
    planned_n_total : int, optional
        Customers planned in both groups together.
    planned_share_treatment : float
        Planned share with the new version, above 0 and below 1.
    goal, margin
        As in `read_means`; the margin is a difference of rates.
    value_per_unit : float, optional
        Yuan for one event; the value is told for 1,000 units of exposure.
    level : float
        Confidence level, above 0.5 and below 1.
    good : {"increase", "decrease"}
        Whether more or fewer events are better.
    alternative : {"two-sided", "greater", "less"}
        One-sided intervals become bounds.
    randomised_by, cluster_size, icc, outcomes_read
        As in `read_means`.

    Returns
    -------
    CountReading

    Raises
    ------
    ParameterError
        If customers are given for one group only, a plan without customers, a goal without its margin, or
        only one of cluster size and correlation.

    Notes
    -----
    The score interval of the difference decides (Poisson variance at the rates most likely under each
    difference), with the score test that it inverts; the lift's interval is the conditional score one, which
    is the same test at zero. So interval, p and lift never speak against each other. The exact conditional
    test (given all events, those of a group are binomial) and the exact interval of the ratio (Clopper-Pearson)
    stand beside them, with a caution where the test says otherwise. Over-dispersion multiplies every variance;
    the exact test and interval then do not apply.

    Assumes events counted over a known exposure and customers independent of each other; without their
    dispersion it takes counts for Poisson, which orders of customers rarely are. Simulated coverage of the
    nominal 95 % intervals (10,000 tests each), 5 against 15 events expected: score difference .952, Wald
    .949, exact ratio .976, log ratio .973; 100 against 150: score .947. Negative binomial counts of
    dispersion 3, 30 against 45 events: .953.

    References
    ----------
    .. [1] Miettinen, O. and Nurminen, M. (1985). Comparative analysis of two rates. Statistics in
       Medicine, 4, 213-226 (eq. 13 and 15).
    .. [2] Przyborowski, J. and Wilenski, H. (1940). Homogeneity of results in testing samples from Poisson
       series. Biometrika, 31, 313-323.
    .. [3] McCullagh, P. and Nelder, J. A. (1989). Generalized linear models, 2nd ed., section 6.2.3
       (over-dispersion).

    Examples
    --------
    >>> reading = read_counts(
    ...     events_control=200, exposure_control=1000, events_treatment=250, exposure_treatment=1000
    ... )
    >>> round(reading.rate_ratio.value, 2), round(reading.p_exact, 4), reading.verdict
    (1.25, 0.0208, 'increase')
    """
    return read_count_inputs(
        CountInputs(
            events_control=events_control,
            exposure_control=exposure_control,
            events_treatment=events_treatment,
            exposure_treatment=exposure_treatment,
            dispersion=dispersion,
            n_control=n_control,
            n_treatment=n_treatment,
            smallest_change=smallest_change,
            planned_n_total=planned_n_total,
            planned_share_treatment=planned_share_treatment,
            goal=goal,
            margin=margin,
            value_per_unit=value_per_unit,
            level=level,
            good=good,
            alternative=alternative,
            randomised_by=randomised_by,
            cluster_size=cluster_size,
            icc=icc,
            outcomes_read=outcomes_read,
        )
    )
