"""A test of means read from one row per customer: differences, groups, values before the test, ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.charts.display import Cell, Display, Table, TableColumn
from analysis.charts.read_user_parts import (
    community_table,
    comparison_figure,
    comparisons_table,
    groups_figure,
    groups_table,
    metrics,
)
from analysis.charts.sample_ratio import split_table
from analysis.core.messages import ColumnRef, Message

if TYPE_CHECKING:
    from analysis.core.messages import Scalar
    from analysis.core.results import Estimate
    from analysis.experiments.user_mean_reading import UserMeansReading


def display_read_user_means(result: UserMeansReading) -> Display:
    """Differences against zero, the groups, and the tables behind them."""
    return Display(
        figures=(*comparison_figure(result), *groups_figure(result)),
        tables=(
            groups_table(result),
            comparisons_table(result),
            *_cuped_table(result),
            *_shape_table(result),
            *community_table(result),
            split_table(result.sample_ratio, [item.group for item in result.groups]),
        ),
        metrics=metrics(result),
    )


def _cuped_table(result: UserMeansReading) -> tuple[Table, ...]:
    cuped = result.cuped
    if cuped is None:
        return ()
    rows: list[tuple[Cell, ...]] = []
    for item in cuped.comparisons:
        rows += [
            _difference(item.group, Message("as it is"), item.unadjusted, item.p_unadjusted),
            _difference(item.group, Message("slope within groups, robust error"), item.within, item.p_within),
            (
                item.group,
                Message("the same, least-squares error (ANCOVA)"),
                item.within.value,
                None,
                None,
                item.ancova_p,
            ),
            _difference(item.group, Message("slope over all customers"), item.total, item.p_total),
        ]
    return (
        Table(
            title=Message("With and without values before the test"),
            columns=(
                TableColumn(Message("Group"), align="left"),
                TableColumn(Message("Adjustment"), align="left"),
                TableColumn(Message("Difference"), "signed"),
                TableColumn(Message("from", context="interval"), "signed"),
                TableColumn(Message("to", context="interval"), "signed"),
                TableColumn("p", "bare_p"),
            ),
            rows=tuple(rows),
            note=Message(
                "{column}: slope {within:number} within groups, {total:number} over all; correlation {r:coefficient}. Squared error saved: {saved}. Were the groups alike before? {p:p}.",
                column=ColumnRef(cuped.pre_period),
                within=cuped.theta_within,
                total=cuped.theta_total,
                r=cuped.correlation,
                saved=tuple(Message("{share:percent}", share=item.variance_reduction) for item in cuped.comparisons),
                p=cuped.p_balance,
            ),
        ),
    )


def _difference(group: Scalar, how: Message, estimate: Estimate, p: float) -> tuple[Cell, ...]:
    return (group, how, estimate.value, estimate.low, estimate.high, p)


def _shape_table(result: UserMeansReading) -> tuple[Table, ...]:
    if not result.shapes:
        return ()
    rows: list[tuple[Cell, ...]] = []
    for item in result.shapes:
        chance = item.ranks.superiority
        rows += [
            (
                item.group,
                Message("Chance that a customer has more than one of the control, ties counted half"),
                Message("{share:percent}", share=chance.value),
                Message("{share:percent}", share=chance.low),
                Message("{share:percent}", share=chance.high),
                item.ranks.p_brunner_munzel,
            ),
            (
                item.group,
                Message("Mann-Whitney test of equal distributions"),
                None,
                None,
                None,
                item.ranks.p_mann_whitney,
            ),
            (item.group, Message("Difference of the medians"), *_signed(item.median_difference), None),
            (item.group, Message("Difference of the 90% quantiles"), *_signed(item.p90_difference), None),
        ]
    return (
        Table(
            title=Message("Not the mean: ranks and quantiles"),
            columns=(
                TableColumn(Message("Group"), align="left"),
                TableColumn(Message("Measure"), align="left"),
                TableColumn(Message("Value")),
                TableColumn(Message("from", context="interval")),
                TableColumn(Message("to", context="interval")),
                TableColumn("p", "bare_p"),
            ),
            rows=tuple(rows),
            note=Message(
                "Of the values as they are, none cut down. The chance has Brunner and Munzel's interval and p-value, quantiles have bootstrap intervals. None of them says anything of total spend."
            ),
        ),
    )


def _signed(estimate: Estimate) -> tuple[Message, Message, Message]:
    from analysis.language.precision import alike

    value, low, high = alike((estimate.value, estimate.low, estimate.high), "signed")
    return (
        Message("{value:signed}", value=value),
        Message("{value:signed}", value=low),
        Message("{value:signed}", value=high),
    )
