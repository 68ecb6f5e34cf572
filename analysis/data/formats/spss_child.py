"""Reads one SPSS file in a process of its own: a damaged file can crash the parser, and only this process with it.

Run as a script. Arguments: path of the file, encoding or an empty text. Writes to standard output one
line of JSON (what the file declares, or the error) and the columns as an Arrow stream.
"""

# pyreadstat and pyarrow have no complete types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false
from __future__ import annotations

import contextlib
import json
import sys
from typing import Any

MAX_MEMORY_BYTES = 16_000_000_000
MAX_CPU_SECONDS = 300
FACTS = (
    "column_names", "column_labels", "column_names_to_labels", "file_encoding", "missing_ranges", "mr_sets",
    "variable_measure", "variable_value_labels",
)  # fmt: skip


def main(path: str, encoding: str) -> None:
    """Read the file and write what it holds."""
    limit_resources()
    import pyreadstat

    try:
        columns, metadata = pyreadstat.read_sav(
            path, user_missing=True, encoding=encoding or None, output_format="dict"
        )
    except Exception as error:  # noqa: BLE001 - whatever the parser raises is the parent's to word
        write({"error": str(error) or type(error).__name__})
        return
    facts: dict[str, Any] = {name: getattr(metadata, name) for name in FACTS}
    # JSON has no numeric keys: labels travel as pairs.
    facts["variable_value_labels"] = {
        name: list(labels.items()) for name, labels in facts["variable_value_labels"].items()
    }
    write(facts, columns)


def limit_resources() -> None:
    """Bound memory and processor time where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for kind, limit in ((resource.RLIMIT_AS, MAX_MEMORY_BYTES), (resource.RLIMIT_CPU, MAX_CPU_SECONDS)):
        _, hard = resource.getrlimit(kind)
        soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (soft, hard))


def write(facts: dict[str, Any], columns: dict[str, Any] | None = None) -> None:
    """Write the line of facts, and the columns behind it."""
    out = sys.stdout.buffer
    out.write(json.dumps(facts).encode() + b"\n")
    if columns is not None:
        import pyarrow as pa

        arrays = [pa.array(values, from_pandas=True) for values in columns.values()]
        table = pa.Table.from_arrays(arrays, names=[str(place) for place in range(len(arrays))])
        with pa.ipc.new_stream(out, table.schema) as stream:
            stream.write_table(table)
    out.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
