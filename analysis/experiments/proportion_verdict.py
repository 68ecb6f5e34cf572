"""From an interval to what may be said: one pure function, every branch named."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from analysis.core.results import Estimate

Verdict: TypeAlias = Literal[
    "blocked",
    "increase",
    "increase_maybe_small",
    "increase_too_small",
    "decrease",
    "decrease_maybe_small",
    "decrease_too_small",
    "too_small_to_matter",
    "open",
]


def verdict_of(difference: Estimate, *, smallest_change: float | None, blocked: bool) -> Verdict:
    """What does the interval of the difference allow to be said?

    Parameters
    ----------
    difference : Estimate
        Treatment less control, with the interval that decides.
    smallest_change : float or None
        Smallest change worth acting on, above 0, in the unit of the difference.
    blocked : bool
        Whether a gate (sample ratio) forbids any conclusion.

    Returns
    -------
    Verdict
        ``increase`` or ``decrease``: zero lies outside the interval; with ``_maybe_small`` the
        interval also holds changes below `smallest_change`, with ``_too_small`` only such.
        ``too_small_to_matter``: zero inside, and all of the interval below `smallest_change` in size.
        ``open``: everything else.

    Examples
    --------
    >>> from analysis.core.results import Estimate
    >>> verdict_of(Estimate(0.025, 0.005, 0.045), smallest_change=0.01, blocked=False)
    'increase_maybe_small'
    >>> verdict_of(Estimate(0.01, -0.01, 0.03), smallest_change=None, blocked=False)
    'open'
    """
    if blocked:
        return "blocked"
    least = math.inf if smallest_change is None else smallest_change
    if difference.low > 0:
        if difference.high < least and smallest_change is not None:
            return "increase_too_small"
        return "increase_maybe_small" if smallest_change is not None and difference.low < least else "increase"
    if difference.high < 0:
        if difference.low > -least and smallest_change is not None:
            return "decrease_too_small"
        return "decrease_maybe_small" if smallest_change is not None and difference.high > -least else "decrease"
    if smallest_change is not None and -least < difference.low and difference.high < least:
        return "too_small_to_matter"
    return "open"
