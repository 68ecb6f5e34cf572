"""The weeks of a plan as a key number: shown only where anybody has so many."""

from __future__ import annotations

from analysis.charts.display import Metric
from analysis.core.messages import Message
from analysis.experiments.feasibility import MOST_WEEKS

FULL_WEEKS = Message("Full weeks")


def weeks_metric(weeks: float, label: Message = FULL_WEEKS) -> tuple[Metric, ...]:
    """The key number, or none where the weeks are not known or too many for any test."""
    return (Metric(label, weeks, "count"),) if weeks <= MOST_WEEKS else ()
