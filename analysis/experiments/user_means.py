"""Did the new version change what a customer spends, orders or does, read from one row per customer?"""

from __future__ import annotations

import pandas as pd

from analysis.core.method import method
from analysis.experiments import user_controls as ask
from analysis.experiments.user_estimates import UserInputs
from analysis.experiments.user_mean_reading import UserMeansReading
from analysis.experiments.user_mean_solution import MeanQuestion, read_means_of_users


@method("read_user_means")
def read_user_means(
    frame: pd.DataFrame,
    *,
    arm: ask.Arm,
    outcome: ask.Outcome,
    pre_period: ask.PrePeriod = None,
    community: ask.Community = None,
    control: ask.ControlGroup = None,
    outliers: ask.Outliers = "keep",
    winsorise_share: ask.WinsoriseShare = 0.01,
    missing_pre_period: ask.PrePeriodGap = "impute",
    theta: ask.ThetaChoice = "within_arms",
    smallest_change: ask.SmallestChange = None,
    planned_n: ask.PlannedTotal = None,
    planned_share: ask.PlannedShare = None,
    value_per_unit: ask.WorthPerUnit = None,
    level: ask.Level = 0.95,
    good: ask.Wanted = "increase",
    correction: ask.ManyGroups = "dunnett",
    n_resamples: ask.Resamples = 4000,
    seed: ask.Seed = 20260101,
) -> UserMeansReading:
    """Did the new version change the mean of an outcome per customer, how sure is it, and what next?

    Parameters
    ----------
    frame : DataFrame
        One row per customer, assigned at random.
    arm : str
        Column of the groups, compared with the first in declared order unless `control` names another.
    outcome : str
        Numeric column: orders, spend, active days in the window after assignment.
    pre_period : str, optional
        The customer's value before assignment (CUPED).
    community : str, optional
        Column of the unit that was assigned as a whole.
    control : str, optional
        Code of the control group.
    outliers : {"keep", "winsorise", "log"}
        What happens to very large values; decide before looking.
    winsorise_share : float
        Share of values cut down to the quantile of all groups together, above 0 and below 0.5.
    missing_pre_period : {"impute", "drop"}
        Customers without a value before the test: kept with the mean and an indicator, or left out.
    theta : {"within_arms", "total"}
        Which slope decides.
    smallest_change : float, optional
        Smallest change worth acting on, in the unit of the outcome, above 0.
    planned_n : int, optional
        Customers planned in all groups together.
    planned_share : tuple of float, optional
        Planned share of each group, the control first; an even split where not given.
    value_per_unit : float, optional
        Yuan that one unit of the outcome is worth, above 0.
    level : float
        Confidence level of all comparisons together, above 0.5 and below 1.
    good : {"increase", "decrease"}
        Which direction is wanted.
    correction : {"dunnett", "holm"}
        With more than two groups.
    n_resamples : int
        Bootstrap draws of the quantiles.
    seed : int
        Of these draws.

    Returns
    -------
    UserMeansReading
        Groups, comparisons, adjustment, ranks and quantiles, gates and verdicts.

    Raises
    ------
    TooFewRowsError
        If no row has a group, or a group has no outcome.
    UnsuitableDataError
        If there is one group only, no value before the test, or a value below 0 on the log scale.
    ParameterError
        If a named control or the planned shares do not fit the groups.

    Notes
    -----
    The interval of the difference decides. Without a pre-period it is Welch's. With one, CUPED: the
    outcome less theta times the centred pre-period value. Theta within groups (pooled slope) makes the
    difference that of an analysis of covariance; its standard error here is HC2, which without
    covariates is Welch's, so groups may differ in spread and size; the least-squares error is given
    beside it. Theta over all customers [1]_ lets the effect itself into the slope and is biased towards
    no effect where the groups differ in the pre-period by chance. With communities the covariance is
    CR2 and the degrees of freedom those of communities, not of customers
    (`analysis.inference.arm_differences.arm_means`).

    Ranks and quantiles are about the uncut outcome. Mann-Whitney's p-value tests equal distributions,
    not equal means; Brunner and Munzel's holds with unequal shapes. Neither says anything of total
    spend. Missing outcomes are left out and counted by group; the test of equal shares missing cannot
    show that those missing are alike. Skewed outcomes: see the caution on the skewness of the
    difference.

    Simulated without an effect (10,000 replicates each, nominal 5 %): log-normal spend with two in three
    at zero, 300 against 300 customers .048, CUPED .049; 900 against 100 .072 and .079, both errors on one
    side. A pre-period, 45 against 15, the small group three times as spread: .049, where the
    least-squares error of ANCOVA gives .205. Communities of 5 to 60 customers with an intraclass
    correlation of .1: 10 in each group .052, 5 in each .045, where the test over customers gives .37
    and .38.

    References
    ----------
    .. [1] Deng, A., Xu, Y., Kohavi, R. and Walker, T. (2013). Improving the sensitivity of online
       controlled experiments by utilizing pre-experiment data. WSDM '13, 123-132 (eq. 4-6).
    .. [2] Lin, W. (2013). Agnostic notes on regression adjustments to experimental data. Annals of
       Applied Statistics, 7, 295-318.
    .. [3] Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for linear
       regression with multi-stage samples. Survey Methodology, 28, 169-181.
    .. [4] Brunner, E. and Munzel, U. (2000). The nonparametric Behrens-Fisher problem. Biometrical
       Journal, 42, 17-25.

    Examples
    --------
    >>> users = pd.DataFrame(
    ...     {
    ...         "arm": pd.Categorical(["old"] * 5 + ["new"] * 5, categories=["old", "new"]),
    ...         "orders": [1.0, 2, 2, 3, 2, 4, 5, 3, 4, 5],
    ...     }
    ... )
    >>> found = read_user_means(users, arm="arm", outcome="orders").comparisons[0]
    >>> round(found.difference.value, 2), round(found.difference.low, 2), found.verdict
    (2.2, 1.06, 'increase')
    """
    question = MeanQuestion(
        arm=arm,
        outcome=outcome,
        pre_period=pre_period,
        community=community,
        control=control,
        outliers=outliers,
        winsorise_share=winsorise_share,
        missing_pre_period=missing_pre_period,
        theta=theta,
        n_resamples=n_resamples,
        seed=seed,
    )
    inputs = UserInputs(
        smallest_change=smallest_change,
        planned_n=planned_n,
        planned_share=planned_share,
        value_per_unit=value_per_unit,
        level=level,
        good=good,
        correction=correction,
    )
    return read_means_of_users(frame, question, inputs)
