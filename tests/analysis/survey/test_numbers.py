"""The proportion calculator, weighted means and serial correlation: against R, NIST and statsmodels."""

import math
from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from analysis.core import ParameterError, UnsuitableDataError, blocks_conclusion
from analysis.inference.proportions import PROPORTION_METHODS
from analysis.language import render
from analysis.survey import estimate_proportion, serial_correlation, weighted_mean


def _words(result) -> list[str]:
    return [render(sentence, "en") for sentence in result.readings()]


def test_proportion_equals_r():
    """R 4.2.2: prop.test(37, 120), binom.test(37, 120, .5)."""
    found = estimate_proportion(successes=37, n=120, compare_with=0.5).to_frame().set_index("method")
    assert found.loc["wilson", ["low", "high"]].tolist() == pytest.approx([0.232727369889163, 0.395829977238007])
    assert found.loc["wilson_cc", ["low", "high"]].tolist() == pytest.approx([0.228988034190828, 0.400158020496785])
    assert found.loc["wilson", "p_exact"] == pytest.approx(3.24315944541854e-05)
    assert found.index.tolist() == list(PROPORTION_METHODS)
    assert found.loc[found["chosen"]].index.tolist() == ["wilson"]


def test_proportion_against_a_benchmark():
    """50 of 200 against 35 %: exact p = .0029."""
    below = estimate_proportion(successes=50, n=200, compare_with=0.35)
    assert below.p_exact == pytest.approx(0.0029, abs=5e-5)
    assert _words(below)[1].replace("\u00a0", " ") == "The whole interval lies below 35% (exact p = .003)."
    assert "above" in _words(estimate_proportion(successes=90, n=200, compare_with=0.35))[1]
    assert "cannot be told" in _words(estimate_proportion(successes=70, n=200, compare_with=0.35))[1]


def test_proportion_says_number_and_interval():
    assert _words(estimate_proportion(successes=81, n=263))[0] == "81 of 263 are 30.8% (95% interval 25.5% to 36.6%)."


@pytest.mark.parametrize(
    ("successes", "n", "method", "codes"),
    [
        (5, 20, "wilson", {"few_answers"}),
        (5, 200, "wald", {"wald"}),
        (50, 200, "wald", set()),
        (50, 200, "wilson", set()),
    ],
)
def test_proportion_cautions(successes, n, method, codes):
    assert {note.code for note in estimate_proportion(successes=successes, n=n, method=method).notes} == codes


@pytest.mark.parametrize(
    "given",
    [
        {"successes": 5, "n": 4},
        {"successes": -1, "n": 4},
        {"successes": 0, "n": 0},
        {"successes": 1.5, "n": 4},
        {"successes": True, "n": 4},
        {"successes": 1, "n": 4, "method": "best"},
        {"successes": 1, "n": 4, "compare_with": 1.2},
    ],
)
def test_impossible_proportions_are_an_error(given):
    with pytest.raises(ParameterError):
        estimate_proportion(**given)


def test_weighted_variances_equal_statsmodels():
    from statsmodels.stats.weightstats import DescrStatsW

    rng = np.random.default_rng(11)
    frame = pd.DataFrame({"x": rng.normal(20, 6, 90), "w": rng.uniform(0.5, 4, 90)})
    result = weighted_mean(frame, column="x", weights="w")
    counts = DescrStatsW(frame["x"], weights=frame["w"], ddof=1)
    population = DescrStatsW(frame["x"], weights=frame["w"], ddof=0)
    assert result.mean.value == pytest.approx(float(counts.mean))
    assert result.variance_frequency == pytest.approx(float(counts.var))
    assert result.variance_population == pytest.approx(float(population.var))
    total, squares = frame["w"].sum(), (frame["w"] ** 2).sum()
    assert result.variance_reliability == pytest.approx(float(population.var) * total / (total - squares / total))


def test_weighted_mean_error_does_not_follow_the_weight_scale():
    frame = pd.DataFrame({"x": [1.0, 2, 6, 3], "w": [2.0, 1, 1, 3]})
    first = weighted_mean(frame, column="x", weights="w")
    second = weighted_mean(frame.assign(w=100 * frame["w"]), column="x", weights="w")
    assert second.standard_error == pytest.approx(first.standard_error)


def test_what_is_said_about_a_weighted_mean():
    frame = pd.DataFrame({"x": [1.0, 2, 6, 3], "w": [2.0, 1, 1, 4]})
    words = _words(weighted_mean(frame, column="x", weights="w"))
    assert words[0].startswith("The weighted mean of x is 2.75 (95% interval ")
    assert words[1] == (
        "Unweighted it is 3.00: the weight moves it by −0.25. The 4 answers are worth 2.91 equally weighted ones."
    )


def test_weighted_mean_of_nothing_and_of_a_constant():
    empty = weighted_mean(pd.DataFrame({"x": [np.nan], "w": [1.0]}), column="x", weights="w")
    assert blocks_conclusion(empty)
    assert math.isnan(empty.variance_population)
    same = weighted_mean(pd.DataFrame({"x": [2.0, 2, 2], "w": [1.0, 2, 3]}), column="x", weights="w")
    assert math.isnan(same.mean.low)
    assert "constant" in {note.code for note in same.notes}
    with pytest.raises(UnsuitableDataError):
        weighted_mean(pd.DataFrame({"x": [2.0], "w": [-1.0]}), column="x", weights="w")


