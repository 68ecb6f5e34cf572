"""The study file: one versioned document with codebook, recipe, notebook and settings; data only if asked.

Without data it is a JSON text. With data it is a zip of that text and one Parquet file for each
table. Files are read by content, never by name, and nothing in them is ever executed or unpacked to
disk.
"""

from __future__ import annotations

import io
import json
import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pandas as pd

from analysis.core.errors import ParameterError, StudyFileError
from analysis.core.messages import Message
from analysis.data.codebook import Codebook, TableName
from analysis.data.codebook_json import text_from_json, text_to_json
from analysis.data.files import reason_of
from analysis.data.json_reading import JsonReader, loaded_json
from analysis.data.recipe import Recipe, base_codebook
from analysis.data.study import TABLE_NAMES, Origin, Study
from analysis.data.table_files import table_from_parquet, table_to_parquet
from analysis.data.table_sources import Source, TableSource, options_from_json, plain_options, read_table

FORMAT = "retention-lab-study"
VERSION = 1
MAX_VERSION = 1_000_000
DOCUMENT = "study.json"
MAX_DOCUMENT_BYTES = 200_000_000
MAX_TABLE_FILE_BYTES = 1_000_000_000
_ZIP_START = b"PK"
# What the standard library raises over damaged archives.
_BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, ValueError, LookupError, RuntimeError,
)  # fmt: skip
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)

USE_OURS = Message("Use a file that Retention Lab saved.")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StudyFile:
    """What a study file holds.

    Parameters
    ----------
    study : Study
        The study, with the tables that were in the file or given beside it.
    notebook : tuple of dict
        Cells of the notebook as JSON objects, passed through as they are.
    settings : dict
        Settings of the app as a JSON object, passed through as it is.
    fingerprints : dict
        Content identity of the tables the file was saved with.
    """

    study: Study
    notebook: tuple[dict[str, Any], ...]
    settings: dict[str, Any]
    fingerprints: dict[str, str]

    @property
    def other_data(self) -> tuple[TableName, ...]:
        """Tables whose content is not the one the file was saved with."""
        return tuple(
            name
            for name in self.study.tables
            if name in self.fingerprints and self.study.table_fingerprint(name) != self.fingerprints[name]
        )


def study_file_bytes(
    study: Study,
    *,
    include_data: bool = False,
    notebook: Iterable[Mapping[str, Any]] = (),
    settings: Mapping[str, Any] | None = None,
) -> bytes:
    """Write a study file.

    Parameters
    ----------
    study : Study
        The study to save.
    include_data : bool
        Whether the user's tables go in too; personal columns that are left out stay out. Tables of
        sample and real studies are public and always go in, so that the file opens by itself.
    notebook : iterable of JSON objects
        Cells of the notebook.
    settings : mapping, optional
        Settings of the app.

    Returns
    -------
    bytes
        JSON text in UTF-8, or a zip when tables are inside. Equal studies give equal bytes.
    """
    text = json.dumps(_document(study, notebook, settings or {}), ensure_ascii=False, indent=1).encode()
    if not include_data and study.origin.kind == "file":
        return text
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        _add(archive, DOCUMENT, text, zipfile.ZIP_DEFLATED)
        for name in study.tables:
            _add(archive, _table_file(name), table_to_parquet(_without_left_out(study, name)), zipfile.ZIP_STORED)
    return target.getvalue()


