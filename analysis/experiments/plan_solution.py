"""From a planner's answers to the plan: the unknown, whole customers, weeks, exact chances and remarks."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.core.results import Provenance, package_versions
from analysis.experiments.cluster_design import power_by_t
from analysis.experiments.exact_margin_power import ExactMarginPower, exact_margin_power
from analysis.experiments.exact_power import MOST_OUTCOMES, ExactPower, exact_power
from analysis.experiments.margin_power import MarginTest
from analysis.experiments.needed_conversions import needed_conversions
from analysis.experiments.other_calculators import Question, Test, other_calculators, solve
from analysis.experiments.plan_inputs import PlanInputs
from analysis.experiments.plan_notes import plan_notes
from analysis.experiments.power_curve import power_curve
from analysis.experiments.power_surface import power_surface
from analysis.experiments.proportion_plan import ProportionPlan
from analysis.experiments.proportion_power import ProportionTest, effect_size_h, rule_of_sixteen, whole
from analysis.experiments.split_and_versions import settled
from analysis.inference.many_to_one import any_found

NAN = float("nan")
MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Solved:
    """A question with its unknown filled in, the test that answers it, and whole customers."""

    question: Question
    test: Test
    n_control: int
    n_treatment: int
    n_total: int


def solve_plan(asked: PlanInputs) -> ProportionPlan:
    """Solve a planner's question and lay the answer out; see `plan_proportions`."""
    found = settled(asked)
    inputs = found.inputs
    open_question = inputs.question()
    solved = _solved(inputs, open_question)
    n_control, n_treatment, n_total = solved.n_control, solved.n_treatment, solved.n_total
    plain = solved.question
    near, far = (float(tail) for tail in solved.test.tails(plain.control, plain.treatment, n_control, n_treatment))
    days, weeks = time_needed(n_total, inputs.customers_per_week)
    plan = ProportionPlan(
        **_as_asked(inputs, solved.test),
        **_rates(plain),
        **_design(inputs, solved),
        **_pictures(inputs, solved),
        n_control_real=plain.n_control,
        n_treatment_real=plain.n_treatment,
        n_total_real=plain.n_control + inputs.n_treatments * plain.n_treatment,
        n_control=n_control,
        n_treatment=n_treatment,
        n_total=n_total,
        share_treatment=inputs.n_treatments * n_treatment / n_total,
        power=near + far if inputs.convention == "arcsine" else near,
        power_near_tail=near,
        power_both_tails=near + far,
        power_any=_power_any(inputs, solved),
        days=days,
        weeks=weeks,
        exact=_exact(solved),
        exact_margin=_exact_margin(solved),
        others=other_calculators(open_question, solved.test, inputs),
        share_low=found.share_low,
        share_high=found.share_high,
        n_possible=found.n_possible,
        weeks_available=NAN if asked.solve_for != "weeks" or asked.weeks is None else float(asked.weeks),
        found_in_weeks=_found_in_weeks(asked),
        notes=(),
        provenance=_provenance(asked),
    )
    return replace(plan, notes=plan_notes(inputs, plan))


def _test(inputs: PlanInputs, question: Question) -> Test:
    return inputs.test(question.share_of_pair)


def _solved(inputs: PlanInputs, question: Question) -> Solved:
    """The unknown, and whole customers; a fixed control group's correlation follows from what is found."""
    test = _test(inputs, question)
    solved = solve(question, test)
    if question.fixed_control and inputs.correction == "dunnett":
        for _ in range(MOST_ROUNDS):
            sharper = inputs.test(solved.share_of_pair)
            again = solve(question, sharper)
            settled_down = abs(again.n_treatment - solved.n_treatment) < 1e-9 * solved.n_treatment
            test, solved = sharper, again
            if settled_down:
                break
    if math.isnan(solved.n_treatment):
        raise ParameterError(
            Message(
                "With {n:count} customers in the control group, no number of others is enough to find this change.",
                n=solved.n_control,
            ),
            remedy=Message("Give the control group more customers, or plan for a larger change."),
            parameter="n_control",
        )
    if isinstance(test, MarginTest):
        test = replace(test, margin=solved.margin)
    n_control, n_treatment = whole(solved.n_control), whole(solved.n_treatment)
    return Solved(
        question=solved,
        test=test,
        n_control=n_control,
        n_treatment=n_treatment,
        n_total=n_control + inputs.n_treatments * n_treatment,
    )


def _as_asked(inputs: PlanInputs, test: Test) -> dict[str, Any]:
    return {
        "solve_for": inputs.solve_for,
        "target_power": inputs.power,
        "alpha": inputs.alpha,
        "alpha_tested": inputs.alpha_tested,
        "alpha_per_comparison": test.alpha,
        "critical": test.critical,
        "sides": inputs.sides if inputs.goal == "superiority" else "one",
        "direction": inputs.direction,
        "convention": inputs.convention,
        "correction": inputs.correction,
        "n_treatments": inputs.n_treatments,
        "users_per_week": NAN if inputs.users_per_week is None else float(inputs.users_per_week),
        "traffic_share": inputs.traffic_share,
        "goal": inputs.goal,
        "margin": test.margin if isinstance(test, MarginTest) else NAN,
        "better": inputs.better,
        "margin_convention": inputs.margin_convention,
        "covariate_correlation": inputs.covariate_correlation,
    }


