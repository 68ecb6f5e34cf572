"""Key numbers above the picture of a reading of two groups."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.charts.display import Metric
from analysis.core.messages import Message

if TYPE_CHECKING:
    from analysis.experiments.reading_core import Comparison


def comparison_metrics(found: Comparison) -> tuple[Metric, ...]:
    """Both groups, the difference, and the lift where it is defined."""
    metrics = [
        Metric(Message("Control group"), found.control.value, "number"),
        Metric(Message("New version"), found.treatment.value, "number"),
        Metric(Message("Difference"), found.difference.value, "signed"),
    ]
    if not math.isnan(found.lift.value):
        metrics.append(Metric(Message("Relative lift"), found.lift.value, "fine_percent"))
    return tuple(metrics)
