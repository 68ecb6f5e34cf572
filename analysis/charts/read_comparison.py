"""What the readings of two groups share: the difference by method against zero and margin, and their tables."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analysis.charts.display import Cell, Figure, Say, Table, TableColumn
from analysis.charts.interval_bars import IntervalRow, interval_points
from analysis.charts.sample_ratio import split_table
from analysis.core.messages import Message
from analysis.core.results import Estimate
from analysis.experiments.phrases import times_in
from analysis.experiments.reading_core import DETECTABLE_POWER
from analysis.experiments.told import Told
from analysis.language.precision import alike

if TYPE_CHECKING:
    import altair as alt

    from analysis.core.messages import Scalar
    from analysis.experiments.reading_core import Comparison, MarginResult

PAD = 0.15


def difference_figure(
    found: Comparison, rows: Sequence[tuple[Scalar, Estimate, bool]], *, n: tuple[float, float] | None
) -> Figure:
    """The difference by every method, the deciding one in teal, against zero.

    Parameters
    ----------
    found : Comparison
        The deciding comparison.
    rows : sequence of (words, Estimate, bool)
        A method's name, its interval, and whether it decides.
    n : (float, float) or None
        Customers of control and treatment; None where unknown.
    """
    shown = [(name, estimate, decides) for name, estimate, decides in rows if not math.isnan(estimate.value)]
    told = Told(found.unit, found.difference)
    return Figure(
        draw=lambda say: draw_intervals(shown, say, reference=0.0, scale=1.0),
        heading=Message("Difference, new version less control"),
        note=_figure_note(found, n),
        description=Message(
            "Difference of {value} ({interval}), against a line at zero.",
            value=told.signed(found.difference.value),
            interval=told.interval(found.difference, found.alternative),
        ),
    )


def _figure_note(found: Comparison, n: tuple[float, float] | None) -> Message:
    level = round(found.level, 10)
    if n is None:
        return Message("{level:set_percent} intervals; the teal one decides. The dashed line is zero.", level=level)
    return Message(
        "{level:set_percent} intervals; the teal one decides. The dashed line is zero. n = {control:count} and {treatment:count}.",
        level=level,
        control=n[0],
        treatment=n[1],
    )


def draw_intervals(
    rows: Sequence[tuple[Scalar, Estimate, bool]], say: Say, *, reference: float | None, scale: float
) -> alt.TopLevelMixin:
    """Intervals as points and rules; ends without bound run to the edge of the picture."""
    finite = [
        scale * end
        for _, estimate, _ in rows
        for end in (estimate.value, estimate.low, estimate.high)
        if math.isfinite(end)
    ]
    if reference is not None:
        finite.append(scale * reference)
    span = max(finite) - min(finite) or abs(max(finite)) or 1.0
    lowest, highest = min(finite) - PAD * span, max(finite) + PAD * span
    drawn = [IntervalRow(name, _clamped(estimate, scale, lowest, highest), decides) for name, estimate, decides in rows]
    return interval_points(
        drawn,
        say,
        number_format="number",
        reference=None if reference is None else scale * reference,
        axis_format=",~f",
    )


def _clamped(estimate: Estimate, scale: float, lowest: float, highest: float) -> Estimate:
    low, high = (
        end if math.isnan(end) else min(max(scale * end, lowest), highest) for end in (estimate.low, estimate.high)
    )
    return Estimate(scale * estimate.value, low, high, estimate.level)


def groups_table(found: Comparison, columns: tuple[TableColumn, ...], cells: tuple[tuple[Cell, ...], ...]) -> Table:
    """One row per group: what was pasted, and the mean or rate with its interval.

    Parameters
    ----------
    found : Comparison
        Gives the estimates.
    columns, cells : tuple
        Headings of the pasted numbers, and those numbers of control and treatment.
    """
    names = (Message("Control group"), Message("New version"))
    return Table(
        title=Message("The groups"),
        columns=(
            TableColumn(Message("Group"), align="left"),
            *columns,
            TableColumn(Message("Estimate")),
            TableColumn(Message("from", context="interval")),
            TableColumn(Message("to", context="interval")),
        ),
        rows=tuple(
            (name, *own, *numbers(estimate))
            for name, own, estimate in zip(names, cells, (found.control, found.treatment), strict=True)
        ),
        note=Message("Two-sided intervals at {level:set_percent}.", level=round(found.level, 10)),
    )


def methods_table(found: Comparison, rows: Sequence[tuple[Scalar, Scalar, Estimate, Scalar]]) -> Table:
    """Difference, lift and ratio by every method.

    Parameters
    ----------
    found : Comparison
        Gives the level.
    rows : sequence of (measure, method, Estimate, remark)
        Relative lifts are marked by estimates in percent already worded by `percents`.
    """
    return Table(
        title=Message("The difference by every method"),
        columns=(
            TableColumn(Message("Measure"), align="left"),
            TableColumn(Message("Method"), align="left"),
            TableColumn(Message("Value")),
            TableColumn(Message("from", context="interval")),
            TableColumn(Message("to", context="interval")),
            TableColumn(Message("What it is"), align="left"),
        ),
        rows=tuple(
            (measure, method, *(percents(item) if measure == LIFT else numbers(item)), remark)
            for measure, method, item, remark in rows
        ),
        note=Message("Intervals at {level:set_percent}.", level=round(found.level, 10)),
    )


LIFT = Message("Relative lift")
DIFFERENCE = Message("Difference")


def numbers(item: Estimate) -> tuple[Cell, ...]:
    """A number and the ends of its interval, with the same decimals."""
    return tuple(Message("{number:number}", number=value) for value in alike((item.value, item.low, item.high)))


def percents(item: Estimate) -> tuple[Cell, ...]:
    """A relative change and the ends of its interval."""
    return tuple(
        Message("∞") if value == math.inf else Message("{share:fine_percent}", share=value)
        for value in alike((item.value, item.low, item.high), "fine_percent")
    )


def tests_table(rows: Sequence[tuple[Scalar, float | None, float | None, float, Scalar | None]]) -> Table:
    """Tests: name, statistic, degrees of freedom, p, remark."""
    cells: list[tuple[Cell, ...]] = [
        (name, *(None if value is None or math.isnan(value) else value for value in (statistic, df)), p, remark)
        for name, statistic, df, p, remark in rows
    ]
    return Table(
        title=Message("Tests that nothing differs"),
        columns=(
            TableColumn(Message("Test"), align="left"),
            TableColumn(Message("Statistic"), "number"),
            TableColumn(Message("df"), "lone"),
            TableColumn("p", "bare_p"),
            TableColumn("", align="left"),
        ),
        rows=tuple(cells),
    )


def further_tables(found: Comparison) -> tuple[Table, ...]:
    """Margin, value, reach and split, as far as they exist."""
    tables: list[Table] = []
    if found.against_margin is not None:
        tables.append(margin_table(found.against_margin, Told(found.unit, found.against_margin.interval)))
    tables.extend(_reach_table(found))
    if found.sample_ratio is not None:
        tables.append(split_table(found.sample_ratio))
    return tuple(tables)


def margin_table(result: MarginResult, told: Told) -> Table:
    """The difference against the margin."""
    words: dict[str, Any] = {
        "noninferiority": Message("not worse by more than the margin"),
        "equivalence": Message("alike within the margin"),
    }
    return Table(
        title=Message("Against the margin"),
        columns=(
            TableColumn(Message("What the test was to show"), align="left"),
            TableColumn(Message("Margin")),
            TableColumn(Message("from", context="interval")),
            TableColumn(Message("to", context="interval")),
            TableColumn("p", "bare_p"),
        ),
        rows=(
            (
                words[result.goal],
                told.size(result.margin),
                told.signed(result.interval.low),
                told.signed(result.interval.high),
                result.p_value,
            ),
        ),
        note=Message(
            "Interval at {level:set_percent}; each one-sided test at {alpha:exact}.",
            level=round(result.interval.level, 10),
            alpha=round(result.alpha, 10),
        ),
    )


def _reach_table(found: Comparison) -> tuple[Table, ...]:
    if math.isnan(found.detectable_change):
        return ()
    told, chance = Told(found.unit, found.difference), times_in(DETECTABLE_POWER)
    rows: list[tuple[Cell, ...]] = [
        (Message("Smallest change found {chance}", chance=chance), told.size(found.detectable_change))
    ]
    if not math.isnan(found.n_to_find_smallest_change):
        rows.append(
            (
                Message("Customers in each group to find the smallest change worth acting on {chance}", chance=chance),
                Message("{n:count}", n=found.n_to_find_smallest_change),
            )
        )
    return (
        Table(
            title=Message("What groups of this size can find"),
            columns=(TableColumn("", align="left"), TableColumn("")),
            rows=tuple(rows),
            note=Message("From the sizes (planned, where given) and the spread; the difference seen plays no part."),
        ),
    )
