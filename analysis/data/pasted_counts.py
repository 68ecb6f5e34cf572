"""Counts of a test as copied from a spreadsheet or a dashboard: one line for each group."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from analysis.core.errors import UnreadableFileError
from analysis.core.messages import Message, Sentence
from analysis.data.numerals import number_of

Field: TypeAlias = Literal["arm", "n", "conversions", "rate", "mean", "sd"]
HEADERS: dict[Field, frozenset[str]] = {
    "arm": frozenset(
        ("arm", "group", "variant", "version", "variation", "cell", "组别", "组", "分组", "版本", "方案", "实验组", "组名")
    ),
    "n": frozenset(
        (
            "n", "users", "customers", "visitors", "size", "samplesize", "sample", "participants", "exposures", "total",
            "人数", "样本量", "用户数", "客户数", "访客数", "进组人数", "曝光人数", "样本数", "总人数",
            "触达人数", "发送人数", "推送人数", "入组人数", "参与人数", "会员数", "会员人数",
        )
    ),
    "conversions": frozenset(
        (
            "conversions", "converted", "conversion", "successes", "orders", "purchases", "buyers", "retained", "k",
            "转化", "转化数", "转化人数", "成功数", "购买人数", "下单人数", "复购人数", "留存人数", "回访人数",
            "回购人数", "成交人数", "支付人数", "核销人数", "点击人数", "转化客户数", "购买客户数",
        )
    ),
    "rate": frozenset(("rate", "conversionrate", "cr", "cvr", "share", "转化率", "留存率", "复购率", "比例")),
    "mean": frozenset(("mean", "average", "avg", "均值", "平均", "平均值", "人均")),
    "sd": frozenset(("sd", "std", "stdev", "stddev", "standarddeviation", "标准差")),
}  # fmt: skip
CONTROLS = ("control", "baseline", "original", "对照", "原版", "旧版", "基准")
TOTALS = ("total", "all", "sum", "合计", "总计", "总体", "全部")
FEWEST_GROUPS = 2
_EXAMPLE = Message(
    "Give one line for each group: its name, the customers and how many converted, separated by tabs or commas."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedArm:
    """One group as pasted; None where the block has no such column."""

    label: str
    n: int
    conversions: int | None = None
    mean: float | None = None
    sd: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PastedCounts:
    """The groups of a test, the control group first, and what had to be decided in reading them."""

    arms: tuple[PastedArm, ...]
    remarks: tuple[Sentence, ...] = ()


def read_pasted_counts(text: str) -> PastedCounts:
    r"""Which counts does a pasted block hold?

    Parameters
    ----------
    text : str
        One line for each group, cells separated by tabs, semicolons, bars, commas or wide spaces, with
        or without a line of headings in English or Chinese. Full-width signs and thousands separators are read.

    Returns
    -------
    PastedCounts
        The control group is the one so called, else the first. Lines of totals are left out. Where a
        rate stands in place of the conversions, these are n times the rate, rounded, and a remark says so.

    Raises
    ------
    UnreadableFileError
        If there are fewer than two groups, a line lacks a number, or the columns cannot be told apart.

    Examples
    --------
    >>> read_pasted_counts("组别\t人数\t转化\n实验组\t1,010\t130\n对照组\t1,000\t100").arms[0]
    PastedArm(label='对照组', n=1000, conversions=100, mean=None, sd=None)
    """
    lines = [line for line in unicodedata.normalize("NFKC", text).splitlines() if line.strip()]
    rows = [cells for cells in (_cells(line) for line in lines) if any(cells)]
    fields = _headings(rows[0]) if rows else None
    body = rows[1:] if fields is not None else rows
    wanted = [row for row in body if not _is_named(row[0], TOTALS)]
    if len(wanted) < FEWEST_GROUPS:
        raise UnreadableFileError(
            Message("A comparison needs at least two groups; the block has {n:count}.", n=len(wanted)), remedy=_EXAMPLE
        )
    remarks: list[Sentence] = []
    if len(wanted) < len(body):
        remarks.append(Message("The line of totals is left out."))
    columns = fields if fields is not None else _guessed(wanted)
    arms = [_arm(row, columns, place + 1) for place, row in enumerate(wanted)]
    if "conversions" not in columns and "rate" in columns:
        remarks.append(
            Message(
                "The conversions are the customers times the rate, rounded to whole customers; with the counts themselves the reading is exact."
            )
        )
    first = next((arm for arm in arms if is_control(arm.label)), arms[0])
    remarks.append(Message("“{arm}” is taken as the control group.", arm=first.label))
    return PastedCounts(arms=(first, *(arm for arm in arms if arm is not first)), remarks=tuple(remarks))


def _cells(line: str) -> list[str]:
    for separator in ("\t", ";", "|"):
        if separator in line:
            return _trimmed(line.split(separator), separator)
    if re.search(r",\s", line):
        # Where a separator is a comma and a space, a comma between digits groups thousands.
        return [cell.strip() for cell in re.split(r",\s+|、", line)]
    if re.search(r"\s{2,}", line.strip()):
        return re.split(r"\s{2,}", line.strip())
    if "," in line or "、" in line:
        return [cell.strip() for cell in re.split(r"[,、]", line)]
    return line.split()


def _trimmed(cells: list[str], separator: str) -> list[str]:
    stripped = [cell.strip() for cell in cells]
    if separator == "|":
        # A Markdown table has bars at both ends, and a line of dashes under its headings.
        stripped = [cell for cell in stripped if cell]
        return [] if all(set(cell) <= set("-:") for cell in stripped) else stripped
    return stripped


def _headings(row: Sequence[str]) -> tuple[Field | None, ...] | None:
    """What each column holds, where the first line says so."""
    names = [re.sub(r"[\s_()%]", "", cell.lower()) for cell in row]
    found: tuple[Field | None, ...] = tuple(_field(name) for name in names)
    return found if "n" in found else None


def _field(name: str) -> Field | None:
    for field, words in HEADERS.items():
        if name in words:
            return field
    return None


def _guessed(rows: Sequence[Sequence[str]]) -> tuple[Field | None, ...]:
    """Columns of a block without headings: the group's name and two counts, the larger one the customers."""
    named = _number(rows[0][0]) is None
    numbers = [[_number(cell) for cell in (row[1:] if named else row)] for row in rows]
    pairs = [(row[0], row[1]) for row in numbers if len(row) == 2 and row[0] is not None and row[1] is not None]
    if len(pairs) == len(rows):
        lead: tuple[Field | None, ...] = ("arm",) if named else ()
        if all(first >= second for first, second in pairs):
            return (*lead, "n", "conversions")
        if all(first <= second for first, second in pairs):
            return (*lead, "conversions", "n")
    raise UnreadableFileError(
        Message("It is not clear which column holds the customers and which the conversions."),
        Message("Readable without headings: a name and two counts in each line."),
        Message("Put headings above the columns, such as group, customers, conversions (组别, 人数, 转化)."),
    )


