"""The reader of several metrics against SciPy, statsmodels and enumeration; its verdicts, rule, gates and bad input."""

from __future__ import annotations

import dataclasses
import math
import pickle
import time
from bisect import bisect
from itertools import product

import numpy as np
import pytest
from scipy import optimize, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportions_ztest

from analysis.core import ParameterError, blocks_conclusion
from analysis.experiments import plan_metrics, read_means, read_metrics, read_proportions
from analysis.experiments.metric_reading_solution import corrected_tests

N = {"n_control": 1200, "n_treatment": 1180}
STUDY = {
    **N,
    "kinds": ("share", "mean", "share", "mean"),
    "roles": ("primary", "primary", "guardrail", "guardrail"),
    "smallest_changes": (0.03, 3.0, 0.02, -2.0),
    "observed_control": (420.0, 80.0, 36.0, 12.0),
    "observed_treatment": (470.0, 84.1, 41.0, 11.8),
    "sds_control": (0.0, 41.0, 0.0, 9.0),
    "sds_treatment": (0.0, 47.0, 0.0, 8.0),
}


def of(number, reading):
    return next(metric for metric in reading.metrics if metric.number == number)


def codes(reading):
    return [note.code for note in reading.notes]


def one(role, change, control, treatment, *, n=(1000, 1000), **asked):
    """A test of a single share."""
    return read_metrics(
        n_control=n[0],
        n_treatment=n[1],
        kinds=("share",),
        roles=(role,),
        smallest_changes=(change,),
        observed_control=(float(control),),
        observed_treatment=(float(treatment),),
        **asked,
    )


def welch_interval(level, *, n=(1200, 1180), means=(80.0, 84.1), sds=(41.0, 47.0)):
    """Welch's interval as SciPy gives it, from samples that have just these means and deviations."""
    samples = []
    for size, mean, sd in zip(n, means, sds, strict=True):
        raw = np.linspace(-1, 1, size)
        samples.append(mean + sd * (raw - raw.mean()) / raw.std(ddof=1))
    found = stats.ttest_ind(samples[1], samples[0], equal_var=False).confidence_interval(level)
    return found.low, found.high


def score_z(x_1, n_1, x_2, n_2, difference):
    """Miettinen and Nurminen's statistic with the likelihood maximised by search; statsmodels' closed form is off."""

    def cost(rate):
        return -stats.binom.logpmf(x_2, n_2, rate) - stats.binom.logpmf(x_1, n_1, rate + difference)

    ends = (max(0.0, -difference) + 1e-9, min(1.0, 1 - difference) - 1e-9)
    rate = optimize.minimize_scalar(cost, bounds=ends, method="bounded", options={"xatol": 1e-12}).x
    variance = rate * (1 - rate) / n_2 + (rate + difference) * (1 - rate - difference) / n_1
    return (x_1 / n_1 - x_2 / n_2 - difference) / math.sqrt(variance * (n_1 + n_2) / (n_1 + n_2 - 1))


