"""The layouts a survey can be written in, and for each what the layout cannot carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from analysis.core.messages import Message

LayoutId: TypeAlias = Literal["wjx_text", "wjx_number", "surveymonkey", "qualtrics", "plain", "spss", "parquet"]
FileFormat: TypeAlias = Literal["xlsx", "csv", "sav", "parquet"]
LossId: TypeAlias = Literal[
    "ids",
    "one_language",
    "unused_answers",
    "answer_labels",
    "guessed_level",
    "reverse",
    "skipped",
    "refused",
    "blank_choice",
    "none_chosen",
    "offered_order",
    "batteries",
    "roles",
    "text_missing",
    "long_numbers",
]

LOSS_WORDS: dict[LossId, Message] = {
    "ids": Message("Variables get ids from their place or header; those of the codebook are not in the file."),
    "one_language": Message("Labels stand in one language."),
    "unused_answers": Message("Answers that nobody gave, and labels of single points of a scale, are not in the file."),
    "answer_labels": Message("Answers are option numbers without their labels; the export by option text has these."),
    "guessed_level": Message("Levels and the order of answers are not declared; they are told by wording and values."),
    "reverse": Message("Which items are reverse-keyed is not in the file."),
    "skipped": Message("Questions skipped by logic and questions left blank are both empty cells."),
    "refused": Message("Refused and invalid answers are left blank."),
    "blank_choice": Message(
        "A question with several answers that was left blank looks like one in which none was chosen."
    ),
    "none_chosen": Message(
        "A question with several answers in which none was chosen is an empty row and does not count as asked."
    ),
    "offered_order": Message("The order in which options and items were offered is told by the answers alone."),
    "batteries": Message("Which items belong to one battery or one ranking is not in the file."),
    "roles": Message("That a column is an id, a weight or an open text is told by its name and values."),
    "text_missing": Message("Why a text or a date is missing is not in the file."),
    "long_numbers": Message("A workbook keeps 15 digits of a number."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A layout of a survey file.

    Parameters
    ----------
    id : str
        Code.
    words : Message
        What it is called.
    formats : tuple of str
        File formats it is written in; the first is the usual one.
    losses : tuple of str
        What it cannot carry, as keys of `LOSS_WORDS`.
    """

    id: LayoutId
    words: Message
    formats: tuple[FileFormat, ...]
    losses: tuple[LossId, ...]

    def losses_in(self, file_format: FileFormat) -> tuple[LossId, ...]:
        """What the layout cannot carry in one file format."""
        return (*self.losses, "long_numbers") if file_format == "xlsx" else self.losses


LAYOUTS: dict[LayoutId, Layout] = {
    layout.id: layout
    for layout in (
        Layout(
            id="wjx_text",
            words=Message("问卷星, by option text"),
            formats=("xlsx", "csv"),
            losses=(
                "ids", "one_language", "unused_answers", "guessed_level", "reverse", "refused", "blank_choice",
                "offered_order",
            ),
        ),
        Layout(
            id="wjx_number",
            words=Message("问卷星, by option number"),
            formats=("xlsx", "csv"),
            losses=(
                "ids", "one_language", "unused_answers", "answer_labels", "guessed_level", "reverse",
                "refused", "blank_choice",
            ),
        ),
        Layout(
            id="surveymonkey",
            words=Message("SurveyMonkey (two header rows)"),
            formats=("xlsx", "csv"),
            losses=(
                "ids", "one_language", "unused_answers", "guessed_level", "reverse", "batteries", "skipped",
                "refused", "none_chosen",
            ),
        ),
        Layout(
            id="qualtrics",
            words=Message("Qualtrics (three header rows)"),
            formats=("csv",),
            losses=(
                "ids", "one_language", "unused_answers", "guessed_level", "reverse", "batteries", "skipped",
                "refused", "blank_choice",
            ),
        ),
        Layout(
            id="plain",
            words=Message("A table with one header row"),
            formats=("csv", "xlsx"),
            losses=(
                "ids", "one_language", "unused_answers", "guessed_level", "reverse", "batteries", "skipped",
                "refused",
            ),
        ),
        Layout(
            id="spss",
            words=Message("SPSS, with labels, missing codes and multiple-response sets"),
            formats=("sav",),
            losses=("one_language", "reverse", "batteries", "roles", "text_missing"),
        ),
        Layout(
            id="parquet",
            words=Message("Parquet, with the codebook in the file"),
            formats=("parquet",),
            losses=(),
        ),
    )
}  # fmt: skip
