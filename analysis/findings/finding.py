"""A pinned cell: what was asked, of which data, with which choices; never the rendered text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from analysis.core.errors import StudyFileError
from analysis.core.messages import Message
from analysis.findings.parameter_json import plain_parameters, typed_parameters
from analysis.methods import Method, method_by_id


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One cell of the notebook.

    Parameters
    ----------
    id : str
        Identity within a notebook.
    method_id, parameters, table
        What was run on which table; `table` is empty for a calculator.
    question : str
        English template of the cell's question; the catalogue has it in the other language.
    study_id, fingerprint : str
        The study and the content of the prepared table when the cell was pinned.
    note : str
        The reader's own words under the finding.
    pinned_at : str
        Time in UTC, ISO 8601.
    """

    id: str
    method_id: str
    parameters: Mapping[str, Any]
    table: str
    question: str
    study_id: str
    fingerprint: str
    note: str = ""
    pinned_at: str = ""

    @property
    def method(self) -> Method:
        """The method that was run."""
        return method_by_id(self.method_id)

    @property
    def question_message(self) -> Message:
        """The question as a message."""
        return question_message(self.question)

    def to_json(self) -> dict[str, Any]:
        """The finding as plain JSON values."""
        return {
            "id": self.id,
            "method": self.method_id,
            "parameters": plain_parameters(self.parameters),
            "table": self.table,
            "question": self.question,
            "study": self.study_id,
            "fingerprint": self.fingerprint,
            "note": self.note,
            "pinned_at": self.pinned_at,
        }

    @staticmethod
    def from_json(record: Mapping[str, Any]) -> Finding:
        """Read a finding back.

        Raises
        ------
        StudyFileError
            If the record is not a finding or names an unknown method.
        """
        try:
            return Finding(
                id=str(record["id"]),
                method_id=str(record["method"]),
                parameters=typed_parameters(method_by_id(record["method"]), record["parameters"]),
                table=str(record["table"]),
                question=str(record["question"]),
                study_id=str(record["study"]),
                fingerprint=str(record["fingerprint"]),
                note=str(record.get("note", "")),
                pinned_at=str(record.get("pinned_at", "")),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise StudyFileError(
                Message("A pinned finding in this file cannot be read: {detail}.", detail=str(error)),
                remedy=Message("Pin the finding again on its page."),
            ) from error


def joined(mine: Sequence[Finding], others: Sequence[Finding]) -> tuple[Finding, ...]:
    """Which cells do two notebooks hold together?

    Parameters
    ----------
    mine, others : sequence of Finding
        The notebook that goes on, and the one whose cells are added behind it.

    Returns
    -------
    tuple of Finding
        Every cell once. Where both have a cell, its place is that of `mine` and it carries both notes.
    """
    known = {item.id: item for item in mine}
    for item in others:
        first = known.get(item.id)
        if first is None:
            known[item.id] = item
        elif item.note and item.note not in first.note:
            known[item.id] = replace(first, note=f"{first.note}\n{item.note}".strip())
    return tuple(known.values())


def question_message(template: str) -> Message:
    """A question that was kept as its English template, as a message again."""
    return Message(template)


def now() -> str:
    """The present moment in UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
