"""How many customers does a test of two rates need, what can it find, and for how long must it run?"""

from __future__ import annotations

from analysis.core.method import method
from analysis.experiments import design_controls as design
from analysis.experiments import plan_controls as ask
from analysis.experiments.plan_inputs import PlanInputs
from analysis.experiments.plan_solution import solve_plan
from analysis.experiments.proportion_plan import ProportionPlan


@method("plan_proportions")
def plan_proportions(
    *,
    baseline_rate: ask.BaselineRate,
    change: ask.Change = None,
    change_kind: ask.ChangeUnit = "absolute",
    users_per_week: ask.CustomersPerWeek = None,
    n_treatments: ask.NewVersions = 1,
    share_treatment: ask.ShareTreatment = None,
    power: ask.Power = 0.8,
    alpha: ask.Alpha = 0.05,
    solve_for: ask.WorkOut = "n",
    n_total: ask.TotalCustomers = None,
    weeks: ask.WeeksAvailable = None,
    n_control: ask.ControlCustomers = None,
    n_treatment: ask.TreatmentCustomers = None,
    direction: ask.ChangeDirection = "increase",
    sides: ask.SidesLookedAt = "two",
    convention: ask.VarianceConvention = "pooled",
    correction: ask.ManyVersions = "bonferroni",
    traffic_share: ask.TrafficShare = 1.0,
    goal: design.WhatIsShown = "superiority",
    margin: design.Margin = None,
    better: design.BetterDirection = "higher",
    margin_convention: design.MarginVariance = "farrington_manning",
    allocation: design.SplitRule = "equal",
    cluster_size: design.CommunitySize = None,
    icc: design.Likeness = None,
    cluster_size_cv: design.UnequalCommunities = 0.0,
    covariate_correlation: design.PastCorrelation = 0.0,
) -> ProportionPlan:
    """How many customers does a test of two rates need, what can it find, and for how long must it run?

    Parameters
    ----------
    baseline_rate : float
        Rate of the control group, above 0 and below 1.
    change : float, optional
        Size of the change planned for, above 0: a fraction of customers (0.02 = 2 points), of the
        baseline (0.05 = 5 % of it), or Cohen's h, by `change_kind`. Not used to solve for "mde" of a
        test of superiority. With a margin it is the true difference planned for, None for none.
    change_kind : {"absolute", "relative", "cohen_h"}
        Unit of `change`.
    users_per_week : int, optional
        New eligible customers a week.
    n_treatments : int
        Treatment groups, 1..9, each compared with one control group.
    share_treatment : float, optional
        Share of customers in all treatment groups together; None for groups of equal size.
    power : float
        Wanted chance to find the change, 0.5..1 (per comparison). Not used to solve for "power".
    alpha : float
        Chance of a false alarm, above 0 and below 0.5, over all comparisons.
    solve_for : {"n", "mde", "power", "split", "arms", "weeks"}
        The unknown: sizes, smallest change (or margin), chance, share of treatment, new versions that
        can be tried, weeks. Sizes are not used to solve for "n" and "weeks", except a fixed `n_control`;
        `weeks` beside "weeks" adds what is found in them.
    n_total, weeks, n_control, n_treatment : int, optional
        Size of the test to solve for "mde" or "power" ("split" and "arms" take it in all): both group sizes, or customers in all, or
        weeks of `users_per_week` (the first of these that is given).
    direction : {"increase", "decrease"}
        Direction of the change.
    sides : {"two", "one"}
        Whether `alpha` covers both directions. Non-inferiority is tested at half of `alpha` with
        "two"; each of the two tests of equivalence is at `alpha` in any case. So the reader at level
        1 - `alpha` decides.
    convention : {"pooled", "unpooled", "arcsine", "continuity_corrected", "evan_miller"}
        Variances and scale of the formula.
    correction : {"bonferroni", "holm", "dunnett", "none"}
        How `alpha` is kept over several treatments' comparisons.
    traffic_share : float
        Share of eligible customers who enter the test, above 0 up to 1.
    goal : {"superiority", "noninferiority", "equivalence"}
        Whether a change is to be found, or a new version shown to be no worse, or neither worse nor
        better, by more than `margin`.
    margin : float, optional
        Largest difference that counts as none, a fraction above 0 (0.01 = 1 point). Not used to solve
        for "mde".
    better : {"higher", "lower"}
        Which rate is the better one, with a margin.
    margin_convention : {"farrington_manning", "unpooled"}
        Variance if the truth lies on the margin: of the most likely rates there, or of the rates planned for.
    allocation : {"equal", "square_root"}
        Without `share_treatment`: groups of one size, or a control group sqrt(k) times each of k treatments.
    cluster_size, icc, cluster_size_cv : float, optional
        Customers counted in each community that is assigned as a whole (1 or more), their intraclass
        correlation (0..1), and the coefficient of variation of the communities' sizes (0 or more).
    covariate_correlation : float
        Correlation of the outcome with the time before, above -1 and below 1, if the analysis adjusts for it.

    Returns
    -------
    ProportionPlan
        Sizes, change, chance, duration, other conventions' answers and the power curve.

    Raises
    ------
    ParameterError
        If a rate leaves 0..1, a value that the question needs is missing or contradicts another, a group
        would be empty, or no size is enough.

    Notes
    -----
    Default convention: pooled variance if nothing changed, unpooled if it did, normal quantiles, the
    far rejection tail left out, no continuity correction. This is R's ``power.prop.test``, the most
    widely used reference, and the test whose p-value `read_proportions` reports; with unequal groups
    the pooled rate is weighted by size. The other conventions' numbers stand in `others`.

    n = (z_alpha sqrt(pbar qbar (1/w0 + 1/w1)) + z_power sqrt(p0 q0/w0 + p1 q1/w1))² / change² customers
    in both groups, w0 and w1 their shares, pbar = w0 p0 + w1 p1. Whole customers are rounded up in each
    group. Up to 400 per group (or as many pairs of outcomes in unequal groups, such as 40 and 4,000) the
    chance is also enumerated exactly; above, it is within .03 of the formula wherever we looked (rates
    .0005 to .999, treatment shares .02 to .9, power .8 and .9). Assumes independent customers who
    are assigned at random and counted once, and one reading at the planned size. It does not say how
    likely the change is, nor correct for looking early.

    Margins: power Phi((gain + margin - z_alpha s0) / s1), s1 unpooled, s0 from the rates most likely among
    those that lie a margin apart [4]_ or s0 = s1 [3]_; equivalence is two such tests, each at `alpha`, both of which
    must speak; non-inferiority is one, at half of `alpha` if that covers both directions. Several treatments: Holm's first step is Bonferroni's, so the chance stated for it is a
    lower bound; Dunnett [5]_ uses the correlation n1 / (n0 + n1) of comparisons with one control group, normal
    quantiles. `power_any` assumes that every new version changes the rate alike.

    Communities multiply n by 1 + ((1 + cv²) m - 1) ICC [6]_, rounded up after the product; below 15
    communities in a group the chance by a t test with (communities - 2) degrees of freedom is stated. A
    covariate multiplies n by 1 - r² [7]_, for a rate an approximation.

    No finite population correction: two treatments are compared for all customers to whom they may be
    given in future, not described in the ones at hand. Among those, each customer shows only one of two
    outcomes, so even all of them do not settle which treatment is better.

    References
    ----------
    .. [1] Fleiss, J. L., Levin, B. and Paik, M. C. (2003). Statistical methods for rates and
       proportions, 3rd ed., eq. 4.14 (pooled), 4.19 (continuity correction).
    .. [2] Cohen, J. (1988). Statistical power analysis for the behavioral sciences, ch. 6 (arcsine).
    .. [3] Chow, S.-C., Shao, J. and Wang, H. (2008). Sample size calculations in clinical research,
       eq. 4.2.2 (unpooled), 4.2.4 (margins).
    .. [4] Farrington, C. P. and Manning, G. (1990). Test statistics and sample size formulae for
       comparative binomial trials. Statistics in Medicine, 9, 1447-1454.
    .. [5] Dunnett, C. W. (1955). A multiple comparison procedure for comparing several treatments with a
       control. Journal of the American Statistical Association, 50, 1096-1121.
    .. [6] Eldridge, S. M., Ashby, D. and Kerry, S. (2006). Sample size for cluster randomized trials: effect
       of coefficient of variation of cluster size and analysis method. International Journal of
       Epidemiology, 35, 1292-1300.
    .. [7] Deng, A., Xu, Y., Kohavi, R. and Walker, T. (2013). Improving the sensitivity of online controlled
       experiments by utilizing pre-experiment data. WSDM '13, 123-132.

    Examples
    --------
    >>> plan = plan_proportions(baseline_rate=0.35, change=0.02, users_per_week=2600)
    >>> plan.n_control, plan.n_total, plan.weeks
    (9041, 18082, 7.0)
    >>> round(plan_proportions(baseline_rate=0.1, solve_for="mde", n_total=10000).treatment_rate, 4)
    0.1174
    >>> plan_proportions(baseline_rate=0.4, goal="noninferiority", margin=0.05, power=0.9).n_control
    2015
    """
    return solve_plan(
        PlanInputs(
            baseline_rate=baseline_rate,
            change=change,
            change_kind=change_kind,
            users_per_week=users_per_week,
            n_treatments=n_treatments,
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
            convention=convention,
            correction=correction,
            traffic_share=traffic_share,
            goal=goal,
            margin=margin,
            better=better,
            margin_convention=margin_convention,
            allocation=allocation,
            cluster_size=cluster_size,
            icc=icc,
            cluster_size_cv=cluster_size_cv,
            covariate_correlation=covariate_correlation,
        )
    )
