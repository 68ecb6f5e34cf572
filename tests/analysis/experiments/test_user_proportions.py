"""Yes or no from one row per customer: the same numbers as from counts, and communities as units."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from analysis.core import ParameterError
from analysis.experiments import read_proportions, read_subgroups, read_user_proportions
from synthetic import sample_study_with_truth
from tests.analysis.experiments.users import codes, said, spenders


def test_two_groups_give_the_numbers_of_the_counts() -> None:
    users = spenders(800)
    counts = users.groupby("arm", observed=True)["bought"].agg(["sum", "size"])
    expected = read_proportions(
        successes_control=int(counts.loc["control", "sum"]),
        n_control=int(counts.loc["control", "size"]),
        successes_treatment=int(counts.loc["new1", "sum"]),
        n_treatment=int(counts.loc["new1", "size"]),
        smallest_change=0.02,
    )
    result = read_user_proportions(users, arm="arm", outcome="bought", smallest_change=0.02)
    found = result.comparisons[0]
    assert found.difference == expected.difference_treatment_minus_control
    assert found.relative_lift == expected.relative_lift
    assert (found.p_value, found.verdict) == (expected.p_value, expected.verdict)
    assert result.groups[1].value == expected.rate_treatment
    assert result.counts[0].odds_ratio == expected.odds_ratio


def test_few_answers_are_fishers_and_cautioned() -> None:
    users = spenders(60)
    users["bought"] = np.arange(60) % 20 == 0
    result = read_user_proportions(users, arm="arm", outcome="bought")
    assert result.comparisons[0].test == "fisher"
    assert "few_successes" in codes(result)


def test_the_answer_that_counts() -> None:
    users = spenders(400)
    users["answer"] = pd.Categorical(np.where(users["bought"], "y", "n"), categories=["y", "n"])
    no = read_user_proportions(users, arm="arm", outcome="answer")
    yes = read_user_proportions(users, arm="arm", outcome="answer", yes="y")
    assert no.yes.code == "n"
    assert yes.comparisons[0].difference.value == pytest.approx(-no.comparisons[0].difference.value)
    assert "counted_answer" in codes(yes)
    with pytest.raises(ParameterError) as caught:
        read_user_proportions(users, arm="arm", outcome="answer", yes="perhaps")
    assert caught.value.parameter == "yes"


def test_several_groups() -> None:
    users = spenders(1200, groups=4)
    result = read_user_proportions(users, arm="arm", outcome="bought")
    table = pd.crosstab(users["bought"], users["arm"])
    chi2 = stats.chi2_contingency(table, correction=False)
    assert (result.chi2, result.p_homogeneity) == pytest.approx((chi2.statistic, chi2.pvalue))
    # Dunnett's critical value for three equal groups and infinite df, 2.349 (R, one-dimensional integral).
    level = 1 - 2 * stats.norm.sf(2.34897059034)
    for place, item in enumerate(result.comparisons):
        alone = read_proportions(
            successes_control=result.successes[0],
            n_control=result.groups[0].n,
            successes_treatment=result.successes[place + 1],
            n_treatment=result.groups[place + 1].n,
            level=level,
        ).difference_treatment_minus_control
        assert item.difference.low == pytest.approx(alone.low, abs=1e-3)


def cluster_users(seed: int = 2) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    community = np.repeat(np.arange(40), rng.integers(5, 60, 40))
    rate = rng.beta(2, 8, 40)[community]
    return pd.DataFrame(
        {
            "arm": pd.Categorical.from_codes(community % 2, ["control", "new1"]),
            "bought": pd.array(rng.random(community.size) < rate, dtype="boolean"),
            "community": community,
        }
    )


def test_communities_are_the_units() -> None:
    """Close to statsmodels' clustered linear probability model, whose small-sample factor differs."""
    users = cluster_users()
    result = read_user_proportions(users, arm="arm", outcome="bought", community="community")
    found = result.comparisons[0]
    numbers = users.assign(bought=users["bought"].astype(float))
    fit = smf.ols("bought ~ C(arm)", numbers).fit(cov_type="cluster", cov_kwds={"groups": users["community"]})
    assert found.difference.value == pytest.approx(fit.params.iloc[1])
    assert found.standard_error == pytest.approx(fit.bse.iloc[1], rel=0.03)
    assert found.test == "cluster_robust"
    assert found.naive_p < found.p_value
    assert result.counts == ()
    assert np.isnan(result.p_homogeneity)
    assert all(0 <= group.value.low < group.value.high <= 1 for group in result.groups)


def test_the_planted_effect_of_the_sample_study_is_found() -> None:
    study, truth = sample_study_with_truth()
    planted = truth["experiment"].parameters
    frame = study.prepared("arms").frame
    result = read_user_proportions(frame, arm="arm", outcome="returned", yes="1", value_per_unit=40.0)
    difference = result.comparisons[0].difference
    assert difference.low < planted["difference"] < difference.high
    assert result.comparisons[0].verdict == "increase"
    assert any("per 1,000 customers" in sentence for sentence in said(result))


def test_quick_at_100_000_rows() -> None:
    users = spenders(100_000)
    read_user_proportions(users.iloc[:500], arm="arm", outcome="bought")
    start = time.process_time()
    read_user_proportions(users, arm="arm", outcome="bought")
    read_user_proportions(users, arm="arm", outcome="bought", community="community")
    assert time.process_time() - start < 0.6


def test_the_column_of_the_groups_is_no_outcome() -> None:
    frame = spenders().drop(columns="bought")
    for call in (
        lambda: read_user_proportions(frame, arm="arm", outcome="arm"),
        lambda: read_subgroups(spenders(), arm="arm", outcome="bought", subgroup="arm"),
    ):
        with pytest.raises(ParameterError) as raised:
            call()
        assert raised.value.parameter in {"arm", "outcome", "subgroup"}
