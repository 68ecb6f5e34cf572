"""A table as Parquet: raw codes, and the whole codebook in the file's own metadata."""

# pyarrow has no types of its own.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false
from __future__ import annotations

import io
import json

from analysis.data.codebook import Codebook, TableName
from analysis.data.formats.parquet import CODEBOOK_KEY
from analysis.data.prepared import holds_column
from analysis.data.study import Study


def parquet_bytes(study: Study, table: TableName) -> bytes:
    """Write a table with its codebook.

    Parameters
    ----------
    study : Study
        Its raw table; personal columns that nobody asked to keep are left out.
    table : str
        Which table.

    Returns
    -------
    bytes
        Raw codes, codes for missing answers among them. The codebook (labels in both languages, order
        of answers, kinds of missing, sets of options) stands in the metadata of the file, where
        `read_survey` finds it; nothing of it is lost.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    frame = study.table(table)
    variables = [v for v in study.codebook.of_table(table) if not v.derived and not v.left_out]
    variables = [v for v in variables if v.id in frame.columns or not holds_column(v)]
    kept = frame[[v.id for v in variables if v.id in frame.columns]]
    document = json.dumps(Codebook(tuple(variables)).to_json(), ensure_ascii=False)
    arrow = pa.Table.from_pandas(kept, preserve_index=False)
    arrow = arrow.replace_schema_metadata({**(arrow.schema.metadata or {}), CODEBOOK_KEY: document.encode()})
    buffer = io.BytesIO()
    pq.write_table(arrow, buffer, compression="zstd")
    return buffer.getvalue()
