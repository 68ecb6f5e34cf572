"""A test of a ratio metric as read: the difference, lifts, and the wrong test beside the right one."""

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
from analysis.charts.read_means import LIFT_METHODS, LIFT_REMARKS
from analysis.charts.read_metrics import comparison_metrics
from analysis.core.messages import Message

if TYPE_CHECKING:
    from analysis.experiments.ratio_reading import RatioReading


def display_read_ratio(result: RatioReading) -> Display:
    """The difference against zero, and the tables behind it."""
    found = result.comparison
    name = Message("Delta method (decides)")
    return Display(
        figures=(
            difference_figure(found, ((name, found.difference, True),), n=(result.n_control, result.n_treatment)),
        ),
        tables=(
            groups_table(
                found,
                (TableColumn(Message("Customers"), "count"),),
                ((result.n_control,), (result.n_treatment,)),
            ),
            methods_table(
                found,
                (
                    (DIFFERENCE, name, found.difference, Message("customers are the units")),
                    *(
                        (LIFT, LIFT_METHODS[key], item, LIFT_REMARKS[key])
                        for key, item in result.lift_intervals.items()
                    ),
                ),
            ),
            tests_table(
                (
                    (
                        Message("z test with the delta-method error"),
                        result.z,
                        None,
                        result.p_value,
                        Message("used here"),
                    ),
                    (
                        Message("Every unit of the denominator a customer"),
                        None,
                        None,
                        result.p_event_level,
                        Message("wrong: visits were not assigned"),
                    ),
                )
            ),
            *further_tables(found),
        ),
        metrics=comparison_metrics(found),
    )
