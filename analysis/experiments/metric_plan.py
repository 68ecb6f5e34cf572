"""The plan of a test with several metrics: what `plan_metrics` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.experiments.feasibility import not_feasible
from analysis.experiments.phrases import GROUP_WORDS, times_in

if TYPE_CHECKING:
    import pandas as pd

    from analysis.core.results import Note, Provenance
    from analysis.experiments.metric_controls import PowerOf, PrimaryCorrection
    from analysis.experiments.metric_sizes import MetricKind, MetricRole


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricPlan:
    """What one metric needs, and what it has in the plan of all.

    Parameters
    ----------
    number : int
        Place among the metrics, from 1.
    kind, role, baseline, change, spread : str, float
        As asked for; `change` is signed.
    alpha : float
        Level of its test: two-sided or one-sided for a primary metric as asked, one-sided for a guardrail.
    target_power : float
        Chance it is planned for.
    n_control_real, n_treatment_real : float
        What it needs by itself, before rounding.
    n_control, n_treatment, n_total : int
        The same in whole customers.
    power : float
        Its chance in the plan of all metrics.
    smallest_found : float
        What it finds (or rules out) in the plan of all, with `target_power`; signed.
    """

    number: int
    kind: MetricKind
    role: MetricRole
    baseline: float
    change: float
    spread: float
    alpha: float
    target_power: float
    n_control_real: float
    n_treatment_real: float
    n_control: int
    n_treatment: int
    n_total: int
    power: float
    smallest_found: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MetricsPlan:
    """A test with several metrics: the one that needs most decides the size of all.

    Parameters
    ----------
    metrics : tuple of MetricPlan
        In the order asked.
    decides : int
        Number of the metric that needs the most customers.
    n_control, n_treatment, n_total : int
    weeks : float
        Whole weeks; NaN without customers a week.
    users_per_week : float
        Customers who enter in a week; NaN if not given.
    alpha, guardrail_alpha, correction, power, power_of : float, str
        As asked for.
    guardrails_at_least, guardrails_if_independent : float
        Chance that all guardrails of a harmless version pass together: the bound that holds however they
        hang together, and the product; 1 without guardrails.
    launch_at_least : float
        Chance that a version which changes one primary metric as planned and harms nothing is launched: it is
        found and passes all guardrails, however they hang together; of the primary metrics the weakest.
    power_for_together : float
        Chance that each guardrail (each metric, for "launch") needs so that all together surely keep `power`.
    """

    metrics: tuple[MetricPlan, ...]
    decides: int
    n_control: int
    n_treatment: int
    n_total: int
    weeks: float
    users_per_week: float
    alpha: float
    guardrail_alpha: float
    correction: PrimaryCorrection
    power: float
    power_of: PowerOf
    guardrails_at_least: float
    guardrails_if_independent: float
    launch_at_least: float
    power_for_together: float
    notes: tuple[Note, ...]
    provenance: Provenance

    @property
    def primaries(self) -> tuple[MetricPlan, ...]:
        """The metrics that are to change."""
        return tuple(metric for metric in self.metrics if metric.role == "primary")

    @property
    def guardrails(self) -> tuple[MetricPlan, ...]:
        """The metrics that must not get worse."""
        return tuple(metric for metric in self.metrics if metric.role == "guardrail")

    @property
    def not_feasible(self) -> Sentence | None:
        """The headline where nobody has so many customers or so much time; None where the test can be done."""
        return not_feasible(self.n_total, self.weeks, self.users_per_week)

    def to_frame(self) -> pd.DataFrame:
        """One row per metric.

        Columns: metric, kind, role, baseline, change, alpha, target_power, n_control, n_treatment,
        n_total, n_total_real, decides, power, smallest_found.
        """
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "metric": metric.number,
                    "kind": metric.kind,
                    "role": metric.role,
                    "baseline": metric.baseline,
                    "change": metric.change,
                    "alpha": metric.alpha,
                    "target_power": metric.target_power,
                    "n_control": metric.n_control,
                    "n_treatment": metric.n_treatment,
                    "n_total": metric.n_total,
                    "n_total_real": metric.n_control_real + metric.n_treatment_real,
                    "decides": metric.number == self.decides,
                    "power": metric.power,
                    "smallest_found": metric.smallest_found,
                }
                for metric in self.metrics
            ]
        )

    def readings(self) -> tuple[Sentence, ...]:
        """The size, the metric that decides it, and what the others then have."""
        if self.not_feasible is not None:
            return (self.not_feasible, *self._decider())
        return (self._claim(), *self._decider(), *self._of_primaries(), *self._of_guardrails())

    def _claim(self) -> Sentence:
        if math.isnan(self.weeks):
            return Message("{sizes}, {total:count} in all.", sizes=self._sizes(), total=self.n_total)
        return PluralMessage(
            "{sizes}, {total:count} in all: {n} full week at {weekly:count} a week.",
            "{sizes}, {total:count} in all: {n:count} full weeks at {weekly:count} a week.",
            n=int(self.weeks),
            sizes=self._sizes(),
            total=self.n_total,
            weekly=self.users_per_week,
        )

    def _sizes(self) -> Message:
        if self.n_control == self.n_treatment:
            return Message("{n:count} customers in each of {groups} groups", n=self.n_control, groups=GROUP_WORDS[2])
        return Message(
            "{treatment:count} customers with the change and {control:count} without",
            treatment=self.n_treatment,
            control=self.n_control,
        )

    def _decider(self) -> tuple[Sentence, ...]:
        if len(self.metrics) == 1:
            return ()
        others = max(metric.n_total for metric in self.metrics if metric.number != self.decides)
        return (
            Message(
                "Metric {number:count} decides; the others would need at most {others:count} in all.",
                number=self.decides,
                others=others,
            ),
        )

    def _of_primaries(self) -> tuple[Sentence, ...]:
        primaries = self.primaries
        if len(primaries) < 2:
            return ()
        if self.correction == "none":
            return (
                Message(
                    "Each of {n:count} primary metrics is tested at {alpha:fine_percent}; the chance that at least one false alarm rings is larger.",
                    n=len(primaries),
                    alpha=primaries[0].alpha,
                ),
            )
        if self.correction == "holm":
            return (
                Message(
                    "The strongest of {n:count} primary metrics is tested at {alpha:fine_percent}, the next ones less strictly (Holm); the sizes hold for that strictest step, and all together raise a false alarm at most {alarm}.",
                    n=len(primaries),
                    alpha=primaries[0].alpha,
                    alarm=times_in(self.alpha),
                ),
            )
        return (
            Message(
                "Each of {n:count} primary metrics is tested at {alpha:fine_percent} (Bonferroni), so that all of them together raise a false alarm at most {alarm}.",
                n=len(primaries),
                alpha=primaries[0].alpha,
                alarm=times_in(self.alpha),
            ),
        )

    def _of_guardrails(self) -> tuple[Sentence, ...]:
        guardrails = self.guardrails
        if not guardrails:
            return ()
        need_no_correction = Message(
            "Each guardrail is tested one-sided at {alpha:fine_percent}, without correction: all have to pass, so a version that harms one of them beyond its margin passes at most {alarm}.",
            alpha=self.guardrail_alpha,
            alarm=times_in(self.guardrail_alpha),
        )
        launched: tuple[Sentence, ...] = ()
        if self.primaries:
            launched = (
                Message(
                    "A version that changes a primary metric as planned and harms nothing is found and passes everything at least {least:chance} of the time.",
                    least=self.launch_at_least,
                ),
            )
        if len(guardrails) == 1:
            return (need_no_correction, *launched)
        return (
            need_no_correction,
            Message(
                "All {n:count} guardrails of a harmless version pass together at least {least:chance} of the time ({independent:chance} if they are independent).",
                n=len(guardrails),
                least=self.guardrails_at_least,
                independent=self.guardrails_if_independent,
            ),
            *launched,
        )
