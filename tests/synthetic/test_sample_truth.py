"""What was planted is found again, with SciPy and NumPy alone, and the decoys are empty.

Every estimate is pooled over five seeds and must lie within four of its standard errors of the truth.
"""

from __future__ import annotations

import itertools
import json
import math

import numpy as np
import pandas as pd
import pytest
from scipy import optimize, stats
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from analysis.core.messages import plain_english
from synthetic import plan, sample_study_with_truth
from synthetic.answers import draw_touchpoints

SEEDS = (7, 11, 23, 101, 2026)
STANDARD_ERRORS = 4.0


@pytest.fixture(scope="module")
def made():
    return [sample_study_with_truth(seed=seed) for seed in SEEDS]


@pytest.fixture(scope="module")
def truth(made):
    return made[0][1]


@pytest.fixture(scope="module")
def survey(made):
    return pd.concat([study.table("survey") for study, _ in made], ignore_index=True)


def close(hits: pd.Series, rate: float) -> bool:
    """Whether a share of yes answers is within four standard errors of a rate."""
    return abs(hits.mean() - rate) <= STANDARD_ERRORS * math.sqrt(rate * (1 - rate) / len(hits))


def tetrachoric(a: np.ndarray, b: np.ndarray) -> float:
    """Correlation of the normal variables behind two yes/no ones: solve P(both) for it (Drasgow 1986)."""
    cut_a, cut_b = stats.norm.ppf(1 - a.mean()), stats.norm.ppf(1 - b.mean())

    def surplus(rho: float) -> float:
        return stats.multivariate_normal.cdf([-cut_a, -cut_b], cov=[[1, rho], [rho, 1]]) - (a & b).mean()

    return float(optimize.brentq(surplus, -0.99, 0.99))


def test_overall_retention(made, truth):
    bought = pd.concat([study.table("customers")["bought_90d"] for study, _ in made])
    assert close(bought, truth["retained"].parameters["rate"])


@pytest.mark.parametrize("group", ["age_band", "occupation", "spend_band"])
def test_retention_by_group(survey, truth, group):
    planted = truth[f"retained_by_{group}"].parameters
    codes = sorted({int(name[-1]) for name in planted})
    assert len(codes) >= 3
    valid = survey[survey[group] > 0]
    for code in codes:
        assert close(valid.loc[valid[group] == code, "retained_90d"], planted[f"rate_{code}"])
        assert close(valid[group] == code, planted[f"share_{code}"])


def test_published_retention_rates_are_the_planted_ones(truth):
    age = truth["retained_by_age_band"].parameters
    assert (age["rate_2"], age["rate_3"], age["rate_4"]) == (0.55, 0.40, 0.20)
    reasons = truth["churn_reasons"].parameters
    assert list(reasons.values()) == [0.65, 0.45, 0.30, 0.25, 0.10, 0.05]


def test_latent_correlation_of_activity_and_retention(survey, truth):
    planted = truth["activity_and_retention"].parameters
    assert planted["latent_correlation"] == 0.72
    observed = np.corrcoef(survey["activity_per_week"], survey["retained_90d"])[0, 1]
    n, share = len(survey), survey["retained_90d"].mean()
    assert abs(observed - planted["point_biserial"]) <= STANDARD_ERRORS * (1 - observed**2) / math.sqrt(n)
    height = stats.norm.pdf(stats.norm.ppf(share))
    biserial = observed * math.sqrt(share * (1 - share)) / height
    # Standard error of the biserial coefficient (Soper 1914).
    error = (math.sqrt(share * (1 - share)) / height - biserial**2) / math.sqrt(n)
    assert abs(biserial - planted["latent_correlation"]) <= STANDARD_ERRORS * error


def test_implied_point_biserial_agrees_with_integration(truth):
    planted = truth["activity_and_retention"].parameters
    cut = stats.norm.isf(planted["share"])
    mean_of_kept = planted["latent_correlation"] * stats.norm.expect(lambda x: x, lb=cut) / planted["share"]
    implied = mean_of_kept * math.sqrt(planted["share"] / (1 - planted["share"]))
    assert planted["point_biserial"] == pytest.approx(implied, abs=1e-9)


