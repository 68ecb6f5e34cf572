"""Rehearsals: right numbers, the same whatever the workers, stopped at once, honest about what fails."""

from __future__ import annotations

import math
import subprocess
import sys
import threading
import time
from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.metrics import adjusted_rand_score

from analysis.core import ParameterError
from analysis.core.messages import plain_english
from synthetic import rehearse, smallest_n
from synthetic.designs import GroupRates, HiddenSegments, PlantedRules, TwoMeans, TwoShares
from synthetic.rehearsal.scoring import Field, adjusted_rand, scores
from synthetic.rehearsal.summary import false_discoveries, mean, rate, recall
from tests.synthetic.rehearsal import readers

SHARES = TwoShares(size=60, rate_control=0.1, rate_treatment=0.4)
MEANS = TwoMeans(size=100, mean_control=0.0, mean_treatment=0.5, sd=1.0, shape="normal")


@pytest.mark.parametrize(("hits", "n"), [(0, 20), (20, 20), (1, 20), (705, 1000), (7, 9)])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_rates_have_the_exact_interval(hits, n, level):
    expected = stats.binomtest(hits, n).proportion_ci(level, method="exact")
    found = rate(hits, n, level)
    assert (found.value, found.low, found.high) == pytest.approx((hits / n, expected.low, expected.high))


def test_means_have_the_t_interval_and_leave_out_what_is_undefined():
    values = np.array([1.0, 2.0, 4.0, np.nan])
    expected = stats.ttest_1samp(values[:3], 0).confidence_interval(0.95)
    found = mean(values)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert math.isnan(mean(np.array([np.nan])).value)


@pytest.mark.parametrize("seed", range(5))
def test_agreement_is_the_adjusted_rand_index(seed):
    rng = np.random.default_rng(seed)
    first, second = rng.integers(0, 4, 80), rng.integers(2, 5, 80)
    assert adjusted_rand(first, second) == pytest.approx(adjusted_rand_score(first, second))
    assert adjusted_rand(first, first) == 1.0
    assert math.isnan(adjusted_rand(first, np.zeros(80, dtype=int)))


def exact_fisher_power(n: int, control: float, treatment: float) -> float:
    """Enumerated over all tables, with SciPy's test."""
    p = [stats.binom.pmf(np.arange(n + 1), n, share) for share in (control, treatment)]
    return sum(
        p[0][a] * p[1][b]
        for a in range(n + 1)
        for b in range(n + 1)
        if stats.fisher_exact([[a, n - a], [b, n - b]]).pvalue < 0.05
    )


def test_ten_against_forty_percent_with_thirty_each_is_found_as_often_as_enumeration_says():
    """The formula for the z test promises 0.780 (Fleiss eq. 4.14 without correction); Fisher's test has 0.705."""
    exact = exact_fisher_power(30, 0.1, 0.4)
    assert exact == pytest.approx(0.705, abs=0.0005)
    found = rehearse(SHARES, readers.fisher, replicates=6000, workers=0, level=0.999)
    assert found.detection.low < exact < found.detection.high
    assert found.detection.high < 0.78
    assert found.false_alarms.high < 0.05, "Fisher's test is conservative here"


def test_known_power_coverage_bias_and_error():
    found = rehearse(MEANS, readers.z_of_known_spread, replicates=4000, workers=0, level=0.999)
    error = math.sqrt(4 / 100)
    power = stats.norm.sf(1.959964 - 0.5 / error) + stats.norm.cdf(-1.959964 - 0.5 / error)
    for measure, truth in (
        ("detection", power),
        ("false_alarms", 0.05),
        ("coverage", 0.95),
        ("bias", 0.0),
        ("rmse", error),
    ):
        estimate = getattr(found, measure)
        assert estimate.low < truth < estimate.high, measure
    assert found.effect == 0.5
    assert list(found.to_frame()["measure"]) == ["detection", "false_alarms", "coverage", "bias", "rmse"]


