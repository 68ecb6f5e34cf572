"""Raw columns made typed: the codebook's level and codes decide the dtype and why a cell is missing.

Every column is worked on by its distinct values, so a hundred thousand answers cost no more than a
few array look-ups.
"""

# pandas' own stubs leave extension arrays partly unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from analysis.core.frames import MISSING_KINDS, MissingKind
from analysis.data.codebook import Variable, code_text
from analysis.data.dates import dates_of

KindCodes: TypeAlias = "np.ndarray[tuple[int], np.dtype[np.int8]]"

PRESENT = 0
KIND_CODES: dict[MissingKind, int] = {kind: place + 1 for place, kind in enumerate(MISSING_KINDS)}
BLANK = KIND_CODES["blank"]
INVALID = KIND_CODES["invalid"]

YES = frozenset({"1", "true", "yes", "y", "是", "√", "✓", "✔"})
NO = frozenset({"0", "false", "no", "n", "否"})


@dataclass(frozen=True, slots=True, eq=False)
class TypedColumn:
    """A typed column and, for each missing cell, why it is missing.

    Parameters
    ----------
    values : pandas array
        The typed values.
    kinds : array of int8
        0 where a value is present, else the place of the kind in `MISSING_KINDS` plus one.
    undeclared : tuple of str
        Codes in the data that the codebook does not declare.
    """

    values: Any
    kinds: KindCodes
    undeclared: tuple[str, ...] = ()

    @property
    def n_invalid(self) -> int:
        """Cells that hold something, but not a valid answer."""
        return int((self.kinds == INVALID).sum())

    def series(self, index: pd.Index) -> pd.Series:
        """The values on an index."""
        return pd.Series(self.values, index=index, copy=False)


@dataclass(frozen=True, slots=True, eq=False)
class TypedTable:
    """The typed columns of one table, in codebook order."""

    index: pd.Index
    columns: dict[str, TypedColumn] = field(default_factory=dict[str, TypedColumn])

    def with_column(self, name: str, column: TypedColumn) -> TypedTable:
        """A table with one more column."""
        return TypedTable(self.index, {**self.columns, name: column})

    def frame(self) -> pd.DataFrame:
        """The values as a frame."""
        return pd.DataFrame({name: column.values for name, column in self.columns.items()}, index=self.index)

    def missing_kinds(self) -> pd.DataFrame:
        """Why cells are missing: one categorical column for each column with a missing cell."""
        dtype = pd.CategoricalDtype(list(MISSING_KINDS))
        found = {
            name: pd.Categorical.from_codes(column.kinds - 1, dtype=dtype)
            for name, column in self.columns.items()
            if column.kinds.any()
        }
        return pd.DataFrame(found, index=self.index)


def typed_column(raw: pd.Series, variable: Variable) -> TypedColumn:
    """Type one raw column as the codebook describes it.

    Parameters
    ----------
    raw : Series
        The column as read.
    variable : Variable
        Its level, declared values and missing codes.

    Returns
    -------
    TypedColumn
        Missing codes carry their kind; an empty cell is ``blank``; what does not fit the level
        (text where numbers are expected, an answer outside an ordinal's declared ones) is
        ``invalid``.
    """
    match variable.level:
        case "scale" | "weight":
            return _numbers(raw, variable)
        case "nominal" | "ordinal":
            return _categories(raw, variable)
        case "option":
            return _by_distinct(raw, variable, _yes_or_no, _as_boolean)
        case "date":
            return _dates(raw, variable)
        case _ if isinstance(raw.dtype, pd.StringDtype) and not variable.missing:
            return _plain_text(raw)
        case _:
            return _by_distinct(raw, variable, _text, _as_text)


def distinct_values(raw: pd.Series) -> tuple[np.ndarray[Any, Any], list[Any]]:
    """Place of every cell's value in the list of distinct values (-1 for empty cells), and that list."""
    if isinstance(raw.dtype, pd.CategoricalDtype):
        return raw.cat.codes.to_numpy(), raw.cat.categories.tolist()
    try:
        codes, distinct = pd.factorize(raw)
    except TypeError:  # lists and other unhashable cells of a hand-made frame
        codes, distinct = pd.factorize(raw.map(str, na_action="ignore"))
    return codes, distinct.tolist()


def _missing_kind_of(variable: Variable) -> dict[str, int]:
    return {code_text(item.code): KIND_CODES[item.kind] for item in variable.missing}


def _cell_text(value: Any) -> str:
    return code_text(value)


def _by_distinct(
    raw: pd.Series,
    variable: Variable,
    convert: Callable[[Any], Any],
    assemble: Callable[[list[Any], np.ndarray[Any, Any]], Any],
) -> TypedColumn:
    """Convert the distinct values one by one; `None` from `convert` is an invalid value."""
    codes, distinct = distinct_values(raw)
    missing = _missing_kind_of(variable)
    values: list[Any] = []
    kinds: list[int] = []
    for value in distinct:
        kind = _kind_of_text(_cell_text(value), missing)
        converted = convert(value) if kind == PRESENT else None
        values.append(converted)
        kinds.append(INVALID if kind == PRESENT and converted is None else kind)
    values.append(None)
    kinds.append(BLANK)
    return TypedColumn(assemble(values, codes), np.array(kinds, dtype=np.int8)[codes])


def _kind_of_text(text: str, missing: dict[str, int]) -> int:
    return missing.get(text, PRESENT if text else BLANK)


