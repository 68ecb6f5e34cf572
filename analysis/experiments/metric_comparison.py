"""What did a test with several metrics show, and does the planned rule allow a launch?"""

from __future__ import annotations

from analysis.core.method import method
from analysis.experiments import metric_controls as asks
from analysis.experiments import metric_reading_controls as asked
from analysis.experiments import read_controls as ask
from analysis.experiments.metric_reading import MetricsReading
from analysis.experiments.metric_reading_solution import MetricReadInputs, read_metric_inputs


@method("read_metrics")
def read_metrics(
    *,
    n_control: ask.SizeControl,
    n_treatment: ask.SizeTreatment,
    kinds: asks.Kinds,
    roles: asks.Roles,
    smallest_changes: asks.SmallestChanges,
    observed_control: asked.ObservedControl,
    observed_treatment: asked.ObservedTreatment,
    sds_control: asked.SdsControl = (),
    sds_treatment: asked.SdsTreatment = (),
    planned_n_total: ask.PlannedTotal = None,
    planned_share_treatment: ask.PlannedShare = 0.5,
    alpha: asked.PrimaryAlpha = 0.05,
    guardrail_alpha: asks.GuardrailAlpha = 0.05,
    sides: asked.PrimarySides = "two",
    correction: asks.PrimariesCorrected = "holm",
) -> MetricsReading:
    """What did a test with several metrics show, and does the planned rule allow a launch?

    Parameters
    ----------
    n_control, n_treatment : int
        Customers of each group; the same for every metric.
    kinds : tuple of {"share", "mean"}
        What each metric is; all tuples are of one length and order.
    roles : tuple of {"primary", "guardrail"}
    smallest_changes : tuple of float
        Signed, not 0, as in `plan_metrics`: the change of a primary metric worth acting on, whose sign is the
        wanted direction; the loss of a guardrail that is not acceptable, its margin (negative where lower is
        worse). Changes of shares as fractions.
    observed_control, observed_treatment : tuple of float
        Converted customers of a share, the mean of a mean.
    sds_control, sds_treatment : tuple of float
        Standard deviations of means, 0 for shares; empty if all are shares.
    planned_n_total : int, optional
        Customers planned in both groups together.
    planned_share_treatment : float
        Planned share of customers with the new version, above 0 and below 1.
    alpha : float
        Chance of a false alarm over all primary metrics, above 0 and below 0.5.
    guardrail_alpha : float
        One-sided level of each guardrail, above 0 and below 0.5.
    sides : {"two", "one"}
        Of the primary metrics; "one" asks only for the direction of each smallest change.
    correction : {"holm", "bonferroni", "none"}
        Of the primary metrics.

    Returns
    -------
    MetricsReading

    Raises
    ------
    ParameterError
        If the tuples differ in length, or a metric's numbers cannot be.

    Notes
    -----
    The rule: a launch needs any primary metric found, in its wanted direction, and all guardrails passed.

    Primary metrics are tested as in `read_proportions` (pooled z; Fisher's exact test where an expected count is
    below 5) and `read_means` (Welch). A metric is found if its corrected p-value is at most `alpha` and its
    interval (Newcombe, Welch) at the level of its step leaves zero out; where the two disagree it is not found,
    and a caution says so. The intervals shown are Bonferroni's for Holm and Bonferroni: all of them hold
    together at 1 - `alpha`, whatever the tests say. Holm's later steps can find a metric whose joint interval
    holds zero; then only the direction is shown. Uncorrected intervals stand beside. A metric without
    spread stays in the family, which is the planned one, and counts as not found.

    Guardrails are tested one-sided on their margin (Miettinen-Nurminen's score test; Welch's test shifted by the
    margin), which is the same as the bad end of the interval at 1 - 2 `guardrail_alpha`. All have to pass: a
    version that harms one of them by its margin has to pass that one's test, so it passes all with a chance of
    at most `guardrail_alpha`, whatever the other metrics do. Nothing is shared among guardrails (intersection-union
    test [1]_). That some harmless version fails is the price, reckoned with in `plan_metrics`.

    Enumerated over all outcomes, margins of 2, 5 and 10 points, all rates: a share that lost just its margin passes
    at 5 % on average .050 of the time and at most .055 with 50 customers in each group, .053 with 500, .051 with
    1,000; with 20 against 180 customers at most .086, at rates near 0. Means: .05 where they are normal.

    A version that changes no primary metric is launched with a chance of at most `alpha`, a version that harms a
    guardrail with at most `guardrail_alpha`. The rule does not look at primary metrics that moved the wrong way; a
    caution does. Assumes independent customers assigned at random, one reading, and no missing values. What the
    rule does not say: a guardrail that did not pass is not thereby harmed.

    References
    ----------
    .. [1] Berger, R. L. (1982). Multiparameter hypothesis testing and acceptance sampling. Technometrics, 24,
       295-300.
    .. [2] Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scandinavian Journal of
       Statistics, 6, 65-70.
    .. [3] Miettinen, O. and Nurminen, M. (1985). Comparative analysis of two rates. Statistics in Medicine, 4,
       213-226.
    .. [4] Schultzberg, M., Ankargren, S. and Frånberg, M. (2024). Risk-aware product decisions in A/B tests
       with multiple metrics. arXiv:2402.11609.

    Examples
    --------
    >>> reading = read_metrics(
    ...     n_control=9800,
    ...     n_treatment=9800,
    ...     kinds=("share", "mean", "share"),
    ...     roles=("primary", "guardrail", "guardrail"),
    ...     smallest_changes=(0.02, -3.0, 0.005),
    ...     observed_control=(3430.0, 80.0, 196.0),
    ...     observed_treatment=(3702.0, 79.6, 201.0),
    ...     sds_control=(0.0, 60.0, 0.0),
    ...     sds_treatment=(0.0, 61.0, 0.0),
    ... )
    >>> reading.decision, [metric.verdict for metric in reading.metrics]
    ('launch', ['found_maybe_small', 'passed', 'passed'])
    """
    return read_metric_inputs(
        MetricReadInputs(
            n_control=n_control,
            n_treatment=n_treatment,
            kinds=kinds,
            roles=roles,
            smallest_changes=smallest_changes,
            observed_control=observed_control,
            observed_treatment=observed_treatment,
            sds_control=sds_control,
            sds_treatment=sds_treatment,
            planned_n_total=planned_n_total,
            planned_share_treatment=planned_share_treatment,
            alpha=alpha,
            guardrail_alpha=guardrail_alpha,
            sides=sides,
            correction=correction,
        )
    )
