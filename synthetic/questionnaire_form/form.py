"""A questionnaire: questions in both languages, who is asked what, and which items are reverse-keyed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, TypeAlias

from analysis.core.messages import Language, LocalText

FormKind: TypeAlias = Literal["single", "multi", "rating", "score", "battery", "number", "text"]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of a question: its option number and what it says.

    Parameters
    ----------
    code : int
        Option number, from 1 (scores: the score itself).
    text : LocalText
        What the respondent reads.
    ends : bool
        Whether the interview ends here.
    refused : bool
        Whether it declines to answer.
    written : bool
        Whether the respondent may write something beside it.
    alone : bool
        Whether it excludes all other answers of its question.
    """

    code: int
    text: LocalText
    ends: bool = False
    refused: bool = False
    written: bool = False
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One statement of a battery.

    Parameters
    ----------
    text : LocalText
        The statement.
    reverse : bool
        Whether agreeing with it means less of what the battery measures.
    expected : int, optional
        The code an attentive respondent chooses: the item checks attention and measures nothing.
    """

    text: LocalText
    reverse: bool = False
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """Who is asked: those who chose one of these answers of an earlier question."""

    question: str
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormQuestion:
    """One question.

    Parameters
    ----------
    id : str
        ``q1``, ``q2`` … in order: the number a survey tool gives it, and its id when the answers come back.
    kind : str
        ``rating`` has labelled points, ``score`` is 0 to 10, ``battery`` is several statements with the
        same answers.
    text : LocalText
        What is asked.
    answers : tuple of Answer
        In the order they are offered.
    items : tuple of Item
        Statements of a battery.
    scale : LocalText, optional
        What a battery measures.
    asked_if : Condition, optional
        Who is asked; everybody by default.
    note : LocalText
        Said below the question.
    required : bool
        Whether it can be passed over.
    """

    id: str
    kind: FormKind
    text: LocalText
    answers: tuple[Answer, ...] = ()
    items: tuple[Item, ...] = ()
    scale: LocalText | None = None
    asked_if: Condition | None = None
    note: LocalText = field(default_factory=LocalText)
    required: bool = True

    @property
    def number(self) -> int:
        """Its number in the questionnaire."""
        return int(self.id.removeprefix("q"))

    def part(self, place: int) -> str:
        """Id of an option or item, by its place from 1."""
        return f"{self.id}_{place}"


@dataclass(frozen=True, kw_only=True)
class Questionnaire:
    """A questionnaire that can be fielded.

    Parameters
    ----------
    title : LocalText
        Its name.
    introduction : tuple of LocalText
        Consent text, a paragraph each; what stands in 【 】 or [ ] is to be filled in.
    questions : tuple of FormQuestion
        In order.
    thanks : LocalText
        Said at the end.
    """

    title: LocalText
    introduction: tuple[LocalText, ...]
    questions: tuple[FormQuestion, ...]
    thanks: LocalText

    @cached_property
    def _by_id(self) -> dict[str, FormQuestion]:
        return {question.id: question for question in self.questions}

    def __getitem__(self, question_id: str) -> FormQuestion:
        return self._by_id[question_id]

    def rule(self, question: FormQuestion, language: Language) -> str:
        """Who is asked a question, in words; empty where everybody is."""
        condition = question.asked_if
        if condition is None:
            return ""
        other = self[condition.question]
        chosen = [answer.text.text(language) for answer in other.answers if answer.code in condition.codes]
        if language == "zh":
            return f"仅当第 {other.number} 题选择了{'或'.join(f'“{text}”' for text in chosen)}时显示"
        return f"Shown only to those who chose {' or '.join(f'“{text}”' for text in chosen)} in question {other.number}"
