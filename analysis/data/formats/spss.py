"""SPSS files: codes, labels, missing ranges, measure and multiple-response sets as the file declares them."""

# pyreadstat has no complete types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false
from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types

from analysis.core.errors import UnreadableFileError
from analysis.core.frames import MissingKind
from analysis.core.messages import Message
from analysis.data.answers import plain_code
from analysis.data.codebook import Code, Codebook, MissingCode, ValueLabel, Variable, VariableLevel, code_text
from analysis.data.files import SourceFile
from analysis.data.formats.boundary import foreign_parser
from analysis.data.formats.encoding import is_chinese
from analysis.data.formats.grid import Limits, check_limits
from analysis.data.formats.spss_sets import with_response_sets
from analysis.data.inference import infer_codebook
from analysis.data.ordered_wording import ordered_answers
from analysis.data.read_report import Reporter
from analysis.data.variable_ids import clean_id, local_text, unique_ids

KIND_BY_WORDING: tuple[tuple[MissingKind, re.Pattern[str]], ...] = (
    (
        "skipped",
        re.compile(r"跳过|不适用|未问|skip|not applicable|inapplicable|not asked|\bN/?A\b|\bIAP\b", re.IGNORECASE),
    ),
    ("refused", re.compile(r"拒|不愿|保密|refus|prefer not|declin", re.IGNORECASE)),
    ("blank", re.compile(r"空|未答|未填|漏|缺失|no answer|not answered|blank|missing", re.IGNORECASE)),
)
OLD_ENCODINGS = ("gb18030", "cp1252")
MAX_RATING = 12


def read_spss(file: SourceFile, limits: Limits, report: Reporter) -> tuple[pd.DataFrame, Codebook]:
    """Read a .sav or .zsav file with everything it declares.

    Parameters
    ----------
    file : SourceFile
        The file.
    limits : Limits
        Largest table that is read.
    report : Reporter
        Told the encoding where it had to be tried, and multiple-response sets.

    Returns
    -------
    (DataFrame, Codebook)
        Raw codes, user-missing ones among them; the codebook says which codes are missing and of
        which kind (told by their labels: skipped, refused, left blank, else invalid).

    Raises
    ------
    UnreadableFileError
        When the file is damaged or above the limits.
    """
    frame, metadata = _decoded(file, report)
    check_limits(len(frame), frame.shape[1], limits, file.name)
    names = [str(name) for name in frame.columns]
    ids = unique_ids([clean_id(name) or f"column_{place}" for place, name in enumerate(names, start=1)])
    raw = pd.DataFrame({name: _raw(frame.iloc[:, place]) for place, name in enumerate(ids)}, index=frame.index)
    guessed = infer_codebook(raw)
    variables = [_variable(raw[new], old, new, metadata, guessed.get(new)) for old, new in zip(names, ids, strict=True)]
    renamed = {old.lower(): new for old, new in zip(names, ids, strict=True)}
    return with_response_sets(raw, variables, metadata.mr_sets or {}, renamed, report)


def _decoded(file: SourceFile, report: Reporter) -> tuple[pd.DataFrame, Any]:
    """Read the file; old ones do not say their encoding, so Chinese is tried where the text asks for it."""
    try:
        frame, metadata = _parsed(file, None)
    except UnreadableFileError as error:
        if "convert string" not in str(error.__cause__):
            raise
        return _old(file, report, error)
    if str(metadata.file_encoding or "").upper().startswith("UTF"):
        return frame, metadata
    text = _all_labels(metadata)
    if not text.isascii():
        try:
            chinese, chinese_metadata = _parsed(file, OLD_ENCODINGS[0])
        except UnreadableFileError:
            return frame, metadata
        if is_chinese(_all_labels(chinese_metadata)):
            _report_encoding(OLD_ENCODINGS[0], report)
            return chinese, chinese_metadata
    return frame, metadata


def _old(file: SourceFile, report: Reporter, error: UnreadableFileError) -> tuple[pd.DataFrame, Any]:
    for encoding in OLD_ENCODINGS:
        try:
            read = _parsed(file, encoding)
        except UnreadableFileError:
            continue
        _report_encoding(encoding, report)
        return read
    raise error


def _parsed(file: SourceFile, encoding: str | None) -> tuple[pd.DataFrame, Any]:
    import pyreadstat

    with foreign_parser(file.name, "spss"):
        return pyreadstat.read_sav(  # type: ignore[return-value]
            io.BytesIO(file.data), user_missing=True, encoding=encoding, output_format="pandas"
        )


def _report_encoding(encoding: str, report: Reporter) -> None:
    report.caution("guessed", Message("The text of the SPSS file was read as {encoding}.", encoding=encoding), 1)


