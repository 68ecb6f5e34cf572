"""How many customers does a test with several looks need at most, and how many on average?"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.results import Note, Provenance, package_versions
from analysis.experiments import plan_controls
from analysis.experiments import sequential_controls as ask
from analysis.experiments import sequential_plan_controls as plan_ask
from analysis.experiments.feasibility import feasibility_note
from analysis.experiments.plan_notes import too_long
from analysis.experiments.proportion_power import whole
from analysis.experiments.sequential_boundaries import solve_boundaries
from analysis.experiments.sequential_checks import equally_spaced
from analysis.experiments.sequential_monitoring import nominal_p
from analysis.experiments.sequential_notes import no_giving_up, one_sided, sorted_notes
from analysis.experiments.sequential_plan import SequentialPlan
from analysis.experiments.sequential_power import operating_characteristics
from analysis.experiments.sequential_question import effect_asked
from analysis.experiments.sequential_spending import StoppingRule

if TYPE_CHECKING:
    from analysis.experiments.sequential_boundaries import Boundaries
    from analysis.experiments.sequential_question import Effect

FRACTIONS = np.linspace(0, 1.5, 31)
# Simulated: see tests/recovery/test_sequential_error_rates.py.
FEW_SUCCESSES = 10


@method("plan_sequential")
def plan_sequential(
    *,
    outcome: plan_ask.OutcomeAsked = "proportion",
    baseline_rate: plan_ask.BaselineRate = None,
    sd: plan_ask.StandardDeviation = None,
    change: plan_ask.Change,
    change_kind: plan_ask.ChangeKindAsked = "absolute",
    users_per_week: plan_controls.CustomersPerWeek = None,
    design: ask.Design = "lan_demets_obrien_fleming",
    looks: ask.PlannedLooks = 5,
    power: plan_controls.Power = 0.8,
    alpha: ask.Alpha = 0.05,
    direction: plan_controls.ChangeDirection = "increase",
    sides: ask.SidesAsked = "two",
    share_treatment: plan_ask.ShareTreatment = 0.5,
    traffic_share: plan_controls.TrafficShare = 1.0,
    delta: ask.Delta = 0.25,
    rho: ask.Rho = 3.0,
    gamma: ask.Gamma = -4.0,
) -> SequentialPlan:
    """How many customers does a test with several looks need at most, and how many on average?

    Parameters
    ----------
    outcome : {"proportion", "mean"}
        What is compared.
    baseline_rate : float, optional
        Rate of the control group, above 0 and below 1; needed for rates.
    change : float
        Smallest change worth acting on, above 0: a fraction of customers (0.02 = 2 points) or of the
        baseline (0.05 = 5 % of it) by `change_kind`; for means in their own unit.
    change_kind : {"absolute", "relative"}
        Unit of `change`; means know "absolute" only.
    users_per_week : int, optional
        New eligible customers a week.
    design : str
        Bounds, see `sequential_bounds`.
    looks : int
        Equally spaced looks, 2..20.
    power : float
        Wanted chance to find the change, 0.5..1.
    alpha : float
        Chance of a false alarm over all looks, one in a million or more, below 0.5.
    sd : float, optional
        Standard deviation between customers; needed for means.
    direction : {"increase", "decrease"}
        Direction of the change.
    sides : {"two", "one"}
        Whether the test may stop in both directions.
    share_treatment : float
        Share of customers with the new version, above 0 and below 1.
    traffic_share : float
        Share of eligible customers who enter the test, above 0 up to 1.
    delta, rho, gamma : float
        Shapes of the designs, see `sequential_bounds`.

    Returns
    -------
    SequentialPlan

    Raises
    ------
    ParameterError
        If the baseline rate or the standard deviation is missing, or the change leaves 0..1.

    Notes
    -----
    Largest size = size of a test with one look (pooled variance if nothing changed, as in
    `plan_proportions`; normal quantiles for means) times the inflation factor (drift / (z_alpha +
    z_power))², drift being the mean of z at the last look with which the bounds are crossed on the right
    side with probability `power` [1]_. Expected size = sum over looks of customers times the chance to
    stop there; a test that crosses no bound ends at the last look. Chances are integrated, not
    simulated. Whole customers are rounded up in each group; looks come after whole customers.

    Large-sample normal theory, independent customers assigned at random. Simulated false alarms of rates
    lie between 4.8 % and 5.5 % for 5 % once ten conversions are expected in each group at the first look
    (see `read_sequential`). It does not say how likely the change is.

    References
    ----------
    .. [1] Jennison, C. and Turnbull, B. W. (2000). Group sequential methods with applications to
       clinical trials, ch. 2 and 7.

    Examples
    --------
    >>> plan = plan_sequential(baseline_rate=0.1, change=0.02, looks=5, users_per_week=1000)
    >>> plan.fixed_n_total, plan.max_n_total, plan.max_weeks
    (7682, 7872, 8.0)
    """
    effect = effect_asked(outcome, baseline_rate, sd, change, change_kind, direction, share_treatment)
    rule = StoppingRule(design=design, alpha=alpha, sides=sides, delta=delta, rho=rho, gamma=gamma)
    bounds = solve_boundaries(rule, equally_spaced(looks), final=True)
    costs = operating_characteristics(bounds, rule, power)
    fixed = effect.fixed_total(alpha, sides, power)
    largest = fixed * costs.inflation_factor
    n_control, n_treatment = whole(largest * (1 - share_treatment)), whole(largest * share_treatment)
    n_at_looks = tuple(whole((n_control + n_treatment) * at) for at in bounds.information)
    plan = SequentialPlan(
        outcome=outcome,
        design=design,
        sides=sides,
        alpha=alpha,
        target_power=power,
        effect=effect,
        information=bounds.information,
        z=bounds.upper,
        nominal_p=tuple(nominal_p(bound, two_sided=bounds.two_sided) for bound in bounds.upper),
        cumulative_alpha=bounds.spent,
        error=bounds.error,
        characteristics=costs,
        fixed_n_total_real=fixed,
        max_n_total_real=largest,
        expected_n_h0_real=largest * costs.expected_h0,
        expected_n_half_real=largest * costs.expected_half,
        expected_n_h1_real=largest * costs.expected_h1,
        fixed_n_total=whole(fixed * (1 - share_treatment)) + whole(fixed * share_treatment),
        n_control=n_control,
        n_treatment=n_treatment,
        max_n_total=n_control + n_treatment,
        n_at_looks=n_at_looks,
        customers_per_week=math.nan if users_per_week is None else users_per_week * traffic_share,
        curve=_curve(bounds, effect, costs.drift, largest),
        notes=(),
        provenance=Provenance(
            method="plan_sequential",
            n_total=0,
            n_used=0,
            parameters={
                "outcome": outcome,
                "baseline_rate": baseline_rate,
                "change": change,
                "change_kind": change_kind,
                "users_per_week": users_per_week,
                "design": design,
                "looks": looks,
                "power": power,
                "alpha": alpha,
                "sd": sd,
                "direction": direction,
                "sides": sides,
                "share_treatment": share_treatment,
                "traffic_share": traffic_share,
                "delta": delta,
                "rho": rho,
                "gamma": gamma,
            },
            packages=package_versions("numpy", "scipy"),
        ),
    )
    return replace(plan, notes=_notes(plan, rule))


def _curve(bounds: Boundaries, effect: Effect, drift: float, largest: float) -> pd.DataFrame:
    rows = [bounds.crossings(drift * float(fraction)) for fraction in FRACTIONS]
    return pd.DataFrame(
        {
            "fraction": FRACTIONS,
            "change": FRACTIONS * effect.change,
            "expected_n": [largest * row.mean_of(bounds.information) for row in rows],
            "power": [math.fsum(row.upper) for row in rows],
        }
    )


def _notes(plan: SequentialPlan, rule: StoppingRule) -> tuple[Note, ...]:
    return sorted_notes(
        (
            feasibility_note(plan.not_feasible),
            _few_at_first_look(plan.effect, plan.n_at_looks[0]),
            too_long(plan.max_weeks),
            one_sided(rule),
            no_giving_up(),
            None if math.isnan(plan.customers_per_week) else _late_conversions(),
        )
    )


def _few_at_first_look(effect: Effect, first_look: int) -> Note | None:
    if math.isnan(effect.control):
        return None
    rarer = min(min(rate, 1 - rate) for rate in (effect.control, effect.treatment))
    expected = rarer * first_look * min(effect.share, 1 - effect.share)
    if expected >= FEW_SUCCESSES:
        return None
    return Note(
        "caution",
        Message(
            "About {n:number} conversions (or non-conversions) are expected in a group at the first look. Below {least:count} the normal approximation is rough; look later or fewer times.",
            n=expected,
            least=FEW_SUCCESSES,
        ),
        code="few_at_first_look",
    )


def _late_conversions() -> Note:
    return Note(
        "info",
        Message(
            "A look counts customers whose outcome is known. If converting takes time, a look comes that much later, and customers who entered meanwhile are extra."
        ),
        code="late_outcomes",
    )
