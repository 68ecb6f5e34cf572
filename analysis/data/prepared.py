"""A table ready for analysis: typed by the codebook, extended by the recipe, reduced by its filters."""

# pandas' own stubs leave extension arrays partly unknown.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.core.errors import UnsuitableDataError
from analysis.core.messages import ColumnRef, Message, PluralMessage, Sentence
from analysis.core.results import Dropped, Note
from analysis.data.codebook import Codebook, TableName, Variable
from analysis.data.recipe import Recipe
from analysis.data.steps import Compute, Filter, Step
from analysis.data.typed_columns import TypedColumn, TypedTable, typed_column


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """One table of a study with codebook and recipe applied.

    Parameters
    ----------
    table : str
        Which table of the study.
    frame : DataFrame
        Typed columns by variable id, the rows the filters keep. Scale and weight are float64,
        ordinal and nominal categorical over **codes as text** (ordinal: ordered as declared),
        option nullable boolean, text and id string, date datetime64.
    missing_kinds : DataFrame
        Same index; for each column with a missing cell why it is missing (categorical
        ``skipped``, ``blank``, ``refused``, ``invalid``).
    weight : str or None
        The weight column in force; it has no missing value in `frame`.
    filter_text : Message or None
        The filters in force, by name.
    n_total : int
        Rows before filters and weight.
    dropped : tuple of Dropped
        Rows left out and why; ``n_total == len(frame) + sum(dropped)``.
    notes : tuple of Note
        What did not fit the codebook, with counts.
    fingerprint : str
        Identity of table content, codebook and recipe.
    """

    table: TableName
    frame: pd.DataFrame
    missing_kinds: pd.DataFrame
    weight: str | None
    filter_text: Sentence | None
    n_total: int
    dropped: tuple[Dropped, ...]
    notes: tuple[Note, ...]
    fingerprint: str


def typed_table(raw: pd.DataFrame, name: TableName, codebook: Codebook) -> TypedTable:
    """Every described column of a raw table, typed; personal columns only where they are kept."""
    variables = [variable for variable in codebook.of_table(name) if holds_column(variable) and not variable.left_out]
    here = [variable for variable in variables if variable.id in raw.columns]
    if len(raw.columns) and not here:
        raise UnsuitableDataError(
            Message("The codebook describes no column of this table."),
            remedy=Message("Infer a codebook from the data first, or use the codebook of this file."),
        )
    return TypedTable(raw.index, {variable.id: typed_column(raw[variable.id], variable) for variable in here})


def holds_column(variable: Variable) -> bool:
    """Whether a variable is itself a raw column, not a question over options or a derived variable."""
    return not variable.derived and variable.level != "multi" and not (variable.level == "ranking" and variable.options)


def prepare(
    typed: TypedTable, name: TableName, codebook: Codebook, recipe: Recipe, *, raw_columns: tuple[str, ...], print_: str
) -> Prepared:
    """Apply the recipe to a typed table and keep the rows its filters and weight allow."""
    full = recipe.applied(typed, name, codebook)
    filters = recipe.filters(name)
    weight = recipe.weight(name)
    keep, dropped = _kept_rows(full, filters, weight.column if weight else None, codebook)
    frame, kinds = full.frame(), full.missing_kinds()
    if not keep.all():
        frame, kinds = frame.loc[keep], kinds.loc[keep]
        kinds = kinds.loc[:, kinds.notna().any()]
    return Prepared(
        table=name,
        frame=frame,
        missing_kinds=kinds,
        weight=weight.column if weight else None,
        filter_text=Message("{filters}", filters=tuple(step.name for step in filters)) if filters else None,
        n_total=len(typed.index),
        dropped=dropped,
        notes=(
            *_weight_notes(dropped),
            *_column_notes(full, name, codebook),
            *_reverse_notes(recipe.of_table(name), codebook),
            *_coverage_notes(raw_columns, name, codebook),
        ),
        fingerprint=print_,
    )


UNWEIGHTED = Message("no weight")
OUTSIDE = Message("outside the filter")
UNKNOWN = Message("filter cannot be decided (missing answers)")


