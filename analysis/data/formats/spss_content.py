"""What an SPSS file holds and declares, as a child process read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.data.files import SourceFile, damaged
from analysis.data.formats.boundary import foreign_parser
from analysis.data.formats.parquet import plain_column
from analysis.data.formats.parser_process import Parsed, parse_in_child


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
    """Read an SPSS file.

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
    parsed = parse_in_child(file, encoding or "")
    detail = str(parsed.facts.get("detail", ""))
    if "convert string" in detail:
        raise EncodingMismatchError(detail)
    if parsed.error:
        raise damaged(file.name, "spss") from ValueError(detail)
    with foreign_parser(file.name, "spss"):
        return _content(parsed)


def _content(parsed: Parsed) -> SpssContent:
    facts, read = parsed.facts, parsed.columns
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
