"""Each arm against control: intervals that hold together, raw and adjusted p-values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from analysis.core.results import Estimate
from analysis.experiments.proportion_verdict import Verdict, verdict_of
from analysis.experiments.reading_core import scaled
from analysis.experiments.two_by_two import TwoByTwo, fisher_p, normal_p
from analysis.inference.many_to_one import many_to_one_critical, many_to_one_p, shares_of_control
from analysis.inference.mean_differences import GroupSummary, MeanDifference, mean_difference
from analysis.inference.multiplicity import adjusted_p_values
from analysis.inference.proportion_differences import difference_interval

if TYPE_CHECKING:
    from analysis.experiments.arm_inputs import Arms

Adjust: TypeAlias = Literal["dunnett", "holm", "bonferroni"]
ArmTest: TypeAlias = Literal["automatic", "z", "fisher"]
NAN = float("nan")
SMALLEST_EXPECTED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmComparison:
    """One arm against control.

    Parameters
    ----------
    arm : int
        Place of the arm; control is 0.
    difference : Estimate
        Arm less control, with the interval that holds for all arms together.
    single : Estimate
        The same with an interval for this comparison alone.
    test : str
        "z", "fisher" or "welch_t".
    p_value : float
        Unadjusted.
    p_dunnett, p_holm, p_bonferroni, p_adjusted : float
        Adjusted over all arms; `p_adjusted` is the one asked for.
    verdict : Verdict
        From `difference`.
    value_per_1000 : Estimate or None
        Value of the change for 1,000 customers.
    """

    arm: int
    difference: Estimate
    single: Estimate
    test: str
    p_value: float
    p_dunnett: float
    p_holm: float
    p_bonferroni: float
    p_adjusted: float
    verdict: Verdict
    value_per_1000: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raw:
    test: str
    p_value: float


def compared_with_control(
    arms: Arms,
    *,
    level: float,
    adjust: Adjust,
    test: ArmTest,
    effect: float,
    smallest_change: float | None,
    value_per_unit: float | None,
    blocked: bool,
) -> tuple[ArmComparison, ...]:
    """Every arm against control.

    Parameters
    ----------
    arms : Arms
        Rates or means, control first.
    level : float
        Joint confidence level.
    adjust, test, smallest_change, value_per_unit
        As in `read_arms`.
    effect : float
        Design effect, 1 or more; from above 1 on Fisher's test does not apply.
    blocked : bool
        Whether a gate forbids conclusions.

    Notes
    -----
    The joint normal distribution of the comparisons gives Dunnett's critical value c; each interval is the
    usual one (Newcombe, Welch) at the level 2 Φ(c) - 1, so that small groups keep the better interval.
    Dunnett's p-values carry each raw p-value to the normal scale first. Holm's adjusted p-values have no
    simple intervals of their own: with it the Bonferroni intervals are shown.
    """
    places = range(1, len(arms.observed))
    shares = shares_of_control(_variance(arms, 0), [_variance(arms, place) for place in places])
    alpha = (1 - level) / len(shares)
    joint = 1 - alpha
    if adjust == "dunnett" and not any(math.isnan(share) for share in shares):
        joint = math.erf(many_to_one_critical(shares, math.inf, level) / math.sqrt(2))
    raw = [_raw(arms, place, test, effect) for place in places]
    p_values = [item.p_value for item in raw]
    adjusted: dict[Adjust, list[float]] = {
        "dunnett": many_to_one_p([_as_z(p) for p in p_values], shares, math.inf).tolist(),
        "holm": [float(p) for p in adjusted_p_values(p_values, "holm")],
        "bonferroni": [float(p) for p in adjusted_p_values(p_values, "bonferroni")],
    }
    found: list[ArmComparison] = []
    for i, place in enumerate(places):
        difference = _relabelled(_difference(arms, place, joint, effect), level)
        found.append(
            ArmComparison(
                arm=place,
                difference=difference,
                single=_difference(arms, place, level, effect),
                test=raw[i].test,
                p_value=raw[i].p_value,
                p_dunnett=adjusted["dunnett"][i],
                p_holm=adjusted["holm"][i],
                p_bonferroni=adjusted["bonferroni"][i],
                p_adjusted=adjusted[adjust][i],
                verdict=verdict_of(difference, smallest_change=smallest_change, blocked=blocked),
                value_per_1000=scaled(difference, value_per_unit),
            )
        )
    return tuple(found)


def group_of(arms: Arms, place: int) -> GroupSummary:
    """Size, mean and spread of one arm."""
    return GroupSummary(n=arms.sizes[place], mean=arms.observed[place], sd=arms.sds[place])


def _variance(arms: Arms, place: int) -> float:
    """Squared error up to a common factor; equal rates under the null, so only the size counts."""
    if arms.measure == "rates":
        return 1 / arms.sizes[place]
    variance = group_of(arms, place).variance_of_mean
    return variance if variance > 0 else NAN


def _difference(arms: Arms, place: int, level: float, effect: float) -> Estimate:
    if arms.measure == "means":
        return _welch(arms, place, level, effect).difference
    return difference_interval(
        arms.observed[place] / effect,
        arms.sizes[place] / effect,
        arms.observed[0] / effect,
        arms.sizes[0] / effect,
        level=level,
    )


def _welch(arms: Arms, place: int, level: float, effect: float) -> MeanDifference:
    return mean_difference(group_of(arms, 0), group_of(arms, place), level=level, variance_factor=effect)


def _raw(arms: Arms, place: int, test: ArmTest, effect: float) -> _Raw:
    if arms.measure == "means":
        return _Raw(test="welch_t", p_value=_welch(arms, place, 0.95, effect).p_value)
    table = TwoByTwo(
        successes_control=int(arms.observed[0]),
        n_control=int(arms.sizes[0]),
        successes_treatment=int(arms.observed[place]),
        n_treatment=int(arms.sizes[place]),
    )
    exact = test == "fisher" or (test == "automatic" and table.smallest_expected < SMALLEST_EXPECTED)
    if exact and effect == 1:
        return _Raw(test="fisher", p_value=fisher_p(table, "two-sided"))
    return _Raw(test="z", p_value=normal_p(table.z() / math.sqrt(effect), "two-sided"))


def _as_z(p_value: float) -> float:
    from scipy.special import ndtri

    return float(-ndtri(p_value / 2)) if p_value > 0 else (math.inf if p_value == 0 else NAN)


def _relabelled(estimate: Estimate, level: float) -> Estimate:
    """The interval with its joint level."""
    return Estimate(estimate.value, estimate.low, estimate.high, level)
