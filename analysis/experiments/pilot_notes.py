"""Remarks on a pilot: what it cannot find, who talks to whom, and how few communities it has."""

from __future__ import annotations

import math

from analysis.core.messages import Message
from analysis.core.results import Note
from analysis.experiments.feasibility import MOST_WEEKS

FEW_COMMUNITIES = 15
FEW_CONVERSIONS = 5


def pilot_notes(
    *,
    change: float,
    smallest_change: float,
    contamination: float,
    cluster_size: float,
    icc: float,
    communities: float,
    expected: float,
    weeks: float,
    weekly: float,
) -> tuple[Note, ...]:
    """All remarks on a pilot, the most severe first."""
    found = (
        _endless(weeks, weekly),
        _too_small(change, smallest_change),
        _few_communities(cluster_size, communities),
        _few_conversions(expected),
        _no_icc(cluster_size, icc),
        _contaminated(contamination, cluster_size),
        _rollout(),
    )
    notes = [note for note in found if note is not None]
    order = {"blocks_conclusion": 0, "caution": 1, "info": 2}
    return tuple(sorted(notes, key=lambda note: order[note.severity]))


def _endless(weeks: float, weekly: float) -> Note | None:
    if not weeks > MOST_WEEKS:
        return None
    return Note(
        "caution",
        Message(
            "Not feasible at {weekly:count} customers a week: the roll-out takes more than {years:count} years. Switch more customers over a week, or plan the pilot for fewer customers.",
            weekly=weekly,
            years=MOST_WEEKS // 52,
        ),
        code="not_feasible",
    )


def _too_small(change: float, smallest_change: float) -> Note | None:
    if abs(change) <= smallest_change * (1 + 1e-9):
        return None
    if math.isnan(change):
        message = Message(
            "The pilot is too small to find any change. Give it a larger share, or run it only to see whether everything works."
        )
    else:
        message = Message(
            "The pilot is too small for the smallest change worth acting on ({smallest:fine_distance} points): it serves to see whether everything works and to rule out a large loss, not to measure the gain.",
            smallest=smallest_change,
        )
    return Note("caution", message, code="too_small")


def _few_communities(cluster_size: float, communities: float) -> Note | None:
    if cluster_size <= 1 or communities >= FEW_COMMUNITIES:
        return None
    return Note(
        "caution",
        Message(
            "Only {n:number} communities are in the pilot; with fewer than {least:count} the normal approximation is too hopeful.",
            n=communities,
            least=FEW_COMMUNITIES,
        ),
        code="few_communities",
    )


def _few_conversions(expected: float) -> Note | None:
    if expected >= FEW_CONVERSIONS:
        return None
    return Note(
        "caution",
        Message(
            "Fewer than five conversions are expected in the pilot; its chances are rough, and Fisher's exact test will find less than stated."
        ),
        code="few_conversions",
    )


def _no_icc(cluster_size: float, icc: float) -> Note | None:
    if cluster_size <= 1 or icc > 0:
        return None
    return Note(
        "caution",
        Message(
            "Whole communities are assigned and their members are taken to be no more alike than strangers. Read the correlation within communities from your own data."
        ),
        code="no_icc",
    )


def _contaminated(contamination: float, cluster_size: float) -> Note | None:
    if contamination > 0 or cluster_size > 1:
        return None
    return Note(
        "info",
        Message(
            "Members of one community talk. If customers are assigned singly, offers leak to the control group and the difference shrinks: assign whole communities, or allow for contamination."
        ),
        code="contamination",
    )


def _rollout() -> Note:
    return Note(
        "info",
        Message(
            "At each step of the roll-out keep the same rule and a group without the new version; after the last step nothing is left to compare with, so keep a few percent out for as long as the effect matters."
        ),
        code="holdout",
    )