def test_an_interval_of_no_width_is_not_called_wide():
    found = estimate_proportion(successes=1, n=1, method="wald")
    assert found.estimate.low == found.estimate.high
    words = [render(note.message, "en") for note in found.notes]
    assert words[0] == "Only one person: one answer more or less turns the share over."


def _alternating(centre: float) -> list[float]:
    return [centre + 0.2, *[centre + 0.1, centre + 0.3] * 500]


@pytest.mark.parametrize(
    ("values", "certified"),
    # NIST Statistical Reference Datasets: NumAcc1 to NumAcc4, certified lag-1 autocorrelation.
    [
        ([10000001.0, 10000003.0, 10000002.0], -0.5),
        (_alternating(1.0), -0.999),
        (_alternating(1e6), -0.999),
        (_alternating(1e7), -0.999),
    ],
)
def test_serial_correlation_equals_nist(values, certified):
    frame = pd.DataFrame({"y": values, "row": np.arange(len(values))})
    found = serial_correlation(frame, column="y", order="row")
    assert found.coefficient.value == pytest.approx(certified, rel=1e-7)


def test_serial_correlation_equals_statsmodels_whatever_the_row_order():
    from statsmodels.tsa.stattools import acf

    values = np.cumsum(np.random.default_rng(1).normal(size=120))
    frame = pd.DataFrame({"y": values, "day": pd.Timestamp("2026-01-01") + pd.to_timedelta(np.arange(120), unit="D")})
    found = serial_correlation(frame.sample(frac=1, random_state=2), column="y", order="day")
    assert found.coefficient.value == pytest.approx(acf(values, nlags=1)[1])
    assert _words(found)[0].startswith("Neighbouring answers to y resemble each other")


def test_independent_answers_show_no_resemblance():
    values = np.random.default_rng(5).normal(size=(400, 100))
    frames = (pd.DataFrame({"y": row, "t": np.arange(100)}) for row in values)
    false = sum(serial_correlation(frame, column="y", order="t").coefficient.excludes(0.0) for frame in frames)
    # Nominal 5 %: the exact 99.9 % binomial band at 400 replicates.
    assert 5 <= false <= 38


def test_shared_places_in_the_order_are_said_and_do_not_depend_on_row_order():
    frame = pd.DataFrame({"y": np.random.default_rng(3).normal(size=60), "wave": np.repeat([1.0, 2.0, 3.0], 20)})
    first = serial_correlation(frame, column="y", order="wave")
    second = serial_correlation(frame.sample(frac=1, random_state=9), column="y", order="wave")
    assert first.coefficient == second.coefficient
    assert first.ties == 60
    assert "ties" in {note.code for note in first.notes}


def test_tied_places_are_averaged_over_every_order_they_may_have_come_in():
    # Closed form against brute force: all 3! * 2! orders within the places, statsmodels' autocorrelation of each.
    from statsmodels.tsa.stattools import acf

    first, alone, last = (3.0, 9.0, 4.0), 1.0, (7.0, 2.0)
    orders = [(*a, alone, *b) for a in permutations(first) for b in permutations(last)]
    expected = np.mean([acf(np.array(order), nlags=1)[1] for order in orders])
    frame = pd.DataFrame({"y": [*first, alone, *last], "day": [1.0, 1.0, 1.0, 2.0, 3.0, 3.0]})
    found = serial_correlation(frame, column="y", order="day")
    assert found.coefficient.value == pytest.approx(expected)
    assert found.ties == 5


def test_independent_answers_of_a_few_days_show_no_resemblance():
    # Sorting the answers of a day by size would make an autocorrelation of .8 out of nothing.
    values = np.random.default_rng(8).integers(0, 11, size=(50, 1000)).astype(float)
    found = [
        serial_correlation(pd.DataFrame({"y": row, "day": np.arange(1000) % 10.0}), column="y", order="day")
        for row in values
    ]
    assert max(abs(item.coefficient.value) for item in found) < 0.1
    # Nominal 5 % and conservative with ties: the upper 99.9 % binomial limit at 50 replicates.
    assert sum(item.coefficient.excludes(0.0) for item in found) <= 8


def test_one_place_for_all_is_no_order():
    found = serial_correlation(pd.DataFrame({"y": np.arange(20.0), "day": 1.0}), column="y", order="day")
    assert math.isnan(found.coefficient.value)
    assert "no_order" in {note.code for note in found.notes if note.severity == "blocks_conclusion"}


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0], [3.0] * 10])
def test_too_little_for_a_serial_correlation(values):
    frame = pd.DataFrame({"y": np.array(values, dtype=float), "row": np.arange(len(values))})
    found = serial_correlation(frame, column="y", order="row")
    assert math.isnan(found.coefficient.value)
    assert found.notes
    assert "cannot be told" in _words(found)[0]


def test_alternating_answers_are_named():
    frame = pd.DataFrame({"y": [1.0, 5.0] * 40, "row": np.arange(80)})
    assert _words(serial_correlation(frame, column="y", order="row"))[0].startswith("Answers to y alternate")
