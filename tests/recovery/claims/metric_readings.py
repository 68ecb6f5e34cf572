"""The reader of several metrics: false alarms over the primaries, harm that passes, and the launch as a whole."""

from __future__ import annotations

from functools import cache

import numpy as np

from analysis.experiments import plan_metrics, read_metrics
from analysis.experiments.metric_plan import MetricsPlan
from analysis.experiments.metric_reading import MetricsReading
from tests.recovery.claims.claim import Claim
from tests.recovery.claims.samples import normal_summary

ALPHA = 0.05
CORRELATION = 0.6


def customers(rng: np.random.Generator, n: int, shifts: tuple[float, ...]) -> np.ndarray:
    """One row per customer: normal metrics that hang together over a common part, each with its own mean."""
    common = rng.normal(size=(n, 1))
    own = rng.normal(size=(n, len(shifts)))
    return np.sqrt(CORRELATION) * common + np.sqrt(1 - CORRELATION) * own + np.array(shifts)


def read_customers(
    rng: np.random.Generator,
    n: tuple[int, int],
    shifts: tuple[float, ...],
    shares: tuple[int, ...] = (),
    **asked: object,
) -> MetricsReading:
    """Draw customers of both groups, treatment shifted, and read them; of `shares` only the sign is observed."""
    groups = [customers(rng, n[0], (0.0,) * len(shifts)), customers(rng, n[1], shifts)]
    kinds = tuple("share" if place in shares else "mean" for place in range(len(shifts)))
    observed = [
        tuple(
            float((rows[:, place] > 0).sum() if place in shares else rows[:, place].mean())
            for place in range(len(shifts))
        )
        for rows in groups
    ]
    sds = [
        tuple(0.0 if place in shares else float(rows[:, place].std(ddof=1)) for place in range(len(shifts)))
        for rows in groups
    ]
    return read_metrics(
        n_control=n[0],
        n_treatment=n[1],
        planned_share_treatment=n[1] / sum(n),
        kinds=kinds,
        observed_control=observed[0],
        observed_treatment=observed[1],
        sds_control=sds[0],
        sds_treatment=sds[1],
        **asked,
    )


def is_alarm(reading: MetricsReading, numbers: tuple[int, ...]) -> bool:
    """Whether any of these primary metrics is said to have changed, whichever way."""
    return any(metric.found or metric.verdict == "wrong_way" for metric in reading.metrics if metric.number in numbers)


def any_primary(correction: str):
    """Three primaries that hang together, one of them a share; nothing changed."""

    def replicate(rng: np.random.Generator) -> bool:
        found = read_customers(
            rng,
            (80, 120),
            (0.0, 0.0, 0.0),
            shares=(1,),
            roles=("primary",) * 3,
            smallest_changes=(0.1, 0.1, -0.1),
            correction=correction,
        )
        return is_alarm(found, (1, 2, 3))

    return replicate


def primaries_beside_one_that_changed(rng: np.random.Generator) -> bool:
    """Holm's later steps: an alarm about either of the two that did not change."""
    found = read_customers(
        rng, (80, 120), (2.0, 0.0, 0.0), shares=(1,), roles=("primary",) * 3, smallest_changes=(0.1, 0.1, -0.1)
    )
    return is_alarm(found, (2, 3))


def harmful_mean_passes(rng: np.random.Generator) -> bool:
    """One guardrail lost just its margin."""
    found = read_customers(rng, (30, 50), (-0.5,), roles=("guardrail",), smallest_changes=(-0.5,))
    return found.metrics[0].passed


def harmful_share_passes(rng: np.random.Generator) -> bool:
    control, treatment = rng.binomial(200, 0.10), rng.binomial(200, 0.15)
    found = read_metrics(
        n_control=200,
        n_treatment=200,
        kinds=("share",),
        roles=("guardrail",),
        smallest_changes=(0.05,),
        observed_control=(float(control),),
        observed_treatment=(float(treatment),),
    )
    return found.metrics[0].passed


