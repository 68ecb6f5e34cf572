"""The plan of a test of event rates: what `plan_counts` returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.core.messages import Message, Sentence
from analysis.experiments.group_plan import GroupPlan

if TYPE_CHECKING:
    from analysis.experiments.count_inputs import RateChangeKind
    from analysis.experiments.count_power import CountConvention


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CountPlan(GroupPlan):
    """A test of event rates: how many customers, what change, what chance.

    `effect` is the size of the change of the rate. See `GroupPlan` for what all plans hold.

    Parameters
    ----------
    convention, change_kind : str
        As asked for.
    rate, treatment_rate : float
        Events per customer and unit of time, in the control group and as planned for.
    change, relative_change, rate_ratio : float
        Signed change, the same over the rate, and the quotient of both rates.
    exposure : float
        Time each customer is observed.
    dispersion, variance_to_mean : float
        Spread of the counts: variance = `variance_to_mean` mean + `dispersion` mean².
    variance_over_mean : float
        Both together, at today's rate: how many times more a count varies than Poisson.
    events_control, events_treatment : float
        Events expected in the control and in one treatment group.
    """

    convention: CountConvention
    change_kind: RateChangeKind
    rate: float
    treatment_rate: float
    change: float
    relative_change: float
    rate_ratio: float
    exposure: float
    dispersion: float
    variance_to_mean: float
    variance_over_mean: float
    events_control: float
    events_treatment: float

    def group_values(self) -> dict[str, tuple[float, float]]:
        """Rate and expected events by group."""
        return {
            "rate": (self.rate, self.treatment_rate),
            "events": (self.events_control, self.events_treatment),
        }

    def effect_words(self) -> Message:
        """The change as a noun phrase."""
        ends: dict[str, Any] = {"control": self.rate, "treatment": self.treatment_rate, "ratio": self.rate_ratio}
        if self.direction == "increase":
            return Message(
                "a rise from {control:number} to {treatment:number} events a customer (rate ratio {ratio:number})",
                **ends,
            )
        return Message(
            "a fall from {control:number} to {treatment:number} events a customer (rate ratio {ratio:number})", **ends
        )

    def claims_beyond(self) -> tuple[Sentence, ...]:
        """The events behind the customers."""
        return (
            Message(
                "That is about {control:count} events in the control group and {treatment:count} in each new group.",
                control=self.events_control,
                treatment=self.events_treatment,
            ),
        )
