"""The split of customers over the groups against the planned one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.charts.display import Display, Strip, Table, TableColumn
from analysis.core.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from analysis.core.messages import Scalar
    from analysis.experiments.sample_ratio import SampleRatioCheck


def display_sample_ratio_mismatch(result: SampleRatioCheck) -> Display:
    """Each group's share against the range that the plan allows."""
    return Display(tables=(split_table(result),))


def split_table(check: SampleRatioCheck, names: Sequence[Scalar] = ()) -> Table:
    """One row per group: customers, share, planned share, and the range of the share under the plan.

    Parameters
    ----------
    check : SampleRatioCheck
        The split and what was planned.
    names : sequence, optional
        The groups' names, as the rest of a display says them; numbered where none are given.
    """
    names = names or tuple(_group_name(position, len(check.observed)) for position in range(len(check.observed)))
    minimum = min(*(item.value for item in check.share), *(item.low for item in check.share))
    maximum = max(*(item.value for item in check.share), *(item.high for item in check.share))
    return Table(
        title=Message("Did the groups fill as planned?"),
        columns=(
            TableColumn(Message("Group"), align="left"),
            TableColumn(Message("Customers"), "count"),
            TableColumn(Message("Share"), "fine_percent"),
            TableColumn(Message("Planned"), "fine_percent"),
            TableColumn(Message("Range under the plan"), align="left"),
        ),
        rows=tuple(
            (
                name,
                count,
                share.value,
                planned,
                Strip(share.value, share.low, share.high, minimum, maximum, planned),
            )
            for name, count, share, planned in zip(
                names, check.observed, check.share, check.expected_share, strict=True
            )
        ),
        note=Message(
            "Chi-square {chi2:number} on {df:count} df, {p:p}; an alarm is raised below {threshold:exact}. The bar is the range of the share under the plan.",
            chi2=check.chi2,
            df=check.df,
            p=check.p_value,
            threshold=check.threshold,
        ),
    )


def _group_name(position: int, groups: int) -> Message:
    if groups == 2:
        return Message("New version") if position else Message("Control group")
    return Message("Group {number:count}", number=position + 1)