class TestReferences:
    def test_share_as_statsmodels(self):
        found = of(1, read_metrics(**STUDY))
        _, p = proportions_ztest([470, 420], [1180, 1200])
        assert (found.test, found.p_value) == ("pooled_z", pytest.approx(p))
        # Two primary metrics: each interval at 97.5 %, stated as one of 95 % for both together.
        low, high = confint_proportions_2indep(470, 1180, 420, 1200, method="newcomb", alpha=0.025)
        assert (found.difference.low, found.difference.high) == pytest.approx((low, high))
        assert found.difference.level == 0.95
        low, high = confint_proportions_2indep(470, 1180, 420, 1200, method="newcomb", alpha=0.05)
        assert (found.single.low, found.single.high) == pytest.approx((low, high))

    def test_mean_as_scipy(self):
        found = of(2, read_metrics(**STUDY))
        expected = stats.ttest_ind_from_stats(84.1, 47.0, 1180, 80.0, 41.0, 1200, equal_var=False)
        assert (found.test, found.p_value) == ("welch_t", pytest.approx(expected.pvalue))
        assert (found.difference.low, found.difference.high) == pytest.approx(welch_interval(0.975))
        assert (found.single.low, found.single.high) == pytest.approx(welch_interval(0.95))

    def test_few_conversions_as_fisher(self):
        found = one("primary", 0.01, 1, 8, n=(400, 400)).metrics[0]
        expected = stats.fisher_exact([[8, 392], [1, 399]])
        assert (found.test, found.p_value) == ("fisher", pytest.approx(expected.pvalue))

    def test_margin_of_a_share_as_the_likelihood_maximised_anew(self):
        found = of(3, read_metrics(**STUDY))
        assert found.test == "miettinen_nurminen"
        assert found.p_value == pytest.approx(stats.norm.cdf(score_z(41, 1180, 36, 1200, 0.02)), rel=1e-6)
        assert found.p_adjusted == found.p_value

    @pytest.mark.parametrize("alpha", [0.01, 0.025, 0.1])
    def test_bound_of_a_share_is_where_that_test_turns(self, alpha):
        found = of(3, read_metrics(**STUDY, guardrail_alpha=alpha)).difference
        assert stats.norm.cdf(score_z(41, 1180, 36, 1200, found.high)) == pytest.approx(alpha, rel=1e-5)
        assert stats.norm.sf(score_z(41, 1180, 36, 1200, found.low)) == pytest.approx(alpha, rel=1e-5)
        assert found.level == pytest.approx(1 - 2 * alpha)

    def test_margin_of_a_mean_as_scipy(self):
        found = of(4, read_metrics(**STUDY))
        expected = stats.ttest_ind_from_stats(
            11.8 + 2.0, 8.0, 1180, 12.0, 9.0, 1200, equal_var=False, alternative="greater"
        )
        assert found.p_value == pytest.approx(expected.pvalue)
        low, high = welch_interval(0.9, means=(12.0, 11.8), sds=(9.0, 8.0))
        assert (found.difference.low, found.difference.high) == pytest.approx((low, high))

    @pytest.mark.parametrize("correction", ["holm", "bonferroni"])
    @pytest.mark.parametrize("seed", range(6))
    def test_correction_as_statsmodels(self, correction, seed):
        p = np.random.default_rng(seed).uniform(0, 0.05, 5)
        reject, adjusted, _, _ = multipletests(p, 0.05, method=correction)
        found = corrected_tests(p.tolist(), 0.05, correction)
        assert found.p_adjusted == pytest.approx(adjusted)
        assert [value <= 0.05 for value in found.p_adjusted] == reject.tolist()

    def test_correction_as_r(self):
        # R 4.2: p.adjust(c(.01, .02, .03), "holm") is .03 .04 .04, with "bonferroni" .03 .06 .09.
        assert corrected_tests([0.01, 0.02, 0.03], 0.05, "holm").p_adjusted == pytest.approx((0.03, 0.04, 0.04))
        assert corrected_tests([0.01, 0.02, 0.03], 0.05, "bonferroni").p_adjusted == pytest.approx((0.03, 0.06, 0.09))
        assert corrected_tests([0.01, 0.02, 0.03], 0.05, "none").p_adjusted == (0.01, 0.02, 0.03)

    def test_a_test_that_could_not_be_made_stays_in_the_family(self):
        assert corrected_tests([0.02, math.nan], 0.05, "holm").p_adjusted[0] == 0.04

    def test_one_sided_as_scipy(self):
        found = read_metrics(**{**STUDY, "smallest_changes": (0.03, -3.0, 0.02, -2.0)}, sides="one")
        _, p = proportions_ztest([470, 420], [1180, 1200], alternative="larger")
        assert of(1, found).p_value == pytest.approx(p)
        assert of(1, found).difference.high == 1.0
        expected = stats.ttest_ind_from_stats(84.1, 47.0, 1180, 80.0, 41.0, 1200, equal_var=False, alternative="less")
        assert of(2, found).p_value == pytest.approx(expected.pvalue)
        assert of(2, found).difference.low == -math.inf
        assert of(2, found).difference.high == pytest.approx(welch_interval(0.95)[1])
        assert "one_sided" in codes(found)

    @pytest.mark.parametrize(("rates", "margin", "rate"), [((0.10, 0.15), 0.05, 0.0497)])
    def test_how_often_a_share_that_lost_its_margin_passes(self, rates, margin, rate):
        """All outcomes weighed with their probabilities: for each count of control, the highest that passes."""
        n, chance = 200, 0.0
        for x in np.flatnonzero(stats.binom.pmf(np.arange(n + 1), n, rates[0]) > 1e-8).tolist():
            passing = bisect(range(n + 1), 0, key=lambda y: not passes(margin, x, y, n))
            chance += stats.binom.pmf(x, n, rates[0]) * stats.binom.cdf(passing - 1, n, rates[1])
        assert chance == pytest.approx(rate, abs=5e-5)


