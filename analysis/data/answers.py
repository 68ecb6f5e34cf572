"""What the answers of one column are: measurement level, answers in order, codes that stand for no answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from analysis.core.frames import MissingKind
from analysis.data.bands import ordered_bands
from analysis.data.codebook import MissingCode, ValueLabel, VariableLevel
from analysis.data.number_levels import MAX_NOMINAL, labelled_as_itself, number_level, plain_code
from analysis.data.numerals import number_text, numbers_of
from analysis.data.ordered_wording import is_off_scale, is_refusal, ordered_answers
from analysis.data.text_column import TextColumn
from analysis.data.times import parse_times, seconds_of
from analysis.data.units import PERCENT, SECONDS, without_unit
from analysis.data.variable_ids import local_text

Order: TypeAlias = Literal["", "declared", "wording", "bands", "numbers", "numbering", "appearance"]

MAX_PLACES = 400
MOSTLY = 0.8
DATES = 0.95
TYPICAL_WEIGHT = 20
# Negative codes that survey tools use for no answer; -1 to -6 also occur on rating scales.
NEGATIVE_CODES = frozenset({-7, -8, -9, -66, -77, -88, -96, -97, -98, -99, -997, -998, -999, -9999, -99999})

_ID_HEADER = re.compile(
    r"(?:.*(?:^|[_\s\-.]))?(?:id|uid|uuid|guid|token|openid|unionid)|.*(?:[a-z]ID|编号|序号|会员号|卡号|工号|学号|流水号|订单号)|"
    r"(?:no|no\.|number|index|respondent|case)",
)
_WEIGHT_HEADER = re.compile(r".*权重|.*加权.*|(?:.*[_\s])?(?:weight|wt|wgt)(?:[_\s].*)?|pw", re.IGNORECASE)
_DURATION_HEADER = re.compile(r"时长|用时|耗时|duration|elapsed", re.IGNORECASE)
_DATE_HEADER = re.compile(r"日期|时间|date|time|day", re.IGNORECASE)
_SERIAL_HEADER = re.compile(
    r"日期|(?:^|[_\s])date(?:$|[_\s])|(?:提交|填写|开始|结束|下单|购买|注册|登录)时间", re.IGNORECASE
)
_BOTH = re.compile(
    r"(?P<code>-?\d{1,3})\s*[(（](?P<label>[^()（）]*\D[^()（）]*)[)）]|(?P<label2>.*\D)\s*[(（](?P<code2>\d{1,2})\s*分?[)）]"
)
_NUMBERING = re.compile(r"^(?:(\d{1,2})|([A-Za-z]))\s*[、.．:：)）]\s*\S")
_TOKEN = re.compile(r"[!-~]{4,40}")


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Answers:
    """What the answers of a column are.

    Parameters
    ----------
    cells : TextColumn
        The cells with answers as codes.
    level : str
        Measurement level.
    values : tuple of ValueLabel
        Answers in order; empty for numbers, texts, dates and ids.
    missing : tuple of MissingCode
        Codes that stand for no answer.
    order : str
        Where the order of the answers comes from; ``appearance`` is a guess.
    misfits : Mapping of str to int
        Texts where numbers (or dates) are expected, and how often.
    set_missing : Mapping of str to int
        Answers taken as missing because of their wording or code, and how often.
    unit : str
        Unit taken off the numbers: ``%`` (now fractions), ``s`` (durations in seconds) or the unit itself.
    """

    cells: TextColumn
    level: VariableLevel
    values: tuple[ValueLabel, ...] = ()
    missing: tuple[MissingCode, ...] = ()
    order: Order = ""
    misfits: Mapping[str, int] = field(default_factory=dict[str, int])
    set_missing: Mapping[str, int] = field(default_factory=dict[str, int])
    unit: str = ""


def infer_answers(
    cells: TextColumn,
    header: str = "",
    *,
    reserved: Mapping[str, MissingKind] | None = None,
    numbers_are_names: bool = False,
) -> Answers:
    """Find level, answers and their order from the texts of a column.

    Parameters
    ----------
    cells : TextColumn
        The column.
    header : str
        Its header; tells ids, weights and dates.
    reserved : Mapping of str to missing kind, optional
        Codes that the source uses for missing answers, such as -3 for skipped.
    numbers_are_names : bool
        Whether small whole numbers stand for unordered options, as in an export by option number.

    Returns
    -------
    Answers

    Examples
    --------
    >>> found = infer_answers(TextColumn.of(["满意", "一般", "不满意", "满意"]))
    >>> found.level, [value.code for value in found.values]
    ('ordinal', ['不满意', '一般', '满意'])
    """
    reserved = reserved or {}
    missing = tuple(MissingCode(plain_code(code), kind) for code, kind in reserved.items())
    coded, labels = _both_code_and_label(cells, reserved)
    answered = coded.replaced({code: None for code in reserved if code in coded.texts})
    if not answered.texts:
        return Answers(cells=cells, level="text", missing=missing)
    numbers = numbers_of(answered.texts)
    if labels:
        return _labelled(coded, numbers, labels, missing)
    found = (
        _special(coded, answered, numbers, header, missing)
        or _numeric(coded, answered, numbers, missing, numbers_are_names)
        or _dated(coded, answered, missing)
        or _ordered(coded, answered, missing)
        or _measured(coded, answered, missing)
        or _mostly_numeric(coded, answered, numbers, missing)
    )
    return found or _unordered(coded, answered, missing)


def _both_code_and_label(cells: TextColumn, reserved: Mapping[str, MissingKind]) -> tuple[TextColumn, dict[str, str]]:
    """Split cells such as 5(非常满意) into code and label, where every answer has the form and one label a code."""
    labels: dict[str, str] = {}
    codes: dict[str, str | None] = {}
    for text in cells.texts:
        if text in reserved:
            continue
        match = _BOTH.fullmatch(text)
        if match is None and not text.isdigit():
            return cells, {}
        code = (match["code"] or match["code2"]) if match else text
        label = (match["label"] or match["label2"]).strip() if match else ""
        if label and labels.setdefault(code, label) != label:
            return cells, {}
        codes[text] = code
    if len(labels) < 2 or len(set(labels.values())) < len(labels):
        return cells, {}
    return cells.replaced(codes), labels


def _labelled(
    cells: TextColumn, numbers: NDArray[np.float64], labels: Mapping[str, str], missing: tuple[MissingCode, ...]
) -> Answers:
    codes = {*labels, *(number_text(float(number)) for number in numbers)}
    values = tuple(
        ValueLabel(plain_code(code), local_text(labels.get(code, code))) for code in sorted(codes, key=float)
    )
    level: VariableLevel = "ordinal" if len(values) > 2 else "nominal"
    return Answers(cells=cells, level=level, values=values, missing=missing, order="declared")


def _special(
    cells: TextColumn, answered: TextColumn, numbers: NDArray[np.float64], header: str, missing: tuple[MissingCode, ...]
) -> Answers | None:
    """Ids, weights and compact dates, told by the header and confirmed by the values."""
    n_filled, n_distinct = answered.n_filled, len(answered.texts)
    name = header.strip()
    all_whole = bool(np.all(numbers == np.floor(numbers)))
    if _is_id_header(name) and n_distinct >= 0.9 * n_filled and (all_whole or np.isnan(numbers).all()):
        return Answers(cells=cells, level="id", missing=missing)
    if all_whole and n_filled >= 10 and n_distinct == n_filled == len(answered) and _is_count(numbers):
        return Answers(cells=cells, level="id", missing=missing)
    if _WEIGHT_HEADER.fullmatch(name) and _are_weights(numbers, name):
        return Answers(cells=cells, level="weight", missing=missing)
    if _DURATION_HEADER.search(name) and np.isnan(numbers).any():
        seconds = {text: seconds_of(text) for text in answered.texts}
        if not any(np.isnan(value) for value in seconds.values()):
            bare = cells.replaced({text: number_text(value) for text, value in seconds.items()})
            return Answers(cells=bare, level="scale", missing=missing, unit=SECONDS)
    if _DATE_HEADER.search(name) and not np.isnan(numbers).any():
        times = parse_times(answered.texts, serials=bool(_SERIAL_HEADER.search(name))).values
        if not np.isnat(times).any():
            return Answers(cells=cells, level="date", missing=missing)
    return None


def _is_count(numbers: NDArray[np.float64]) -> bool:
    """Whether different whole numbers count the rows: without a gap, from 0 or 1 or a round start on; ages are not."""
    return bool(np.ptp(numbers) == len(numbers) - 1 and (numbers.min() <= 1 or numbers.min() >= 100))


def _are_weights(numbers: NDArray[np.float64], name: str) -> bool:
    """Positive numbers around one; a column called weight may also hold kilograms."""
    if not (np.all(numbers > 0) and np.any(numbers != np.floor(numbers))):
        return False
    return float(np.median(numbers)) <= TYPICAL_WEIGHT or name.lower() not in {"weight", "wt"}


def _is_id_header(name: str) -> bool:
    return bool(_ID_HEADER.fullmatch(name) or _ID_HEADER.fullmatch(name.lower()))


def _numeric(
    cells: TextColumn,
    answered: TextColumn,
    numbers: NDArray[np.float64],
    missing: tuple[MissingCode, ...],
    numbers_are_names: bool,  # noqa: FBT001 - private
) -> Answers | None:
    if np.isnan(numbers).any():
        return None
    is_code = _negative_codes(numbers)
    tally = answered.tally()
    codes = {text: tally[text] for text, hit in zip(answered.texts, is_code, strict=True) if hit}
    missing = (*missing, *(MissingCode(int(number), "invalid") for number in numbers[is_code]))
    level, values = number_level(numbers[~is_code], numbers_are_names=numbers_are_names)
    return Answers(
        cells=cells,
        level=level,
        values=values,
        missing=missing,
        order="numbers" if level == "ordinal" else "",
        set_missing=codes,
    )


def _negative_codes(numbers: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which numbers are negative codes for no answer, in a column that otherwise has no negative numbers."""
    is_code = np.isin(numbers, list(NEGATIVE_CODES))
    if is_code.all() or np.any(numbers[~is_code] < 0):
        return np.zeros(len(numbers), dtype=bool)
    return is_code


