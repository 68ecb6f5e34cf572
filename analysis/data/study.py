"""A study: raw tables, what their columns mean, and how they are prepared. Never changed, only replaced."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

import pandas as pd

from analysis.core.errors import ParameterError, RetentionLabError, UnsuitableDataError
from analysis.core.frames import fingerprint as frame_fingerprint
from analysis.core.messages import LocalText, Message
from analysis.data.codebook import Codebook, TableName
from analysis.data.codebook_json import codebook_to_json, repeated_variable
from analysis.data.event_columns import typed_events
from analysis.data.prepared import Prepared, prepare, typed_table
from analysis.data.read_report import ReadReport
from analysis.data.recipe import Recipe, base_codebook, derived_labels
from analysis.data.typed_columns import TypedTable

if TYPE_CHECKING:
    from analysis.data.replay import Replaceable, ReplayReport
    from analysis.data.table_sources import Source, TableSource

OriginKind: TypeAlias = Literal["sample", "real", "file"]
TABLE_NAMES: tuple[TableName, ...] = ("survey", "customers", "events", "arms")
TABLE_WORDS: dict[TableName, Message] = {
    "survey": Message("survey answers"),
    "customers": Message("a customer table"),
    "events": Message("behaviour events"),
    "arms": Message("experiment arms"),
}


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a study comes from.

    Parameters
    ----------
    kind : {"sample", "real", "file"}
        A generated study, one that ships with the package, or the user's own files.
    files : mapping of table to file name or names
        Names without folders, as shown code opens them.
    seed : int, optional
        Seed of a generated study.
    report : ReadReport, optional
        What was read, changed and set aside on import. Not saved: it is made anew when read.
    options : mapping of table to options
        How each file was read (`SurveyRead.options`), so that it can be read the same way again.
    """

    kind: OriginKind = "file"
    files: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict[str, "str | tuple[str, ...]"])
    seed: int | None = None
    report: ReadReport | None = None
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict[str, Mapping[str, Any]])


