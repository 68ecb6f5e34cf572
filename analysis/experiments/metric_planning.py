"""How many customers does a test with several metrics and guardrails need, and which metric decides?"""

from __future__ import annotations

from analysis.core.method import method
from analysis.experiments import metric_controls as asks
from analysis.experiments.metric_plan import MetricsPlan
from analysis.experiments.metric_solution import MetricInputs, solve_metrics
from analysis.experiments.plan_controls import Alpha, CustomersPerWeek, Power, SidesLookedAt, TrafficShare


@method("plan_metrics")
def plan_metrics(
    *,
    kinds: asks.Kinds,
    baselines: asks.Baselines,
    smallest_changes: asks.SmallestChanges,
    roles: asks.Roles,
    spreads: asks.Spreads = (),
    users_per_week: CustomersPerWeek = None,
    power: Power = 0.8,
    power_of: asks.PowerMeant = "each",
    alpha: Alpha = 0.05,
    guardrail_alpha: asks.GuardrailAlpha = 0.05,
    sides: SidesLookedAt = "two",
    correction: asks.PrimariesCorrected = "holm",
    share_treatment: asks.ShareOfTreatment = 0.5,
    traffic_share: TrafficShare = 1.0,
) -> MetricsPlan:
    """How many customers does a test with several metrics and guardrails need, and which metric decides?

    Parameters
    ----------
    kinds : tuple of {"share", "mean"}
        What each metric is; all tuples are of one length and order.
    baselines : tuple of float
        Today's share (0..1) or mean.
    smallest_changes : tuple of float
        Signed, not 0: the change of a primary metric worth acting on; the loss of a guardrail that is not
        acceptable, its margin (negative where lower is worse).
    roles : tuple of {"primary", "guardrail"}
    spreads : tuple of float
        Standard deviations of means, 0 for shares; empty if all are shares.
    users_per_week : int, optional
        New eligible customers a week.
    power : float
        Wanted chance, 0.5..1; of what, says `power_of`.
    power_of : {"each", "all_guardrails", "launch"}
        Of each metric; of all guardrails together; or of the whole decision: one primary metric found
        and all guardrails passed.
    alpha : float
        Chance of a false alarm over all primary metrics, above 0 and below 0.5.
    guardrail_alpha : float
        One-sided level of each guardrail, above 0 and below 0.5.
    sides : {"two", "one"}
        Of the primary metrics.
    correction : {"holm", "bonferroni", "none"}
        Of the primary metrics.
    share_treatment, traffic_share : float
        Share of customers in treatment, and of eligible customers who enter.

    Returns
    -------
    MetricsPlan

    Raises
    ------
    ParameterError
        If the tuples differ in length, or a metric's numbers cannot be.

    Notes
    -----
    Shares as in `plan_proportions` (pooled variance if nothing changed; Farrington-Manning on a margin),
    means by the t test with equal variances (non-central t, far tail left out). The largest n decides.

    A launch needs any primary metric and all guardrails. Any of k primaries raises k chances of a false
    alarm, so `alpha` is shared; n holds for Holm's first step. All guardrails: a version that harms one
    of them has to pass that one's test, so its chance to pass is at most `guardrail_alpha` whatever the others
    do, and nothing is shared (intersection-union test, Berger 1982). What falls is the chance that a harmless
    version passes them all: at least 1 - sum(1 - power), however the metrics hang together. For
    "all_guardrails" each of m guardrails is planned with 1 - (1 - power) / m, for "launch" every metric with
    1 - (1 - power) / (m + 1) [3]_. Assumes independent customers, one reading, and spreads as given.

    References
    ----------
    .. [1] Berger, R. L. (1982). Multiparameter hypothesis testing and acceptance sampling. Technometrics, 24,
       295-300.
    .. [2] Farrington, C. P. and Manning, G. (1990). Test statistics and sample size formulae for
       comparative binomial trials. Statistics in Medicine, 9, 1447-1454.
    .. [3] Schultzberg, M., Ankargren, S. and Frånberg, M. (2024). Risk-aware product decisions in A/B tests
       with multiple metrics. arXiv:2402.11609.

    Examples
    --------
    >>> plan = plan_metrics(
    ...     kinds=("share", "mean", "share"),
    ...     baselines=(0.35, 80.0, 0.02),
    ...     smallest_changes=(0.02, -3.0, 0.005),
    ...     roles=("primary", "guardrail", "guardrail"),
    ...     spreads=(0.0, 60.0, 0.0),
    ... )
    >>> plan.decides, plan.n_control, [metric.n_control for metric in plan.metrics]
    (3, 9787, [9041, 4947, 9787])
    """
    return solve_metrics(
        MetricInputs(
            kinds=kinds,
            baselines=baselines,
            smallest_changes=smallest_changes,
            roles=roles,
            spreads=spreads,
            users_per_week=users_per_week,
            power=power,
            power_of=power_of,
            alpha=alpha,
            guardrail_alpha=guardrail_alpha,
            sides=sides,
            correction=correction,
            share_treatment=share_treatment,
            traffic_share=traffic_share,
        )
    )
