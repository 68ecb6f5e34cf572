"""A test with several looks, rehearsed: the planner's integrals, the reader's decisions, and numbers known from tables."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from analysis.core.messages import plain_english
from analysis.experiments import plan_sequential, read_sequential, sequential_bounds
from analysis.experiments.sequential_spending import StoppingRule
from pages.ui.rehearsal import looks, rehearse_looks
from pages.ui.rehearsal.methods import REHEARSALS
from synthetic.designs import CountsAtLooks, LookedAtShares
from tests.pages.rehearsal.bands import holds, mean_holds

N = 1000
# Rates are not normal: what integrals promise holds up to this at thousands of customers in each group.
LEEWAY = 0.004


@pytest.mark.parametrize(
    ("design", "looks_taken", "sides", "share", "direction"),
    [
        ("lan_demets_obrien_fleming", 5, "two", 0.5, "increase"),
        ("pocock", 4, "two", 0.5, "increase"),
        ("obrien_fleming", 3, "one", 0.5, "decrease"),
        ("hwang_shih_decani", 3, "two", 0.3, "increase"),
    ],
)
def test_what_the_plan_integrates_is_what_is_counted(design, looks_taken, sides, share, direction):
    plan = plan_sequential(
        baseline_rate=0.35,
        change=0.03,
        design=design,
        looks=looks_taken,
        sides=sides,
        share_treatment=share,
        direction=direction,
    )
    found = rehearse_looks(
        size=plan.max_n_total,
        rate_control=plan.effect.control,
        rate_treatment=plan.effect.treatment,
        share_treatment=share,
        looks_taken=looks_taken,
        design=design,
        sides=sides,
        replicates=N,
        seed=5,
    )
    assert holds(found.detection, 0.8, N, 3 * LEEWAY)
    assert holds(found.false_alarms, plan.error, N, LEEWAY)
    assert found.coverage.high >= 0.95
    parts = {one.part.name: one for one in found.parts}
    ended = parts["ended_with"]
    assert mean_holds(ended.with_effect, plan.expected_n_h1_real, N, plan.max_n_total * LEEWAY)
    assert mean_holds(ended.without_effect, plan.expected_n_h0_real, N, plan.max_n_total * LEEWAY)
    stopped = [0.0, *plan.characteristics.power_by_look]
    for place, (before, until) in enumerate(pairwise(stopped), start=1):
        if place < looks_taken:
            assert holds(parts[f"ended_at_{place}"].with_effect, until - before, N, 3 * LEEWAY)
    counted = math.fsum(parts[f"ended_at_{place}"].with_effect.value for place in range(1, looks_taken + 1))
    assert counted == pytest.approx(1.0)
    for one in found.parts:
        if one.part.kind == "share":
            assert holds(one.with_effect, one.part.promised, N, 3 * LEEWAY)
            assert holds(one.without_effect, one.part.promised_without, N, LEEWAY)


@pytest.mark.parametrize(("looks_taken", "known"), [(1, 0.05), (2, 0.083), (5, 0.142), (10, 0.193)])
def test_naive_peeking_raises_the_false_alarms_of_the_published_table(looks_taken, known):
    """Armitage, McPherson and Rowe (1969), table 2: repeated tests at 5 %, .050, .083, .142, .193."""
    design = LookedAtShares(size=20_000, looks=looks_taken)
    rule = StoppingRule(design="pocock", alpha=0.05, sides="two")
    naive = {part.name: part for part in looks.parts_of(design, rule)}["naive_found"]
    assert naive.promised_without == pytest.approx(known, abs=6e-4)


def test_naive_peeking_is_counted_as_the_table_has_it():
    found = rehearse_looks(size=20_000, looks_taken=5, design="pocock", replicates=2 * N, seed=8)
    naive = {one.part.name: one for one in found.parts}["naive_found"]
    assert holds(naive.without_effect, 0.142, 2 * N, LEEWAY)
    assert holds(found.false_alarms, 0.05, 2 * N, LEEWAY)
    assert naive.without_effect.low > found.false_alarms.high


@pytest.mark.parametrize("design", ["lan_demets_obrien_fleming", "lan_demets_pocock", "kim_demets"])
@pytest.mark.parametrize(("sides", "treatment"), [("two", 0.40), ("two", 0.30), ("one", 0.39)])
def test_every_look_is_decided_as_the_reader_decides_it(design, sides, treatment):
    study = LookedAtShares(size=3001, rate_control=0.35, rate_treatment=treatment, looks=3)
    rule = StoppingRule(design=design, alpha=0.05, sides=sides)
    for seed in range(3):
        data = study.draw(np.random.default_rng(seed)).data
        found = looks.read_looks(data, rule=rule, falling=False)
        read = _read_until_it_stops(data, design, sides, 3001)
        assert found.detected == (read.decision in {"stop_rise", "stop_fall"})
        assert found.parts[0] == read.n_total
        assert found.parts[3:].index(1.0) == read.look - 1
        assert (found.estimate, found.low, found.high) == pytest.approx(
            (read.difference.value, read.difference.low, read.difference.high), abs=1e-9
        )


def _read_until_it_stops(data: CountsAtLooks, design: str, sides: str, planned: int):
    earlier: tuple[float, ...] = ()
    for place in range(len(data.n_control)):
        read = read_sequential(
            successes_control=data.successes_control[place],
            n_control=data.n_control[place],
            successes_treatment=data.successes_treatment[place],
            n_treatment=data.n_treatment[place],
            planned_n_total=planned,
            earlier_looks=earlier,
            design=design,
            sides=sides,
        )
        if read.ended:
            return read
        earlier = (*earlier, float(read.n_total))
    raise AssertionError("the last look ends the test")


@pytest.mark.parametrize("design", ["pocock", "obrien_fleming", "wang_tsiatis"])
def test_exact_bounds_stop_where_they_say(design):
    study = LookedAtShares(size=4000, rate_control=0.35, rate_treatment=0.40, looks=4)
    rule = StoppingRule(design=design, alpha=0.05, sides="two")
    for seed in range(30):
        data = study.draw(np.random.default_rng(seed)).data
        z = [_z(data, place) for place in range(4)]
        expected = sequential_bounds(design=design, looks=4, observed_z=tuple(z))
        found = looks.read_looks(data, rule=rule, falling=False)
        assert found.detected == (expected.decision != "ended")
        assert found.parts[3:].index(1.0) + 1 == (expected.decided_at or 4)


def _z(data: CountsAtLooks, place: int) -> float:
    """By SciPy: the root of Pearson's chi-square with its sign."""
    x0, n0 = data.successes_control[place], data.n_control[place]
    x1, n1 = data.successes_treatment[place], data.n_treatment[place]
    chi2 = stats.chi2_contingency([[x0, n0 - x0], [x1, n1 - x1]], correction=False).statistic
    return math.copysign(math.sqrt(chi2), x1 / n1 - x0 / n0)


