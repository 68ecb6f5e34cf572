"""Headers that name a question and an option (``Which dishes? - Rolls``): consecutive ones form a question."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
    groups: list[HeaderGroup] = []
    place = 0
    while place < len(headers):
        runs = [(_run_end(splits, place, stem), stem) for stem in splits[place]]
        # The longest run of columns wins; among equal runs the longest stem.
        end, stem = max(runs, key=lambda run: (run[0], len(run[1])), default=(place + 1, ""))
        if end - place > 1:
            options = tuple(splits[other][stem] for other in range(place, end))
            groups.append(HeaderGroup(stem, options, tuple(range(place, end))))
        else:
            groups.append(HeaderGroup(headers[place], ("",), (place,)))
        place = max(end, place + 1)
    return groups


def _run_end(splits: Sequence[Mapping[str, str]], start: int, stem: str) -> int:
    """End of the run of headers that can be cut after this stem."""
    end = start + 1
    while end < len(splits) and stem in splits[end]:
        end += 1
    return end


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