@pytest.mark.parametrize("workers", [1, 2])
def test_workers_change_nothing(workers):
    alone = rehearse(SHARES, readers.fisher, replicates=90, seed=3, workers=0, goal=0.8)
    shared = rehearse(SHARES, readers.fisher, replicates=90, seed=3, workers=workers, goal=0.8)
    pd.testing.assert_frame_equal(alone.to_frame(), shared.to_frame())
    np.testing.assert_array_equal(alone.estimates, shared.estimates)
    assert alone.smallest == shared.smallest
    assert (
        alone.to_frame()["value"].tolist()
        != rehearse(SHARES, readers.fisher, replicates=90, seed=4, workers=0, goal=0.8).to_frame()["value"].tolist()
    )


def test_replicates_do_not_depend_on_how_they_are_cut():
    whole = scores(MEANS, readers.z_of_known_spread, 9, 0, 0, 30)
    parts = np.concatenate([scores(MEANS, readers.z_of_known_spread, 9, 0, a, b) for a, b in ((0, 7), (7, 8), (8, 30))])
    np.testing.assert_array_equal(whole, parts)
    assert not np.array_equal(whole, scores(MEANS, readers.z_of_known_spread, 9, 1, 0, 30))


def test_progress_rises_to_one():
    seen: list[float] = []
    rehearse(SHARES, readers.fisher, replicates=100, workers=0, goal=0.8, progress=seen.append)
    assert seen == sorted(seen)
    assert 0 < seen[0] < 0.2
    assert seen[-1] == 1.0
    assert all(share < 1 for share in seen[:-1])


class Enough(Exception):  # noqa: N818 - not an error: the reader asked for it
    """The reader pressed Stop."""


def test_what_progress_raises_stops_the_workers_in_the_middle_of_a_chunk():
    started: list[subprocess.Popen] = []
    real = subprocess.Popen

    class Recorded(real):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            started.append(self)

    def stop_after_first(share: float) -> None:
        raise Enough

    before = set(threading.enumerate())
    begun = time.monotonic()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(subprocess, "Popen", Recorded)
        with pytest.raises(Enough):
            rehearse(SHARES, readers.slow, replicates=2000, workers=2, progress=stop_after_first)
    assert time.monotonic() - begun < 40, "two thousand studies of 0.2 s would take minutes"
    assert len(started) == 2
    assert all(process.returncode is not None for process in started)
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
        assert not thread.is_alive()


def test_what_an_analysis_prints_does_not_disturb_it():
    found = rehearse(SHARES, readers.talkative, replicates=25, workers=1)
    assert found.detection.value > 0.9


def test_refused_data_count_as_nothing_found_and_are_counted():
    found = rehearse(SHARES, readers.picky, replicates=400, workers=0)
    share = found.refused / 400
    assert share == pytest.approx(0.9**30, abs=0.04)
    assert found.detection.value == pytest.approx(1 - share)
    assert [note.code for note in found.notes][-2:] == ["refused", "replicates"]


@pytest.mark.parametrize("workers", [0, 1])
def test_a_mistake_in_the_analysis_is_raised(workers):
    with pytest.raises(ZeroDivisionError, match="planned"):
        rehearse(SHARES, readers.broken, replicates=5, workers=workers)


@pytest.mark.parametrize("analysis", [lambda counts: None, partial(lambda counts: None)])
def test_an_analysis_no_other_process_can_load_is_refused(analysis):
    with pytest.raises(ParameterError) as caught:
        rehearse(SHARES, analysis, replicates=5, workers=1)
    assert caught.value.parameter == "analysis"


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ({"replicates": 1}, "replicates"),
        ({"goal": 1.0}, "goal"),
        ({"workers": -1}, "workers"),
        ({"level": 0.2}, "level"),
    ],
)
def test_numbers_outside_their_range(arguments, parameter):
    with pytest.raises(ParameterError) as caught:
        rehearse(SHARES, readers.fisher, **{"replicates": 10, "workers": 0, **arguments})
    assert caught.value.parameter == parameter


def test_workers_do_not_load_streamlit():
    assert rehearse(SHARES, readers.loads_streamlit, replicates=4, workers=1).detection.value == 0.0


def test_works_from_a_script_without_a_guard(tmp_path):
    """Process pools that run the main module again would call themselves without end here."""
    script = tmp_path / "script.py"
    script.write_text(
        "from synthetic import rehearse\n"
        "from synthetic.designs import TwoShares\n"
        "from tests.synthetic.rehearsal.readers import fisher\n"
        "print(rehearse(TwoShares(size=60), fisher, replicates=10, workers=1).replicates)\n"
    )
    done = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout.strip() == "10", done.stderr


