"""What does a test show now, if it may be looked at as often as one likes?"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from analysis.core.errors import ParameterError
from analysis.core.messages import Message, PluralMessage
from analysis.core.method import method
from analysis.core.results import Estimate, Note, Provenance, package_versions
from analysis.experiments import anytime_controls as ask
from analysis.experiments.anytime_looks import Look, looks_at_counts, looks_at_means
from analysis.experiments.anytime_reading import AlwaysValidInterval
from analysis.experiments.normal_mixture import half_width, log_likelihood_ratio, tuned_ratio
from analysis.experiments.sequential_notes import sorted_notes

if TYPE_CHECKING:
    from analysis.experiments.anytime_controls import DifferenceType, Mixture

NAN = float("nan")
# Simulated in tests/recovery/test_sequential_error_rates.py; see the method's notes.
FEW_SUCCESSES_RELATIVE = 50
FEW_SUCCESSES = 10
FEW_CUSTOMERS = 100


@method("always_valid_interval")
def always_valid_interval(
    *,
    n_control: ask.SizesControl,
    n_treatment: ask.SizesTreatment,
    successes_control: ask.SuccessesControl = (),
    successes_treatment: ask.SuccessesTreatment = (),
    mixture: ask.MixtureAsked = "asymptotic",
    difference_type: ask.DifferenceAsked = "absolute",
    tuned_n_total: ask.TunedTotal = 5000,
    smallest_change: ask.SmallestChange = None,
    tau2: ask.MixtureVariance = None,
    level: ask.Level = 0.95,
    mean_control: ask.MeansControl = (),
    mean_treatment: ask.MeansTreatment = (),
    sd_control: ask.SdsControl = (),
    sd_treatment: ask.SdsTreatment = (),
) -> AlwaysValidInterval:
    """What does a test show now, if it may be looked at as often as one likes?

    Parameters
    ----------
    n_control, n_treatment : tuple of whole numbers
        Customers in each group, counted from the start, one number for each look.
    successes_control, successes_treatment : tuple of whole numbers
        Of these, converted; empty where means are given.
    mixture : {"asymptotic", "msprt"}
        Asymptotic confidence sequence, narrowest at `tuned_n_total`; or mSPRT with mixture variance
        `tau2`.
    difference_type : {"absolute", "relative"}
        Treatment less control, or that over control.
    tuned_n_total : int
        Customers in all, 2 or more, at which the confidence sequence is narrowest.
    smallest_change : float, optional
        For mSPRT: tau² is its square where `tau2` is not given.
    tau2 : float, optional
        Variance of the mixture, above 0, in the unit of the difference squared.
    level : float
        Confidence level over all looks, above .5 and below 1.
    mean_control, mean_treatment, sd_control, sd_treatment : tuple of float
        Means and standard deviations at each look, in place of conversions.

    Returns
    -------
    AlwaysValidInterval

    Raises
    ------
    ParameterError
        If lists differ in length, counts shrink or are impossible, neither conversions nor means are
        given, or mSPRT has neither `tau2` nor `smallest_change`.

    Notes
    -----
    With z = difference / sqrt(V) (V unpooled; relative differences by the delta method) and r = tau² / V,
    the likelihood ratio of a normal mixture N(0, tau²) against no change is
    exp(r z² / (2 (1 + r))) / sqrt(1 + r). Without a change it ever reaches 1 / alpha with probability
    alpha at most, however often one looks [1]_. The interval is difference ± sqrt(V (1 + r) / r
    (2 ln(1 / alpha) + ln(1 + r))). The confidence sequence [2]_ is the same with r = N rho²,
    rho² = (-2 ln alpha + ln(1 - 2 ln alpha)) / tuned N; it is also what GrowthBook computes (tuned to
    5,000). The running interval is the intersection of all so far, the running p the smallest.

    Both are asymptotic: V is estimated. Simulated with looks every 20 customers a group from the first
    to 20,000 in each, two-sided 5 %: absolute differences of rates .5 % to 50 % raise false alarms 0 to 4
    % of the time, from the first customer on. Relative differences do **not** hold early: 3 to 52 % from
    the first customer, 2 to 6 % once 20 converted in each group. Looks with fewer than 50 conversions in
    a group therefore do not enter the running interval of a relative difference. The parameters must be
    set before the test. Independent customers; it says nothing about a difference that drifts.

    References
    ----------
    .. [1] Johari, R., Koomen, P., Pekelis, L. and Walsh, D. (2022). Always valid inference: continuous
       monitoring of A/B tests. Operations Research, 70, 1806-1821, eq. 6.
    .. [2] Waudby-Smith, I., Arbour, D., Sinha, R., Kennedy, E. H. and Ramdas, A. (2024). Time-uniform
       central limit theory and asymptotic confidence sequences. Annals of Statistics, 52, 2613-2640.

    Examples
    --------
    >>> found = always_valid_interval(
    ...     n_control=(2000,), successes_control=(200,), n_treatment=(2000,), successes_treatment=(250,)
    ... )
    >>> round(found.difference.low, 4), round(found.difference.high, 4), round(found.running_p[-1], 3)
    (-0.0054, 0.0554, 0.181)
    """
    of_means = bool(mean_control or mean_treatment or sd_control or sd_treatment)
    if of_means:
        looks = looks_at_means(mean_control, sd_control, n_control, mean_treatment, sd_treatment, n_treatment)
    else:
        looks = looks_at_counts(successes_control, n_control, successes_treatment, n_treatment)
    variance = _mixture_variance(mixture, tau2, smallest_change)
    found = [_at_look(look, difference_type, variance, tuned_n_total, level) for look in looks]
    early = [_too_early(look, difference_type) for look in looks]
    ratios = tuple(ratio for _, ratio, _ in found)
    logs = [log for _, _, log in found]
    at_looks = tuple(estimate for estimate, _, _ in found)
    p_values = tuple(NAN if math.isnan(log) else min(1.0, math.exp(-log)) for log in logs)
    return AlwaysValidInterval(
        mixture=mixture,
        difference_type=difference_type,
        level=level,
        of_means=of_means,
        n_total=tuple(look.n_total for look in looks),
        at_looks=at_looks,
        running=_running(at_looks, early),
        likelihood_ratio=tuple(math.exp(min(log, 700.0)) for log in logs),
        p_value=p_values,
        running_p=_running_smallest(p_values, early),
        ratio=ratios,
        tau2=NAN if variance is None else variance,
        notes=_notes(looks, at_looks, early, of_means=of_means, relative=difference_type == "relative"),
        provenance=Provenance(
            method="always_valid_interval",
            n_total=looks[-1].n_total,
            n_used=looks[-1].n_total,
            parameters={
                "n_control": n_control,
                "n_treatment": n_treatment,
                "successes_control": successes_control,
                "successes_treatment": successes_treatment,
                "mixture": mixture,
                "difference_type": difference_type,
                "tuned_n_total": tuned_n_total,
                "smallest_change": smallest_change,
                "tau2": tau2,
                "level": level,
                "mean_control": mean_control,
                "mean_treatment": mean_treatment,
                "sd_control": sd_control,
                "sd_treatment": sd_treatment,
            },
            packages=package_versions("numpy"),
        ),
    )


def _mixture_variance(mixture: Mixture, tau2: float | None, smallest_change: float | None) -> float | None:
    if mixture == "asymptotic":
        return None
    if tau2 is not None:
        return tau2
    if smallest_change is None:
        raise ParameterError(
            Message("Nothing says to which change mSPRT is to be tuned."),
            remedy=Message("Give the smallest change worth acting on, or the variance of the mixture."),
            parameter="smallest_change",
        )
    return smallest_change**2


def _at_look(
    look: Look, kind: DifferenceType, tau2: float | None, tuned_n_total: int, level: float
) -> tuple[Estimate, float, float]:
    """Estimate with its interval, ratio of the variances, and logarithm of the likelihood ratio."""
    value, variance = look.estimate(kind)
    if math.isnan(value) or not variance > 0:
        return Estimate(value, NAN, NAN, level), NAN, NAN
    alpha = 1 - level
    ratio = tuned_ratio(alpha) * look.n_total / tuned_n_total if tau2 is None else tau2 / variance
    half = half_width(variance, ratio, alpha)
    log = log_likelihood_ratio(value / math.sqrt(variance), ratio)
    return Estimate(value, value - half, value + half, level), ratio, log


def _too_early(look: Look, kind: DifferenceType) -> bool:
    return kind == "relative" and look.fewest_successes < FEW_SUCCESSES_RELATIVE


def _running(at_looks: tuple[Estimate, ...], early: list[bool]) -> tuple[Estimate, ...]:
    """Intersection of the intervals up to each look."""
    low, high, found = -math.inf, math.inf, list[Estimate]()
    for item, left_out in zip(at_looks, early, strict=True):
        if not left_out and not math.isnan(item.low):
            low, high = max(low, item.low), min(high, item.high)
        known = math.isfinite(low)
        found.append(Estimate(item.value, low if known else NAN, high if known else NAN, item.level))
    return tuple(found)


def _running_smallest(p_values: tuple[float, ...], early: list[bool]) -> tuple[float, ...]:
    smallest, found = NAN, list[float]()
    for p, left_out in zip(p_values, early, strict=True):
        if not left_out and not math.isnan(p):
            smallest = p if math.isnan(smallest) else min(smallest, p)
        found.append(smallest)
    return tuple(found)


def _notes(
    looks: tuple[Look, ...],
    at_looks: tuple[Estimate, ...],
    early: list[bool],
    *,
    of_means: bool,
    relative: bool,
) -> tuple[Note, ...]:
    undefined = sum(math.isnan(item.low) for item in at_looks)
    return sorted_notes(
        (
            _undefined(undefined),
            _left_out(sum(early)) if relative else None,
            _few(looks[0], of_means=of_means, relative=relative),
            _asymptotic(),
        )
    )


def _undefined(looks: int) -> Note | None:
    if not looks:
        return None
    return Note(
        "caution",
        PluralMessage(
            "At {n} look no interval can be had: all customers answered alike, or nobody converted in a group of a relative difference.",
            "At {n:count} looks no interval can be had: all customers answered alike, or nobody converted in a group of a relative difference.",
            n=looks,
        ),
        code="undefined",
    )


def _left_out(looks: int) -> Note | None:
    if not looks:
        return None
    return Note(
        "caution",
        PluralMessage(
            "{n} look with fewer than {least:count} conversions in a group does not count: relative differences so early raise false alarms up to 52% of the time where 5% are promised. The absolute difference may be read from the start.",
            "{n:count} looks with fewer than {least:count} conversions in a group do not count: relative differences so early raise false alarms up to 52% of the time where 5% are promised. The absolute difference may be read from the start.",
            n=looks,
            least=FEW_SUCCESSES_RELATIVE,
        ),
        code="too_early_for_relative",
    )


def _few(first: Look, *, of_means: bool, relative: bool) -> Note | None:
    if of_means and first.fewest < FEW_CUSTOMERS:
        return Note(
            "caution",
            Message(
                "The first look holds {n:count} customers in the smaller group. Of skewed amounts the interval is rough below {least:count}.",
                n=first.fewest,
                least=FEW_CUSTOMERS,
            ),
            code="few_customers",
        )
    if of_means or relative or first.fewest >= FEW_SUCCESSES:
        return None
    return Note(
        "info",
        Message(
            "The first look holds few conversions. In simulations of absolute differences of rates from 0.5% the promise was kept all the same."
        ),
        code="few_conversions",
    )


def _asymptotic() -> Note:
    return Note(
        "info",
        Message(
            "The interval holds at all looks together for large groups: simulated false alarms of absolute differences of rates from 0.5% to 50% were 0% to 4% where 5% is promised."
        ),
        code="asymptotic",
    )