@dataclass(frozen=True, kw_only=True, eq=False)
class Study:
    """Tables, codebook and recipe of one study.

    Parameters
    ----------
    id : str
        Code in links: ``sample-7``, ``anes96``, ``file-<fingerprint>``.
    name : LocalText
        What the study is called.
    survey, customers, events, arms : DataFrame, optional
        Raw tables as read; columns are variable ids. They are never changed.
    codebook : Codebook
        What the columns mean, with the variables the recipe makes (marked `derived`).
    recipe : Recipe
        How the tables are prepared.
    origin : Origin
        Where the tables come from.
    opened : str
        Digest of the codebook the study was opened with, to tell whether it was changed.

    Raises
    ------
    ParameterError
        A step of the recipe does not fit the codebook.
    UnsuitableDataError
        A table has two columns of one name.
    """

    id: str
    name: LocalText
    survey: pd.DataFrame | None = None
    customers: pd.DataFrame | None = None
    events: pd.DataFrame | None = None
    arms: pd.DataFrame | None = None
    codebook: Codebook = field(default_factory=Codebook)
    recipe: Recipe = field(default_factory=Recipe)
    origin: Origin = field(default_factory=Origin)
    opened: str = ""

    def __post_init__(self) -> None:
        places = [(variable.table, variable.id) for variable in self.codebook.variables]
        if len(set(places)) < len(places):
            raise repeated_variable(next(name for table, name in places if places.count((table, name)) > 1))
        for name in self.tables:
            _require_own_names(name, self.table(name))
        if not self.opened:
            object.__setattr__(self, "opened", codebook_digest(base_codebook(self.codebook)))
        object.__setattr__(self, "codebook", self.recipe.codebook(self.codebook))
        object.__setattr__(self, "_typed", {})
        object.__setattr__(self, "_prepared", {})
        object.__setattr__(self, "_prints", {})

    @property
    def tables(self) -> tuple[TableName, ...]:
        """Names of the tables the study has."""
        return tuple(name for name in TABLE_NAMES if getattr(self, name) is not None)

    def table(self, name: TableName) -> pd.DataFrame:
        """A raw table; raises `UnsuitableDataError` when the study has none of that name."""
        if name not in TABLE_NAMES:
            raise ParameterError(
                Message("There is no table {name}.", name=str(name)),
                Message("Allowed: {choices}.", choices=TABLE_NAMES),
                parameter="table",
            )
        frame = cast("pd.DataFrame | None", getattr(self, name))
        if frame is None:
            raise UnsuitableDataError(
                Message("This study has no table with {table}.", table=TABLE_WORDS[name]),
                remedy=Message("Bring the file on the import page, or open the sample study."),
            )
        return frame

    @cached_property
    def fingerprint(self) -> str:
        """Identity of the content of all tables, without personal columns that are left out."""
        return _digest({name: self.table_fingerprint(name) for name in self.tables})

    @cached_property
    def state_fingerprint(self) -> str:
        """Identity of tables, codebook and recipe together."""
        return _digest([self.fingerprint, codebook_digest(self.codebook), self.recipe.to_json()["steps"]])

    @property
    def changed(self) -> bool:
        """Whether codebook or recipe differ from those the study was opened with."""
        return bool(self.recipe.steps) or codebook_digest(base_codebook(self.codebook)) != self.opened

    def table_fingerprint(self, name: TableName) -> str:
        """Identity of the content of one table, without personal columns that are left out."""
        frame = self.table(name)
        left_out = tuple(v.id for v in self.codebook.of_table(name) if v.left_out and v.id in frame.columns)
        prints: dict[Any, str] = self.__dict__["_prints"]
        if (name, left_out) not in prints:
            prints[name, left_out] = frame_fingerprint(frame.drop(columns=list(left_out)))
        return prints[name, left_out]

    def prepared(self, table: TableName = "survey") -> Prepared:
        """A table with codebook and recipe applied; computed once for each study.

        Raises
        ------
        UnsuitableDataError
            The study has no such table, or its data lack a column the recipe needs.
        """
        done: dict[TableName, Prepared] = self.__dict__["_prepared"]
        if table not in done:
            done[table] = self._prepare(table)
        cached = done[table]
        # A shallow copy costs nothing and keeps a caller's new column out of the next caller's frame.
        return replace(cached, frame=cached.frame.copy(deep=False), missing_kinds=cached.missing_kinds.copy(deep=False))

    def with_codebook(self, codebook: Codebook) -> Study:
        """The study with another codebook; labels of derived variables go back into their steps."""
        codebook = codebook.keeping_answers(self.codebook)
        changed = replace(self, codebook=codebook, recipe=derived_labels(self.recipe, self.codebook, codebook))
        changed.__dict__["_prints"].update(self.__dict__["_prints"])
        return changed

    def with_recipe(self, recipe: Recipe) -> Study:
        """The study with another recipe, which has to fit the codebook and the data.

        Raises
        ------
        ParameterError
            A step does not fit; its sentence names the step.
        UnsuitableDataError
            The data do not allow a step, such as a weight column with negative weights.
        """
        changed = replace(self, recipe=recipe)
        for cache in ("_prints", "_typed"):
            changed.__dict__[cache].update(self.__dict__[cache])
        for name in self.tables:
            if recipe.of_table(name) != self.recipe.of_table(name):
                _require_no_new_failure(self, changed, name)
        return changed

    def replace_data(
        self,
        *,
        survey: Replaceable | None = None,
        customers: Replaceable | None = None,
        events: Replaceable | None = None,
        arms: Replaceable | None = None,
    ) -> tuple[Study, ReplayReport]:
        """The study with new tables under the same codebook, its recipe replayed step by step.

        Parameters
        ----------
        survey, customers, events, arms : DataFrame or what a reader returned, optional
            The new tables; the others stay.

        Returns
        -------
        (Study, ReplayReport)
            Steps that no longer fit are set aside, not lost; the report says which, and what else
            changed.
        """
        from analysis.data.replay import replace_tables

        given: dict[TableName, Replaceable | None] = {
            "survey": survey,
            "customers": customers,
            "events": events,
            "arms": arms,
        }
        return replace_tables(self, {name: table for name, table in given.items() if table is not None})

    def save(
        self,
        path: str | os.PathLike[str] | None = None,
        *,
        include_data: bool = False,
        notebook: Iterable[Mapping[str, Any]] = (),
        settings: Mapping[str, Any] | None = None,
    ) -> bytes:
        """The study as a study file, also written to `path` where one is given.

        See `analysis.data.studyfile.study_file_bytes` for what goes in.
        """
        from analysis.data.studyfile import study_file_bytes

        data = study_file_bytes(self, include_data=include_data, notebook=notebook, settings=settings)
        if path is not None:
            Path(path).write_bytes(data)
        return data

    @staticmethod
    def open(
        source: Source,
        *,
        survey: TableSource | None = None,
        customers: TableSource | None = None,
        events: TableSource | None = None,
        arms: TableSource | None = None,
        key: bytes | str | None = None,
    ) -> Study:
        """Open a study file, with the user's own files or frames as its tables.

        See `analysis.data.studyfile.read_study_file`, which also gives the notebook and settings.
        """
        from analysis.data.studyfile import read_study_file

        opened = read_study_file(source, survey=survey, customers=customers, events=events, arms=arms, key=key)
        return opened.study

    def __getstate__(self) -> dict[str, Any]:
        # Caches are made again where they are needed.
        return {**self.__dict__, "_typed": {}, "_prepared": {}, "_prints": {}}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)

    def _prepare(self, name: TableName) -> Prepared:
        raw = self.table(name)
        return prepare(
            self.typed(name),
            name,
            self.codebook,
            self.recipe,
            raw_columns=tuple(str(column) for column in raw.columns),
            print_=_digest(
                [
                    name,
                    self.table_fingerprint(name),
                    codebook_digest(Codebook(self.codebook.of_table(name))),
                    [step.to_json() for step in self.recipe.of_table(name)],
                ]
            ),
        )

    def typed(self, name: TableName = "survey") -> TypedTable:
        """A table typed by the codebook, all rows, before the recipe; computed once for each study."""
        done: dict[TableName, TypedTable] = self.__dict__["_typed"]
        if name not in done:
            codebook = base_codebook(self.codebook)
            raw = self.table(name)
            done[name] = typed_events(raw, codebook) if name == "events" else typed_table(raw, name, codebook)
        return done[name]


