"""Headers of 问卷星 exports: question number, stem, option and the question type in brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

QuestionType: TypeAlias = Literal["", "single", "multi", "rating", "ranking", "text", "matrix"]

# Full-width digits, brackets and marks become half-width one to one, so positions stay.
_HALF_WIDTH = str.maketrans("０１２３４５６７８９（）：．【】［］＊", "0123456789():.[][]*")
_NUMBERED = re.compile(r"\s*(\d{1,3})\s*(?:[、:]|\.(?!\d))\s*")
_COUNTED = re.compile(r"\s*第\s*(\d{1,3})\s*题\s*[、:.]?\s*")
_BARE = re.compile(r"\s*(\d{1,3})\s*(?=\()")
_TYPE = re.compile(r"\s*\[([^\[\]]*题)\]\s*\*?|\s*\*\s*$|^\s*\*\s*|\s*\[必填\]\s*")

_TYPES: tuple[tuple[str, QuestionType], ...] = (
    ("矩阵", "matrix"),
    ("多选", "multi"),
    ("排序", "ranking"),
    ("量表", "rating"),
    ("评分", "rating"),
    ("打分", "rating"),
    ("NPS", "rating"),
    ("填空", "text"),
    ("单选", "single"),
    ("判断", "single"),
    ("下拉", "single"),
)


@dataclass(frozen=True, slots=True)
class WjxHeader:
    """A question header taken apart.

    Parameters
    ----------
    number : int
        Question number.
    stem : str
        Question text; empty where the header only names an option.
    option : str
        Option or item in brackets at the end; it may also be a remark of the stem, which only the
        number of columns of the question tells.
    type : str
        Question type, where the header names it.
    text : str
        Stem and option together, with the brackets the header has.
    """

    number: int
    stem: str
    option: str
    type: QuestionType
    text: str = field(default="", repr=False, compare=False)


def parse_header(header: str) -> WjxHeader | None:
    """Take a header apart, or None where it carries no question number.

    Examples
    --------
    >>> parse_header("12、您的满意度（总体）[单选题]*")
    WjxHeader(number=12, stem='您的满意度', option='总体', type='single')
    >>> parse_header("第12题(服务态度)")
    WjxHeader(number=12, stem='', option='服务态度', type='')
    >>> parse_header("25、(其他（请补充）:)").option
    '其他（请补充）'
    >>> parse_header("提交答卷时间") is None
    True
    """
    half = header.translate(_HALF_WIDTH)
    match = _COUNTED.match(half) or _NUMBERED.match(half) or _BARE.match(half)
    if match is None or not half[match.end() :].strip():
        return None if match is None or not _COUNTED.match(half) else WjxHeader(int(match[1]), "", "", "")
    rest, question_type = _without_type(header[match.end() :])
    stem, option = _split_option(rest)
    return WjxHeader(int(match[1]), stem, option, question_type, rest)


def _without_type(text: str) -> tuple[str, QuestionType]:
    """Remove question type marks; their positions are those of the half-width form."""
    found: QuestionType = ""
    while True:
        match = _TYPE.search(text.translate(_HALF_WIDTH))
        if match is None:
            return text.strip(), found
        for word, question_type in _TYPES:
            if not found and word in (match[1] or ""):
                found = question_type
        text = text[: match.start()] + text[match.end() :]


def _split_option(text: str) -> tuple[str, str]:
    """Split the last pair of brackets, nested ones inside it, off the end of a text."""
    half = text.translate(_HALF_WIDTH).rstrip().rstrip(":")
    if not half.endswith(")"):
        return text, ""
    depth = 0
    for place in range(len(half) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(half[place], 0)
        if depth == 0:
            return text[:place].strip(), text[place + 1 : len(half) - 1].strip().rstrip(":：")
    return text, ""


def whole_stem(header: WjxHeader) -> str:
    """The question text of a column that stands alone: brackets at the end belong to it."""
    if not header.option:
        return header.stem
    return (header.text or f"{header.stem}（{header.option}）") if header.stem else header.option
