"""One test, several ways to run it: what does each cost, save and promise?"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.core.messages import Message, Sentence
from analysis.core.method import method
from analysis.core.results import Note, Provenance, package_versions
from analysis.experiments import plan_controls
from analysis.experiments import sequential_controls as ask
from analysis.experiments import sequential_plan_controls as plan_ask
from analysis.experiments.design_rows import ComparedDesign, Comparison, DesignId
from analysis.experiments.feasibility import feasibility_note, not_feasible
from analysis.experiments.proportion_power import whole
from analysis.experiments.sequential_checks import equally_spaced
from analysis.experiments.sequential_notes import one_sided, sorted_notes
from analysis.experiments.sequential_question import effect_asked
from analysis.experiments.sequential_spending import StoppingRule

if TYPE_CHECKING:
    from analysis.experiments.sequential_question import Effect
    from analysis.experiments.sequential_spending import Sides


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DesignComparison:
    """One test run in several ways, all with the same looks.

    Parameters
    ----------
    looks, alpha, sides, target_power, threshold : int, float, str, float, float
        As asked for.
    effect : Effect
        The change planned for.
    prior_sd : float
        Standard deviation of the prior of the Bayesian design that has one.
    designs : tuple of ComparedDesign
        Fixed, peeking at the fixed test, Pocock, O'Brien-Fleming, always-valid, and Bayesian with a
        flat and a normal prior.
    customers_per_week : float
        NaN if not given.
    """

    looks: int
    alpha: float
    sides: Sides
    target_power: float
    threshold: float
    effect: Effect
    prior_sd: float
    designs: tuple[ComparedDesign, ...]
    customers_per_week: float
    notes: tuple[Note, ...]
    provenance: Provenance

    def design(self, design: DesignId) -> ComparedDesign:
        """The design of this id."""
        return next(row for row in self.designs if row.id == design)

    def in_groups(self, design: ComparedDesign) -> int:
        """Whole customers of a design at most, rounded up in each group as every planner does."""
        return whole(design.n_max * (1 - self.effect.share)) + whole(design.n_max * self.effect.share)

    def on_average(self, design: ComparedDesign, expected: float) -> int:
        """Whole customers on average; of a design with one look, those it has at most."""
        if math.isclose(expected, design.n_max, rel_tol=1e-9):
            return self.in_groups(design)
        return math.ceil(expected)

    @property
    def not_feasible(self) -> Sentence | None:
        """The headline where nobody has the customers or the time for one look; None where the test can be done."""
        total = self.in_groups(self.design("fixed"))
        return not_feasible(total, float(total / self.customers_per_week), self.customers_per_week)

    def to_frame(self) -> pd.DataFrame:
        """One row per design: id, n_max, expected_n_h0, expected_n_half, expected_n_h1, power, false_alarm."""
        return pd.DataFrame([asdict(row) for row in self.designs])

    def readings(self) -> tuple[Sentence, ...]:
        """What looking early saves, what anytime looking costs, and what the Bayesian rule does."""
        fixed, early = self.design("fixed"), self.design("obrien_fleming")
        anytime, bayes, peeking = (self.design(name) for name in ("always_valid", "bayes_flat", "peeking"))
        prior = self.design("bayes_prior")
        if self.not_feasible is not None:
            return (self.not_feasible,)
        return (
            Message(
                "One look needs {fixed:count} customers in all; {looks:count} looks with O'Brien-Fleming bounds need up to {most:count} and end on average with {mean:count} if the change is there.",
                fixed=self.in_groups(fixed),
                looks=self.looks,
                most=self.in_groups(early),
                mean=self.on_average(early, early.expected_n_h1),
            ),
            Message(
                "Looking at any time (always-valid) needs up to {most:count}, {mean:count} on average; it keeps the promise however often one looks.",
                most=self.in_groups(anytime),
                mean=self.on_average(anytime, anytime.expected_n_h1),
            ),
            Message(
                "A Bayesian rule is not immune to peeking: stopping at a probability of {threshold:set_percent} at any of {looks:count} looks calls no change a change {flat:chance} of the time (with the prior given, {prior:chance}); stopping at the first hit of a fixed test, {peeking:chance}.",
                threshold=self.threshold,
                looks=self.looks,
                flat=bayes.false_alarm,
                prior=prior.false_alarm,
                peeking=peeking.false_alarm,
            ),
        )


@method("compare_designs")
def compare_designs(
    *,
    outcome: plan_ask.OutcomeAsked = "proportion",
    baseline_rate: plan_ask.BaselineRate = None,
    sd: plan_ask.StandardDeviation = None,
    change: plan_ask.Change,
    change_kind: plan_ask.ChangeKindAsked = "absolute",
    users_per_week: plan_controls.CustomersPerWeek = None,
    looks: ask.PlannedLooks = 5,
    power: plan_controls.Power = 0.8,
    alpha: ask.Alpha = 0.05,
    threshold: plan_ask.Threshold = 0.95,
    prior_sd: plan_ask.PriorSd = None,
    direction: plan_controls.ChangeDirection = "increase",
    sides: ask.SidesAsked = "two",
    share_treatment: plan_ask.ShareTreatment = 0.5,
    traffic_share: plan_controls.TrafficShare = 1.0,
) -> DesignComparison:
    """One test, several ways to run it: what does each cost, save and promise?

    Parameters
    ----------
    outcome, baseline_rate, change, change_kind, sd, direction, share_treatment
        The change planned for, see `plan_sequential`.
    users_per_week : int, optional
        New eligible customers a week.
    looks : int
        Equally spaced looks of every design but the fixed one, 2..20.
    power : float
        Chance to find the change to which every design is sized, .5..1.
    alpha : float
        Chance of a false alarm that the fixed, group-sequential and always-valid designs promise.
    threshold : float
        The Bayesian designs stop when one version is better with this probability, above .5, below 1.
    prior_sd : float, optional
        Standard deviation of the normal prior around no change, in the unit of the difference (points as
        fractions); None for the size of the change planned for.
    sides : {"two", "one"}
        Whether a test may stop for either version.
    traffic_share : float
        Share of eligible customers who enter the test, above 0 up to 1.

    Returns
    -------
    DesignComparison

    Raises
    ------
    ParameterError
        If the baseline rate or the standard deviation is missing, or the change leaves 0..1.

    Notes
    -----
    Every design is a bound of z at each look, so all numbers come from one recursive integration [1]_ and
    none is simulated. Each is sized so that the planned change is found with probability `power`;
    "peeking" is the fixed test read at its full level at every look and stopped at the first hit.
    Always-valid: mSPRT with tau = the planned change, z_k = sqrt((1 + r) / r (2 ln(1 / alpha) +
    ln(1 + r))), r = tau² / V_k; its false-alarm chance is that over these looks and stays below alpha for
    any number (one-sided: a two-sided bound at 2 alpha, whose halves share nothing but the rare paths that
    cross both). Bayesian: the posterior probability that the new version is
    better passes `threshold` when z_k passes the normal quantile times sqrt(1 + V_k / prior variance);
    with a flat prior this is peeking at a fixed level [2]_. A posterior that is right on average over its
    prior says nothing about how often no change is called one.

    Expected customers count a test that never stops at its largest size. Large samples.

    References
    ----------
    .. [1] Jennison, C. and Turnbull, B. W. (2000). Group sequential methods with applications to
       clinical trials, ch. 19.
    .. [2] Armitage, P., McPherson, C. K. and Rowe, B. C. (1969). Repeated significance tests on
       accumulating data. Journal of the Royal Statistical Society A, 132, 235-244.
    .. [3] Johari, R., Koomen, P., Pekelis, L. and Walsh, D. (2022). Always valid inference: continuous
       monitoring of A/B tests. Operations Research, 70, 1806-1821.

    Examples
    --------
    >>> found = compare_designs(baseline_rate=0.1, change=0.02, looks=5)
    >>> round(found.design("bayes_flat").false_alarm, 3), round(found.design("obrien_fleming").false_alarm, 3)
    (0.26, 0.05)
    """
    effect = effect_asked(outcome, baseline_rate, sd, change, change_kind, direction, share_treatment)
    width = abs(effect.change) if prior_sd is None else prior_sd
    comparison = Comparison(
        looks=equally_spaced(looks),
        alpha=alpha,
        sides=sides,
        power=power,
        threshold=threshold,
        prior_width=width / abs(effect.change),
        fixed_n=effect.fixed_total(alpha, sides, power),
    )
    designs = comparison.rows()
    found = DesignComparison(
        looks=looks,
        alpha=alpha,
        sides=sides,
        target_power=power,
        threshold=threshold,
        effect=effect,
        prior_sd=width,
        designs=designs,
        customers_per_week=float("nan") if users_per_week is None else users_per_week * traffic_share,
        notes=(),
        provenance=Provenance(
            method="compare_designs",
            n_total=0,
            n_used=0,
            parameters={
                "outcome": outcome,
                "baseline_rate": baseline_rate,
                "change": change,
                "change_kind": change_kind,
                "users_per_week": users_per_week,
                "looks": looks,
                "power": power,
                "alpha": alpha,
                "threshold": threshold,
                "prior_sd": prior_sd,
                "sd": sd,
                "direction": direction,
                "sides": sides,
                "share_treatment": share_treatment,
                "traffic_share": traffic_share,
            },
            packages=package_versions("numpy", "scipy"),
        ),
    )
    return replace(found, notes=_notes(found))


def _notes(found: DesignComparison) -> tuple[Note, ...]:
    alpha = found.alpha
    bayes = [row.false_alarm for row in found.designs if row.id in {"bayes_flat", "bayes_prior"}]
    broken = Note(
        "caution",
        Message(
            "The Bayesian designs promise no rate of false alarms, and at these looks at least one raises more than {alpha:set_percent}. Their sizes are small because they stop on weaker evidence.",
            alpha=alpha,
        ),
        code="bayes_not_immune",
    )
    return sorted_notes(
        (
            feasibility_note(found.not_feasible),
            broken if max(bayes) > alpha else None,
            one_sided(StoppingRule(design="pocock", alpha=alpha, sides=found.sides)),
            Note(
                "info",
                Message(
                    "All designs look at the same times. Always-valid bounds also allow any other looks; the planned ones do not."
                ),
                code="same_looks",
            ),
        )
    )
