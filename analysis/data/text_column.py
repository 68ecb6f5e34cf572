"""A column of a file as text: each distinct text once, and where it stands.

Everything that looks at texts (numbers, dates, scales, personal data) looks at each distinct text
once, so that a hundred thousand rows cost as much as their few hundred distinct answers.
"""

# pandas' own stubs leave some series partly unknown.
# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.extensions import ExtensionArray

# Blanks of every kind, and marks that show nothing.
AROUND = " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u2002\u2003\u2009\u202f\u3000\ufeff\u200b\u200c\u200d"


@dataclass(frozen=True, slots=True, eq=False)
class TextColumn:
    """Cells of a column: `texts` are its distinct texts by first appearance, `codes` their positions (-1: empty)."""

    codes: NDArray[np.int64]
    texts: tuple[str, ...]

    @staticmethod
    def of(values: pd.Series | ExtensionArray | Iterable[str | None]) -> TextColumn:
        """Build a column from cells; missing cells and cells of blanks only are empty, blanks around a text go.

        Examples
        --------
        >>> column = TextColumn.of(["b", " a", None, "b ", "  "])
        >>> column.texts, column.codes.tolist()
        (('b', 'a'), [0, 1, -1, 0, -1])
        """
        is_column = isinstance(values, pd.Series | ExtensionArray)
        given: Any = values if is_column else pd.array(list(values), dtype="str")
        codes, distinct = pd.factorize(given)
        texts: list[str] = np.asarray(distinct, dtype=object).tolist()
        cleaned = [text.strip(AROUND) for text in texts]
        raw = TextColumn(np.asarray(codes, dtype=np.int64), tuple(texts))
        if cleaned == texts and "" not in texts:
            return raw
        return raw.replaced(dict(zip(texts, cleaned, strict=True)))

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many cells hold each distinct text."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.texts)).astype(np.int64)

    @property
    def n_filled(self) -> int:
        """Cells that are not empty."""
        return int((self.codes >= 0).sum())

    def tally(self) -> dict[str, int]:
        """Count of each distinct text."""
        return dict(zip(self.texts, self.counts.tolist(), strict=True))

    def replaced(self, change: Callable[[str], str | None] | Mapping[str, str | None]) -> TextColumn:
        """A column whose every text is changed; an empty text or None empties the cell."""
        new: list[str | None] = [_changed(change, text) for text in self.texts]
        if all(old == text and text for old, text in zip(self.texts, new, strict=True)):
            return self
        position: dict[str, int] = {}
        for text in new:
            if text:
                position.setdefault(text, len(position))
        # The place -1 (empty) stays -1.
        moved = np.array([position[text] if text else -1 for text in new] + [-1], dtype=np.int64)
        return TextColumn(moved[self.codes], tuple(position))

    def taken(self, rows: NDArray[np.int64]) -> TextColumn:
        """The column of some of its rows, without texts that no longer occur; row -1 is an empty cell."""
        picked = np.append(self.codes, -1)[rows]
        present = np.bincount(picked[picked >= 0], minlength=len(self.texts)).tolist()
        absent = [text for text, count in zip(self.texts, present, strict=True) if not count]
        return TextColumn(picked, self.texts).replaced(dict.fromkeys(absent))

    def is_in(self, texts: Iterable[str]) -> NDArray[np.bool_]:
        """Which cells hold one of these texts."""
        wanted = set(texts)
        hit = np.array([text in wanted for text in self.texts] + [False], dtype=bool)
        return hit[self.codes]

    def spread(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """One number a cell from one number a distinct text; NaN where empty."""
        return np.append(values, np.nan)[self.codes]

    def series(self, index: pd.Index | None = None) -> pd.Series:
        """The cells as a text column; empty cells are missing."""
        lookup = np.array([*self.texts, None], dtype=object)
        return pd.Series(lookup[self.codes], dtype="str", index=index)

    def cells(self) -> list[str | None]:
        """The cells one by one."""
        lookup: list[str | None] = [*self.texts, None]
        return [lookup[code] for code in self.codes.tolist()]


def _changed(change: Callable[[str], str | None] | Mapping[str, str | None], text: str) -> str | None:
    return change(text) if callable(change) else change.get(text, text)


def clean_text(text: str) -> str:
    """A text without the blanks and invisible marks around it."""
    return text.strip(AROUND)
