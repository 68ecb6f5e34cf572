"""A test of two means as read: the difference by Welch and Student, lifts, tests, reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.charts.display import Display, TableColumn
from analysis.charts.read_comparison import (
    DIFFERENCE,
    LIFT,
    difference_figure,
    further_tables,
    groups_table,
    methods_table,
    tests_table,
)
from analysis.charts.read_metrics import comparison_metrics
from analysis.core.messages import Message

if TYPE_CHECKING:
    from analysis.experiments.mean_reading import MeanReading

LIFT_METHODS = {
    "fieller": Message("Fieller (decides)"),
    "log_ratio": Message("Log ratio"),
    "delta": Message("Delta method"),
}
LIFT_REMARKS = {
    "fieller": Message("says the same about zero as the test"),
    "log_ratio": Message("first order, on the log scale"),
    "delta": Message("first order; many platforms"),
}


def display_read_means(result: MeanReading) -> Display:
    """The difference against zero, and the tables behind it."""
    welch, student = result.welch, result.student
    names = (Message("Welch (decides)"), Message("Student, pooled variance"))
    rows = ((names[0], welch.difference, True), (names[1], student.difference, False))
    found = result.comparison
    return Display(
        figures=(difference_figure(found, rows, n=(result.n_control, result.n_treatment)),),
        tables=(
            groups_table(
                found,
                (
                    TableColumn(Message("Customers"), "count"),
                    TableColumn(Message("Standard deviation"), "number"),
                ),
                ((result.n_control, result.sd_control), (result.n_treatment, result.sd_treatment)),
            ),
            methods_table(
                found,
                (
                    (DIFFERENCE, names[0], welch.difference, Message("each group its own variance")),
                    (DIFFERENCE, names[1], student.difference, Message("one variance for both groups")),
                    *(
                        (LIFT, LIFT_METHODS[name], item, LIFT_REMARKS[name])
                        for name, item in result.lift_intervals.items()
                    ),
                ),
            ),
            tests_table(
                (
                    (Message("Welch's t test"), welch.t, welch.df, welch.p_value, Message("used here")),
                    (Message("Student's t test"), student.t, student.df, student.p_value, None),
                    (
                        Message("Lift of zero, delta-method error"),
                        None,
                        welch.df,
                        result.p_lift_delta,
                        Message("many platforms, relative"),
                    ),
                )
            ),
            *further_tables(found),
        ),
        metrics=comparison_metrics(found),
    )
