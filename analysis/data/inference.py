"""`infer_codebook`: what the columns of a table are, from their names and values alone."""

# pandas' own stubs leave some series partly unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np
import pandas as pd
from pandas.api import types

from analysis.core.frames import MissingKind
from analysis.core.messages import LocalText
from analysis.data.answers import Answers, infer_answers
from analysis.data.codebook import (
    Code,
    Codebook,
    MissingCode,
    TableName,
    ValueLabel,
    Variable,
    VariableLevel,
    code_text,
)
from analysis.data.number_levels import number_level, plain_code
from analysis.data.numerals import number_text
from analysis.data.text_column import TextColumn
from analysis.data.variable_ids import local_text

MAX_CODED = 60
YES_NO = (ValueLabel(0, LocalText("no", "否")), ValueLabel(1, LocalText("yes", "是")))
_OPTION_NAME = re.compile(r"(?P<question>.+?)_\d{1,3}")


def infer_codebook(
    frame: pd.DataFrame,
    *,
    labels: Mapping[str, str] | None = None,
    missing: Mapping[Code, MissingKind] | None = None,
    table: TableName = "survey",
) -> Codebook:
    """What does every column of a table measure, and which answers does it have?

    Parameters
    ----------
    frame : DataFrame
        Any table; text, numbers, categoricals, dates.
    labels : Mapping of str to str, optional
        Question text of columns.
    missing : Mapping of code to missing kind, optional
        Codes that stand for a missing answer in every column, such as ``{-3: "skipped", -2: "blank"}``.
    table : str
        Table of the study that the frame is.

    Returns
    -------
    Codebook
        One variable a column, and one for each multi-select question (consecutive columns
        ``name_1``, ``name_2`` … of 0 and 1).

    Notes
    -----
    Answers stand in the order of a categorical, of a known scale wording (非常不满意 … 非常满意, never
    … always), of the bands they name, of the numbers in front of them, or of first appearance, in
    this order of preference. Whole numbers within 0..7 are a rating (ordinal); two values are
    nominal; 0-10 and everything longer is a scale. The answers "None", "NA" and 无 are answers.
    A level is a guess about meaning: check it on the Variables page.

    Examples
    --------
    >>> frame = pd.DataFrame({"city": ["A", "B", "A"], "satisfied": ["满意", "一般", "不满意"], "age": [31, 44, 58]})
    >>> [(variable.id, variable.level) for variable in infer_codebook(frame).variables]
    [('city', 'nominal'), ('satisfied', 'ordinal'), ('age', 'scale')]
    """
    reserved: dict[str, MissingKind] = {code_text(code): kind for code, kind in (missing or {}).items()}
    variables = [
        _variable(frame.iloc[:, place], str(name), (labels or {}).get(str(name), ""), reserved, table)
        for place, name in enumerate(frame.columns)
    ]
    return Codebook(tuple(_with_questions(frame, variables, reserved, labels or {})))


def _variable(
    column: pd.Series, name: str, label: str, reserved: Mapping[str, MissingKind], table: TableName
) -> Variable:
    found = _answers(column, name, reserved)
    return Variable(
        id=name,
        label=local_text(label or name),
        level=found.level,
        values=found.values,
        missing=found.missing,
        source=name,
        table=table,
    )


def _answers(column: pd.Series, name: str, reserved: Mapping[str, MissingKind]) -> Answers:
    nothing = TextColumn.of([])
    missing = tuple(MissingCode(plain_code(code), kind) for code, kind in reserved.items())
    if isinstance(column.dtype, pd.CategoricalDtype):
        texts = [code_text(code) for code in column.cat.categories.tolist()]
        values = tuple(ValueLabel(plain_code(text), local_text(text)) for text in texts if text not in reserved)
        level: VariableLevel = "ordinal" if column.cat.ordered else "nominal"
        return Answers(cells=nothing, level=level, values=values, missing=missing, order="declared")
    if types.is_datetime64_any_dtype(column.dtype):
        return Answers(cells=nothing, level="date", missing=missing)
    if types.is_bool_dtype(column.dtype):
        return Answers(cells=nothing, level="nominal", values=YES_NO, missing=missing)
    if types.is_numeric_dtype(column.dtype):
        return _numeric(column, name, reserved, missing)
    if isinstance(column.dtype, pd.StringDtype):
        return infer_answers(TextColumn.of(column), name, reserved=reserved)
    texts = column.map(lambda value: value if isinstance(value, str) else code_text(value), na_action="ignore")
    return infer_answers(TextColumn.of(texts.astype("str")), name, reserved=reserved)


def _numeric(
    column: pd.Series, name: str, reserved: Mapping[str, MissingKind], missing: tuple[MissingCode, ...]
) -> Answers:
    values = column.to_numpy(dtype=np.float64, na_value=np.nan)
    finite = values[np.isfinite(values)]
    distinct = np.unique(finite)
    if len(distinct) > MAX_CODED and len(distinct) < len(finite):
        return Answers(cells=TextColumn.of([]), level=number_level(distinct)[0], missing=missing)
    codes, found = pd.factorize(np.where(np.isfinite(values), values, np.nan))
    cells = TextColumn(np.asarray(codes, dtype=np.int64), tuple(number_text(float(number)) for number in found))
    return infer_answers(cells, name, reserved=reserved)


def _with_questions(
    frame: pd.DataFrame, variables: Sequence[Variable], reserved: Mapping[str, MissingKind], labels: Mapping[str, str]
) -> list[Variable]:
    """Make consecutive columns ``name_1``, ``name_2`` … of 0 and 1 the options of one question."""

    def question_of(variable: Variable) -> str:
        match = _OPTION_NAME.fullmatch(variable.id)
        return match["question"] if match and _is_option(frame[variable.id], reserved) else ""

    if not frame.columns.is_unique:
        return list(variables)
    grouped: list[Variable] = []
    taken = {variable.id for variable in variables}
    for question, run in groupby(variables, question_of):
        members = list(run)
        if not question or len(members) < 2 or question in taken:
            grouped.extend(members)
            continue
        grouped.append(
            Variable(
                id=question,
                label=local_text(labels.get(question, question)),
                level="multi",
                options=tuple(member.id for member in members),
                table=members[0].table,
            )
        )
        grouped.extend(_as_option(member, question) for member in members)
    return grouped


def _as_option(variable: Variable, question: str) -> Variable:
    return Variable(
        id=variable.id,
        label=variable.label,
        level="option",
        missing=variable.missing,
        part_of=question,
        source=variable.source,
        table=variable.table,
    )


def _is_option(column: pd.Series, reserved: Mapping[str, MissingKind]) -> bool:
    distinct = {code_text(value) for value in column.dropna().unique().tolist()}
    return bool(distinct) and distinct - set(reserved) <= {"0", "1"}
