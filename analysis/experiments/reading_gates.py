"""Gates before any verdict: the split, clusters, the plan, and how many outcomes were read."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.core.results import Note
from analysis.experiments.sample_ratio import SampleRatioCheck, sample_ratio_mismatch

if TYPE_CHECKING:
    from analysis.experiments.reading_core import RandomisedBy

SEVERITIES = ("blocks_conclusion", "caution", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """How customers came into the groups, and how many were planned.

    Parameters
    ----------
    customers : tuple of int or None
        Customers of each group, control first; None where only sums are known.
    planned_shares : tuple of float
        Planned share of each group.
    planned_n_total : int or None
        Customers planned in all.
    randomised_by, cluster_size, icc
        As asked by the readers.
    outcomes_read : int
        Outcomes read from this test.
    level : float
        Confidence level of one reading.
    """

    customers: tuple[int, ...] | None
    planned_shares: tuple[float, ...]
    planned_n_total: int | None
    randomised_by: RandomisedBy
    cluster_size: float | None
    icc: float | None
    outcomes_read: int
    level: float

    @property
    def n_total(self) -> int:
        """Customers in all groups; 0 where unknown."""
        return sum(self.customers or ())


@dataclass(frozen=True, slots=True, kw_only=True)
class Gates:
    """What the gates found, before any difference was looked at."""

    sample_ratio: SampleRatioCheck | None
    design_effect: float
    notes: tuple[Note, ...]

    @property
    def blocked(self) -> bool:
        """Whether a gate forbids any conclusion."""
        return any(note.severity == "blocks_conclusion" for note in self.notes)


def sorted_notes(*notes: Note | None) -> tuple[Note, ...]:
    """Notes that exist, the most severe first, otherwise in the order given."""
    found = [note for note in notes if note is not None]
    return tuple(sorted(found, key=lambda note: SEVERITIES.index(note.severity)))


def passed_gates(assignment: Assignment, *more: Note | None) -> Gates:
    """Check split, clusters, plan and number of outcomes, in this order; `more` stands after the split.

    Raises
    ------
    ParameterError
        If only one of cluster size and correlation is given.
    """
    effect = design_effect_of(assignment.cluster_size, assignment.icc)
    split = _split(assignment)
    notes = sorted_notes(
        *(split.notes if split is not None else (_split_unchecked(assignment),)),
        *more,
        clusters_note(assignment.randomised_by, effect, assignment.icc),
        _plan(assignment),
        _outcomes(assignment),
    )
    return Gates(sample_ratio=split, design_effect=effect, notes=notes)


def design_effect_of(cluster_size: float | None, icc: float | None) -> float:
    """1 + (m - 1) ICC; 1 where customers were assigned one by one.

    Examples
    --------
    >>> round(design_effect_of(20, 0.05), 2)
    1.95
    """
    if cluster_size is None and icc is None:
        return 1.0
    if cluster_size is None or icc is None:
        raise ParameterError(
            Message("The design effect needs both the size of the communities and the correlation within them."),
            remedy=Message("Give both, or neither."),
            parameter="icc" if icc is None else "cluster_size",
        )
    return 1 + (cluster_size - 1) * icc


def clusters_note(randomised_by: RandomisedBy, effect: float, icc: float | None) -> Note | None:
    """Clusters ignored is a caution; clusters reckoned with are mentioned."""
    if effect > 1:
        return Note(
            "info",
            Message(
                "Communities were assigned as a whole: every interval is wider by the factor {root:effect}, the root of the design effect {effect:effect}.",
                root=math.sqrt(effect),
                effect=effect,
            ),
            code="design_effect",
        )
    if randomised_by == "cluster" and icc is None:
        return Note(
            "caution",
            Message(
                "Communities were assigned as a whole, but these intervals treat customers as independent: they are too short, and small p-values are too small. Give the size of the communities and the correlation within them."
            ),
            code="clusters_ignored",
        )
    return None


def _split(assignment: Assignment) -> SampleRatioCheck | None:
    if assignment.customers is None:
        return None
    counts = [float(n) for n in assignment.customers]
    if assignment.randomised_by == "cluster":
        if assignment.cluster_size is None:
            return None
        # Communities were drawn, so communities are counted.
        counts = [float(max(round(n / assignment.cluster_size), 1)) for n in counts]
    return sample_ratio_mismatch(observed=tuple(counts), expected_share=assignment.planned_shares)


def _split_unchecked(assignment: Assignment) -> Note:
    if assignment.customers is None:
        message = Message("The split was not checked: the number of customers in each group is not given.")
    else:
        message = Message("The split was not checked: with communities assigned as a whole their size is needed.")
    return Note("info", message, code="split_unchecked")


def _plan(assignment: Assignment) -> Note | None:
    planned = assignment.planned_n_total
    if planned is None or assignment.customers is None or assignment.n_total >= planned:
        return None
    return Note(
        "caution",
        Message(
            "{n:count} of {planned:count} planned customers are in. Stopping when a look turns out well raises false alarms: with five looks from 5% to 14%.",
            n=assignment.n_total,
            planned=planned,
        ),
        code="plan_not_reached",
    )


def _outcomes(assignment: Assignment) -> Note | None:
    k = assignment.outcomes_read
    if k == 1:
        return None
    alpha = 1 - assignment.level
    return Note(
        "caution",
        Message(
            "One of {k:count} outcomes read: if nothing changed at all, up to {chance:chance} of such tests raise at least one alarm. Holding that at {alpha:set_percent} takes a level of {level:percent} for each (Bonferroni).",
            k=k,
            chance=min(k * alpha, 1.0),
            alpha=round(alpha, 10),
            level=1 - alpha / k,
        ),
        code="several_outcomes",
    )
