"""From rows to the reading of yes or no: counts as `read_proportions` reads them, or communities as units."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.core.messages import ColumnRef, Message
from analysis.core.results import Estimate, Note, Provenance, package_versions
from analysis.experiments.outcome_values import ones, yes_of
from analysis.experiments.proportion_verdict import verdict_of
from analysis.experiments.read_solution import ReadInputs, read_inputs
from analysis.experiments.simultaneous import corrected
from analysis.experiments.user_estimates import Fits, comparisons, detectable, group_values, worth
from analysis.experiments.user_mean_solution import likeness
from analysis.experiments.user_notes import Gates, attrition_p, shared_notes, sorted_notes
from analysis.experiments.user_proportion_reading import UserProportionsReading
from analysis.experiments.user_reading import GroupComparison, GroupValue
from analysis.experiments.user_rows import assigned_rows, split_of, used_rows
from analysis.inference.arm_differences import arm_means
from analysis.inference.proportions import wilson_interval

if TYPE_CHECKING:
    import pandas as pd

    from analysis.core.messages import ValueRef
    from analysis.experiments.proportion_reading import ProportionReading
    from analysis.experiments.user_estimates import UserInputs
    from analysis.experiments.user_rows import Floats, UsedRows

FEW_SUCCESSES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ProportionQuestion:
    """The parameters of `read_user_proportions` beside the shared ones, of the same names and meaning."""

    arm: str
    outcome: str
    yes: str | None
    community: str | None
    control: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Comparisons:
    """Groups, comparisons, and the counts behind them."""

    groups: tuple[GroupValue, ...]
    compared: tuple[GroupComparison, ...]
    counts: tuple[ProportionReading, ...]
    chi2: float
    p_homogeneity: float


def read_proportions_of_users(
    frame: pd.DataFrame, question: ProportionQuestion, inputs: UserInputs
) -> UserProportionsReading:
    """Read a test of rates; see `read_user_proportions`."""
    yes = yes_of(frame[question.outcome], question.yes)
    rows = assigned_rows(frame, question.arm, question.control)
    needed = () if question.community is None else (question.community,)
    used = used_rows(frame, rows, outcomes=(question.outcome,), needed=needed)
    gates = Gates(split=split_of(rows, inputs.planned_share), p_attrition=attrition_p(used))
    y = ones(frame[question.outcome], yes)[used.place]
    clusters = None if question.community is None else used.labels(frame, question.community)
    if clusters is None:
        found = _of_counts(used, y, inputs, blocked=gates.split.mismatch)
    else:
        naive = arm_means(y, used.codes, rows.groups)
        fits = Fits(
            deciding=arm_means(y, used.codes, rows.groups, clusters=clusters), naive=naive, test="cluster_robust"
        )
        found = Comparisons(
            groups=_within_bounds(group_values(used, fits, y, inputs.level)),
            compared=comparisons(used, fits, inputs, measure="rate", blocked=gates.split.mismatch),
            counts=(),
            chi2=math.nan,
            p_homogeneity=math.nan,
        )
    notes = (
        *shared_notes(
            used,
            gates,
            inputs,
            found.groups,
            found.compared,
            community=question.community,
            clusters=clusters,
            outcome=ColumnRef(question.outcome),
        ),
        _counted(yes),
        _few(used, y),
    )
    return UserProportionsReading(
        measure="rate",
        outcome=question.outcome,
        arm=question.arm,
        yes=yes,
        successes=tuple(int(x) for x in np.bincount(used.codes, y, rows.groups)),
        chi2=found.chi2,
        p_homogeneity=found.p_homogeneity,
        counts=found.counts,
        level=inputs.level,
        correction=inputs.correction,
        good=inputs.good,
        smallest_change=inputs.smallest_change,
        value_per_unit=inputs.value_per_unit,
        planned_n=inputs.planned_n,
        groups=found.groups,
        comparisons=found.compared,
        sample_ratio=gates.split,
        p_attrition=gates.p_attrition,
        intraclass=likeness(y, clusters, used, inputs.level),
        notes=sorted_notes(notes),
        provenance=Provenance(
            method="read_user_proportions",
            n_total=len(frame),
            n_used=len(used.codes),
            dropped=used.dropped,
            parameters=asdict(question) | asdict(inputs),
            packages=package_versions("numpy", "scipy"),
        ),
    )


def _of_counts(used: UsedRows, y: Floats, inputs: UserInputs, *, blocked: bool) -> Comparisons:
    n, x = used.n, np.bincount(used.codes, y, used.assigned.groups).astype(int)
    first = [_read(x, n, group, inputs.level, inputs) for group in range(1, n.size)]
    levels = corrected(
        [item.p_value for item in first],
        [_as_z(item.p_value) for item in first],
        [math.inf] * len(first),
        [_share_of_control(item) for item in first],
        level=inputs.level,
        correction=inputs.correction,
    )
    again = [_read(x, n, group, levels.level_each[group - 1], inputs) for group in range(1, n.size)]
    fits = Fits(deciding=arm_means(y, used.codes, n.size), naive=None, test="pooled_z", normal=True)
    values = [wilson_interval(int(a), int(b), level=inputs.level) for a, b in zip(x, n, strict=True)]
    chi2, p = _homogeneity(x, n)
    return Comparisons(
        groups=group_values(used, fits, y, inputs.level, values=values),
        compared=tuple(
            _compared(used, item, group + 1, levels.p_adjusted[group], levels.level_each[group], inputs, blocked)
            for group, item in enumerate(again)
        ),
        counts=tuple(again),
        chi2=chi2,
        p_homogeneity=p,
    )


def _read(x: np.ndarray, n: np.ndarray, group: int, level: float, inputs: UserInputs) -> ProportionReading:
    return read_inputs(
        ReadInputs(
            successes_control=int(x[0]),
            n_control=int(n[0]),
            successes_treatment=int(x[group]),
            n_treatment=int(n[group]),
            smallest_change=inputs.smallest_change,
            planned_n_total=None,
            planned_share_treatment=float(n[group] / (n[0] + n[group])),
            level=level,
            good=inputs.good,
            alternative="two-sided",
        )
    )


def _as_z(p: float) -> float:
    from scipy.special import ndtri

    return math.nan if math.isnan(p) else -float(ndtri(max(p / 2, 1e-300)))


def _share_of_control(item: ProportionReading) -> float:
    variances = [
        rate.value * (1 - rate.value) / n
        for rate, n in ((item.rate_control, item.n_control), (item.rate_treatment, item.n_treatment))
    ]
    return variances[0] / sum(variances) if sum(variances) > 0 else item.n_treatment / item.n_total


def _compared(
    used: UsedRows,
    item: ProportionReading,
    group: int,
    p_adjusted: float,
    level_each: float,
    inputs: UserInputs,
    blocked: bool,  # noqa: FBT001 - private
) -> GroupComparison:
    difference = _at(item.difference_treatment_minus_control, inputs.level)
    n_assigned = int(used.assigned.assigned.sum())
    return GroupComparison(
        group=used.assigned.value(group),
        difference=difference,
        standard_error=item.standard_error_unpooled,
        df=math.inf,
        p_value=item.p_value,
        p_adjusted=p_adjusted,
        relative_lift=_at(item.relative_lift, inputs.level),
        worth_per_1000=worth(difference, inputs.value_per_unit),
        detectable_change=detectable(item.standard_error_pooled, math.inf, n_assigned, level_each, inputs.planned_n),
        test=item.test_used,
        naive_p=math.nan,
        design_effect=math.nan,
        verdict=verdict_of(difference, smallest_change=inputs.smallest_change, blocked=blocked),
    )


def _at(estimate: Estimate, level: float) -> Estimate:
    return Estimate(estimate.value, estimate.low, estimate.high, level)


def _within_bounds(groups: tuple[GroupValue, ...]) -> tuple[GroupValue, ...]:
    """Rates of communities: Student's interval, cut where no rate can be."""
    from dataclasses import replace

    return tuple(
        replace(
            item,
            value=Estimate(
                item.value.value,
                max(item.value.low, 0.0) if not math.isnan(item.value.low) else math.nan,
                min(item.value.high, 1.0) if not math.isnan(item.value.high) else math.nan,
                item.value.level,
            ),
        )
        for item in groups
    )


def _homogeneity(x: np.ndarray, n: np.ndarray) -> tuple[float, float]:
    from scipy.special import chdtrc

    pooled = float(x.sum() / n.sum())
    if not 0 < pooled < 1:
        return math.nan, math.nan
    chi2 = float(((x - n * pooled) ** 2 / (n * pooled * (1 - pooled))).sum())
    return chi2, float(chdtrc(n.size - 1, chi2))


def _counted(yes: ValueRef) -> Note:
    answer = yes if not isinstance(yes.code, bool) else (Message("yes") if yes.code else Message("no"))
    return Note("info", Message("Counted are the customers with the answer {yes}.", yes=answer), code="counted_answer")


def _few(used: UsedRows, y: Floats) -> Note | None:
    x = np.bincount(used.codes, y, used.assigned.groups)
    if min(float(x.min()), float((used.n - x).min())) >= FEW_SUCCESSES:
        return None
    return Note(
        "caution",
        Message(
            "A group has fewer than {least:count} customers with one of the two answers: the relative change is rough, the difference in points the safer number.",
            least=FEW_SUCCESSES,
        ),
        code="few_successes",
    )
