"""What a frame's dtypes say: measurement level, missing values and their kinds, and content identity."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from analysis.core.errors import ColumnRoleError
from analysis.core.messages import ColumnRef, Message
from analysis.core.results import Dropped

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from analysis.core.parameters import Level

MissingKind: TypeAlias = Literal["skipped", "blank", "refused", "invalid"]
MISSING_KINDS: tuple[MissingKind, ...] = ("skipped", "blank", "refused", "invalid")


def level_of(column: pd.Series) -> Level:
    """Measurement level that a column's dtype declares.

    Numbers are scale, ordered categoricals ordinal, other categoricals nominal (binary with two
    categories), booleans binary, timestamps date, everything else text.

    Examples
    --------
    >>> import pandas as pd
    >>> level_of(pd.Series([1.0, 2.5])), level_of(pd.Series([True, False]))
    ('scale', 'binary')
    """
    return _level_of_dtype(column.dtype)


def _level_of_dtype(dtype: Any) -> Level:
    import pandas as pd
    from pandas.api import types

    if isinstance(dtype, pd.CategoricalDtype):
        if dtype.ordered:
            return "ordinal"
        return "binary" if len(dtype.categories) == 2 else "nominal"
    if types.is_bool_dtype(dtype):
        return "binary"
    if types.is_numeric_dtype(dtype):
        return "scale"
    if types.is_datetime64_any_dtype(dtype):
        return "date"
    return "text"


def columns_with(frame: pd.DataFrame, levels: frozenset[Level]) -> list[str]:
    """Names of the columns a parameter with these levels accepts, in frame order; empty `levels` is any."""
    dtypes = zip(frame.columns, frame.dtypes, strict=True)
    return [str(name) for name, dtype in dtypes if not levels or _level_of_dtype(dtype) in levels]


def require_columns(frame: pd.DataFrame, columns: Sequence[str], levels: frozenset[Level], parameter: str = "") -> None:
    """Raise `ColumnRoleError` unless every column exists once and has an accepted level."""
    for column in columns:
        if column not in frame.columns:
            raise ColumnRoleError(
                Message("There is no column {column}.", column=column),
                remedy=_did_you_mean(frame, column),
                parameter=parameter,
            )
        picked = frame[column]
        if picked.ndim != 1:
            raise ColumnRoleError(
                Message("The column name {column} stands twice in this table.", column=column),
                remedy=Message("Give each column a name of its own."),
                parameter=parameter,
            )
        level = level_of(picked)
        if levels and level not in levels:
            raise ColumnRoleError(
                Message(
                    "{column} is measured as {level}.",
                    column=ColumnRef(column),
                    level=LEVEL_WORDS[level],
                ),
                Message("Allowed here: {levels}.", levels=tuple(LEVEL_WORDS[name] for name in sorted(levels))),
                Message("Choose another column, or change the level on the Variables page."),
                parameter=parameter,
            )


LEVEL_WORDS: dict[Level, Message] = {
    "scale": Message("a number (scale)"),
    "ordinal": Message("ordered answers (ordinal)"),
    "nominal": Message("unordered answers (nominal)"),
    "binary": Message("yes or no (binary)"),
    "text": Message("free text"),
    "date": Message("a date"),
}

MISSING_WORDS: dict[MissingKind, Message] = {
    "skipped": Message("skipped by logic"),
    "blank": Message("left blank"),
    "refused": Message("refused"),
    "invalid": Message("not a valid answer"),
}


def dropped_rows(
    frame: pd.DataFrame, columns: Sequence[str], missing_kinds: pd.DataFrame | None = None
) -> tuple[pd.Series, tuple[Dropped, ...]]:
    """Mark rows complete on `columns` and say why the others were dropped.

    Parameters
    ----------
    frame : DataFrame
        One row per unit.
    columns : sequence of str
        Columns that must be present in a row.
    missing_kinds : DataFrame, optional
        Same index as `frame`; categorical or text columns with the kind of each missing cell (see
        `MISSING_KINDS`). Cells without a kind count as left blank.

    Returns
    -------
    (Series of bool, tuple of Dropped)
        The mask of usable rows and the dropped rows by reason. A row missing for several reasons
        counts once, under the first kind in `MISSING_KINDS` order.
    """
    import numpy as np

    missing = frame[list(columns)].isna()
    used = ~missing.any(axis=1)
    if bool(used.all()):
        return used, ()
    # Only the dropped rows are looked at: most tables have few of them.
    rows = np.flatnonzero(~used.to_numpy())
    gaps = missing.iloc[rows]
    first = np.full(len(rows), len(MISSING_KINDS))
    for column in columns:
        kinds: npt.NDArray[np.intp] = np.full(len(rows), _BLANK)
        if missing_kinds is not None and column in missing_kinds.columns:
            kinds = _kind_places(missing_kinds[column].iloc[rows])
        first = np.where(gaps[column].to_numpy(), np.minimum(first, kinds), first)
    counts = np.bincount(first, minlength=len(MISSING_KINDS))
    return used, tuple(
        Dropped(int(n), MISSING_WORDS[kind]) for kind, n in zip(MISSING_KINDS, counts, strict=False) if n
    )


_BLANK = MISSING_KINDS.index("blank")


def _kind_places(kinds: pd.Series) -> npt.NDArray[np.intp]:
    """Place of each kind in `MISSING_KINDS`; where none is named, that of left blank."""
    import numpy as np
    import pandas as pd

    names = pd.Index(MISSING_KINDS, dtype=object)
    if isinstance(kinds.dtype, pd.CategoricalDtype):
        place_of = np.append(names.get_indexer(kinds.cat.categories.astype(object)), -1)
        places = place_of[kinds.cat.codes.to_numpy()]
    else:
        places = names.get_indexer(pd.Index(kinds.astype(object)))
    return np.where(places < 0, _BLANK, places)


def fingerprint(frame: pd.DataFrame) -> str:
    """Content identity of a table: 16 hex digits over names, dtypes, categories and every value.

    One changed cell anywhere changes it; the index does not take part.

    Examples
    --------
    >>> import pandas as pd
    >>> a = pd.DataFrame({"x": [1, 2]}); b = pd.DataFrame({"x": [1, 3]})
    >>> fingerprint(a) == fingerprint(a.copy()), fingerprint(a) == fingerprint(b)
    (True, False)
    """
    import pandas as pd

    digest = hashlib.blake2b(digest_size=8)
    for position, name in enumerate(frame.columns):
        column = frame.iloc[:, position]
        digest.update(f"{name}\x1f{column.dtype}\x1f{len(column)}\x1e".encode())
        if isinstance(column.dtype, pd.CategoricalDtype):
            digest.update(repr(list(column.cat.categories)).encode())
            digest.update(str(column.cat.ordered).encode())
            digest.update(column.cat.codes.to_numpy().tobytes())
        else:
            digest.update(_value_bytes(column))
    return digest.hexdigest()


def row_order(frame: pd.DataFrame, columns: Sequence[str]) -> pd.Index:
    """Index labels sorted by row content, so that a seeded method does not depend on the order of rows."""
    import pandas as pd

    hashed = pd.util.hash_pandas_object(frame[list(columns)], index=False)
    return frame.index[hashed.to_numpy().argsort(kind="stable")]


def _value_bytes(column: pd.Series) -> bytes:
    import pandas as pd

    if column.dtype == object:
        # 1 and "1" hash alike once pandas falls back to text, so the type stands beside the value.
        column = column.map(lambda value: f"{type(value).__name__}:{value}")
    return pd.util.hash_pandas_object(column, index=False).to_numpy().tobytes()


def _did_you_mean(frame: pd.DataFrame, column: str) -> Message:
    import difflib

    close = difflib.get_close_matches(column, [str(name) for name in frame.columns], n=3, cutoff=0.5)
    if close:
        return Message("Did you mean one of: {columns}?", columns=tuple(close))
    return Message("Choose one of the columns of this table.")
