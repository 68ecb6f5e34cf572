"""Remarks that all readers of one row per customer share: split, plan, gaps, communities, skew, number of groups."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.core.messages import Message, PluralMessage
from analysis.core.results import Note

if TYPE_CHECKING:
    from collections.abc import Iterable

    from analysis.core.messages import Scalar
    from analysis.experiments.sample_ratio import SampleRatioCheck
    from analysis.experiments.user_estimates import UserInputs
    from analysis.experiments.user_reading import GroupComparison, GroupValue
    from analysis.experiments.user_rows import Codes, Floats, UsedRows

SEVERITIES = ("blocks_conclusion", "caution", "info")
ATTRITION_ALARM = 0.01
FEW_COMMUNITIES = 10
SMALLEST_EXPECTED = 5
# An Edgeworth term: each tail of a nominal 95 % interval is off by about 0.08 times the skewness of the difference.
SKEW_OF_DIFFERENCE = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """Checks that come before any number.

    Parameters
    ----------
    split : SampleRatioCheck
        Against the planned split.
    p_attrition : float
        Equal share without an outcome; NaN where none is missing.
    """

    split: SampleRatioCheck
    p_attrition: float


def attrition_p(used: UsedRows) -> float:
    """Is an outcome missing equally often in all groups? Chi-square, for two small groups Fisher's exact test."""
    from scipy import stats

    table = np.array([used.missing, used.assigned.assigned - used.missing])
    if not table[0].any():
        return math.nan
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    if table.shape[1] == 2 and float(expected.min()) < SMALLEST_EXPECTED:
        return float(stats.fisher_exact(table).pvalue)
    chi2 = float(((table - expected) ** 2 / expected).sum())
    return float(stats.chi2.sf(chi2, table.shape[1] - 1))


def sorted_notes(notes: Iterable[Note | None]) -> tuple[Note, ...]:
    """Those that apply, the most severe first."""
    kept = [note for note in notes if note is not None]
    return tuple(sorted(kept, key=lambda note: SEVERITIES.index(note.severity)))


def shared_notes(
    used: UsedRows,
    gates: Gates,
    inputs: UserInputs,
    groups: tuple[GroupValue, ...],
    compared: tuple[GroupComparison, ...],
    *,
    community: str | None,
    clusters: Codes | None,
    outcome: Scalar,
) -> tuple[Note | None, ...]:
    """Remarks on gates, gaps, communities and the number of comparisons."""
    return (
        *gates.split.notes,
        _no_interval(compared, outcome),
        _plan(used, inputs),
        *gap_notes(used, gates.p_attrition),
        _empty_groups(used),
        *_communities(used, groups, community, clusters),
        _many(compared, inputs),
    )


def _no_interval(compared: tuple[GroupComparison, ...], outcome: Scalar) -> Note | None:
    if not any(math.isnan(item.difference.low) for item in compared):
        return None
    return Note(
        "blocks_conclusion",
        Message(
            "{outcome} has no interval in some comparison: a group needs two customers (or communities) or more, and values that differ.",
            outcome=outcome,
        ),
        code="no_interval",
    )


def _plan(used: UsedRows, inputs: UserInputs) -> Note | None:
    n = int(used.assigned.assigned.sum())
    if inputs.planned_n is None or n >= inputs.planned_n:
        return None
    return Note(
        "caution",
        Message(
            "{n:count} of {planned:count} planned customers are in. Stopping when a look turns out well raises false alarms: with five looks from 5% to 14%.",
            n=n,
            planned=inputs.planned_n,
        ),
        code="plan_not_reached",
    )


