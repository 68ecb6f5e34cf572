"""What itemsets and rules look like: intervals under their names, and tables with the base rate beside each share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analysis.association.phrases import labels
from analysis.charts.display import Cell, Display, Figure, Say, Strip, Table, TableColumn
from analysis.charts.style import AXIS_NUMBER, GREY, INK, INTERVAL_WIDTH, POINT_SIZE, TEAL, finish
from analysis.core.messages import Message, PluralMessage, Scalar, Sentence
from analysis.core.results import Estimate, blocks_conclusion
from analysis.inference.proportions import wilson_interval
from analysis.language.numbers import FORMATS

if TYPE_CHECKING:
    import altair as alt

    from analysis.association import AssociationRules, FrequentItemsets

ROWS_IN_TABLE = 20
ROWS_IN_FIGURE = 10
ROW_HEIGHT = 46
NO_ASSOCIATION = 1.0


@dataclass(frozen=True, slots=True)
class NamedInterval:
    """One row of a figure: a name that may be long, an estimate, and whether it is to be looked at."""

    name: Scalar
    estimate: Estimate
    emphasised: bool = True


def display_mine_itemsets(result: FrequentItemsets) -> Display:
    """The most common combinations: a figure with intervals and a table."""
    if blocks_conclusion(result) or result.table.empty:
        return Display()
    combined = result.combinations
    top = result.table if combined.empty else combined
    rows = [
        (
            _plus(labels(row.itemset, result.items)),
            wilson_interval(row.count, result.n, level=result.level),
            row,
        )
        for row in _records(top.head(ROWS_IN_TABLE))
    ]
    note = _shown_note(len(rows), len(top), result.n)
    table = Table(
        columns=(
            TableColumn(Message("Combination"), align="left"),
            TableColumn(Message("Rows"), "count"),
            TableColumn(Message("Share"), "percent"),
            TableColumn(Message("{level:percent} interval", level=result.level), align="left"),
        ),
        rows=tuple(
            (name, int(row.count), share.value, _strip(share, _highest(each for _, each, _ in rows)))
            for name, share, row in rows
        ),
        note=note,
    )
    drawn = [NamedInterval(name, share) for name, share, _ in rows[:ROWS_IN_FIGURE]]
    figure = Figure(
        draw=lambda say: named_intervals(drawn, say, "percent", None),
        heading=Message("The most common combinations"),
        note=Message(
            "n = {n:count}. Share of rows that have all answers named, with {level:percent} intervals.",
            n=result.n,
            level=result.level,
        ),
        description=PluralMessage(
            "Share of the most common combination: {name} with {share:percent}.",
            "Shares of the {n:count} most common combinations; the first is {name} with {share:percent}.",
            n=len(drawn),
            name=rows[0][0],
            share=rows[0][1].value,
        ),
    )
    return Display(figures=(figure,), tables=(table,))


def display_mine_rules(result: AssociationRules) -> Display:
    """The strongest rules: lifts with intervals where rules hold up, and the table with base rates."""
    if blocks_conclusion(result) or result.table.empty:
        return Display()
    shown = result.shown
    rules = _records(shown.head(ROWS_IN_TABLE))
    figures = (_lift_figure(result, rules[:ROWS_IN_FIGURE]),) if len(result.productive) else ()
    return Display(figures=figures, tables=(_rules_table(result, rules, len(shown)),))


def display_target_rules(result: AssociationRules) -> Display:
    """As `display_mine_rules`; the outcome stands in the headings."""
    return display_mine_rules(result)


def _plus(items: Sequence[Scalar]) -> Scalar:
    """Items joined by a plus sign."""
    if len(items) == 1:
        return items[0]
    return Message("{first} + {rest}", first=items[0], rest=_plus(items[1:]))


def named_intervals(
    rows: Sequence[NamedInterval], say: Say, number_format: str, reference: float | None
) -> alt.TopLevelMixin:
    """Estimates with their intervals, each under its name, so that long names have the whole width."""
    import altair as alt

    base = alt.Chart(alt.Data(values=[_row_record(place, row, say, number_format) for place, row in enumerate(rows)]))
    y = alt.Y("row:O", axis=None, scale=alt.Scale(paddingOuter=0.1))
    x = alt.X(
        "value:Q",
        scale=alt.Scale(domain=_domain(rows, reference), nice=False, zero=False),
        axis=alt.Axis(format="~%" if number_format == "percent" else AXIS_NUMBER, title=None, tickCount=6),
    )
    colour = alt.Color("colour:N", scale=None)
    layers: list[Any] = []
    if reference is not None:
        # One short mark a row: a line through the chart would cross the names.
        mark = base.mark_tick(orient="vertical", size=10, thickness=1.5, color=INK, opacity=0.7, yOffset=8)
        layers.append(mark.encode(x=alt.datum(reference, type="quantitative"), y=y))
    layers += [
        base.mark_rule(strokeWidth=INTERVAL_WIDTH, yOffset=8).encode(
            x=alt.X("low:Q"), x2=alt.X2("high:Q"), y=y, color=colour
        ),
        base.mark_point(filled=True, size=POINT_SIZE, opacity=1, yOffset=8).encode(x=x, y=y, color=colour),
        base.mark_text(align="left", dx=8, dy=8).encode(x=alt.X("high:Q"), y=y, text=alt.Text("number:N")),
        base.mark_text(align="left", dy=-9, limit=alt.ExprRef("width")).encode(
            x=alt.value(0), y=y, text=alt.Text("name:N")
        ),
    ]
    return finish(alt.layer(*layers), height=ROW_HEIGHT * len(rows))


def _row_record(place: int, row: NamedInterval, say: Say, number_format: str) -> dict[str, Any]:
    low, high = row.estimate.low, row.estimate.high
    return {
        "row": place,
        "name": say(Message("{name}", name=row.name)),
        "value": row.estimate.value,
        "low": low if math.isfinite(low) else row.estimate.value,
        "high": high if math.isfinite(high) else row.estimate.value,
        "number": FORMATS[number_format](row.estimate.value),
        "colour": TEAL if row.emphasised else GREY,
    }


def _domain(rows: Sequence[NamedInterval], reference: float | None) -> list[float]:
    ends = [end for row in rows for end in (row.estimate.value, row.estimate.low, row.estimate.high)]
    known = [end for end in ends if math.isfinite(end)]
    start = 0.0 if reference is None else min(reference, *known)
    stop = max(known if reference is None else [reference, *known])
    # Room on the right for the number beside the longest interval.
    return [start - (0.04 * (stop - start) if reference is not None else 0.0), stop + 0.1 * (stop - start or 1.0)]


def _lift_figure(result: AssociationRules, rules: Sequence[Any]) -> Figure:
    drawn = [
        NamedInterval(
            _rule_name(result, rule),
            Estimate(float(rule.lift), float(rule.lift_low), float(rule.lift_high), result.level),
            bool(rule.productive),
        )
        for rule in rules
    ]
    heading: Sentence = Message("Lift of the strongest rules")
    if result.outcome is not None:
        heading = Message("Lift of {outcome}", outcome=result.outcome.label)
    return Figure(
        draw=lambda say: named_intervals(drawn, say, "effect", NO_ASSOCIATION),
        heading=heading,
        note=Message(
            "n = {n:count}. How many times as often as overall, with {level:percent} intervals; the upright mark is as often as overall.",
            n=result.n,
            level=result.level,
        ),
        description=PluralMessage(
            "Lift of one rule with its interval: {name} with {lift:effect}.",
            "Lifts of {n:count} rules with their intervals; the first is {name} with {lift:effect}.",
            n=len(drawn),
            name=drawn[0].name,
            lift=drawn[0].estimate.value,
        ),
    )


def _rules_table(result: AssociationRules, rules: Sequence[Any], n_shown: int) -> Table:
    highest = max([float(rule.confidence_high) for rule in rules if math.isfinite(rule.confidence_high)], default=1.0)
    with_outcome = result.outcome is not None
    columns = (
        TableColumn(Message("Answers") if with_outcome else Message("Who chose"), align="left"),
        *(() if with_outcome else (TableColumn(Message("also chose"), align="left"),)),
        TableColumn(Message("Rows"), "count"),
        TableColumn(Message("Confidence"), "percent"),
        TableColumn(Message("{level:percent} interval", level=result.level), align="left"),
        TableColumn(Message("Overall"), "percent"),
        TableColumn(Message("Lift"), "effect"),
        TableColumn(Message("Lift, interval")),
        TableColumn(Message("Adjusted p"), "bare_p"),
    )
    return Table(
        columns=columns,
        rows=tuple(_rule_row(result, rule, highest) for rule in rules),
        title=_table_title(result),
        note=PluralMessage(
            "{shown} The dashed mark is the share overall. Adjusted p: largest against the base rate and every simpler rule, over one test.",
            "{shown} The dashed mark is the share overall. Adjusted p: largest against the base rate and every simpler rule, over {tests:count} tests.",
            n=result.n_tests,
            shown=_shown_note(len(rules), n_shown, result.n),
            tests=result.n_tests,
        ),
    )


def _rule_row(result: AssociationRules, rule: Any, highest: float) -> tuple[Cell, ...]:
    left = _plus(labels(rule.antecedent, result.items))
    right = _plus(labels(rule.consequent, result.items))
    share = Estimate(float(rule.confidence), float(rule.confidence_low), float(rule.confidence_high), result.level)
    return (
        left,
        *(() if result.outcome is not None else (right,)),
        int(rule.count),
        share.value,
        _strip(share, highest, float(rule.base_rate)),
        float(rule.base_rate),
        float(rule.lift),
        Message("{low:effect} to {high:effect}", low=float(rule.lift_low), high=float(rule.lift_high)),
        float(rule.q_productive),
    )


def _table_title(result: AssociationRules) -> Sentence:
    if result.productive.empty:
        return Message("Rules found, none of which holds up")
    if result.outcome is not None:
        return Message("Rules for {outcome}", outcome=result.outcome.label)
    return Message("Rules")


def _rule_name(result: AssociationRules, rule: Any) -> Scalar:
    left = _plus(labels(rule.antecedent, result.items))
    if result.outcome is not None:
        return left
    return Message("{left} → {right}", left=left, right=_plus(labels(rule.consequent, result.items)))


def _shown_note(n_rows: int, n_all: int, n: int) -> Message:
    if n_rows == n_all:
        return Message("n = {n:count}.", n=n)
    return Message("n = {n:count}. The first {rows:count} of {all:count}.", n=n, rows=n_rows, all=n_all)


def _strip(share: Estimate, highest: float, reference: float | None = None) -> Strip:
    most = max(highest, reference or 0.0)
    return Strip(share.value, share.low, share.high, 0.0, most, reference)


def _highest(shares: Any) -> float:
    return max((share.high for share in shares), default=1.0)


def _records(table: Any) -> list[Any]:
    return list(table.itertuples(index=False))
