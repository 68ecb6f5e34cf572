"""The relation in plain units: what the second column looks like where the first is high and where it is low."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.core import ColumnRef, Message, Sentence
from analysis.relations.answers import Answers, FloatArray
from analysis.relations.sides import sides
from analysis.relations.strength import adjusted_residuals

FEWEST_IN_GROUP = 10


def ordered_contrast(x: Answers, y: Answers, value: float) -> Sentence | None:
    """Median (mean, share) of y at the top and at the bottom of x; `None` where x cannot be split.

    Of a column with two answers the sentence names the one that goes with more of the other column.
    """
    if y.level == "binary" and x.level != "binary":
        x, y = y, x
    if x.level == "binary":
        return _two_answers(x, y, value) or sides(x, y, value)
    low_cut, high_cut = _cuts(x.numbers)
    bottom, top = x.numbers <= low_cut, x.numbers >= high_cut
    if not (bottom.any() and top.any()) or low_cut >= high_cut:
        return None
    ends: dict[str, Any] = {
        "x": ColumnRef(x.column),
        "y": ColumnRef(y.column),
        "top_from": _quoted(x, high_cut),
        "bottom_to": _quoted(x, low_cut),
        "top_share": float(top.mean()),
        "bottom_share": float(bottom.mean()),
    }
    high, low = _median(y.numbers[top], y), _median(y.numbers[bottom], y)
    if high != low:
        return Message(
            "In the top {top_share:percent} of {x} (from {top_from:lone}) the median of {y} is {high:number}, against {low:number} in the bottom {bottom_share:percent} (up to {bottom_to:lone}).",
            high=_quoted(y, high),
            low=_quoted(y, low),
            **ends,
        )
    if y.level == "scale":
        return Message(
            "In the top {top_share:percent} of {x} (from {top_from:lone}) the mean of {y} is {high:number}, against {low:number} in the bottom {bottom_share:percent} (up to {bottom_to:lone}).",
            high=float(y.numbers[top].mean()),
            low=float(y.numbers[bottom].mean()),
            **ends,
        )
    cut = max(high, float(y.numbers.min()) + 1)
    return Message(
        "In the top {top_share:percent} of {x} (from {top_from:lone}), {high:percent} answer at least “{answer}” to {y}, against {low:percent} in the bottom {bottom_share:percent} (up to {bottom_to:lone}).",
        answer=y.value_name(cut),
        high=float((y.numbers[top] >= cut).mean()),
        low=float((y.numbers[bottom] >= cut).mean()),
        **ends,
    )


def _two_answers(x: Answers, y: Answers, value: float) -> Message | None:
    """Medians (shares) of y under both answers, the higher first; `None` where they do not point as `value` does."""
    more = 1 if value > 0 else 0
    top, bottom = y.numbers[x.numbers == more], y.numbers[x.numbers == 1 - more]
    if min(top.size, bottom.size) < FEWEST_IN_GROUP:
        return None
    high, low = _median(top, y), _median(bottom, y)
    words: dict[str, Any] = {
        "x": ColumnRef(x.column),
        "y": ColumnRef(y.column),
        "top": x.value_name(more),
        "bottom": x.value_name(1 - more),
    }
    if high < low or (high == low and y.level == "scale"):
        return None
    if y.level == "scale":
        return Message(
            "Where {x} is “{top}” the median of {y} is {high:number}; where it is “{bottom}” it is {low:number}.",
            high=high,
            low=low,
            **words,
        )
    if high > low:
        return Message(
            "Where {x} is “{top}” the median of {y} is “{high}”; where it is “{bottom}” it is “{low}”.",
            high=y.value_name(high),
            low=y.value_name(low),
            **words,
        )
    cut = max(high, float(y.numbers.min()) + 1)
    above, below = float((top >= cut).mean()), float((bottom >= cut).mean())
    if above <= below:
        return None
    return Message(
        "Where {x} is “{top}”, {high:percent} answer at least “{answer}” to {y}; where it is “{bottom}”, {low:percent}.",
        answer=y.value_name(cut),
        high=above,
        low=below,
        **words,
    )


def group_contrast(groups: Answers, measured: Answers) -> Message | None:
    """Mean of a measurement where the answer is one thing and where it is another."""
    codes = groups.codes
    counts = np.bincount(codes, minlength=len(groups.categories))
    means = np.bincount(codes, measured.numbers, minlength=counts.size) / np.maximum(counts, 1)
    shown = np.flatnonzero(counts >= FEWEST_IN_GROUP)
    if shown.size < 2:
        return None
    lowest, highest = shown[means[shown].argmin()], shown[means[shown].argmax()]
    words: dict[str, Any] = {
        "groups": ColumnRef(groups.column),
        "measured": ColumnRef(measured.column),
        "high": float(means[highest]),
        "low": float(means[lowest]),
        "high_group": groups.value_name(int(highest)),
        "low_group": groups.value_name(int(lowest)),
    }
    if shown.size == 2:
        return Message(
            "Where {groups} is “{high_group}” the mean of {measured} is {high:number}; where it is “{low_group}” it is {low:number}.",
            **words,
        )
    return Message(
        "The mean of {measured} runs from {low:number} (where {groups} is “{low_group}”) to {high:number} (where it is “{high_group}”).",
        **words,
    )


def table_contrast(x: Answers, y: Answers, table: FloatArray, codes: tuple[tuple[int, ...], ...]) -> Message | None:
    """The answer to y that stands out most where x is something."""
    row_totals = table.sum(axis=1)
    residuals = np.where((row_totals >= FEWEST_IN_GROUP)[:, np.newaxis], adjusted_residuals(table), -np.inf)
    row, column = (int(place) for place in np.unravel_index(residuals.argmax(), residuals.shape))
    if not np.isfinite(residuals[row, column]):
        return None
    words: dict[str, Any] = {
        "x": ColumnRef(x.column),
        "y": ColumnRef(y.column),
        "x_answer": x.value_name(codes[0][row]),
        "y_answer": y.value_name(codes[1][column]),
        "there": float(table[row, column] / row_totals[row]),
    }
    if table.shape[0] == 2:
        elsewhere = float(table[1 - row, column] / row_totals[1 - row])
        return Message(
            "Where {x} is “{x_answer}”, {there:percent} have “{y_answer}” in {y}; where it is “{other}”, {elsewhere:percent}.",
            other=x.value_name(codes[0][1 - row]),
            elsewhere=elsewhere,
            **words,
        )
    return Message(
        "The answer that stands out most: where {x} is “{x_answer}”, {there:percent} have “{y_answer}” in {y}, against {overall:percent} of all.",
        overall=float(table[:, column].sum() / table.sum()),
        **words,
    )


def _cuts(values: FloatArray) -> tuple[float, float]:
    """Lower and upper quartile as observed values, moved apart where ties make them one."""
    low = float(np.quantile(values, 0.25, method="inverted_cdf"))
    high = -float(np.quantile(-values, 0.25, method="inverted_cdf"))
    if low < high:
        return low, high
    below: NDArray[np.bool_] = values < high
    if below.any():
        return float(values[below].max()), high
    above: NDArray[np.bool_] = values > low
    return low, float(values[above].min()) if above.any() else low


def _quoted(answers: Answers, value: float) -> Message | float:
    name = answers.value_name(value)
    return name if isinstance(name, float) else Message("“{answer}”", answer=name)


def _median(values: FloatArray, answers: Answers) -> float:
    if answers.level == "scale":
        return float(np.median(values))
    return float(np.quantile(values, 0.5, method="inverted_cdf"))
