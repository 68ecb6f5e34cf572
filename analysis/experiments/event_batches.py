"""Events in pieces: a frame as one, Parquet files a row group at a time, so that no file has to fit in memory."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false, reportUnknownVariableType=false

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pandas as pd

from analysis.core.errors import ParameterError, UnreadableFileError
from analysis.core.messages import Message

TableSource: TypeAlias = pd.DataFrame | str | Path | Sequence[str | Path]
BATCH_ROWS = 500_000


def batches(source: TableSource, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
    """Some columns of a table, in pieces.

    Parameters
    ----------
    source : DataFrame, path, folder of Parquet files, or several paths
    columns : sequence of str
        Columns to read.

    Yields
    ------
    DataFrame
        At most `BATCH_ROWS` rows of a file.

    Raises
    ------
    UnreadableFileError
        If a path is no Parquet file.
    ParameterError
        If a column is missing.
    """
    if isinstance(source, pd.DataFrame):
        require_columns_of(source.columns.tolist(), columns)
        yield source[list(columns)]
        return
    for path in _parquet_paths(source):
        yield from _file(path, columns)


def _parquet_paths(source: str | Path | Sequence[str | Path]) -> list[Path]:
    given = [Path(source)] if isinstance(source, str | Path) else [Path(one) for one in source]
    found: list[Path] = []
    for path in given:
        found += sorted(path.glob("*.parquet")) if path.is_dir() else [path]
    if not found:
        raise UnreadableFileError(
            Message("There is no Parquet file in {path}.", path=", ".join(str(path) for path in given)),
            remedy=Message("Name the files, or the folder that holds them."),
        )
    return found


def _file(path: Path, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
    with _opened(path) as opened:
        require_columns_of(opened.schema_arrow.names, columns)
        for batch in opened.iter_batches(batch_size=BATCH_ROWS, columns=list(columns)):
            yield batch.to_pandas()


def _opened(path: Path) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    parquet: Any = pq
    try:
        return parquet.ParquetFile(path)
    except (OSError, pa.ArrowInvalid) as error:
        raise UnreadableFileError(
            Message("{path} cannot be read as a Parquet file.", path=str(path)),
            remedy=Message("Check the path, or write the table as Parquet again."),
        ) from error


def column_names(source: TableSource) -> list[str]:
    """Columns of a table, of several files those of the first."""
    if isinstance(source, pd.DataFrame):
        return [str(name) for name in source.columns]
    with _opened(_parquet_paths(source)[0]) as opened:
        return list(opened.schema_arrow.names)


def require_columns_of(names: Sequence[str], columns: Sequence[str]) -> None:
    """Raise `ParameterError` unless all columns are among the names."""
    for column in columns:
        if column not in names:
            raise ParameterError(
                Message("There is no column {column}.", column=column),
                Message("The table has: {columns}.", columns=tuple(str(name) for name in names)),
                Message("Name the column that holds it."),
                parameter=column,
            )
