"""The reader of two means: outside references, gates, margins, value, and every branch of its words."""

from __future__ import annotations

import math
import time

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.weightstats import ttost_ind

from analysis.core import ParameterError, blocks_conclusion
from analysis.experiments import read_means
from analysis.language import render


def read(control=(50, 10.0, 3.0), treatment=(60, 11.5, 4.0), **more):
    names = ("n", "mean", "sd")
    given = {f"{name}_control": value for name, value in zip(names, control, strict=True)}
    given |= {f"{name}_treatment": value for name, value in zip(names, treatment, strict=True)}
    return read_means(**given, **more)


def words(reading, language="en"):
    return [render(sentence, language) for sentence in reading.readings()]


def codes(reading):
    return [note.code for note in reading.notes]


def exact_sample(n: int, mean: float, sd: float) -> np.ndarray:
    """A sample with exactly these moments."""
    drawn = np.random.default_rng(n).normal(size=n)
    return mean + sd * (drawn - drawn.mean()) / drawn.std(ddof=1)


class TestReferences:
    def test_r(self):
        # R 4.2.2 t.test.
        reading = read()
        assert (reading.welch.t, reading.welch.df) == pytest.approx((2.244396006242, 106.890635939083))
        assert reading.student.p_value == pytest.approx(0.03086393409985)

    def test_platform_relative_lift(self):
        # gbstats 0.8.0, 10 % against 12.5 % of 2,000 each: relative p .0254, absolute p .0123.
        sds = [math.sqrt(p * (1 - p)) for p in (0.1, 0.125)]
        reading = read((2000, 0.1, sds[0]), (2000, 0.125, sds[1]))
        assert reading.p_value == pytest.approx(0.012322650128767432, rel=1e-6)
        assert reading.p_lift_delta == pytest.approx(0.0254, abs=5e-5)

    @pytest.mark.parametrize("good", ["increase", "decrease"])
    def test_margins_as_statsmodels(self, good):
        control, treatment = exact_sample(40, 10, 3), exact_sample(55, 10.2, 4)
        p, lower, upper = ttost_ind(treatment, control, -1.5, 1.5, usevar="unequal")
        numbers = ((40, 10.0, 3.0), (55, 10.2, 4.0))
        equivalence = read(*numbers, goal="equivalence", margin=1.5).comparison.against_margin
        assert equivalence.p_value == pytest.approx(p)
        noninferiority = read(*numbers, goal="noninferiority", margin=1.5, good=good).comparison.against_margin
        assert noninferiority.p_value == pytest.approx((lower if good == "increase" else upper)[1])

    def test_reach_is_the_normal_formula_and_nothing_seen(self):
        reach = (stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) * math.sqrt(9 / 50 + 16 / 60)
        assert read().comparison.detectable_change == pytest.approx(reach)
        elsewhere = read(treatment=(60, 30.0, 4.0))
        assert elsewhere.comparison.detectable_change == pytest.approx(reach)
        n = math.ceil((stats.norm.ppf(0.975) + stats.norm.ppf(0.8)) ** 2 * 25 / 0.25)
        assert read(smallest_change=0.5).comparison.n_to_find_smallest_change == n
        planned = read(planned_n_total=1000).comparison.detectable_change
        assert planned == pytest.approx(reach * math.sqrt((25 / 500) / (9 / 50 + 16 / 60)))


class TestConsistency:
    @pytest.mark.parametrize("treatment", [10.2, 10.9, 11.2, 11.35, 11.5, 13.0])
    @pytest.mark.parametrize("alternative", ["two-sided", "greater", "less"])
    def test_fieller_says_the_same_about_zero_as_welch(self, treatment, alternative):
        reading = read(treatment=(60, treatment, 4.0), alternative=alternative)
        assert reading.relative_lift.excludes(0) == (reading.p_value < 0.05)
        assert reading.difference_treatment_minus_control.excludes(0) == (reading.p_value < 0.05)

    def test_delta_may_say_otherwise_and_that_is_noted(self):
        reading = read((30, 10.0, 6.0), (30, 13.4, 6.9))
        assert reading.p_value < 0.05 < reading.p_lift_delta
        assert "delta_and_fieller_disagree" in codes(reading)

    def test_swapping_and_scaling(self):
        there, back = read(), read((60, 11.5, 4.0), (50, 10.0, 3.0))
        assert back.welch.difference.low == pytest.approx(-there.welch.difference.high)
        scaled = read((50, 1000.0, 300.0), (60, 1150.0, 400.0))
        assert scaled.relative_lift.low == pytest.approx(there.relative_lift.low)
        assert scaled.cohens_d == pytest.approx(there.cohens_d)

    def test_value_for_a_thousand(self):
        value = read(value_per_unit=2.0).comparison.value_per_1000
        assert (value.value, value.low) == pytest.approx((3000, 2000 * 0.1750957320157))
        assert any("¥3,000" in sentence for sentence in words(read(value_per_unit=2.0)))