def test_smallest_size_of_a_test_whose_power_is_known():
    """Two-sided z test, sd 1, difference 0.5, power 0.8: 4 (1.960 + 0.8416)² / 0.25 = 125.6 customers in all."""
    found = smallest_n(MEANS, readers.z_of_known_spread, goal=0.8, replicates=1500, workers=0, level=0.99)
    assert found.size.low < 125.6 < found.size.high
    assert found.found == math.ceil(found.size.value)
    assert found.checked.low < 0.8 < found.checked.high
    assert [point.size for point in found.curve] == sorted(point.size for point in found.curve)
    assert found.fitted(125.6) == pytest.approx(0.8, abs=0.03)
    # The line through the normal quantiles against the root of n is exact here: slope 0.25, intercept -1.96.
    assert found.slope == pytest.approx(0.25, abs=0.02)


@pytest.mark.parametrize("size", [4, 40, 100, 4000])
def test_smallest_size_does_not_depend_much_on_where_it_starts(size):
    found = smallest_n(MEANS.with_size(size), readers.z_of_known_spread, goal=0.8, replicates=600, workers=0)
    assert 105 < found.found < 148


def test_shared_random_numbers_make_the_curve_rise():
    found = smallest_n(MEANS, readers.z_of_known_spread, goal=0.9, replicates=150, workers=0)
    powers = [point.power.value for point in found.curve]
    assert powers == sorted(powers)


def test_no_size_reaches_the_goal():
    design = TwoMeans(size=50_000, mean_control=0.0, mean_treatment=0.0, sd=1.0, shape="normal")
    found = smallest_n(design, readers.z_of_known_spread, goal=0.8, replicates=10, workers=0)
    assert found.found == 0
    assert math.isnan(found.size.value)
    assert "No size up to 200000" in plain_english(found.sentence())


def test_segments_are_scored_against_the_truth():
    found = rehearse(
        HiddenSegments(size=200, segments=2, separation=8.0), readers.by_first_column, replicates=20, workers=0
    )
    assert found.agreement.value > 0.1
    assert math.isnan(found.recall.value)


def test_rules_are_scored_against_the_truth():
    found = rehearse(PlantedRules(size=50, planted=2), readers.two_rules, replicates=10, workers=0)
    assert found.recall.value == 0.5, "of two planted answers one is reported by itself"
    assert found.false_discoveries.value == pytest.approx(1 / 3)
    said = plain_english(found.readings()[1])
    assert "0.5 of the planted rules (0.5 to 0.5)" in said, "no study differs from another: the interval is a point"
    assert "0.333333 of what it reports is false (0.333333 to 0.333333)" in said


def test_without_a_claim_nothing_is_false():
    rows = np.full((2, len(Field)), np.nan)
    rows[:, Field.FOUND], rows[:, Field.PLANTED], rows[:, Field.CLAIMED], rows[:, Field.FALSE] = 0, 3, [0, 4], [0, 1]
    assert false_discoveries(rows, 0.95).value == pytest.approx(0.125)
    assert recall(rows, 0.95).value == 0.0


def test_readings_say_power_and_false_alarms_and_notes_what_is_wrong():
    found = rehearse(SHARES, readers.picky, replicates=200, workers=0)
    first = plain_english(found.readings()[0])
    assert first.startswith("In 0.9")
    assert "where nothing is, it finds something in" in first
    assert found.notes[0].code == "false_alarms"
    assert not any("significant" in plain_english(sentence) for sentence in found.readings())


def test_a_design_without_an_estimate_has_no_coverage():
    found = rehearse(GroupRates(size=60), readers.by_first_column_of_groups, replicates=4, workers=0)
    assert set(found.measures()) == {"detection", "false_alarms"}


def test_who_wants_to_stop_is_asked_while_a_chunk_is_waited_for():
    from synthetic.rehearsal.pool import _Board, _next

    asked: list[int] = []

    def stop(done: int) -> None:
        asked.append(done)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _next(_Board(), stop)
    assert asked == [0], "nothing is done yet, and the wait ends all the same"