def _canonical(cells: TextColumn) -> TextColumn:
    """Numbers in their shortest form; other texts stay."""
    numbers = numbers_of(cells.texts)
    pairs = zip(cells.texts, numbers.tolist(), strict=True)
    return cells.replaced({text: number_text(number) for text, number in pairs if not np.isnan(number)})


def _dated(cells: TextColumn, answered: TextColumn, missing: tuple[MissingCode, ...]) -> Answers | None:
    if not re.search(r"\d", answered.texts[0]):
        return None
    sample = answered.texts[:50]
    if np.isnat(parse_times(sample).values).mean() > 1 - MOSTLY:
        return None
    unread = np.isnat(parse_times(answered.texts, serials=True).values)
    tally = answered.tally()
    misfits = {text: tally[text] for text, bad in zip(answered.texts, unread, strict=True) if bad}
    if sum(misfits.values()) > (1 - DATES) * answered.n_filled:
        return None
    return Answers(cells=cells, level="date", missing=missing, misfits=misfits)


def _ordered(cells: TextColumn, answered: TextColumn, missing: tuple[MissingCode, ...]) -> Answers | None:
    """Scales told by their wording and bands of a quantity; answers beside the scale become missing."""
    if len(answered.texts) > MAX_NOMINAL:
        return None
    kinds = _beside_scale(answered.texts)
    on_scale = [text for text in answered.texts if text not in kinds]
    tally = answered.tally()
    order: Order = "wording"
    found = ordered_answers(on_scale)
    if found is None:
        order, found = "bands", ordered_bands(on_scale)
    if found is None:
        return None
    return Answers(
        cells=cells,
        level="ordinal",
        values=tuple(labelled_as_itself(text) for text in found),
        missing=(*missing, *(MissingCode(text, kind) for text, kind in kinds.items())),
        order=order,
        set_missing={text: tally[text] for text in kinds},
    )


