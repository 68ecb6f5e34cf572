"""What a test of two groups asks: a difference in one direction or both, or a margin; and how a reading answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from synthetic.rehearsal.outcome import NAN, Outcome

if TYPE_CHECKING:
    from analysis.core import Estimate
    from analysis.experiments.reading_core import Goal, GoodDirection, MarginResult
    from analysis.experiments.two_by_two import Alternative

SHOWN = frozenset({"noninferior", "equivalent"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The question of a test, in the words of our readers.

    Parameters
    ----------
    alternative : {"two-sided", "greater", "less"}
        Directions looked in.
    to_show : {"superiority", "noninferiority", "equivalence"}
        A difference, or a margin.
    margin : float, optional
        In the unit of the outcome.
    good : {"increase", "decrease"}
        The better direction, which says on which side a margin lies.
    level : float
        Confidence level of the reading.
    """

    alternative: Alternative = "two-sided"
    to_show: Goal = "superiority"
    margin: float | None = None
    good: GoodDirection = "increase"
    level: float = 0.95

    @property
    def on_margin(self) -> bool:
        """Whether the test is held against a margin."""
        return self.to_show != "superiority"

    @property
    def nothing(self) -> float:
        """The true difference where a claim is a false alarm: none, or a loss of the margin."""
        if not self.on_margin or self.margin is None:
            return 0.0
        return -self.margin if self.good == "increase" else self.margin

    @property
    def nominal_error(self) -> float:
        """The chance of a false alarm that the reading promises."""
        halved = self.to_show == "noninferiority" and self.alternative == "two-sided"
        return (1 - self.level) / (2 if halved else 1)

    @property
    def coverage(self) -> float:
        """The level of the interval that is looked at: that of the difference, or the one held against a margin."""
        return 1 - 2 * self.nominal_error if self.on_margin else self.level

    def asked(self) -> dict[str, Any]:
        """The question as parameters of a reader."""
        return {
            "alternative": self.alternative,
            "goal": self.to_show,
            "margin": self.margin if self.on_margin else None,
            "good": self.good,
            "level": self.level,
        }

    def answered(self, difference: Estimate, p_value: float, against: MarginResult | None) -> Outcome:
        """The decision: by the margin's interval where there is one, otherwise by the p-value."""
        if against is None:
            return Outcome(
                detected=bool(p_value < 1 - self.level),
                estimate=difference.value,
                low=difference.low,
                high=difference.high,
            )
        found = against.interval
        low, high = (found.low, found.high) if found.defined else (NAN, NAN)
        return Outcome(detected=against.verdict in SHOWN, estimate=difference.value, low=low, high=high)
