"""What a planner needs from the study's own data: what `measure_baseline` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis.core.messages import ColumnRef, Message
from analysis.language.precision import alike

if TYPE_CHECKING:
    from analysis.core.messages import Sentence
    from analysis.core.results import Estimate, Note, Provenance
    from analysis.inference.intraclass import Intraclass


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Baseline:
    """Today's numbers, each with its interval.

    Parameters
    ----------
    outcome : str
        Column.
    is_rate : bool
        Whether it is yes or no.
    n : int
        Customers with an outcome.
    value : Estimate
        Rate or mean; over communities where they are given.
    sd : Estimate
        Standard deviation over customers.
    skewness : Estimate
        NaN for a rate.
    pre_period : str or None
        Column of the values before.
    correlation : Estimate or None
        With them.
    n_correlation : int
        Customers with both.
    community : str or None
        Column of the communities.
    intraclass : Intraclass or None
        Likeness within communities, their sizes, and the design effect.
    """

    outcome: str
    is_rate: bool
    level: float
    n: int
    value: Estimate
    sd: Estimate
    skewness: Estimate
    pre_period: str | None
    correlation: Estimate | None
    n_correlation: int
    community: str | None
    intraclass: Intraclass | None
    notes: tuple[Note, ...]
    provenance: Provenance

    def planner_parameters(self) -> dict[str, float]:
        """The numbers under the names that the planners ask for; those undefined or impossible are left out.

        Keys: baseline_rate or baseline_mean and sd, covariate_correlation, icc (not below 0),
        cluster_size, cluster_size_cv.
        """
        offered = {"baseline_rate": self.value.value} if self.is_rate else {"baseline_mean": self.value.value}
        if not self.is_rate:
            offered["sd"] = self.sd.value
        if self.correlation is not None:
            offered["covariate_correlation"] = self.correlation.value
        if self.intraclass is not None:
            offered |= {
                "icc": max(self.intraclass.icc.value, 0.0),
                "cluster_size": self.intraclass.mean_size.value,
                "cluster_size_cv": self.intraclass.size_cv.value,
            }
        return {name: value for name, value in offered.items() if math.isfinite(value)}

    def to_frame(self) -> pd.DataFrame:
        """One row per number: quantity, value, low, high, n, level."""
        rows = [
            ("rate" if self.is_rate else "mean", self.value, self.n),
            ("sd", self.sd, self.n),
            ("skewness", self.skewness, self.n),
        ]
        if self.correlation is not None:
            rows.append(("covariate_correlation", self.correlation, self.n_correlation))
        found = [(name, item.value, item.low, item.high, n) for name, item, n in rows]
        if self.intraclass is not None:
            parts, k = self.intraclass, self.intraclass.clusters
            found += [
                (name, item.value, item.low, item.high, k)
                for name, item in (
                    ("icc", parts.icc),
                    ("cluster_size", parts.mean_size),
                    ("cluster_size_cv", parts.size_cv),
                    ("design_effect", parts.design_effect),
                )
            ]
        return pd.DataFrame(found, columns=["quantity", "value", "low", "high", "n"]).assign(level=self.level)

    def readings(self) -> tuple[Sentence, ...]:
        """Today's value, what values before the test would save, and what communities would cost."""
        return (self._value(), *self._spread(), *self._saving(), *self._cost())

    def _value(self) -> Message:
        if math.isnan(self.value.low):
            return Message(
                "There are too few customers, or none that differ, to say how large {outcome} is.",
                outcome=ColumnRef(self.outcome),
            )
        if self.is_rate:
            value, low, high = alike([self.value.value, self.value.low, self.value.high], "fine_percent")
            return Message(
                "{outcome} is {value:fine_percent} today ({level:set_percent} interval {low:fine_percent} to {high:fine_percent}, n = {n:count}).",
                value=value,
                low=low,
                high=high,
                outcome=ColumnRef(self.outcome),
                level=self.level,
                n=self.n,
            )
        value, low, high = alike([self.value.value, self.value.low, self.value.high])
        return Message(
            "{outcome} is {value:number} a customer today ({level:set_percent} interval {low:number} to {high:number}, n = {n:count}).",
            value=value,
            low=low,
            high=high,
            outcome=ColumnRef(self.outcome),
            level=self.level,
            n=self.n,
        )

    def _spread(self) -> tuple[Message, ...]:
        if self.is_rate or math.isnan(self.sd.low):
            return ()
        return (
            Message(
                "Customers differ by a standard deviation of {value:number} ({low:number} to {high:number}).",
                value=self.sd.value,
                low=self.sd.low,
                high=self.sd.high,
            ),
        )

    def _saving(self) -> tuple[Message, ...]:
        found = self.correlation
        if found is None or math.isnan(found.low):
            return ()
        return (
            Message(
                "The correlation with {column} is {r:coefficient} ({low:coefficient} to {high:coefficient}): adjusting for it would save {saved:percent} of the customers.",
                column=ColumnRef(self.pre_period or ""),
                r=found.value,
                low=found.low,
                high=found.high,
                saved=found.value**2,
            ),
        )

    def _cost(self) -> tuple[Message, ...]:
        found = self.intraclass
        if found is None or math.isnan(found.icc.low) or math.isnan(found.design_effect.value):
            return ()
        return (
            Message(
                "Assigning whole communities would take {effect:effect} times as many customers ({low:effect} to {high:effect}): intraclass correlation {icc:number}, {size:number} customers in a community on average.",
                effect=max(found.design_effect.value, 1.0),
                low=max(found.design_effect.low, 1.0),
                high=max(found.design_effect.high, 1.0),
                icc=max(found.icc.value, 0.0),
                size=found.mean_size.value,
            ),
        )
