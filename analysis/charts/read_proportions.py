"""A test of two proportions as read: the difference by every method, both rates, lift and tests."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.charts.display import Cell, Display, Figure, Say, Strip, Table, TableColumn
from analysis.charts.key_numbers import estimated
from analysis.charts.read_margin import further_proportion_tables
from analysis.charts.sample_ratio import split_table
from analysis.charts.style import INK, INTERVAL_WIDTH, POINT_SIZE, TEAL, finish
from analysis.core.messages import Message
from analysis.experiments.phrases import times_in
from analysis.language.precision import alike

if TYPE_CHECKING:
    import altair as alt

    from analysis.core.results import Estimate
    from analysis.experiments.proportion_reading import ProportionReading

ROW_HEIGHT = 36
PAD = 0.12
DECIDING_WIDTH = 3.2

METHOD_WORDS = {
    "newcombe": Message("Newcombe (decides)"),
    "miettinen_nurminen": Message("Miettinen-Nurminen"),
    "mee": Message("Mee"),
    "agresti_caffo": Message("Agresti-Caffo"),
    "wald": Message("Wald, unpooled"),
    "wald_pooled": Message("Wald, pooled"),
}
METHOD_NOTES = {
    "newcombe": Message("both Wilson intervals combined; holds in small groups"),
    "miettinen_nurminen": Message("score test inverted, with N/(N − 1)"),
    "mee": Message("score test inverted"),
    "agresti_caffo": Message("one success and one failure added to each group"),
    "wald": Message("most calculators; too short in small groups"),
    "wald_pooled": Message("agrees with the pooled z test"),
}
LIFT_WORDS = {
    "log_ratio": Message("Log ratio (Katz)"),
    "delta": Message("Delta method"),
    "fieller": Message("Fieller"),
}


def display_read_proportions(result: ProportionReading) -> Display:
    """The difference against zero, both rates, and the tables behind them."""
    return Display(
        figures=(_difference_figure(result), _rates_figure(result)),
        tables=(
            _groups(result),
            _differences(result),
            _ratios(result),
            _tests(result),
            *further_proportion_tables(result),
            *_reach(result),
            *((split_table(result.sample_ratio),) if result.sample_ratio is not None else ()),
        ),
        metrics=(
            estimated(Message("Control group"), result.rate_control, "fine_percent"),
            estimated(Message("New version"), result.rate_treatment, "fine_percent"),
            estimated(Message("Difference (points)"), result.difference_treatment_minus_control, "brief_points"),
        ),
    )


def _difference_figure(result: ProportionReading) -> Figure:
    difference = result.difference_treatment_minus_control
    return Figure(
        draw=lambda say: _draw_differences(result, say),
        heading=Message("Difference of the rates, in points"),
        note=_difference_note(result),
        description=Message(
            "Interval of the difference from {low:brief_points} to {high:brief_points} points around {value:brief_points}, against a line at zero.",
            low=difference.low,
            high=difference.high,
            value=difference.value,
        ),
    )


def _difference_note(result: ProportionReading) -> Message:
    note = Message(
        "New version less control; {level:percent} intervals by method, the Newcombe interval decides. n = {control:count} and {treatment:count}.",
        level=result.level,
        control=result.n_control,
        treatment=result.n_treatment,
    )
    if result.smallest_change is None:
        return note
    return Message("{note} Dashed: the smallest change worth acting on.", note=note)


def _draw_differences(result: ProportionReading, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    names = [say(METHOD_WORDS[name]) for name in result.difference_intervals]
    low, high = _limits(list(result.difference_intervals.values()), result.smallest_change)
    frame = pd.DataFrame(
        {
            "name": names,
            "value": [100 * item.value for item in result.difference_intervals.values()],
            "low": [100 * max(item.low, low) for item in result.difference_intervals.values()],
            "high": [100 * min(item.high, high) for item in result.difference_intervals.values()],
            "decides": [name == "newcombe" for name in result.difference_intervals],
        }
    )
    x = alt.X("low:Q", title=say(Message("Points")), scale=alt.Scale(domain=[100 * low, 100 * high], nice=False))
    y = alt.Y("name:N", sort=names, title=None)
    layers: list[Any] = [_reference_lines(result, low, high)]
    for decides, colour, width in ((False, INK, INTERVAL_WIDTH), (True, TEAL, DECIDING_WIDTH)):
        part = frame[frame["decides"] == decides]
        opacity = 1.0 if decides else 0.55
        layers += [
            alt.Chart(part)
            .mark_rule(strokeWidth=width, color=colour, opacity=opacity)
            .encode(x=x, x2=alt.X2("high:Q"), y=y),
            alt.Chart(part)
            .mark_point(filled=True, size=POINT_SIZE * (2 if decides else 1), color=colour, opacity=opacity)
            .encode(x=alt.X("value:Q"), y=y),
        ]
    layers.append(_interval_label(result, say, names[0], y))
    return finish(alt.layer(*layers), height=ROW_HEIGHT * len(names))


def _interval_label(result: ProportionReading, say: Say, name: str, y: Any) -> Any:
    import altair as alt

    difference = result.difference_treatment_minus_control
    words = {
        "two-sided": Message("{low:brief_points} to {high:brief_points}", low=difference.low, high=difference.high),
        "greater": Message("at least {low:brief_points}", low=difference.low),
        "less": Message("at most {high:brief_points}", high=difference.high),
    }[result.alternative]
    frame = pd.DataFrame({"name": [name], "value": [100 * difference.value], "label": [say(words)]})
    return (
        alt.Chart(frame)
        .mark_text(dy=-11, fontWeight=600, color=INK)
        .encode(x=alt.X("value:Q"), y=y, text=alt.Text("label:N"))
    )


def _reference_lines(result: ProportionReading, low: float, high: float) -> Any:
    """Zero, and where the smallest change worth acting on begins."""
    import altair as alt

    least = result.smallest_change or 0.0
    frame = pd.DataFrame({"low": [100 * at for at in (-least, 0.0, least) if low <= at <= high]}).drop_duplicates()
    x = alt.X("low:Q")
    return alt.layer(
        alt.Chart(frame[frame["low"] == 0]).mark_rule(color=INK, strokeWidth=1).encode(x=x),
        alt.Chart(frame[frame["low"] != 0]).mark_rule(color=INK, strokeDash=[4, 3], opacity=0.6).encode(x=x),
    )


def _limits(estimates: list[Estimate], smallest_change: float | None) -> tuple[float, float]:
    """Ends of the axis: all intervals and zero; a one-sided end runs to the edge."""
    ends = [0.0, *(item.value for item in estimates)]
    ends += [item.low for item in estimates if item.low > -1] + [item.high for item in estimates if item.high < 1]
    if smallest_change is not None:
        ends += [-smallest_change, smallest_change]
    pad = PAD * max(max(ends) - min(ends), 1e-4)
    return max(min(ends) - pad, -1.0), min(max(ends) + pad, 1.0)


def _rates_figure(result: ProportionReading) -> Figure:
    return Figure(
        draw=lambda say: _draw_rates(result, say),
        heading=Message("Rates of the two groups"),
        note=Message(
            "{level:percent} Wilson intervals. n = {control:count} and {treatment:count}. Two intervals may overlap although the difference is settled: look at the difference.",
            level=result.level,
            control=result.n_control,
            treatment=result.n_treatment,
        ),
        description=Message(
            "Control group {control:fine_percent}, new version {treatment:fine_percent}, each with its interval.",
            control=result.rate_control.value,
            treatment=result.rate_treatment.value,
        ),
    )


def _draw_rates(result: ProportionReading, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    names = [say(Message("Control group")), say(Message("New version"))]
    rates = (result.rate_control, result.rate_treatment)
    frame = pd.DataFrame(
        {
            "name": names,
            "value": [rate.value for rate in rates],
            "low": [rate.low for rate in rates],
            "high": [rate.high for rate in rates],
            "label": [say(Message("{rate:fine_percent}", rate=rate.value)) for rate in rates],
        }
    )
    span = max(float(frame["high"].max() - frame["low"].min()), 1e-6)
    domain = [max(float(frame["low"].min()) - PAD * span, 0.0), min(float(frame["high"].max()) + PAD * span, 1.0)]
    digits = max(0, math.ceil(-math.log10(domain[1] - domain[0])) - 1)
    x = alt.X(
        "low:Q",
        title=say(Message("Converted")),
        scale=alt.Scale(domain=domain, nice=False),
        axis=alt.Axis(format=f".{digits}%", tickCount=6),
    )
    y = alt.Y("name:N", sort=names, title=None)
    base = alt.Chart(frame)
    chart = alt.layer(
        base.mark_rule(strokeWidth=INTERVAL_WIDTH, color=TEAL).encode(x=x, x2=alt.X2("high:Q"), y=y),
        base.mark_point(filled=True, size=POINT_SIZE * 1.6, color=TEAL, opacity=1).encode(x=alt.X("value:Q"), y=y),
        base.mark_text(dy=-11, color=INK).encode(x=alt.X("value:Q"), y=y, text=alt.Text("label:N")),
    )
    return finish(chart, height=ROW_HEIGHT * 3)


def _groups(result: ProportionReading) -> Table:
    groups = (
        (Message("Control group"), result.successes_control, result.n_control, result.rate_control),
        (Message("New version"), result.successes_treatment, result.n_treatment, result.rate_treatment),
    )
    rates = (result.rate_control, result.rate_treatment)
    minimum, maximum = min(rate.low for rate in rates), max(rate.high for rate in rates)
    return Table(
        title=Message("The groups"),
        columns=(
            TableColumn(Message("Group"), align="left"),
            TableColumn(Message("Converted"), "count"),
            TableColumn(Message("Customers"), "count"),
            TableColumn(Message("Rate"), "fine_percent"),
            TableColumn(Message("from", context="interval"), "fine_percent"),
            TableColumn(Message("to", context="interval"), "fine_percent"),
            TableColumn("", align="left"),
        ),
        rows=tuple(
            (name, x, n, rate.value, rate.low, rate.high, Strip(rate.value, rate.low, rate.high, minimum, maximum))
            for name, x, n, rate in groups
        ),
        note=Message("Wilson intervals at {level:percent}.", level=result.level),
    )


def _differences(result: ProportionReading) -> Table:
    low, high = _limits(list(result.difference_intervals.values()), None)
    rows: list[tuple[Cell, ...]] = [
        (
            METHOD_WORDS[name],
            item.low,
            item.high,
            Strip(item.value, max(item.low, low), min(item.high, high), low, high, 0.0),
            METHOD_NOTES[name],
        )
        for name, item in result.difference_intervals.items()
    ]
    return Table(
        title=Message("Difference in points, by method"),
        columns=(
            TableColumn(Message("Interval"), align="left"),
            TableColumn(Message("from", context="interval"), "fine_points"),
            TableColumn(Message("to", context="interval"), "fine_points"),
            TableColumn("", align="left"),
            TableColumn(Message("What it is"), align="left"),
        ),
        rows=tuple(rows),
        note=Message(
            "{value:fine_points} points; intervals at {level:percent}. The dashed line is zero.",
            value=result.difference_treatment_minus_control.value,
            level=result.level,
        ),
    )


def _ratios(result: ProportionReading) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (Message("Relative lift"), LIFT_WORDS[name], *_percents(item)) for name, item in result.lift_intervals.items()
    ]
    rows += [
        (Message("Odds ratio"), Message("sample, Woolf"), *_numbers(result.odds_ratio)),
        (Message("Odds ratio"), Message("conditional, exact"), *_numbers(result.odds_ratio_conditional)),
        (Message("Customers for one more conversion"), Message("Newcombe"), *_numbers(result.number_needed)),
    ]
    return Table(
        title=Message("The same difference, told otherwise"),
        columns=(
            TableColumn(Message("Measure"), align="left"),
            TableColumn(Message("Method"), align="left"),
            TableColumn(Message("Value")),
            TableColumn(Message("from", context="interval")),
            TableColumn(Message("to", context="interval")),
        ),
        rows=tuple(rows),
        note=Message(
            "Relative lift: the change over the control's rate. Customers for one more conversion has an interval only where zero is excluded; below 0 it counts conversions lost."
        ),
    )


def _percents(item: Estimate) -> tuple[Cell, ...]:
    return tuple(
        Message("∞") if value == math.inf else Message("{share:fine_percent}", share=value)
        for value in alike((item.value, item.low, item.high), "fine_percent")
    )


def _numbers(item: Estimate) -> tuple[Cell, ...]:
    return tuple(Message("{number:number}", number=value) for value in alike((item.value, item.low, item.high)))


def _tests(result: ProportionReading) -> Table:
    used = Message("used here")
    rows: list[tuple[Cell, ...]] = [
        (
            Message("Pooled z test (chi-square without correction)"),
            result.z,
            result.p_pooled_z,
            used if result.test_used == "pooled_z" else None,
        ),
        (Message("With Yates' correction"), None, result.p_yates, Message("R's prop.test by default")),
        (Message("Fisher's exact test"), None, result.p_fisher, used if result.test_used == "fisher" else None),
    ]
    return Table(
        title=Message("Tests that the rates are equal"),
        columns=(
            TableColumn(Message("Test"), align="left"),
            TableColumn("z", "number"),
            TableColumn("p", "bare_p"),
            TableColumn("", align="left"),
        ),
        rows=tuple(rows),
        note=Message(
            "Fisher's test is used where an expected count is below 5; the smallest here is {smallest:number}. Where test and interval disagree, the interval decides.",
            smallest=result.smallest_expected_count,
        ),
    )


def _reach(result: ProportionReading) -> tuple[Table, ...]:
    """What the groups could find; nothing where the control's rate gives no answer."""
    if math.isnan(result.detectable_change):
        return ()
    rows: list[tuple[Cell, ...]] = [
        (
            Message("Smallest change found {chance} (points)", chance=times_in(result.detectable_power)),
            Message("{change:fine_points}", change=result.detectable_change),
        )
    ]
    if not math.isnan(result.power_for_smallest_change):
        rows += [
            (
                Message("Chance to find the smallest change worth acting on"),
                Message("{chance:chance}", chance=result.power_for_smallest_change),
            ),
            (
                Message("Customers in each group to find it {chance}", chance=times_in(result.detectable_power)),
                Message("{n:count}", n=result.n_to_find_smallest_change),
            ),
        ]
    return (
        Table(
            title=Message("What groups of this size can find"),
            columns=(TableColumn("", align="left"), TableColumn("")),
            rows=tuple(rows),
            note=Message(
                "From the sizes (planned, where given) and the control's rate; the difference seen plays no part."
            ),
        ),
    )
