"""A test of two event rates as read: difference and ratio by every method, tests, reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.charts.display import Display, TableColumn
from analysis.charts.read_comparison import (
    DIFFERENCE,
    difference_figure,
    further_tables,
    groups_table,
    methods_table,
    tests_table,
)
from analysis.charts.read_metrics import comparison_metrics
from analysis.core.messages import Message

if TYPE_CHECKING:
    from analysis.experiments.count_reading import CountReading

DIFFERENCE_METHODS = {"score": Message("Score (decides)"), "wald": Message("Wald, unpooled")}
DIFFERENCE_REMARKS = {
    "score": Message("variance at the rates most likely under each difference"),
    "wald": Message("too short with few events"),
}
RATIO_METHODS = {
    "exact": Message("Exact, conditional"),
    "score": Message("Score, conditional"),
    "log": Message("Log ratio"),
}
RATIO_REMARKS = {
    "exact": Message("never too short, for Poisson counts only"),
    "score": Message("close to the stated level on average"),
    "log": Message("rough with few events"),
}


def display_read_counts(result: CountReading) -> Display:
    """The difference of the rates against zero, and the tables behind it."""
    found = result.comparison
    rows = tuple(
        (DIFFERENCE_METHODS[name], item, name == "score") for name, item in result.difference_intervals.items()
    )
    ratio = Message("Rate ratio")
    return Display(
        figures=(difference_figure(found, rows, n=None),),
        tables=(
            groups_table(
                found,
                (TableColumn(Message("Events"), "count"), TableColumn(Message("Exposure"), "number")),
                (
                    (result.events_control, result.exposure_control),
                    (result.events_treatment, result.exposure_treatment),
                ),
            ),
            methods_table(
                found,
                (
                    *(
                        (DIFFERENCE, DIFFERENCE_METHODS[name], item, DIFFERENCE_REMARKS[name])
                        for name, item in result.difference_intervals.items()
                    ),
                    *(
                        (ratio, RATIO_METHODS[name], item, RATIO_REMARKS[name])
                        for name, item in result.ratio_intervals.items()
                    ),
                ),
            ),
            tests_table(
                (
                    (Message("Exact conditional test"), None, None, result.p_exact, None),
                    (Message("Score test"), None, None, result.p_score, Message("used here")),
                )
            ),
            *further_tables(found),
        ),
        metrics=comparison_metrics(found),
    )
