"""Numbers at an axis are written as people write them, and a table without headings has no line for them."""

from __future__ import annotations

import re

import pytest

from analysis.charts.display import Figure, Table, TableColumn
from analysis.charts.images import chart_svg
from analysis.charts.interval_bars import IntervalRow, interval_points
from analysis.charts.three_line import table_html
from analysis.core.messages import Message
from analysis.core.results import Estimate
from analysis.language import translator


@pytest.mark.parametrize(
    ("low", "high", "expected"), [(-28.0, 28.0, "20"), (0.0, 2500.0, "1,000"), (0.0, 0.004, "0.001")]
)
def test_axis_has_no_powers_of_ten_and_no_thousands_as_letters(low: float, high: float, expected: str) -> None:
    rows = [IntervalRow("new", Estimate((low + high) / 2, low, high, 0.95))]
    figure = Figure(
        draw=lambda say: interval_points(rows, say, number_format="signed", reference=0.0),
        heading=Message("Difference"),
        note=Message("Difference"),
        description=Message("Difference"),
    )
    svg = chart_svg(figure, translator("en"))
    labels = re.findall(r">([^<>]+)</text>", svg)
    assert expected in labels
    assert not [label for label in labels if re.search(r"\d[ek]", label)]


def test_table_without_headings_has_no_head() -> None:
    say = translator("en")
    bare = Table(columns=(TableColumn("", align="left"), TableColumn("")), rows=(("a", 1.0),))
    headed = Table(columns=(TableColumn("What", align="left"), TableColumn("")), rows=(("a", 1.0),))
    assert "<thead>" not in table_html(bare, say)
    assert "<thead>" in table_html(headed, say)
