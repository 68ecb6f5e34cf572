"""Everything planted into generated surveys is found again, seed by seed, by the methods of the package.

Intervals are at 99.99 %, as in `test_sample_truth`. Factor loadings are found by statsmodels from polychoric
correlations computed here.
"""

from __future__ import annotations

import itertools
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.metrics import adjusted_rand_score
from statsmodels.multivariate.factor import Factor

from analysis.association import mine_rules, target_rules
from analysis.clustering import choose_k, cluster
from analysis.core import Estimate
from analysis.relations import correlate
from analysis.survey import (
    describe,
    estimate_proportion,
    frequencies,
    multi_select,
    net_promoter_score,
    top_box,
)
from synthetic import generate_study, generate_survey, plan
from synthetic.questionnaire import BLANK_SHARES, LEVEL_SHARES, SEGMENT_COLUMNS, STATEMENTS

SEEDS = (1, 2, 3)
LEVEL = 0.9999


@cache
def made(seed: int):
    return generate_survey(seed=seed, respondents=2000)


def frame(seed: int) -> pd.DataFrame:
    return made(seed)[0].prepared("survey").frame


def wave(seed: int, code: str) -> pd.DataFrame:
    rows = frame(seed)
    return rows[rows["wave"] == code]


def planted(seed: int, effect: str) -> dict[str, float]:
    return dict(made(seed)[1][effect].parameters)


def holds(estimate: Estimate, value: float) -> bool:
    return estimate.low <= value <= estimate.high


def proportion(hits: int, n: int) -> Estimate:
    return estimate_proportion(successes=hits, n=n, level=LEVEL).estimate


@pytest.mark.parametrize("seed", SEEDS)
def test_reasons_for_leaving(seed):
    effect = made(seed)[1]["churn_reasons"]
    assert list(effect.parameters.values()) == [0.65, 0.45, 0.30, 0.25, 0.10, 0.05]
    found = multi_select(frame(seed), columns=effect.columns, base="asked", level=LEVEL)
    for option in found.options:
        assert holds(option.share, effect.parameters[option.column]), option.column


@pytest.mark.parametrize("seed", SEEDS)
def test_net_promoter_score_and_satisfaction_by_region_and_wave(seed):
    values = planted(seed, "waves")
    for region, number in itertools.product("12", "12"):
        rows = wave(seed, number)
        there = rows[rows["region"] == region]
        score = net_promoter_score(there, column="nps", level=LEVEL).score
        assert (
            abs(score.value - values[f"nps_region_{region}_wave_{number}"])
            < 4.5 * (score.high - score.low) / 7.8 + 0.02
        )
        top = top_box(there, column="satisfaction", top=2, level=LEVEL).top
        assert abs(top.value - values[f"top2_region_{region}_wave_{number}"]) < 4.5 * (top.high - top.low) / 7.8 + 0.02


def test_scores_of_many_customers_whoever_answers():
    """Without a link of activity to answering the planted scores hold without any allowance."""
    for seed in SEEDS:
        study, truth = generate_survey(seed=seed, respondents=3000, response_ratio=1.0)
        rows = study.prepared("survey").frame
        values = truth["waves"].parameters
        for region, number in itertools.product("12", "12"):
            there = rows[(rows["wave"] == number) & (rows["region"] == region)]
            score = net_promoter_score(there, column="nps", level=LEVEL).score
            assert holds(score, values[f"nps_region_{region}_wave_{number}"])
            top = top_box(there, column="satisfaction", top=2, level=LEVEL).top
            assert holds(top, values[f"top2_region_{region}_wave_{number}"])


@pytest.mark.parametrize("seed", SEEDS)
def test_the_weight_mends_who_answers(seed):
    values = planted(seed, "who_answers")
    rows = wave(seed, "1")

    def retained(**more) -> Estimate:
        found = frequencies(rows, column="retained_90d", level=LEVEL, **more)
        return next(answer.share for answer in found.answers if answer.code == "1")

    assert holds(retained(), values["retained_unweighted"])
    assert holds(retained(weights="weight"), values["retained_population"])
    assert not holds(describe(rows, column="activity_per_week", level=LEVEL).mean, values["activity_population"])
    weighted = describe(rows, column="activity_per_week", level=LEVEL, weights="weight").mean
    assert abs(weighted.value - values["activity_population"]) < 0.1
    scores = (net_promoter_score(rows, column="nps", level=LEVEL, **more).score for more in ({}, {"weights": "weight"}))
    tops = (
        top_box(rows, column="satisfaction", top=2, level=LEVEL, **more).top for more in ({}, {"weights": "weight"})
    )
    for name, (plain, mended) in {"nps": scores, "top2": tops}.items():
        assert holds(plain, values[f"{name}_unweighted"])
        assert holds(mended, values[f"{name}_population"])
        assert values[f"{name}_unweighted"] > values[f"{name}_population"]
    for code in "123":
        assert (rows["activity_band"] == code).mean() == pytest.approx(values[f"surveyed_{code}"], abs=1e-9)


