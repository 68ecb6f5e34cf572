"""Multiple-response sets in an SPSS file: the record that says which columns are the options of one question.

The record is written into a finished file, because the library that writes it has no way to. Layout of
the file: B. Pfaff and others, "System File Format", PSPP Developers Guide (GNU project).
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

HEADER_BYTES = 176
VARIABLE, VALUE_LABELS, LABELLED_VARIABLES, DOCUMENTS, EXTENSION, END = 2, 3, 4, 6, 7, 999
SETS_SUBTYPE, NAMES_SUBTYPE = 7, 13
ALIGNED = 4


@dataclass(frozen=True, slots=True)
class ResponseSet:
    """One question with several answers: its name, its label, and its columns of 0 and 1."""

    name: str
    label: str
    columns: tuple[str, ...]


def with_response_sets(data: bytes, sets: Sequence[ResponseSet]) -> bytes:
    """Add multiple-response sets to an SPSS file.

    Parameters
    ----------
    data : bytes
        A little-endian .sav file whose text is UTF-8.
    sets : sequence of ResponseSet
        The counted value of each is 1.

    Returns
    -------
    bytes
    """
    if not sets:
        return data
    short_of, end = _dictionary(data)
    lines = [_line(item, [short_of[column] for column in item.columns]) for item in sets]
    payload = b"".join(lines)
    record = struct.pack("<4i", EXTENSION, SETS_SUBTYPE, 1, len(payload)) + payload
    return data[:end] + record + data[end:]


def _line(item: ResponseSet, columns: Sequence[str]) -> bytes:
    label = item.label.encode()
    return f"${item.name}=D1 1 {len(label)} ".encode() + label + f" {' '.join(columns)}\n".encode()


def _dictionary(data: bytes) -> tuple[dict[str, str], int]:
    """Short name of every variable, in lower case as sets name them, and where the dictionary ends."""
    short_of: dict[str, str] = {}
    place = HEADER_BYTES
    while (kind := _integer(data, place)) != END:
        if kind == VARIABLE:
            place = _after_variable(data, place)
        elif kind == VALUE_LABELS:
            place = _after_labels(data, place)
        elif kind == LABELLED_VARIABLES:
            place += 8 + 4 * _integer(data, place + 4)
        elif kind == DOCUMENTS:
            place += 8 + 80 * _integer(data, place + 4)
        else:
            after = place + 16 + _integer(data, place + 8) * _integer(data, place + 12)
            if _integer(data, place + 4) == NAMES_SUBTYPE:
                pairs = [pair.split("=", 1) for pair in data[place + 16 : after].decode().strip("\t\0").split("\t")]
                short_of = {long: short.lower() for short, long in pairs}
            place = after
    return short_of, place


def _after_variable(data: bytes, place: int) -> int:
    has_label, n_missing = _integer(data, place + 8), _integer(data, place + 12)
    after = place + 32
    if has_label:
        after += 4 + -(-_integer(data, after) // ALIGNED) * ALIGNED
    return after + 8 * abs(n_missing)


def _after_labels(data: bytes, place: int) -> int:
    after = place + 8
    for _ in range(_integer(data, place + 4)):
        # A byte of length and the text, filled up to a multiple of eight.
        after += 8 + -(-(1 + data[after + 8]) // 8) * 8
    return after


def _integer(data: bytes, place: int) -> int:
    return int(struct.unpack_from("<i", data, place)[0])