def passes(margin, x, y, n):
    return one("guardrail", margin, x, y, n=(n, n)).metrics[0].passed


class TestBesideTheReadersOfOneMetric:
    @pytest.mark.parametrize(("control", "treatment"), [(420, 470), (420, 421), (3, 14), (0, 0)])
    def test_a_single_primary_share(self, control, treatment):
        found = one("primary", 0.03, control, treatment).metrics[0]
        alone = read_proportions(
            successes_control=control, n_control=1000, successes_treatment=treatment, n_treatment=1000
        )
        assert (found.test, found.p_value, found.test_agrees) == (alone.test_used, alone.p_value, alone.test_agrees)
        assert found.difference == alone.difference_treatment_minus_control
        assert (found.control, found.treatment) == (alone.rate_control, alone.rate_treatment)

    def test_a_guardrail_share(self):
        found = one("guardrail", -0.02, 600, 590).metrics[0]
        alone = read_proportions(
            successes_control=600,
            n_control=1000,
            successes_treatment=590,
            n_treatment=1000,
            goal="noninferiority",
            margin=0.02,
            level=0.9,
        ).against_margin
        assert (found.p_value, found.difference) == (alone.p_value, alone.interval)

    def test_a_guardrail_mean(self):
        found = of(4, read_metrics(**STUDY))
        alone = read_means(
            n_control=1200,
            mean_control=12.0,
            sd_control=9.0,
            n_treatment=1180,
            mean_treatment=11.8,
            sd_treatment=8.0,
            goal="noninferiority",
            margin=2.0,
            level=0.9,
        ).comparison.against_margin
        assert (found.p_value, found.difference) == (alone.p_value, alone.interval)


class TestVerdicts:
    @pytest.mark.parametrize(
        ("control", "treatment", "change", "verdict"),
        [
            (300, 500, 0.05, "found"),
            (300, 350, 0.05, "found_maybe_small"),
            (300, 350, 0.20, "found_too_small"),
            (300, 350, -0.05, "wrong_way"),
            (350, 300, -0.05, "found_maybe_small"),
            (300, 310, 0.02, "open"),
            (300, 305, 0.10, "too_small_to_matter"),
        ],
    )
    def test_primary(self, control, treatment, change, verdict):
        assert one("primary", change, control, treatment).metrics[0].verdict == verdict

    @pytest.mark.parametrize(
        ("control", "treatment", "change", "verdict"),
        [
            (300, 302, 0.05, "passed"),
            (300, 350, 0.12, "passed_worse"),
            (300, 330, 0.05, "not_shown"),
            (300, 350, 0.05, "not_shown_worse"),
            (300, 400, 0.05, "harmed"),
            (300, 298, -0.05, "passed"),
            (350, 300, -0.12, "passed_worse"),
            (330, 300, -0.05, "not_shown"),
            (350, 300, -0.05, "not_shown_worse"),
            (400, 300, -0.05, "harmed"),
            (300, 400, -0.05, "passed"),
        ],
    )
    def test_guardrail(self, control, treatment, change, verdict):
        assert one("guardrail", change, control, treatment).metrics[0].verdict == verdict

    def test_harmed_lies_beyond_the_margin_and_passed_inside(self):
        for treatment in range(260, 420, 5):
            found = one("guardrail", 0.05, 300, treatment).metrics[0]
            assert found.passed == (found.p_value < 0.05)
            assert (found.verdict == "harmed") == (found.difference.low > 0.05)

    def test_test_and_interval_at_odds_is_not_found(self):
        at_odds = [
            (x, y)
            for x, y in product(range(8), range(20))
            if not one("primary", 0.1, x, y, n=(40, 40)).metrics[0].test_agrees
        ]
        assert at_odds
        for x, y in at_odds[:5]:
            found = one("primary", 0.1, x, y, n=(40, 40))
            assert not found.metrics[0].found
            assert "test_and_interval_disagree" in codes(found)