def gap_notes(used: UsedRows, p_attrition: float) -> tuple[Note, ...]:
    """Missing outcomes: counted by group, a caution where one group lacks more of them than chance allows."""
    if math.isnan(p_attrition):
        return ()
    shares = tuple(
        Message("{share:percent}", share=missing / n)
        for missing, n in zip(used.missing.tolist(), used.assigned.assigned.tolist(), strict=True)
    )
    n = int(used.missing.sum())
    if p_attrition < ATTRITION_ALARM:
        message = Message(
            "The outcome is missing for {shares} of the groups, in order ({p:p} for equal shares). If the version decides who has an outcome, the groups with one are no longer alike.",
            shares=shares,
            p=p_attrition,
        )
        return (Note("caution", message, code="differential_attrition"),)
    return (
        Note(
            "info",
            PluralMessage(
                "{n:count} customer without an outcome is left out: {shares} of the groups, in order ({p:p} for equal shares).",
                "{n:count} customers without an outcome are left out: {shares} of the groups, in order ({p:p} for equal shares).",
                n=n,
                shares=shares,
                p=p_attrition,
            ),
            code="missing_outcomes",
        ),
    )


def _empty_groups(used: UsedRows) -> Note | None:
    if not used.assigned.empty:
        return None
    return Note(
        "caution",
        Message(
            "No customer is in {groups}, although the column knows such a group.",
            groups=tuple(str(code) for code in used.assigned.empty),
        ),
        code="empty_groups",
    )


def _communities(
    used: UsedRows, groups: tuple[GroupValue, ...], community: str | None, clusters: Codes | None
) -> tuple[Note | None, ...]:
    if community is None or clusters is None:
        return (
            Note(
                "info",
                Message(
                    "Customers are taken as assigned one by one. The data cannot show whether whole communities were assigned together; if so, name the community, or the interval is too short."
                ),
                code="units_assumed",
            ),
        )
    fewest = min(item.communities or 0 for item in groups)
    few = Note(
        "caution",
        Message(
            "Communities in the smallest group: {n:count}. Below {least:count} even the corrected interval is rough, and many more customers in them would not help.",
            n=fewest,
            least=FEW_COMMUNITIES,
        ),
        code="few_communities",
    )
    return (few if fewest < FEW_COMMUNITIES else None, _crossed(used, clusters))


def _crossed(used: UsedRows, clusters: Codes) -> Note | None:
    pairs = np.unique(clusters * used.assigned.groups + used.codes).size
    if pairs == int(clusters.max()) + 1:
        return None
    return Note(
        "caution",
        Message(
            "Some communities have customers in several groups, so communities were not assigned as a whole. The interval allows for customers being alike; what one group's customers tell the other's, it cannot."
        ),
        code="communities_crossed",
    )


def _many(compared: tuple[GroupComparison, ...], inputs: UserInputs) -> Note | None:
    if len(compared) == 1:
        return None
    name = (
        Message("Dunnett") if inputs.correction == "dunnett" else Message("Holm for p-values, Bonferroni for intervals")
    )
    return Note(
        "info",
        Message(
            "{n:count} groups are compared with the control; p-values and intervals hold for all comparisons together ({name}).",
            n=len(compared),
            name=name,
        ),
        code="several_groups",
    )


def skew_note(y: Floats, codes: Codes, groups: int) -> Note | None:
    """A caution where the difference of two means is still skewed, so that its interval misses more on one side."""
    n = np.bincount(codes, minlength=groups)
    mean = np.bincount(codes, y, groups) / n
    e = y - mean[codes]
    second, third = np.bincount(codes, e**2, groups) / n**2, np.bincount(codes, e**3, groups) / n**3
    variance = second[0] + second[1:]
    skew = np.abs(third[1:] - third[0]) / np.where(variance > 0, variance, np.inf) ** 1.5
    worst = float(skew.max())
    if worst < SKEW_OF_DIFFERENCE:
        return None
    return Note(
        "caution",
        Message(
            "A few very large values carry the means (skewness of the difference {skew:effect}): the interval misses more often on one side. Cutting the largest values down or comparing ranks is safer, if decided beforehand.",
            skew=worst,
        ),
        code="skewed",
    )
