"""Key numbers: one number of decimals for what stands together, each estimate with its interval."""

import math

import pytest

from analysis.charts.display import Metric
from analysis.charts.key_numbers import estimated, key_texts
from analysis.core.messages import LocalText
from analysis.core.results import Estimate
from analysis.language import translator
from analysis.methods import METHODS
from tests.contracts.registry_cases import EXAMPLES

SAY = translator("en")
A = LocalText("a", "a")


def texts(*metrics):
    return [(text.value, text.interval) for text in key_texts(metrics, SAY)]


def test_rates_beside_each_other_have_the_same_decimals():
    assert texts(Metric(A, 0.35, "fine_percent"), Metric(A, 0.3712, "fine_percent")) == [("35.0%", ""), ("37.1%", "")]


def test_a_number_alone_keeps_its_own():
    assert texts(Metric(A, 0.35, "fine_percent"), Metric(A, 12, "count")) == [("35%", ""), ("12", "")]


def test_numbers_of_different_formats_do_not_share():
    shown = texts(Metric(A, 1234.5, "number"), Metric(A, 0.023, "signed"))
    assert [value for value, _ in shown] == ["1,234", "+0.023"]


def test_an_interval_has_the_decimals_of_its_estimate():
    assert texts(estimated(A, Estimate(2.5, -0.536, 5.54, 0.95), "signed")) == [
        ("+2.50", "95% interval −0.54 to +5.54")
    ]


def test_an_unbounded_interval_is_said():
    assert texts(estimated(A, Estimate(0.3, 0.1, math.inf, 0.9), "fine_percent")) == [("30%", "90% interval 10% to ∞")]


@pytest.mark.parametrize("estimate", [Estimate(math.nan, 0.1, 0.2), Estimate(0.1, math.nan, 0.2)])
def test_where_nothing_is_known_nothing_is_said(estimate):
    assert texts(estimated(A, estimate))[0][1] == ""


READERS = ["read_proportions", "read_means", "read_ratio", "read_counts", "read_sequential", "always_valid_interval"]


@pytest.mark.parametrize("method_id", READERS)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_difference_that_is_read_has_its_interval(method_id, language):
    method = next(method for method in METHODS if method.id == method_id)
    shown = method.display(method.function(**EXAMPLES[method_id]))
    texts_of = key_texts(shown.metrics, translator(language))
    differences = [text for text in texts_of if text.label.startswith(("Difference", "差"))]
    assert differences
    assert all("95%" in text.interval for text in differences)


def test_rates_of_a_reading_have_one_number_of_decimals():
    method = next(method for method in METHODS if method.id == "read_proportions")
    result = method.function(successes_control=350, n_control=1000, successes_treatment=381, n_treatment=1000)
    values = [text.value for text in key_texts(method.display(result).metrics, SAY)]
    assert values[:2] == ["35.0%", "38.1%"]
