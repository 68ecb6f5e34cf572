"""The reader of several metrics in words: the claim of each decision, every verdict, the next step, both languages."""

from __future__ import annotations

import pytest

from analysis.experiments import read_metrics
from analysis.language import render
from analysis.language.numbers import NBSP


def words(reading, language="en"):
    return [render(sentence, language).replace(NBSP, " ") for sentence in reading.readings()]


def notes(reading, language="en"):
    return {note.code: render(note.message, language) for note in reading.notes}


def shares(*metrics, n=1000, **asked):
    """A test of shares: role, change, converted in control and treatment of each."""
    roles, changes, control, treatment = zip(*metrics, strict=True)
    return read_metrics(
        n_control=n,
        n_treatment=n,
        kinds=("share",) * len(metrics),
        roles=roles,
        smallest_changes=changes,
        observed_control=tuple(map(float, control)),
        observed_treatment=tuple(map(float, treatment)),
        **asked,
    )


GAIN, NOTHING = ("primary", 0.02, 350, 420), ("primary", 0.02, 350, 355)
SAFE, UNCLEAR, HARMED = ("guardrail", 0.05, 300, 302), ("guardrail", 0.05, 300, 330), ("guardrail", 0.05, 300, 400)
WORSE_INSIDE, WORSE = ("guardrail", 0.12, 300, 350), ("guardrail", 0.05, 300, 350)


class TestClaim:
    def test_launch(self):
        said = words(shares(GAIN, SAFE, SAFE))
        # 420 of 1,000 against 350: Newcombe's 95 % interval is 2.7 to 11.2 points (statsmodels "newcomb").
        assert said[0] == (
            "The rule for a launch is met, a primary metric is found and each of the 2 guardrails passed: metric 1, "
            "+7.0 points, from 35% to 42% (95% interval +2.7 points to +11.2 points)."
        )
        assert said[1] == "Pooled z test: p = .001."
        assert "Primary, changed as wanted: metric 1." in said
        assert "Guardrail, passed: metrics 2, 3." in said
        assert said[-1].startswith("Next: launch. Even the worst case of metric 1")

    def test_launch_with_one_guardrail_or_none(self):
        assert "found and the guardrail passed: metric 1" in words(shares(GAIN, SAFE))[0]
        assert "no guardrail was planned: metric 1" in words(shares(GAIN))[0]

    def test_the_clearest_primary_leads(self):
        said = words(shares(NOTHING, ("primary", 0.02, 350, 400), GAIN, SAFE))
        assert "metric 3, +7.0 points" in said[0]
        assert said[0].endswith("for all 3 primary metrics together).")
        assert "adjusted over 3 primary metrics (Holm) p = " in said[1]

    def test_nothing_found(self):
        said = words(shares(NOTHING, SAFE))
        assert said[0].startswith(
            "The rule for a launch is not met, no primary metric is found; the nearest to it: metric 1, +0.5 points"
        )
        assert "Primary, not settled, which is not evidence that nothing changed: metric 1." in said
        assert said[-1].startswith("Next: do not launch on this test. What was not found may still be there")

    def test_a_guardrail_that_is_not_settled(self):
        said = words(shares(GAIN, UNCLEAR))
        assert "it is not shown that it lost less than its margin of 5 points: metric 2, +3.0 points" in said[0]
        assert said[1].startswith("One-sided test against the margin: p = ")
        assert "Guardrail, neither harm nor its absence is shown: metric 2." in said
        assert "do not widen the margin" in said[-1]

    def test_a_harmed_guardrail(self):
        said = words(shares(GAIN, UNCLEAR, HARMED))
        assert "a guardrail is worse by more than its margin of 5 points: metric 3, +10" in said[0]
        assert "Guardrail, worse by more than its margin: metric 3." in said
        assert said[-1].startswith("Next: do not launch. Find out what harms")

    def test_only_guardrails(self):
        assert words(shares(SAFE))[0].startswith(
            "The guardrail passed, a loss as large as its margin of 5 points is ruled out: metric 1, +0.2"
        )
        said = words(shares(SAFE, ("guardrail", 0.01, 5, 5)))
        assert said[0].startswith("Each of the 2 guardrails passed; the nearest to its margin, here 5 points: metric 1")
        assert "makes nothing better" in said[-1]

    def test_before_the_plan_is_reached(self):
        said = words(shares(GAIN, SAFE, planned_n_total=4000))
        assert said[0].startswith("A look on the way, not the result. The rule for a launch is met")
        assert said[-1].startswith("Next: keep to the plan. 2,000 of 4,000")

    def test_a_broken_split(self):
        said = words(shares(GAIN, SAFE, planned_share_treatment=0.6))
        assert len(said) == 2
        assert said[0].startswith("No conclusion: the groups were not filled as planned")

    def test_a_bound(self):
        assert "with 95% confidence at least +3.4 points" in words(shares(GAIN, SAFE, sides="one"))[0]

    def test_without_correction_nothing_holds_together(self):
        said = words(shares(GAIN, NOTHING, SAFE, correction="none"))
        assert "together" not in said[0]
        assert said[1] == "Pooled z test: p = .001."

    def test_means_are_told_in_their_own_unit(self):
        found = read_metrics(
            n_control=400,
            n_treatment=400,
            kinds=("mean",),
            roles=("guardrail",),
            smallest_changes=(-3.0,),
            observed_control=(80.0,),
            observed_treatment=(72.0,),
            sds_control=(20.0,),
            sds_treatment=(20.0,),
        )
        # Welch: 8 less, error 2 ** .5, t of 798 df at 95 % 1.6468.
        assert "its margin of 3: metric 1, −8.00, from 80 to 72 (90% interval −10.33 to −5.67)" in words(found)[0]

    def test_no_interval_is_said(self):
        found = read_metrics(
            n_control=40,
            n_treatment=40,
            kinds=("mean",),
            roles=("guardrail",),
            smallest_changes=(-3.0,),
            observed_control=(80.0,),
            observed_treatment=(80.0,),
            sds_control=(0.0,),
            sds_treatment=(0.0,),
        )
        said = words(found)
        assert said[0].endswith("from 80 to 80 (no interval).")
        assert not any("One-sided test" in sentence for sentence in said)


