"""How many customers does a test of event rates need?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.results import Note
from analysis.experiments import count_controls as ask_counts
from analysis.experiments import group_controls as ask_groups
from analysis.experiments import plan_controls as ask
from analysis.experiments.count_inputs import CountInputs
from analysis.experiments.count_plan import CountPlan
from analysis.experiments.count_power import COUNT_CONVENTIONS, CountTest
from analysis.experiments.group_others import Asked, OtherAnswer, equal_total
from analysis.experiments.group_solution import group_curve, group_notes, group_provenance, laid_out, solved_sizes

FEW_EVENTS = 30


@method("plan_counts")
def plan_counts(
    *,
    rate: ask_counts.Rate,
    exposure: ask_counts.Exposure = 1.0,
    variance_to_mean: ask_counts.VarianceToMean = None,
    change: ask_counts.RateChange = None,
    change_kind: ask_counts.RateChangeUnit = "relative",
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
    convention: ask_counts.CountConventionAsked = "log_likelihood",
    dispersion: ask_counts.Dispersion = None,
    allocation: ask_groups.Split = "equal",
    correction: ask_groups.ManyVersions = "bonferroni",
    traffic_share: ask.TrafficShare = 1.0,
) -> CountPlan:
    """How many customers does a test of event rates, such as orders a month, need?

    Parameters
    ----------
    rate : float
        Events per customer and unit of time in the control group, above 0.
    change : float, optional
        Size of the change planned for, above 0, by `change_kind`. Not used to solve for "mde".
    change_kind : {"relative", "absolute", "rate_ratio"}
        Unit of `change`: fractions of the rate, events, or the quotient of the new rate and today's.
    exposure : float
        Time each customer is observed, in the unit of the rate, above 0.
    variance_to_mean : float, optional
        Variance of a customer's count over its mean, above 0; 1 is Poisson.
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
    convention : {"log_likelihood", "log_true_rates", "log_reference", "square_root"}
        Scale of the test and its variance if nothing changed.
    dispersion : float, optional
        Negative binomial dispersion k, 0 or more: variance = mean + k mean². In place of
        `variance_to_mean`.
    allocation : {"equal", "square_root", "share"}
        Division of the customers, as in `plan_means`.
    correction : {"bonferroni", "holm", "none"}
        Whether `alpha` is shared among several treatments' comparisons.
    traffic_share : float
        Share of eligible customers who enter the test, above 0 up to 1.

    Returns
    -------
    CountPlan
        Sizes, change, chance, expected events, other conventions' answers and the power curve.

    Raises
    ------
    ParameterError
        If the spread is given twice, a needed value is missing, or the rate would fall to 0.

    Notes
    -----
    A count over the exposure t has mean mu = rate t and variance phi mu + k mu² (phi the variance over
    mean, k the dispersion; Poisson: 1 and 0). On the log scale
    n0 = (z_alpha sqrt(V0) + z_power sqrt(V1))² / log(r1/r0)², V1 = v(r0) + v(r1)/theta with
    v(r) = phi/(r t) + k and theta = n1/n0. V0 uses the rate if nothing changed: the pooled one (default;
    Zhu and Lakkis' method 3), today's (method 1), or V0 = V1 (method 2). On the square root scale the
    variance is (phi + k mu)/4. The far tail is left out. Assumes that every customer is observed as long,
    customers are independent and assigned at random, and the spread is alike in both groups.

    References
    ----------
    .. [1] Zhu, H. and Lakkis, H. (2014). Sample size calculation for comparing two negative binomial
       rates. Statistics in Medicine, 33, 376-387, eq. 9-13.
    .. [2] Gu, K., Ng, H. K. T., Tang, M. L. and Schucany, W. R. (2008). Testing the ratio of two Poisson
       rates. Biometrical Journal, 50, 283-298 (square root scale).

    Examples
    --------
    >>> plan = plan_counts(rate=5, change=2, change_kind="rate_ratio", dispersion=0.5)
    >>> round(plan.n_control_real, 3), plan.n_control
    (20.856, 21)
    """
    return _solve(
        CountInputs(
            rate=rate,
            change=change,
            change_kind=change_kind,
            exposure=exposure,
            dispersion=dispersion,
            variance_to_mean=variance_to_mean,
            convention=convention,
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


def _solve(inputs: CountInputs) -> CountPlan:
    test, step = inputs.test(), inputs.step()
    # A step of NaN, the unknown, stays NaN.
    question = inputs.question(inputs.log_effect(step))
    answer = solved_sizes(question, test)
    asked = Asked(
        question=question,
        test=test,
        convention=inputs.convention,
        family_alpha=inputs.alpha,
        on_scale=inputs.step_at,
    )
    others = (asked.ours(), *_others(inputs, asked))
    effect = inputs.step_at(answer.effect)
    parts: dict[str, Any] = {**laid_out(inputs, test, answer), "effect": effect}
    change, treatment = inputs.sign * effect, inputs.rate + inputs.sign * effect
    events = {
        "events_control": parts["n_control"] * inputs.rate * inputs.exposure,
        "events_treatment": parts["n_treatment"] * treatment * inputs.exposure,
    }
    return CountPlan(
        **parts,
        **events,
        convention=inputs.convention,
        change_kind=inputs.change_kind,
        rate=inputs.rate,
        treatment_rate=treatment,
        change=change,
        relative_change=change / inputs.rate,
        rate_ratio=treatment / inputs.rate,
        exposure=inputs.exposure,
        dispersion=test.dispersion,
        variance_to_mean=test.variance_to_mean,
        variance_over_mean=test.variance_to_mean + test.dispersion * inputs.rate * inputs.exposure,
        others=others,
        curve=group_curve(
            inputs,
            test,
            answer,
            effect=effect,
            scaled=inputs.log_effect,
        ),
        notes=group_notes(inputs, parts, equal_total(others, inputs.n_treatments), _own_notes(inputs, events)),
        provenance=group_provenance("plan_counts", inputs),
    )


def _others(inputs: CountInputs, asked: Asked[CountTest]) -> Iterator[OtherAnswer]:
    test = asked.test
    for convention in COUNT_CONVENTIONS:
        if convention != test.convention:
            yield asked.by(convention, replace(test, convention=convention))
    yield from asked.usual()
    if test.dispersion > 0 or test.variance_to_mean != 1:
        yield asked.by("poisson", replace(test, dispersion=0.0, variance_to_mean=1.0))
    if not asked.free_n or inputs.change is None or inputs.change_kind == "rate_ratio":
        return
    by_share = inputs.change_kind == "absolute"
    read = inputs.change * inputs.rate if by_share else inputs.change
    if inputs.direction == "increase" or read < inputs.rate:
        name = "read_as_relative" if by_share else "read_as_absolute"
        yield asked.by(name, test, replace(asked.question, effect=inputs.log_effect(read)))


def _own_notes(inputs: CountInputs, events: dict[str, Any]) -> Iterator[Note | None]:
    fewest = float(np.nanmin(list(events.values())))
    if fewest < FEW_EVENTS:
        yield Note(
            "caution",
            Message(
                "With about {events:count} events in a group the normal approximation is rough; plan for {least:count} events or more.",
                events=fewest,
                least=FEW_EVENTS,
            ),
            code="few_events",
        )
    if inputs.dispersion is None and inputs.variance_to_mean is None:
        yield Note(
            "caution",
            Message(
                "The counts are taken to vary by pure chance alone (Poisson). Customers differ, so real counts vary more, and the numbers grow by as much: give their variance over mean."
            ),
            code="poisson_assumed",
        )