def read_study_file(
    source: Source,
    *,
    survey: TableSource | None = None,
    customers: TableSource | None = None,
    events: TableSource | None = None,
    arms: TableSource | None = None,
    key: bytes | str | None = None,
) -> StudyFile:
    """Read a study file, with the user's own tables beside it.

    Parameters
    ----------
    source : path, bytes or binary file
        The study file.
    survey, customers, events, arms : path, bytes, binary file, DataFrame or tuple of them
        Tables that take the place of those in the file. Files are read as on import, a pair of
        parallel survey exports as a tuple; then the stored codebook and recipe are put in force.
    key : bytes or str, optional
        Key of the columns that were kept as keyed hashes; without it they are left out.

    Raises
    ------
    StudyFileError
        The file is damaged, not a study file, or of a newer version.
    UnreadableFileError
        A table's file cannot be read.
    """
    document, tables = _read(_bytes_of(source))
    reader = JsonReader(document, Message("the study file"))
    origin = _origin(reader)
    given: dict[TableName, TableSource | None] = {
        "survey": survey,
        "customers": customers,
        "events": events,
        "arms": arms,
    }
    codebook = base_codebook(Codebook.from_json(reader.optional("codebook", None)))
    for name, table in given.items():
        if table is not None:
            tables[name] = read_table(table, name, codebook, origin.options.get(name, {}), key)
    return StudyFile(
        study=_study(reader, origin, codebook, tables),
        notebook=tuple(_objects(reader, "notebook")),
        settings=dict(JsonReader(reader.optional("settings", {}), Message("the settings")).facts),
        fingerprints={
            name: str(value)
            for name, value in JsonReader(reader.optional("fingerprints", {}), Message("the study file")).facts.items()
        },
    )


def _document(study: Study, notebook: Iterable[Mapping[str, Any]], settings: Mapping[str, Any]) -> dict[str, Any]:
    origin = study.origin
    return {
        "format": FORMAT,
        "version": VERSION,
        "id": study.id,
        "name": text_to_json(study.name),
        "origin": {
            "kind": origin.kind,
            "files": {table: list(f) if isinstance(f, tuple) else f for table, f in origin.files.items()},
            "seed": origin.seed,
            "options": {table: plain_options(options) for table, options in origin.options.items()},
        },
        "opened": study.opened,
        "codebook": base_codebook(study.codebook).to_json(),
        "recipe": study.recipe.to_json(),
        "notebook": [dict(cell) for cell in notebook],
        "settings": dict(settings),
        "fingerprints": {name: study.table_fingerprint(name) for name in study.tables},
    }


def _study(reader: JsonReader, origin: Origin, codebook: Codebook, tables: dict[TableName, pd.DataFrame]) -> Study:
    name = reader.text("id")
    if not name:
        raise reader.wrong("id", Message("a name"))
    try:
        return Study(
            id=name,
            name=text_from_json(reader.optional("name", "")),
            codebook=codebook,
            recipe=Recipe.from_json(reader.optional("recipe", None)),
            origin=origin,
            opened=reader.text("opened", ""),
            survey=tables.get("survey"),
            customers=tables.get("customers"),
            events=tables.get("events"),
            arms=tables.get("arms"),
        )
    except ParameterError as error:
        raise StudyFileError(
            Message("The recipe of the study file does not fit its codebook: {why}", why=error.what),
            error.allowed,
            USE_OURS,
        ) from error


def _origin(reader: JsonReader) -> Origin:
    facts = JsonReader(reader.optional("origin", {}), Message("the origin of the study"))
    files: dict[str, str | tuple[str, ...]] = {}
    for table, names in JsonReader(facts.optional("files", {}), Message("the origin of the study")).facts.items():
        match names:
            case str():
                files[table] = names
            case [str(), *_] if all(isinstance(name, str) for name in cast("list[Any]", names)):
                files[table] = tuple(cast("list[str]", names))
            case _:
                raise facts.wrong("files", Message("file names"))
    seed = facts.optional("seed", None)
    return Origin(
        kind=facts.choice("kind", ("sample", "real", "file"), "file"),
        files=files,
        seed=None if seed is None else facts.whole("seed"),
        options=options_from_json(facts.optional("options", {})),
    )


def _objects(reader: JsonReader, name: str) -> list[dict[str, Any]]:
    items = reader.items(name, required=False)
    if not all(isinstance(item, dict) for item in items):
        raise reader.wrong(name, Message("a list of JSON objects"))
    return cast("list[dict[str, Any]]", items)


