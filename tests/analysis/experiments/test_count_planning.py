"""The planner of event rates: Zhu and Lakkis through statsmodels and R, simulation, spread, words, impossible input."""

from __future__ import annotations

import math
import time
from statistics import NormalDist

import numpy as np
import pytest

from analysis.core import ParameterError, blocks_conclusion
from analysis.experiments import plan_counts
from analysis.experiments.count_power import CountTest
from analysis.language import render

quantile = NormalDist().inv_cdf
# statsmodels' names of Zhu and Lakkis' variances if nothing changed.
THEIRS = {"log_true_rates": "alt", "log_likelihood": "ftotal"}


def words(plan, language="en"):
    return " ".join(render(sentence, language) for sentence in plan.readings())


def row(plan, name):
    return next(other for other in plan.others if other.id == name)


def codes(plan):
    return [note.code for note in plan.notes]


class TestReferences:
    @pytest.mark.parametrize(
        ("convention", "n"),
        [("log_reference", 22.37386), ("log_true_rates", 21.23734), ("log_likelihood", 20.85564)],
    )
    def test_zhu_and_lakkis_table_three_by_mkpower(self, convention, n):
        # R MKpower::power.nb.test(mu0 = 5, RR = 2, theta = 1/.5, duration = 1, power = .8, approach = 1, 2, 3),
        # the vignette's output for the first row of Zhu and Lakkis (2014), table III.
        plan = plan_counts(rate=5, change=2, change_kind="rate_ratio", dispersion=0.5, convention=convention)
        assert plan.n_control_real == pytest.approx(n, abs=1e-5)

    @pytest.mark.parametrize("convention", THEIRS)
    @pytest.mark.parametrize(
        ("rate", "ratio", "dispersion", "exposure", "share"),
        [
            (0.8, 0.85, 0.4, 0.75, 0.5),
            (1.4, 1.15, 1.5, 0.75, 0.5),
            (10, 1.5, 5, 1, 0.6),
            (2, 0.5, 1, 1, 0.5),
            (5, 1.2, 0, 2, 0.3),
        ],
    )
    def test_statsmodels_agrees(self, convention, rate, ratio, dispersion, exposure, share):
        # The designs of Zhu and Lakkis' tables I and II; statsmodels has its own code for them.
        from statsmodels.stats.rates import power_negbin_ratio_2indep

        plan = plan_counts(
            rate=rate,
            change=ratio,
            change_kind="rate_ratio",
            direction="increase" if ratio > 1 else "decrease",
            dispersion=float(dispersion),
            exposure=exposure,
            share_treatment=share,
            convention=convention,
        )
        found = power_negbin_ratio_2indep(
            rate * ratio,
            rate,
            plan.n_treatment_real,
            nobs_ratio=plan.n_control_real / plan.n_treatment_real,
            exposure=exposure,
            dispersion=dispersion,
            alpha=0.05,
            method_var=THEIRS[convention],
            return_results=False,
        )
        # Theirs counts the far tail too, which is below 1e-5 here.
        assert found == pytest.approx(0.8, abs=1e-4)

    def test_square_root_scale_by_its_closed_form(self):
        # 4 n (sqrt(r1) - sqrt(r0))² / 2 = (z + z)² for Poisson counts in equal groups.
        plan = plan_counts(rate=2, change=0.5, change_kind="absolute", variance_to_mean=1, convention="square_root")
        expected = (quantile(0.975) + quantile(0.8)) ** 2 / (2 * (math.sqrt(2.5) - math.sqrt(2)) ** 2)
        assert plan.n_control_real == pytest.approx(expected)

    @pytest.mark.parametrize("convention", ["log_true_rates", "square_root"])
    def test_a_simulated_test_finds_it_as_often(self, convention):
        rng = np.random.default_rng(20260104)
        n, times, rate, ratio, k = 250, 4000, 1.5, 1.25, 0.6

        def counts(mean):
            return rng.negative_binomial(1 / k, 1 / (1 + k * mean), (times, n))

        first, second = counts(rate), counts(rate * ratio)
        means = first.mean(axis=1), second.mean(axis=1)
        spreads = first.var(axis=1, ddof=1) / n, second.var(axis=1, ddof=1) / n
        if convention == "square_root":
            error = np.sqrt(spreads[0] / (4 * means[0]) + spreads[1] / (4 * means[1]))
            z = (np.sqrt(means[1]) - np.sqrt(means[0])) / error
        else:
            error = np.sqrt(spreads[0] / means[0] ** 2 + spreads[1] / means[1] ** 2)
            z = np.log(means[1] / means[0]) / error
        plan = plan_counts(
            rate=rate,
            change=ratio,
            change_kind="rate_ratio",
            dispersion=k,
            convention=convention,
            solve_for="power",
            n_control=n,
            n_treatment=n,
        )
        assert plan.power == pytest.approx((z > quantile(0.975)).mean(), abs=4 * math.sqrt(0.25 / times))


