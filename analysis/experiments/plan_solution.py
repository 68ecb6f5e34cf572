"""From a planner's answers to the plan: the unknown, whole customers, weeks, exact chances and remarks."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.core.results import Provenance, package_versions
from analysis.experiments.exact_power import MOST_OUTCOMES, ExactPower, exact_power
from analysis.experiments.other_calculators import Question, other_calculators, solve
from analysis.experiments.plan_inputs import PlanInputs
from analysis.experiments.plan_notes import plan_notes
from analysis.experiments.power_curve import power_curve
from analysis.experiments.proportion_plan import ProportionPlan
from analysis.experiments.proportion_power import ProportionTest, effect_size_h, rule_of_sixteen, whole

if TYPE_CHECKING:
    import pandas as pd

NAN = float("nan")


def solve_plan(inputs: PlanInputs) -> ProportionPlan:
    """Solve a planner's question and lay the answer out; see `plan_proportions`."""
    test, question = inputs.test(), inputs.question()
    solved = solve(question, test)
    if math.isnan(solved.n_treatment):
        raise ParameterError(
            Message(
                "With {n:count} customers in the control group, no number of others is enough to find this change.",
                n=solved.n_control,
            ),
            remedy=Message("Give the control group more customers, or plan for a larger change."),
            parameter="n_control",
        )
    n_control, n_treatment = whole(solved.n_control), whole(solved.n_treatment)
    n_total = n_control + inputs.n_treatments * n_treatment
    near, far = (float(tail) for tail in test.tails(solved.control, solved.treatment, n_control, n_treatment))
    days, weeks = time_needed(n_total, inputs.customers_per_week)
    exact = _exact(solved, test, n_control, n_treatment)
    others = other_calculators(
        question,
        test,
        change=inputs.change or NAN,
        change_kind=inputs.change_kind,
        corrected=inputs.correction == "bonferroni",
    )
    return ProportionPlan(
        **_as_asked(inputs, test),
        **_rates(solved),
        n_control_real=solved.n_control,
        n_treatment_real=solved.n_treatment,
        n_total_real=solved.n_control + inputs.n_treatments * solved.n_treatment,
        n_control=n_control,
        n_treatment=n_treatment,
        n_total=n_total,
        share_treatment=inputs.n_treatments * n_treatment / n_total,
        power=near + far if inputs.convention == "arcsine" else near,
        power_near_tail=near,
        power_both_tails=near + far,
        days=days,
        weeks=weeks,
        exact=exact,
        others=others,
        curve=_curve(inputs, test, solved, n_control, n_treatment),
        notes=plan_notes(inputs, n_control, n_treatment, weeks, near, exact, others),
        provenance=_provenance(inputs),
    )


def _as_asked(inputs: PlanInputs, test: ProportionTest) -> dict[str, Any]:
    return {
        "solve_for": inputs.solve_for,
        "target_power": inputs.power,
        "alpha": inputs.alpha,
        "alpha_per_comparison": test.alpha,
        "sides": inputs.sides,
        "direction": inputs.direction,
        "convention": inputs.convention,
        "correction": inputs.correction,
        "n_treatments": inputs.n_treatments,
        "users_per_week": NAN if inputs.users_per_week is None else float(inputs.users_per_week),
        "traffic_share": inputs.traffic_share,
    }


def _rates(solved: Question) -> dict[str, Any]:
    change = solved.treatment - solved.control
    return {
        "baseline_rate": solved.control,
        "treatment_rate": solved.treatment,
        "change": change,
        "relative_change": change / solved.control,
        "cohens_h": float(effect_size_h(solved.treatment, solved.control)),
        "rule_of_16": rule_of_sixteen(solved.control, solved.treatment),
    }


def _curve(
    inputs: PlanInputs, test: ProportionTest, solved: Question, n_control: int, n_treatment: int
) -> pd.DataFrame:
    return power_curve(
        test,
        control=solved.control,
        change=solved.treatment - solved.control,
        n_control=n_control,
        n_treatment=n_treatment,
        n_total=n_control + inputs.n_treatments * n_treatment,
        customers_per_week=inputs.customers_per_week,
    )


def _provenance(inputs: PlanInputs) -> Provenance:
    return Provenance(
        method="plan_proportions",
        n_total=0,
        n_used=0,
        parameters=inputs.given(),
        packages=package_versions("scipy"),
    )


def time_needed(n_total: int, customers_per_week: float) -> tuple[float, float]:
    """Whole days, and whole weeks, until the last customer has entered."""
    if math.isnan(customers_per_week):
        return NAN, NAN
    return float(whole(7 * n_total / customers_per_week)), float(whole(n_total / customers_per_week))


def _exact(solved: Question, test: ProportionTest, n_control: int, n_treatment: int) -> ExactPower | None:
    if math.isnan(solved.treatment) or n_control * n_treatment > MOST_OUTCOMES:
        return None
    return exact_power(
        solved.control,
        solved.treatment,
        n_control,
        n_treatment,
        alpha=test.alpha,
        sides=test.sides,
        direction=solved.direction,
    )