def test_a_one_sided_test_of_a_fall_is_the_mirror_of_one_of_a_rise():
    rule = StoppingRule(design="pocock", alpha=0.05, sides="one")
    data = (
        LookedAtShares(size=4000, rate_control=0.35, rate_treatment=0.30, looks=4).draw(np.random.default_rng(3)).data
    )
    swapped = CountsAtLooks(data.successes_treatment, data.n_treatment, data.successes_control, data.n_control)
    fall, rise = looks.read_looks(data, rule=rule, falling=True), looks.read_looks(swapped, rule=rule, falling=False)
    assert fall.detected
    assert fall.parts == rise.parts
    assert (fall.estimate, fall.low, fall.high) == pytest.approx((-rise.estimate, -1.0, -rise.low))
    assert not looks.read_looks(data, rule=rule, falling=False).detected


def test_data_without_any_answer_stop_nothing():
    nobody = CountsAtLooks((0, 0), (50, 100), (0, 0), (50, 100))
    found = looks.read_looks(nobody, rule=StoppingRule(design="pocock", alpha=0.05, sides="two"), falling=False)
    assert not found.detected
    assert found.parts == (200.0, 0.0, 200.0, 0.0, 1.0)


def test_its_words_and_pictures():
    found = rehearse_looks(size=2000, rate_treatment=0.42, looks_taken=2, replicates=40)
    method = next(method for method in REHEARSALS if method.id == "rehearse_looks")
    shown = method.display(found)
    assert len(shown.tables[1].rows) == len(found.parts) == 5
    assert len(shown.figures) == 2
    words = [plain_english(sentence) for sentence in found.readings()]
    assert words[1].startswith("On average it ends with ")
    assert "takes every one of the 2 looks for the only one" in words[2]
    frame = found.to_frame().set_index("measure")["value"]
    assert frame["ended_at_1"] + frame["ended_at_2"] == pytest.approx(1.0)
    assert frame["ended_with_without_effect"] > frame["ended_with"]
