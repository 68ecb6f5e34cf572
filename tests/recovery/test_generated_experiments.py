"""Planted effects and planted faults of generated experiments are found again, seed by seed, at 99.99 %."""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from analysis.core import Estimate
from analysis.experiments import read_proportions, sample_ratio_mismatch
from analysis.survey import describe, estimate_proportion
from synthetic import generate_experiment
from synthetic.experiment_plan import ARMS

SEEDS = (1, 2, 3)
LEVEL = 0.9999
DESIGNS = tuple(ARMS)


@cache
def made(seed: int, design: str = "two_arm", **more):
    return generate_experiment(seed=seed, design=design, customers=12_000, **more)


def arms(seed: int, design: str = "two_arm", **more) -> pd.DataFrame:
    return made(seed, design, **more)[0].table("arms")


def holds(estimate: Estimate, value: float) -> bool:
    return estimate.low <= value <= estimate.high


def share(hits: pd.Series) -> Estimate:
    return estimate_proportion(successes=int(hits.sum()), n=len(hits), level=LEVEL).estimate


@pytest.mark.parametrize("design", [design for design in DESIGNS if design != "cluster"])
@pytest.mark.parametrize("seed", SEEDS)
def test_rates_means_ratios_and_shares_of_every_arm(seed, design):
    rows, truth = arms(seed, design), made(seed, design)[1]
    assert not sample_ratio_mismatch(
        observed=tuple(int((rows["arm"] == arm.id).sum()) for arm in ARMS[design]),
        expected_share=tuple(arm.share for arm in ARMS[design]),
    ).mismatch
    for arm in ARMS[design]:
        own = rows[rows["arm"] == arm.id]
        assert holds(share(rows["arm"] == arm.id), truth["assignment"].parameters[f"share_{arm.id}"])
        assert holds(share(own["took_part"] == 1), truth["experiment"].parameters[f"rate_{arm.id}"])
        spend = describe(own, column="trial_spend_yuan", level=LEVEL).mean
        assert holds(spend, truth["experiment_spend"].parameters[f"mean_{arm.id}"])
        ratio = own["orders"].sum() / own["visits"].sum()
        residual = own["orders"] - ratio * own["visits"]
        error = residual.std() / np.sqrt(len(own)) / own["visits"].mean()
        assert abs(ratio - truth["experiment_orders"].parameters[f"ratio_{arm.id}"]) < 4 * error


@pytest.mark.parametrize("seed", SEEDS)
def test_the_difference_is_read_as_planted(seed):
    rows, planted = arms(seed), made(seed)[1]["experiment"].parameters
    counts = rows.groupby("arm")["took_part"].agg(["sum", "size"])
    reading = read_proportions(
        successes_control=int(counts.loc["control", "sum"]),
        n_control=int(counts.loc["control", "size"]),
        successes_treatment=int(counts.loc["treatment", "sum"]),
        n_treatment=int(counts.loc["treatment", "size"]),
        level=LEVEL,
    )
    assert holds(reading.difference_treatment_minus_control, planted["difference_treatment"])
    assert planted["difference_treatment"] == 0.08


def test_intervals_at_95_percent_hold_the_planted_difference_as_often_as_they_say():
    missed = 0
    for seed in range(200):
        rows = generate_experiment(seed=seed, customers=400)[0].table("arms")
        rate = rows.groupby("arm")["took_part"].agg(["mean", "size"])
        difference = rate["mean"]["treatment"] - rate["mean"]["control"]
        error = np.sqrt((rate["mean"] * (1 - rate["mean"]) / rate["size"]).sum())
        missed += abs(difference - 0.08) > 1.959964 * error
    assert stats.binom.ppf(0.0005, 200, 0.045) <= missed <= stats.binom.ppf(0.9995, 200, 0.06)


