"""Key numbers as texts: those of one format with the same decimals, each estimate with its interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.charts.display import Metric, Say
from analysis.core.messages import Message, Sentence
from analysis.core.results import Estimate
from analysis.language.precision import FAMILIES, shared_decimals, written


@dataclass(frozen=True, slots=True)
class KeyText:
    """One key number in words: its label, the number, and its interval or nothing."""

    label: str
    value: str
    interval: str


def key_texts(metrics: Sequence[Metric], say: Say) -> tuple[KeyText, ...]:
    """Key numbers as they stand beside each other.

    Examples
    --------
    >>> from analysis.language import translator
    >>> rate, other = Message("Control group"), Message("New version")
    >>> shown = key_texts((Metric(rate, 0.1, "fine_percent"), Metric(other, 0.129, "fine_percent")), translator("en"))
    >>> [text.value for text in shown]
    ['10.0%', '12.9%']
    """
    decimals = {word: _decimals(metrics, word) for word in {metric.format for metric in metrics}}
    return tuple(
        KeyText(
            label=say(metric.label),
            value=written(metric.value, metric.format, decimals[metric.format]),
            interval=_interval(metric, decimals[metric.format], say),
        )
        for metric in metrics
    )


def estimated(label: Sentence, estimate: Estimate, word: str = "number") -> Metric:
    """The key number of an estimate, with its interval where it has one."""
    known = math.isfinite(estimate.value) and not math.isnan(estimate.low) and not math.isnan(estimate.high)
    return Metric(label, estimate.value, word, estimate if known else None)


def _decimals(metrics: Sequence[Metric], word: str) -> int | None:
    if word not in FAMILIES:
        return None
    together: list[float] = []
    for metric in metrics:
        if metric.format == word:
            together.append(metric.value)
            together.extend(_ends(metric))
    return shared_decimals(together, word) if len(together) > 1 else None


def _ends(metric: Metric) -> tuple[float, ...]:
    return () if metric.interval is None else (metric.interval.low, metric.interval.high)


def _interval(metric: Metric, digits: int | None, say: Say) -> str:
    if metric.interval is None:
        return ""
    low, high = (_end(value, metric.format, digits) for value in _ends(metric))
    return say(
        Message(
            "{level:set_percent} interval {low} to {high}", low=low, high=high, level=round(metric.interval.level, 10)
        )
    )


def _end(value: float, word: str, digits: int | None) -> str:
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    return written(value, word, digits)
