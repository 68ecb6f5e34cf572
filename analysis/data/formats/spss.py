"""SPSS files: codes, labels, missing ranges, measure and multiple-response sets as the file declares them."""

# pandas' own stubs leave some series partly unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas.api import types

from analysis.core.frames import MissingKind
from analysis.core.messages import Message
from analysis.data.codebook import Code, Codebook, MissingCode, ValueLabel, Variable, VariableLevel, code_text
from analysis.data.files import SourceFile, damaged
from analysis.data.formats.encoding import is_chinese
from analysis.data.formats.grid import Limits, check_limits
from analysis.data.formats.spss_content import EncodingMismatchError, SpssContent, parse_spss
from analysis.data.formats.spss_sets import with_response_sets
from analysis.data.inference import infer_codebook
from analysis.data.number_levels import plain_code
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
    content = _decoded(file, report)
    frame = content.frame
    check_limits(len(frame), frame.shape[1], limits, file.name)
    names = [str(name) for name in frame.columns]
    ids = unique_ids([clean_id(name) or f"column_{place}" for place, name in enumerate(names, start=1)])
    raw = pd.DataFrame({name: _raw(frame.iloc[:, place]) for place, name in enumerate(ids)}, index=frame.index)
    guessed = infer_codebook(raw)
    variables = [_variable(raw[new], old, new, content, guessed.get(new)) for old, new in zip(names, ids, strict=True)]
    renamed = {old.lower(): new for old, new in zip(names, ids, strict=True)}
    return with_response_sets(raw, variables, content.response_sets, renamed, report)


def _decoded(file: SourceFile, report: Reporter) -> SpssContent:
    """Read the file; old ones do not say their encoding, so Chinese is tried where the text asks for it."""
    try:
        content = parse_spss(file, None)
    except EncodingMismatchError as error:
        return _old(file, report, error)
    if content.encoding.upper().startswith("UTF") or content.all_labels().isascii():
        return content
    try:
        chinese = parse_spss(file, OLD_ENCODINGS[0])
    except EncodingMismatchError:
        return content
    if not is_chinese(chinese.all_labels()):
        return content
    _report_encoding(OLD_ENCODINGS[0], report)
    return chinese


def _old(file: SourceFile, report: Reporter, error: EncodingMismatchError) -> SpssContent:
    for encoding in OLD_ENCODINGS:
        try:
            content = parse_spss(file, encoding)
        except EncodingMismatchError:
            continue
        _report_encoding(encoding, report)
        return content
    raise damaged(file.name, "spss") from error


def _report_encoding(encoding: str, report: Reporter) -> None:
    report.caution("guessed", Message("The text of the SPSS file was read as {encoding}.", encoding=encoding), 1)


def _raw(column: pd.Series) -> pd.Series:
    """Whole numbers without gaps as integers; texts without the blanks that fill a fixed width."""
    if types.is_numeric_dtype(column.dtype):
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        whole = bool(len(values)) and not np.isnan(values).any() and bool(np.all(values == np.floor(values)))
        return pd.Series(values.astype(np.int64) if whole and np.all(np.abs(values) < 2**53) else values, column.index)
    if types.is_datetime64_any_dtype(column.dtype):
        return column
    texts = column.astype("str").str.rstrip()
    return texts.where(texts != "")


def _variable(column: pd.Series, old: str, new: str, content: SpssContent, guessed: Variable | None) -> Variable:
    labels: dict[Any, str] = dict(content.value_labels.get(old, ()))
    missing = _missing(column, labels, content.missing_ranges.get(old, ()))
    codes = {code_text(item.code) for item in missing}
    values = tuple(
        ValueLabel(plain_code(code_text(code)), local_text(str(label)))
        for code, label in labels.items()
        if code_text(code) not in codes
    )
    observed = _observed(column, codes) if values else set[str]()
    measure = str(content.measure.get(old, "unknown"))
    level = _level(column, measure, values, observed, guessed)
    if level in {"nominal", "ordinal"}:
        values = _complete(values, observed) if values else (guessed.values if guessed else ())
    label = content.labels.get(old) or old
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
    if guess == "weight" and not values:
        # SPSS has no other measure for a weight than scale.
        return "weight"
    if measure == "scale" and all(value.label.text("en") == code_text(value.code) for value in values):
        # Numbers labelled by themselves, as 0 to 10, are still numbers.
        return "scale" if types.is_numeric_dtype(column.dtype) else guess
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
