"""An interval that holds at all looks: what `always_valid_interval` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis.core.messages import Message, Sentence
from analysis.language.precision import Rounded, alike

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.core.results import Estimate, Note, Provenance
    from analysis.experiments.anytime_controls import DifferenceType, Mixture


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AlwaysValidInterval:
    """Intervals and p-values that hold at all looks at once.

    Parameters
    ----------
    mixture, difference_type, level : str, str, float
        As asked for.
    of_means : bool
        Whether means are compared, not rates.
    n_total : tuple of int
        Customers in both groups at each look.
    at_looks : tuple of Estimate
        Difference at each look with its interval, by that look alone; NaN where it cannot be had.
    running : tuple of Estimate
        The same with the intersection of all intervals up to the look, which holds as well.
    likelihood_ratio, p_value, running_p : tuple of float
        Against no change: mixture likelihood ratio, its inverse (at most 1), and the smallest so far.
    ratio : tuple of float
        Variance of the mixture over that of the estimate.
    tau2 : float
        Variance of the mixture; NaN for the confidence sequence.
    """

    mixture: Mixture
    difference_type: DifferenceType
    level: float
    of_means: bool
    n_total: tuple[int, ...]
    at_looks: tuple[Estimate, ...]
    running: tuple[Estimate, ...]
    likelihood_ratio: tuple[float, ...]
    p_value: tuple[float, ...]
    running_p: tuple[float, ...]
    ratio: tuple[float, ...]
    tau2: float
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def difference(self) -> Estimate:
        """The difference at the last look with the running interval."""
        return self.running[-1]

    def to_frame(self) -> pd.DataFrame:
        """One row per look.

        Columns: look, n_total, value, low, high (of this look alone), running_low, running_high,
        likelihood_ratio, p_value, running_p, level.
        """
        return pd.DataFrame(
            {
                "look": range(1, len(self.n_total) + 1),
                "n_total": self.n_total,
                "value": [item.value for item in self.at_looks],
                "low": [item.low for item in self.at_looks],
                "high": [item.high for item in self.at_looks],
                "running_low": [item.low for item in self.running],
                "running_high": [item.high for item in self.running],
                "likelihood_ratio": self.likelihood_ratio,
                "p_value": self.p_value,
                "running_p": self.running_p,
                "level": self.level,
            }
        )

    def words(self, value: float) -> Message:
        """A difference in its unit."""
        if self.difference_type == "relative":
            return Message("{value:fine_points}%", value=value)
        if self.of_means:
            return Message("{value:signed}", value=value)
        return Message("{value:fine_points} points", value=value)

    def rounded(self, values: Iterable[float]) -> tuple[Rounded, ...]:
        """Differences that stand together, to be shown with the same decimals."""
        absolute = self.of_means and self.difference_type == "absolute"
        return alike(values, "signed" if absolute else "fine_points")

    def readings(self) -> tuple[Sentence, ...]:
        """What is known now, and that looking again costs nothing."""
        now = self.difference
        if math.isnan(now.low) or math.isnan(now.value):
            return (Message("Too early to say: no interval can be had from the looks so far."),)
        if now.low > now.high:
            return (
                Message(
                    "The intervals of the looks exclude each other: the difference did not stay the same during the test."
                ),
            )
        value, low, high = (self.words(end) for end in self.rounded((now.value, now.low, now.high)))
        if now.low > 0:
            first = Message(
                "The new version is ahead: {value}, {level:set_percent} interval {low} to {high}, valid at every look.",
                value=value,
                level=self.level,
                low=low,
                high=high,
            )
        elif now.high < 0:
            first = Message(
                "The new version is behind: {value}, {level:set_percent} interval {low} to {high}, valid at every look.",
                value=value,
                level=self.level,
                low=low,
                high=high,
            )
        else:
            first = Message(
                "Open so far: {value}, {level:set_percent} interval {low} to {high}, valid at every look; it holds no change.",
                value=value,
                level=self.level,
                low=low,
                high=high,
            )
        if now.low > 0 or now.high < 0:
            return (first, Message("The test may be stopped here; going on makes the interval narrower."))
        return (
            first,
            Message("Going on and looking again is allowed at any time. That nothing changed is not shown by this."),
        )
