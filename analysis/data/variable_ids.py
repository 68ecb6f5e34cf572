"""Stable ids for columns: usable as names in code, in links and in expressions, and unique in a table."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable, Sequence

from analysis.core.messages import LocalText

# A header up to this length is its own id; longer ones are questions and are numbered.
MAX_ID_LENGTH = 32
_NOT_NAME = re.compile(r"\W+")
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


def clean_id(header: str) -> str:
    """A header as a name: letters, digits and underscores, not beginning with a digit; empty where nothing is left.

    Examples
    --------
    >>> clean_id("Wr.Hnd"), clean_id("年龄（岁）"), clean_id("2023 sales"), clean_id("class"), clean_id("…")
    ('Wr_Hnd', '年龄_岁', 'c2023_sales', 'class_', '')
    """
    name = _NOT_NAME.sub("_", unicodedata.normalize("NFKC", header)).strip("_")
    if not name:
        return ""
    if name[0].isdigit():
        name = f"c{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def variable_ids(headers: Sequence[str]) -> list[str]:
    """Ids of plain columns: short headers as names, long ones numbered as questions, all of them different.

    Examples
    --------
    >>> variable_ids(["Age", "How satisfied are you with our service today?", "Age", ""])
    ['Age', 'q1', 'Age_2', 'column_4']
    """
    ids: list[str] = []
    n_questions = 0
    for place, header in enumerate(headers, start=1):
        name = clean_id(header)
        if not name:
            name = f"column_{place}"
        elif len(name) > MAX_ID_LENGTH or header.rstrip().endswith(("?", "？")):
            n_questions += 1
            name = f"q{n_questions}"
        ids.append(name)
    return unique_ids(ids)


def unique_ids(ids: Iterable[str]) -> list[str]:
    """Ids with a number behind every repeated one."""
    given = list(ids)
    taken: set[str] = set()
    wanted = set(given)
    found: list[str] = []
    for name in given:
        candidate, n = name, 1
        while candidate in taken or (n > 1 and candidate in wanted):
            n += 1
            candidate = f"{name}_{n}"
        taken.add(candidate)
        found.append(candidate)
    return found


def has_chinese(text: str) -> bool:
    """Whether a text holds a Chinese character."""
    return bool(_CJK.search(text))


def local_text(text: str) -> LocalText:
    """A text of the file as a label on one line, filed under its own language.

    Examples
    --------
    >>> local_text("满意度"), local_text("Age")
    (LocalText(en='', zh='满意度'), LocalText(en='Age', zh=''))
    """
    if "\n" in text or "\r" in text or "\t" in text:
        text = " ".join(text.split())
    return LocalText(zh=text) if has_chinese(text) else LocalText(en=text)