class TestVerdicts:
    @pytest.mark.parametrize(
        ("metric", "sentence"),
        [
            (("primary", 0.20, 300, 350), "Primary, changed as wanted, but by less than the smallest change worth"),
            (("primary", -0.02, 300, 350), "Primary, moved the wrong way"),
            (("primary", 0.10, 300, 305), "Primary, whatever changed is less than the smallest change worth"),
            (WORSE_INSIDE, "Guardrail, passed, but it did get worse, by less than its margin"),
            (WORSE, "Guardrail, it did get worse, and a loss as large as its margin is not ruled out"),
        ],
    )
    def test_is_said_beside_the_rule(self, metric, sentence):
        said = words(shares(GAIN, SAFE, metric))
        assert any(each.startswith(sentence) and each.endswith(": metric 3.") for each in said)

    def test_worse_inside_the_margin_is_said_of_a_single_guardrail_too(self):
        assert "Guardrail, passed, but it did get worse, by less than its margin: metric 1." in words(
            shares(WORSE_INSIDE)
        )

    @pytest.mark.parametrize(
        ("change", "beginning"),
        [
            (0.02, "Next: launch. Even the worst case"),
            (0.05, "Next: the rule allows a launch. The worst case of metric 1 is below"),
            (0.20, "Next: the rule allows a launch, but the gain in metric 1 is smaller"),
        ],
    )
    def test_next_step_of_a_launch(self, change, beginning):
        assert words(shares(("primary", change, 350, 420), SAFE))[-1].startswith(beginning)


def test_notes_name_the_metrics():
    said = notes(shares(("primary", 0.02, 350, 450), ("primary", 0.02, 350, 394), ("primary", 0.02, 420, 350)))
    assert said["primary_wrong_way"].endswith("metric 3 moved the wrong way.")
    assert said["holm_finds_more"].startswith("A later step of Holm's test finds metric 2,")
    assert notes(shares(("primary", 0.02, 0, 0), ("guardrail", 0.02, 0, 0)))["all_alike"].startswith("In metrics 1, 2")


def test_chinese():
    said = words(shares(GAIN, SAFE, WORSE), "zh")
    assert said[0].startswith("不满足上线规则：有护栏未能证明其损失小于界值 5 个百分点：指标 3，+5.0 个百分点")
    assert "主要指标，按期望方向变化：指标 1。" in said
