"""Personal data in a table: find them by the name of a column and by the form of its values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeAlias

import pandas as pd
from pandas.api import types

from analysis.core.messages import ColumnRef, Message, PluralMessage, Sentence
from analysis.data.codebook import Codebook, Variable
from analysis.data.numerals import number_text
from analysis.data.privacy_patterns import (
    KIND_WORDS,
    OTHER_NUMBERS,
    PersonalKind,
    kind_by_header,
    looks_like_name,
    matches_in,
)
from analysis.data.text_column import TextColumn

FoundBy: TypeAlias = Literal["name", "values", "layout"]

WHOLE_COLUMN = 0.5
WHOLE_CELL = 0.7
NAMES = 0.9
DIFFERENT_NAMES = 0.8
MIN_NAMES = 5
MAX_ANSWERS = 12
CHECKED_TEXTS = 20_000
MASK = "***"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalColumn:
    """A column that holds personal data.

    Parameters
    ----------
    column : str
        Name of the column in the frame.
    kind : str
        What it holds: name, phone, id_number, email, wechat, online_id, address, ip, plate, location.
    found_by : str
        ``name`` (the header says so), ``values`` (most values have the form) or ``layout`` (the
        survey tool says so).
    n : int
        Cells that are filled (by name or layout) or have the form (by values).
    source : str
        Header of the column in its file.
    in_text : bool
        Whether only some texts of the column hold such data, amid other words.
    """

    column: str
    kind: PersonalKind
    found_by: FoundBy
    n: int
    source: str = ""
    in_text: bool = False

    @property
    def reason(self) -> Sentence:
        """Why the column counts as personal, in a sentence."""
        what = KIND_WORDS[self.kind]
        column = ColumnRef(self.column)
        if self.in_text:
            return PluralMessage(
                "{column}: one text holds {what}.",
                "{column}: {n:count} texts hold {what}.",
                column=column,
                n=self.n,
                what=what,
            )
        if self.found_by == "values":
            return PluralMessage(
                "{column}: one value looks like {what}.",
                "{column}: {n:count} values look like {what}.",
                column=column,
                n=self.n,
                what=what,
            )
        if self.found_by == "layout":
            return Message("{column}: the survey tool keeps {what} there.", column=column, what=what)
        return Message("{column}: its name says that it holds {what}.", column=column, what=what)


def find_personal_data(frame: pd.DataFrame, codebook: Codebook | None = None) -> tuple[PersonalColumn, ...]:
    """Which columns hold personal data?

    Parameters
    ----------
    frame : DataFrame
        Any table, raw or typed.
    codebook : Codebook, optional
        Gives the question text of each column; variables marked as personal count as found.

    Returns
    -------
    tuple of PersonalColumn
        In column order. A column counts when its name says so, or when at least half of its values
        have the form of a Chinese mobile number, identity number (with a valid check digit), e-mail
        address, WeChat id, openid, IP address or licence plate, or nine in ten that of a Chinese
        name. Texts that hold such data amid other words are listed with `in_text`.

    Notes
    -----
    Found by form and by name, so a name or an address inside an open answer is not found. What is
    not found is not thereby anonymous.

    Examples
    --------
    >>> frame = pd.DataFrame({"手机号": ["13800138000"], "note": ["write to a@b.cn please"], "score": [5]})
    >>> [(found.column, found.kind, found.in_text) for found in find_personal_data(frame)]
    [('手机号', 'phone', False), ('note', 'email', True)]
    """
    found: list[PersonalColumn] = []
    for place, name in enumerate(frame.columns):
        variable = codebook.get(str(name)) if codebook else None
        personal = _in_column(frame.iloc[:, place], str(name), variable)
        if personal is not None:
            found.append(personal)
    return tuple(found)


def _in_column(column: pd.Series, name: str, variable: Variable | None) -> PersonalColumn | None:
    if variable is not None and variable.level == "option":
        return None
    if types.is_datetime64_any_dtype(column.dtype) or types.is_bool_dtype(column.dtype):
        return None
    source = variable.source if variable else ""
    by_name = _by_name(column, name, variable)
    if by_name is not None:
        n_filled = int(column.notna().sum())
        return PersonalColumn(column=name, kind=by_name, found_by="name", n=n_filled, source=source)
    by_values = _numbers_by_values(column) if types.is_numeric_dtype(column.dtype) else _texts_by_values(column)
    if by_values is not None and not _is_other_number(by_values, _names_of(name, variable)):
        kind, n, in_text = by_values
        return PersonalColumn(column=name, kind=kind, found_by="values", n=n, source=source, in_text=in_text)
    if variable is not None and variable.personal:
        return PersonalColumn(column=name, kind="other", found_by="layout", n=int(column.notna().sum()), source=source)
    return None


def _by_name(column: pd.Series, name: str, variable: Variable | None) -> PersonalKind | None:
    labels = _names_of(name, variable)
    kind = _first([kind_by_header(label, is_different=True) for label in labels])
    if kind is not None and not _is_different(column):
        kind = _first([kind_by_header(label, is_different=False) for label in labels])
    if kind is None and variable is not None and variable.personal and variable.level != "text":
        return "online_id"
    return kind


def _is_other_number(found: tuple[PersonalKind, int, bool], names: Sequence[str]) -> bool:
    """Whether numbers that have the form of phone numbers or addresses stand under the name of something else."""
    kind, _, in_text = found
    return not in_text and kind in {"phone", "ip"} and any(OTHER_NUMBERS.search(name) for name in names)


def _names_of(name: str, variable: Variable | None) -> list[str]:
    """What a column is called: id, header and label; a blank of a question is called by its own label alone."""
    if variable is None:
        return [name]
    given = [name, variable.source, variable.label.en, variable.label.zh]
    if variable.part_of:
        # The header of a part may name the question or its first option; a rated item is no identifier.
        given = [variable.label.en, variable.label.zh] if variable.level != "ordinal" else []
    return [label for label in dict.fromkeys(given) if label]


def _is_different(column: pd.Series) -> bool:
    """Whether the values differ between rows as personal data do."""
    n_filled, n_distinct = int(column.notna().sum()), int(column.nunique())
    return n_distinct > MAX_ANSWERS or n_distinct > 0.5 * n_filled


def _first(kinds: Sequence[PersonalKind | None]) -> PersonalKind | None:
    for kind in kinds:
        if kind is not None:
            return kind
    return None


def _numbers_by_values(column: pd.Series) -> tuple[PersonalKind, int, bool] | None:
    """Whole numbers as long as a phone number may be phone numbers."""
    values = column.to_numpy(dtype="float64", na_value=float("nan"))
    is_long = (values >= 1e10) & (values < 1e18)
    if not is_long.any():
        return None
    found = _by_values(
        TextColumn.of([number_text(float(value)) for value in values[is_long]]), int(column.notna().sum())
    )
    return found if found is not None and not found[2] else None


def _texts_by_values(column: pd.Series) -> tuple[PersonalKind, int, bool] | None:
    if isinstance(column.dtype, pd.CategoricalDtype) or column.dtype == object:
        column = column.astype(object).map(str, na_action="ignore").astype("str")
    cells = TextColumn.of(column)
    return _by_values(cells, cells.n_filled) if cells.texts else None


def _by_values(cells: TextColumn, n_filled: int) -> tuple[PersonalKind, int, bool] | None:
    """Kind, number of cells, and whether the data stand amid other words."""
    counts: Counter[PersonalKind] = Counter()
    amid: Counter[PersonalKind] = Counter()
    tally = cells.tally()
    checked = dict(islice(tally.items(), CHECKED_TEXTS))
    for text, n in checked.items():
        matches = matches_in(text)
        kinds: dict[PersonalKind, None] = dict.fromkeys(found for found, _, _ in matches)
        for kind in kinds:
            whole = sum(end - start for found, start, end in matches if found == kind) >= WHOLE_CELL * len(text)
            (counts if whole else amid)[kind] += n
    n_checked = n_filled if len(checked) == len(tally) else sum(checked.values())
    if counts:
        kind, n = counts.most_common(1)[0]
        if n >= WHOLE_COLUMN * n_checked:
            return kind, n, False
    n_names = sum(n for text, n in checked.items() if looks_like_name(text))
    if len(tally) >= MIN_NAMES and n_names >= NAMES * n_checked and len(checked) >= DIFFERENT_NAMES * n_checked:
        return "name", n_names, False
    amid.update(counts)
    if amid:
        kind, n = amid.most_common(1)[0]
        return kind, n, True
    return None


def masked(text: str) -> str:
    """A text with everything of a personal form replaced.

    Examples
    --------
    >>> masked("call 13800138000 or a@b.cn")
    'call *** or ***'
    """
    for _, start, end in sorted(_apart(matches_in(text)), key=lambda match: -match[1]):
        text = text[:start] + MASK + text[end:]
    return text


def _apart(matches: list[tuple[PersonalKind, int, int]]) -> list[tuple[PersonalKind, int, int]]:
    """Matches that do not overlap, the longer of two kept."""
    kept: list[tuple[PersonalKind, int, int]] = []
    for match in sorted(matches, key=lambda match: match[1] - match[2]):
        if all(match[2] <= other[1] or match[1] >= other[2] for other in kept):
            kept.append(match)
    return kept


def mask_column(column: pd.Series) -> tuple[pd.Series, int]:
    """A text column with personal forms replaced, and the number of cells changed."""
    cells = TextColumn.of(column)
    new: Mapping[str, str] = {text: masked(text) for text in cells.texts if matches_in(text)}
    tally = cells.tally()
    return cells.replaced(new).series(column.index), sum(tally[text] for text in new)
