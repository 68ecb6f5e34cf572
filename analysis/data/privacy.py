"""Personal data in a table: find them by the name of a column and by the form of its values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import pandas as pd
from pandas.api import types

from analysis.core.messages import ColumnRef, Message
from analysis.data.codebook import Codebook, Variable
from analysis.data.numerals import number_text
from analysis.data.privacy_patterns import (
    KIND_WORDS,
    PersonalKind,
    kind_by_header,
    kinds_in,
    looks_like_name,
    matches_in,
)
from analysis.data.text_column import TextColumn

FoundBy: TypeAlias = Literal["name", "values", "layout"]

WHOLE_COLUMN = 0.5
NAMES = 0.9
MIN_NAMES = 5
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
    def reason(self) -> Message:
        """Why the column counts as personal, in a sentence."""
        what = KIND_WORDS[self.kind]
        column = ColumnRef(self.column)
        if self.in_text:
            return Message("{column}: {n:count} texts hold {what}.", column=column, n=self.n, what=what)
        if self.found_by == "values":
            return Message("{column}: {n:count} values look like {what}.", column=column, n=self.n, what=what)
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
    cells = _cells(column)
    n_filled = int(column.notna().sum())
    n_distinct = len(cells.texts) or int(column.nunique())
    is_different = n_distinct > 12 or (n_filled > 0 and n_distinct > 0.5 * n_filled)
    source = variable.source if variable else ""
    labels = [name, source, *((variable.label.en, variable.label.zh) if variable and not variable.part_of else ())]
    kinds: list[PersonalKind | None] = [
        kind_by_header(label, is_different=is_different) for label in dict.fromkeys(labels) if label
    ]
    by_name = _first(kinds)
    if variable is not None and variable.personal and variable.level != "text":
        by_name = by_name or "online_id"
    if by_name is not None:
        return PersonalColumn(column=name, kind=by_name, found_by="name", n=n_filled, source=source)
    by_values = _by_values(cells, name, source)
    if by_values is None and variable is not None and variable.personal:
        return PersonalColumn(column=name, kind="other", found_by="layout", n=n_filled, source=source)
    return by_values


def _first(kinds: Sequence[PersonalKind | None]) -> PersonalKind | None:
    for kind in kinds:
        if kind is not None:
            return kind
    return None


def _cells(column: pd.Series) -> TextColumn:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return TextColumn.of(column.astype(object).map(str, na_action="ignore"))
    if types.is_numeric_dtype(column.dtype):
        # Only whole numbers as long as a phone number can be personal by their form.
        values = column.to_numpy(dtype="float64", na_value=float("nan"))
        is_long = (values >= 1e10) & (values < 1e18)
        return TextColumn.of([number_text(float(value)) for value in values[is_long]])
    return TextColumn.of(column.map(str, na_action="ignore") if column.dtype == object else column)


def _by_values(cells: TextColumn, name: str, source: str) -> PersonalColumn | None:
    if not cells.texts:
        return None
    counts: Counter[PersonalKind] = Counter()
    amid: Counter[PersonalKind] = Counter()
    tally = cells.tally()
    n_checked = 0
    for text, n in list(tally.items())[:CHECKED_TEXTS]:
        n_checked += n
        for kind in dict.fromkeys(kinds_in(text)):
            whole = sum(end - start for found, start, end in matches_in(text) if found == kind) >= 0.7 * len(text)
            (counts if whole else amid)[kind] += n
    if counts:
        kind, n = counts.most_common(1)[0]
        if n >= WHOLE_COLUMN * n_checked:
            return PersonalColumn(column=name, kind=kind, found_by="values", n=n, source=source)
    n_names = sum(n for text, n in tally.items() if looks_like_name(text))
    if len(tally) >= MIN_NAMES and n_names >= NAMES * cells.n_filled and len(tally) >= 0.8 * cells.n_filled:
        return PersonalColumn(column=name, kind="name", found_by="values", n=n_names, source=source)
    amid.update(counts)
    if amid:
        kind, n = amid.most_common(1)[0]
        return PersonalColumn(column=name, kind=kind, found_by="values", n=n, source=source, in_text=True)
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
