"""Tables of a study file: Parquet that gives every raw frame back as it was, mixed cells included."""

# pyarrow ships no complete types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false
from __future__ import annotations

import datetime as dt
import io
import json
from typing import Any

import numpy as np
import pandas as pd

from analysis.core.errors import StudyFileError
from analysis.core.messages import Message
from analysis.data.typed_columns import distinct_values

MAX_CELLS = 400_000_000
MAX_TABLE_BYTES = 4_000_000_000
MISSING: dict[str, Any] = {"NA": pd.NA, "NaT": pd.NaT}
_MIXED = "mixed"
_ROWS = b"rows"


def table_to_parquet(frame: pd.DataFrame) -> bytes:
    """Write a raw frame; the index does not take part. Columns of mixed cells are written as JSON texts."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    plain = frame.reset_index(drop=True)
    plain.columns = pd.Index([str(name) for name in plain.columns])
    mixed = [name for name in plain.columns if plain[name].dtype == object]
    for name in mixed:
        plain[name] = _as_json(plain[name])
    plain.attrs = {}
    table = pa.Table.from_pandas(plain, preserve_index=False)
    # A table whose columns are all left out still has its rows.
    rows = {_ROWS: str(len(plain)).encode()} if not len(plain.columns) else {}
    metadata = {**(table.schema.metadata or {}), **rows, _MIXED.encode(): json.dumps(mixed).encode()}
    target = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(metadata), target, compression="zstd")
    return target.getvalue()


def table_from_parquet(data: bytes, name: str) -> pd.DataFrame:
    """Read a table written by `table_to_parquet`.

    Raises
    ------
    StudyFileError
        The table is damaged, or would not fit into memory.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(data))
        size = sum(file.metadata.row_group(i).total_byte_size for i in range(file.metadata.num_row_groups))
        if file.metadata.num_rows * max(file.metadata.num_columns, 1) > MAX_CELLS or size > MAX_TABLE_BYTES:
            raise StudyFileError(
                Message("The table {table} of the study file is too large.", table=name),
                Message("Allowed: up to {cells:count} cells.", cells=MAX_CELLS),
            )
        table = file.read()
        table.validate(full=True)
        mixed = json.loads((table.schema.metadata or {}).get(_MIXED.encode(), b"[]"))
        n_rows = min(int((table.schema.metadata or {}).get(_ROWS, b"0")), MAX_CELLS)
        frame = table.to_pandas() if table.num_columns else pd.DataFrame(index=pd.RangeIndex(n_rows))
        for column in mixed:
            frame[column] = _from_json(frame[column])
    except (pa.ArrowException, OSError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise StudyFileError(
            Message("The table {table} of the study file is damaged.", table=name),
            remedy=Message("Save the study again, or open it without its data."),
        ) from error
    return frame


def _as_json(column: pd.Series) -> pd.Series:
    """Cells of a mixed column as JSON texts, made once for each distinct value and type."""
    values = column.to_numpy()
    made: dict[tuple[type, Any], str] = {}
    texts: list[str | None] = []
    for value in values:
        if value is None:
            texts.append(None)
            continue
        key = (type(value), value)
        try:
            text = made.get(key)
            if text is None:
                text = made[key] = json.dumps(_plain(value), ensure_ascii=False)
        except TypeError:  # a cell that cannot be a key, such as a list
            text = json.dumps(_plain(value), ensure_ascii=False)
        texts.append(text)
    return pd.Series(pd.array(texts, dtype="str"), index=column.index)


def _plain(value: Any) -> Any:
    for name, missing in MISSING.items():
        # Missing values have no equality; pandas keeps one object of each.
        if value is missing:
            return {"missing": name}
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, dt.datetime):
        return {"time": value.isoformat()}
    if isinstance(value, dt.date):
        return {"date": value.isoformat()}
    if isinstance(value, str | int | float | bool):
        return value
    return str(value)


def _from_json(column: pd.Series) -> pd.Series:
    places, distinct = distinct_values(column)
    values = np.empty(len(distinct) + 1, dtype=object)
    for place, text in enumerate(distinct):
        values[place] = _value(json.loads(text))
    values[-1] = None
    return pd.Series(values[places], index=column.index, dtype=object)


def _value(plain: Any) -> Any:
    match plain:
        case {"missing": str(name)}:
            return MISSING[name]
        case {"time": str(text)}:
            return dt.datetime.fromisoformat(text)
        case {"date": str(text)}:
            return dt.date.fromisoformat(text)
        case str() | int() | float():
            return plain
        case _:
            raise ValueError("not a cell")
