"""A test with several metrics, rehearsed: the planner's chances, and the rule of launch."""

from __future__ import annotations

import pytest

from analysis.core import ParameterError
from analysis.experiments import plan_metrics
from pages.ui.plan_rehearsal import rehearsed
from pages.ui.rehearsal import rehearse_metrics
from pages.ui.rehearsal.outcomes import read_outcomes
from synthetic.designs import OutcomeSums
from tests.pages.rehearsal.bands import holds

N = 200
ASKED = {
    "kinds": ("share", "mean", "share"),
    "baselines": (0.35, 80.0, 0.02),
    "smallest_changes": (0.02, -3.0, 0.005),
    "roles": ("primary", "guardrail", "guardrail"),
    "spreads": (0.0, 60.0, 0.0),
}


def test_each_metric_is_found_or_passes_as_often_as_the_plan_says():
    plan = plan_metrics(**ASKED)
    made = rehearsed("plan_metrics", ASKED, plan)
    assert made is not None
    found = rehearse_metrics(**made.values, replicates=N, seed=11)
    for part, metric in zip(found.parts, plan.metrics, strict=True):
        assert holds(part.with_effect, metric.power, N, 0.01), part.part.name
    # Independent metrics: a launch is the product of their chances, and at least the bound of the plan.
    product = plan.metrics[0].power * plan.metrics[1].power * plan.metrics[2].power
    assert holds(found.detection, product, N, 0.01)
    assert product >= plan.launch_at_least
    # Half of a two-sided 5 % looks the wanted way; the guardrails pass as often as before.
    assert holds(found.parts[0].without_effect, 0.025, N, 0.003)
    assert holds(found.false_alarms, 0.025 * plan.metrics[1].power * plan.metrics[2].power, N, 0.003)


@pytest.mark.parametrize(
    ("control", "treatment", "launched", "said"),
    [((350.0, 20.0), (450.0, 20.0), True, (1.0, 1.0)), ((350.0, 20.0), (450.0, 60.0), False, (1.0, 0.0))],
)
def test_launch_needs_a_primary_found_and_its_guardrail_passed(control, treatment, launched, said):
    sums = OutcomeSums(1000, 1000, control, treatment, (0.0, 0.0), (0.0, 0.0))
    found = read_outcomes(
        sums,
        kinds=("share", "share"),
        roles=("primary", "guardrail"),
        smallest_changes=(0.05, 0.02),
        alpha=0.05,
        guardrail_alpha=0.05,
        sides="two",
        correction="holm",
    )
    assert (found.detected, found.parts) == (launched, said)
    assert found.estimate == pytest.approx(0.1)


def test_lists_of_other_lengths_are_refused():
    with pytest.raises(ParameterError):
        rehearse_metrics(roles=("primary",), replicates=2)
