"""How many customers does a test of a ratio metric need?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.results import Note
from analysis.experiments import group_controls as ask_groups
from analysis.experiments import plan_controls as ask
from analysis.experiments import ratio_controls as ask_ratio
from analysis.experiments.group_others import Asked, OtherAnswer, equal_total
from analysis.experiments.group_question import GroupQuestion, solved
from analysis.experiments.group_solution import group_curve, group_notes, group_provenance, laid_out, solved_sizes
from analysis.experiments.proportion_power import whole
from analysis.experiments.ratio_inputs import RatioInputs
from analysis.experiments.ratio_plan import RatioPlan
from analysis.experiments.ratio_power import RatioTest

NAN = float("nan")
FEW_CUSTOMERS = 200


@method("plan_ratio")
def plan_ratio(
    *,
    ratio: ask_ratio.Ratio,
    mean_denominator: ask_ratio.MeanDenominator = None,
    variance_numerator: ask_ratio.VarianceNumerator = None,
    variance_denominator: ask_ratio.VarianceDenominator = None,
    covariance: ask_ratio.Covariance = None,
    correlation: ask_ratio.Correlation = None,
    change: ask_ratio.RatioChange = None,
    change_kind: ask_ratio.RatioChangeUnit = "relative",
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
    convention: ask_ratio.RatioConventionAsked = "difference",
    unit_variance: ask_ratio.UnitVariance = None,
    event_variance: ask_ratio.EventVariance = None,
    covariate_correlation: ask_groups.CovariateCorrelation = 0.0,
    allocation: ask_groups.Split = "equal",
    correction: ask_groups.ManyVersions = "bonferroni",
    traffic_share: ask.TrafficShare = 1.0,
) -> RatioPlan:
    """How many customers does a test of a ratio metric, such as clicks per visit, need?

    Parameters
    ----------
    ratio : float
        Sum of the numerator over sum of the denominator in the control group, above 0.
    change : float, optional
        Size of the change planned for, above 0, by `change_kind`. Not used to solve for "mde".
    change_kind : {"relative", "absolute"}
        Unit of `change`: fractions of the ratio, or the ratio's own.
    mean_denominator : float, optional
        Mean of the denominator per customer, above 0.
    variance_numerator, variance_denominator : float, optional
        Variances per customer.
    covariance, correlation : float, optional
        Of numerator and denominator over customers: one of the two.
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
        The unknown.
    n_total, weeks, n_control, n_treatment : int, optional
        Size of the test to solve for "mde" or "power", as in `plan_proportions`.
    direction : {"increase", "decrease"}
        Direction of the change.
    sides : {"two", "one"}
        Whether `alpha` covers both directions.
    convention : {"difference", "log_ratio"}
        Test of the difference of both ratios, or of the logarithm of their quotient.
    unit_variance : float, optional
        Variance of one customer's (numerator - ratio × denominator) / mean denominator, above 0, in
        place of the moments.
    event_variance : float, optional
        Variance of one event's value, above 0, to tell what ignoring the customer would claim; None
        takes events as yes or no where the ratio is below 1.
    covariate_correlation : float
        Correlation of the linearised value with one from before the test (CUPED), -1..1.
    allocation : {"equal", "square_root", "share"}
        Division of the customers, as in `plan_means`.
    correction : {"bonferroni", "holm", "none"}
        Whether `alpha` is shared among several treatments' comparisons.
    traffic_share : float
        Share of eligible customers who enter the test, above 0 up to 1.

    Returns
    -------
    RatioPlan
        Sizes, change, chance, duration, what events as units would claim, other conventions' answers
        and the power curve.

    Raises
    ------
    ParameterError
        If the moments contradict each other, a needed value is missing, or the ratio would fall to 0.

    Notes
    -----
    Customers are assigned, so customers are the units: with v = (var_num - 2 R cov + R² var_den) /
    mean_den² the variance of a group's ratio is v / n (delta method), alike in both groups, and
    n = (z_alpha + z_power)² v (1/w0 + 1/w1) / change², normal quantiles, far tail left out. A test with
    events as units uses R (1 - R) / mean_den (or `event_variance` / mean_den) in place of v and is wrong
    by the factor of the two. A larger ratio varies more than today's, so a rise is found a little less often
    than planned: of simulated tests of a 10 % rise planned at 80 %, 78.7 %. Assumes independent customers assigned at random and enough of them for
    the delta method; it does not look at ratios averaged over customers, which are means.

    References
    ----------
    .. [1] Deng, A., Knoblich, U. and Lu, J. (2018). Applying the delta method in metric analytics: a
       practical guide with novel ideas. KDD '18, 233-242, eq. 4 and section 3.2.
    .. [2] Kohavi, R., Tang, D. and Xu, Y. (2020). Trustworthy online controlled experiments. Cambridge
       University Press, ch. 18.

    Examples
    --------
    >>> plan = plan_ratio(
    ...     ratio=0.3, change=0.05, mean_denominator=5, variance_numerator=4, variance_denominator=9, covariance=2
    ... )
    >>> plan.n_control, round(plan.unit_variance, 4)
    (10075, 0.1444)
    """
    return _solve(
        RatioInputs(
            ratio=ratio,
            change=change,
            change_kind=change_kind,
            mean_denominator=mean_denominator,
            variance_numerator=variance_numerator,
            variance_denominator=variance_denominator,
            covariance=covariance,
            correlation=correlation,
            unit_variance=unit_variance,
            event_variance=event_variance,
            convention=convention,
            covariate_correlation=covariate_correlation,
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
        )
    )


def _solve(inputs: RatioInputs) -> RatioPlan:
    test, question = inputs.test(), inputs.question(inputs.effect())
    answer = solved_sizes(question, test)
    asked = Asked(question=question, test=test, convention=inputs.convention, family_alpha=inputs.alpha)
    others = (asked.ours(), *_others(inputs, asked, answer))
    parts: dict[str, Any] = {**laid_out(inputs, test, answer), "effect": answer.effect}
    change = inputs.sign * answer.effect
    return RatioPlan(
        **parts,
        **_as_events(inputs, question, test),
        convention=inputs.convention,
        change_kind=inputs.change_kind,
        ratio=inputs.ratio,
        treatment_ratio=inputs.ratio + change,
        change=change,
        relative_change=change / inputs.ratio,
        unit_variance=inputs.customer_variance,
        variance_ratio=inputs.variance_ratio,
        rule_of_16=16 * test.unit_variance / answer.effect**2,
        others=others,
        curve=group_curve(inputs, test, answer, effect=answer.effect),
        notes=group_notes(
            inputs, parts, equal_total(others, inputs.n_treatments), (_few(parts["n_control"], parts["n_treatment"]),)
        ),
        provenance=group_provenance("plan_ratio", inputs),
    )


def _as_events(inputs: RatioInputs, question: GroupQuestion, test: RatioTest) -> dict[str, Any]:
    from scipy.special import ndtr, ndtri

    naive = inputs.event_level_variance
    factor = inputs.customer_variance / naive if naive else NAN
    missing = {"events_design_effect": factor, "events_n_treatment": NAN, "events_false_alarm": NAN}
    if math.isnan(factor):
        return {"event_level_variance": naive, **missing}
    sides = 2 if test.sides == "two" else 1
    claimed = solved(question, replace(test, unit_variance=naive)).n_treatment
    return {
        "event_level_variance": naive,
        "events_design_effect": factor,
        "events_n_treatment": NAN if math.isnan(claimed) else float(whole(claimed)),
        "events_false_alarm": float(sides * ndtr(ndtri(test.tail_alpha) / math.sqrt(factor))),
    }


def _others(inputs: RatioInputs, asked: Asked[RatioTest], answer: GroupQuestion) -> Iterator[OtherAnswer]:
    test = asked.test
    other = "log_ratio" if test.convention == "difference" else "difference"
    yield asked.by(other, replace(test, convention=other))
    yield from asked.usual()
    if inputs.covariate_correlation:
        yield asked.by("unadjusted", replace(test, unit_variance=inputs.customer_variance))
    if not math.isnan(inputs.event_level_variance):
        yield asked.by("events_as_units", replace(test, unit_variance=inputs.event_level_variance))
    if not asked.free_n or inputs.change is None:
        return
    by_share = inputs.change_kind == "absolute"
    read = inputs.change * inputs.ratio if by_share else inputs.change
    if inputs.direction == "increase" or read < inputs.ratio:
        name = "read_as_relative" if by_share else "read_as_absolute"
        yield asked.by(name, test, replace(asked.question, effect=read))
    yield asked.rule("rule_of_16", 16 * test.unit_variance / answer.effect**2)


def _few(n_control: int, n_treatment: int) -> Note | None:
    smallest = min(n_control, n_treatment)
    if smallest >= FEW_CUSTOMERS:
        return None
    return Note(
        "caution",
        Message(
            "With {n:count} customers in the smallest group the delta method is rough: from about {least:count} on it can be trusted.",
            n=smallest,
            least=FEW_CUSTOMERS,
        ),
        code="few_customers",
    )