def _bytes_of(source: Source) -> bytes:
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source)
    if not isinstance(source, str | os.PathLike):
        return source.read()
    try:
        return Path(source).read_bytes()
    except (OSError, ValueError) as error:
        raise StudyFileError(
            Message("{file} cannot be opened: {reason}.", file=str(source), reason=reason_of(error)),
            remedy=Message("Check the name and the folder of the file."),
        ) from error


def _read(data: bytes) -> tuple[Any, dict[TableName, pd.DataFrame]]:
    if not data.startswith(_ZIP_START):
        return _parsed(data), {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read_archive(archive)
    except _BROKEN_ZIP as error:
        raise _damaged() from error


def _read_archive(archive: zipfile.ZipFile) -> tuple[Any, dict[TableName, pd.DataFrame]]:
    known: dict[str, TableName] = {_table_file(name): name for name in TABLE_NAMES}
    names = [entry.filename for entry in archive.infolist()]
    if DOCUMENT not in names:
        raise _foreign()
    strange = [name for name in names if name != DOCUMENT and name not in known]
    if strange or len(set(names)) < len(names):
        raise StudyFileError(
            Message("The study file holds {file}, which does not belong there.", file=(strange or names)[0][:80]),
            remedy=USE_OURS,
        )
    document = _parsed(_bounded(archive, DOCUMENT, MAX_DOCUMENT_BYTES))
    tables: dict[TableName, pd.DataFrame] = {
        known[name]: table_from_parquet(_bounded(archive, name, MAX_TABLE_FILE_BYTES), known[name])
        for name in names
        if name in known
    }
    return document, tables


def _bounded(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    """Unpack one entry, but never more than `limit` bytes, whatever the archive says its size is."""
    with archive.open(name) as entry:
        data = entry.read(limit + 1)
    if len(data) > limit:
        raise _too_large(limit)
    return data


def _parsed(data: bytes) -> Any:
    if len(data) > MAX_DOCUMENT_BYTES:
        raise _too_large(MAX_DOCUMENT_BYTES)
    if not data.strip():
        raise StudyFileError(Message("The study file is empty."), remedy=USE_OURS)
    try:
        document: Any = loaded_json(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise _foreign() from error
    except (ValueError, RecursionError) as error:
        raise (_damaged() if FORMAT.encode() in data[:100_000] else _foreign()) from error
    if not isinstance(document, dict) or cast("dict[str, Any]", document).get("format") != FORMAT:
        raise _foreign()
    version = cast("dict[str, Any]", document).get("version")
    if isinstance(version, int) and not isinstance(version, bool) and VERSION < version < MAX_VERSION:
        raise StudyFileError(
            Message("The study file has version {version:exact}, which is newer than this app.", version=version),
            Message("Readable here: up to version {newest:exact}.", newest=VERSION),
            Message("Update Retention Lab and open the file again."),
        )
    if version != VERSION or isinstance(version, bool):
        raise _damaged()
    return cast("Any", document)


def _damaged() -> StudyFileError:
    return StudyFileError(
        Message("The study file is damaged or incomplete."),
        remedy=Message("Download it again, or use an earlier copy."),
    )


def _foreign() -> StudyFileError:
    return StudyFileError(
        Message("This is not a study file."),
        Message("A study file is saved by Retention Lab (study.json or study.zip)."),
        Message("To read survey answers, use the import page."),
    )


def _too_large(limit: int) -> StudyFileError:
    return StudyFileError(
        Message("The study file unpacks to more than {limit:count} MB.", limit=limit // 1_000_000), remedy=USE_OURS
    )


def _table_file(name: TableName) -> str:
    return f"tables/{name}.parquet"


def _without_left_out(study: Study, name: TableName) -> pd.DataFrame:
    frame = study.table(name)
    left_out = [v.id for v in study.codebook.of_table(name) if v.left_out and v.id in frame.columns]
    return frame.drop(columns=left_out)


def _add(archive: zipfile.ZipFile, name: str, data: bytes, compression: int) -> None:
    entry = zipfile.ZipInfo(name, _ZIP_TIME)
    entry.compress_type = compression
    archive.writestr(entry, data)
