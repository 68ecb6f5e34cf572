"""A plan of a test of two proportions as key numbers, power curve and tables."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.charts.display import Display, Figure, Metric, Say
from analysis.charts.plan_others import other_calculators_table, variance_words
from analysis.charts.plan_surface import size_words, surface_figure
from analysis.charts.plan_tables import design_table, enumerated_table, groups_table
from analysis.charts.style import ANSWER_WIDTH, INK, POINT_SIZE, QUIET_WIDTH, TEAL, finish
from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.experiments.phrases import GROUP_WORDS, points_apart

if TYPE_CHECKING:
    import altair as alt

    from analysis.experiments.proportion_plan import ProportionPlan

HEIGHT = 250


def display_plan_proportions(result: ProportionPlan) -> Display:
    """Key numbers, the power curve and its surface, the groups, the design, and why another calculator says otherwise."""
    if result.unreachable:
        return Display(tables=(groups_table(result),))
    tables = [groups_table(result), other_calculators_table(result), design_table(result)]
    if result.exact is not None or result.exact_margin is not None:
        tables.append(enumerated_table(result))
    return Display(figures=(_curve(result), surface_figure(result)), tables=tuple(tables), metrics=_metrics(result))


def _metrics(result: ProportionPlan) -> tuple[Metric, ...]:
    if result.equal_groups:
        sizes = [Metric(Message("Per group"), result.n_control, "count")]
    else:
        sizes = [
            Metric(Message("Control group"), result.n_control, "count"),
            Metric(Message("Each new group"), result.n_treatment, "count"),
        ]
    smallest = (
        Metric(Message("Smallest change found (points)"), result.change, "fine_points")
        if result.goal == "superiority"
        else Metric(Message("Smallest margin (points)"), result.margin, "fine_points")
    )
    answer: dict[str, list[Metric]] = {
        "n": [],
        "mde": [smallest],
        "power": [Metric(Message("Chance to find it"), result.power, "percent")],
    }
    if result.solve_for == "arms" and result.n_possible is not None:
        answer["power"] = [Metric(Message("New versions to try"), result.n_possible, "count"), *answer["power"]]
    if result.solve_for == "split" and not math.isnan(result.share_low):
        answer["power"] = [Metric(Message("Smallest share of treatment"), result.share_low, "percent")]
    metrics = [*answer[result.answer], *sizes, Metric(Message("In all"), result.n_total, "count")]
    if result.solve_for == "weeks":
        metrics.insert(0, Metric(Message("Full weeks"), result.weeks, "count"))
    elif not math.isnan(result.weeks):
        metrics.append(Metric(Message("Full weeks"), result.weeks, "count"))
    return tuple(metrics[:4])


def _curve(result: ProportionPlan) -> Figure:
    fractions = sorted(set(result.curve["fraction"]))
    return Figure(
        draw=lambda say: _draw(result, say),
        heading=_curve_heading(result, fractions),
        note=Message(
            "Baseline {rate:fine_percent}; {groups}; {sides} {alpha}; normal approximation, {convention}.",
            rate=result.baseline_rate,
            groups=_groups_words(result),
            sides=Message("two-sided") if result.sides == "two" else Message("one-sided"),
            alpha=_alpha_words(result),
            convention=variance_words(result),
        ),
        description=_curve_description(result),
    )


def _curve_heading(result: ProportionPlan, fractions: list[float]) -> Message:
    if result.goal != "superiority":
        return Message(
            "Chance to show a margin of {margins} points",
            margins=tuple(Message("{margin:number}", margin=100 * result.margin * part) for part in fractions),
        )
    return Message(
        "Chance to find a change of {changes} points",
        changes=tuple(Message("{change:fine_points}", change=result.change * part) for part in fractions),
    )


def _curve_description(result: ProportionPlan) -> Message:
    if result.goal != "superiority":
        return Message(
            "Power curve: with {n:count} customers in all, a margin of {margin} is shown {power:set_percent} of the time; narrower ones less often.",
            n=result.n_total,
            margin=points_apart(result.margin),
            power=result.power,
        )
    return Message(
        "Power curve: with {n:count} customers in all, a change of {change:fine_points} points is found {power:set_percent} of the time; smaller changes are found less often.",
        n=result.n_total,
        change=result.change,
        power=result.power,
    )


def _alpha_words(result: ProportionPlan) -> Message:
    """The level of one comparison, and beside it that of all together where there are several."""
    if result.n_treatments == 1:
        return Message("{alpha:set_percent}", alpha=result.alpha)
    if result.correction == "none":
        return Message(
            "{alpha:fine_percent} for each of {groups:count} comparisons, more for all together",
            alpha=result.alpha_per_comparison,
            groups=result.n_treatments,
        )
    return Message(
        "{alpha:fine_percent} for each of {groups:count} comparisons, {family:set_percent} for all together",
        alpha=result.alpha_per_comparison,
        groups=result.n_treatments,
        family=result.alpha,
    )


def _groups_words(result: ProportionPlan) -> Message:
    if result.equal_groups:
        return Message("{groups} equal groups", groups=GROUP_WORDS[result.n_treatments + 1])
    return Message(
        "{share:set_percent} of customers get a new version",
        share=result.share_treatment,
    )


def _draw(result: ProportionPlan, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    by_week = not math.isnan(result.weeks)
    column = "weeks" if by_week else "n_total"
    title = say(Message("Full weeks")) if by_week else say(Message("Customers in all"))
    curve = result.curve.assign(size=result.curve[column])
    last = float(curve["size"].max())
    x = alt.X(
        "size:Q",
        title=title,
        scale=alt.Scale(domain=[float(curve["size"].min()), last * 1.06], nice=False),
        axis=alt.Axis(format="d" if by_week else ",d", tickCount=14 if by_week and last <= 16 else 7, tickMinStep=1),
    )
    y = alt.Y(
        "power:Q",
        title=None,
        scale=alt.Scale(domain=[0, 1]),
        axis=alt.Axis(format=".0%", values=_levels(result)),
    )
    ends = curve[curve["size"] == last].assign(
        label=lambda frame: [say(size_words(result, change)) for change in frame["change"]]
    )
    answer = curve["fraction"] == 1.0
    layers: list[Any] = [
        _lines(curve[~answer], x, y, QUIET_WIDTH, INK, 0.55),
        _lines(curve[answer], x, y, ANSWER_WIDTH, TEAL, 1.0),
        alt.Chart(ends).mark_text(align="left", dx=6, color=INK).encode(x=x, y=y, text="label:N"),
        *_answer_marks(result, curve[answer], column, say, x, y),
    ]
    return finish(alt.layer(*layers), height=HEIGHT)


def _lines(frame: pd.DataFrame, x: Any, y: Any, width: float, colour: str, opacity: float) -> Any:
    import altair as alt

    return (
        alt.Chart(frame)
        .mark_line(strokeWidth=width, color=colour, opacity=opacity)
        .encode(
            x=x,
            y=y,
            detail="fraction:N",
            tooltip=[alt.Tooltip("power:Q", format=".1%"), alt.Tooltip("size:Q", format=",d")],
        )
    )


def _answer_marks(result: ProportionPlan, line: pd.DataFrame, column: str, say: Say, x: Any, y: Any) -> list[Any]:
    """The dashed level that was asked for, and the plan as a labelled point on the line."""
    import altair as alt

    planned = result.weeks if column == "weeks" else float(result.n_total)
    height = float(np.interp(planned, line["size"], line["power"]))
    point = pd.DataFrame({"size": [planned], "power": [height], "label": [say(_point_words(result))]})
    marks: list[Any] = [
        alt.Chart(point).mark_point(filled=True, size=POINT_SIZE * 1.6, color=TEAL, opacity=1).encode(x=x, y=y),
        alt.Chart(point)
        .mark_text(align="left", baseline="top", dx=8, dy=8, fontWeight=600, color=INK)
        .encode(x=x, y=y, text="label:N"),
    ]
    if result.answer != "power":
        level = pd.DataFrame({"power": [result.target_power]})
        marks.insert(0, alt.Chart(level).mark_rule(strokeDash=[4, 3], color=INK, opacity=0.6).encode(y=y))
    return marks


def _point_words(result: ProportionPlan) -> Sentence:
    if not math.isnan(result.weeks):
        return PluralMessage("{n} week", "{n:count} weeks", n=int(result.weeks))
    return Message("{n:count} customers", n=result.n_total)


def _levels(result: ProportionPlan) -> list[float]:
    if result.answer == "power":
        return [0.0, 0.5, 1.0]
    return [0.0, result.target_power / 2, result.target_power]