def test_values_of_all_customers_are_the_planted_ones_of_their_regions():
    study, truth = generate_study(seed=9, customers=20_000, respondents=100, months=6)
    waves, answers = truth["waves"].parameters, truth["who_answers"].parameters
    upper = (study.table("customers")["member_region"] == 1).mean()
    for name in ("nps", "top2"):
        expected = upper * waves[f"{name}_region_1_wave_1"] + (1 - upper) * waves[f"{name}_region_2_wave_1"]
        assert answers[f"{name}_population"] == pytest.approx(expected, abs=4 * 0.8 / np.sqrt(20_000))


def test_without_the_weight_retention_comes_out_too_high_on_average():
    bias, mended = [], []
    for seed in range(12):
        study, truth = generate_survey(seed=seed, respondents=600)
        rows = study.table("survey").query("wave == 1")
        population = truth["who_answers"].parameters["retained_population"]
        bias.append(rows["retained_90d"].mean() - population)
        mended.append(np.average(rows["retained_90d"], weights=rows["weight"]) - population)
    assert np.mean(bias) > 4 * stats.sem(bias)
    assert abs(np.mean(mended)) < 4 * stats.sem(mended)


@cache
def rules_of(seed: int) -> pd.DataFrame:
    return mine_rules(frame(seed), columns=tuple(plan.TOUCHPOINTS), min_support=0.03, level=LEVEL).to_frame()


@pytest.mark.parametrize("seed", SEEDS)
def test_rules_and_decoys(seed):
    rules, truth = rules_of(seed), made(seed)[1]
    n = int(frame(seed)["tp_live"].notna().sum())
    effects = truth.of_kind("rule")
    assert len(effects) == 3
    for effect in effects:
        *antecedent, consequent = effect.columns
        same = rules["antecedent"].map(lambda items: set(items) == set(antecedent))  # noqa: B023 - used at once
        found = rules[same & (rules["consequent"] == (consequent,))].iloc[0]
        assert found["lift_low"] <= effect.parameters["lift"] <= found["lift_high"]
        assert holds(proportion(int(found["count"]), int(found["count_antecedent"])), effect.parameters["confidence"])
        assert holds(proportion(int(found["count"]), n), effect.parameters["support"])
        assert found["productive"]
    decoys = truth["decoy_touchpoints"].columns
    pairs = set(itertools.permutations([(name,) for name in decoys], 2))
    between = rules[[pair in pairs for pair in zip(rules["antecedent"], rules["consequent"], strict=True)]]
    assert len(between) > 0
    assert ((between["lift_low"] <= 1) & (between["lift_high"] >= 1)).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_target_rules_lead_to_the_planted_touchpoint(seed):
    others = tuple(name for name in plan.TOUCHPOINTS if name != "tp_mini_program")
    found = target_rules(frame(seed), columns=others, target="tp_mini_program", max_length=1).to_frame()
    best = found.sort_values("lift", ascending=False).iloc[0]
    assert best["antecedent"] == ("tp_live",)


@pytest.mark.parametrize(("k", "distance"), [(2, 4.0), (3, 4.0), (5, 6.0)])
def test_segments(k, distance):
    study, truth = generate_survey(seed=4, respondents=1500, segments=k, segment_distance=distance)
    rows, values = study.prepared("survey").frame, truth["segments"].parameters
    labels = np.array(truth.labels["segments"])
    assert values["distance"] == distance
    found = cluster(rows, columns=SEGMENT_COLUMNS, k=k)
    assert adjusted_rand_score(labels, found.assignment) > 0.85
    for number in range(1, k + 1):
        own = rows[labels == str(number)]
        assert holds(proportion(len(own), len(rows)), values[f"share_{number}"])
        for column in SEGMENT_COLUMNS:
            described = describe(own, column=column, level=LEVEL)
            assert holds(described.mean, values[f"centre_{number}_{column}"]), (number, column)
            assert described.sd == pytest.approx(values[f"sd_{column}"], rel=0.2)


@pytest.mark.parametrize("k", [1, 3])
def test_the_number_of_segments_is_found(k):
    study, truth = generate_survey(seed=5, respondents=600, segments=k)
    found = choose_k(study.prepared("survey").frame.head(400), columns=SEGMENT_COLUMNS, k_max=5, references=20)
    assert found.k == truth["segments"].parameters["segments"] == k


