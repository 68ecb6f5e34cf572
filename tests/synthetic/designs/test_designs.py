"""Designs draw what they say: rates, means, spreads, correlations within and between, lifts; and nothing where nothing is."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from analysis.core import ParameterError
from synthetic.designs import (
    CommunityTrial,
    FourCells,
    GroupRates,
    HiddenSegments,
    LookedAtShares,
    PlantedRules,
    SeveralOutcomes,
    TwoColumns,
    TwoEventRates,
    TwoMeans,
    TwoRatios,
    TwoScores,
    TwoShares,
)

ALL = (
    TwoShares(),
    TwoMeans(),
    TwoScores(),
    CommunityTrial(),
    TwoColumns(),
    GroupRates(),
    HiddenSegments(),
    PlantedRules(),
    LookedAtShares(),
    TwoEventRates(),
    TwoRatios(),
    FourCells(),
    SeveralOutcomes(),
)


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("design", ALL, ids=lambda design: type(design).__name__)
def test_every_design_grows_shrinks_and_loses_its_effect(design):
    assert design.with_size(60).size == 60
    smallest = design.with_size(design.smallest_size)
    smallest.draw(rng())
    with pytest.raises(ParameterError) as caught:
        design.with_size(0)
    assert caught.value.parameter == "size"
    with pytest.raises(ParameterError):
        design.with_size(design.largest_size + 1)
    nothing = design.without_effect().draw(rng())
    assert nothing.effect == 0.0 or math.isnan(nothing.effect)
    if nothing.items is not None:
        assert nothing.items == frozenset()
    if nothing.labels is not None:
        assert len(np.unique(nothing.labels)) == 1


@pytest.mark.parametrize("share", [0.5, 0.2])
def test_shares_are_binomial(share):
    design = TwoShares(size=50, rate_control=0.3, rate_treatment=0.5, share_treatment=share)
    drawn = [design.draw(rng(seed)).data for seed in range(3000)]
    n = drawn[0].n_treatment
    assert n == round(50 * share)
    observed = np.bincount([d.successes_treatment for d in drawn], minlength=n + 1)
    expected = stats.binom.pmf(np.arange(n + 1), n, 0.5) * len(drawn)
    kept = expected > 5
    chi2 = ((observed[kept] - expected[kept]) ** 2 / expected[kept]).sum()
    assert stats.chi2.sf(chi2, kept.sum() - 1) > 0.001


@pytest.mark.parametrize("share", [0.5, 0.3])
def test_counts_at_looks_grow_and_are_binomial_between_them(share):
    design = LookedAtShares(size=62, rate_control=0.3, rate_treatment=0.5, share_treatment=share, looks=3)
    drawn = [design.draw(rng(seed)).data for seed in range(3000)]
    assert [sum(pair) for pair in zip(drawn[0].n_control, drawn[0].n_treatment, strict=True)] == [21, 42, 62]
    new = drawn[0].n_control[2] - drawn[0].n_control[1]
    counted = np.array([d.successes_control[2] - d.successes_control[1] for d in drawn])
    before = np.array([d.successes_control[1] for d in drawn])
    assert counted.mean() == pytest.approx(0.3 * new, abs=0.12)
    assert counted.var() == pytest.approx(0.21 * new, rel=0.12)
    assert abs(np.corrcoef(before, counted)[0, 1]) < 0.06


@pytest.mark.parametrize("shape", ["normal", "lognormal"])
def test_means_and_spreads(shape):
    design = TwoMeans(size=200_000, mean_control=180.0, mean_treatment=198.0, sd=90.0, shape=shape)
    data = design.draw(rng(3)).data
    assert data.control.mean() == pytest.approx(180, abs=1)
    assert data.treatment.mean() == pytest.approx(198, abs=1)
    assert data.control.std() == pytest.approx(90, rel=0.02)
    assert data.treatment.std() == pytest.approx(90 if shape == "normal" else 99, rel=0.02)
    # Skewness of a lognormal variable with cv 0.5: (cv² + 3) cv = 1.625.
    assert stats.skew(data.control) == pytest.approx(0.0 if shape == "normal" else 1.625, abs=0.15)


@pytest.mark.parametrize(("variance_to_mean", "dispersion"), [(1.0, 0.0), (2.5, 0.0), (1.0, 0.4), (1.5, 0.3)])
def test_events_have_their_mean_and_spread(variance_to_mean, dispersion):
    design = TwoEventRates(
        size=400_000,
        event_rate_control=1.8,
        event_rate_treatment=3.0,
        exposure=0.5,
        variance_to_mean=variance_to_mean,
        dispersion=dispersion,
    )
    data = design.draw(rng(3)).data
    for events, variance, mean in (
        (data.events_control, data.variance_control, 0.9),
        (data.events_treatment, data.variance_treatment, 1.5),
    ):
        assert events / 200_000 == pytest.approx(mean, rel=0.01)
        assert variance == pytest.approx(variance_to_mean * mean + dispersion * mean**2, rel=0.03)


def test_ratios_have_their_moments_and_scatter_alike_around_them():
    design = TwoRatios(size=400_000, ratio_control=0.2, ratio_treatment=0.5)
    data = design.draw(rng(4)).data
    for group, ratio in ((data.control, 0.2), (data.treatment, 0.5)):
        assert group.numerator_sum / group.denominator_sum == pytest.approx(ratio, abs=0.003)
        assert group.denominator_squares / group.n - 25 == pytest.approx(12, rel=0.03)
        around = group.numerator_squares - 2 * ratio * group.products + ratio**2 * group.denominator_squares
        assert around / group.n == pytest.approx(2 - 0.4 * 0.5 * 24**0.5 + 0.04 * 12, rel=0.02)


def test_sums_of_a_small_group_are_those_of_its_customers():
    """Mean of the residuals' sum of squares over n - 1 is the variance; Bartlett's matrix has n - 1 degrees of freedom."""
    design = TwoRatios(size=12, ratio_control=0.2, ratio_treatment=0.2)
    found = []
    for seed in range(2000):
        group = design.draw(rng(seed)).data.control
        found.append((group.numerator_squares - group.numerator_sum**2 / group.n) / (group.n - 1))
    assert np.mean(found) == pytest.approx(2.0, abs=0.12)
    assert np.var(found) == pytest.approx(2 * 4 / 5, rel=0.2)


def test_four_cells_have_their_values():
    shares = FourCells(size=400_000, cells=(0.2, 0.3, 0.4, 0.6)).draw(rng(2))
    assert np.array(shares.data.observed) / shares.data.n == pytest.approx([0.2, 0.3, 0.4, 0.6], abs=0.006)
    assert shares.effect == pytest.approx(0.15)
    means = FourCells(size=400_000, measured="mean", cells=(100, 120, 90, 130), within_sd=50.0).draw(rng(2)).data
    assert means.observed == pytest.approx([100, 120, 90, 130], abs=0.8)
    assert means.sds == pytest.approx([50] * 4, rel=0.01)


def test_a_run_on_the_margin_has_the_margin_as_its_difference():
    shares = TwoShares(rate_control=0.35, rate_treatment=0.35, difference_without=-0.03).without_effect()
    assert shares.rate_treatment == pytest.approx(0.32)
    means = TwoMeans(mean_control=180, difference_without=-10.0).without_effect()
    assert means.mean_treatment == 170


def test_a_larger_study_begins_as_a_smaller_one():
    small = TwoMeans(size=40).draw(rng(5)).data
    large = TwoMeans(size=400).draw(rng(5)).data
    np.testing.assert_array_equal(small.control, large.control[:20])
    np.testing.assert_array_equal(small.treatment, large.treatment[:20])


def test_scores_move_half_by_promoters_and_half_by_detractors():
    design = TwoScores(size=200_000, promoters=0.4, detractors=0.25, change=0.1)
    data = design.draw(rng(2)).data
    assert np.array(data.first) / 100_000 == pytest.approx([0.25, 0.35, 0.40], abs=0.006)
    assert np.array(data.second) / 100_000 == pytest.approx([0.20, 0.35, 0.45], abs=0.006)


@pytest.mark.parametrize("icc", [0.0, 0.05, 0.3])
def test_communities_have_the_intraclass_correlation(icc):
    design = CommunityTrial(
        size=8000, customers=40, variation=0.0, intraclass_correlation=icc, rate_control=0.2, rate_treatment=0.2
    )
    data = design.draw(rng(4)).data
    share = data.successes / data.customers
    # Var(share) = p (1 - p) (1 + (m - 1) ICC) / m.
    expected = 0.16 * (1 + 39 * icc) / 40
    assert share.var() == pytest.approx(expected, rel=0.06)
    assert share.mean() == pytest.approx(0.2, abs=0.008)


def test_community_sizes_vary():
    data = CommunityTrial(size=8000, customers=50, variation=0.5).draw(rng(6)).data
    assert data.customers.mean() == pytest.approx(50, rel=0.03)
    assert data.customers.std() / data.customers.mean() == pytest.approx(0.5, rel=0.05)
    assert data.customers.min() >= 1


@pytest.mark.parametrize(("seen", "correlation"), [("numbers", 0.72), ("yes_no", 0.72), ("numbers", -0.4)])
def test_correlation(seen, correlation):
    drawn = TwoColumns(size=100_000, correlation=correlation, seen=seen, yes_share=0.35).draw(rng(7))
    observed = np.corrcoef(drawn.data["x"], drawn.data["y"].astype(float))[0, 1]
    assert observed == pytest.approx(drawn.effect, abs=0.01)
    if seen == "yes_no":
        assert drawn.data["y"].mean() == pytest.approx(0.35, abs=0.01)


def test_groups_have_their_rates_and_sizes():
    frame = GroupRates(size=90_000, rates=(0.55, 0.4, 0.2), shares=(4, 3.5, 2.5)).draw(rng(8)).data
    assert frame["group"].value_counts(sort=False).tolist() == [36_000, 31_500, 22_500]
    assert frame.groupby("group", observed=True)["outcome"].mean().tolist() == pytest.approx([0.55, 0.4, 0.2], abs=0.01)
    overall = GroupRates(size=90_000).without_effect()
    assert overall.rates == pytest.approx((0.41,) * 3)


@pytest.mark.parametrize("segments", [2, 4])
def test_centres_are_equally_far_apart(segments):
    drawn = HiddenSegments(size=80_000, segments=segments, separation=3.0).draw(rng(9))
    centres = drawn.data.groupby(drawn.labels).mean().to_numpy()
    distances = [np.linalg.norm(centres[i] - centres[j]) for i in range(segments) for j in range(i)]
    assert distances == pytest.approx([3.0] * len(distances), abs=0.06)


def test_planted_answers_have_their_lift_and_decoys_none():
    drawn = PlantedRules(size=200_000, items=5, planted=2, lift=1.5, item_share=0.3, leaving_share=0.4).draw(rng(10))
    frame = drawn.data
    for name in frame.columns[:5]:
        assert frame[name].mean() == pytest.approx(0.3, abs=0.01)
        lift = frame.loc[frame[name], "left"].mean() / frame["left"].mean()
        assert lift == pytest.approx(1.5 if name in drawn.items else 1.0, abs=0.02)


@pytest.mark.parametrize(
    ("make", "parameter"),
    [
        (lambda: TwoShares(rate_control=1.2), "rate_control"),
        (lambda: TwoShares(rate_control=float("nan")), "rate_control"),
        (lambda: TwoMeans(mean_control=-1.0), "mean_control"),
        (lambda: TwoMeans(sd=0.0), "sd"),
        (lambda: TwoMeans(shape="gamma"), "shape"),
        (lambda: TwoScores(promoters=0.9, detractors=0.3), "change"),
        (lambda: GroupRates(rates=(0.1, 0.2)), "shares"),
        (lambda: GroupRates(rates=(0.1,), shares=(1.0,)), "rates"),
        (lambda: GroupRates(rates=(0.1, 0.2, 1.3)), "rates"),
        (lambda: PlantedRules(planted=9, items=5), "planted"),
        (lambda: PlantedRules(lift=4.0), "lift"),
        (lambda: LookedAtShares(size=30, looks=10), "size"),
        (lambda: LookedAtShares(looks=0), "looks"),
        (lambda: TwoShares(rate_control=0.01, difference_without=-0.03), "difference_without"),
        (lambda: TwoEventRates(difference_without=-2.0), "event_rate_control"),
        (lambda: TwoEventRates(variance_to_mean=0.5), "variance_to_mean"),
        (lambda: FourCells(cells=(0.3, 0.4, 0.5, 1.2)), "cells"),
        (lambda: FourCells(cells=(0.3, 0.4, 0.5)), "cells"),
        (lambda: TwoRatios(size=20, share_treatment=0.05), "size"),
        (lambda: SeveralOutcomes(roles=("guardrail",) * 3), "roles"),
        (lambda: SeveralOutcomes(roles=("primary", "primary")), "kinds"),
        (lambda: SeveralOutcomes(kinds=("share", "median", "share")), "kinds"),
        (lambda: SeveralOutcomes(baselines=(0.99, 80.0, 0.02)), "baselines"),
        (lambda: SeveralOutcomes(spreads=(0.0, 0.0, 0.0)), "spreads"),
        (lambda: SeveralOutcomes(size=8, share_treatment=0.1), "size"),
    ],
)
def test_what_cannot_be_is_refused(make, parameter):
    with pytest.raises(ParameterError) as caught:
        make()
    assert caught.value.parameter == parameter


def test_several_outcomes_change_where_they_should():
    """Primary metrics by their change, guardrails not at all, and nothing without the effect."""
    design = SeveralOutcomes(size=4_000_000, share_treatment=0.25)
    drawn = design.draw(rng(5)).data
    assert (drawn.n_control, drawn.n_treatment) == (3_000_000, 1_000_000)
    assert drawn.treatment[0] / drawn.n_treatment == pytest.approx(0.37, abs=2e-3)
    assert drawn.control[0] / drawn.n_control == pytest.approx(0.35, abs=2e-3)
    assert drawn.treatment[1] == pytest.approx(80.0, abs=0.3)
    assert drawn.sds_treatment[1] == pytest.approx(60.0, rel=5e-3)
    assert drawn.treatment[2] / drawn.n_treatment == pytest.approx(0.02, abs=1e-3)
    nothing = design.without_effect().draw(rng(5)).data
    assert nothing.treatment[0] / nothing.n_treatment == pytest.approx(0.35, abs=2e-3)
