"""Columns of a newly read file under a stored codebook: options keep their columns by what they say.

Readers number the options of a multi-select question by their place in the file or by first
appearance, so the same option may stand under another id in the next file. The text of the option
decides, never its place.
"""

# pandas' own stubs leave masks partly unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from analysis.data.codebook import Codebook, TableName, Variable, code_text
from analysis.data.variable_ids import local_text


@dataclass(frozen=True, slots=True, eq=False)
class AlignedTable:
    """A read table whose option columns have the ids of the stored codebook.

    Parameters
    ----------
    frame : DataFrame
        The raw table.
    codebook : Codebook
        What the reader inferred, under the same ids.
    """

    frame: pd.DataFrame
    codebook: Codebook


def aligned(frame: pd.DataFrame, inferred: Codebook, stored: Codebook, table: TableName) -> AlignedTable:
    """Give the option columns of a read table the ids that a stored codebook knows them by.

    Parameters
    ----------
    frame : DataFrame
        The table as read; it is not changed.
    inferred : Codebook
        What the reader inferred; its variables may stand under any table.
    stored : Codebook
        The codebook of the study.
    table : str
        The study's table.

    Returns
    -------
    AlignedTable
        Options the stored codebook does not know get ids of their own. Options of a joined question
        (one cell with all answers) that nobody chose any more come back as columns of zeros, and a
        joined question in which nobody chose two is split again.
    """
    found = Codebook(tuple(replace(variable, table=table) for variable in inferred.variables))
    for question in stored.of_table(table):
        theirs = found.find(question.id, table)
        if not question.options or theirs is None:
            continue
        if theirs.options:
            frame, found = _aligned_question(frame, found, stored, question, theirs)
        elif question.level == "multi" and question.id in frame.columns:
            frame, found = _split_question(frame, found, stored, question, theirs)
    return AlignedTable(frame, found)


def option_text(variable: Variable) -> str:
    """What an option says in the file."""
    return (variable.answer or variable.label.zh or variable.label.en).strip()


def _aligned_question(
    frame: pd.DataFrame, found: Codebook, stored: Codebook, question: Variable, theirs: Variable
) -> tuple[pd.DataFrame, Codebook]:
    renamed = _new_ids(found, stored, question, theirs)
    if any(old != new for old, new in renamed.items()):
        frame = frame.rename(columns=renamed)
        found = Codebook(tuple(_renamed(variable, theirs, renamed) for variable in found.variables))
    here = [new for new in renamed.values() if new in frame.columns]
    absent = [option for option in question.options if option not in frame.columns]
    siblings = [variable for option in here if (variable := found.find(option, question.table)) is not None]
    joined = bool(theirs.source) and all(variable.source == theirs.source for variable in siblings)
    if not absent or not here or not joined or any(variable.level != "option" for variable in siblings):
        return frame, found
    nobody = _nobody_chose(frame[here[0]], siblings[0])
    return frame.assign(**dict.fromkeys(absent, nobody)), found


def _split_question(
    frame: pd.DataFrame, found: Codebook, stored: Codebook, question: Variable, theirs: Variable
) -> tuple[pd.DataFrame, Codebook]:
    """Option columns out of a column with one answer a cell, which the reader took for a single choice."""
    column = frame[question.id]
    texts = column.map(code_text, na_action="ignore")
    kinds = {code_text(item.code): item for item in theirs.missing}
    given = sorted(set(texts.dropna()) - set(kinds))
    mine = _by_text(stored, question)
    if given and all(text.isdigit() for text in given):
        mine = {str(place): option for place, option in enumerate(question.options, start=1)}
    if not set(given) & set(mine):
        return frame, found
    passed_on = {code: item.code for code, item in kinds.items() if item.kind != "blank"}
    taken = {variable.id for variable in (*stored.of_table(question.table), *found.variables)}
    options: dict[str, str] = {option: text for text, option in mine.items()}
    for text in given:
        if text not in mine:
            name = _free_id(question.id, taken)
            taken.add(name)
            options[name] = text
    columns = {
        name: (texts == text).astype("int64").mask(texts.isin(passed_on), texts.map(passed_on)).mask(texts.isna())
        for name, text in options.items()
    }
    missing = tuple(item for item in theirs.missing if item.kind != "blank")
    split = [
        Variable(
            id=name, label=local_text(text), level="option", part_of=question.id, source=theirs.source,
            table=question.table, missing=missing,
        )
        for name, text in options.items()
    ]  # fmt: skip
    owner = Variable(
        id=question.id,
        label=theirs.label,
        level="multi",
        options=tuple(options),
        source=theirs.source,
        table=question.table,
    )
    return frame.drop(columns=question.id).assign(**columns), found.with_variables([owner, *split])


def _new_ids(found: Codebook, stored: Codebook, question: Variable, theirs: Variable) -> dict[str, str]:
    """New id of each option column that was read."""
    mine = _by_text(stored, question)
    texts = {text: option for text, option in _by_text(found, theirs).items() if text in mine}
    moved = {option: mine[text] for text, option in texts.items()}
    taken = set(question.options) | set(theirs.options) | {variable.id for variable in stored.of_table(question.table)}
    renamed: dict[str, str] = {}
    for option in theirs.options:
        if option in moved:
            renamed[option] = moved[option]
        elif option in moved.values():
            # Its place now belongs to an option that is known by its text.
            renamed[option] = _free_id(question.id, taken)
            taken.add(renamed[option])
        else:
            renamed[option] = option
    return renamed


def _by_text(codebook: Codebook, question: Variable) -> dict[str, str]:
    """Options of a question by their text; texts that stand twice decide nothing."""
    options = [variable for name in question.options if (variable := codebook.find(name, question.table)) is not None]
    texts = [option_text(variable) for variable in options]
    return {text: v.id for text, v in zip(texts, options, strict=True) if text and texts.count(text) == 1}


def _free_id(question: str, taken: set[str]) -> str:
    place = 1
    while f"{question}_{place}" in taken:
        place += 1
    return f"{question}_{place}"


def _renamed(variable: Variable, theirs: Variable, renamed: dict[str, str]) -> Variable:
    if variable.id == theirs.id:
        return replace(variable, options=tuple(renamed[option] for option in theirs.options))
    return replace(variable, id=renamed.get(variable.id, variable.id))


def _nobody_chose(sibling: pd.Series, variable: Variable) -> pd.Series:
    """A column of zeros, missing where its sibling is: those were not asked this question either."""
    missing = {code_text(item.code) for item in variable.missing}
    texts = sibling.map(code_text, na_action="ignore")
    passed_on = sibling.isna() | texts.isin(missing)
    if pd.api.types.is_numeric_dtype(sibling.dtype):
        return sibling.where(passed_on, 0)
    return sibling.where(passed_on, "0")