def polychoric_by_grid(shares: tuple[float, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Pearson's correlation of two answers with these shares at each latent correlation, by cell probabilities."""
    bounds = np.r_[-9, stats.norm.ppf(np.cumsum(shares)[:-1]), 9]
    codes = np.arange(len(shares))
    centred = codes - codes @ np.array(shares)
    variance = centred**2 @ np.array(shares)
    latent = np.linspace(-0.95, 0.95, 39)
    seen = []
    for rho in latent:
        normal = stats.multivariate_normal([0, 0], [[1, rho], [rho, 1]])
        below = np.array([[normal.cdf([a, b]) for b in bounds] for a in bounds])
        seen.append(centred @ np.diff(np.diff(below, axis=0), axis=1) @ centred / variance)
    return np.array(seen), latent


@pytest.fixture(scope="module")
def unrounded():
    seen, latent = polychoric_by_grid(LEVEL_SHARES)
    return lambda r: np.interp(r, seen, latent)


def keyed_answers(seed: int) -> pd.DataFrame:
    """Answers of careful respondents of the first wave, all in one direction, without blanks."""
    study, truth = made(seed)
    raw = study.table("survey")
    careful = np.array(truth.labels["careless"]) == "attentive"
    rows = raw.loc[careful & (raw["wave"] == 1), [statement.id for statement in STATEMENTS]]
    rows = rows[(rows > 0).all(axis=1)]
    return rows.assign(**{s.id: 6 - rows[s.id] for s in STATEMENTS if s.loading < 0})


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("factor", ["community", "service"])
def test_loadings_and_reliability(seed, factor, unrounded):
    effect = made(seed)[1][f"battery_{factor}"]
    answers = keyed_answers(seed)[list(effect.columns)]
    n, correlations = len(answers), answers.corr().to_numpy()
    latent = np.where(np.eye(4, dtype=bool), 1.0, unrounded(correlations))
    loadings = np.abs(Factor(corr=latent, n_factor=1, method="ml", nobs=n).fit().loadings[:, 0])
    for column, found in zip(effect.columns, loadings, strict=True):
        assert abs(found - abs(effect.parameters[f"loading_{column}"])) < 4 * 1.4 / np.sqrt(n), column
    total = answers.sum(axis=1)
    alpha = 4 / 3 * (1 - answers.var(ddof=1).sum() / total.var(ddof=1))
    # Standard error of alpha (van Zyl, Neudecker and Nel 2000), here for about equal items.
    error = np.sqrt(2 * 4 / (3 * n)) * (1 - alpha)
    assert abs(alpha - effect.parameters["alpha_of_answers"]) < 4 * 1.2 * error
    omega = loadings.sum() ** 2 / (loadings.sum() ** 2 + (1 - loadings**2).sum())
    assert abs(omega - effect.parameters["omega_latent"]) < 0.05


@pytest.mark.parametrize("seed", SEEDS)
def test_correlation_of_the_two_batteries(seed, unrounded):
    answers = keyed_answers(seed)
    truth = made(seed)[1]
    loading = truth["battery_community"].parameters | truth["battery_service"].parameters
    ratios = []
    for a, b in itertools.product(truth["battery_community"].columns, truth["battery_service"].columns):
        latent = unrounded(answers[[a, b]].corr().iloc[0, 1])
        ratios.append(latent / abs(loading[f"loading_{a}"] * loading[f"loading_{b}"]))
    assert abs(np.mean(ratios) - truth["battery_correlation"].parameters["latent_correlation"]) < 4 * 1.6 / np.sqrt(
        len(answers)
    )


def expected_tau_b(latent: float, a: tuple[float, ...], b: tuple[float, ...]) -> float:
    """Kendall's tau-b of two answers cut from normal variables with this correlation."""
    bounds = [np.r_[-8.0, plan.cut_points(shares), 8.0] for shares in (a, b)]
    normal = stats.multivariate_normal([0, 0], [[1, latent], [latent, 1]])
    below = np.array([[normal.cdf([x, y]) for y in bounds[1]] for x in bounds[0]])
    cells = np.diff(np.diff(below, axis=0), axis=1)
    score = sum(
        mass * (cells[i + 1 :, j + 1 :].sum() - cells[i + 1 :, :j].sum()) for (i, j), mass in np.ndenumerate(cells)
    )
    ties = [1 - np.square(cells.sum(axis=axis)).sum() for axis in (0, 1)]
    return float(2 * score / np.sqrt(ties[0] * ties[1]))


@pytest.mark.parametrize("seed", SEEDS)
def test_attitudes_correlate_as_planted(seed):
    study, truth = generate_survey(seed=seed, respondents=2000, response_ratio=1.0)
    rows = study.prepared("survey").frame
    there = rows[(rows["wave"] == "1") & (rows["region"] == "1")]
    latent = truth["satisfaction_and_nps"].parameters["latent_correlation"]
    assert latent == pytest.approx(0.6)
    found = correlate(there, x="satisfaction", y="nps", method="kendall", level=LEVEL)
    assert holds(found.estimate, expected_tau_b(latent, plan.SATISFACTION[1], plan.NPS[1]))
    kept = there.assign(retained_90d=there["retained_90d"].cat.as_ordered())
    found = correlate(kept, x="satisfaction", y="retained_90d", method="kendall", level=LEVEL)
    latent = truth["satisfaction_and_retained_90d"].parameters["latent_correlation"]
    assert holds(found.estimate, expected_tau_b(latent, plan.SATISFACTION[1], (0.65, 0.35)))


@pytest.mark.parametrize("seed", SEEDS)
def test_waves_move_and_people_stay_themselves(seed):
    values = planted(seed, "waves")
    raw = made(seed)[0].table("survey")
    rows = raw[raw["nps"] >= 0]
    both = rows.pivot_table(index="customer_id", columns="wave", values="nps").dropna()
    in_both = raw["customer_id"].duplicated().sum() / (len(raw) / 2)
    assert in_both == pytest.approx(values["share_in_both"], abs=0.002)
    assert len(both) > 200
    # Eleven answers lose little of the correlation of what is felt.
    found = stats.spearmanr(both[1], both[2]).statistic
    region_spread = 0.06
    assert abs(found - values["stability"]) < region_spread + 4 * (1 - found**2) / np.sqrt(len(both))
    assert values["shift_sd"] == 0.2
    change = rows.loc[rows["wave"] == 2, "nps"].mean() - rows.loc[rows["wave"] == 1, "nps"].mean()
    assert change > 0


@pytest.mark.parametrize("seed", SEEDS)
def test_careless_respondents_are_as_many_and_as_careless_as_said(seed):
    study, truth = made(seed)
    raw, care = study.table("survey"), np.array(truth.labels["careless"])
    items = raw[[statement.id for statement in STATEMENTS]].replace(plan.BLANK, np.nan)
    for kind in ("speeder", "straight_liner"):
        assert holds(proportion(int((care == kind).sum()), len(raw)), truth["careless"].parameters[f"share_{kind}"])
    assert (raw.loc[care == "speeder", "duration_seconds"] < 75).all()
    assert (raw.loc[care != "speeder", "duration_seconds"] < 75).mean() < 0.01
    spread = items.max(axis=1) - items.min(axis=1)
    assert (spread[care == "straight_liner"] == 0).all()
    assert (spread[care == "attentive"] == 0).mean() < 0.01


@pytest.mark.parametrize("seed", SEEDS)
def test_blanks(seed):
    prepared = made(seed)[0].prepared("survey")
    columns = {"touchpoints": "tp_live", "churn_reasons": "why_competitor"}
    assert planted(seed, "blanks") == BLANK_SHARES
    for question, share in BLANK_SHARES.items():
        kinds = prepared.missing_kinds[columns.get(question, question)]
        asked = int((kinds != "skipped").sum())
        assert holds(proportion(int((kinds == "blank").sum()), asked), share), question


def test_every_effect_of_a_study_is_looked_for_in_some_test():
    _, truth = generate_study(seed=1, customers=300, respondents=200, experiment="factorial")
    looked_for = {
        *("retained", "retained_by_age_band", "retained_by_occupation", "retained_by_spend_band"),
        *("activity_and_retention", "communities", "purchase_process", "season", "fading_interactions"),
        *("welcome_campaign", "response_time", "refunds", "coupons_used", "referrals"),
        *("who_answers", "battery_community", "battery_service", "battery_correlation", "satisfaction_and_nps"),
        *("satisfaction_and_retained_90d", "nps_and_activity_per_week", "waves", "churn_reasons", "rule_live"),
        *(
            "rule_official_account_and_video_channel",
            "rule_store",
            "decoy_touchpoints",
            "segments",
            "careless",
            "blanks",
        ),
        *("experiment", "experiment_spend", "experiment_orders", "covariate", "assignment", "factors"),
    }
    assert {effect.id for effect in truth.planted} == looked_for


@pytest.mark.parametrize("seed", SEEDS)
def test_recommendation_and_activity(seed):
    """Polyserial: the correlation of a normal measure with answers, over its attenuation by the cuts."""
    study, truth = generate_survey(seed=seed, respondents=3000, response_ratio=1.0)
    raw = study.table("survey").query("wave == 1 and region == 1 and nps >= 0")
    shares = np.array(plan.NPS[1])
    codes = np.arange(11)
    sd = np.sqrt(shares @ (codes - shares @ codes) ** 2)
    attenuation = stats.norm.pdf(stats.norm.ppf(np.cumsum(shares)[:-1])).sum() / sd
    latent = truth["nps_and_activity_per_week"].parameters["latent_correlation"]
    found = raw["nps"].corr(raw["activity_per_week"])
    assert abs(found - latent * attenuation) < 4 * (1 - found**2) / np.sqrt(len(raw))