class TestGates:
    def test_broken_split_blocks_first(self):
        reading = read((500, 10.0, 3.0), (700, 11.0, 3.0), planned_n_total=5000, outcomes_read=4)
        assert (reading.verdict, blocks_conclusion(reading)) == ("blocked", True)
        assert codes(reading)[:3] == ["sample_ratio_mismatch", "plan_not_reached", "several_outcomes"]
        assert words(reading)[0].startswith("No conclusion")
        assert read((500, 10.0, 3.0), (700, 11.0, 3.0), planned_share_treatment=7 / 12).verdict == "increase"

    def test_a_blocked_margin_says_nothing(self):
        reading = read((500, 10.0, 3.0), (700, 11.0, 3.0), goal="noninferiority", margin=1.0)
        assert reading.verdict == "blocked"
        assert words(reading)[0].startswith("No conclusion")

    def test_clusters(self):
        plain, wide = read(), read(cluster_size=21, icc=0.15)
        assert wide.comparison.design_effect == pytest.approx(4.0)
        assert wide.welch.difference.half_width == pytest.approx(2 * plain.welch.difference.half_width)
        assert "design_effect" in codes(wide)
        ignored = read(randomised_by="cluster")
        assert codes(ignored)[0] == "clusters_ignored"
        assert "split_unchecked" in codes(ignored)
        # 500 against 700 customers of communities of 100 are 5 against 7 communities.
        assert (
            read((500, 1.0, 1.0), (700, 1.0, 1.0), randomised_by="cluster", cluster_size=100, icc=0.1).verdict == "open"
        )

    def test_early_look(self):
        reading = read(planned_n_total=1000)
        assert words(reading)[0].startswith("A look on the way")
        assert "keep to the plan" in words(reading)[-1]
        early = read(planned_n_total=1000, goal="equivalence", margin=5.0)
        assert "keep to the plan" in " ".join(words(early))

    def test_several_outcomes_name_the_level(self):
        note = next(note for note in read(outcomes_read=5).notes if note.code == "several_outcomes")
        assert "a level of 99%" in render(note.message, "en")


SENTENCES = [
    ({}, "raised the mean: +1.50"),
    ({"treatment": (60, 8.0, 4.0)}, "lowered the mean"),
    ({"treatment": (60, 10.3, 4.0)}, "Not settled, a rise and a fall are both possible"),
    ({"treatment": (60, 10.3, 4.0)}, "not evidence that nothing changed"),
    ({"treatment": (60, 10.3, 4.0), "smallest_change": 0.5}, "customers in each group"),
    ({"treatment": (60, 10.3, 4.0), "alternative": "greater"}, "the bound leaves room"),
    ({"alternative": "greater", "value_per_unit": 1.0}, "with 95% confidence at least"),
    ({"alternative": "less"}, "with 95% confidence at most"),
    ({"smallest_change": 0.1}, "Even the worst case reaches"),
    ({"smallest_change": 1.0}, "the worst case is below"),
    ({"smallest_change": 4.0}, "the gain is there but smaller"),
    ({"smallest_change": 4.0, "good": "decrease"}, "though by less than"),
    ({"good": "decrease"}, "do not roll it out"),
    ({"treatment": (60, 10.1, 4.0), "smallest_change": 4.0}, "choose by cost and effort"),
    ({"goal": "noninferiority", "margin": 1.0}, "is not worse by 1 or more"),
    ({"treatment": (60, 5.0, 4.0), "goal": "noninferiority", "margin": 1.0}, "worse by more than 1"),
    ({"treatment": (60, 9.0, 4.0), "goal": "noninferiority", "margin": 1.0}, "reaches beyond the margin"),
    ({"treatment": (60, 10.1, 4.0), "goal": "equivalence", "margin": 2.0}, "alike within 2 either way"),
    ({"treatment": (60, 18.0, 4.0), "goal": "equivalence", "margin": 2.0}, "differ by more than 2"),
    ({"treatment": (60, 11.5, 4.0), "goal": "equivalence", "margin": 2.0}, "do not widen the margin"),
]


@pytest.mark.parametrize(("more", "said"), SENTENCES)
def test_every_branch_of_the_words(more, said):
    reading = read(**more)
    assert said in " ".join(words(reading))
    for sentence in words(reading):
        assert not any(word in sentence.lower() for word in ("significant", "no difference", "no effect", "nan"))
    assert not any(letters in "".join(words(reading, "zh")) for letters in ("The ", "Next", "Not settled", " to "))


def test_degenerate_groups_are_undefined_and_noted():
    alone = read((1, 10.0, 0.0), (60, 11.0, 4.0), planned_share_treatment=0.98)
    assert math.isnan(alone.p_value)
    assert {"no_spread", "few_customers"} <= set(codes(alone))
    assert alone.verdict == "open"
    assert math.isnan(read((50, 10.0, 0.0), (60, 11.0, 0.0)).welch.t)
    assert "lift_undefined" in codes(read((50, -1.0, 3.0)))
    assert "fieller_unbounded" in codes(read((50, 0.1, 3.0)))
    assert "wide_spread" in codes(read((50, 1.0, 3.0)))
    assert not {"few_customers", "wide_spread"} & set(codes(read()))


@pytest.mark.parametrize(
    ("more", "parameter"),
    [
        ({"control": (50, 10.0, -1.0)}, "sd_control"),
        ({"control": (0, 10.0, 1.0)}, "n_control"),
        ({"treatment": (1, 10.0, 1.0)}, "sd_treatment"),
        ({"goal": "equivalence"}, "margin"),
        ({"goal": "noninferiority", "margin": 0.0}, "margin"),
        ({"cluster_size": 5.0}, "icc"),
        ({"icc": 0.1}, "cluster_size"),
    ],
)
def test_impossible_input(more, parameter):
    with pytest.raises(ParameterError) as caught:
        read(**more)
    assert caught.value.parameter == parameter


def test_frame_and_time():
    reading = read(goal="equivalence", margin=2.0, value_per_unit=1.0)
    quantities = set(reading.to_frame()["quantity"])
    assert {"difference", "relative_lift", "p_value", "p_lift", "p_margin", "value_per_1000", "df"} <= quantities
    start = time.process_time()
    read()
    assert time.process_time() - start < 0.2
