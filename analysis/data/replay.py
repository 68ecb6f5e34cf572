"""New data under an old codebook and recipe: what is kept, what changed, what no longer fits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, TypeAlias, runtime_checkable

import numpy as np
import pandas as pd

from analysis.core.errors import RetentionLabError, UnsuitableDataError
from analysis.core.messages import ColumnRef, Message, PluralMessage, Sentence, ValueRef
from analysis.data.alignment import aligned
from analysis.data.codebook import Codebook, TableName, Variable
from analysis.data.event_columns import typed_events
from analysis.data.expressions.scan import folded
from analysis.data.names import LEVEL_WORDS
from analysis.data.prepared import holds_column, invalid_sentence, typed_table
from analysis.data.read_report import ReadReport
from analysis.data.recipe import Recipe, base_codebook, set_aside
from analysis.data.renumbered import renumbered, renumbered_message
from analysis.data.steps import Filter, Step, Weight
from analysis.data.study import TABLE_WORDS, Origin, Study, identified
from analysis.data.typed_columns import PRESENT, TypedColumn, TypedTable


@runtime_checkable
class TableRead(Protocol):
    """What a reader of files returns: the table and what it inferred about its columns."""

    @property
    def frame(self) -> pd.DataFrame:
        """The raw table."""
        ...

    @property
    def codebook(self) -> Codebook:
        """The inferred codebook."""
        ...


Replaceable: TypeAlias = pd.DataFrame | TableRead

# Above this share of cells that do not fit, the level itself is in doubt, not the cells.
MISFIT_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class SetAside:
    """A step that does not fit the new data, and why."""

    place: int
    step: Step
    reason: Sentence


@dataclass(frozen=True, slots=True)
class Moved:
    """A column that stands under another header than before."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChanges:
    """What differs in one replaced table.

    Parameters
    ----------
    table : str
        Which table.
    n_before, n_after : int
        Rows; `n_before` is 0 where there was no table.
    gone, new : tuple of str
        Columns that the codebook describes and the data no longer have, and columns it did not know.
    new_codes : dict
        For each variable the codes that neither the codebook declares nor the old data had.
    lost_codes : dict
        For each variable the answers that the old data had and nobody gives in the new data.
    misfits : tuple of Message
        Variables with more cells than before that do not fit their level, with counts.
    moved : tuple of Moved
        Columns that stand under another header: they may hold another question now.
    renumbered : tuple of (text, former id, present id)
        Questions that stand under another number.
    levels : tuple of str
        Variables of which more than half of the cells do not fit their level.
    """

    table: TableName
    n_before: int
    n_after: int
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    new_codes: Mapping[str, tuple[str, ...]]
    lost_codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    misfits: tuple[Sentence, ...] = ()
    levels: tuple[str, ...] = ()
    moved: tuple[Moved, ...] = ()
    renumbered: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayReport:
    """What replaying codebook and recipe on new data found.

    Parameters
    ----------
    tables : tuple of TableChanges
        One for each replaced table.
    set_aside : tuple of SetAside
        Steps that no longer fit; they stay in the recipe and do nothing.
    restored : tuple of Step
        Steps that had been set aside and fit again.
    """

    tables: tuple[TableChanges, ...]
    set_aside: tuple[SetAside, ...] = ()
    restored: tuple[Step, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether nothing needs attention: no column gone, no step set aside, no cell that does not fit."""
        clean = all(not (c.gone or c.new_codes or c.misfits or c.moved or c.renumbered) for c in self.tables)
        return clean and not self.set_aside

    def messages(self) -> tuple[Sentence, ...]:
        """The report in sentences: rows, columns, answers, levels, steps."""
        found: list[Sentence] = []
        for changes in self.tables:
            found += _table_messages(changes)
        found += [
            Message(
                "Step {place:count} ({step}) is set aside: {reason}",
                place=item.place + 1,
                step=item.step.describe(),
                reason=item.reason,
            )
            for item in self.set_aside
        ]
        found += [Message("Back in force: {step}", step=step.describe()) for step in self.restored]
        if self.fits:
            found.append(Message("Codebook and recipe fit the new data."))
        return tuple(found)


def replace_tables(study: Study, given: Mapping[TableName, Replaceable]) -> tuple[Study, ReplayReport]:
    """Put new tables into a study, keep its codebook, and replay its recipe step by step.

    Parameters
    ----------
    study : Study
        The study; it stays as it is.
    given : mapping of table name to frame or read file
        The new tables. What a reader inferred describes only columns the codebook does not know.

    Returns
    -------
    (Study, ReplayReport)
    """
    codebook = base_codebook(study.codebook)
    frames: dict[TableName, pd.DataFrame] = {}
    changes: list[TableChanges] = []
    for name, item in given.items():
        known = codebook
        if isinstance(item, pd.DataFrame):
            frames[name] = item
            moved, numbers = (), ()
        else:
            read = aligned(item.frame, item.codebook, codebook, name)
            frames[name] = read.frame
            moved = _moved(known, read.codebook, name)
            numbers = renumbered(known, item.codebook, name)
            codebook = _with_new_columns(codebook, read.codebook, read.frame, name)
        changes.append(replace(_changes(study, name, frames[name], known, codebook), moved=moved, renumbered=numbers))
    tables: dict[str, Any] = {str(name): frame for name, frame in frames.items()}
    bare = replace(study, codebook=codebook, recipe=Recipe(), origin=_origin(study.origin, given), **tables)
    recipe, aside, restored = _replayed(study.recipe, bare, codebook)
    renamed = replace(bare, recipe=recipe)
    return identified(renamed), ReplayReport(tables=tuple(changes), set_aside=aside, restored=restored)


def _origin(origin: Origin, given: Mapping[TableName, Replaceable]) -> Origin:
    """The origin with the names of the files that were read, and how they were read."""
    report, files, options = origin.report, dict(origin.files), dict(origin.options)
    for name, item in given.items():
        if isinstance(found := getattr(item, "report", None), ReadReport):
            report = found
            files[name] = found.file_name
            options[name] = getattr(item, "options", {})
    return replace(origin, files=files, options=options, report=report)


def _with_new_columns(codebook: Codebook, inferred: Codebook, frame: pd.DataFrame, name: TableName) -> Codebook:
    """The codebook with what a reader inferred about columns and questions it does not know."""
    added: list[Variable] = []
    for variable in inferred.variables:
        old = codebook.find(variable.id, name)
        if old is None and (not holds_column(variable) or variable.id in frame.columns):
            added.append(variable)
        elif old is not None and old.level == variable.level and set(variable.options) - set(old.options):
            added.append(replace(old, options=tuple(dict.fromkeys((*old.options, *variable.options)))))
    return codebook.with_variables(added)


def _moved(known: Codebook, inferred: Codebook, name: TableName) -> tuple[Moved, ...]:
    """Columns whose header in the file is another than before."""
    pairs = [(old, new) for new in inferred.of_table(name) if (old := known.find(new.id, name)) is not None]
    return tuple(
        Moved(old.id, old.source, new.source)
        for old, new in pairs
        if old.source and new.source and old.source.strip() != new.source.strip()
    )


def _changes(study: Study, name: TableName, frame: pd.DataFrame, known: Codebook, codebook: Codebook) -> TableChanges:
    before: pd.DataFrame | None = getattr(study, name)
    described = {v.id for v in known.of_table(name)}
    here = set(map(str, frame.columns))
    had = set(map(str, before.columns)) if before is not None else described
    gone = tuple(v.id for v in known.of_table(name) if holds_column(v) and v.id not in here and v.id in had)
    typed = _typed(frame, name, codebook)
    old = None if before is None else study.typed(name)
    codes: dict[str, tuple[str, ...]] = {}
    lost: dict[str, tuple[str, ...]] = {}
    misfits: list[Sentence] = []
    levels: list[str] = []
    for variable in known.of_table(name):
        column = typed.columns.get(variable.id)
        if column is None:
            continue
        past = None if old is None else old.columns.get(variable.id)
        new_codes = tuple(code for code in column.undeclared if past is None or code not in past.undeclared)
        if new_codes and variable.values:
            codes[variable.id] = new_codes
        if past is not None and (missed := _lost_codes(variable, past, column)):
            lost[variable.id] = missed
        share = _misfit_share(column)
        if share > (0.0 if past is None else _misfit_share(past)):
            misfits.append(_misfit_sentence(variable, column))
            if share > MISFIT_SHARE:
                levels.append(variable.id)
    return TableChanges(
        table=name,
        n_before=0 if before is None else len(before),
        n_after=len(frame),
        gone=gone,
        new=tuple(str(column) for column in frame.columns if str(column) not in described),
        new_codes=codes,
        lost_codes=lost,
        misfits=tuple(misfits),
        levels=tuple(levels),
    )


def _lost_codes(variable: Variable, past: TypedColumn, column: TypedColumn) -> tuple[str, ...]:
    """Answers given before and by nobody now; nothing where the question has no answers at all now."""
    if variable.level not in {"nominal", "ordinal"}:
        return ()
    before, now = (_given(values) for values in (past.values, column.values))
    return tuple(code for code in before if code not in now) if now else ()


def _given(values: pd.Categorical) -> list[str]:
    """The categories that occur."""
    categories: list[str] = values.categories.tolist()
    return [categories[place] for place in np.unique(values.codes).tolist() if place >= 0]


def _misfit_share(column: TypedColumn) -> float:
    """Share of the given answers that do not fit the variable's level, in 0..1."""
    given = int((column.kinds == PRESENT).sum()) + column.n_invalid
    return column.n_invalid / given if given else 0.0


def _misfit_sentence(variable: Variable, column: TypedColumn) -> Sentence:
    sentence = invalid_sentence(variable, column)
    if _misfit_share(column) <= MISFIT_SHARE:
        return sentence
    return Message(
        "{column} no longer fits its level, {level}: {why}",
        column=ColumnRef(variable.id),
        level=LEVEL_WORDS[variable.level],
        why=sentence,
    )


def _typed(frame: pd.DataFrame, name: TableName, codebook: Codebook) -> TypedTable:
    return typed_events(frame, codebook) if name == "events" else typed_table(frame, name, codebook)


def _replayed(recipe: Recipe, bare: Study, codebook: Codebook) -> tuple[Recipe, tuple[SetAside, ...], tuple[Step, ...]]:
    """Try every step, also those set aside before, on what codebook and data have together."""
    tables: dict[TableName, TypedTable] = {name: _typed(bare.table(name), name, codebook) for name in bare.tables}
    # A variable whose column is gone cannot be used, although the codebook still describes it.
    gone: set[tuple[TableName, str]] = {
        (v.table, v.id) for v in codebook.variables if holds_column(v) and not v.left_out and not _is_here(v, tables)
    }
    usable = Codebook(tuple(v for v in codebook.variables if (v.table, v.id) not in gone))
    aside: list[SetAside] = []
    steps: list[Step] = []
    lost: set[tuple[TableName, str]] = set()
    for place, step in enumerate(recipe.steps):
        try:
            _require_sources(step, gone, lost)
            made = step.made(usable)
            if step.table in tables:
                tables[step.table] = step.applied(tables[step.table], usable)
        except RetentionLabError as error:
            steps.append(set_aside(step, aside=True))
            aside.append(SetAside(place, step, error.what))
            if not isinstance(step, Filter | Weight):
                lost.add((step.table, folded(step.into)))
            continue
        usable = usable if made is None else usable.with_variables([made])
        steps.append(set_aside(step, aside=False))
    restored = tuple(new for old, new in zip(recipe.steps, steps, strict=True) if old.set_aside and not new.set_aside)
    return replace(recipe, steps=tuple(steps)), tuple(aside), restored


def _require_sources(step: Step, gone: set[tuple[TableName, str]], lost: set[tuple[TableName, str]]) -> None:
    """Raise when a step reads a column that is gone, or a variable whose step is set aside.

    A raw column that happens to have the name of a lost variable must not take its place.
    """
    needed = step.needs()
    away = {(table, folded(name)) for table, name in gone}
    lacking = tuple(ColumnRef(name) for name in needed if (step.table, folded(name)) in away)
    if lacking:
        raise UnsuitableDataError(Message("the data no longer have {columns}.", columns=lacking))
    unmade = tuple(ColumnRef(name) for name in needed if (step.table, folded(name)) in lost)
    if unmade:
        raise UnsuitableDataError(Message("the step that makes {columns} is set aside.", columns=unmade))


def _is_here(variable: Variable, tables: Mapping[TableName, TypedTable]) -> bool:
    return variable.table not in tables or variable.id in tables[variable.table].columns


def _table_messages(changes: TableChanges) -> list[Sentence]:
    table = TABLE_WORDS[changes.table]
    found: list[Sentence] = [
        Message(
            "Rows in {table}: {before:count} before, {after:count} now.",
            table=table,
            before=changes.n_before,
            after=changes.n_after,
        )
        if changes.n_before
        else Message("Rows in {table}: {after:count}.", table=table, after=changes.n_after)
    ]
    if changes.gone:
        found.append(
            PluralMessage(
                "A column is gone: {columns}.",
                "{n:count} columns are gone: {columns}.",
                n=len(changes.gone),
                columns=tuple(ColumnRef(column) for column in changes.gone),
            )
        )
    if changes.new:
        found.append(
            PluralMessage(
                "A column is new: {columns}.",
                "{n:count} columns are new: {columns}.",
                n=len(changes.new),
                columns=tuple(ColumnRef(column) for column in changes.new),
            )
        )
    for variable, codes in changes.new_codes.items():
        found.append(
            Message(
                "{column} has answers that the codebook does not declare: {codes}.",
                column=ColumnRef(variable),
                codes=codes[:10],
            )
        )
    if changes.renumbered:
        found.append(renumbered_message(changes.renumbered))
    found += [
        Message(
            "Nobody gives these answers to {column} any more: {codes}.",
            column=ColumnRef(variable),
            codes=tuple(ValueRef(variable, code) for code in codes[:10]),
        )
        for variable, codes in changes.lost_codes.items()
    ]
    found += [
        Message(
            "{column} stands under another header: “{before}” before, “{after}” now. Check that it is the same question.",
            column=ColumnRef(item.column),
            before=item.before,
            after=item.after,
        )
        for item in changes.moved
    ]
    return [*found, *changes.misfits]