def codebook_digest(codebook: Codebook) -> str:
    """Identity of a codebook: 16 hex digits over its JSON form."""
    return _digest(codebook_to_json(codebook))


def file_study(
    *,
    name: LocalText,
    survey: pd.DataFrame | None = None,
    customers: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    arms: pd.DataFrame | None = None,
    codebook: Codebook | None = None,
    origin: Origin | None = None,
) -> Study:
    """A study of the user's own tables; its id follows from their content.

    Examples
    --------
    >>> file_study(name=LocalText("Mine"), survey=pd.DataFrame({"x": [1]})).id.startswith("file-")
    True
    """
    study = Study(
        id="file-",
        name=name,
        survey=survey,
        customers=customers,
        events=events,
        arms=arms,
        codebook=codebook or Codebook(),
        origin=origin or Origin(kind="file"),
    )
    return identified(study)


def identified(study: Study) -> Study:
    """A study of the user's files under the id that its tables' content gives it; others as they are."""
    if study.origin.kind != "file":
        return study
    named = replace(study, id=f"file-{study.fingerprint[:8]}")
    named.__dict__["_prints"].update(study.__dict__["_prints"])
    return named


def _require_no_new_failure(before: Study, after: Study, name: TableName) -> None:
    """Raise when a changed recipe breaks a table, but let a broken one be mended step by step."""
    try:
        after.prepared(name)
    except RetentionLabError:
        try:
            before.prepared(name)
        except RetentionLabError:
            return
        raise


def _digest(document: Any) -> str:
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _require_own_names(name: TableName, frame: pd.DataFrame) -> None:
    names = [str(column) for column in frame.columns]
    if len(set(names)) < len(names):
        twice = next(column for column in names if names.count(column) > 1)
        raise UnsuitableDataError(
            Message("The column name {column} stands twice in {table}.", column=twice, table=TABLE_WORDS[name]),
            remedy=Message("Give each column a name of its own."),
        )
