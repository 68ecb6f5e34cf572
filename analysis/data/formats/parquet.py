"""Parquet files: typed columns, and whatever order their dictionaries declare."""

# pyarrow has no types of its own.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false
from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pandas as pd
from pandas.api import types

from analysis.core.errors import StudyFileError
from analysis.core.messages import Message
from analysis.data.codebook import Codebook
from analysis.data.files import SourceFile
from analysis.data.formats.boundary import foreign_parser
from analysis.data.formats.grid import Limits, check_limits
from analysis.data.read_report import Reporter
from analysis.data.times import LOCAL_TIMEZONE

# Where a file says what its columns mean: our own codebook as JSON.
CODEBOOK_KEY = b"retention_lab_codebook"


def read_parquet(file: SourceFile, limits: Limits, timezone: str = LOCAL_TIMEZONE) -> pd.DataFrame:
    """Read a Parquet file into a frame with its own column names.

    Parameters
    ----------
    file : SourceFile
        The file.
    limits : Limits
        Largest table that is read; checked before any row is decoded.
    timezone : str
        Times with a zone become local times of this one.

    Returns
    -------
    DataFrame
        Numbers, text, timestamps and categoricals; lists and records become text.

    Raises
    ------
    UnreadableFileError
        When the file is damaged or above the limits.
    """
    import pyarrow.parquet as pq

    with foreign_parser(file.name, "parquet"):
        parquet = pq.ParquetFile(io.BytesIO(file.data))
        n_rows, n_columns = parquet.metadata.num_rows, len(parquet.schema_arrow.names)
    check_limits(n_rows, n_columns, limits, file.name)
    with foreign_parser(file.name, "parquet"):
        table = parquet.read()
        # Damaged text passes unseen until somebody asks for it.
        table.validate(full=True)
        frame: pd.DataFrame = table.to_pandas(ignore_metadata=False).reset_index(drop=True)
        columns = {place: plain_column(frame.iloc[:, place], timezone) for place in range(frame.shape[1])}
        read = pd.DataFrame(columns, index=frame.index)
        read.columns = pd.Index([str(name) for name in frame.columns])
    return read


def parquet_codebook(file: SourceFile, columns: Sequence[str], report: Reporter) -> Codebook | None:
    """The codebook that stands in the metadata of a Parquet file, where it describes these columns.

    Parameters
    ----------
    file : SourceFile
        The file.
    columns : sequence of str
        Its columns.
    report : Reporter
        Told a codebook that cannot be used.

    Returns
    -------
    Codebook or None
        None where the file has none, or one that is damaged or of other columns.
    """
    import pyarrow.parquet as pq

    with foreign_parser(file.name, "parquet"):
        metadata: dict[bytes, bytes] = pq.read_schema(io.BytesIO(file.data)).metadata or {}
    document = metadata.get(CODEBOOK_KEY)
    if document is None:
        return None
    try:
        codebook = Codebook.from_json(document)
    except StudyFileError:
        codebook = Codebook()
    described = {variable.id for variable in codebook.variables if not variable.options}
    if described == set(columns):
        return codebook
    report.caution(
        "guessed",
        Message("The codebook inside the file does not describe its columns; it was not used, levels were inferred."),
        1,
    )
    return None


def plain_column(column: pd.Series, timezone: str = LOCAL_TIMEZONE) -> pd.Series:
    """A column in one of the dtypes the laboratory works with."""
    if isinstance(column.dtype, pd.CategoricalDtype) or types.is_bool_dtype(column.dtype):
        return column
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return column.dt.tz_convert(timezone).dt.tz_localize(None).astype("datetime64[us]")
    if types.is_datetime64_any_dtype(column.dtype):
        return column.astype("datetime64[us]")
    if types.is_integer_dtype(column.dtype) and not column.isna().any():
        return column.astype("int64")
    if types.is_numeric_dtype(column.dtype):
        return column.astype("float64")
    if isinstance(column.dtype, pd.StringDtype):
        return column.where(column != "")
    return _texts(column)


def _texts(column: pd.Series) -> pd.Series:
    given = column.dropna()
    if len(given) and given.map(lambda value: hasattr(value, "year")).all():
        return pd.to_datetime(column, errors="coerce").astype("datetime64[us]")
    if len(given) and given.map(_is_number).all():
        return column.astype("float64")
    texts = column.map(lambda value: value if isinstance(value, str) else str(value), na_action="ignore").astype("str")
    return texts.where(texts != "")


def _is_number(value: Any) -> bool:
    import decimal

    return isinstance(value, int | float | decimal.Decimal) and not isinstance(value, bool)
