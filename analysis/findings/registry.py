"""Registered plans: frozen when they are made, superseded with a reason or deleted, never edited."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from analysis.core.errors import StudyFileError
from analysis.core.messages import Message
from analysis.core.results import Result
from analysis.findings.finding import now, question_message
from analysis.findings.parameter_json import plain_parameters, typed_parameters
from analysis.methods import Method, method_by_id

DIGITS = 8
ID_LENGTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingRecord:
    """One reading of a test, as it was written into the registry under its plan.

    Parameters
    ----------
    method_id, method_version, parameters : str, str, mapping
        What was run; counts of a calculator are among the parameters.
    table, fingerprint, study_id : str
        Table, content and study of a reading of rows; empty for counts.
    answer : str
        Digest of the numbers found.
    read_at : str
        Time in UTC, ISO 8601.
    same_outcome : bool
        Whether the reader says that the outcome read is the registered one.
    """

    method_id: str
    method_version: str
    parameters: Mapping[str, Any]
    table: str = ""
    fingerprint: str = ""
    study_id: str = ""
    answer: str = ""
    read_at: str = ""
    same_outcome: bool = True

    @property
    def id(self) -> str:
        """Identity: the same numbers read in the same way are one reading."""
        facts = [self.method_id, self.method_version, plain_parameters(self.parameters), self.table, self.fingerprint]
        return _digest(facts)[:ID_LENGTH]

    @property
    def method(self) -> Method:
        """The method that was run."""
        return method_by_id(self.method_id)

    def to_json(self) -> dict[str, Any]:
        """The reading as plain JSON values."""
        return {
            "method": self.method_id,
            "version": self.method_version,
            "parameters": plain_parameters(self.parameters),
            "table": self.table,
            "fingerprint": self.fingerprint,
            "study": self.study_id,
            "answer": self.answer,
            "read_at": self.read_at,
            "same_outcome": self.same_outcome,
        }

    @staticmethod
    def from_json(record: Mapping[str, Any]) -> ReadingRecord:
        """Read a reading back; `PlanRecord.from_json` says what is wrong with one that is damaged."""
        return ReadingRecord(
            method_id=str(record["method"]),
            method_version=str(record["version"]),
            parameters=typed_parameters(method_by_id(record["method"]), record["parameters"]),
            table=str(record.get("table", "")),
            fingerprint=str(record.get("fingerprint", "")),
            study_id=str(record.get("study", "")),
            answer=str(record.get("answer", "")),
            read_at=str(record.get("read_at", "")),
            same_outcome=bool(record.get("same_outcome", True)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRecord:
    """One registered plan and what was read against it since.

    Parameters
    ----------
    name, outcome : str
        Name of the test and the outcome that decides, in the reader's own words.
    question : str
        English template of the cell's question.
    method_id, method_version, parameters : str, str, mapping
        The planner and what was asked of it.
    answer : str
        Digest of the plan's numbers.
    seed : int or None
        Seed, where the planner uses one.
    registered_at : str
        Time in UTC, ISO 8601.
    supersedes, reason : str
        Id of the plan this one takes the place of, and why.
    seal : str
        Digest of all of the above; see `intact`.
    readings : tuple of ReadingRecord
        What was read against it, the earliest first. Not part of the seal.
    """

    name: str
    outcome: str
    question: str
    method_id: str
    method_version: str
    parameters: Mapping[str, Any]
    answer: str
    registered_at: str
    seal: str
    seed: int | None = None
    supersedes: str = ""
    reason: str = ""
    readings: tuple[ReadingRecord, ...] = ()

    @property
    def id(self) -> str:
        """Short identity: the beginning of the seal."""
        return self.seal[:ID_LENGTH]

    @property
    def method(self) -> Method:
        """The planner."""
        return method_by_id(self.method_id)

    @property
    def question_message(self) -> Message:
        """The question as a message."""
        return question_message(self.question)

    @property
    def intact(self) -> bool:
        """Whether nothing of the plan was changed since it was registered."""
        return self.seal == _digest(_frozen(self))

    @property
    def known_parameters(self) -> dict[str, Any]:
        """The parameters that the planner still has; one that is gone shows in the numbers."""
        declared = {p.name for p in self.method.parameters}
        return {name: value for name, value in self.parameters.items() if name in declared}

    def computes_as_registered(self, result: Result) -> bool:
        """Whether a result of today has the numbers that were registered."""
        return numbers_digest(result) == self.answer

    def to_json(self) -> dict[str, Any]:
        """The plan and its readings as plain JSON values."""
        return {**_frozen(self), "seal": self.seal, "readings": [reading.to_json() for reading in self.readings]}

    @staticmethod
    def from_json(record: Mapping[str, Any]) -> PlanRecord:
        """Read a plan back.

        Raises
        ------
        StudyFileError
            If the record is not a plan or names an unknown method.
        """
        try:
            return PlanRecord(
                name=str(record["name"]),
                outcome=str(record["outcome"]),
                question=str(record["question"]),
                method_id=str(record["method"]),
                method_version=str(record["version"]),
                parameters=typed_parameters(method_by_id(record["method"]), record["parameters"], keep_others=True),
                answer=str(record["answer"]),
                registered_at=str(record["registered_at"]),
                seal=str(record["seal"]),
                seed=None if record.get("seed") is None else int(record["seed"]),
                supersedes=str(record.get("supersedes", "")),
                reason=str(record.get("reason", "")),
                readings=tuple(ReadingRecord.from_json(item) for item in record.get("readings", ())),
            )
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise StudyFileError(
                Message("A registered plan in this file cannot be read: {detail}.", detail=str(error)),
                remedy=Message("Open an earlier copy of the file, or register the plan again."),
            ) from error


def register(
    method: Method,
    parameters: Mapping[str, Any],
    result: Result,
    *,
    name: str,
    outcome: str = "",
    question: str = "",
    supersedes: PlanRecord | None = None,
    reason: str = "",
    at: str | None = None,
) -> PlanRecord:
    """Which plan is in force from now on?

    Parameters
    ----------
    method : Method
        The planner.
    parameters : mapping
        Its parameters as chosen; those equal to their default are written down too, so that a later
        default cannot change the plan.
    result : Result
        What it answered.
    name, outcome, question : str
        See `PlanRecord`.
    supersedes : PlanRecord, optional
        The plan this one takes the place of.
    reason : str
        Why it does.
    at : str, optional
        Time of the registration; the present moment by default.

    Returns
    -------
    PlanRecord
        Sealed: any later change of it shows.
    """
    written = {p.name: parameters.get(p.name, p.default) for p in method.parameters}
    draft = PlanRecord(
        name=name.strip(),
        outcome=outcome.strip(),
        question=question or method.question.template,
        method_id=method.id,
        method_version=method.version,
        parameters=written,
        answer=numbers_digest(result),
        registered_at=at or now(),
        seal="",
        seed=result.provenance.seed,
        supersedes=supersedes.id if supersedes is not None else "",
        reason=reason.strip(),
    )
    return replace(draft, seal=_digest(_frozen(draft)))


def with_reading(record: PlanRecord, reading: ReadingRecord) -> PlanRecord:
    """The plan with one more reading; the same numbers read again in the same way are not a second one."""
    if any(item.id == reading.id for item in record.readings):
        return record
    return replace(record, readings=tuple(sorted((*record.readings, reading), key=lambda item: item.read_at)))


def merged(mine: Sequence[PlanRecord], others: Iterable[PlanRecord]) -> tuple[PlanRecord, ...]:
    """Which plans do two registries hold together?

    Parameters
    ----------
    mine, others : sequence of PlanRecord
        The registry that goes on, and the one whose plans are added.

    Returns
    -------
    tuple of PlanRecord
        Every plan once, the earliest first, with the readings of both.
    """
    known = {item.id: item for item in mine}
    for item in others:
        first = known.setdefault(item.id, item)
        for reading in item.readings:
            known[item.id] = first = with_reading(first, reading)
    return tuple(sorted(known.values(), key=lambda item: item.registered_at))


def successor(records: Iterable[PlanRecord], record: PlanRecord) -> PlanRecord | None:
    """The plan that takes the place of this one, or None while it is in force."""
    return next((item for item in records if item.supersedes == record.id), None)


def numbers_digest(result: Result) -> str:
    """Digest of a result's numbers to eight digits, the same on every machine.

    Examples
    --------
    >>> from analysis.experiments import plan_proportions
    >>> one = plan_proportions(baseline_rate=0.35, change=0.02)
    >>> numbers_digest(one) == numbers_digest(plan_proportions(baseline_rate=0.35, change=0.02))
    True
    """
    text = result.to_frame().to_csv(index=False, float_format=f"%.{DIGITS}g")
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _frozen(record: PlanRecord) -> dict[str, Any]:
    """What the seal covers: everything but the readings."""
    return {
        "name": record.name,
        "outcome": record.outcome,
        "question": record.question,
        "method": record.method_id,
        "version": record.method_version,
        "parameters": plain_parameters(record.parameters),
        "answer": record.answer,
        "seed": record.seed,
        "registered_at": record.registered_at,
        "supersedes": record.supersedes,
        "reason": record.reason,
    }


def _digest(facts: Any) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
