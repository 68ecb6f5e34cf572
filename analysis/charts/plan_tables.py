"""The tables of a plan: its groups, its design, and enumerated chances."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.charts.display import Cell, Table, TableColumn
from analysis.core.messages import Message
from analysis.experiments.phrases import points_apart

if TYPE_CHECKING:
    from analysis.experiments.proportion_plan import ProportionPlan


def groups_table(result: ProportionPlan) -> Table:
    """One row per group and their sum."""
    names = [Message("Control group")]
    if result.n_treatments == 1:
        names.append(Message("New version"))
    else:
        names += [Message("New version {number:count}", number=i + 1) for i in range(result.n_treatments)]
    sizes = [(result.baseline_rate, result.n_control)]
    sizes += [(result.treatment_rate, result.n_treatment)] * result.n_treatments
    rows: list[tuple[Cell, ...]] = [
        (name, rate, n / result.n_total, n) for name, (rate, n) in zip(names, sizes, strict=True)
    ]
    rows.append((Message("In all"), None, 1.0, result.n_total))
    return Table(
        title=Message("The groups"),
        columns=(
            TableColumn(Message("Group"), align="left"),
            TableColumn(Message("Rate planned for"), "fine_percent"),
            TableColumn(Message("Share"), "percent"),
            TableColumn(Message("Customers"), "count"),
        ),
        rows=tuple(rows),
        sum_row=True,
        note=Message("Whole customers, rounded up in each group."),
    )


def design_table(result: ProportionPlan) -> Table:
    """What makes a finding, and what the design adds to the plan."""
    rows = [*_finding_rows(result), *_comparison_rows(result), *_community_rows(result)]
    if result.covariate_correlation:
        rows.append(
            (
                Message("Variance left after adjusting for the time before"),
                Message("{share:percent}", share=1 - result.covariate_correlation**2),
            )
        )
    return Table(
        title=Message("What makes a finding"),
        columns=(TableColumn(Message("In this plan"), align="left"), TableColumn(Message("Value"))),
        rows=tuple(rows),
        note=Message(
            "Conversions count one new group, if the control group shows exactly today's rate; the test decides from both groups."
        ),
    )


def _finding_rows(result: ProportionPlan) -> list[tuple[Cell, ...]]:
    needed = result.conversions
    rows: list[tuple[Cell, ...]] = [
        (Message("Value the test statistic z must pass"), Message("{z:effect}", z=result.critical)),
        (Message("Conversions expected without a change"), Message("{n:number}", n=needed.expected)),
    ]
    if not math.isnan(needed.fewest):
        rows.append((Message("Fewest conversions that are a finding"), Message("{n:count}", n=needed.fewest)))
        rows.append((Message("Against the expected ones"), Message("{n:signed}", n=needed.fewest - needed.expected)))
    if not math.isnan(needed.most):
        rows.append((Message("Most conversions that are a finding"), Message("{n:count}", n=needed.most)))
        rows.append((Message("Against the expected ones"), Message("{n:signed}", n=needed.most - needed.expected)))
    if not needed.reachable:
        rows.append((Message("Conversions that are a finding"), Message("none")))
    if result.goal != "superiority":
        rows.append((Message("Margin"), points_apart(result.margin)))
    return rows


def _comparison_rows(result: ProportionPlan) -> list[tuple[Cell, ...]]:
    if result.n_treatments == 1:
        return []
    return [
        (
            Message("Chance of a false alarm in one comparison"),
            Message("{alpha:fine_percent}", alpha=result.alpha_per_comparison),
        ),
        (Message("Chance to find a given new version"), Message("{chance:chance}", chance=result.power)),
        (
            Message("Chance to find at least one, if all are as planned"),
            Message("{chance:chance}", chance=result.power_any),
        ),
    ]


def _community_rows(result: ProportionPlan) -> list[tuple[Cell, ...]]:
    if math.isnan(result.cluster_size):
        return []
    rows: list[tuple[Cell, ...]] = [
        (Message("Design effect of the communities"), Message("{effect:effect}", effect=result.design_effect)),
        (Message("Communities in the control group"), Message("{n:count}", n=result.clusters_control)),
        (Message("Communities in each new group"), Message("{n:count}", n=result.clusters_treatment)),
    ]
    if not math.isnan(result.power_by_t):
        rows.append(
            (Message("Chance by a t test of the communities"), Message("{chance:chance}", chance=result.power_by_t))
        )
    return rows


def enumerated_table(result: ProportionPlan) -> Table:
    """Chances of each decision rule, every outcome enumerated."""
    return Table(
        title=Message("Small groups: every outcome enumerated"),
        columns=(
            TableColumn(Message("Decision by"), align="left"),
            TableColumn(Message("Finds the change") if result.goal == "superiority" else Message("Shows it"), "chance"),
            TableColumn(
                Message("False alarm at today's rate")
                if result.goal == "superiority"
                else Message("False alarm on the margin"),
                "chance",
            ),
        ),
        rows=_enumerated_rows(result),
        note=Message("No formula: the chances of all outcomes in which each rule finds the change are added up."),
    )


def _enumerated_rows(result: ProportionPlan) -> tuple[tuple[Cell, ...], ...]:
    formula = (Message("Formula (normal approximation)"), result.power, result.alpha_per_comparison)
    exact, on_margin = result.exact, result.exact_margin
    if exact is not None:
        return (
            (Message("Fisher's exact test"), exact.fisher, exact.false_alarm_fisher),
            (Message("Pooled z test"), exact.pooled_z, exact.false_alarm_pooled_z),
            (Message("Newcombe interval leaves out zero"), exact.newcombe, exact.false_alarm_newcombe),
            formula,
        )
    if on_margin is not None:
        return (
            (
                Message("Farrington-Manning test"),
                on_margin.farrington_manning,
                on_margin.false_alarm_farrington_manning,
            ),
            (Message("Unpooled z test (Wald)"), on_margin.unpooled, on_margin.false_alarm_unpooled),
            (Message("Newcombe interval inside the margin"), on_margin.newcombe, on_margin.false_alarm_newcombe),
            formula,
        )
    raise ValueError("no enumerated power in this plan")