def _measured(cells: TextColumn, answered: TextColumn, missing: tuple[MissingCode, ...]) -> Answers | None:
    """Numbers written with a unit (31岁, 12%, 1分5秒): the same column without it."""
    found = without_unit(answered)
    if found is None:
        return None
    bare, unit = found
    answered = answered.replaced(bare)
    numbers = numbers_of(answered.texts)
    plain = cells.replaced(bare)
    answers = _numeric(plain, answered, numbers, missing, numbers_are_names=False) or _mostly_numeric(
        plain, answered, numbers, missing
    )
    if answers is None or unit in {PERCENT, SECONDS}:
        return answers and replace(answers, unit=unit)
    values = tuple(ValueLabel(item.code, local_text(f"{item.code}{unit}")) for item in answers.values)
    return replace(answers, unit=unit, values=values)


def _mostly_numeric(
    cells: TextColumn, answered: TextColumn, numbers: NDArray[np.float64], missing: tuple[MissingCode, ...]
) -> Answers | None:
    """Numbers with some text among them; a few answers that are words keep the column as it is."""
    is_text = np.isnan(numbers)
    if (~is_text).sum() < 3:
        return None
    tally = answered.tally()
    texts = [text for text, hit in zip(answered.texts, is_text, strict=True) if hit]
    kinds = _beside_scale(texts) if len(texts) <= MAX_NOMINAL else {}
    misfits = {text: tally[text] for text in texts if text not in kinds}
    n_asked = answered.n_filled - sum(tally[text] for text in kinds)
    if sum(misfits.values()) > (1 - MOSTLY) * n_asked:
        return None
    level, values = number_level(numbers[~is_text])
    return Answers(
        cells=_canonical(cells),
        level=level,
        values=values,
        missing=(*missing, *(MissingCode(text, kind) for text, kind in kinds.items())),
        order="numbers" if level == "ordinal" else "",
        misfits=misfits,
        set_missing={text: tally[text] for text in kinds},
    )


