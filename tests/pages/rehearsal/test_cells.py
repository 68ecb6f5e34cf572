"""A two-by-two factorial, rehearsed: normal theory of its contrasts, and the planner's chances."""

from __future__ import annotations

import math

import pytest
from scipy import stats

from analysis.experiments import plan_factorial
from pages.ui.plan_rehearsal import rehearsed
from pages.ui.rehearsal import rehearse_factorial
from pages.ui.rehearsal.cells import read_cells
from synthetic.designs import Cells
from tests.pages.rehearsal.bands import holds

N = 120


def test_main_effects_and_interaction_are_found_as_often_as_the_normal_theory_has_it():
    """A main effect has variance p (1 - p) averaged over cells / n, the interaction four times as much."""
    asked = {"baseline": 0.35, "change_a": 0.06, "interaction": 0.05}
    plan = plan_factorial(**asked)
    made = rehearsed("plan_factorial", asked, plan)
    assert made is not None
    found = rehearse_factorial(**made.values, replicates=N, seed=4)
    n = plan.n_total // 4
    variance = sum(p * (1 - p) for p in plan.cells) / 4 / n
    parts = {one.part.name: one for one in found.parts}
    for name, size, error in (
        ("main_a", 0.06, math.sqrt(variance)),
        ("main_b", 0.06, math.sqrt(variance)),
        ("interaction", 0.05, 2 * math.sqrt(variance)),
    ):
        assert holds(parts[name].with_effect, stats.norm.sf(1.959964 - size / error), N, 0.01)
        assert holds(parts[name].without_effect, 0.05, N, 0.003)
    assert found.detection.value == parts["main_b" if made.values["decides"] == "b" else "main_a"].with_effect.value
    # Three independent contrasts at 5 % each.
    assert holds(parts["any_effect"].without_effect, 1 - 0.95**3, N, 0.005)


@pytest.mark.parametrize(("sides", "claimed"), [("two", True), ("rise", True), ("fall", False)])
def test_one_direction_counts_only_there(sides, claimed):
    cells = Cells(200, (50.0, 75.0, 52.0, 76.0), ())
    found = read_cells(cells, decides="a", sides=sides, level=0.95)
    assert found.detected is claimed
    assert found.estimate == pytest.approx((25 + 24) / 2 / 200)
    assert found.parts[2] == 0.0


def test_means_are_read_as_means():
    cells = Cells(50, (10.0, 12.0, 10.0, 12.5), (3.0, 3.0, 3.0, 3.0))
    found = read_cells(cells, decides="a", sides="two", level=0.95)
    error = 3.0 / math.sqrt(50)
    assert found.estimate == pytest.approx(2.25)
    assert found.high - found.estimate == pytest.approx(stats.t.ppf(0.975, 196) * error, rel=2e-3)
