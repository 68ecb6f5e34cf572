"""Without effects nothing is related: each of many tests is false as often as 5 % says, over many seeds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from synthetic import generate_events, generate_study, generate_survey, plan
from synthetic.answered import draw_survey
from synthetic.experiment_plan import ExperimentPlan
from synthetic.population import join_people
from synthetic.presets import PRESET_NAMES
from synthetic.questionnaire import SEGMENT_COLUMNS, STATEMENTS
from synthetic.scenario import Scenario
from synthetic.season import Season
from synthetic.tables import customer_frame, made_blocks
from synthetic.trials import draw_trial

SEEDS = 100
BAND = (0.0005, 0.9995)


def tables(seed: int) -> dict[str, pd.DataFrame]:
    """Customers, first wave and arms of a small study without effects, without its events."""
    presets = [preset for preset in PRESET_NAMES if preset != "homogeneous"]
    scenario = Scenario(seed=seed, customers=800, respondents=700, preset=presets[seed % len(presets)], no_effect=True)
    season = Season(scenario)
    made = list(made_blocks(scenario, season))
    people = join_people([one.people for one in made])
    blank = np.full(people.size, "", dtype=np.str_)
    survey = draw_survey(scenario, people, blank, blank).frame
    plan_of_trial = ExperimentPlan(no_effect=True, design=["two_arm", "unequal", "pilot"][seed % 3])
    arms = draw_trial(plan_of_trial, seed, people.community)
    arms["treated"] = (arms["arm"] == "treatment").astype(int)
    customers = pd.concat([customer_frame(scenario, season, one) for one in made])
    return {"survey": survey[survey["wave"] == 1], "arms": arms, "customers": customers, "all_waves": survey}


@pytest.fixture(scope="module")
def null_studies():
    return [tables(seed) for seed in range(SEEDS)]


def ranks(table: str, a: str, b: str) -> Callable[[dict[str, pd.DataFrame]], float]:
    def test(made) -> float:
        rows = made[table]
        rows = rows[(rows[a] >= 0) & (rows[b] >= 0)]
        return stats.spearmanr(rows[a], rows[b]).pvalue

    return test


def counts(table: str, a: str, b: str) -> Callable[[dict[str, pd.DataFrame]], float]:
    def test(made) -> float:
        rows = made[table]
        rows = rows[(rows[a] != plan.BLANK) & (rows[b] != plan.BLANK)]
        codes_a, codes_b = (np.unique(rows[name], return_inverse=True)[1] for name in (a, b))
        cells = np.bincount(codes_a * (codes_b.max() + 1) + codes_b).reshape(-1, codes_b.max() + 1)
        return stats.chi2_contingency(cells, correction=False).pvalue

    return test


def waves(made) -> float:
    rows = made["all_waves"].query("nps >= 0")
    # Respondents of both waves are alike in both: only the others are independent.
    once = rows[~rows["customer_id"].duplicated(keep=False)]
    return stats.mannwhitneyu(once.loc[once["wave"] == 1, "nps"], once.loc[once["wave"] == 2, "nps"]).pvalue


def communities(made) -> float:
    rows = made["customers"]
    groups = np.unique(rows["community_id"].to_numpy(str), return_inverse=True)[1]
    minutes = rows["community_minutes"].to_numpy()
    return stats.f_oneway(*(minutes[groups == group] for group in range(groups.max() + 1))).pvalue


TESTS: dict[str, Callable[[dict[str, pd.DataFrame]], float]] = {
    "activity and retention": ranks("customers", "interactions_per_week", "bought_90d"),
    "age and retention": counts("customers", "member_age", "bought_90d"),
    "occupation and retention": counts("customers", "member_occupation", "bought_90d"),
    "spend band and retention": counts("customers", "value_stratum", "bought_90d"),
    "region and retention": counts("customers", "member_region", "bought_90d"),
    "age and occupation": counts("customers", "member_age", "member_occupation"),
    "communities": communities,
    "satisfaction and recommendation": ranks("survey", "satisfaction", "nps"),
    "satisfaction and retention": ranks("survey", "satisfaction", "retained_90d"),
    "recommendation and activity": ranks("survey", "nps", "activity_per_week"),
    "recommendation and region": ranks("survey", "nps", "region"),
    "satisfaction and region": ranks("survey", "satisfaction", "region"),
    "statements of one battery": ranks("survey", STATEMENTS[0].id, STATEMENTS[1].id),
    "statements of two batteries": ranks("survey", STATEMENTS[0].id, STATEMENTS[5].id),
    "statement and satisfaction": ranks("survey", STATEMENTS[4].id, "satisfaction"),
    "planted rule": counts("survey", "tp_live", "tp_mini_program"),
    "planted rule of stores": counts("survey", "tp_store", "tp_advisor"),
    "touchpoint and retention": counts("survey", "tp_group", "retained_90d"),
    "measures of segments": ranks("survey", SEGMENT_COLUMNS[0], SEGMENT_COLUMNS[2]),
    "measure and retention": ranks("survey", SEGMENT_COLUMNS[1], "retained_90d"),
    "waves": waves,
    "arm and taking part": counts("arms", "treated", "took_part"),
    "arm and spend": ranks("arms", "treated", "trial_spend_yuan"),
    "arm and orders": ranks("arms", "treated", "orders"),
    "spend before and during": ranks("arms", "pre_spend_yuan", "trial_spend_yuan"),
    "arm and spend before": ranks("arms", "treated", "pre_spend_yuan"),
}


@pytest.mark.parametrize("name", TESTS)
def test_false_alarms_are_as_rare_as_promised(null_studies, name):
    p = np.array([TESTS[name](made) for made in null_studies])
    rejected = int((p <= 0.05).sum())
    low, high = stats.binom.ppf(BAND, SEEDS, 0.05)
    assert low <= rejected <= high, (name, rejected)
    # The whole distribution is uniform; answers have ties, which coarsen it a little.
    assert stats.kstest(p, "uniform").pvalue > 1e-4


@pytest.mark.parametrize("seed", range(4))
def test_events_do_not_depend_on_leaving(seed):
    study, _ = generate_events(seed=seed, customers=1500, months=6, no_effect=True)
    customers = study.table("customers").set_index("customer_id")
    events = study.table("events")
    stays = customers["bought_90d"] == 1
    for kind in ("interaction", "login", "service_request", "referral", "campaign_reached", "trial_order"):
        n = events[events["kind"] == kind].groupby("customer_id").size().reindex(customers.index, fill_value=0)
        assert stats.mannwhitneyu(n[stays], n[~stays]).pvalue > 1e-4, kind
    late = events[(events["kind"] == "interaction") & (events["time"] >= "2025-11-01")]
    n = late.groupby("customer_id").size().reindex(customers.index, fill_value=0)
    assert stats.mannwhitneyu(n[stays], n[~stays]).pvalue > 1e-4
    sent, reached = (events[events["kind"] == kind]["channel"] for kind in ("campaign_sent", "campaign_reached"))
    table = pd.DataFrame({"reached": reached.value_counts(), "sent": sent.value_counts()})
    assert stats.chi2_contingency([table["reached"], table["sent"] - table["reached"]]).pvalue > 1e-4


def test_the_truth_says_that_nothing_is_planted():
    _, truth = generate_study(seed=1, customers=300, respondents=200, no_effect=True)
    assert truth.planted[0].id == "no_effect"
    frame = truth.to_frame().set_index(["effect", "parameter"])["value"]
    assert (frame.filter(regex="latent_correlation|point_biserial|intraclass|difference_") == 0).all()
    for name, value in frame.items():
        if name[1].startswith(("latent_correlation", "loading_", "difference_", "shift_sd", "correlation")):
            assert value == 0, name
    for group in ("retained_by_age_band", "retained_by_occupation", "retained_by_spend_band"):
        rates = [value for (effect, name), value in frame.items() if effect == group and name.startswith("rate_")]
        assert len(set(rates)) == 1
    assert not truth.of_kind("rule")
    assert truth["segments"].parameters["segments"] == 1
    assert truth["battery_community"].parameters["omega_latent"] == 0
    assert set(truth.labels["careless"]) == {"attentive"}


@pytest.mark.parametrize("preset", ["beauty", "homogeneous"])
def test_the_survey_alone_says_so_too(preset):
    _, truth = generate_survey(seed=1, respondents=150, preset=preset, no_effect=True)
    assert truth.planted[0].id == "no_effect"
    assert truth.planted[0].table == "survey"
    assert truth["activity_and_retention"].parameters["point_biserial"] == 0
    answers = truth["who_answers"].parameters
    assert answers["response_ratio"] == 1
    assert answers["response_ratio_reached"] == pytest.approx(1, abs=0.05)


def test_with_effects_the_same_tests_find_them():
    """The tests above are no empty ones: with effects, in a study of the same size, they reject."""
    study, _ = generate_survey(seed=3, respondents=800)
    made = {"survey": study.table("survey").query("wave == 1")}
    strong = ("satisfaction and recommendation", "statements of one battery", "planted rule", "planted rule of stores")
    for name in strong:
        assert TESTS[name](made) < 1e-4, name
