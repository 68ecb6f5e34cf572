"""How long a test runs: what `plan_duration` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.core.messages import Message, PluralMessage, Sentence

if TYPE_CHECKING:
    import pandas as pd

    from analysis.core.results import Note, Provenance


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DurationPlan:
    """The weeks of a test, from the customers that really come.

    Parameters
    ----------
    n_total : int
        Customers the plan needs in all groups together.
    reached : bool
        Whether that many ever come within `LONGEST_WEEKS`.
    entry_weeks, follow_up_weeks, weeks : float
        Full weeks until enough customers are in, full weeks that the last of them is watched
        afterwards, and both together; NaN where it is not reached.
    naive_weeks : float
        What dividing by the customers of the first open week says.
    most : float
        Customers the test could ever hold; infinite where they keep coming.
    n_in_test, detectable_ratio : float
        Customers in the test at the end of the entry weeks, and the smallest change found then over
        the one planned for (1 = as planned).
    course : DataFrame
        week, coming, share (that enters), n_in_test (at its end), n_needed, detectable_ratio, enough.
    """

    n_total: int
    reached: bool
    entry_weeks: float
    follow_up_weeks: float
    weeks: float
    naive_weeks: float
    most: float
    n_in_test: float
    detectable_ratio: float
    course: pd.DataFrame
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row a week: week, coming, share, n_in_test, n_needed, detectable_ratio, enough."""
        return self.course

    def readings(self) -> tuple[Sentence, ...]:
        """How many weeks, what they are made of, and what a simple division would have said."""
        if not self.reached:
            return (self._never(),)
        return (self._claim(), *self._parts(), *self._naive())

    def _claim(self) -> Sentence:
        return PluralMessage(
            "{n} full week until {total:count} different customers are in and have been watched.",
            "{n:count} full weeks until {total:count} different customers are in and have been watched.",
            n=int(self.weeks),
            total=self.n_total,
        )

    def _parts(self) -> tuple[Sentence, ...]:
        if not self.follow_up_weeks:
            return ()
        return (
            PluralMessage(
                "{entry:count} to let them in, {n} more to watch the last of them.",
                "{entry:count} to let them in, {n:count} more to watch the last of them.",
                n=int(self.follow_up_weeks),
                entry=self.entry_weeks,
            ),
        )

    def _naive(self) -> tuple[Sentence, ...]:
        if math.isnan(self.naive_weeks) or self.naive_weeks >= self.entry_weeks:
            return ()
        return (
            PluralMessage(
                "Dividing by the customers of the first open week would have promised {n} week: those who come back are counted already.",
                "Dividing by the customers of the first open week would have promised {n:count} weeks: those who come back are counted already.",
                n=int(self.naive_weeks),
            ),
        )

    def _never(self) -> Sentence:
        last = self.course.iloc[-1]
        if math.isfinite(self.most) and self.most < float(last["n_needed"]):
            return Message(
                "Never: only {most:count} different customers come at all, and {needed:count} are needed. They would find changes {ratio:number} times as large as planned.",
                most=math.floor(self.most),
                needed=float(last["n_needed"]),
                ratio=math.sqrt(float(last["n_needed"]) / self.most) if self.most else math.inf,
            )
        return Message(
            "Not within {weeks:count} weeks: {n:count} of {needed:count} customers are in by then, enough for changes {ratio:number} times as large as planned.",
            weeks=int(last["week"]),
            n=math.floor(float(last["n_in_test"])),
            needed=float(last["n_needed"]),
            ratio=float(last["detectable_ratio"]),
        )
