"""Runs the SPSS parser in a child process and takes over what it read."""

# pyarrow has no types of its own.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false
from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data.files import SourceFile, damaged
from analysis.data.formats.boundary import foreign_parser
from analysis.data.formats.parquet import plain_column

CHILD = Path(__file__).with_name("spss_child.py")
TIMEOUT_SECONDS = 300


class EncodingMismatchError(Exception):
    """The text of the file is not in the encoding that was tried."""


@dataclass(frozen=True, slots=True, eq=False)
class SpssContent:
    """What an SPSS file holds and declares.

    Parameters
    ----------
    frame : DataFrame
        Its columns under their own names.
    encoding : str
        Encoding of its text.
    labels : Mapping of str to str
        Variable labels.
    value_labels : Mapping of str to sequence of (code, label)
        In declared order.
    missing_ranges : Mapping of str to sequence of ranges
        User-missing values, each with `lo` and `hi`.
    measure : Mapping of str to str
        nominal, ordinal, scale or unknown.
    response_sets : Mapping
        Multiple-response sets.
    """

    frame: pd.DataFrame
    encoding: str
    labels: Mapping[str, str | None]
    value_labels: Mapping[str, Sequence[tuple[Any, str]]]
    missing_ranges: Mapping[str, Sequence[Mapping[str, Any]]]
    measure: Mapping[str, str]
    response_sets: Mapping[str, Mapping[str, Any]]

    def all_labels(self) -> str:
        """Every label, to look at their characters."""
        values = [label for labels in self.value_labels.values() for _, label in labels]
        return "".join([*(label for label in self.labels.values() if label), *values])


def parse_spss(file: SourceFile, encoding: str | None) -> SpssContent:
    """Read a file in a child process.

    Parameters
    ----------
    file : SourceFile
        The file.
    encoding : str, optional
        Encoding of its text; what the file declares by default.

    Returns
    -------
    SpssContent

    Raises
    ------
    UnreadableFileError
        When the parser fails, crashes, or takes too long.
    EncodingMismatchError
        When the text cannot be decoded.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.sav"
        path.write_bytes(file.data)
        try:
            done = subprocess.run(
                [sys.executable, "-P", str(CHILD), str(path), encoding or ""],
                capture_output=True,
                timeout=TIMEOUT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise damaged(file.name, "spss") from error
    if done.returncode:
        raise damaged(file.name, "spss") from ChildProcessError(
            done.returncode, done.stderr[-2000:].decode("utf-8", "replace")
        )
    with foreign_parser(file.name, "spss"):
        line, _, stream = done.stdout.partition(b"\n")
        facts = json.loads(line)
        if "error" not in facts:
            return _content(facts, stream)
    if "convert string" in facts["error"]:
        raise EncodingMismatchError(facts["error"])
    raise damaged(file.name, "spss") from ValueError(facts["error"])


def _content(facts: dict[str, Any], stream: bytes) -> SpssContent:
    import pyarrow as pa

    with pa.ipc.open_stream(io.BytesIO(stream)) as reader:
        read: pd.DataFrame = reader.read_all().to_pandas()
    columns = {place: plain_column(read.iloc[:, place]) for place in range(read.shape[1])}
    frame = pd.DataFrame(columns, index=read.index)
    frame.columns = pd.Index([str(name) for name in facts["column_names"]])
    return SpssContent(
        frame=frame,
        encoding=str(facts["file_encoding"] or ""),
        labels=facts["column_names_to_labels"],
        value_labels={
            name: [(code, label) for code, label in pairs] for name, pairs in facts["variable_value_labels"].items()
        },
        missing_ranges=facts["missing_ranges"],
        measure=facts["variable_measure"],
        response_sets=facts["mr_sets"] or {},
    )