@pytest.mark.parametrize("seed", SEEDS)
def test_factorial_effects(seed):
    rows, planted = arms(seed, "factorial"), made(seed, "factorial")[1]["factors"].parameters
    fit = smf.ols("took_part ~ coupon * message", rows).fit(cov_type="HC3")
    low, high = fit.conf_int(1 - LEVEL).to_numpy().T
    names = {"coupon": "coupon_alone", "message": "message_alone", "coupon:message": "interaction"}
    for place, term in enumerate(fit.params.index):
        if term in names:
            assert low[place] <= planted[names[term]] <= high[place], term
    centred = rows.assign(coupon=rows["coupon"] - 0.5, message=rows["message"] - 0.5)
    fit = smf.ols("took_part ~ coupon * message", centred).fit(cov_type="HC3")
    for term in ("coupon", "message"):
        assert abs(fit.params[term] - planted[f"main_{term}"]) < 4 * fit.bse[term]


def test_four_arms_are_confounded_as_published():
    rows, truth = arms(1, "four_arm"), made(1, "four_arm")[1]
    assert [truth["experiment"].parameters[f"rate_{arm}"] for arm in "abcd"] == [0.35, 0.35, 0.63, 0.35]
    assert truth["confounded"].kind == "null"
    # Group and number of touches are the same thing twice.
    assert rows.groupby("arm")["touches"].nunique().eq(1).all()
    assert set(rows.loc[rows["touches"] == 3, "arm"]) == {"c"}


@pytest.mark.parametrize("asked", [0.0, 0.3, 0.5, 0.9])
def test_correlation_with_spend_before(asked):
    """Lognormal amounts: the correlation of the logarithms is told apart sharply, so it is tested there."""
    rows, truth = arms(4, covariate_correlation=asked), made(4, covariate_correlation=asked)[1]
    assert truth["covariate"].parameters["correlation"] == asked
    sigma2 = 0.9**2
    latent = np.log1p(asked * np.expm1(sigma2)) / sigma2
    for _, own in rows.groupby("arm"):
        found = np.corrcoef(np.log(own["pre_spend_yuan"]), np.log(own["trial_spend_yuan"]))[0, 1]
        assert abs(found - latent) < 4 * (1 - latent**2) / np.sqrt(len(own)) + 1e-3
        seen = own["pre_spend_yuan"].corr(own["trial_spend_yuan"])
        assert abs(seen - asked) < 0.12


def anova(values: np.ndarray, groups: np.ndarray) -> tuple[float, float]:
    """Intra-class correlation by analysis of variance, and its standard error (Donner 1986)."""
    by_group = pd.DataFrame({"value": values, "group": groups}).groupby("group")["value"]
    sizes, means = by_group.size().to_numpy(), by_group.mean().to_numpy()
    total, k = sizes.sum(), sizes.size
    between = (sizes * (means - values.mean()) ** 2).sum() / (k - 1)
    within = (by_group.var(ddof=1).fillna(0) * (sizes - 1)).sum() / (total - k)
    n0 = (total - (sizes**2).sum() / total) / (k - 1)
    rho = (between - within) / (between + (n0 - 1) * within)
    error = np.sqrt(2) * (1 - rho) * (1 + (n0 - 1) * rho) / np.sqrt(n0 * (n0 - 1) * (k - 1))
    return float(rho), float(error)


@pytest.mark.parametrize("planted", [0.02, 0.05, 0.2])
@pytest.mark.parametrize("seed", SEEDS)
def test_whole_communities(seed, planted):
    study, truth = generate_experiment(seed=seed, design="cluster", customers=60_000, intraclass_correlation=planted)
    rows = study.table("arms")
    assert rows.groupby("trial_community")["arm"].nunique().eq(1).all()
    communities = rows.groupby("trial_community")["arm"].first().value_counts()
    assert abs(communities["control"] - communities["treatment"]) <= 1
    assert truth["experiment_clusters"].parameters["intraclass_correlation"] == planted
    for arm, own in rows.groupby("arm"):
        for outcome in ("took_part", "trial_spend_yuan"):
            rho, error = anova(own[outcome].to_numpy(float), own["trial_community"].to_numpy())
            # Few heavy communities of a skewed measure: its own spread is wider than the normal formula.
            assert abs(rho - planted) < (4 if outcome == "took_part" else 7) * error, (arm, outcome)
    by_community = rows.groupby(["arm", "trial_community"])["took_part"].agg(["sum", "size"])
    for arm, own in by_community.groupby(level=0):
        rate = own["sum"].sum() / own["size"].sum()
        residual = own["sum"] - rate * own["size"]
        error = residual.std() * np.sqrt(len(own)) / own["size"].sum()
        assert abs(rate - truth["experiment"].parameters[f"rate_{arm}"]) < 4 * error


