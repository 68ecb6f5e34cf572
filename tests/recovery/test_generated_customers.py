"""Planted facts about the customers of generated studies are found again, seed by seed.

Each estimate's own interval at 99.99 % has to hold the planted value, as in `test_sample_truth`.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis.core import Estimate
from analysis.relations import correlate
from analysis.survey import describe, estimate_proportion, frequencies
from synthetic import generate_events
from synthetic.blocks import blocks
from synthetic.communities import draw_communities
from synthetic.population import join_people
from synthetic.presets import PRESET_NAMES
from synthetic.scenario import Scenario
from synthetic.season import Season
from synthetic.tables import made_blocks

SEEDS = (1, 2, 3)
LEVEL = 0.9999
PLANTED_RETENTION = [preset for preset in PRESET_NAMES if preset != "homogeneous"]


@cache
def made(seed: int, preset: str, no_effect: bool = False):
    return generate_events(seed=seed, preset=preset, customers=2000, months=6, no_effect=no_effect)


def customers(seed: int, preset: str, no_effect: bool = False) -> pd.DataFrame:
    return made(seed, preset, no_effect)[0].prepared("customers").frame


def assert_holds(estimate: Estimate, planted: float, *what: object) -> None:
    assert estimate.low <= planted <= estimate.high, (what, planted, estimate)


def share(rows: pd.DataFrame, column: str, code: str) -> Estimate:
    found = frequencies(rows, column=column, level=LEVEL)
    return next(answer.share for answer in found.answers if answer.code == code)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("preset", PLANTED_RETENTION)
def test_retention_overall_and_by_group(preset, seed):
    rows, truth = customers(seed, preset), made(seed, preset)[1]
    assert_holds(share(rows, "bought_90d", "1"), truth["retained"].parameters["rate"])
    for group in ("age_band", "occupation", "spend_band"):
        effect = truth[f"retained_by_{group}"]
        column, outcome = effect.columns
        for name, planted in effect.parameters.items():
            what, code = name.split("_")
            if what == "rate":
                assert_holds(share(rows[rows[column] == code], outcome, "1"), planted, group, code)
            elif what == "share":
                assert_holds(share(rows, column, code), planted, group, code)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("preset", PLANTED_RETENTION)
def test_activity_and_retention(preset, seed):
    rows, planted = customers(seed, preset), made(seed, preset)[1]["activity_and_retention"].parameters
    found = correlate(rows, x="interactions_per_week", y="bought_90d", method="point_biserial", level=LEVEL)
    assert_holds(found.estimate, planted["point_biserial"])
    assert planted["latent_correlation"] == 0.72
    described = describe(rows, column="interactions_per_week", level=LEVEL)
    assert described.mean.low - 0.01 <= planted["mean_per_week"] <= described.mean.high + 0.01
    assert described.sd == pytest.approx(planted["sd_per_week"], rel=0.1)


def test_the_point_biserial_of_a_perfect_link_is_the_largest_there_is():
    planted = made(1, "e_commerce")[1]["activity_and_retention"].parameters
    drive = np.random.default_rng(0).standard_normal(400_000)
    stays = drive > stats.norm.isf(planted["share"])
    assert np.corrcoef(drive, stays)[0, 1] == pytest.approx(planted["largest_point_biserial"], abs=0.005)


def test_another_latent_correlation_is_planted_as_asked():
    for asked in (0.0, 0.3, 0.9):
        study, truth = generate_events(seed=4, customers=4000, months=6, activity_retention=asked)
        found = correlate(
            study.prepared("customers").frame,
            x="interactions_per_week",
            y="bought_90d",
            method="point_biserial",
            level=LEVEL,
        )
        assert_holds(found.estimate, truth["activity_and_retention"].parameters["point_biserial"], asked)


def people_of(scenario: Scenario):
    season = Season(scenario)
    return join_people([one.people for one in made_blocks(scenario, season)])


def test_intervals_at_95_percent_hold_the_planted_rate_as_often_as_they_say():
    """300 studies of 300 customers: how often Wilson's interval misses is inside the binomial band of 5 %."""
    missed = 0
    for seed in range(300):
        people = people_of(Scenario(seed=seed, customers=300, respondents=100))
        found = estimate_proportion(successes=int(people.stays.sum()), n=people.size, level=0.95).estimate
        missed += not found.low <= 0.35 <= found.high
    assert stats.binom.ppf(0.0005, 300, 0.04) <= missed <= stats.binom.ppf(0.9995, 300, 0.06)


def anova(values: np.ndarray, groups: np.ndarray) -> tuple[float, float, float]:
    """Intra-class correlation by one-way analysis of variance, its standard error (Donner 1986), and p."""
    frame = pd.DataFrame({"value": values, "group": groups}).groupby("group")["value"]
    sizes, means = frame.size().to_numpy(), frame.mean().to_numpy()
    total, k = sizes.sum(), sizes.size
    between = (sizes * (means - values.mean()) ** 2).sum() / (k - 1)
    within = (frame.var(ddof=1).fillna(0) * (sizes - 1)).sum() / (total - k)
    n0 = (total - (sizes**2).sum() / total) / (k - 1)
    rho = (between - within) / (between + (n0 - 1) * within)
    error = np.sqrt(2) * (1 - rho) * (1 + (n0 - 1) * rho) / np.sqrt(n0 * (n0 - 1) * (k - 1))
    return float(rho), float(error), float(stats.f.sf(between / within, k - 1, total - k))


@pytest.mark.parametrize("planted", [0.02, 0.05, 0.3])
@pytest.mark.parametrize("seed", SEEDS)
def test_intraclass_correlation_of_communities(seed, planted):
    scenario = Scenario(seed=seed, customers=40_000, respondents=100, intraclass_correlation=planted)
    parts = [draw_communities(scenario, block) for block in blocks(scenario.customers)]
    community, minutes = (np.concatenate(column) for column in zip(*parts, strict=True))
    rho, error, _ = anova(minutes, community)
    assert abs(rho - planted) < 4 * error
    assert error < 0.5 * planted


def test_communities_are_of_the_sizes_of_groups():
    scenario = Scenario(seed=1, customers=200_000, respondents=100)
    community = np.concatenate([draw_communities(scenario, block)[0] for block in blocks(scenario.customers)])
    sizes = pd.Series(community).value_counts()
    assert sizes.max() == 500
    assert 60 <= sizes.median() <= 100
    assert (sizes < 8).mean() < 0.02


@pytest.mark.parametrize("seed", SEEDS)
def test_homogeneous_customers_do_not_differ_by_anything_but_their_purchases(seed):
    rows = customers(seed, "homogeneous")
    for column in ("member_age", "member_occupation", "member_region", "activity_stratum"):
        table = pd.crosstab(rows[column], rows["bought_90d"])
        assert stats.chi2_contingency(table).pvalue > 1e-4, column
