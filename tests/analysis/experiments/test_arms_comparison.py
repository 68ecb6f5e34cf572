"""The reader of several arms: published campaign, outside references, confounded factors, factorial designs."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.oneway import anova_oneway

from analysis.core import ParameterError, blocks_conclusion
from analysis.experiments import probability_to_beat, read_arms
from analysis.experiments.confounded_arms import confounded_factors
from analysis.inference.proportion_differences import difference_interval
from analysis.language import render

# A published retention campaign: uniform promotion, group coupon, preview with text messages and a group (three
# channels, more touches), and one more; participation 63 % against at most 35 %, no sizes printed.
ROUNDED_DOWN, ROUNDED_UP = (10.0, 10.0, 19.0, 10.0), (11.0, 11.0, 19.0, 11.0)
THIRTY = (30.0,) * 4
FACTORS = {"channels": (1.0, 1.0, 3.0, 1.0), "touches": (1.0, 1.0, 4.0, 1.0)}


def words(reading, language="en"):
    return [render(sentence, language) for sentence in reading.readings()]


def codes(reading):
    return [note.code for note in reading.notes]


class TestPublishedCampaign:
    @pytest.mark.parametrize(("counts", "p"), [(ROUNDED_DOWN, 0.039), (ROUNDED_UP, 0.089)])
    def test_the_answer_hangs_on_rounding(self, counts, p):
        assert read_arms(observed=counts, sizes=THIRTY).overall.p_value == pytest.approx(p, abs=5e-4)

    def test_the_winner_against_the_others_by_fisher_and_holm(self):
        winner_first = (19.0, 10.0, 10.0, 10.0)
        found = read_arms(observed=winner_first, sizes=THIRTY, test="fisher", adjust="holm")
        assert [item.p_adjusted for item in found.comparisons] == pytest.approx([0.11] * 3, abs=0.005)
        assert {"fisher_used", "holm_intervals"} <= set(codes(found))

    def test_channels_and_touches_cannot_be_told_apart(self):
        blocked = read_arms(observed=ROUNDED_DOWN, sizes=THIRTY, **FACTORS)
        assert blocks_conclusion(blocked)
        note = blocked.notes[0]
        assert (note.code, note.severity) == ("confounded_arms", "blocks_conclusion")
        assert "channels, touches" in render(note.message, "en")
        assert "渠道、触达次数" in render(note.message, "zh")
        assert words(blocked)[0].startswith("No conclusion about single factors")
        assert all(item.verdict == "blocked" for item in blocked.comparisons)

    def test_no_number_of_customers_helps(self):
        many = tuple(1000 * x for x in ROUNDED_DOWN)
        assert blocks_conclusion(read_arms(observed=many, sizes=(30_000.0,) * 4, **FACTORS))

    def test_whole_packages_may_be_compared(self):
        packages = read_arms(observed=ROUNDED_DOWN, sizes=THIRTY, conclude_about="arms", **FACTORS)
        assert not packages.blocked
        assert (packages.notes[0].code, packages.notes[0].severity) == ("confounded_arms", "caution")
        assert "Not settled for Version 2" in words(packages)[0]
        assert any("not evidence that they are alike" in sentence for sentence in words(packages))


class TestConfounding:
    @pytest.mark.parametrize(
        ("factors", "named"),
        [
            ({"channels": (1, 1, 3), "touches": (1, 1, 5)}, {"channels": ("touches",), "touches": ("channels",)}),
            ({"channels": (1, 1, 3), "touches": (1, 5, 5)}, {}),
            ({"channels": (1, 3, 3), "touches": (1, 2, 5)}, {"channels": ("touches",)}),
            ({"channels": (1, 2, 3)}, {}),
            ({"channels": (1, 1), "touches": (2, 2)}, {}),
            # No two arms differ in channels alone, though no single factor always changes with it.
            (
                {"channels": (1, 1, 2), "touches": (1, 2, 1), "offers": (1, 1, 2)},
                {"channels": ("offers",), "offers": ("channels",)},
            ),
            (
                {"channels": (1, 2, 2), "touches": (1, 2, 1), "offers": (1, 1, 2)},
                {
                    "channels": ("touches", "offers"),
                    "touches": ("channels", "offers"),
                    "offers": ("channels", "touches"),
                },
            ),
        ],
    )
    def test_which_factors(self, factors, named):
        assert {item.factor: item.others for item in confounded_factors(factors)} == named

    def test_one_factor_alone_cannot_be_cleared(self):
        assert "one_factor_described" in codes(read_arms(observed=(3.0, 9.0), sizes=(30.0, 30.0), channels=(1.0, 2.0)))


class TestReferences:
    def test_rates_as_scipy(self):
        x, n = (20.0, 30.0, 26.0), (200.0, 180.0, 210.0)
        found = read_arms(observed=x, sizes=n)
        table = np.array([x, np.subtract(n, x)])
        chi2, p, df, _ = stats.chi2_contingency(table, correction=False)
        assert (found.overall.statistic, found.overall.df, found.overall.p_value) == pytest.approx((chi2, df, p))

    def test_means_as_statsmodels(self):
        rng = np.random.default_rng(3)
        groups = [rng.normal(place / 4, 1 + place, size) for place, size in enumerate((12, 20, 9, 30))]
        found = read_arms(
            observed=tuple(float(g.mean()) for g in groups),
            sizes=tuple(float(len(g)) for g in groups),
            sds=tuple(float(g.std(ddof=1)) for g in groups),
            measure="means",
        )
        expected = anova_oneway(groups, use_var="unequal")
        assert found.overall.statistic == pytest.approx(expected.statistic)
        assert (found.overall.df, found.overall.df_within) == pytest.approx(expected.df)
        assert found.overall.p_value == pytest.approx(expected.pvalue)
        for item, group in zip(found.comparisons, groups[1:], strict=True):
            assert item.p_value == pytest.approx(stats.ttest_ind(group, groups[0], equal_var=False).pvalue)

    @pytest.mark.parametrize("name", ["holm", "bonferroni"])
    def test_adjusted_p_values_as_statsmodels(self, name):
        found = read_arms(observed=(20.0, 35.0, 26.0, 31.0), sizes=(200.0,) * 4, adjust=name)
        raw = [item.p_value for item in found.comparisons]
        assert [item.p_adjusted for item in found.comparisons] == pytest.approx(multipletests(raw, method=name)[1])

    def test_joint_intervals_between_single_and_bonferroni(self):
        arguments = {"observed": (20.0, 35.0, 26.0, 31.0), "sizes": (200.0,) * 4}
        dunnett, bonferroni = (read_arms(**arguments, adjust=name) for name in ("dunnett", "bonferroni"))
        expected = difference_interval(35, 200, 20, 200, level=1 - 0.05 / 3)
        assert bonferroni.comparisons[0].difference.low == pytest.approx(expected.low)
        for close, wide in zip(dunnett.comparisons, bonferroni.comparisons, strict=True):
            assert close.single.half_width < close.difference.half_width < wide.difference.half_width
        # scipy.stats.dunnett's own critical value for three arms is 2.349 with many customers.
        level = 2 * stats.norm.cdf(2.3490) - 1
        expected = difference_interval(35, 200, 20, 200, level=level)
        assert dunnett.comparisons[0].difference.low == pytest.approx(expected.low, abs=1e-5)

    def test_chances_are_those_of_the_bayesian_reader(self):
        arguments = {"observed": (20.0, 35.0, 26.0), "sizes": (200.0,) * 3}
        assert read_arms(**arguments).chance_best == probability_to_beat(**arguments).chance_best

    def test_two_arms_need_no_correction(self):
        found = read_arms(observed=(20.0, 35.0), sizes=(200.0, 200.0)).comparisons[0]
        assert (found.difference.low, found.p_dunnett) == pytest.approx((found.single.low, found.p_value))


class TestFactorial:
    def test_means_by_hand(self):
        means, sds, n = (10.0, 12.0, 11.0, 14.0), (3.0, 4.0, 3.0, 5.0), (30.0,) * 4
        found = read_arms(observed=means, sizes=n, sds=sds, measure="means", design="factorial")
        first, second, both = found.effects
        assert (first.effect.value, second.effect.value, both.effect.value) == (2.5, 1.5, 1.0)
        # The main effect is half a contrast of four means: variance a quarter of the sum of s² / n.
        error = math.sqrt(sum(sd**2 / 30 for sd in sds)) / 2
        df = sum(sd**2 for sd in sds) ** 2 / sum(sd**4 / 29 for sd in sds)
        assert first.effect.half_width == pytest.approx(stats.t.ppf(0.975, df) * error)
        assert first.p_value == pytest.approx(2 * stats.t.sf(2.5 / error, df))
        assert both.effect.half_width == pytest.approx(2 * first.effect.half_width)

    def test_swapping_the_factors_swaps_their_effects(self):
        there = read_arms(observed=(4.0, 9.0, 6.0, 20.0), sizes=THIRTY, design="factorial").effects
        back = read_arms(observed=(4.0, 6.0, 9.0, 20.0), sizes=THIRTY, design="factorial").effects
        assert there[0].effect.low == pytest.approx(back[1].effect.low)
        assert there[2].effect.high == pytest.approx(back[2].effect.high)

    def test_an_interaction_turns_to_the_cells(self):
        found = read_arms(observed=(100.0, 110.0, 105.0, 300.0), sizes=(1000.0,) * 4, design="factorial")
        assert "judge the four cells" in words(found)[-1]
        quiet = read_arms(observed=(100.0, 110.0, 105.0, 118.0), sizes=(1000.0,) * 4, design="factorial")
        assert "not evidence that there is none" in words(quiet)[-1]

    def test_an_early_look(self):
        found = read_arms(observed=(4.0, 9.0, 6.0, 20.0), sizes=THIRTY, design="factorial", planned_n_total=900)
        assert words(found)[0].startswith("A look on the way")

    @pytest.mark.parametrize(
        ("smallest", "first", "second"),
        [
            (0.005, "Even the worst case reaches", "Not settled against"),
            (0.02, "It may be smaller than", "Not settled against"),
            (0.05, "It is smaller than", "It is smaller than"),
        ],
    )
    def test_main_effects_are_held_against_the_smallest_change(self, smallest, first, second):
        # By hand: effects of 2.75 and 1.75 points, each give or take 1.94 (half the root of the sum of p q / n).
        cells = {"observed": (500.0, 540.0, 520.0, 590.0), "sizes": (2000.0,) * 4, "design": "factorial"}
        said = words(read_arms(**cells, smallest_change=smallest))
        assert first in said[0]
        assert second in said[1]
        assert "worth acting on" not in said[2]
        assert not any("worth acting on" in sentence for sentence in words(read_arms(**cells)))


class TestGatesAndWords:
    def test_the_split_of_all_arms_blocks_first(self):
        found = read_arms(observed=(10.0, 10.0, 19.0), sizes=(300.0, 300.0, 420.0), channels=(1.0, 2.0, 3.0))
        assert found.notes[0].code == "sample_ratio_mismatch"
        assert "not filled as planned" in words(found)[0]
        planned = read_arms(observed=(10.0, 10.0, 19.0), sizes=(300.0, 300.0, 420.0), planned_shares=(0.3, 0.3, 0.4))
        assert not planned.blocked

    @pytest.mark.parametrize(
        ("counts", "more", "said"),
        [
            ((100, 150, 110), {}, "Version 1 is higher than control"),
            ((100, 150, 110), {"value_per_unit": 2.0}, "Worth ¥100.0 per 1,000"),
            ((100, 150, 110), {}, "Set apart from control: Version 1; the others are not settled"),
            ((100, 150, 160), {}, "Every arm is set apart"),
            ((100, 50, 60), {"good": "decrease"}, "Version 1 is lower than control"),
            ((100, 50, 60), {}, "do not pick a winner"),
            ((100, 150, 110), {"smallest_change": 0.04}, "the worst case is below"),
            ((100, 101, 99), {"smallest_change": 0.2}, "by less than what is worth acting on"),
            ((100, 150, 110), {"planned_n_total": 9000}, "keep to the plan"),
        ],
    )
    def test_branches(self, counts, more, said):
        found = read_arms(observed=tuple(map(float, counts)), sizes=(1000.0,) * 3, **more)
        assert said in " ".join(words(found))
        assert not any(letters in "".join(words(found, "zh")) for letters in ("The ", "Next", "control", " to "))

    def test_clusters_widen(self):
        plain = read_arms(observed=(100.0, 150.0), sizes=(1000.0, 1000.0))
        wide = read_arms(observed=(100.0, 150.0), sizes=(1000.0, 1000.0), cluster_size=31.0, icc=0.1)
        assert wide.design_effect == pytest.approx(4.0)
        assert wide.overall.statistic == pytest.approx(plain.overall.statistic / 4)
        assert wide.comparisons[0].difference.half_width == pytest.approx(
            2 * plain.comparisons[0].difference.half_width, rel=0.02
        )

    def test_degenerate(self):
        alike = read_arms(observed=(0.0, 0.0, 0.0), sizes=(20.0,) * 3)
        assert math.isnan(alike.overall.p_value)
        assert {"no_spread", "small_expected_count"} <= set(codes(alike))
        still = read_arms(observed=(1.0, 2.0), sizes=(20.0, 20.0), sds=(0.0, 0.0), measure="means")
        assert math.isnan(still.comparisons[0].p_dunnett)
        assert any("undefined" in sentence for sentence in words(still))


@pytest.mark.parametrize(
    ("more", "parameter"),
    [
        ({"observed": (10.0,)}, "observed"),
        ({"observed": (40.0, 10.0)}, "observed"),
        ({"observed": (-1.0, 10.0)}, "observed"),
        ({"observed": (1.5, 10.0)}, "observed"),
        ({"sizes": (30.0,)}, "sizes"),
        ({"sizes": (0.0, 30.0)}, "sizes"),
        ({"measure": "means"}, "sds"),
        ({"measure": "means", "sds": (1.0, -1.0)}, "sds"),
        ({"measure": "means", "sds": (1.0,)}, "sds"),
        ({"design": "factorial"}, "design"),
        ({"channels": (1.0, 2.0, 3.0)}, "channels"),
        ({"planned_shares": (0.5, 0.4)}, "planned_shares"),
        ({"planned_shares": (0.5, 0.3, 0.2)}, "planned_shares"),
        ({"observed": (1.0,) * 21, "sizes": (9.0,) * 21}, "observed"),
    ],
)
def test_impossible_input(more, parameter):
    with pytest.raises(ParameterError) as caught:
        read_arms(**({"observed": (10.0, 12.0), "sizes": (30.0, 30.0)} | more))
    assert caught.value.parameter == parameter


def test_answers_in_time():
    arguments = {"observed": tuple(100.0 + i for i in range(6)), "sizes": (1000.0,) * 6}
    read_arms(**arguments)
    start = time.process_time()
    read_arms(**arguments)
    assert time.process_time() - start < 0.2
