"""Runs a parser in a child process and takes over what it read."""

# pyarrow has no types of its own.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false
from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.data.files import SourceFile, damaged
from analysis.data.formats.boundary import foreign_parser

CHILD = Path(__file__).with_name("parser_child.py")
TIMEOUT_SECONDS = 300


@dataclass(frozen=True, slots=True, eq=False)
class Parsed:
    """What a child process read: facts about the file, and its columns (none where something is wrong)."""

    facts: dict[str, Any]
    columns: pd.DataFrame

    @property
    def error(self) -> str:
        """What is wrong, in one word; empty where nothing is."""
        return str(self.facts.get("error", ""))


def parse_in_child(file: SourceFile, option: str = "") -> Parsed:
    """Parse a file in a process of its own.

    Parameters
    ----------
    file : SourceFile
        SPSS file or workbook.
    option : str
        Encoding of an SPSS file, sheet of a workbook; empty for the default.

    Returns
    -------
    Parsed

    Raises
    ------
    UnreadableFileError
        When the parser crashes, takes too long, or answers with nonsense.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data"
        path.write_bytes(file.data)
        try:
            done = subprocess.run(
                [sys.executable, "-P", str(CHILD), file.kind, str(path), option],
                capture_output=True,
                timeout=TIMEOUT_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise damaged(file.name, file.kind) from error
    if done.returncode:
        words = done.stderr[-2000:].decode("utf-8", "replace")
        raise damaged(file.name, file.kind) from ChildProcessError(done.returncode, words)
    with foreign_parser(file.name, file.kind):
        line, _, stream = done.stdout.partition(b"\n")
        facts: dict[str, Any] = json.loads(line)
        return Parsed(facts, _columns(stream) if stream else pd.DataFrame())


def _columns(stream: bytes) -> pd.DataFrame:
    import pyarrow as pa

    with pa.ipc.open_stream(io.BytesIO(stream)) as reader:
        return reader.read_all().to_pandas()
