"""Headers that name a question and an option (``Which dishes? - Rolls``): consecutive ones form a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.data.text_column import clean_text

_SEPARATORS = re.compile(r" - | – | — |——|: |：| \| |_(?=\d{1,3}$)")
_BRACKET = re.compile(r"^(?P<stem>.*\S)\s*[\[［](?P<option>[^\[\]]+)[\]］]\s*$")
_ROUND = re.compile(r"^(?P<stem>.*\S)\s*[(（](?P<option>[^()（）]+)[)）]\s*$")


@dataclass(frozen=True, slots=True)
class HeaderGroup:
    """Consecutive columns of one question: its stem, the options, and the places of the columns."""

    stem: str
    options: tuple[str, ...]
    places: tuple[int, ...]


def group_headers(headers: Sequence[str]) -> list[HeaderGroup]:
    """Group consecutive headers that share everything up to a separator.

    Parameters
    ----------
    headers : sequence of str
        In file order.

    Returns
    -------
    list of HeaderGroup
        Every header once; a header that shares its stem with no neighbour is a group of its own
        without an option.

    Examples
    --------
    >>> [group.options for group in group_headers(["Age", "Sides? - Corn", "Sides? - Rolls", "Pie?"])]
    [('',), ('Corn', 'Rolls'), ('',)]
    """
    splits = [_splits(header) for header in headers]
    chosen: list[str] = []
    for place in range(len(headers)):
        neighbours = [splits[other] for other in (place - 1, place + 1) if 0 <= other < len(headers)]
        shared = [stem for stem in splits[place] if any(stem in other for other in neighbours)]
        chosen.append(max(shared, key=len, default=""))
    groups: list[HeaderGroup] = []
    place = 0
    while place < len(headers):
        end = place + 1
        while chosen[place] and end < len(headers) and chosen[end] == chosen[place]:
            end += 1
        stem = chosen[place]
        if stem and end - place > 1:
            options = tuple(splits[other][stem] for other in range(place, end))
            groups.append(HeaderGroup(stem, options, tuple(range(place, end))))
        else:
            groups.append(HeaderGroup(headers[place], ("",), (place,)))
            end = place + 1
        place = end
    return groups


def _splits(header: str) -> dict[str, str]:
    """Every way to cut a header into stem and option."""
    found: dict[str, str] = {}
    for match in _SEPARATORS.finditer(header):
        stem, option = clean_text(header[: match.start()]), clean_text(header[match.end() :])
        if stem and option:
            found[stem] = option
    for pattern in (_BRACKET, _ROUND):
        match = pattern.match(header)
        if match:
            found[match["stem"]] = clean_text(match["option"])
    return found


def written_beside(header: str, question: str) -> str:
    """The option part of a header that continues the header of a question; empty where it does not."""
    return _splits(header).get(question, "")
