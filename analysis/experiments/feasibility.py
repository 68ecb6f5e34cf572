"""When a plan cannot be carried out at all, and what to say instead of an absurd number of weeks."""

from __future__ import annotations

import math

from analysis.core.messages import Message, Sentence
from analysis.core.results import Note, Severity

MOST_WEEKS = 520
"""Ten years. Nothing that is measured stays the same for so long, and nobody waits."""
MOST_CUSTOMERS = 10_000_000_000
"""More than there are people."""


def is_feasible(n_total: float, weeks: float) -> bool:
    """Whether anybody has so many customers and so much time; weeks are NaN where none are known.

    Examples
    --------
    >>> is_feasible(18082, 7.0), is_feasible(18082, float("nan")), is_feasible(18082, 521.0), is_feasible(2e10, 1.0)
    (True, True, False, False)
    """
    return n_total <= MOST_CUSTOMERS and not weeks > MOST_WEEKS


def not_feasible(n_total: float, weeks: float, weekly: float) -> Sentence | None:
    """The headline of a plan that cannot be carried out; None where it can.

    Parameters
    ----------
    n_total, weeks, weekly : float
        Customers in all, whole weeks and customers a week; the latter two NaN where not known.
    """
    if is_feasible(n_total, weeks):
        return None
    if n_total > MOST_CUSTOMERS:
        if math.isnan(weekly):
            return Message(
                "Not feasible: more than {most:count} customers would be needed, more than there are people.",
                most=MOST_CUSTOMERS,
            )
        return Message(
            "Not feasible at {weekly:count} customers a week: more than {most:count} would be needed, more than there are people.",
            weekly=weekly,
            most=MOST_CUSTOMERS,
        )
    return Message(
        "Not feasible at {weekly:count} customers a week: {total:count} in all take more than {years:count} years.",
        weekly=weekly,
        total=n_total,
        years=MOST_WEEKS // 52,
    )


def feasibility_note(headline: Sentence | None, *, sized: bool = True) -> Note | None:
    """What to try in place of a plan that cannot be carried out.

    Parameters
    ----------
    headline : Message or None
        As `not_feasible` gives it.
    sized : bool
        Whether the size is the plan's answer, which then is none; a size that was given beside another question
        leaves that question's answer right.
    """
    if headline is None:
        return None
    severity: Severity = "blocks_conclusion" if sized else "caution"
    return Note(
        severity,
        Message(
            "{headline} Plan for a larger change, take out variance with what was known before the test (CUPED), choose an outcome that varies less or happens more often, or let more customers in; if none of these is possible, do not test.",
            headline=headline,
        ),
        code="not_feasible",
    )
