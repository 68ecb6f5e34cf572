"""Remarks that several readings share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analysis.core.messages import Message
from analysis.core.results import Note

if TYPE_CHECKING:
    from analysis.inference.mean_differences import Alternative


def fieller_unbounded() -> Note:
    """The control mean is too close to zero for its error."""
    return Note(
        "info",
        Message("Fieller's set for the lift has no two ends: the control mean is too close to zero for its error."),
        code="fieller_unbounded",
    )


def delta_disagrees() -> Note:
    """A first-order lift interval says otherwise about zero."""
    return Note(
        "info",
        Message(
            "The first-order (delta) interval of the lift says otherwise about zero than the test of the difference. Fieller's set decides here: it always says the same about zero as the test."
        ),
        code="delta_and_fieller_disagree",
    )


def one_sided(alternative: Alternative) -> Note | None:
    """A one-sided reading holds only if it was planned."""
    if alternative == "two-sided":
        return None
    return Note(
        "info",
        Message("One-sided: valid only if this direction was chosen before the data were seen."),
        code="one_sided",
    )