def _rates(solved: Question) -> dict[str, Any]:
    change = solved.treatment - solved.control
    return {
        "baseline_rate": solved.control,
        "treatment_rate": solved.treatment,
        "change": change,
        "relative_change": change / solved.control,
        "cohens_h": float(effect_size_h(solved.treatment, solved.control)),
        "rule_of_16": rule_of_sixteen(solved.control, solved.treatment) if change else NAN,
    }


def _design(inputs: PlanInputs, solved: Solved) -> dict[str, Any]:
    """Communities, and the conversions that are needed."""
    size = inputs.cluster_size
    plain = solved.question
    return {
        "design_effect": inputs.design_effect,
        "cluster_size": NAN if size is None else size,
        "icc": NAN if inputs.icc is None else inputs.icc,
        "clusters_control": NAN if size is None else float(whole(plain.n_control / size)),
        "clusters_treatment": NAN if size is None else float(whole(plain.n_treatment / size)),
        "power_by_t": _power_by_t(inputs, solved),
        "conversions": needed_conversions(
            solved.test,
            control=plain.control,
            n_control=solved.n_control,
            n_treatment=solved.n_treatment,
            direction=plain.direction,
        ),
    }


def _power_by_t(inputs: PlanInputs, solved: Solved) -> float:
    """The plan's chance if the test is a t test of one value for each community."""
    size, plain, test = inputs.cluster_size, solved.question, solved.test
    if size is None or math.isnan(plain.treatment) or inputs.goal == "equivalence":
        return NAN
    p, q = plain.control, plain.treatment
    variance = p * (1 - p) / solved.n_control + q * (1 - q) / solved.n_treatment
    change = abs(q - p) if isinstance(test, ProportionTest) else test.sign * (q - p) + test.margin
    return power_by_t(
        change,
        math.sqrt(test.variance_factor * variance),
        test.alpha,
        two_sided=isinstance(test, ProportionTest) and test.sides == "two",
        df=whole(plain.n_control / size) + whole(plain.n_treatment / size) - 2,
    )


def _power_any(inputs: PlanInputs, solved: Solved) -> float:
    """Chance that at least one new version is found, if all of them change the rate alike."""
    plain, test = solved.question, solved.test
    if math.isnan(plain.treatment):
        return NAN
    sizes = (plain.control, plain.treatment, solved.n_control, solved.n_treatment)
    control = plain.control * (1 - plain.control) / solved.n_control
    treatment = plain.treatment * (1 - plain.treatment) / solved.n_treatment
    return any_found(test.chances_of_sides(*sizes), inputs.n_treatments, control / (control + treatment))


def _pictures(inputs: PlanInputs, solved: Solved) -> dict[str, Any]:
    around = {
        "control": solved.question.control,
        "change": solved.question.treatment - solved.question.control,
        "n_control": solved.n_control,
        "n_treatment": solved.n_treatment,
        "n_total": solved.n_total,
        "customers_per_week": inputs.customers_per_week,
    }
    return {"curve": power_curve(solved.test, **around), "surface": power_surface(solved.test, **around)}


def _found_in_weeks(inputs: PlanInputs) -> float:
    """The smallest change, or margin, found in the weeks available."""
    if inputs.solve_for != "weeks" or inputs.weeks is None:
        return NAN
    turned = replace(inputs, solve_for="mde", n_total=None, n_control=None, n_treatment=None)
    question = turned.question()
    found = solve(question, _test(turned, question))
    return found.margin if inputs.goal != "superiority" else found.treatment - found.control


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


def _enumerable(solved: Solved) -> bool:
    """Whether the groups are small, and their customers are independent and compared as they are."""
    few = solved.n_control * solved.n_treatment <= MOST_OUTCOMES
    return few and solved.test.variance_factor == 1 and not math.isnan(solved.question.treatment)


def _exact(solved: Solved) -> ExactPower | None:
    if not isinstance(solved.test, ProportionTest) or not _enumerable(solved):
        return None
    return exact_power(
        solved.question.control,
        solved.question.treatment,
        solved.n_control,
        solved.n_treatment,
        alpha=solved.test.alpha,
        sides=solved.test.sides,
        direction=solved.question.direction,
    )


def _exact_margin(solved: Solved) -> ExactMarginPower | None:
    if not isinstance(solved.test, MarginTest) or not _enumerable(solved) or math.isnan(solved.test.margin):
        return None
    return exact_margin_power(
        solved.test, solved.question.control, solved.question.treatment, solved.n_control, solved.n_treatment
    )
