"""How many customers does a 2 × 2 factorial need to tell two changes apart?"""

from __future__ import annotations

from analysis.core.method import method
from analysis.experiments import factorial_controls as ask_factorial
from analysis.experiments import group_controls as ask_groups
from analysis.experiments import plan_controls as ask
from analysis.experiments.factorial_inputs import FactorialInputs
from analysis.experiments.factorial_plan import FactorialPlan
from analysis.experiments.factorial_solution import solve_factorial


@method("plan_factorial")
def plan_factorial(
    *,
    outcome: ask_factorial.OutcomeKind = "share",
    baseline: ask_factorial.Baseline,
    sd: ask_factorial.WithinDeviation = None,
    change_a: ask_factorial.EffectA = None,
    change_b: ask_factorial.EffectB = None,
    users_per_week: ask.CustomersPerWeek = None,
    power: ask.Power = 0.8,
    alpha: ask.Alpha = 0.05,
    solve_for: ask_groups.WorkOut = "n",
    n_total: ask.TotalCustomers = None,
    weeks: ask.WeeksAvailable = None,
    plan_for: ask_factorial.WhatToPlanFor = "main_effects",
    interaction: ask_factorial.InteractionSize = 0.0,
    sides: ask.SidesLookedAt = "two",
    correction: ask_factorial.ManyTests = "none",
    traffic_share: ask.TrafficShare = 1.0,
    factor_a: ask_factorial.FactorA = "",
    usual_a: ask_factorial.UsualA = "",
    other_a: ask_factorial.OtherA = "",
    factor_b: ask_factorial.FactorB = "",
    usual_b: ask_factorial.UsualB = "",
    other_b: ask_factorial.OtherB = "",
) -> FactorialPlan:
    """How many customers does a 2 × 2 factorial need to tell two changes apart?

    Parameters
    ----------
    baseline : float
        Value of the cell with the usual level of both factors: a share above 0 and below 1, or a mean.
    change_a, change_b : float, optional
        Main effects planned for, not 0, below 0 for a fall: points as a fraction, or units of the mean.
        `change_b` None is the same as `change_a`. Not needed to solve for "mde".
    outcome : {"share", "mean"}
        What is measured.
    sd : float, optional
        Standard deviation within cells, above 0; needed for a mean.
    users_per_week : int, optional
        New eligible customers a week.
    power : float
        Wanted chance to find each effect, 0.5..1. Not used to solve for "power".
    alpha : float
        Chance of a false alarm, above 0 and below 0.5; over all tests if corrected.
    solve_for : {"n", "mde", "power"}
        The unknown; "mde" is the smallest main effect (both alike), or the smallest interaction.
    n_total, weeks : int, optional
        Customers in all four cells, or weeks of `users_per_week`, to solve for "mde" or "power".
    plan_for : {"main_effects", "interaction"}
        What the cells are to be large enough for.
    interaction : float
        Interaction assumed, on the scale of the outcome: A's effect with B less A's effect without.
    sides : {"two", "one"}
        Whether `alpha` covers both directions.
    correction : {"none", "bonferroni", "holm"}
        Whether `alpha` is shared by the tests: two main effects, or these and the interaction.
    traffic_share : float
        Share of eligible customers who enter the test, above 0 up to 1.
    factor_a, usual_a, other_a, factor_b, usual_b, other_b : str
        Names of the factors and their levels. All empty: channels (community group only; preview, SMS and
        community group) by touches (one; three), which untangles the published four-arm design.

    Returns
    -------
    FactorialPlan
        Cells, effects, chances, what other designs would cost, and the power curve.

    Raises
    ------
    ParameterError
        If an effect is 0 or missing, or a cell's share leaves 0..1.

    Notes
    -----
    With the cells y00, y10 (A), y01 (B), y11 (both), the main effect of A is ((y10 - y00) + (y11 - y01)) / 2
    and the interaction (y11 - y01) - (y10 - y00), both on the scale of the outcome (for shares: points, not
    odds). With n customers a cell and variance v in each, a main effect has variance v / n and the
    interaction 4 v / n: for the same size it needs four times the customers, for half the size sixteen
    times. Shares: v = p (1 - p) in each cell, normal quantiles, unpooled. Means: noncentral t, 4 (n - 1)
    degrees of freedom. The far tail is left out.

    Four arms that change two things at a time cannot say which of them acted: in the published design with
    (A) one promotion for all, (B) a group coupon, (C) preview, SMS and group, (D) bullet chat only, C differs
    from B in the channels and in the number of touches. The four cells here change one thing at a time, and
    every customer counts for both effects.

    References
    ----------
    .. [1] Montgomery, D. C. (2017). Design and analysis of experiments, 9th ed., section 5.3 and 6.2.
    .. [2] Brookes, S. T. et al. (2004). Subgroup analyses in randomized trials: risks of subgroup-specific
       analyses; power and sample size for the interaction test. Journal of Clinical Epidemiology, 57,
       229-236.

    Examples
    --------
    >>> plan = plan_factorial(baseline=0.35, change_a=0.05)
    >>> plan.n_cell, plan.n_total
    (750, 3000)
    """
    return solve_factorial(
        FactorialInputs(
            outcome=outcome,
            baseline=baseline,
            sd=sd,
            change_a=change_a,
            change_b=change_b,
            interaction=interaction,
            plan_for=plan_for,
            names=(factor_a, usual_a, other_a, factor_b, usual_b, other_b),
            users_per_week=users_per_week,
            n_treatments=1,
            allocation="equal",
            share_treatment=None,
            power=power,
            alpha=alpha,
            solve_for=solve_for,
            n_total=n_total,
            weeks=weeks,
            n_control=None,
            n_treatment=None,
            direction="increase",
            sides=sides,
            correction=correction,
            traffic_share=traffic_share,
        )
    )
