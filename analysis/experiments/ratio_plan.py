"""The plan of a test of a ratio metric: what `plan_ratio` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.core.messages import Message, Sentence
from analysis.experiments.group_plan import GroupPlan

if TYPE_CHECKING:
    from analysis.experiments.ratio_inputs import RatioChangeKind
    from analysis.experiments.ratio_power import RatioConvention

ALIKE = 1.02


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RatioPlan(GroupPlan):
    """A test of a ratio of sums: how many customers, what change, what chance.

    `effect` is the size of the change of the ratio. See `GroupPlan` for what all plans hold.

    Parameters
    ----------
    convention, change_kind : str
        As asked for.
    ratio, treatment_ratio : float
        Ratio of the control group and the one planned for.
    change, relative_change : float
        Signed change, and the same over the ratio.
    unit_variance : float
        Variance of one customer's linearised value, before adjusting for a covariate.
    variance_ratio : float
        What a covariate from before the test leaves of it.
    event_level_variance : float
        What the variance per customer would be if events were independent; NaN if not known.
    events_design_effect : float
        `unit_variance` over it: how many times more customers than the events claim.
    events_n_treatment : float
        Customers of one treatment group that a plan with events as units would claim.
    events_false_alarm : float
        How often a test with events as units takes no change for one, where `alpha_per_comparison`
        was meant.
    rule_of_16 : float
        Customers in each group by 16 `unit_variance` / change².
    """

    convention: RatioConvention
    change_kind: RatioChangeKind
    ratio: float
    treatment_ratio: float
    change: float
    relative_change: float
    unit_variance: float
    variance_ratio: float
    event_level_variance: float
    events_design_effect: float
    events_n_treatment: float
    events_false_alarm: float
    rule_of_16: float

    def group_values(self) -> dict[str, tuple[float, float]]:
        """Ratio by group."""
        return {"ratio": (self.ratio, self.treatment_ratio)}

    def effect_words(self) -> Message:
        """The change as a noun phrase."""
        ends: dict[str, Any] = {"control": self.ratio, "treatment": self.treatment_ratio}
        if self.direction == "increase":
            return Message("a rise from {control:number} to {treatment:number}", **ends)
        return Message("a fall from {control:number} to {treatment:number}", **ends)

    def claims_beyond(self) -> tuple[Sentence, ...]:
        """What ignoring the customer as unit would claim."""
        factor = self.events_design_effect
        if math.isnan(factor):
            return ()
        if 1 / ALIKE < factor < ALIKE:
            return (Message("Events taken as units would claim almost the same: here they are close to independent."),)
        if self.solve_for != "n" or math.isnan(self.events_n_treatment):
            return (
                Message(
                    "A test that takes events as units would raise a false alarm {alarm:chance} of the time where {alpha:fine_percent} is meant.",
                    alarm=self.events_false_alarm,
                    alpha=self.alpha_per_comparison,
                ),
            )
        return (
            Message(
                "A plan that takes events as units would claim {n:count} customers in each new group, and its test would raise a false alarm {alarm:chance} of the time where {alpha:fine_percent} is meant.",
                n=self.events_n_treatment,
                alarm=self.events_false_alarm,
                alpha=self.alpha_per_comparison,
            ),
        )