class TestRule:
    @pytest.mark.parametrize(
        ("primary", "guardrail", "decision"),
        [
            ((350, 420), (300, 302), "launch"),
            ((350, 355), (300, 302), "no_primary_found"),
            ((420, 350), (300, 302), "no_primary_found"),
            ((350, 420), (300, 330), "guardrail_open"),
            ((350, 420), (300, 400), "guardrail_harmed"),
            ((350, 355), (300, 400), "guardrail_harmed"),
        ],
    )
    def test_any_primary_and_all_guardrails(self, primary, guardrail, decision):
        found = read_metrics(
            n_control=1000,
            n_treatment=1000,
            kinds=("share", "share"),
            roles=("primary", "guardrail"),
            smallest_changes=(0.02, 0.05),
            observed_control=(float(primary[0]), float(guardrail[0])),
            observed_treatment=(float(primary[1]), float(guardrail[1])),
        )
        assert found.decision == decision

    def test_only_guardrails(self):
        found = one("guardrail", 0.05, 300, 302)
        assert found.decision == "harmless"
        assert "only_guardrails" in codes(found)
        assert one("guardrail", 0.05, 300, 330).decision == "guardrail_open"

    def test_no_guardrail(self):
        found = one("primary", 0.02, 350, 420)
        assert found.decision == "launch"
        assert "no_guardrail" in codes(found)

    def test_a_primary_that_moved_the_wrong_way_is_said(self):
        found = read_metrics(
            n_control=1000,
            n_treatment=1000,
            kinds=("share", "share"),
            roles=("primary", "primary"),
            smallest_changes=(0.02, 0.02),
            observed_control=(350.0, 420.0),
            observed_treatment=(420.0, 350.0),
        )
        assert found.decision == "launch"
        assert [metric.verdict for metric in found.metrics] == ["found", "wrong_way"]
        assert "primary_wrong_way" in codes(found)

    def test_holm_finds_what_the_joint_interval_does_not(self):
        asked = {
            "n_control": 1000,
            "n_treatment": 1000,
            "kinds": ("share", "share"),
            "roles": ("primary", "primary"),
            "smallest_changes": (0.02, 0.02),
            "observed_control": (350.0, 350.0),
            "observed_treatment": (450.0, 394.0),
        }
        _, p = proportions_ztest([394, 350], [1000, 1000])
        assert 0.025 < p < 0.05
        holm, bonferroni = read_metrics(**asked), read_metrics(**asked, correction="bonferroni")
        assert of(2, holm).found
        assert not of(2, holm).difference.excludes(0.0)
        assert {"holm_finds_more", "holm_intervals"} <= set(codes(holm))
        assert not of(2, bonferroni).found
        assert of(2, bonferroni).difference == of(2, holm).difference
        alone = read_metrics(**asked, correction="none")
        assert of(2, alone).found
        assert of(2, alone).difference == of(2, holm).single
        assert "uncorrected" in codes(alone)

    def test_holm_stops_at_the_first_that_fails(self):
        # p = .036 and .041: the first fails at .025, so the second, below .05, is not reached.
        found = read_metrics(
            n_control=1000,
            n_treatment=1000,
            kinds=("share", "share"),
            roles=("primary", "primary"),
            smallest_changes=(0.02, 0.02),
            observed_control=(350.0, 350.0),
            observed_treatment=(394.0, 395.0),
        )
        assert all(0.025 < metric.p_value < 0.05 for metric in found.metrics)
        assert not any(metric.found for metric in found.metrics)
        assert "test_and_interval_disagree" not in codes(found)