class TestAnswers:
    def test_variance_over_mean_multiplies_the_size(self):
        poisson = plan_counts(rate=1.4, change=0.1, variance_to_mean=1)
        spread = plan_counts(rate=1.4, change=0.1, variance_to_mean=3)
        assert spread.n_control_real == pytest.approx(3 * poisson.n_control_real)
        assert row(spread, "poisson").n_control == poisson.n_control
        assert spread.variance_over_mean == 3
        assert plan_counts(rate=2, change=0.1, dispersion=0.5, exposure=3).variance_over_mean == pytest.approx(4)

    def test_longer_observation_needs_fewer(self):
        short, long = (plan_counts(rate=1, change=0.1, variance_to_mean=1, exposure=t) for t in (1, 4))
        assert short.n_control_real == pytest.approx(4 * long.n_control_real)

    def test_kinds_of_change_agree(self):
        plans = [
            plan_counts(rate=2, change=0.25, variance_to_mean=2),
            plan_counts(rate=2, change=0.5, change_kind="absolute", variance_to_mean=2),
            plan_counts(rate=2, change=1.25, change_kind="rate_ratio", variance_to_mean=2),
        ]
        assert len({plan.n_control for plan in plans}) == 1
        assert plans[0].treatment_rate == pytest.approx(2.5)
        assert (
            row(plans[0], "read_as_absolute").n_control
            == plan_counts(rate=2, change=0.25, change_kind="absolute", variance_to_mean=2).n_control
        )

    @pytest.mark.parametrize("direction", ["increase", "decrease"])
    @pytest.mark.parametrize("convention", ["log_likelihood", "log_true_rates", "log_reference", "square_root"])
    def test_smallest_change_turns_the_question_round(self, convention, direction):
        asked = {"rate": 1.4, "variance_to_mean": 2, "convention": convention, "direction": direction}
        plan = plan_counts(**asked, change=0.2)
        again = plan_counts(
            **asked, solve_for="mde", power=plan.power, n_control=plan.n_control, n_treatment=plan.n_treatment
        )
        assert abs(again.relative_change) == pytest.approx(0.2, rel=1e-6)

    def test_a_rise_and_a_fall_of_one_ratio_need_alike_by_method_two(self):
        rise = CountTest(alpha=0.05, rate=1.0, exposure=1.0, convention="log_true_rates")
        fall = CountTest(alpha=0.05, rate=2.0, exposure=1.0, convention="log_true_rates", direction="decrease")
        assert float(rise.power(math.log(2), 50, 50)) == pytest.approx(float(fall.power(math.log(2), 50, 50)))

    def test_words_and_notes(self):
        plan = plan_counts(rate=1.4, change=0.05, users_per_week=3000)
        assert "rate ratio 1.05" in words(plan)
        assert "events in the control group" in words(plan)
        assert "poisson_assumed" in codes(plan)
        assert "率比 1.05" in words(plan, "zh")
        falls = plan_counts(rate=1.4, change=0.5, direction="decrease", variance_to_mean=1)
        assert "a fall from" in words(falls)
        assert "poisson_assumed" not in codes(falls)
        rare = plan_counts(rate=0.01, change=4, variance_to_mean=1)
        assert "few_events" in codes(rare)

    def test_nothing_to_find_blocks(self):
        plan = plan_counts(rate=1.4, solve_for="mde", n_total=4, direction="decrease")
        assert blocks_conclusion(plan)
        assert "no change is large enough" in words(plan)

    def test_fast_enough(self):
        plan_counts(rate=1.4, change=0.1)
        start = time.process_time()
        plan_counts(rate=1.4, change=0.1, dispersion=1.0, n_treatments=3, users_per_week=4000)
        assert time.process_time() - start < 0.2


IMPOSSIBLE = [
    ("variance_to_mean", {"rate": 1, "change": 0.1, "dispersion": 1.0, "variance_to_mean": 2.0}),
    ("change", {"rate": 1}),
    ("change", {"rate": 1, "change": 1.0, "direction": "decrease"}),
    ("change", {"rate": 1, "change": 0.8, "change_kind": "rate_ratio"}),
    ("change", {"rate": 1, "change": 1.0, "change_kind": "rate_ratio", "direction": "decrease"}),
    ("rate", {"rate": 0, "change": 0.1}),
    ("exposure", {"rate": 1, "change": 0.1, "exposure": 0}),
    ("dispersion", {"rate": 1, "change": 0.1, "dispersion": -1}),
]


@pytest.mark.parametrize(("name", "asked"), IMPOSSIBLE)
def test_impossible_input_is_refused_by_name(name, asked):
    with pytest.raises(ParameterError) as caught:
        plan_counts(**asked)
    assert caught.value.parameter == name
