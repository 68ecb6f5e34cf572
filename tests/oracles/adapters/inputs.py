"""Translations of a case's inputs into the words our functions ask in. The only adapter file with arithmetic.

Nothing here touches a result.
"""

from __future__ import annotations

from typing import Any


def change(baseline: float, treatment: float) -> dict[str, Any]:
    """Two rates as a baseline and a change."""
    return {
        "baseline_rate": baseline,
        "change": abs(treatment - baseline),
        "direction": "increase" if treatment > baseline else "decrease",
    }


def share_of_ratio(ratio: float) -> float:
    """The ratio of one group to another as its share of both."""
    return ratio / (1 + ratio)


def treatments(arms: int) -> int:
    """All groups without the control group."""
    return arms - 1


def a_week(a_day: int) -> int:
    """Customers a day as customers a week."""
    return 7 * a_day


def sides(number: int) -> str:
    """The number of sides in words."""
    return {1: "one", 2: "two"}[number]
