"""Key numbers above the picture of a reading of two groups."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.charts.display import Metric
from analysis.charts.key_numbers import estimated
from analysis.core.messages import Message

if TYPE_CHECKING:
    from analysis.experiments.reading_core import Comparison


def comparison_metrics(found: Comparison) -> tuple[Metric, ...]:
    """Both groups, the difference, and the lift where it is defined."""
    metrics = [
        estimated(Message("Control group"), found.control),
        estimated(Message("New version"), found.treatment),
        estimated(Message("Difference"), found.difference, "signed"),
    ]
    if not math.isnan(found.lift.value):
        metrics.append(estimated(Message("Relative lift"), found.lift, "fine_percent"))
    return tuple(metrics)
