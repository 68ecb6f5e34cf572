"""What several metrics must be told before they can be planned: one clear sentence for each thing that cannot be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from analysis.core.errors import ParameterError
from analysis.core.messages import Message, PluralMessage
from analysis.experiments import metric_controls, metric_reading_controls
from analysis.experiments.margin_power import Better, widest_margin
from analysis.experiments.phrases import points_apart

if TYPE_CHECKING:
    from analysis.experiments.metric_sizes import MetricKind, MetricRole


LIST_LABELS: Mapping[str, Message] = {
    "baselines": metric_controls.BASELINES,
    "smallest_changes": metric_controls.SMALLEST_CHANGES,
    "roles": metric_controls.ROLES,
    "spreads": metric_controls.SPREADS,
    "observed_control": metric_reading_controls.OBSERVED_CONTROL,
    "observed_treatment": metric_reading_controls.OBSERVED_TREATMENT,
    "sds_control": metric_reading_controls.SDS_CONTROL,
    "sds_treatment": metric_reading_controls.SDS_TREATMENT,
}
"""What the form calls the lists."""


def require_parallel(n: int, lists: dict[str, Sequence[object]]) -> None:
    """Refuse lists that do not have one value for each metric.

    Raises
    ------
    ParameterError
    """
    for name, values in lists.items():
        if len(values) != n:
            raise ParameterError(
                PluralMessage(
                    "There is one value under “{name}”, for {metrics:count} metrics.",
                    "There are {n:count} values under “{name}”, for {metrics:count} metrics.",
                    n=len(values),
                    name=LIST_LABELS[name],
                    metrics=n,
                ),
                Message("Every list holds one value for each metric, in one order."),
                Message("Add or take away values, so that all lists are of one length."),
                parameter=name,
            )


def require_metric(
    number: int, kind: MetricKind, role: MetricRole, baseline: float, change: float, spread: float
) -> None:
    """Refuse numbers of one metric that cannot be.

    Raises
    ------
    ParameterError
    """
    if change == 0:
        raise ParameterError(
            Message("The smallest change of metric {number:count} is 0.", number=number),
            Message("Allowed: a number above or below 0."),
            Message("Give the smallest change worth acting on, or for a guardrail the loss that is not acceptable."),
            parameter="smallest_changes",
        )
    if kind == "mean":
        _require_spread(number, spread)
        return
    if not 0 < baseline < 1:
        raise ParameterError(
            Message("Metric {number:count} is a share of {value:exact}.", number=number, value=baseline),
            Message("Allowed: a number above 0 and below 1."),
            Message("Give shares as fractions, 0.35 for 35%, or call the metric a mean."),
            parameter="baselines",
        )
    if role == "primary" and not 0 <= baseline + change <= 1:
        raise ParameterError(
            Message(
                "The change of metric {number:count} would lead from {rate:fine_percent} to {end:fine_percent}.",
                number=number,
                rate=baseline,
                end=baseline + change,
            ),
            Message("Rates lie between 0% and 100%."),
            Message("Plan for a smaller change, and check whether it is meant in points or relative to today's rate."),
            parameter="smallest_changes",
        )
    better: Better = "higher" if change < 0 else "lower"
    widest = widest_margin("noninferiority", better, baseline)
    if role == "guardrail" and abs(change) >= widest:
        raise ParameterError(
            Message(
                "The margin of metric {number:count}, {margin}, asks nothing: every rate up to the end of the scale lies inside it.",
                number=number,
                margin=points_apart(change),
            ),
            Message("Allowed here: a margin below {widest}.", widest=points_apart(widest)),
            Message("Give the largest loss that would still be acceptable."),
            parameter="smallest_changes",
        )


def _require_spread(number: int, spread: float) -> None:
    if spread > 0:
        return
    raise ParameterError(
        Message(
            "Metric {number:count} is a mean with a standard deviation of {value:exact}.", number=number, value=spread
        ),
        Message("Allowed: a number above 0."),
        Message("Take it from earlier data of the same metric, or call the metric a share."),
        parameter="spreads",
    )
