"""A look at a running test: what `read_sequential` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis.core.messages import Message, Sentence
from analysis.experiments.look_words import corrected_difference, difference_at_look

if TYPE_CHECKING:
    from analysis.core.results import Estimate, Note, Provenance
    from analysis.experiments.sample_ratio import SampleRatioCheck
    from analysis.experiments.sequential_limits import Decision
    from analysis.experiments.sequential_plan_controls import Outcome
    from analysis.experiments.sequential_spending import SequentialDesign, Sides

FIND_THE_CAUSE = Message(
    "Find the cause before looking again: lost events, bots, redirects or a changed split. Until then neither stop nor go on because of this look."
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SequentialReading:
    """What a look at a running test of two proportions or two means says.

    Parameters
    ----------
    outcome : {"proportion", "mean"}
        What is compared.
    design, sides, alpha : str, str, float
        As planned.
    rate_control, rate_treatment : Estimate
        With Wilson intervals, not adjusted for looking; NaN for means.
    mean_control, mean_treatment : Estimate
        With Student's intervals, not adjusted for looking; NaN for rates.
    n_total, planned_n_total : int
        Customers in now, and planned.
    information : tuple of float
        Share of the planned customers at each look so far, this one last.
    bounds : tuple of float
        Upper bound of z at each.
    z_at_looks : tuple of float
        z at each; NaN where not given for an earlier look.
    t, df : float
        Welch's statistic at this look and its degrees of freedom, of which z has the tail; NaN for rates.
    decision : {"go_on", "stop_rise", "stop_fall", "ended"}
        What to do.
    decided_at : int or None
        Look, from 1, at which the first bound was crossed.
    difference : Estimate
        Treatment less control with the repeated confidence interval, valid at every look.
    unadjusted : Estimate
        The same with the interval of a test that is looked at once.
    median_unbiased : Estimate
        Once the test has ended: median-unbiased estimate and interval by the stage-wise ordering;
        NaN before.
    stagewise_p : float
        Once the test has ended: p-value by the stage-wise ordering; NaN before.
    sample_ratio : SampleRatioCheck
        The split against the planned one.
    """

    outcome: Outcome
    design: SequentialDesign
    sides: Sides
    alpha: float
    rate_control: Estimate
    rate_treatment: Estimate
    mean_control: Estimate
    mean_treatment: Estimate
    n_total: int
    planned_n_total: int
    information: tuple[float, ...]
    bounds: tuple[float, ...]
    z_at_looks: tuple[float, ...]
    t: float
    df: float
    decision: Decision
    decided_at: int | None
    difference: Estimate
    unadjusted: Estimate
    median_unbiased: Estimate
    stagewise_p: float
    sample_ratio: SampleRatioCheck
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def look(self) -> int:
        """Number of this look, from 1."""
        return len(self.bounds)

    @property
    def z(self) -> float:
        """Statistic z at this look."""
        return self.z_at_looks[-1]

    @property
    def ended(self) -> bool:
        """Whether the test is over."""
        return self.decision != "go_on"

    def to_frame(self) -> pd.DataFrame:
        """One row per number.

        Columns: quantity (rate_control, rate_treatment or mean_control, mean_treatment; difference, t and df
        of means, z, bound, p_value), method, value, low, high (NaN where there is no interval), level.
        """
        of_means = self.outcome == "mean"
        groups = (
            (("mean_control", "student", self.mean_control), ("mean_treatment", "student", self.mean_treatment))
            if of_means
            else (("rate_control", "wilson", self.rate_control), ("rate_treatment", "wilson", self.rate_treatment))
        )
        nan = math.nan
        rows: list[tuple[str, str, float, float, float, float]] = [
            (quantity, name, item.value, item.low, item.high, item.level)
            for quantity, name, item in (
                *groups,
                ("difference", "repeated", self.difference),
                ("difference", "median_unbiased", self.median_unbiased),
                ("difference", "unadjusted", self.unadjusted),
            )
        ]
        if of_means:
            rows += [("t", "welch", self.t, nan, nan, nan), ("df", "satterthwaite", self.df, nan, nan, nan)]
        rows.append(("z", "tail_of_t" if of_means else "pooled", self.z, nan, nan, nan))
        rows.append(("bound", self.design, self.bounds[-1], nan, nan, nan))
        rows.append(("p_value", "stagewise", self.stagewise_p, nan, nan, nan))
        return pd.DataFrame(rows, columns=["quantity", "method", "value", "low", "high", "level"])

    def readings(self) -> tuple[Sentence, ...]:
        """Stop or go on, with the difference; then what that means. Nothing of that where the split is broken."""
        if self.sample_ratio.mismatch:
            return (
                Message(
                    "No conclusion: the groups were not filled as planned ({p:p}), so they cannot be compared.",
                    p=self.sample_ratio.p_value,
                ),
                FIND_THE_CAUSE,
            )
        return (self._decision(), *self._difference(), *self._meaning())

    def _decision(self) -> Sentence:
        if math.isnan(self.z) and self.decided_at is None:
            return self._nothing()
        look = self.decided_at or self.look
        z, bound = self.z_at_looks[look - 1], self.bounds[look - 1]
        match self.decision:
            case "stop_rise":
                return Message(
                    "Stop: at look {look:count} the new version is ahead, z = {z:effect} beyond the bound {bound:effect}.",
                    look=look,
                    z=z,
                    bound=bound,
                )
            case "stop_fall":
                return Message(
                    "Stop: at look {look:count} the new version is behind, z = {z:effect} beyond the bound {bound:effect}.",
                    look=look,
                    z=z,
                    bound=-bound,
                )
            case "ended":
                return Message(
                    "The test has ended without an answer: at look {look:count}, the last one, z = {z:effect} lies within the bound {bound:effect}. That does not show that nothing changed.",
                    look=look,
                    z=z,
                    bound=bound,
                )
            case _:
                return Message(
                    "Go on: at look {look:count} ({share:percent} of the planned customers), z = {z:effect} lies within the bound {bound:effect}.",
                    look=look,
                    share=self.information[-1],
                    z=z,
                    bound=bound,
                )

    def _nothing(self) -> Sentence:
        if self.outcome == "mean":
            return Message("Nothing can be read yet: a group has a single customer, or nobody differs in either group.")
        return Message("Nothing can be read yet: all customers answered alike.")

    def _difference(self) -> tuple[Sentence, ...]:
        now, final = self.difference, self.median_unbiased
        if math.isnan(now.low):
            return ()
        repeated = difference_at_look(self.outcome, self.sides, now)
        if math.isnan(final.value) or math.isnan(final.low):
            return (repeated,)
        return (repeated, corrected_difference(self.outcome, self.sides, final, self.stagewise_p))

    def _meaning(self) -> tuple[Sentence, ...]:
        if self.decision == "go_on":
            left = self.planned_n_total - self.n_total
            return (
                Message(
                    "Up to {left:count} customers are still to come. Nothing is decided yet, in either direction.",
                    left=left,
                ),
            )
        if self.decision == "ended":
            return ()
        return (
            Message(
                "The difference seen at an early stop is more often too large than too small; plan with the lower end of the interval.",
            ),
        )