def _numbers(raw: pd.Series, variable: Variable) -> TypedColumn:
    if pd.api.types.is_numeric_dtype(raw.dtype):
        return _plain_numbers(raw, variable)
    labels = _by_label(variable, variable.codes)

    def convert(value: Any) -> float | None:
        return number_of(labels.get(_cell_text(value), value))

    def assemble(values: list[Any], codes: np.ndarray[Any, Any]) -> Any:
        return np.array([math.nan if value is None else value for value in values], dtype=np.float64)[codes]

    return _by_distinct(raw, variable, convert, assemble)


def _plain_numbers(raw: pd.Series, variable: Variable) -> TypedColumn:
    values = raw.to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    kinds = np.zeros(len(values), dtype=np.int8)
    kinds[np.isnan(values)] = BLANK
    kinds[np.isinf(values)] = INVALID
    for text, kind in _missing_kind_of(variable).items():
        number = number_of(text)
        if number is not None:
            kinds[values == number] = kind
    values[kinds != PRESENT] = np.nan
    return TypedColumn(values, kinds)


def number_of(value: Any) -> float | None:
    """A value as a finite number, or None."""
    if isinstance(value, str) and "_" in value:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _by_label(variable: Variable, codes: Iterable[str]) -> dict[str, str]:
    """Codes by their label, for files that hold the words of an answer instead of its code.

    Labels that are themselves codes or numbers, or name two answers, are left alone.
    """
    codes = set(codes)
    found: dict[str, str] = {}
    twice: set[str] = set()
    for value in variable.values:
        code = code_text(value.code)
        for label in {value.label.en.strip(), value.label.zh.strip()} - {""}:
            if found.get(label, code) != code:
                twice.add(label)
            if code in codes and label not in codes and number_of(label) is None:
                found[label] = code
    return {label: code for label, code in found.items() if label not in twice}


def _categories(raw: pd.Series, variable: Variable) -> TypedColumn:
    codes, distinct = distinct_values(raw)
    missing = _missing_kind_of(variable)
    # The words of a refusal stand for its code as those of any other answer do.
    labels = _by_label(variable, (*variable.codes, *missing))
    texts = [_cell_text(value) for value in distinct]
    texts = [labels.get(text, text) for text in texts]
    kinds = [_kind_of_text(text, missing) for text in texts]
    declared = variable.codes
    known = set(declared)
    given = {text for text, kind in zip(texts, kinds, strict=True) if kind == PRESENT}
    if isinstance(raw.dtype, pd.CategoricalDtype):
        given &= {texts[place] for place in np.unique(codes) if place >= 0}
    undeclared = tuple(sorted(given - known, key=natural_order))
    ordered = variable.level == "ordinal"
    # An ordinal answer without a declared place cannot be ordered, unless nothing is declared at all.
    categories = declared if ordered and declared else (*declared, *undeclared)
    place_of = {text: place for place, text in enumerate(categories)}
    places = [place_of.get(text, -1) if kind == PRESENT else -1 for text, kind in zip(texts, kinds, strict=True)]
    kinds = [INVALID if k == PRESENT and p < 0 else k for k, p in zip(kinds, places, strict=True)]
    dtype = pd.CategoricalDtype(pd.Index(categories, dtype="str"), ordered=ordered)
    picked = np.array([*places, -1], dtype=np.int32)[codes]
    values = pd.Categorical.from_codes(picked, dtype=dtype)
    return TypedColumn(values, np.array([*kinds, BLANK], dtype=np.int8)[codes], undeclared)


def natural_order(text: str) -> tuple[bool, float, str]:
    """Sort key of codes: numbers by value, then words."""
    number = number_of(text)
    return (number is None, 0.0 if number is None else number, text)


def _yes_or_no(value: Any) -> bool | None:
    text = _cell_text(value).casefold()
    if text in YES:
        return True
    return False if text in NO else None


def _as_boolean(values: list[Any], codes: np.ndarray[Any, Any]) -> Any:
    chosen = np.array([value is True for value in values])
    unknown = np.array([value is None for value in values])
    return pd.arrays.BooleanArray(chosen[codes], unknown[codes])


def _plain_text(raw: pd.Series) -> TypedColumn:
    """Text that is text already: nearly every cell differs, so the whole column is worked on at once."""
    texts = raw.astype("str")
    blank = texts.isna() | (texts.str.strip() == "")
    values = texts.mask(blank) if bool(blank.any()) else texts
    return TypedColumn(values.array, np.where(blank.to_numpy(), np.int8(BLANK), np.int8(PRESENT)))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else code_text(value)


def _as_text(values: list[Any], codes: np.ndarray[Any, Any]) -> Any:
    return pd.array(np.array(values, dtype=object)[codes], dtype="str")


def _dates(raw: pd.Series, variable: Variable) -> TypedColumn:
    if pd.api.types.is_datetime64_any_dtype(raw.dtype) and not variable.missing:
        days = raw if getattr(raw.dtype, "tz", None) is None else raw.dt.tz_convert("UTC").dt.tz_localize(None)
        moments = days.to_numpy(dtype="datetime64[us]", copy=True)
        return TypedColumn(pd.array(moments), np.where(np.isnat(moments), np.int8(BLANK), np.int8(PRESENT)))
    codes, distinct = distinct_values(raw)
    missing = _missing_kind_of(variable)
    kinds = [_kind_of_text(_cell_text(value), missing) for value in distinct]
    dates = dates_of([value if kind == PRESENT else None for value, kind in zip(distinct, kinds, strict=True)])
    unread = np.isnat(dates)
    known = np.array(kinds, dtype=np.int8)
    known[unread & (known == PRESENT)] = INVALID
    with_blank = np.append(dates, np.datetime64("NaT", "us"))
    return TypedColumn(pd.array(with_blank[codes]), np.append(known, np.int8(BLANK))[codes])
