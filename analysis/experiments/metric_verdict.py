"""From the intervals of several metrics to what may be said of each, and to the decision that was planned."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.core.results import Estimate
    from analysis.experiments.metric_sizes import MetricRole

MetricVerdict: TypeAlias = Literal[
    "blocked",
    "undefined",
    "found",
    "found_maybe_small",
    "found_too_small",
    "wrong_way",
    "too_small_to_matter",
    "open",
    "passed",
    "passed_worse",
    "not_shown",
    "not_shown_worse",
    "harmed",
]
LaunchDecision: TypeAlias = Literal[
    "blocked", "launch", "no_primary_found", "guardrail_harmed", "guardrail_open", "harmless"
]


def primary_verdict(difference: Estimate, *, sign: int, smallest_change: float, found: bool) -> MetricVerdict:
    """What may be said of a primary metric?

    Parameters
    ----------
    difference : Estimate
        Treatment less control, with the interval that is shown.
    sign : int
        1 where higher is better, -1 where lower is.
    smallest_change : float
        Above 0.
    found : bool
        Whether its corrected test says that it changed.

    Returns
    -------
    MetricVerdict
        ``found``: changed as wanted, by at least `smallest_change` over the whole interval; with
        ``_maybe_small`` the interval also holds less, with ``_too_small`` only less. ``wrong_way``: changed
        against what is wanted. ``too_small_to_matter``: not found, and all of the interval below
        `smallest_change` in size. ``open``: everything else. ``undefined``: no interval.

    Examples
    --------
    >>> from analysis.core.results import Estimate
    >>> primary_verdict(Estimate(0.025, 0.005, 0.045), sign=1, smallest_change=0.01, found=True)
    'found_maybe_small'
    >>> primary_verdict(Estimate(0.025, 0.005, 0.045), sign=-1, smallest_change=0.01, found=True)
    'wrong_way'
    """
    if math.isnan(difference.low):
        return "undefined"
    low, high = _oriented(difference, sign)
    if found and sign * difference.value < 0:
        return "wrong_way"
    if found:
        if high < smallest_change:
            return "found_too_small"
        return "found" if low >= smallest_change else "found_maybe_small"
    return "too_small_to_matter" if -smallest_change < low and high < smallest_change else "open"


def guardrail_verdict(difference: Estimate, *, sign: int, margin: float) -> MetricVerdict:
    """What may be said of a guardrail?

    Parameters
    ----------
    difference : Estimate
        Treatment less control, with the two-sided interval at 1 - 2 x the guardrail's level.
    sign : int
        1 where higher is better, -1 where lower is.
    margin : float
        The loss that is not acceptable, above 0.

    Returns
    -------
    MetricVerdict
        ``passed``: a loss of the margin is ruled out; ``passed_worse``: so it is, but the whole interval lies on
        the wrong side of zero. ``not_shown``: the interval reaches to the margin or beyond;
        ``not_shown_worse``: and all of it lies on the wrong side of zero. ``harmed``: all of it lies beyond the
        margin. ``undefined``: no interval.

    Examples
    --------
    >>> from analysis.core.results import Estimate
    >>> guardrail_verdict(Estimate(-0.004, -0.007, -0.001), sign=1, margin=0.01)
    'passed_worse'
    """
    if math.isnan(difference.low):
        return "undefined"
    low, high = _oriented(difference, sign)
    if low > -margin:
        return "passed_worse" if high < 0 else "passed"
    if high < -margin:
        return "harmed"
    return "not_shown_worse" if high < 0 else "not_shown"


def launch_decision(verdicts: Sequence[tuple[MetricRole, MetricVerdict]]) -> LaunchDecision:
    """What does the planned rule say: any primary metric found and all guardrails passed?

    Parameters
    ----------
    verdicts : sequence of (role, verdict)

    Returns
    -------
    LaunchDecision
        ``guardrail_harmed`` and ``guardrail_open`` come before ``no_primary_found``; ``harmless`` where all
        guardrails passed and there is no primary metric.

    Examples
    --------
    >>> launch_decision([("primary", "found"), ("guardrail", "passed")])
    'launch'
    >>> launch_decision([("primary", "found"), ("guardrail", "undefined")])
    'guardrail_open'
    """
    said = [verdict for _, verdict in verdicts]
    if "blocked" in said:
        return "blocked"
    if "harmed" in said:
        return "guardrail_harmed"
    if any(role == "guardrail" and not is_passed(verdict) for role, verdict in verdicts):
        return "guardrail_open"
    if all(role == "guardrail" for role, _ in verdicts):
        return "harmless"
    return "launch" if any(is_found(verdict) for _, verdict in verdicts) else "no_primary_found"


def is_found(verdict: MetricVerdict) -> bool:
    """Whether a primary metric changed as wanted."""
    return verdict.startswith("found")


def is_passed(verdict: MetricVerdict) -> bool:
    """Whether a guardrail's loss of the margin is ruled out."""
    return verdict.startswith("passed")


def _oriented(difference: Estimate, sign: int) -> tuple[float, float]:
    """The ends of the interval, so that higher is better."""
    return (difference.low, difference.high) if sign > 0 else (-difference.high, -difference.low)