class TestProperties:
    def test_order_does_not_matter(self):
        order = (2, 0, 3, 1)
        lists = {name: tuple(values[i] for i in order) for name, values in STUDY.items() if isinstance(values, tuple)}
        first, second = read_metrics(**STUDY), read_metrics(**N, **lists)
        assert second.decision == first.decision
        for place, old in enumerate(order):
            assert dataclasses.replace(second.metrics[place], number=old + 1) == first.metrics[old]

    def test_counting_the_others_turns_every_sign(self):
        """Not converting is a share too: with the changes' signs turned the same is known."""
        turned = {
            **STUDY,
            "smallest_changes": tuple(-change for change in STUDY["smallest_changes"]),
            "observed_control": (780.0, -80.0, 1164.0, -12.0),
            "observed_treatment": (710.0, -84.1, 1139.0, -11.8),
        }
        first, second = read_metrics(**STUDY), read_metrics(**turned)
        assert second.decision == first.decision
        for old, new in zip(first.metrics, second.metrics, strict=True):
            assert (new.verdict, new.p_value) == (old.verdict, pytest.approx(old.p_value))
            assert new.difference.low == pytest.approx(-old.difference.high)

    def test_the_unit_of_a_mean_does_not_matter(self):
        scaled = {
            **STUDY,
            "smallest_changes": (0.03, 300.0, 0.02, -2.0),
            "observed_control": (420.0, 8000.0, 36.0, 12.0),
            "observed_treatment": (470.0, 8410.0, 41.0, 11.8),
            "sds_control": (0.0, 4100.0, 0.0, 9.0),
            "sds_treatment": (0.0, 4700.0, 0.0, 8.0),
        }
        first, second = of(2, read_metrics(**STUDY)), of(2, read_metrics(**scaled))
        assert (second.verdict, second.p_value) == (first.verdict, pytest.approx(first.p_value))
        assert second.difference.low == pytest.approx(100 * first.difference.low)

    def test_guardrails_do_not_weaken_each_other_or_the_primaries(self):
        few = {
            name: values[:2] + values[2:3] if isinstance(values, tuple) else values for name, values in STUDY.items()
        }
        all_four, three = read_metrics(**STUDY), read_metrics(**few)
        for number in (1, 2, 3):
            assert of(number, all_four) == of(number, three)

    def test_a_plan_of_the_same_names_is_read(self):
        plan = {
            "kinds": ("share", "mean"),
            "roles": ("primary", "guardrail"),
            "smallest_changes": (0.02, -3.0),
            "alpha": 0.1,
            "guardrail_alpha": 0.025,
            "sides": "one",
            "correction": "bonferroni",
        }
        planned = plan_metrics(**plan, baselines=(0.35, 80.0), spreads=(0.0, 60.0))
        n = planned.n_control
        found = read_metrics(
            **plan,
            n_control=n,
            n_treatment=n,
            planned_n_total=planned.n_total,
            observed_control=(round(0.35 * n), 80.0),
            observed_treatment=(round(0.37 * n), 80.0),
            sds_control=(0.0, 60.0),
            sds_treatment=(0.0, 60.0),
        )
        assert found.plan_reached
        assert found.decision == "launch"


