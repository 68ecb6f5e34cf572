"""Tests of two versions: alarms about the split, false findings, and the chances that a plan promises."""

from __future__ import annotations

import numpy as np

from analysis.experiments import plan_pilot, plan_proportions, read_proportions, sample_ratio_mismatch
from tests.recovery.claims.claim import Claim

ALPHA = 0.05


def split_alarm(threshold: float, n: int):
    def replicate(rng: np.random.Generator) -> bool:
        first = int(rng.binomial(n, 0.5))
        return sample_ratio_mismatch(observed=(first, n - first)).p_value <= threshold

    return replicate


def read(rng: np.random.Generator, n_control: int, n_treatment: int, control: float, treatment: float):
    return read_proportions(
        successes_control=int(rng.binomial(n_control, control)),
        n_control=n_control,
        successes_treatment=int(rng.binomial(n_treatment, treatment)),
        n_treatment=n_treatment,
    )


def false_finding(rng: np.random.Generator) -> bool:
    return read(rng, 400, 400, 0.3, 0.3).difference_treatment_minus_control.excludes(0.0)


def interval_of_a_difference(rng: np.random.Generator) -> bool:
    found = read(rng, 150, 300, 0.3, 0.4).difference_treatment_minus_control
    return found.low <= 0.1 <= found.high


PLAN = plan_proportions(baseline_rate=0.3, change=0.05, power=0.8)


def planned_change_found(rng: np.random.Generator) -> bool:
    found = read(rng, PLAN.n_control, PLAN.n_treatment, 0.3, 0.35)
    return found.difference_treatment_minus_control.excludes(0.0)


PILOT = plan_pilot(population=6000, baseline_rate=0.3, smallest_change=0.05)


def pilot_finds_its_change(rng: np.random.Generator) -> bool:
    found = read(rng, PILOT.n_control, PILOT.n_pilot, 0.3, 0.3 + PILOT.change)
    return found.difference_treatment_minus_control.excludes(0.0)


SPLIT_CLAIMS: tuple[Claim, ...] = (
    Claim(
        id="sample_ratio_mismatch: p at most .05, n = 20,000",
        method="sample_ratio_mismatch",
        rate=0.05,
        replicate=split_alarm(0.05, 20_000),
        real=(0.0485, 0.0515),
        reason="chi-square approximation of counts",
    ),
    Claim(
        id="sample_ratio_mismatch: alarm at .001, n = 20,000",
        method="sample_ratio_mismatch",
        rate=0.001,
        replicate=split_alarm(0.001, 20_000),
        real=(0.0009, 0.0011),
        reason="chi-square approximation of counts",
    ),
    Claim(
        id="read_proportions: interval leaves out 0 of 30 % and 30 %, 400 each",
        method="read_proportions",
        rate=ALPHA,
        replicate=false_finding,
        real=(0.044, 0.054),
        reason="Newcombe's interval is approximate; the real figure is enumerated in test_read_coverage",
    ),
    Claim(
        id="read_proportions: interval of 10 points, 150 and 300",
        method="read_proportions",
        rate=0.95,
        replicate=interval_of_a_difference,
        real=(0.945, 0.958),
        reason="Newcombe's interval is approximate",
    ),
    Claim(
        id="plan_proportions: the planned change is found",
        method="plan_proportions",
        rate=0.8,
        replicate=planned_change_found,
        real=(0.79, 0.81),
        reason="normal approximation of counts",
    ),
    Claim(
        id="plan_pilot: the smallest change of 10 % of 6,000 customers is found",
        method="plan_pilot",
        rate=0.8,
        replicate=pilot_finds_its_change,
        real=(0.78, 0.82),
        reason="normal approximation of counts",
    ),
)
