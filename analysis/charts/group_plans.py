"""A plan of groups as key numbers, power curve, groups and other conventions' answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.charts.display import Cell, Display, Figure, Metric, Table, TableColumn
from analysis.charts.plan_weeks import weeks_metric
from analysis.charts.power_curves import against_words, alpha_words, draw_curve, groups_words
from analysis.core.messages import Message, Sentence

if TYPE_CHECKING:
    from analysis.experiments.group_others import OtherAnswer
    from analysis.experiments.group_plan import GroupPlan

USUAL_NAMES = {
    "one_sided": Message("One-sided"),
    "two_sided": Message("Two-sided"),
    "equal_split": Message("Groups of equal size"),
    "no_correction": Message("No correction for several versions"),
    "unadjusted": Message("Without the time before the test"),
}
USUAL_SEEN_IN = {
    "one_sided": Message("tools that look in one direction, silently"),
    "two_sided": Message("most tools"),
    "equal_split": Message("tools that know no split"),
    "no_correction": Message("tools for one comparison"),
    "unadjusted": Message("tools without variance reduction"),
    "rule_of_16": Message("rule of thumb for 5% and 80%"),
    "read_as_relative": Message("tools that take the change as relative"),
    "read_as_absolute": Message("tools that take the change in units of the measure"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWords:
    """How one planner words its picture.

    Parameters
    ----------
    label : callable
        Words an effect at the end of its line.
    heading : callable
        Heading of the curve from the labels.
    lower : Message
        The plan's convention inside a sentence.
    level : Message
        Level and sides of the test.
    names, seen_in : mapping of str to Message
        Words of the rows of other conventions beside the usual ones.
    note : Message
        What to know about those rows.
    smallest : Message
        Name of the effect where it is the answer.
    values : tuple
        Columns of the table of groups with their values in the control and a treatment group.
    effect_format : str
        Number format of the effect.
    """

    label: Callable[[float], Sentence]
    heading: Callable[[tuple[Sentence, ...]], Sentence]
    lower: Message
    level: Message
    names: Mapping[str, Message]
    seen_in: Mapping[str, Message]
    note: Message
    smallest: Message
    values: tuple[tuple[TableColumn, tuple[Cell, Cell]], ...]
    effect_format: str = "number"


def plain_level(plan: GroupPlan) -> Message:
    """Sides and level of a test that looks for a change."""
    return Message(
        "{sides} {alpha}",
        sides=Message("two-sided") if plan.sides == "two" else Message("one-sided"),
        alpha=alpha_words(plan),
    )


def change_heading(labels: tuple[Sentence, ...]) -> Sentence:
    """Heading of a curve of changes."""
    return Message("Chance to find a change of {changes}", changes=labels)


def display_group_plan(plan: GroupPlan, words: PlanWords, *more: Table) -> Display:
    """Key numbers, the power curve, the groups, further tables, and why another calculator says otherwise."""
    if math.isnan(plan.effect):
        return Display(tables=(_groups(plan, words),))
    return Display(
        figures=(_curve(plan, words),),
        tables=(_groups(plan, words), *more, _others(plan, words)),
        metrics=_metrics(plan, words),
    )


def _metrics(plan: GroupPlan, words: PlanWords) -> tuple[Metric, ...]:
    if plan.one_group:
        sizes = [Metric(Message("Customers"), plan.n_treatment, "count")]
    elif plan.equal_groups:
        sizes = [Metric(Message("Per group"), plan.n_control, "count")]
    else:
        sizes = [
            Metric(Message("Control group"), plan.n_control, "count"),
            Metric(Message("Each new group"), plan.n_treatment, "count"),
        ]
    if not plan.one_group:
        sizes.append(Metric(Message("In all"), plan.n_total, "count"))
    answer = {
        "n": [],
        "mde": [Metric(words.smallest, plan.effect, words.effect_format)],
        "power": [Metric(Message("Chance to find it"), plan.power, "chance")],
    }[plan.solve_for]
    return tuple([*answer, *sizes, *weeks_metric(plan.weeks)][:4])


def _curve(plan: GroupPlan, words: PlanWords) -> Figure:
    fractions = sorted(set(plan.curve["fraction"]))
    labels = tuple(words.label(plan.effect * fraction) for fraction in fractions)
    return Figure(
        draw=lambda say: draw_curve(plan, say, words.label),
        heading=words.heading(labels),
        note=Message(
            "Planned with {groups}; {level}; {convention}.",
            groups=Message("one group") if plan.one_group else groups_words(plan),
            level=words.level,
            convention=words.lower,
        ),
        description=Message(
            "Power curve: with {n:count} customers in all, {effect} is found {power:set_percent} of the time; smaller effects are found less often.",
            n=plan.n_total,
            effect=words.label(plan.effect),
            power=plan.power,
        ),
    )


def _groups(plan: GroupPlan, words: PlanWords) -> Table:
    if plan.n_treatments == 1:
        names = [Message("New version")]
    else:
        names = [Message("New version {number:count}", number=i + 1) for i in range(plan.n_treatments)]
    groups: list[tuple[Sentence, bool]] = [(name, True) for name in names]
    if plan.one_group:
        groups = [(Message("All customers"), True)]
    else:
        groups.insert(0, (Message("Control group"), False))
    rows: list[tuple[Cell, ...]] = []
    for name, treated in groups:
        n = plan.n_treatment if treated else plan.n_control
        rows.append((name, *(values[treated] for _, values in words.values), n / plan.n_total, n))
    if not plan.one_group:
        rows.append((Message("In all"), *(None for _ in words.values), 1.0, plan.n_total))
    return Table(
        title=Message("The groups"),
        columns=(
            TableColumn(Message("Group"), align="left"),
            *(column for column, _ in words.values),
            TableColumn(Message("Share"), "percent"),
            TableColumn(Message("Customers"), "count"),
        ),
        rows=tuple(rows),
        sum_row=not plan.one_group,
        note=Message("Whole customers, rounded up in each group."),
    )


def _others(plan: GroupPlan, words: PlanWords) -> Table:
    names, seen_in = {**USUAL_NAMES, **words.names}, {**USUAL_SEEN_IN, **words.seen_in}
    ours = _values(plan.others[0], plan)

    def name(row: OtherAnswer) -> Message:
        return Message("This plan: {convention}", convention=words.lower) if row.ours else names[row.id]

    def against(row: OtherAnswer) -> Cell:
        return None if row.ours else against_words(row.against_ours, same=_values(row, plan) == ours)

    return Table(
        title=Message("Why does another calculator say otherwise?"),
        columns=(
            TableColumn(Message("Convention"), align="left"),
            *_value_columns(plan, words),
            TableColumn(Message("Against ours")),
            TableColumn(Message("Seen in"), align="left"),
        ),
        rows=tuple((name(row), *_values(row, plan), against(row), seen_in[row.id]) for row in plan.others),
        note=words.note,
    )


def _value_columns(plan: GroupPlan, words: PlanWords) -> tuple[TableColumn, ...]:
    match plan.solve_for:
        case "mde":
            return (TableColumn(words.smallest, words.effect_format),)
        case "power":
            return (TableColumn(Message("Chance to find it"), "chance"),)
        case _ if plan.one_group:
            return (TableColumn(Message("Customers"), "count"),)
        case _ if plan.equal_groups:
            return (TableColumn(Message("Per group"), "count"),)
        case _:
            return (
                TableColumn(Message("Control group"), "count"),
                TableColumn(Message("Each new group"), "count"),
            )


def _values(row: OtherAnswer, plan: GroupPlan) -> tuple[Cell, ...]:
    match plan.solve_for:
        case "mde":
            return (row.effect,)
        case "power":
            return (row.power,)
        case _ if plan.one_group:
            return (row.n_treatment,)
        case _ if plan.equal_groups and row.id != "equal_split":
            return (row.n_control,)
        case _:
            return (row.n_control, row.n_treatment)
