"""A 2 × 2 factorial as key numbers, chances by effect, the four cells, and what other designs cost."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from analysis.charts.display import Cell, Display, Figure, Metric, Say, Table, TableColumn
from analysis.charts.plan_weeks import weeks_metric
from analysis.charts.style import ANSWER_WIDTH, GREY, INK, QUIET_WIDTH, TEAL, finish
from analysis.core.messages import Message

if TYPE_CHECKING:
    import altair as alt

    from analysis.experiments.factorial_plan import FactorialPlan

HEIGHT = 250
DESIGNS = {
    "factorial": Message("This factorial, one test for both"),
    "two_tests": Message("Two separate tests, one after the other"),
    "four_arms": Message("Three new versions against one control group, each pair compared (Bonferroni)"),
    "interaction_as_large": Message("This factorial, for an interaction as large as the smaller effect"),
    "interaction_half": Message("This factorial, for an interaction half as large"),
}
PUBLISHED_CELLS = (
    Message("arm B as published"),
    Message("new: the message goes out once, by one of the three channels at random"),
    Message("new: three messages in the group"),
    Message("arm C as published"),
)


def display_plan_factorial(result: FactorialPlan) -> Display:
    """Key numbers, chances over size, the cells, the effects, other designs, and the published design."""
    tables = [_cells(result), _effects(result)]
    if len(result.designs) > 1:
        tables.append(_designs(result))
    if result.published_example:
        tables.append(_published())
    if math.isnan(result.effect):
        return Display(tables=tuple(tables))
    figures = (_figure(result),) if len(result.curve) else ()
    return Display(figures=figures, tables=tuple(tables), metrics=_metrics(result))


def _metrics(plan: FactorialPlan) -> tuple[Metric, ...]:
    metrics = [Metric(Message("Per cell"), plan.n_cell, "count"), Metric(Message("In all"), plan.n_total, "count")]
    if plan.solve_for == "power":
        metrics.insert(0, Metric(Message("Chance to find it"), plan.power, "chance"))
    elif plan.solve_for == "mde":
        word = "fine_points" if plan.outcome == "share" else "signed"
        metrics.insert(0, Metric(Message("Smallest effect found"), plan.effect, word))
    return (*metrics, *weeks_metric(plan.weeks))


def _figure(plan: FactorialPlan) -> Figure:
    return Figure(
        draw=lambda say: _draw(plan, say),
        heading=Message("Chance to find each main effect and the interaction"),
        note=Message(
            "Each test {sides} at {alpha:fine_percent}; four cells of equal size. Where no interaction is assumed, its line is that of one as large as the smaller main effect.",
            sides=Message("two-sided") if plan.sides == "two" else Message("one-sided"),
            alpha=plan.alpha_per_test,
        ),
        description=Message(
            "Power curves of a 2 × 2 factorial: with {n:count} customers in all, {power:chance} for the effect planned for; the interaction is found less often than a main effect of the same size.",
            n=plan.n_total,
            power=plan.power,
        ),
    )


def _contrast_words(plan: FactorialPlan, name: str, size: float) -> Message:
    effect = plan.size_words(size)
    match name:
        case "a" if _one_line(plan):
            return Message("each main effect: {size}", size=effect)
        case "a":
            return Message("effect of {factor}: {size}", factor=plan.factors[0], size=effect)
        case "b":
            return Message("effect of {factor}: {size}", factor=plan.factors[1], size=effect)
        case _:
            return Message("interaction: {size}", size=effect)


def _one_line(plan: FactorialPlan) -> bool:
    """Whether both main effects are found equally often, so that they share one line."""
    first, second, _ = plan.contrasts
    return first.size == second.size


def _lines(plan: FactorialPlan) -> dict[str, tuple[str, float, float]]:
    """Colour, width and place of the label by contrast."""
    lines = {"a": (TEAL, ANSWER_WIDTH, 0.35), "b": (INK, QUIET_WIDTH, 0.55), "interaction": (GREY, 2.0, 0.55)}
    return {name: line for name, line in lines.items() if name != "b" or not _one_line(plan)}


def _draw(plan: FactorialPlan, say: Say) -> alt.TopLevelMixin:
    import altair as alt

    by_week = not math.isnan(plan.weeks)
    curve = plan.curve.assign(size=plan.curve["weeks" if by_week else "n_total"])
    signs = {row.name: math.copysign(1.0, row.size) for row in plan.contrasts}
    curve["label"] = [
        say(_contrast_words(plan, name, signs[name] * change))
        for name, change in zip(curve["contrast"], curve["change"], strict=True)
    ]
    x = alt.X(
        "size:Q",
        title=say(Message("Full weeks")) if by_week else say(Message("Customers in all")),
        scale=alt.Scale(nice=False),
        axis=alt.Axis(format=",d", tickCount=7, tickMinStep=1),
    )
    y = alt.Y("power:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format=".0%", tickCount=5))
    planned = alt.Chart(alt.Data(values=[{"size": plan.weeks if by_week else plan.n_total}])).mark_rule(
        strokeDash=[2, 3], color=INK, opacity=0.6
    )
    layers: list[Any] = [planned.encode(x=x)]
    for name, (colour, width, place) in _lines(plan).items():
        own = curve[curve["contrast"] == name]
        if own.empty:
            continue
        # A rising line leaves room below its right.
        label = own.iloc[[int(len(own) * place)]]
        layers += [
            alt.Chart(own).mark_line(color=colour, strokeWidth=width).encode(x=x, y=y),
            alt.Chart(label)
            .mark_text(align="left", baseline="top", dx=6, dy=6, color=INK)
            .encode(x=x, y=y, text=alt.Text("label:N")),
        ]
    return finish(alt.layer(*layers), height=HEIGHT)


def _cells(plan: FactorialPlan) -> Table:
    first, second = plan.levels
    places = ((0, 0), (1, 0), (0, 1), (1, 1))
    columns = [
        TableColumn(Message("Cell"), "count"),
        TableColumn(plan.factors[0], align="left"),
        TableColumn(plan.factors[1], align="left"),
        TableColumn(
            Message("Rate planned for") if plan.outcome == "share" else Message("Mean planned for"),
            "fine_percent" if plan.outcome == "share" else "number",
        ),
        TableColumn(Message("Customers"), "count"),
    ]
    rows: list[tuple[Cell, ...]] = [
        (position + 1, first[a], second[b], plan.cells[position], plan.n_cell) for position, (a, b) in enumerate(places)
    ]
    if plan.published_example:
        columns.append(TableColumn(Message("What it is"), align="left"))
        rows = [(*row, words) for row, words in zip(rows, PUBLISHED_CELLS, strict=True)]
    return Table(
        title=Message("The four cells to run"),
        columns=tuple(columns),
        rows=tuple(rows),
        note=Message("Every customer is assigned to one cell at random; customers are rounded up in each cell."),
    )


def _effects(plan: FactorialPlan) -> Table:
    word = "fine_points" if plan.outcome == "share" else "signed"
    names = (
        Message("Main effect of {factor}", factor=plan.factors[0]),
        Message("Main effect of {factor}", factor=plan.factors[1]),
        Message("Interaction (difference of differences)"),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            name,
            None if row.size == 0 else row.size,
            None if math.isnan(row.power) else row.power,
            row.smallest,
        )
        for name, row in zip(names, plan.contrasts, strict=True)
    )
    return Table(
        title=Message("What the cells find"),
        columns=(
            TableColumn(Message("Effect"), align="left"),
            TableColumn(Message("Planned for"), word),
            TableColumn(Message("Chance to find it"), "chance"),
            TableColumn(Message("Smallest size found"), word),
        ),
        rows=rows,
        note=Message(
            "On the scale of the outcome, in points for shares. Main effect: the mean of a factor's effect at both levels of the other. Interaction: its effect at the new level of the other less that at the usual one."
        ),
    )


def _designs(plan: FactorialPlan) -> Table:
    own = plan.designs[0].n_total
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (DESIGNS[row.id], row.n_total, None if row.id == "factorial" else row.n_total / own) for row in plan.designs
    )
    return Table(
        title=Message("What would other designs cost?"),
        columns=(
            TableColumn(Message("Design"), align="left"),
            TableColumn(Message("Customers in all"), "count"),
            TableColumn(Message("Times this plan"), "effect"),
        ),
        rows=rows,
        note=Message("For the same effects and the wanted chance, by the same convention."),
    )


def _published() -> Table:
    return Table(
        title=Message("Why not four arms, as published?"),
        columns=(
            TableColumn(Message("Arm"), align="left"),
            TableColumn(Message("What customers got"), align="left"),
            TableColumn(Message("Changed against arm B"), align="left"),
        ),
        rows=(
            ("A", Message("one promotion for all"), Message("offer and channel")),
            ("B", Message("group coupon"), None),
            ("C", Message("preview, SMS and community group"), Message("channels and number of touches")),
            ("D", Message("bullet chat only"), Message("offer and channel")),
        ),
        note=Message(
            "Whatever differs between two of these arms, two things changed at once: no difference tells which of them acted. The four cells above change one thing at a time."
        ),
    )
