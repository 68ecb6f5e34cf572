"""How many customers does a test of means need, what can it find, and for how long must it run?"""

from __future__ import annotations

from analysis.core.method import method
from analysis.experiments import group_controls as ask_groups
from analysis.experiments import mean_controls as ask_means
from analysis.experiments import plan_controls as ask
from analysis.experiments.mean_inputs import MeanInputs
from analysis.experiments.mean_plan import MeanPlan
from analysis.experiments.mean_solution import solve_means


@method("plan_means")
def plan_means(
    *,
    baseline_mean: ask_means.BaselineMean = None,
    sd: ask_means.Deviation = None,
    change: ask_means.MeanChange = None,
    change_kind: ask_means.MeanChangeUnit = "absolute",
    users_per_week: ask.CustomersPerWeek = None,
    n_treatments: ask.NewVersions = 1,
    share_treatment: ask.ShareTreatment = None,
    power: ask.Power = 0.8,
    alpha: ask.Alpha = 0.05,
    solve_for: ask_groups.WorkOut = "n",
    n_total: ask.TotalCustomers = None,
    weeks: ask.WeeksAvailable = None,
    n_control: ask.ControlCustomers = None,
    n_treatment: ask.TreatmentCustomers = None,
    direction: ask.ChangeDirection = "increase",
    sides: ask.SidesLookedAt = "two",
    convention: ask_means.MeanConventionAsked = "student_t",
    sd_treatment: ask_means.DeviationTreatment = None,
    design: ask_means.DesignOfGroups = "independent",
    pair_correlation: ask_means.PairCorrelation = None,
    goal: ask_means.WhatToShow = "superiority",
    margin: ask_means.Margin = None,
    expected_change: ask_means.ExpectedChange = 0.0,
    covariate_correlation: ask_groups.CovariateCorrelation = 0.0,
    cluster_size: ask_means.ClusterSize = None,
    icc: ask_means.Icc = None,
    cluster_size_cv: ask_means.ClusterSizeVariation = 0.0,
    skewness: ask_means.Skewness = None,
    allocation: ask_groups.Split = "equal",
    correction: ask_groups.ManyVersions = "bonferroni",
    traffic_share: ask.TrafficShare = 1.0,
) -> MeanPlan:
    """How many customers does a test of means need, what can it find, and for how long must it run?

    Parameters
    ----------
    baseline_mean : float, optional
        Mean of the control group; needed only for a relative change.
    sd : float, optional
        Standard deviation of one customer's value, above 0; of the differences in pairs (without
        `pair_correlation`) and one sample. Needed unless the change is Cohen's d.
    change : float, optional
        Size of the change planned for, above 0, by `change_kind`. Not used to solve for "mde".
    change_kind : {"absolute", "relative", "cohen_d"}
        Unit of `change`, `margin` and `expected_change`: that of the mean, fractions of today's mean,
        or standard deviations (the root of both groups' mean variance; in pairs of the differences).
    users_per_week : int, optional
        New eligible customers a week.
    n_treatments : int
        Treatment groups, 1..9, each compared with one control group.
    share_treatment : float, optional
        Share of customers in all treatment groups together; None for `allocation`.
    power : float
        Wanted chance to find the change, 0.5..1 (per comparison). Not used to solve for "power".
    alpha : float
        Chance of a false alarm, above 0 and below 0.5, over all comparisons.
    solve_for : {"n", "mde", "power"}
        The unknown; "mde" is the smallest change, or the smallest margin.
    n_total, weeks, n_control, n_treatment : int, optional
        Size of the test to solve for "mde" or "power": both group sizes, or customers in all, or
        weeks of `users_per_week` (the first of these that is given). Customers, not clusters.
    direction : {"increase", "decrease"}
        Direction of the change; the wanted direction for a margin.
    sides : {"two", "one"}
        Whether `alpha` covers both directions. Non-inferiority is tested at half of `alpha` with
        "two"; each of the two tests of equivalence is at `alpha` in any case.
    convention : {"student_t", "welch_t", "z"}
        Distribution and degrees of freedom.
    sd_treatment : float, optional
        Standard deviation of the treatment groups, for "welch_t" and "z".
    design : {"independent", "paired", "one_sample"}
        Separate groups; each customer before and after; one group against a fixed value.
    pair_correlation : float, optional
        Correlation within pairs, -1..1; `sd` and `sd_treatment` are then those of each measurement.
    goal : {"superiority", "noninferiority", "equivalence"}
        What is to be shown.
    margin : float, optional
        Largest difference that would not matter, above 0, by `change_kind`.
    expected_change : float
        True change for a margin, by `change_kind`; above 0 in the wanted direction.
    covariate_correlation : float
        Correlation of the outcome with a covariate from before the test (CUPED), -1..1.
    cluster_size : float, optional
        Mean number of customers assigned together, 1 or more.
    icc : float, optional
        Intraclass correlation, 0..1; needed with `cluster_size`.
    cluster_size_cv : float
        Coefficient of variation of the cluster sizes, 0 or more.
    skewness : float, optional
        Skewness of one customer's value, for a caution.
    allocation : {"equal", "square_root", "share"}
        Groups of equal size; a control group sqrt(k) times each of k treatment groups; by
        `share_treatment`, which also decides where it is given beside "equal".
    correction : {"bonferroni", "holm", "none"}
        Whether `alpha` is shared among several treatments' comparisons. Holm is sized for its first,
        strictest step, which is Bonferroni's.
    traffic_share : float
        Share of eligible customers who enter the test, above 0 up to 1.

    Returns
    -------
    MeanPlan
        Sizes, change or margin, chance, duration, other conventions' answers and the power curve.

    Raises
    ------
    ParameterError
        If parameters contradict each other, a value that the question needs is missing, or no size
        is enough.

    Notes
    -----
    With s² = sd0²/n0 + sd1²/n1 the chance is P(T > c), T noncentral t with shift change/s, c the
    quantile of central t. Default: one standard deviation, n0 + n1 - 2 degrees of freedom, the far tail
    left out, as R's ``power.t.test(strict = FALSE)``; ``power_both_tails`` holds both tails (pwr).
    "welch_t" uses Satterthwaite's degrees of freedom, "z" normal quantiles. Several comparisons each use
    the degrees of freedom of their own two groups. Non-inferiority shifts by margin + expected change.
    Equivalence is the exact chance that both one-sided tests reject (integrated over the sample
    variance; Owen's Q), with "z" the normal one.

    A covariate multiplies the variance by 1 - rho², clusters of mean size m and variation cv by
    1 + ((1 + cv²) m - 1) icc; the degrees of freedom of a t test then count clusters. A group's mean is
    close to normal from 355 skewness² customers on. Assumes independent customers (or clusters) assigned
    at random, and one reading at the planned size. It does not say how likely the change is.

    References
    ----------
    .. [1] Chow, S.-C., Shao, J. and Wang, H. (2008). Sample size calculations in clinical research,
       2nd ed., eq. 3.2.2 and section 3.2.
    .. [2] Phillips, K. F. (1990). Power of the two one-sided tests procedure in bioequivalence. Journal
       of Pharmacokinetics and Biopharmaceutics, 18, 137-144.
    .. [3] Deng, A., Xu, Y., Kohavi, R. and Walker, T. (2013). Improving the sensitivity of online
       controlled experiments by utilizing pre-experiment data. WSDM '13, eq. 2.
    .. [4] Eldridge, S. M., Ashby, D. and Kerry, S. (2006). Sample size for cluster randomized trials:
       effect of coefficient of variation of cluster size. International Journal of Epidemiology, 35,
       1292-1300.
    .. [5] Kohavi, R., Deng, A., Longbotham, R. and Xu, Y. (2014). Seven rules of thumb for web site
       experimenters. KDD '14, rule 7 (355 skewness²).

    Examples
    --------
    >>> plan_means(change=0.5, change_kind="cohen_d").n_control
    64
    >>> plan = plan_means(baseline_mean=20, sd=30, change=0.05, change_kind="relative", users_per_week=4000)
    >>> plan.n_control, plan.weeks
    (14129, 8.0)
    """
    return solve_means(
        MeanInputs(
            baseline_mean=baseline_mean,
            sd=sd,
            sd_treatment=sd_treatment,
            change=change,
            change_kind=change_kind,
            users_per_week=users_per_week,
            n_treatments=n_treatments,
            allocation=allocation,
            share_treatment=share_treatment,
            power=power,
            alpha=alpha,
            solve_for=solve_for,
            n_total=n_total,
            weeks=weeks,
            n_control=n_control,
            n_treatment=n_treatment,
            direction=direction,
            sides=sides,
            correction=correction,
            traffic_share=traffic_share,
            design=design,
            pair_correlation=pair_correlation,
            goal=goal,
            margin=margin,
            expected_change=expected_change,
            convention=convention,
            covariate_correlation=covariate_correlation,
            cluster_size=cluster_size,
            icc=icc,
            cluster_size_cv=cluster_size_cv,
            skewness=skewness,
        )
    )
