"""Tables that stand beside a study file: frames as they are, files read as on import."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, BinaryIO, TypeAlias, cast

import pandas as pd

from analysis.core.messages import Message
from analysis.data.alignment import aligned
from analysis.data.codebook import Codebook, TableName
from analysis.data.json_reading import JsonReader

Source: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO
TableSource: TypeAlias = Source | pd.DataFrame | tuple[Source, ...]

# A study file may repeat these options of the readers, and no others.
WORDS = ("dialect", "sheet", "timezone")
LISTS = ("keep_personal", "hash_as_key")


def read_table(
    source: TableSource, name: TableName, codebook: Codebook, options: Mapping[str, Any], key: bytes | str | None
) -> pd.DataFrame:
    """A raw table out of whatever the user gives.

    Parameters
    ----------
    source : DataFrame, path, bytes, binary file or a pair of them
        A frame stays as it is; a file is read; of a pair the second brings the labels.
    name : str
        Which table of the study it is.
    codebook : Codebook
        The stored codebook: options of multi-select questions keep the columns they have there.
    options : Mapping
        How the file was read when the study was saved.
    key : bytes or str, optional
        Key of columns kept as keyed hashes.
    """
    if isinstance(source, pd.DataFrame):
        return source
    given: Any = source
    parts = list(cast("tuple[Source, ...]", given)) if isinstance(given, tuple) else [cast("Source", given)]
    if name == "events":
        from analysis.data.events_file import read_events

        return read_events(parts[0], key=key, **options).frame
    from analysis.data.survey_file import read_survey

    # Without the key a hashed column cannot be made again; it is left out rather than shown bare.
    chosen = {option: value for option, value in options.items() if option != "hash_as_key" or key is not None}
    labels_from = parts[1] if len(parts) > 1 else None
    if name != "survey":
        chosen["table"] = name
    read = read_survey(parts[0], labels_from=labels_from, key=key, **chosen)
    return aligned(read.frame, read.codebook, codebook, name).frame


def plain_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options of a reader as JSON values."""
    return {
        name: list(cast("tuple[Any, ...]", value)) if isinstance(value, tuple) else value
        for name, value in options.items()
    }


def options_from_json(document: Any) -> dict[str, dict[str, Any]]:
    """Options of the readers by table, checked."""
    what = Message("the options of a file")
    found: dict[str, dict[str, Any]] = {}
    for table, given in JsonReader(document, what).facts.items():
        reader = JsonReader(given, what)
        chosen: dict[str, Any] = {name: reader.text(name) for name in WORDS if name in reader.facts}
        chosen |= {name: reader.texts(name) for name in LISTS if name in reader.facts}
        if "day_first" in reader.facts:
            chosen["day_first"] = reader.flag("day_first")
        if "mapping" in reader.facts:
            columns = JsonReader(reader.facts["mapping"], what)
            chosen["mapping"] = {role: columns.text(role) for role in columns.facts}
        found[table] = chosen
    return found