@pytest.mark.parametrize("seed", SEEDS)
def test_the_effect_wears_off(seed):
    rows, truth = (
        arms(seed, lift=0.3, novelty_half_life_weeks=1.0),
        made(seed, lift=0.3, novelty_half_life_weeks=1.0)[1],
    )
    planted = truth["novelty"].parameters
    assert [planted[f"effect_left_week_{week}"] for week in (1, 2, 3, 4)] == [1, 0.5, 0.25, 0.125]
    for week, own in rows.groupby("entry_week"):
        by_arm = own.groupby("arm")["took_part"].agg(["mean", "size"])
        difference = by_arm["mean"]["treatment"] - by_arm["mean"]["control"]
        error = np.sqrt((by_arm["mean"] * (1 - by_arm["mean"]) / by_arm["size"]).sum())
        assert abs(difference - 0.3 * planted[f"effect_left_week_{week}"]) < 4 * error
    overall = truth["experiment"].parameters["difference_treatment"]
    assert overall == pytest.approx(0.3 * planted["mean_effect_left"])


@pytest.mark.parametrize("seed", SEEDS)
def test_lost_customers_show_as_a_sample_ratio_mismatch(seed):
    rows = arms(seed, broken="lost")
    observed = tuple(int((rows["arm"] == arm).sum()) for arm in ("control", "treatment"))
    assert sample_ratio_mismatch(observed=observed).mismatch
    kept = made(seed, broken="lost")[1]["assignment"].parameters
    expected = kept["share_treatment"] * (1 - kept["lost_of_treated"])
    assert abs(observed[1] - 12_000 * expected) < 4 * np.sqrt(12_000 * expected * (1 - expected))


@pytest.mark.parametrize("design", ["two_arm", "unequal", "factorial"])
def test_selected_customers_show_in_the_covariate_and_bias_spend(design):
    rows, truth = (
        arms(2, design, broken="selected", spend_lift=0.0),
        made(2, design, broken="selected", spend_lift=0.0)[1],
    )
    control = ARMS[design][0].id
    treated = rows["arm"] != control
    before = np.log(rows["pre_spend_yuan"])
    assert stats.ttest_ind(before[treated], before[~treated], equal_var=False).pvalue < 1e-6
    above = rows["pre_spend_yuan"] > rows["pre_spend_yuan"].median()
    ratio = treated[above].mean() / treated[~above].mean()
    assert ratio == pytest.approx(truth["assignment"].parameters["chance_ratio_above_median"], abs=0.15)
    spend = rows["trial_spend_yuan"]
    assert stats.ttest_ind(spend[treated], spend[~treated], equal_var=False).pvalue < 0.01
    expected = tuple(arm.share for arm in ARMS[design])
    observed = tuple(int((rows["arm"] == arm.id).sum()) for arm in ARMS[design])
    assert not sample_ratio_mismatch(observed=observed, expected_share=expected).mismatch


def test_sound_randomisation_balances_the_covariate():
    rejected = 0
    for seed in range(100):
        rows = generate_experiment(seed=seed, customers=400)[0].table("arms")
        groups = [np.log(own["pre_spend_yuan"]) for _, own in rows.groupby("arm")]
        rejected += stats.ttest_ind(*groups).pvalue <= 0.05
    assert stats.binom.ppf(0.0005, 100, 0.05) <= rejected <= stats.binom.ppf(0.9995, 100, 0.05)


@pytest.mark.parametrize("design", DESIGNS)
def test_sentences_name_every_arm(design):
    truth = made(1, design)[1]
    parts = dict(truth["experiment"].sentence.values)["parts"]
    assert len(parts) == len(ARMS[design])
    for a, b in itertools.pairwise(ARMS[design]):
        assert a.id != b.id
