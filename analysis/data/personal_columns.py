"""What happens to personal data on reading: left out, kept on request, or replaced by a keyed hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from analysis.core.errors import ParameterError
from analysis.core.messages import ColumnRef, Message, PluralMessage
from analysis.data.assembly import named
from analysis.data.codebook import Codebook, Variable, code_text
from analysis.data.keyed_hash import checked_key, keyed_hash
from analysis.data.privacy import PersonalColumn, find_personal_data, mask_column
from analysis.data.privacy_patterns import PersonalKind
from analysis.data.read_report import Reporter
from analysis.data.text_column import TextColumn

IDENTIFIERS: frozenset[PersonalKind] = frozenset({
    "phone", "id_number", "email", "wechat", "online_id", "ip", "plate",
})  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """A table whose personal data have been dealt with; `personal` lists what was found, without texts beside answers."""

    frame: pd.DataFrame
    codebook: Codebook
    personal: tuple[PersonalColumn, ...]


def settle_personal(
    frame: pd.DataFrame,
    codebook: Codebook,
    keep: Sequence[str],
    hashed: Sequence[str],
    key: bytes | str | None,
    report: Reporter,
) -> Settled:
    """Leave out, keep or hash the columns that hold personal data.

    Parameters
    ----------
    frame, codebook
        The table as read.
    keep : sequence of str
        Columns to keep, by id or header.
    hashed : sequence of str
        Columns to replace by keyed hashes; they need not be personal.
    key : bytes or str, optional
        Key of the hashes.
    report : Reporter
        Told every column and why.

    Returns
    -------
    Settled
        Open answers stay, with what has a personal form in them replaced by ***; texts written
        beside "other" stay, marked as personal.
    """
    keep_ids = _ids_of(keep, codebook, "keep_personal")
    hash_ids = _ids_of(hashed, codebook, "hash_as_key")
    secret = checked_key(key) if hash_ids else b""
    found = [item for item in find_personal_data(frame, codebook) if not _is_key(codebook[item.column])]
    columns = {str(name): frame[name] for name in frame.columns}
    variables = {variable.id: variable for variable in codebook.variables}
    for name in hash_ids:
        columns[name] = _hashed(columns[name], secret)
        variables[name] = replace(variables[name], level="id", values=(), missing=(), personal=False)
        report.changed(Message("{column} was replaced by a keyed hash.", column=ColumnRef(name)), len(frame), name)
    for item in found:
        if item.column in hash_ids:
            continue
        _settle(item, columns, variables, keep_ids, report)
    _report_written(found, columns, report)
    kept = tuple(v for v in variables.values() if v.id in columns or v.options)
    beside = {item.column for item in found if _is_written(item, codebook[item.column])}
    listed = tuple(item for item in found if item.column not in beside)
    return Settled(pd.DataFrame(columns, index=frame.index), Codebook(kept), listed)


def _is_key(variable: Variable) -> bool:
    """Whether reading has already settled that the column is the key of its table."""
    return variable.table != "survey" and variable.keep


def _is_written(item: PersonalColumn, variable: Variable) -> bool:
    """Whether a column holds what people wrote beside an answer, which stays in the frame."""
    return item.found_by == "layout" and bool(variable.part_of)


def _settle(
    item: PersonalColumn,
    columns: dict[str, pd.Series],
    variables: dict[str, Variable],
    keep_ids: Sequence[str],
    report: Reporter,
) -> None:
    """Deal with one personal column, in place in this call's own dictionaries."""
    name = item.column
    variable = variables[name]
    if name in keep_ids:
        variables[name] = replace(variable, personal=True, keep=True)
        if item.kind in IDENTIFIERS and not item.in_text:
            columns[name] = _as_text(columns[name])
            variables[name] = replace(variables[name], level="id", values=())
        report.caution("read", Message("Kept on request: {reason}", reason=item.reason), item.n, name)
    elif item.in_text:
        columns[name], n = mask_column(columns[name])
        report.caution(
            "changed",
            PluralMessage(
                "In {n:count} text of {column}, what looks like personal data was replaced by ***.",
                "In {n:count} texts of {column}, what looks like personal data was replaced by ***.",
                n=n,
                column=ColumnRef(name),
            ),
            n,
            name,
        )
    elif _is_written(item, variable):
        return
    else:
        del columns[name]
        del variables[name]
        report.set_aside(Message("Left out as personal data: {reason}", reason=item.reason), item.n, name)


def _report_written(found: Sequence[PersonalColumn], columns: dict[str, pd.Series], report: Reporter) -> None:
    written = [item for item in found if item.found_by == "layout" and item.column in columns]
    if written:
        names = [item.column for item in written]
        report.read(
            Message(
                "What people wrote beside an answer is marked as personal and stays out of analyses and exports until "
                "you ask for it: {columns}.",
                columns=named(names),
            ),
            sum(item.n for item in written),
            *names,
        )


def _as_text(column: pd.Series) -> pd.Series:
    """Identifiers as text: a phone number is no quantity."""
    return column.map(lambda value: value if isinstance(value, str) else code_text(value), na_action="ignore").astype(
        "str"
    )


def _hashed(column: pd.Series, key: bytes) -> pd.Series:
    return TextColumn.of(_as_text(column)).replaced(lambda text: keyed_hash(text, key)).series(column.index)


def _ids_of(names: Sequence[str], codebook: Codebook, parameter: str) -> tuple[str, ...]:
    """Column ids for names that may be ids, headers or labels."""
    return tuple(_id_of(name, codebook, parameter) for name in names)


def _id_of(name: str, codebook: Codebook, parameter: str) -> str:
    columns = [variable for variable in codebook.variables if not variable.options]
    by_id = {variable.id: variable.id for variable in columns}
    by_header = {variable.source: variable.id for variable in reversed(columns)}
    by_label = {label: v.id for v in reversed(columns) for label in (v.label.en, v.label.zh)}
    for names in (by_id, by_header, by_label):
        if name in names:
            return names[name]
    raise ParameterError(
        Message("The file has no column {column}.", column=name),
        Message(
            "Its columns are: {columns}.", columns=tuple(variable.source or variable.id for variable in columns[:12])
        ),
        Message("Give the header of the column, or its id."),
        parameter=parameter,
    )
