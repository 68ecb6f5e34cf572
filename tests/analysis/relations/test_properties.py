"""Laws that hold for any data: symmetry, signs, units, monotone changes, order of rows; and coverage."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from analysis.relations import correlate, correlation_matrix
from analysis.relations.answers import average_ranks
from analysis.relations.coefficients import pearson, spearman, two_valued
from analysis.relations.columns import coded, own_ranks, ranks_within, sorted_column
from analysis.relations.concordance import counted_table, kendall
from analysis.relations.strength import correlation_ratio, cramers_v
from tests.analysis.relations.frames import answers, mixed_frame

ORDERED = ("pearson", "spearman", "kendall")
columns = hnp.arrays(np.float64, st.tuples(st.integers(5, 40), st.just(2)), elements=st.integers(-8, 8).map(float))


def two(values):
    assume(np.ptp(values[:, 0]) > 0 and np.ptp(values[:, 1]) > 0)
    return pd.DataFrame(values, columns=["x", "y"])


def ends(found):
    return (found.estimate.value, found.estimate.low, found.estimate.high, found.p)


@pytest.mark.parametrize("method", ORDERED)
@settings(max_examples=25, deadline=None)
@given(values=columns)
def test_symmetry_sign_units_and_row_order(method, values):
    data = two(values)
    found = correlate(data, x="x", y="y", method=method)
    swapped = correlate(data, x="y", y="x", method=method)
    assert ends(swapped) == pytest.approx(ends(found), rel=1e-9, abs=1e-12, nan_ok=True)
    flipped = correlate(data.assign(y=-data["y"]), x="x", y="y", method=method)
    assert flipped.estimate.value == pytest.approx(-found.estimate.value, abs=1e-12)
    assert (flipped.estimate.low, flipped.estimate.high) == pytest.approx(
        (-found.estimate.high, -found.estimate.low), abs=1e-9, nan_ok=True
    )
    rescaled = correlate(data.assign(x=1000 + 0.25 * data["x"]), x="x", y="y", method=method)
    assert ends(rescaled) == pytest.approx(ends(found), rel=1e-7, abs=1e-9, nan_ok=True)
    shuffled = correlate(data.sample(frac=1, random_state=1), x="x", y="y", method=method)
    assert ends(shuffled) == pytest.approx(ends(found), abs=0, rel=0, nan_ok=True)
    pd.testing.assert_frame_equal(shuffled.picture.cells, found.picture.cells)


@pytest.mark.parametrize("method", ["spearman", "kendall"])
@settings(max_examples=25, deadline=None)
@given(values=columns)
def test_ranks_do_not_see_a_monotone_change(method, values):
    data = two(values)
    bent = data.assign(x=np.exp(data["x"] / 3), y=data["y"] ** 3)
    found, changed = (correlate(one, x="x", y="y", method=method) for one in (data, bent))
    assert ends(changed) == pytest.approx(ends(found), rel=1e-9, nan_ok=True)


@settings(max_examples=50, deadline=None)
@given(values=hnp.arrays(np.float64, st.integers(1, 50), elements=st.integers(-5, 5).map(float)))
def test_ranks_equal_pandas(values):
    column = coded(np.where(values < -3, np.nan, values))
    expected = pd.Series(column.numbers).rank()
    assert own_ranks(column).tolist() == pytest.approx(expected.tolist(), nan_ok=True)
    uncoded = coded(column.numbers + 0.5)
    assert own_ranks(uncoded).tolist() == pytest.approx(expected.tolist(), nan_ok=True)
    rows = column.observed & (np.arange(values.size) % 2 == 0)
    if rows.any():
        within = ranks_within(sorted_column(uncoded), rows)
        assert within.tolist() == pd.Series(values[rows]).rank().tolist()


@settings(max_examples=25, deadline=None)
@given(codes=hnp.arrays(np.intp, st.tuples(st.integers(10, 60), st.just(2)), elements=st.integers(0, 3)))
def test_unordered_answers_may_change_names_and_places(codes):
    assume(len(set(codes[:, 0])) > 1 and len(set(codes[:, 1])) > 1)
    letters = np.array(list("abcd"), dtype=object)
    data = pd.DataFrame({"x": pd.Categorical(letters[codes[:, 0]]), "y": pd.Categorical(letters[codes[:, 1]])})
    renamed = data.assign(x=data["x"].cat.rename_categories(lambda name: {"a": "z"}.get(name, name)))
    renamed["x"] = renamed["x"].cat.reorder_categories(sorted(renamed["x"].cat.categories, reverse=True))
    found = correlate(data, x="x", y="y", method="cramers_v")
    changed = correlate(renamed, x="x", y="y", method="cramers_v")
    assert changed.estimate.value == pytest.approx(found.estimate.value, abs=1e-9)
    assert changed.estimate.high == pytest.approx(found.estimate.high, rel=1e-6, abs=1e-9)
    assert 0 <= found.estimate.low <= found.estimate.value <= found.estimate.high <= 1


def test_matrix_does_not_depend_on_row_order():
    data = mixed_frame()
    names = ("days", "visits", "spend", "ease", "member")
    first = correlation_matrix(data, columns=names).to_frame()
    second = correlation_matrix(data.sample(frac=1, random_state=3), columns=names).to_frame()
    pd.testing.assert_frame_equal(first, second, rtol=1e-10)


# Coverage of nominal 95 % intervals, 600 samples each; the band is 95 % minus five standard errors and up.
REPLICATES = 600
LEAST = 0.905


def covers(interval, truth):
    return interval.low - 1e-12 <= truth <= interval.high + 1e-12


@pytest.mark.parametrize("rho", [0.0, 0.6])
@pytest.mark.parametrize("method", ["pearson", "spearman", "kendall"])
def test_coverage_in_normal_samples(method, rho):
    rng = np.random.default_rng(17)
    truth = {"pearson": rho, "spearman": 6 / math.pi * math.asin(rho / 2), "kendall": 2 / math.pi * math.asin(rho)}
    hits = 0
    for _ in range(REPLICATES):
        x = rng.normal(size=50)
        y = rho * x + math.sqrt(1 - rho**2) * rng.normal(size=50)
        if method == "spearman":
            found = spearman(average_ranks(x), average_ranks(y), 0.95)
        else:
            found = (pearson if method == "pearson" else kendall)(x, y, 0.95)
        hits += covers(found, truth[method])
    assert hits / REPLICATES >= LEAST


def test_coverage_of_tau_with_ties():
    rng = np.random.default_rng(18)

    def draw(n):
        x = rng.normal(size=n)
        y = 0.5 * x + math.sqrt(0.75) * rng.normal(size=n)
        return np.digitize(x, [-0.84, -0.25, 0.25, 0.84]).astype(float), np.digitize(y, [-0.5, 0.5]).astype(float)

    truth = kendall(*draw(400_000), 0.95).value
    hits = sum(covers(kendall(*draw(100), 0.95), truth) for _ in range(REPLICATES))
    assert hits / REPLICATES >= LEAST


@pytest.mark.parametrize("strength", [0.0, 0.15, 0.5])
def test_coverage_of_v(strength):
    rng = np.random.default_rng(19)
    # Shares p_ij = p_i p_j (1 + c d_i d_j) with margins kept; V is c for these scores.
    rows, columns = np.array([0.25, 0.25, 0.5]), np.array([0.5, 0.25, 0.25])
    row_scores, column_scores = np.array([1.0, 1.0, -1.0]), np.array([1.0, -1.0, -1.0])
    shares = np.outer(rows, columns) * (1 + strength * np.outer(row_scores, column_scores))
    truth = strength / math.sqrt(2)
    hits = 0
    for _ in range(REPLICATES):
        table = rng.multinomial(300, shares.ravel()).reshape(3, 3).astype(float)
        hits += covers(cramers_v(table, 0.95, 1), truth)
    assert hits / REPLICATES >= LEAST


@pytest.mark.parametrize("eta", [0.0, 0.25, 0.6])
def test_coverage_of_eta(eta):
    rng = np.random.default_rng(20)
    places = np.array([-1.0, 0.0, 1.0]) * math.sqrt(1.5) * eta / math.sqrt(1 - eta**2)
    hits = 0
    for _ in range(REPLICATES):
        groups = rng.permutation(np.repeat(np.arange(3), 40))
        hits += covers(correlation_ratio(places[groups] + rng.normal(size=120), groups, 0.95), eta)
    assert hits / REPLICATES >= LEAST


@pytest.mark.parametrize(("share", "p_if_no", "p_if_yes"), [(0.5, 0.5, 0.5), (0.3, 0.1, 0.5), (0.5, 0.1, 0.9)])
def test_coverage_of_phi(share, p_if_no, p_if_yes):
    rng = np.random.default_rng(21)
    overall = share * p_if_yes + (1 - share) * p_if_no
    truth = (p_if_yes - p_if_no) * math.sqrt(share * (1 - share) / (overall * (1 - overall)))
    hits = 0
    for _ in range(REPLICATES):
        x = (rng.random(120) < share).astype(float)
        y = (rng.random(120) < np.where(x > 0, p_if_yes, p_if_no)).astype(float)
        hits += covers(two_valued(x, y, 0.95), truth)
    assert hits / REPLICATES >= LEAST


def test_false_alarms_of_v_at_zero_stay_at_five_percent():
    rng = np.random.default_rng(22)
    alarms = 0
    for _ in range(1500):
        x, y = rng.integers(0, 4, 200), rng.integers(0, 3, 200)
        alarms += cramers_v(counted_table(x, y, 4, 3), 0.95, 1).low > 0
    # Exact binomial band at one in a thousand above 5 % of 1,500.
    assert alarms <= 104


def test_interval_and_claim_agree():
    rng = np.random.default_rng(23)
    for _ in range(60):
        data = pd.DataFrame({"x": answers(rng.normal(size=80), "abc", ordered=False), "y": rng.normal(size=80)})
        found = correlate(data, x="x", y="y")
        assert found.detectable == (found.estimate.low > 0)
        assert not (found.detectable and found.p > 0.05)