def test_fading_interactions(made, truth):
    planted = truth["fading_interactions"].parameters
    half = pd.Timestamp(plan.OBSERVED_TO) - pd.Timedelta(days=plan.ACTIVITY_WINDOW_DAYS // 2 - 1)
    early: dict[int, list[pd.Series]] = {0: [], 1: []}
    for study, _ in made:
        events = study.table("events")
        interactions = events[events["kind"] == "interaction"]
        stayed = interactions["customer_id"].map(study.table("customers").set_index("customer_id")["bought_90d"])
        for state, found in early.items():
            found.append(interactions["time"][stayed == state] < half)
    assert close(pd.concat(early[0]), planted["early_share_churned"])
    assert close(pd.concat(early[1]), planted["early_share_retained"])


@pytest.mark.parametrize("reason", list(plan.CHURN_REASONS))
def test_reasons_for_leaving(survey, truth, reason):
    asked = survey.loc[survey[reason] >= 0, reason]
    assert close(asked, truth["churn_reasons"].parameters[reason])


def test_rules(survey, truth):
    answered = survey[survey["tp_live"] >= 0]
    rules = truth.of_kind("rule")
    assert len(rules) == 3
    for rule in rules:
        *antecedent, consequent = rule.columns
        met = answered[antecedent].eq(1).all(axis=1)
        assert close(answered.loc[met, consequent], rule.parameters["confidence"])
        assert close(met & answered[consequent].eq(1), rule.parameters["support"])
        assert close(answered[consequent], rule.parameters["confidence"] / rule.parameters["lift"])
        assert rule.parameters["lift"] > 1.5


def independence_scores(chosen: dict[str, np.ndarray], pairs: list[tuple[str, str]]) -> list[float]:
    """z of the phi coefficient of each pair; standard normal where the pair is independent."""
    names = list(chosen)
    matrix = np.corrcoef(np.array(list(chosen.values())))
    n = len(chosen[names[0]])
    return [matrix[names.index(a), names.index(b)] * math.sqrt(n) for a, b in pairs]


def test_decoys_are_independent_of_every_other_touchpoint(truth):
    """At 5 % the share of pairs called associated is inside the binomial band of 5 %, over 200 seeds."""
    decoys = truth["decoy_touchpoints"].columns
    pairs = [(d, o) for d in decoys for o in plan.TOUCHPOINTS if o not in decoys] + list(
        itertools.combinations(decoys, 2)
    )
    scores = [
        z for seed in range(200) for z in independence_scores(draw_touchpoints(plan.stream(seed, 8), 1200), pairs)
    ]
    rejected = sum(abs(z) > stats.norm.isf(0.025) for z in scores)
    low, high = stats.binom.ppf([0.005, 0.995], len(scores), 0.05)
    assert low <= rejected <= high
    assert max(map(abs, scores)) < stats.norm.isf(0.005 / len(scores))


def test_decoys_of_the_default_study_do_not_stand_out(made, truth):
    decoys = truth["decoy_touchpoints"].columns
    answered = made[0][0].table("survey").query("tp_live >= 0")
    chosen = {name: answered[name].to_numpy() for name in plan.TOUCHPOINTS}
    scores = independence_scores(chosen, [(d, o) for d in decoys for o in plan.TOUCHPOINTS if d != o])
    assert max(map(abs, scores)) < 3


def test_reasons_are_independent_of_one_another(made):
    scores = []
    for study, _ in made:
        asked = study.table("survey").query("why_competitor >= 0")
        for a, b in itertools.combinations(plan.CHURN_REASONS, 2):
            scores.append(np.corrcoef(asked[a], asked[b])[0, 1] * math.sqrt(len(asked)))
    assert stats.kstest(scores, "norm").pvalue > 0.001


def test_segments_can_be_told_apart(made, truth):
    planted = truth["segments"].parameters
    distances = [value for name, value in planted.items() if name.startswith("distance")]
    assert planted["segments"] == len(distances) == 3
    assert min(distances) > 5
    columns = list(truth["segments"].columns)
    sd = [planted[f"sd_{column}"] for column in columns]
    for study, own in made:
        labels = own.labels["segments"]
        found = KMeans(3, n_init=5, random_state=0).fit_predict(study.table("survey")[columns] / sd)
        # Two normal clusters five standard deviations apart overlap by 0.6 % on each side.
        assert adjusted_rand_score(labels, found) > 0.95


def test_segment_centres_and_shares(made, truth):
    planted = truth["segments"].parameters
    columns = list(truth["segments"].columns)
    frame = pd.concat([study.table("survey")[columns].assign(segment=own.labels["segments"]) for study, own in made])
    for name, members in frame.groupby("segment"):
        assert close(frame["segment"] == name, planted[f"share_{name}"])
        for column in columns:
            sd = planted[f"sd_{column}"]
            # The ends of the scales cut a hair off two tails, hence the hundredth of a standard deviation.
            allowed = STANDARD_ERRORS * sd / math.sqrt(len(members)) + 0.01 * sd
            assert abs(members[column].mean() - planted[f"centre_{name}_{column}"]) <= allowed
            assert members[column].std() == pytest.approx(sd, rel=0.08)


def test_regions_and_weight(survey, truth):
    planted = truth["nps_by_region"].parameters
    answered = survey[survey["nps"] >= 0]
    score = answered["nps"].ge(9).astype(float) - answered["nps"].le(6)
    error = score.std() / math.sqrt(len(score))
    assert abs(score.mean() - planted["nps_unweighted"]) <= STANDARD_ERRORS * error
    assert abs(np.average(score, weights=answered["weight"]) - planted["nps_weighted"]) <= STANDARD_ERRORS * 1.1 * error
    for code in (1, 2):
        there = score[answered["region"] == code]
        assert abs(there.mean() - planted[f"nps_{code}"]) <= STANDARD_ERRORS * there.std() / math.sqrt(len(there))
    satisfied = truth["satisfaction_by_region"].parameters
    for code in (1, 2):
        answers = survey.loc[(survey["region"] == code) & (survey["satisfaction"] > 0), "satisfaction"]
        assert close(answers >= 4, satisfied[f"top2_{code}"])
    weighting = truth["weighting"].parameters
    restored = survey.loc[survey["region"] == 1, "weight"].sum() / survey["weight"].sum()
    assert restored == pytest.approx(weighting["share_of_members"], abs=1e-3)
    assert (survey["region"] == 1).mean() == weighting["share_of_survey"]


def test_statements_follow_their_loadings(survey, truth):
    planted = truth["community_statements"].parameters
    items = truth["community_statements"].columns
    answered = survey[(survey[list(items)] > 0).all(axis=1)]
    for a, b in itertools.combinations(items, 2):
        expected = planted[f"loading_{a}"] * planted[f"loading_{b}"]
        found = tetrachoric((answered[a] >= 4).to_numpy(), (answered[b] >= 4).to_numpy())
        # A tetrachoric coefficient of 6,000 pairs has a standard error near .017.
        assert found == pytest.approx(expected, abs=0.07)
    assert expected < 0  # the last item is reverse-keyed


@pytest.mark.parametrize(
    ("effect", "column", "cut"), [("satisfaction_and_nps", "nps", 9), ("satisfaction_and_retention", "retained_90d", 1)]
)
def test_attitudes_correlate_within_a_region(survey, truth, effect, column, cut):
    answered = survey[(survey["satisfaction"] > 0) & (survey[column] >= 0)]
    found = [
        tetrachoric((there["satisfaction"] >= 4).to_numpy(), (there[column] >= cut).to_numpy())
        for _, there in answered.groupby("region")
    ]
    # Standard error of the mean of two coefficients of 3,000 pairs each, near .018.
    assert np.mean(found) == pytest.approx(truth[effect].parameters["latent_correlation"], abs=0.07)


def test_experiment(made, truth):
    arms = pd.concat([study.table("arms") for study, _ in made])
    planted, spend = truth["experiment"].parameters, truth["experiment_spend"].parameters
    assert close(arms["arm"] == "treatment", planted["share_treatment"])
    for arm, members in arms.groupby("arm"):
        assert close(members["returned"], planted[arm])
        error = members["trial_spend_yuan"].std() / math.sqrt(len(members))
        assert abs(members["trial_spend_yuan"].mean() - spend[arm]) <= STANDARD_ERRORS * error
        assert ((members["trial_spend_yuan"] > 0) == (members["returned"] == 1)).all()
    assert planted["difference"] == pytest.approx(planted["treatment"] - planted["control"])


def test_blanks(survey, truth):
    columns = {"touchpoints": "tp_live", "churn_reasons": "why_competitor"}
    for question, share in truth["blanks"].parameters.items():
        answers = survey[columns.get(question, question)]
        assert close(answers[answers != plan.SKIPPED] == plan.BLANK, share), question


def test_truth_is_machine_readable_and_said(truth):
    assert len({effect.id for effect in truth.planted}) == len(truth.planted)
    read = json.loads(json.dumps(truth.to_dict()))
    assert read["planted"][0]["parameters"] == {"rate": 0.35}
    frame = truth.to_frame()
    assert frame["value"].map(math.isfinite).all()
    assert set(frame["effect"]) == {effect.id for effect in truth.planted}
    assert all(plain_english(sentence) for sentence in truth.sentences())
    with pytest.raises(KeyError):
        truth["nothing of that name"]


def test_columns_of_every_effect_exist(made, truth):
    study = made[0][0]
    for effect in truth.planted:
        for column in effect.columns:
            assert study.codebook.find(column, effect.table) is not None, (effect.id, column)
