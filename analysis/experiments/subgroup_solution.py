"""From rows to effects by subgroup, their interactions and the test that they are one."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from analysis.core.errors import UnsuitableDataError
from analysis.core.messages import ColumnRef, Message, PluralMessage, ValueRef
from analysis.core.results import Estimate, Note, Provenance, package_versions
from analysis.experiments.outcome_values import is_rate, outcome_values
from analysis.experiments.subgroup_reading import SubgroupEffect, SubgroupReading
from analysis.experiments.user_notes import attrition_p, gap_notes, sorted_notes
from analysis.experiments.user_rows import assigned_rows, split_of, two_groups, used_rows
from analysis.inference.arm_differences import arm_means
from analysis.inference.cell_effects import cell_effects
from analysis.inference.mean_differences import one_or_two_sided_quantile
from analysis.inference.multiplicity import adjusted_p_values

if TYPE_CHECKING:
    import pandas as pd

    from analysis.experiments.sample_ratio import SampleRatioCheck
    from analysis.experiments.user_rows import Codes, Floats, UsedRows
    from analysis.inference.cell_effects import CellEffects

MOST_SUBGROUPS = 20
NOT_INDEPENDENT = 0.001
FEW_CUSTOMERS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class SubgroupQuestion:
    """The parameters of `read_subgroups`, of the same names and meaning."""

    arm: str
    outcome: str
    subgroup: str
    community: str | None
    control: str | None
    treatment: str | None
    yes: str | None
    planned_share: tuple[float, ...] | None
    level: float


def read_by_subgroup(frame: pd.DataFrame, question: SubgroupQuestion) -> SubgroupReading:
    """Read a test by subgroup; see `read_subgroups`."""
    rows = two_groups(assigned_rows(frame, question.arm, question.control), question.treatment)
    needed = (question.subgroup,) if question.community is None else (question.subgroup, question.community)
    used = used_rows(frame, rows, outcomes=(question.outcome,), needed=needed)
    split = split_of(rows, question.planned_share)
    y = outcome_values(frame[question.outcome], question.yes)[used.place]
    cells, names = _cells(frame, used, question.subgroup)
    clusters = None if question.community is None else used.labels(frame, question.community)
    found = cell_effects(y, used.codes == 1, cells, len(names), clusters=clusters)
    effects = _effects(found, names, question)
    # With communities customers are no independent draws, and the plain test would cry wolf.
    p_independence = _independence(found.n) if clusters is None else math.nan
    overall = _overall(y, used, clusters, question.level)
    return SubgroupReading(
        measure="rate" if is_rate(frame[question.outcome]) else "mean",
        outcome=question.outcome,
        arm=question.arm,
        subgroup=question.subgroup,
        level=question.level,
        control=rows.value(0),
        treatment=rows.value(1),
        overall=overall,
        heterogeneity=found.heterogeneity(),
        effects=effects,
        p_independence=p_independence,
        sample_ratio=split,
        notes=_notes(question, used, split, found, effects, p_independence),
        provenance=Provenance(
            method="read_subgroups",
            n_total=len(frame),
            n_used=len(used.codes),
            dropped=used.dropped,
            parameters=asdict(question),
            packages=package_versions("numpy", "scipy"),
        ),
    )


def _cells(frame: pd.DataFrame, used: UsedRows, subgroup: str) -> tuple[Codes, list[ValueRef]]:
    """Subgroup of each used row and their names, those without customers left out."""
    column = frame[subgroup].iloc[used.place].astype("category")
    raw = column.cat.codes.to_numpy()
    present = np.unique(raw)
    if present.size > MOST_SUBGROUPS:
        raise UnsuitableDataError(
            Message("{column} has {n:count} answers.", column=ColumnRef(subgroup), n=int(present.size)),
            Message("At most {most:count} subgroups are compared.", most=MOST_SUBGROUPS),
            Message("Join rare answers first."),
        )
    categories = column.cat.categories.tolist()
    names = [ValueRef(subgroup, categories[place]) for place in present]
    return np.searchsorted(present, raw).astype(np.intp), names


def _overall(y: Floats, used: UsedRows, clusters: Codes | None, level: float) -> Estimate:
    value, error, df = arm_means(y, used.codes, 2, clusters=clusters).difference(1)
    half = one_or_two_sided_quantile(level, df) * error
    return Estimate(value, value - half, value + half, level)


def _effects(found: CellEffects, names: list[ValueRef], question: SubgroupQuestion) -> tuple[SubgroupEffect, ...]:
    usable = found.usable
    k = int(usable.sum())
    level_each = 1 - (1 - question.level) / max(k, 1)
    weights = np.where(usable, found.n.sum(axis=1), 0).astype(float)
    effects = [_one(found, _only(len(names), place), level_each, usable[place]) for place in range(len(names))]
    apart = [
        _one(found, _against_others(weights, place), level_each, usable[place] and k > 1) for place in range(len(names))
    ]
    holm = adjusted_p_values([p for _, p in apart], "holm")
    return tuple(
        SubgroupEffect(
            subgroup=name,
            n_control=int(found.n[place, 0]),
            n_treatment=int(found.n[place, 1]),
            mean_control=float(found.mean[place, 0]),
            mean_treatment=float(found.mean[place, 1]),
            effect=_at(effects[place][0], question.level),
            interaction=_at(apart[place][0], question.level),
            p_interaction=apart[place][1],
            p_holm=float(holm[place]),
        )
        for place, name in enumerate(names)
    )


def _one(found: CellEffects, weights: Floats, level: float, usable: object) -> tuple[Estimate, float]:
    if not usable:
        value = float(weights @ np.where(weights != 0, found.effect, 0.0)) if weights.any() else math.nan
        return Estimate(value, math.nan, math.nan, level), math.nan
    return found.estimate(weights, level=level)


def _only(k: int, place: int) -> Floats:
    return np.eye(k)[place]


def _against_others(weights: Floats, place: int) -> Floats:
    """One subgroup against the others, these weighed by their customers."""
    others = weights.copy()
    others[place] = 0.0
    total = others.sum()
    if not total:
        return np.zeros(weights.size)
    contrast = -others / total
    contrast[place] = 1.0
    return contrast


def _at(estimate: Estimate, level: float) -> Estimate:
    return Estimate(estimate.value, estimate.low, estimate.high, level)


def _independence(n: np.ndarray) -> float:
    """Are the subgroups as frequent in both groups? Chi-square."""
    from scipy.special import chdtrc

    if len(n) < 2:
        return math.nan
    expected = n.sum(axis=1, keepdims=True) * n.sum(axis=0) / n.sum()
    return float(chdtrc(len(n) - 1, float(((n - expected) ** 2 / expected).sum())))


def _notes(
    question: SubgroupQuestion,
    used: UsedRows,
    split: SampleRatioCheck,
    found: CellEffects,
    effects: tuple[SubgroupEffect, ...],
    p_independence: float,
) -> tuple[Note, ...]:
    return sorted_notes(
        (
            *split.notes,
            *gap_notes(used, attrition_p(used)),
            _too_few(found),
            _dependent(question, p_independence),
            _left_out(found, effects),
            _small(found),
            Note(
                "info",
                PluralMessage(
                    "Intervals hold for {n:count} subgroup together (Bonferroni); p-values of single subgroups are corrected (Holm).",
                    "Intervals hold for all {n:count} subgroups together (Bonferroni); p-values of single subgroups are corrected (Holm).",
                    n=int(found.usable.sum()),
                ),
                code="simultaneous",
            ),
        )
    )


def _too_few(found: CellEffects) -> Note | None:
    if int(found.usable.sum()) > 1:
        return None
    return Note(
        "blocks_conclusion",
        Message(
            "Fewer than two subgroups have two customers or more in each group, with values that differ. Join rare answers into larger subgroups, choose another column, or wait until more customers are in."
        ),
        code="no_subgroups",
    )


def _dependent(question: SubgroupQuestion, p: float) -> Note | None:
    if not p < NOT_INDEPENDENT:
        return None
    return Note(
        "caution",
        Message(
            "{subgroup} is not as frequent in both groups ({p:p}). Was it measured after assignment? Then the subgroups are a consequence of the version, and effects within them are not those of the version.",
            subgroup=ColumnRef(question.subgroup),
            p=p,
        ),
        code="subgroup_depends_on_group",
    )


def _left_out(found: CellEffects, effects: tuple[SubgroupEffect, ...]) -> Note | None:
    gone = tuple(item.subgroup for item, usable in zip(effects, found.usable, strict=True) if not usable)
    if not gone:
        return None
    return Note(
        "caution",
        Message(
            "Without an interval, too few customers or none that differ: {subgroups}. The test leaves them out.",
            subgroups=gone,
        ),
        code="subgroups_left_out",
    )


def _small(found: CellEffects) -> Note | None:
    smallest = int(found.n[found.usable].min()) if found.usable.any() else 0
    if not found.usable.any() or smallest >= FEW_CUSTOMERS:
        return None
    return Note(
        "caution",
        Message(
            "Customers of one group in the smallest subgroup: {n:count}. Below {least:count} its interval and the test are rough.",
            n=smallest,
            least=FEW_CUSTOMERS,
        ),
        code="small_subgroups",
    )
