"""Tests of no relation under no relation, and intervals of coefficients."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.relations import adjust_p_values, correlate, correlation_matrix, partial_correlation
from tests.recovery.claims.claim import Claim

ALPHA = 0.05
LEVEL = 0.95


def normal_pair(rng: np.random.Generator, n: int, rho: float) -> pd.DataFrame:
    x = rng.normal(size=n)
    return pd.DataFrame({"x": x, "y": rho * x + np.sqrt(1 - rho**2) * rng.normal(size=n)})


def no_relation(method: str, n: int):
    def replicate(rng: np.random.Generator) -> bool:
        return correlate(normal_pair(rng, n, 0.0), x="x", y="y", method=method).p <= ALPHA

    return replicate


def interval_of(method: str, n: int, rho: float, truth: float):
    def replicate(rng: np.random.Generator) -> bool:
        found = correlate(normal_pair(rng, n, rho), x="x", y="y", method=method).estimate
        return found.low <= truth <= found.high

    return replicate


def two_answers_and_a_number(rng: np.random.Generator) -> bool:
    frame = pd.DataFrame({"x": pd.array(rng.random(40) < 0.3, dtype="boolean"), "y": rng.normal(size=40)})
    return correlate(frame, x="x", y="y", method="point_biserial").p <= ALPHA


def categories(rng: np.random.Generator) -> bool:
    frame = pd.DataFrame(
        {
            "x": pd.Categorical.from_codes(rng.choice(3, 150, p=[0.5, 0.3, 0.2]), categories=list("abc")),
            "y": pd.Categorical.from_codes(rng.choice(3, 150, p=[0.4, 0.4, 0.2]), categories=list("pqr")),
        }
    )
    return correlate(frame, x="x", y="y", method="cramers_v").p <= ALPHA


def groups_of_a_number(rng: np.random.Generator) -> bool:
    frame = pd.DataFrame(
        {"x": pd.Categorical.from_codes(np.repeat([0, 1, 2], 20), categories=list("abc")), "y": rng.normal(size=60)}
    )
    return correlate(frame, x="x", y="y", method="eta").p <= ALPHA


def held_constant(rng: np.random.Generator) -> bool:
    z = rng.normal(size=30)
    frame = pd.DataFrame({"x": z + rng.normal(size=30), "y": z + rng.normal(size=30), "z": z})
    return partial_correlation(frame, x="x", y="y", control=("z",), method="pearson").p <= ALPHA


def any_of_a_matrix(adjust: str):
    def replicate(rng: np.random.Generator) -> bool:
        frame = pd.DataFrame(rng.normal(size=(40, 5)), columns=list("abcde"))
        found = correlation_matrix(frame, columns=tuple("abcde"), method="pearson", adjust=adjust)
        return bool((found.to_frame()["p_adjusted"] <= ALPHA).any())

    return replicate


def any_of_ten(adjust: str):
    def replicate(rng: np.random.Generator) -> bool:
        found = adjust_p_values(p=tuple(rng.random(10)), method=adjust)
        return bool((found.to_frame()["adjusted"] <= ALPHA).any())

    return replicate


def _adjustments() -> tuple[Claim, ...]:
    # Under ten independent true hypotheses Benjamini-Hochberg, Hochberg and Hommel reach the level (Simes), or all but.
    exact = {"BH"}
    return tuple(
        Claim(
            id=f"adjust_p_values: {name}, ten independent tests",
            method="adjust_p_values",
            rate=ALPHA,
            bound="exact" if name in exact else "at_most",
            replicate=any_of_ten(name),
        )
        for name in ("bonferroni", "holm", "hochberg", "hommel", "BH", "BY")
    )


RELATION_CLAIMS: tuple[Claim, ...] = (
    Claim(id="correlate: Pearson, n = 15", method="correlate", rate=ALPHA, replicate=no_relation("pearson", 15)),
    Claim(
        id="correlate: Spearman, n = 15",
        method="correlate",
        rate=ALPHA,
        replicate=no_relation("spearman", 15),
        real=(0.045, 0.057),
        reason="t approximation of a discrete distribution",
    ),
    Claim(
        id="correlate: Kendall, n = 15",
        method="correlate",
        rate=ALPHA,
        replicate=no_relation("kendall", 15),
        real=(0.04, 0.056),
        reason="discrete distribution",
    ),
    Claim(
        id="correlate: Pearson interval of .6, n = 40",
        method="correlate",
        rate=LEVEL,
        replicate=interval_of("pearson", 40, 0.6, 0.6),
        real=(0.947, 0.953),
        reason="Fisher's z is approximate in small samples",
    ),
    Claim(
        id="correlate: Spearman interval of .582 (normal .6), n = 60",
        method="correlate",
        rate=LEVEL,
        # Population value 6 / pi asin(rho / 2).
        replicate=interval_of("spearman", 60, 0.6, 6 / np.pi * np.arcsin(0.3)),
        real=(0.935, 0.965),
        reason="Bonett and Wright's variance is approximate",
    ),
    Claim(
        id="correlate: two answers and a number, n = 40",
        method="correlate",
        rate=ALPHA,
        replicate=two_answers_and_a_number,
    ),
    Claim(
        id="correlate: 3 x 3 answers, n = 150",
        method="correlate",
        rate=ALPHA,
        replicate=categories,
        real=(0.044, 0.056),
        reason="chi-square approximation of counts",
    ),
    Claim(
        id="correlate: number over three groups of 20",
        method="correlate",
        rate=ALPHA,
        replicate=groups_of_a_number,
    ),
    Claim(id="partial_correlation: n = 30", method="partial_correlation", rate=ALPHA, replicate=held_constant),
    Claim(
        id="correlation_matrix: any of ten pairs, Holm",
        method="correlation_matrix",
        rate=ALPHA,
        bound="at_most",
        replicate=any_of_a_matrix("holm"),
    ),
    Claim(
        id="correlation_matrix: any of ten pairs, Benjamini-Hochberg",
        method="correlation_matrix",
        rate=ALPHA,
        bound="at_most",
        replicate=any_of_a_matrix("BH"),
    ),
    *_adjustments(),
)
