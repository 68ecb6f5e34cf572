"""What did a test of two means show, how sure is it, and what is it worth?"""

from __future__ import annotations

from typing import Annotated, TypeAlias

from pydantic import Field

from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.parameters import Control
from analysis.experiments import read_controls as ask
from analysis.experiments import reading_controls as asked
from analysis.experiments.mean_reading import MeanReading
from analysis.experiments.mean_reading_solution import MeanInputs, read_mean_inputs

MeanControl: TypeAlias = Annotated[float, Control(label=Message("Mean of the control group"))]
MeanTreatment: TypeAlias = Annotated[float, Control(label=Message("Mean with the new version"))]
SdControl: TypeAlias = Annotated[float, Field(ge=0), Control(label=Message("Standard deviation, control group"))]
SdTreatment: TypeAlias = Annotated[float, Field(ge=0), Control(label=Message("Standard deviation, new version"))]


@method("read_means")
def read_means(
    *,
    n_control: ask.SizeControl,
    mean_control: MeanControl,
    sd_control: SdControl,
    n_treatment: ask.SizeTreatment,
    mean_treatment: MeanTreatment,
    sd_treatment: SdTreatment,
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
) -> MeanReading:
    """What did a test of two means show, how sure is it, and what is it worth?

    Parameters
    ----------
    n_control, n_treatment : int
        Customers of each group, 1 or more.
    mean_control, mean_treatment : float
        Mean outcome of each group, such as spending per customer.
    sd_control, sd_treatment : float
        Sample standard deviation (n - 1) of each group, 0 or more.
    smallest_change : float, optional
        Smallest difference worth acting on, above 0, in the unit of the outcome.
    planned_n_total : int, optional
        Customers planned in both groups together.
    planned_share_treatment : float
        Planned share with the new version, above 0 and below 1.
    goal : {"superiority", "noninferiority", "equivalence"}
        What the test was to show.
    margin : float, optional
        Needed for the last two, above 0, in the unit of the outcome.
    value_per_unit : float, optional
        Yuan for one unit of the outcome.
    level : float
        Confidence level, above 0.5 and below 1.
    good : {"increase", "decrease"}
        Whether higher or lower is better.
    alternative : {"two-sided", "greater", "less"}
        One-sided intervals become bounds.
    randomised_by : {"customer", "cluster"}
        Whether single customers or whole communities were assigned.
    cluster_size, icc : float, optional
        Mean size of the communities and correlation within them; both or neither.
    outcomes_read : int
        How many outcomes of this test are read in all.

    Returns
    -------
    MeanReading

    Raises
    ------
    ParameterError
        If a group of one customer has a spread, a goal lacks its margin, or only one of cluster size and
        correlation is given.

    Notes
    -----
    Welch's test and interval decide (no assumption of equal spread); Student's stands beside. The lift
    over control is judged by Fieller's set, which says the same about zero as Welch's test; the first-order
    delta interval can say otherwise and is shown beside, as is the log-ratio interval. A design effect
    1 + (m - 1) ICC multiplies the squared errors; the degrees of freedom stay those of the customers.
    Non-inferiority: one-sided Welch test against the margin at (1 - level) / 2; equivalence: two one-sided
    tests at 1 - level each. Gates in order: split, clusters, plan, number of outcomes.

    The t interval assumes independent customers and means that are close to normal. Simulated coverage of
    the nominal 95 % Welch interval (10,000 tests each): normal outcomes, 30 in each group .949, 5 against 10
    customers with a threefold spread in the smaller group .943; log-normal spending (skewness 6.2), 30 in
    each group .963 where nothing changed and .929 where the mean doubled, 500 in each group .946. Lift of
    1.2 with 12 normal customers in each group: Fieller .951, delta .953, log ratio .959.

    References
    ----------
    .. [1] Welch, B. L. (1947). The generalization of "Student's" problem when several different population
       variances are involved. Biometrika, 34, 28-35.
    .. [2] Fieller, E. C. (1954). Some problems in interval estimation. Journal of the Royal Statistical
       Society B, 16, 175-185.
    .. [3] Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure and the power approach.
       Journal of Pharmacokinetics and Biopharmaceutics, 15, 657-680.
    .. [4] Kohavi, R., Tang, D. and Xu, Y. (2020). Trustworthy online controlled experiments, ch. 17-19.

    Examples
    --------
    >>> reading = read_means(
    ...     n_control=50, mean_control=10.0, sd_control=3.0, n_treatment=60, mean_treatment=11.5, sd_treatment=4.0
    ... )
    >>> difference = reading.difference_treatment_minus_control
    >>> round(difference.low, 3), round(difference.high, 3), round(reading.p_value, 4), reading.verdict
    (0.175, 2.825, 0.0269, 'increase')
    """
    return read_mean_inputs(
        MeanInputs(
            n_control=n_control,
            mean_control=mean_control,
            sd_control=sd_control,
            n_treatment=n_treatment,
            mean_treatment=mean_treatment,
            sd_treatment=sd_treatment,
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
