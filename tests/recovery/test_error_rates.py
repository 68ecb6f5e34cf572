"""Every claim of `tests/recovery/claims` in a short version, and the gate itself: a false claim must be caught."""

from __future__ import annotations

from pathlib import Path

import pytest
from scipy.stats import binom

from analysis.methods import METHODS
from benchmarks.error_rates import LONG_RUNS
from tests.recovery.claims import CLAIMS, Claim, band
from tests.recovery.claims.claim import FAMILY_ERROR, held, verdict

# Methods that make no claim about a rate here, each with its reason.
WITHOUT = {
    "choose_k": "a run takes half a second; its rate of k = 1 is held over seeds in test_clusters",
    "cluster": "divides whatever it is given and tests nothing",
    "cluster_stability": "a run takes seconds; its bound is held over seeds in its own tests",
    "measure_accrual": "counts, no inference",
    "mine_itemsets": "counts, no inference",
    "plan_duration": "adds up weeks that are given",
}

# Methods whose claims a file of its own holds, over paths drawn many at a time; its long run is part of the benchmark.
ELSEWHERE = {
    "compare_designs": "test_sequential_error_rates.py",
    "conversion_race": "test_sequential_error_rates.py",
    "peeking_error": "test_sequential_error_rates.py",
    "sequential_bounds": "test_sequential_error_rates.py",
}


def test_every_method_makes_a_claim_or_says_why_not() -> None:
    claimed = {claim.method for claim in CLAIMS}
    missing = {method.id for method in METHODS} - claimed - set(WITHOUT) - set(ELSEWHERE)
    assert not missing, f"no claim about the error rate of {sorted(missing)}"
    assert not claimed & (set(WITHOUT) | set(ELSEWHERE))
    assert not set(WITHOUT) & set(ELSEWHERE)


@pytest.mark.parametrize(("method", "file"), ELSEWHERE.items())
def test_the_file_that_holds_a_claim_looks_at_the_method(method: str, file: str) -> None:
    assert f"{method}(" in (Path(__file__).parent / file).read_text(encoding="utf-8")
    assert file in LONG_RUNS


def test_ids_are_unique() -> None:
    assert len({claim.id for claim in CLAIMS}) == len(CLAIMS)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.id)
def test_claim_is_kept_in_a_short_run(claim: Claim) -> None:
    found = held(claim, claim.short, len(CLAIMS))
    assert found.kept, f"{found.hits} of {found.replicates}, allowed {found.low} to {found.high}"


def liar(says: float, does: float, **more) -> Claim:
    return Claim(id=f"{says} {does}", method="", rate=says, replicate=lambda rng: rng.random() < does, **more)


@pytest.mark.parametrize(
    "claim",
    [
        liar(0.05, 0.08),
        liar(0.05, 0.03),
        liar(0.05, 0.08, bound="at_most"),
        liar(0.95, 0.92, bound="at_least"),
        liar(0.95, 0.92, real=(0.94, 0.96), reason="approximate"),
    ],
    ids=lambda claim: f"{claim.id} {claim.bound}",
)
def test_a_false_claim_is_caught(claim: Claim) -> None:
    assert not verdict(claim, 10_000, 50).kept


@pytest.mark.parametrize(
    "claim", [liar(0.05, 0.01, bound="at_most"), liar(0.95, 0.99, bound="at_least"), liar(0.05, 0.05)]
)
def test_a_true_claim_is_kept(claim: Claim) -> None:
    assert verdict(claim, 10_000, 50).kept


def test_the_band_is_exact() -> None:
    claim = liar(0.05, 0.05)
    low, high = band(claim, 10_000, 40)
    outside = binom.cdf(low - 1, 10_000, 0.05) + binom.sf(high, 10_000, 0.05)
    assert 0.5 * FAMILY_ERROR / 40 < outside <= FAMILY_ERROR / 40
    one_sided = band(liar(0.05, 0.05, bound="at_most"), 10_000, 40)[1]
    assert binom.sf(one_sided, 10_000, 0.05) <= FAMILY_ERROR / 40 < binom.sf(one_sided - 1, 10_000, 0.05)


def test_an_exemption_needs_its_real_rate_and_its_reason() -> None:
    with pytest.raises(ValueError, match="exemption"):
        liar(0.05, 0.05, real=(0.04, 0.06))
    with pytest.raises(ValueError, match="exemption"):
        liar(0.05, 0.05, reason="because")


def test_a_run_repeats_itself() -> None:
    claim = liar(0.5, 0.5)
    assert verdict(claim, 100, 1) == verdict(claim, 100, 1)