def _arm(row: Sequence[str], fields: Sequence[Field | None], line: int) -> PastedArm:
    values = {field: cell for field, cell in zip(fields, row, strict=False) if field is not None}
    label = values.get("arm", "") or f"{line}"
    n = _count(values.get("n", ""), label)
    conversions: int | None = None
    if "conversions" in values:
        conversions = _count(values["conversions"], label)
    elif "rate" in values:
        conversions = round(n * _share(values["rate"], label))
    if conversions is not None and conversions > n:
        raise UnreadableFileError(
            Message("“{arm}” has {k:count} conversions among {n:count} customers.", arm=label, k=conversions, n=n),
            Message("Each customer converts at most once."),
            Message("Check the order of the columns, or read events per customer as a number of events."),
        )
    mean, sd = (_measured(values[field], label) if field in values else None for field in ("mean", "sd"))
    return PastedArm(label=label, n=n, conversions=conversions, mean=mean, sd=sd)


def _count(cell: str, label: str) -> int:
    value = _number(cell)
    if value is None or value != int(value) or value < 0 or "%" in cell:
        raise _unreadable(cell, label, Message("a whole number"))
    return int(value)


def _share(cell: str, label: str) -> float:
    value = _number(cell)
    if value is None or not 0 <= value <= (100 if "%" in cell else 1):
        raise _unreadable(cell, label, Message("a share such as 35% or 0.35"))
    return value / 100 if "%" in cell else value


def _measured(cell: str, label: str) -> float:
    value = _number(cell)
    if value is None:
        raise _unreadable(cell, label, Message("a number"))
    return value


def _number(cell: str) -> float | None:
    value = number_of(cell.strip().rstrip("%").replace(" ", ""))
    return None if math.isnan(value) else value


def _unreadable(cell: str, label: str, wanted: Message) -> UnreadableFileError:
    return UnreadableFileError(
        Message("“{cell}” of “{arm}” cannot be read as {wanted}.", cell=cell[:40], arm=label, wanted=wanted),
        remedy=_EXAMPLE,
    )


def is_control(label: str) -> bool:
    """Whether a group is called like a control group.

    Examples
    --------
    >>> is_control("Control (A)"), is_control("对照组"), is_control("new"), is_control("no control over it")
    (True, True, False, False)
    """
    return _is_named(label, CONTROLS)


def _is_named(label: str, words: Sequence[str]) -> bool:
    name = label.strip().lower()
    return any(name == word or (len(word) > 1 and not word.isascii() and word in name) for word in words) or (
        words is CONTROLS and any(name.startswith(word) for word in words)
    )