def _beside_scale(texts: Iterable[str]) -> dict[str, MissingKind]:
    """Answers that decline or do not apply, and the kind of missing they are."""
    kinds: dict[str, MissingKind] = {}
    for text in texts:
        if is_refusal(text):
            kinds[text] = "refused"
        elif is_off_scale(text):
            kinds[text] = "invalid"
    return kinds


def _unordered(cells: TextColumn, answered: TextColumn, missing: tuple[MissingCode, ...]) -> Answers:
    n_filled, n_distinct = answered.n_filled, len(answered.texts)
    length = sum(map(len, answered.texts)) / n_distinct
    if is_closed(n_filled, n_distinct, length):
        values, order = _first_or_numbered(answered.texts)
        return Answers(cells=cells, level="nominal", values=values, missing=missing, order=order)
    is_token = n_distinct == n_filled and all(
        _TOKEN.fullmatch(text) and any(map(str.isdigit, text)) for text in answered.texts
    )
    return Answers(cells=cells, level="id" if is_token else "text", missing=missing)


def is_closed(n_filled: int, n_distinct: int, mean_length: float) -> bool:
    """Whether so many distinct texts in so many cells are answers to choose from, not texts somebody wrote."""
    share = n_distinct / n_filled
    return (
        n_distinct <= 2
        or (share <= 0.5 and n_distinct <= MAX_NOMINAL and mean_length <= 80)
        or (share < 1 and n_distinct <= 12 and mean_length <= 12)
        or (n_filled <= 12 and mean_length <= 6)
        or (share <= 0.25 and n_distinct <= MAX_PLACES and mean_length <= 16)
    )


def _first_or_numbered(texts: tuple[str, ...]) -> tuple[tuple[ValueLabel, ...], Order]:
    """Answers by the number or letter in front of each, else in order of first appearance."""
    matches = [_NUMBERING.match(text) for text in texts]
    if all(matches) and len(texts) > 1:
        keys = [
            (int(match[1]) if match[1] else ord(match[2].lower()), text)
            for match, text in zip(matches, texts, strict=True)
            if match
        ]
        return tuple(labelled_as_itself(text) for _, text in sorted(keys)), "numbering"
    return tuple(labelled_as_itself(text) for text in texts), "appearance"
