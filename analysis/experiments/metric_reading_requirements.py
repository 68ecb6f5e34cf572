"""What several metrics must be told before they can be read: one clear sentence for each thing that cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from analysis.core.errors import ParameterError
from analysis.core.messages import Message

if TYPE_CHECKING:
    from analysis.experiments.metric_sizes import MetricKind
    from analysis.experiments.metric_tests import ObservedMetric


def require_observed(metric: ObservedMetric) -> None:
    """Refuse numbers of one metric that cannot be.

    Raises
    ------
    ParameterError
        A change of 0, or of a share of 100 points or more; conversions that are no count or more than the
        customers; a standard deviation below 0, or of a single customer.
    """
    _require_change(metric)
    for side, value, sd, n in (
        ("control", metric.control, metric.sd_control, metric.n_control),
        ("treatment", metric.treatment, metric.sd_treatment, metric.n_treatment),
    ):
        if metric.kind == "share":
            _require_count(metric.number, value, n, f"observed_{side}")
        else:
            _require_sd(metric.number, sd, n, f"sds_{side}")


def require_spreads(kinds: Sequence[MetricKind], sds: Mapping[str, Sequence[float]]) -> None:
    """Refuse means whose standard deviations were left out altogether.

    Raises
    ------
    ParameterError
    """
    if "mean" not in kinds:
        return
    for parameter, values in sds.items():
        if not values:
            raise ParameterError(
                Message(
                    "Metric {number:count} is a mean without a standard deviation.", number=1 + kinds.index("mean")
                ),
                Message("Every list holds one value for each metric, in one order."),
                Message("Give the standard deviation of each mean in both groups, and 0 for shares."),
                parameter=parameter,
            )


def _require_change(metric: ObservedMetric) -> None:
    if metric.change == 0:
        raise ParameterError(
            Message("The smallest change of metric {number:count} is 0.", number=metric.number),
            Message("Allowed: a number above or below 0."),
            Message("Give the smallest change worth acting on, or for a guardrail the loss that is not acceptable."),
            parameter="smallest_changes",
        )
    if metric.kind == "share" and metric.margin >= 1:
        raise ParameterError(
            Message(
                "The smallest change of metric {number:count}, a share, is {change:exact}.",
                number=metric.number,
                change=metric.change,
            ),
            Message("Allowed: a number above -1 and below 1."),
            Message("Give changes of shares as fractions, 0.02 for 2 points, or call the metric a mean."),
            parameter="smallest_changes",
        )


def _require_count(number: int, count: float, n: int, parameter: str) -> None:
    if count < 0 or count != int(count) or count > n:
        raise ParameterError(
            Message(
                "Metric {number:count} is a share, and {count:exact} of {n:count} customers cannot have converted.",
                number=number,
                count=count,
                n=n,
            ),
            Message("Allowed: whole numbers from 0 to the customers of the group."),
            Message("Give how many customers converted, not the share itself, or call the metric a mean."),
            parameter=parameter,
        )


def _require_sd(number: int, sd: float, n: int, parameter: str) -> None:
    if sd < 0:
        raise ParameterError(
            Message(
                "Metric {number:count} is a mean with a standard deviation of {value:exact}.", number=number, value=sd
            ),
            Message("Allowed: 0 or more."),
            parameter=parameter,
        )
    if n == 1 and sd > 0:
        raise ParameterError(
            Message("A single customer has no standard deviation of {sd:exact}.", sd=sd),
            Message("Allowed: 0 in a group of one customer."),
            Message("Check whether days or orders were counted in place of customers."),
            parameter=parameter,
        )
