"""A plan of a test of two proportions as key numbers, power curve and tables."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from analysis.charts.display import Display, Figure, Metric
from analysis.charts.plan_others import other_calculators_table, variance_words
from analysis.charts.plan_surface import size_words, surface_figure
from analysis.charts.plan_tables import design_table, enumerated_table, groups_table
from analysis.charts.plan_weeks import weeks_metric
from analysis.charts.power_curves import alpha_words, draw_curve, groups_words
from analysis.core.messages import Message
from analysis.experiments.phrases import points_apart

if TYPE_CHECKING:
    from analysis.experiments.proportion_plan import ProportionPlan


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
        "power": [Metric(Message("Chance to find it"), result.power, "chance")],
    }
    if result.solve_for == "arms" and result.n_possible is not None:
        answer["power"] = [Metric(Message("New versions to try"), result.n_possible, "count"), *answer["power"]]
    if result.solve_for == "split" and not math.isnan(result.share_low):
        answer["power"] = [Metric(Message("Smallest share of treatment"), result.share_low, "percent")]
    metrics = [*answer[result.answer], *sizes, Metric(Message("In all"), result.n_total, "count")]
    if result.solve_for == "weeks":
        metrics = [*weeks_metric(result.weeks), *metrics]
    else:
        metrics += weeks_metric(result.weeks)
    return tuple(metrics[:4])


def _curve(result: ProportionPlan) -> Figure:
    fractions = sorted(set(result.curve["fraction"]))
    return Figure(
        draw=lambda say: draw_curve(result, say, lambda size: size_words(result, size)),
        heading=_curve_heading(result, fractions),
        note=Message(
            "Baseline {rate:fine_percent}; {groups}; {sides} {alpha}; normal approximation, {convention}.",
            rate=result.baseline_rate,
            groups=groups_words(result),
            sides=Message("two-sided") if result.sides == "two" else Message("one-sided"),
            alpha=alpha_words(replace(result, alpha=result.alpha_tested)),
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
