"""What people wrote beside "other" (其他〖…〗): kept apart from the answer, because it can identify them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from analysis.data.text_column import TextColumn

_PAYLOAD = re.compile(r"〖(.*?)(?:〗|$)", re.DOTALL)


def without_payload(text: str) -> str:
    """An answer without what was written beside it.

    Examples
    --------
    >>> without_payload("其他〖朋友推荐〗"), without_payload("微信")
    ('其他', '微信')
    """
    return _PAYLOAD.sub("", text).strip()


def split_payload(cells: TextColumn) -> tuple[TextColumn, TextColumn | None]:
    """Answers without what was written beside them, and those texts as a column, where there are any.

    Examples
    --------
    >>> answers, texts = split_payload(TextColumn.of(["其他〖朋友〗", "微信", "微信┋其他〖〗"]))
    >>> answers.cells(), texts.cells()
    (['其他', '微信', '微信┋其他'], ['朋友', None, None])
    """
    if not any("〖" in text for text in cells.texts):
        return cells, None
    written = cells.replaced(lambda text: "；".join(part for part in map(str.strip, _PAYLOAD.findall(text)) if part))
    return cells.replaced(without_payload), written


def first_filled(columns: Sequence[TextColumn]) -> TextColumn:
    """One column out of several: the first that is filled in each row.

    Examples
    --------
    >>> first_filled([TextColumn.of(["a", None]), TextColumn.of(["b", "c"])]).cells()
    ['a', 'c']
    """
    result = columns[0].series()
    for column in columns[1:]:
        result = result.where(result.notna(), column.series())
    return TextColumn.of(result) if len(columns) > 1 or not np.size(result) else columns[0]
