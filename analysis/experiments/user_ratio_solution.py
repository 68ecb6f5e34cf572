"""From rows to the reading of a ratio of two sums: customers as units, first-order delta method."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.core.errors import UnsuitableDataError
from analysis.core.messages import ColumnRef, Message, PluralMessage
from analysis.core.results import Dropped, Note, Provenance, package_versions
from analysis.experiments.user_estimates import Fits, comparisons, group_values
from analysis.experiments.user_mean_solution import likeness
from analysis.experiments.user_notes import Gates, attrition_p, shared_notes, skew_note, sorted_notes
from analysis.experiments.user_ratio_reading import RatioComparison, UserRatioReading
from analysis.experiments.user_rows import UsedRows, assigned_rows, split_of, used_rows
from analysis.inference.arm_differences import arm_means

if TYPE_CHECKING:
    import pandas as pd

    from analysis.experiments.user_controls import ZeroDenominator
    from analysis.experiments.user_estimates import UserInputs
    from analysis.experiments.user_rows import Floats

FEW_CUSTOMERS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioQuestion:
    """The parameters of `read_user_ratio` beside the shared ones, of the same names and meaning."""

    arm: str
    numerator: str
    denominator: str
    community: str | None
    control: str | None
    zero_denominator: ZeroDenominator


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sums:
    """Numerator and denominator of each used customer; how many have no denominator."""

    numerator: Floats
    denominator: Floats
    n_zero: int


def read_ratio_of_users(frame: pd.DataFrame, question: RatioQuestion, inputs: UserInputs) -> UserRatioReading:
    """Read a test of a ratio; see `read_user_ratio`."""
    rows = assigned_rows(frame, question.arm, question.control)
    needed = () if question.community is None else (question.community,)
    everyone = used_rows(frame, rows, outcomes=(question.numerator, question.denominator), needed=needed)
    gates = Gates(split=split_of(rows, inputs.planned_share), p_attrition=attrition_p(everyone))
    used, sums = _sums(frame, everyone, question)
    clusters = None if question.community is None else used.labels(frame, question.community)
    y = _pseudo_values(sums, used)
    fit = arm_means(y, used.codes, rows.groups)
    fits = Fits(deciding=fit, naive=None, test="delta", normal=True)
    if clusters is not None:
        by_community = arm_means(y, used.codes, rows.groups, clusters=clusters)
        fits = Fits(deciding=by_community, naive=fit, test="cluster_robust")
    groups = group_values(used, fits, y, inputs.level)
    compared = comparisons(
        used,
        fits,
        inputs,
        measure="ratio",
        blocked=gates.split.mismatch,
        units_per_customer=float(sums.denominator[used.codes == 0].mean()),
    )
    shared = shared_notes(
        used,
        gates,
        inputs,
        groups,
        compared,
        community=question.community,
        clusters=clusters,
        outcome=Message(
            "{numerator} / {denominator}",
            numerator=ColumnRef(question.numerator),
            denominator=ColumnRef(question.denominator),
        ),
    )
    notes = (*shared, skew_note(y, used.codes, rows.groups), _zero(question, sums), _small(used))
    return UserRatioReading(
        measure="ratio",
        outcome=question.numerator,
        denominator=question.denominator,
        arm=question.arm,
        level=inputs.level,
        correction=inputs.correction,
        good=inputs.good,
        smallest_change=inputs.smallest_change,
        value_per_unit=inputs.value_per_unit,
        planned_n=inputs.planned_n,
        groups=groups,
        comparisons=compared,
        ratios=_ratios(sums, used, fits),
        n_zero_denominator=sums.n_zero,
        zero_denominator=question.zero_denominator,
        sample_ratio=gates.split,
        p_attrition=gates.p_attrition,
        intraclass=likeness(y, clusters, used, inputs.level),
        notes=sorted_notes(notes),
        provenance=Provenance(
            method="read_user_ratio",
            n_total=len(frame),
            n_used=len(used.codes),
            dropped=used.dropped,
            parameters=asdict(question) | asdict(inputs),
            packages=package_versions("numpy", "scipy"),
        ),
    )


def _sums(frame: pd.DataFrame, used: UsedRows, question: RatioQuestion) -> tuple[UsedRows, Sums]:
    """The rows used and their two numbers.

    Raises
    ------
    UnsuitableDataError
        If a denominator is below 0, or a group's denominators add up to 0.
    """
    denominator = used.numbers(frame, question.denominator)
    if float(denominator.min()) < 0:
        raise UnsuitableDataError(
            Message("{column} has values below 0.", column=ColumnRef(question.denominator)),
            Message("Allowed for what is divided by: 0 or more."),
            Message("Choose a count, such as visits or orders."),
        )
    n_zero = int((denominator == 0).sum())
    if n_zero and question.zero_denominator == "drop":
        used = _without(used, denominator == 0, question)
        denominator = used.numbers(frame, question.denominator)
    total = np.bincount(used.codes, denominator, used.assigned.groups)
    if not total.all():
        raise UnsuitableDataError(
            Message(
                "{column} adds up to 0 in group {group}, so there is no ratio.",
                column=ColumnRef(question.denominator),
                group=used.assigned.value(int(np.argmin(total))),
            ),
            remedy=Message("Choose another column to divide by."),
        )
    return used, Sums(numerator=used.numbers(frame, question.numerator), denominator=denominator, n_zero=n_zero)


def _without(used: UsedRows, gone: np.ndarray, question: RatioQuestion) -> UsedRows:
    keep = used.keep.copy()
    keep[np.flatnonzero(keep)[gone]] = False
    reason = Message("{column} is 0", column=ColumnRef(question.denominator))
    return UsedRows(
        assigned=used.assigned,
        keep=keep,
        codes=used.assigned.codes[keep],
        missing=used.missing,
        dropped=(*used.dropped, Dropped(int(gone.sum()), reason)),
    )


def _pseudo_values(sums: Sums, used: UsedRows) -> Floats:
    """The group's ratio plus each customer's influence on it: their mean is the ratio, their spread its error."""
    groups = used.assigned.groups
    numerator = np.bincount(used.codes, sums.numerator, groups)
    denominator = np.bincount(used.codes, sums.denominator, groups)
    ratio = numerator / denominator
    influence = sums.numerator - ratio[used.codes] * sums.denominator
    return ratio[used.codes] + influence / (denominator / used.n)[used.codes]


def _ratios(sums: Sums, used: UsedRows, fits: Fits) -> tuple[RatioComparison, ...]:
    groups = used.assigned.groups
    numerator = np.bincount(used.codes, sums.numerator, groups)
    denominator = np.bincount(used.codes, sums.denominator, groups)
    whole = bool((sums.numerator % 1 == 0).all() and (sums.denominator % 1 == 0).all())
    averages = [_average_of_ratios(sums, used, group) for group in range(groups)]
    return tuple(
        RatioComparison(
            group=used.assigned.value(group),
            numerator=float(numerator[group]),
            denominator=float(denominator[group]),
            variance=float(fits.deciding.covariance[group, group]),
            average_of_ratios=averages[group],
            event_level_p=math.nan
            if group == 0 or not whole
            else _event_level_p(numerator[[0, group]].tolist(), denominator[[0, group]].tolist()),
        )
        for group in range(groups)
    )


def _average_of_ratios(sums: Sums, used: UsedRows, group: int) -> float:
    own = (used.codes == group) & (sums.denominator > 0)
    return float((sums.numerator[own] / sums.denominator[own]).mean()) if own.any() else math.nan


def _event_level_p(numerator: list[float], denominator: list[float]) -> float:
    """The pooled z test over events, as if they were independent; NaN where the ratio is no share of events."""
    pooled = sum(numerator) / sum(denominator)
    shares = [x / n for x, n in zip(numerator, denominator, strict=True)]
    if not (0 < pooled < 1 and min(shares) >= 0 and max(shares) <= 1):
        return math.nan
    error = math.sqrt(pooled * (1 - pooled) * (1 / denominator[0] + 1 / denominator[1]))
    return math.erfc(abs(shares[1] - shares[0]) / error / math.sqrt(2))


def _zero(question: RatioQuestion, sums: Sums) -> Note | None:
    if not sums.n_zero:
        return None
    if question.zero_denominator == "drop":
        return Note(
            "caution",
            PluralMessage(
                "{n:count} customer with {column} = 0 is left out. Who has none may depend on the version; then those left are no longer alike.",
                "{n:count} customers with {column} = 0 are left out. Who has none may depend on the version; then those left are no longer alike.",
                n=sums.n_zero,
                column=ColumnRef(question.denominator),
            ),
            code="zero_denominator_dropped",
        )
    return Note(
        "info",
        PluralMessage(
            "{n:count} customer with {column} = 0 is kept: a ratio of sums has room for customers without any.",
            "{n:count} customers with {column} = 0 are kept: a ratio of sums has room for customers without any.",
            n=sums.n_zero,
            column=ColumnRef(question.denominator),
        ),
        code="zero_denominator_kept",
    )


def _small(used: UsedRows) -> Note | None:
    fewest = int(used.n.min())
    if fewest >= FEW_CUSTOMERS:
        return None
    return Note(
        "caution",
        Message(
            "Customers in the smallest group: {n:count}. Below {least:count} the delta method's interval is too short.",
            n=fewest,
            least=FEW_CUSTOMERS,
        ),
        code="few_customers",
    )