class TestGates:
    def test_a_broken_split_blocks_everything(self):
        found = read_metrics(**{**STUDY, "n_treatment": 900})
        assert blocks_conclusion(found)
        assert found.decision == "blocked"
        assert {metric.verdict for metric in found.metrics} == {"blocked"}

    def test_a_planned_split_is_no_broken_one(self):
        assert read_metrics(**{**STUDY, "n_treatment": 600}, planned_share_treatment=1 / 3).decision != "blocked"

    @pytest.mark.parametrize(("planned", "reached"), [(None, True), (2380, True), (2381, False)])
    def test_the_plan(self, planned, reached):
        found = read_metrics(**STUDY, planned_n_total=planned)
        assert found.plan_reached == reached
        assert ("plan_not_reached" in codes(found)) != reached

    def test_nobody_differs(self):
        still = {**STUDY, "sds_control": (0.0,) * 4, "sds_treatment": (0.0,) * 4}
        found = read_metrics(**still)
        for number in (2, 4):
            assert of(number, found).verdict == "undefined"
            assert math.isnan(of(number, found).p_value)
            assert math.isnan(of(number, found).p_adjusted)
        assert found.decision == "guardrail_open"
        assert "no_spread" in codes(found)
        # The metric stays in the family: the other one is still corrected for two.
        assert of(1, found).p_adjusted == pytest.approx(2 * of(1, found).p_value)

    def test_one_group_without_spread(self):
        assert "one_group_alike" in codes(read_metrics(**{**STUDY, "sds_treatment": (0.0, 0.0, 0.0, 8.0)}))

    @pytest.mark.parametrize("count", [0, 1000])
    def test_all_alike(self, count):
        found = one("primary", 0.02, count, count)
        assert "all_alike" in codes(found)
        assert not found.metrics[0].found
        assert found.metrics[0].difference.low < 0 < found.metrics[0].difference.high

    def test_small_and_skewed_groups(self):
        small = {**STUDY, "n_control": 20, "n_treatment": 21, "sds_control": (0.0, 400.0, 0.0, 9.0)}
        small |= {"observed_control": (1.0, 80.0, 0.0, 12.0), "observed_treatment": (2.0, 81.0, 1.0, 11.8)}
        assert {"few_customers", "small_counts", "wide_spread"} <= set(codes(read_metrics(**small)))


class TestBadInput:
    @pytest.mark.parametrize(
        ("broken", "parameter"),
        [
            ({"roles": ("primary",)}, "roles"),
            ({"observed_control": (420.0,)}, "observed_control"),
            ({"sds_treatment": (1.0,)}, "sds_treatment"),
            ({"sds_control": ()}, "sds_control"),
            ({"smallest_changes": (0.0, 3.0, 0.02, -2.0)}, "smallest_changes"),
            ({"smallest_changes": (3.0, 3.0, 0.02, -2.0)}, "smallest_changes"),
            ({"observed_control": (0.35, 80.0, 36.0, 12.0)}, "observed_control"),
            ({"observed_treatment": (-1.0, 80.0, 36.0, 12.0)}, "observed_treatment"),
            ({"observed_treatment": (1181.0, 80.0, 36.0, 12.0)}, "observed_treatment"),
            ({"sds_control": (0.0, -1.0, 0.0, 9.0)}, "sds_control"),
            ({"n_control": 1, "observed_control": (1.0, 80.0, 0.0, 12.0)}, "sds_control"),
            ({"kinds": ()}, "kinds"),
        ],
    )
    def test_is_named(self, broken, parameter):
        with pytest.raises(ParameterError) as raised:
            read_metrics(**{**STUDY, **broken})
        assert raised.value.parameter == parameter

    def test_a_single_customer_is_read_without_an_interval(self):
        found = read_metrics(
            n_control=1,
            n_treatment=1,
            kinds=("mean",),
            roles=("primary",),
            smallest_changes=(1.0,),
            observed_control=(1.0,),
            observed_treatment=(2.0,),
            sds_control=(0.0,),
            sds_treatment=(0.0,),
        )
        assert found.metrics[0].verdict == "undefined"
        assert found.decision == "no_primary_found"


def test_frame_has_a_row_for_each_metric_and_no_words():
    found = read_metrics(**STUDY)
    frame = found.to_frame()
    assert frame["metric"].tolist() == [1, 2, 3, 4]
    assert frame["difference"].tolist() == [metric.difference.value for metric in found.metrics]
    assert set(frame["verdict"]) <= {"found_maybe_small", "open", "passed", "found", "not_shown"}


def test_result_can_be_cached_and_is_quick():
    read_metrics(**STUDY)
    many = {name: values * 7 if isinstance(values, tuple) else values for name, values in STUDY.items()}
    start = time.process_time()
    found = read_metrics(**many)
    assert time.process_time() - start < 0.2
    assert len(pickle.loads(pickle.dumps(found)).metrics) == 28