def _all_labels(metadata: Any) -> str:
    labels = [label for label in metadata.column_labels if label]
    values = [str(label) for found in metadata.variable_value_labels.values() for label in found.values()]
    return "".join([*labels, *values])


def _raw(column: pd.Series) -> pd.Series:
    """Numbers, timestamps or text; whole numbers without gaps as integers."""
    if types.is_datetime64_any_dtype(column.dtype):
        return column.astype("datetime64[us]")
    if types.is_numeric_dtype(column.dtype):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        whole = bool(len(values)) and not np.isnan(values).any() and bool(np.all(values == np.floor(values)))
        return pd.Series(values.astype(np.int64) if whole and np.all(np.abs(values) < 2**53) else values, column.index)
    given = column.dropna()
    if len(given) and not isinstance(given.iloc[0], str):
        if hasattr(given.iloc[0], "year"):
            return pd.to_datetime(column, errors="coerce").astype("datetime64[us]")
        return column.map(str, na_action="ignore").astype("str")
    texts = column.astype("str").str.rstrip()
    return texts.where(texts != "")


def _variable(column: pd.Series, old: str, new: str, metadata: Any, guessed: Variable | None) -> Variable:
    labels: dict[Any, str] = metadata.variable_value_labels.get(old, {})
    missing = _missing(column, labels, metadata.missing_ranges.get(old, []))
    codes = {code_text(item.code) for item in missing}
    values = tuple(
        ValueLabel(plain_code(code_text(code)), local_text(str(label)))
        for code, label in labels.items()
        if code_text(code) not in codes
    )
    observed = _observed(column, codes) if values else set[str]()
    measure = str(metadata.variable_measure.get(old, "unknown"))
    level = _level(column, measure, values, observed, guessed)
    if level in {"nominal", "ordinal"}:
        values = _complete(values, observed) if values else (guessed.values if guessed else ())
    label = metadata.column_names_to_labels.get(old) or old
    keeps_values = level in {"nominal", "ordinal", "scale"}
    return Variable(
        id=new, label=local_text(label), level=level, values=values if keeps_values else (), missing=missing, source=old
    )


def _observed(column: pd.Series, missing: set[str]) -> set[str]:
    return {code_text(value) for value in column.dropna().unique().tolist()} - missing


def _missing(
    column: pd.Series, labels: Mapping[Any, str], ranges: Sequence[Mapping[str, Any]]
) -> tuple[MissingCode, ...]:
    """Codes of the missing ranges that occur, are labelled, or are named one by one."""
    texts = {code_text(code): str(label) for code, label in labels.items()}
    found: dict[str, None] = {}
    distinct: list[Any] = [*labels, *column.dropna().unique().tolist()] if ranges else []
    for item in ranges:
        low, high = item["lo"], item["hi"]
        if low == high:
            found[code_text(low)] = None
        for code in distinct:
            if isinstance(code, str) is isinstance(low, str) and low <= code <= high:
                found[code_text(code)] = None
    return tuple(MissingCode(plain_code(code), _kind(texts.get(code, ""))) for code in found)


def _kind(label: str) -> MissingKind:
    for kind, pattern in KIND_BY_WORDING:
        if pattern.search(label):
            return kind
    return "invalid"


def _level(
    column: pd.Series, measure: str, values: tuple[ValueLabel, ...], observed: set[str], guessed: Variable | None
) -> VariableLevel:
    guess: VariableLevel = guessed.level if guessed else "text"
    if types.is_datetime64_any_dtype(column.dtype):
        return "date"
    labelled = {code_text(value.code) for value in values}
    covers = len(values) > 1 and observed <= labelled
    words = [value.label.zh or value.label.en for value in values]
    if measure == "ordinal":
        return "ordinal" if values or (guess in {"ordinal", "nominal", "scale"} and guess != "scale") else guess
    if measure == "nominal":
        return "nominal" if values or guess in {"ordinal", "nominal"} else guess
    if not covers:
        return "scale" if measure == "scale" and types.is_numeric_dtype(column.dtype) else guess
    if ordered_answers(words) is not None:
        return "scale" if measure == "scale" else "ordinal"
    # Many files leave the measure of coded answers at its default; unordered words are no quantity.
    return "nominal"


def _complete(values: tuple[ValueLabel, ...], observed: set[str]) -> tuple[ValueLabel, ...]:
    """Labelled answers and those without a label; by number where a label is missing."""
    labelled = {code_text(value.code) for value in values}
    extra = observed - labelled
    if not extra:
        return values
    added = (ValueLabel(plain_code(code), local_text(code)) for code in sorted(extra))
    everything = [*values, *added]
    if all(not isinstance(value.code, str) for value in everything):
        return tuple(sorted(everything, key=lambda value: _number(value.code)))
    return tuple(everything)


def _number(code: Code) -> float:
    return float(code)
