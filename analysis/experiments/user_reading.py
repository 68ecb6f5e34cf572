"""A test read from one row per customer: groups, comparisons with the control, gates and verdicts."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import pandas as pd

from analysis.core.messages import ColumnRef, Message
from analysis.experiments.user_words import user_sentences

if TYPE_CHECKING:
    from analysis.core.messages import Scalar, Sentence, ValueRef
    from analysis.core.results import Estimate, Note, Provenance
    from analysis.experiments.proportion_verdict import Verdict
    from analysis.experiments.sample_ratio import SampleRatioCheck
    from analysis.experiments.user_controls import Correction, Good
    from analysis.inference.intraclass import Intraclass

Measure: TypeAlias = Literal["mean", "log_mean", "ratio", "rate"]
UserTest: TypeAlias = Literal["welch", "cuped", "cuped_total", "delta", "pooled_z", "fisher", "cluster_robust"]
PER = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupValue:
    """One group.

    Parameters
    ----------
    group : ValueRef
        Which.
    n_assigned, n_missing, n : int
        Customers assigned, without an outcome, and used.
    value : Estimate
        Mean, ratio or rate with its own interval.
    sd : float
        Standard deviation over customers (n - 1).
    communities : int or None
        Communities in the group.
    """

    group: ValueRef
    n_assigned: int
    n_missing: int
    n: int
    value: Estimate
    sd: float
    communities: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupComparison:
    """One group against the control.

    Parameters
    ----------
    group : ValueRef
        Which.
    difference : Estimate
        Group less control; simultaneous over all comparisons.
    standard_error, df : float
        Of the difference; infinite `df` is the normal distribution.
    p_value, p_adjusted : float
        Two-sided; the second corrected for the number of comparisons.
    relative_lift : Estimate
        Over the control's value.
    worth_per_1000 : Estimate or None
        1,000 times difference times worth of one unit.
    detectable_change : float
        Change that groups of the planned size (else of this) find 8 times in 10; from the standard
        error only, never from the difference seen.
    test : str
        Which test gave `p_value`.
    naive_p, design_effect : float
        With communities: the p-value that ignores them, and the squared standard error over that of
        independent customers. NaN otherwise.
    verdict : Verdict
        See `analysis.experiments.proportion_verdict`.
    """

    group: ValueRef
    difference: Estimate
    standard_error: float
    df: float
    p_value: float
    p_adjusted: float
    relative_lift: Estimate
    worth_per_1000: Estimate | None
    detectable_change: float
    test: UserTest
    naive_p: float
    design_effect: float
    verdict: Verdict

    @property
    def statistic(self) -> float:
        """Difference over its standard error."""
        return self.difference.value / self.standard_error


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class UserReading:
    """What the three readers of one row per customer return.

    Parameters
    ----------
    measure : {"mean", "log_mean", "ratio", "rate"}
        What is compared.
    outcome, arm : str
        Columns.
    level : float
        Confidence level, of all comparisons together.
    correction : str
        Used with more than two groups.
    good, smallest_change, value_per_unit, planned_n : as asked for
    groups : tuple of GroupValue
        The control first.
    comparisons : tuple of GroupComparison
        One for each other group.
    sample_ratio : SampleRatioCheck
        Customers assigned against the planned split.
    p_attrition : float
        Test that the share without an outcome is the same in all groups; NaN where none is missing.
    intraclass : Intraclass or None
        How alike members of a community are, within groups.
    """

    measure: Measure
    outcome: str
    arm: str
    level: float
    correction: Correction
    good: Good
    smallest_change: float | None
    value_per_unit: float | None
    planned_n: int | None
    groups: tuple[GroupValue, ...]
    comparisons: tuple[GroupComparison, ...]
    sample_ratio: SampleRatioCheck
    p_attrition: float
    intraclass: Intraclass | None
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def compared(self) -> Scalar:
        """What is compared, as sentences name it."""
        if self.measure == "log_mean":
            return Message("log(1 + {outcome})", outcome=ColumnRef(self.outcome))
        return ColumnRef(self.outcome)

    @property
    def control(self) -> GroupValue:
        """The group all others are compared with."""
        return self.groups[0]

    @property
    def n_assigned(self) -> int:
        """Customers assigned to any group."""
        return sum(group.n_assigned for group in self.groups)

    @property
    def plan_reached(self) -> bool:
        """Whether the planned number of customers is in, or none was planned."""
        return self.planned_n is None or self.n_assigned >= self.planned_n

    def to_frame(self) -> pd.DataFrame:
        """One row per number.

        Columns: quantity (value, difference, relative_lift, worth_per_1000, p_value, p_adjusted and
        those of the method), arm, method, value, low, high (NaN for p-values), n, level.
        """
        rows = [*self._group_rows(), *self._comparison_rows(), *self._own_rows()]
        frame = pd.DataFrame(rows, columns=["quantity", "arm", "method", "value", "low", "high", "n"])
        return frame.assign(level=self.level)

    def readings(self) -> tuple[Sentence, ...]:
        """What is known of each group, how sure, what it is worth, and what to do next."""
        return user_sentences(self)

    @property
    def _lift_method(self) -> str:
        if self.measure == "rate":
            return "log_ratio" if self.intraclass is None else "fieller"
        return "exponential" if self.measure == "log_mean" else "fieller"

    def _group_rows(self) -> list[tuple[object, ...]]:
        return [
            ("value", str(item.group.code), self.measure, item.value.value, item.value.low, item.value.high, item.n)
            for item in self.groups
        ]

    def _comparison_rows(self) -> list[tuple[object, ...]]:
        rows: list[tuple[object, ...]] = []
        for item, group in zip(self.comparisons, self.groups[1:], strict=True):
            name, n = str(item.group.code), group.n
            rows += [
                estimate_row("difference", name, item.test, item.difference, n),
                estimate_row("relative_lift", name, self._lift_method, item.relative_lift, n),
                ("p_value", name, item.test, item.p_value, math.nan, math.nan, n),
                ("p_adjusted", name, self.correction, item.p_adjusted, math.nan, math.nan, n),
            ]
            if item.worth_per_1000 is not None:
                rows.append(estimate_row("worth_per_1000", name, item.test, item.worth_per_1000, n))
        return rows

    def _own_rows(self) -> list[tuple[object, ...]]:
        """Rows of the method itself."""
        return []


def estimate_row(quantity: str, name: str, how: str, estimate: Estimate, n: int) -> tuple[object, ...]:
    """One estimate as a row of `UserReading.to_frame`."""
    return (quantity, name, how, estimate.value, estimate.low, estimate.high, n)