def harmful_version_is_launched(rng: np.random.Generator) -> bool:
    """A great gain in both primaries, and one of three guardrails that hang together lost just its margin."""
    found = read_customers(
        rng,
        (100, 100),
        (2.0, 2.0, 0.0, -0.5, 0.0),
        roles=("primary", "primary", "guardrail", "guardrail", "guardrail"),
        smallest_changes=(0.1, 0.1, -2.0, -0.5, 2.0),
    )
    return found.decision == "launch"


def useless_version_is_launched(rng: np.random.Generator) -> bool:
    """One one-sided primary that did not change beside a guardrail with all the room there is."""
    found = read_customers(
        rng, (40, 60), (0.0, 0.0), roles=("primary", "guardrail"), smallest_changes=(0.1, -5.0), sides="one"
    )
    return found.decision == "launch"


@cache
def planned() -> MetricsPlan:
    return plan_metrics(
        kinds=("mean", "mean", "mean"),
        baselines=(0.0, 0.0, 0.0),
        smallest_changes=(0.4, 0.4, -0.5),
        roles=("primary", "primary", "guardrail"),
        spreads=(1.0, 1.0, 1.0),
        power=0.8,
        power_of="launch",
    )


def good_version_is_launched(rng: np.random.Generator) -> bool:
    """At the planned sizes: one primary changed as planned, nothing harmed."""
    plan = planned()
    n = (plan.n_control, plan.n_treatment)
    truth = ((0.0, 0.4), (0.0, 0.0), (0.0, 0.0))
    drawn = [[normal_summary(rng, size, mean) for size, mean in zip(n, means, strict=True)] for means in truth]
    found = read_metrics(
        n_control=n[0],
        n_treatment=n[1],
        kinds=("mean", "mean", "mean"),
        roles=("primary", "primary", "guardrail"),
        smallest_changes=(0.4, 0.4, -0.5),
        observed_control=tuple(float(pair[0][0]) for pair in drawn),
        observed_treatment=tuple(float(pair[1][0]) for pair in drawn),
        sds_control=tuple(float(pair[0][1]) for pair in drawn),
        sds_treatment=tuple(float(pair[1][1]) for pair in drawn),
        planned_n_total=plan.n_total,
    )
    return found.decision == "launch"


METRIC_READING_CLAIMS: tuple[Claim, ...] = (
    *(
        Claim(
            id=f"read_metrics: any of three primaries that hang together, {correction}",
            method="read_metrics",
            rate=ALPHA,
            bound="at_most",
            replicate=any_primary(correction),
        )
        for correction in ("holm", "bonferroni")
    ),
    Claim(
        id="read_metrics: two primaries beside one that changed, Holm",
        method="read_metrics",
        rate=ALPHA,
        bound="at_most",
        replicate=primaries_beside_one_that_changed,
    ),
    Claim(
        id="read_metrics: a mean that lost its margin passes, 30 and 50",
        method="read_metrics",
        rate=ALPHA,
        replicate=harmful_mean_passes,
    ),
    Claim(
        id="read_metrics: a share that lost its margin passes, 200 each",
        method="read_metrics",
        rate=ALPHA,
        replicate=harmful_share_passes,
        real=(0.0497, 0.0498),
        reason="whole customers: .0497 enumerated over all outcomes, see test_metric_comparison",
    ),
    Claim(
        id="read_metrics: a version that harms one of three guardrails is launched",
        method="read_metrics",
        rate=ALPHA,
        bound="at_most",
        replicate=harmful_version_is_launched,
    ),
    Claim(
        id="read_metrics: a version that changes nothing is launched, one-sided",
        method="read_metrics",
        rate=ALPHA,
        replicate=useless_version_is_launched,
    ),
    Claim(
        id="read_metrics: a version as planned is launched",
        method="read_metrics",
        rate=0.8,
        bound="at_least",
        replicate=good_version_is_launched,
    ),
)