def _kept_rows(
    table: TypedTable, filters: tuple[Filter, ...], weight: str | None, codebook: Codebook
) -> tuple[np.ndarray[tuple[int], np.dtype[np.bool_]], tuple[Dropped, ...]]:
    keep = np.ones(len(table.index), dtype=bool)
    known = keep.copy()
    dropped: list[Dropped] = []
    if filters:
        truths = [step.condition(table, codebook) for step in filters]
        combined = truths[0]
        for truth in truths[1:]:
            combined &= truth
        keep, known = combined.true, combined.known
        dropped += [Dropped(int(combined.false.sum()), OUTSIDE), Dropped(int((~known).sum()), UNKNOWN)]
    if weight is not None:
        unweighted = keep & np.isnan(np.asarray(table.columns[weight].values, dtype=np.float64))
        keep = keep & ~unweighted
        dropped.append(Dropped(int(unweighted.sum()), UNWEIGHTED))
    return keep, tuple(item for item in dropped if item.n)


def _weight_notes(dropped: tuple[Dropped, ...]) -> Iterator[Note]:
    for item in dropped:
        if item.reason == UNWEIGHTED:
            yield Note(
                "caution",
                PluralMessage(
                    "{n:count} row has no weight and is left out.",
                    "{n:count} rows have no weight and are left out.",
                    n=item.n,
                ),
                "missing_weights",
            )


def _column_notes(table: TypedTable, name: TableName, codebook: Codebook) -> Iterator[Note]:
    for variable in codebook.of_table(name):
        column = table.columns.get(variable.id)
        if column is None or variable.derived:
            continue
        if column.n_invalid:
            yield Note("caution", invalid_sentence(variable, column), "invalid_answers")
        elif column.undeclared and variable.values:
            yield Note(
                "info",
                Message(
                    "{column} has answers that the codebook does not declare: {codes}.",
                    column=ColumnRef(variable.id),
                    codes=column.undeclared[:10],
                ),
                "undeclared_answers",
            )


def invalid_sentence(variable: Variable, column: TypedColumn) -> Sentence:
    """How many cells of a column do not fit its level."""
    n = column.n_invalid
    where = ColumnRef(variable.id)
    match variable.level:
        case "scale" | "weight":
            return PluralMessage(
                "{n:count} answer of {column} is not a number and counts as missing.",
                "{n:count} answers of {column} are not numbers and count as missing.",
                n=n,
                column=where,
            )
        case "date":
            return PluralMessage(
                "{n:count} answer of {column} is not a date and counts as missing.",
                "{n:count} answers of {column} are not dates and count as missing.",
                n=n,
                column=where,
            )
        case "option":
            return PluralMessage(
                "{n:count} answer of {column} is neither yes nor no and counts as missing.",
                "{n:count} answers of {column} are neither yes nor no and count as missing.",
                n=n,
                column=where,
            )
        case _:
            return PluralMessage(
                "{n:count} answer of {column} is not a declared one and counts as missing.",
                "{n:count} answers of {column} are not declared ones and count as missing.",
                n=n,
                column=where,
            )


def _reverse_notes(steps: tuple[Step, ...], codebook: Codebook) -> Iterator[Note]:
    for step in steps:
        if isinstance(step, Compute) and (items := step.unturned(codebook)):
            yield Note(
                "caution",
                Message(
                    "{into} uses {columns} as answered, although reverse-keyed; write reverse(…) to turn the scale round.",
                    into=ColumnRef(step.into),
                    columns=tuple(ColumnRef(item) for item in items),
                ),
                "reverse_keyed",
            )


def _coverage_notes(raw_columns: tuple[str, ...], name: TableName, codebook: Codebook) -> Iterator[Note]:
    described = [v.id for v in codebook.of_table(name) if holds_column(v) and not v.left_out]
    absent = tuple(ColumnRef(column) for column in described if column not in raw_columns)
    if absent:
        yield Note(
            "caution",
            PluralMessage(
                "The data lack a column that the codebook describes: {columns}.",
                "The data lack {n:count} columns that the codebook describes: {columns}.",
                n=len(absent),
                columns=absent[:10],
            ),
            "absent_columns",
        )
    undescribed = tuple(column for column in raw_columns if codebook.find(column, name) is None)
    if undescribed and name != "events":
        yield Note(
            "info",
            PluralMessage(
                "A column that the codebook does not describe is left out: {columns}.",
                "{n:count} columns that the codebook does not describe are left out: {columns}.",
                n=len(undescribed),
                columns=undescribed[:10],
            ),
            "undescribed_columns",
        )
