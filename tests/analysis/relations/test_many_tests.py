"""The calculator of adjusted p-values: numbers from R, readings, bad input."""

from __future__ import annotations

import pytest

from analysis.core import ParameterError
from analysis.language import render
from analysis.relations import adjust_p_values

P = (0.2, 0.004, 0.03, 0.03, 0.012)


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        # Source: R 4.2.2 stats::p.adjust.
        ("bonferroni", (1, 0.02, 0.15, 0.15, 0.06)),
        ("holm", (0.2, 0.02, 0.09, 0.09, 0.048)),
        ("hommel", (0.2, 0.02, 0.06, 0.06, 0.04)),
        ("BH", (0.2, 0.02, 0.0375, 0.0375, 0.03)),
    ],
)
def test_equals_r(method, expected):
    found = adjust_p_values(p=P, method=method)
    assert found.adjusted == pytest.approx(expected)
    assert found.to_frame().columns.tolist() == ["test", "p", "adjusted", "method", "holds"]
    assert found.to_frame()["holds"].tolist() == [value <= 0.05 for value in expected]


def test_readings_name_what_is_bounded():
    family = [render(sentence, "en") for sentence in adjust_p_values(p=P).readings()]
    assert family[0] == "2 of 5 tests hold at 5% after Holm, against 4 before."
    assert family[1] == "In at most 5% of many such families would even one test hold by chance alone."
    share = [render(sentence, "en") for sentence in adjust_p_values(p=P, method="BH").readings()]
    assert share[1].startswith("Of the tests that hold, at most 5% are false")


@pytest.mark.parametrize("p", [(), (0.1, 1.2), (-0.1,), (0.1, float("nan")), ("a",), 0.1, (True,)])
def test_bad_input(p):
    with pytest.raises(ParameterError):
        adjust_p_values(p=p)
