"""The reader of event rates: exact test beside the score interval, dispersion, and nothing counted."""

from __future__ import annotations

import itertools
import math

import pytest
from scipy import stats

from analysis.core import ParameterError
from analysis.experiments import read_counts
from analysis.language import render


def read(control=(200, 1000.0), treatment=(250, 1000.0), **more):
    return read_counts(
        events_control=control[0],
        exposure_control=control[1],
        events_treatment=treatment[0],
        exposure_treatment=treatment[1],
        **more,
    )


def codes(reading):
    return [note.code for note in reading.notes]


def words(reading, language="en"):
    return " ".join(render(sentence, language) for sentence in reading.readings())


def test_exact_test_is_scipys():
    reading = read(dispersion=1.0)
    assert reading.p_exact == pytest.approx(stats.binomtest(250, 450, 0.5).pvalue)
    assert reading.rate_ratio is reading.ratio_intervals["exact"]
    assert "raised the event rate" in words(reading)


def test_dispersion_widens_and_replaces_the_exact_test():
    plain, wide = read(dispersion=1.0), read(dispersion=4.0)
    assert math.isnan(wide.p_exact)
    assert wide.p_value == wide.p_score
    assert wide.difference_intervals["wald"].half_width == pytest.approx(
        2 * plain.difference_intervals["wald"].half_width
    )
    assert wide.comparison.difference.excludes(0) == (wide.p_score < 0.05)
    assert "over_dispersed" in codes(wide)
    assert wide.verdict == "open"


def test_unknown_dispersion_is_a_caution_and_clusters_count_as_dispersion():
    assert "dispersion_unknown" in codes(read())
    assert "dispersion_unknown" not in codes(read(dispersion=1.0))
    assert read(dispersion=2.0, cluster_size=11.0, icc=0.1).dispersion == pytest.approx(4.0)


def test_the_border_is_named():
    reading = read((10, 100.0), (21, 100.0), dispersion=1.0)
    assert reading.p_exact == pytest.approx(stats.binomtest(21, 31, 0.5).pvalue)
    assert reading.p_exact > 0.05 > reading.p_value
    assert "test_and_interval_disagree" in codes(reading)
    note = next(note for note in reading.notes if note.code == "test_and_interval_disagree")
    assert "p\u00a0=\u00a0.071" in render(note.message, "en")
    assert "Score test: p\u00a0=\u00a0.048" in words(reading)
    assert "Exact" not in words(reading)
    assert reading.verdict == "increase"


@pytest.mark.parametrize("dispersion", [1.0, 2.5])
@pytest.mark.parametrize("level", [0.9, 0.95])
def test_verdict_interval_lift_and_p_never_speak_against_each_other(dispersion, level):
    for control, treatment in itertools.product((3, 8, 10, 17, 40), (0, 5, 14, 21, 27, 33, 55, 58)):
        reading = read((control, 100.0), (treatment, 130.0), dispersion=dispersion, level=level)
        found = reading.comparison
        apart = reading.p_value < 1 - level
        assert found.test_agrees
        assert found.difference.excludes(0.0) == apart
        assert (reading.verdict in {"increase", "decrease"}) == apart
        # The score test of two Poisson rates is the binomial one of a group's share, given all events.
        n, share = control + treatment, 130 / 230
        z = (treatment - n * share) / math.sqrt(n * share * (1 - share) * dispersion)
        assert reading.p_value == pytest.approx(2 * stats.norm.sf(abs(z)), rel=1e-6)
        if treatment:
            assert found.lift.excludes(0.0) == apart


def test_split_plan_and_margin():
    assert "split_unchecked" in codes(read())
    assert read(n_control=5000, n_treatment=6000).verdict == "blocked"
    early = read(n_control=500, n_treatment=500, planned_n_total=4000)
    assert "keep to the plan" in words(early)
    assert read(goal="noninferiority", margin=0.05).verdict == "noninferior"
    assert read(goal="equivalence", margin=0.2).verdict == "equivalent"
    assert read(goal="noninferiority", margin=0.01, good="decrease").verdict == "margin_open"
    assert read(value_per_unit=10.0).comparison.value_per_1000.value == pytest.approx(500)


def test_nothing_happened():
    nothing = read((0, 10.0), (0, 10.0))
    assert "no_events" in codes(nothing)
    assert math.isnan(nothing.p_value)
    assert nothing.verdict == "open"
    assert nothing.difference_treatment_minus_control.low < 0 < nothing.difference_treatment_minus_control.high
    assert "ratio_undefined" in codes(read((0, 10.0), (5, 10.0)))
    assert {"no_log_interval"} <= set(codes(read((5, 10.0), (0, 10.0))))
    assert "few_events" in codes(read((5, 10.0), (9, 10.0)))


@pytest.mark.parametrize(
    ("more", "parameter"),
    [
        ({"control": (-1, 10.0)}, "events_control"),
        ({"control": (1, 0.0)}, "exposure_control"),
        ({"dispersion": 0.5}, "dispersion"),
        ({"n_control": 10}, "n_treatment"),
        ({"n_treatment": 10}, "n_control"),
        ({"planned_n_total": 100}, "planned_n_total"),
        ({"goal": "equivalence"}, "margin"),
    ],
)
def test_impossible_input(more, parameter):
    with pytest.raises(ParameterError) as caught:
        read(**more)
    assert caught.value.parameter == parameter


def test_chinese_has_no_english():
    for reading in (read(), read(goal="equivalence", margin=0.2), read(treatment=(205, 1000.0))):
        assert not any(letters in words(reading, "zh") for letters in ("The ", "Next", "event", " to "))
