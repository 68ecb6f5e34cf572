"""Do the arms differ at all? And in a two-by-two design, what does each factor do, and both together?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from analysis.core.results import Estimate
from analysis.experiments.arm_comparisons import group_of
from analysis.experiments.two_by_two import normal_p
from analysis.inference.mean_differences import one_or_two_sided_quantile, t_p_value
from analysis.inference.multiplicity import adjusted_p_values
from analysis.inference.proportions import wilson_interval

if TYPE_CHECKING:
    from analysis.experiments.arm_inputs import Arms

EffectName: TypeAlias = Literal["first_factor", "second_factor", "interaction"]
# Weights of the cells 00, 10, 01, 11 in each effect.
CONTRASTS: dict[EffectName, tuple[float, float, float, float]] = {
    "first_factor": (-0.5, 0.5, -0.5, 0.5),
    "second_factor": (-0.5, -0.5, 0.5, 0.5),
    "interaction": (1.0, -1.0, -1.0, 1.0),
}
NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Overall:
    """A test that all arms are equal.

    Parameters
    ----------
    test : str
        "chi2" (Pearson's homogeneity) or "welch_anova".
    statistic, df, df_within, p_value : float
        `df_within` is NaN for chi-square.
    smallest_expected : float
        Smallest expected count; NaN for means.
    """

    test: Literal["chi2", "welch_anova"]
    statistic: float
    df: float
    df_within: float
    p_value: float
    smallest_expected: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorialEffect:
    """One effect of a two-by-two design with its own interval; `p_holm` is adjusted over the three."""

    name: EffectName
    effect: Estimate
    p_value: float
    p_holm: float


def overall_test(arms: Arms, effect: float) -> Overall:
    """Pearson's chi-square of equal rates, or Welch's test of equal means.

    Parameters
    ----------
    arms : Arms
    effect : float
        Design effect by which the statistic is divided.

    References
    ----------
    .. [1] Welch, B. L. (1951). On the comparison of several mean values: an alternative approach.
       Biometrika, 38, 330-336.

    Examples
    --------
    >>> from analysis.experiments.arm_inputs import checked_arms
    >>> round(overall_test(checked_arms("rates", (20, 30, 26), (200, 200, 200), None), 1.0).statistic, 4)
    2.2901
    """
    return _homogeneity(arms, effect) if arms.measure == "rates" else _welch_anova(arms, effect)


def _homogeneity(arms: Arms, effect: float) -> Overall:
    from scipy.special import chdtrc

    n = sum(arms.sizes)
    rate = sum(arms.observed) / n
    df = len(arms.sizes) - 1
    smallest = min(arms.sizes) * min(rate, 1 - rate)
    if not 0 < rate < 1:
        return Overall(test="chi2", statistic=NAN, df=df, df_within=NAN, p_value=NAN, smallest_expected=smallest)
    squares = sum((x - size * rate) ** 2 / size for x, size in zip(arms.observed, arms.sizes, strict=True))
    chi2 = squares / (rate * (1 - rate)) / effect
    return Overall(
        test="chi2",
        statistic=chi2,
        df=df,
        df_within=NAN,
        p_value=float(chdtrc(df, chi2)),
        smallest_expected=smallest,
    )


def _welch_anova(arms: Arms, effect: float) -> Overall:
    from scipy.special import fdtrc

    k = len(arms.sizes)
    variances = [group_of(arms, place).variance_of_mean * effect for place in range(k)]
    if not all(variance > 0 for variance in variances):
        return Overall(test="welch_anova", statistic=NAN, df=k - 1, df_within=NAN, p_value=NAN, smallest_expected=NAN)
    weights = [1 / variance for variance in variances]
    total = sum(weights)
    mean = sum(w * m for w, m in zip(weights, arms.observed, strict=True)) / total
    between = sum(w * (m - mean) ** 2 for w, m in zip(weights, arms.observed, strict=True)) / (k - 1)
    loss = sum((1 - w / total) ** 2 / (n - 1) for w, n in zip(weights, arms.sizes, strict=True))
    f = between / (1 + 2 * (k - 2) / (k**2 - 1) * loss)
    df_within = (k**2 - 1) / (3 * loss)
    return Overall(
        test="welch_anova",
        statistic=f,
        df=k - 1,
        df_within=df_within,
        p_value=float(fdtrc(k - 1, df_within, f)),
        smallest_expected=NAN,
    )


def factorial_effects(arms: Arms, *, level: float, effect: float) -> tuple[FactorialEffect, ...]:
    """Main effects and interaction of the cells 00, 10, 01, 11.

    Parameters
    ----------
    arms : Arms
        Four cells.
    level : float
        Of each interval on its own.
    effect : float
        Design effect.

    Notes
    -----
    A main effect is the mean of the factor's two simple effects, the interaction their difference. Rates:
    interval by MOVER from the cells' Wilson intervals, p-value by unpooled z. Means: Satterthwaite's t.

    References
    ----------
    .. [1] Zou, G. Y., Huang, W. and Zhang, X. (2009). A note on confidence interval estimation for a linear
       function of binomial proportions. Computational Statistics and Data Analysis, 53, 1080-1085 (eq. 3).
    """
    found: list[tuple[EffectName, Estimate, float]] = [
        (name, *_linear(arms, weights, level, effect)) for name, weights in CONTRASTS.items()
    ]
    adjusted = adjusted_p_values([p for _, _, p in found], "holm")
    return tuple(
        FactorialEffect(name=name, effect=estimate, p_value=p, p_holm=float(p_holm))
        for (name, estimate, p), p_holm in zip(found, adjusted, strict=True)
    )


def _linear(arms: Arms, weights: tuple[float, ...], level: float, effect: float) -> tuple[Estimate, float]:
    value = sum(w * v for w, v in zip(weights, arms.values, strict=True))
    if arms.measure == "means":
        return _linear_of_means(arms, weights, value, level, effect)
    variance = low = high = 0.0
    for weight, x, n in zip(weights, arms.observed, arms.sizes, strict=True):
        cell = wilson_interval(x / effect, n / effect, level=level)
        variance += weight**2 * cell.value * (1 - cell.value) / n * effect
        down, up = sorted((weight * cell.low, weight * cell.high))
        low += (weight * cell.value - down) ** 2
        high += (up - weight * cell.value) ** 2
    z = value / math.sqrt(variance) if variance > 0 else NAN
    return Estimate(value, value - math.sqrt(low), value + math.sqrt(high), level), normal_p(z, "two-sided")


def _linear_of_means(
    arms: Arms, weights: tuple[float, ...], value: float, level: float, effect: float
) -> tuple[Estimate, float]:
    parts = [weight**2 * group_of(arms, i).variance_of_mean for i, weight in enumerate(weights)]
    total = sum(parts)
    if not total > 0:
        return Estimate(value, NAN, NAN, level), NAN
    df = 1 / sum((part / total) ** 2 / (n - 1) for part, n in zip(parts, arms.sizes, strict=True) if part)
    error = math.sqrt(effect * total)
    half = one_or_two_sided_quantile(level, df) * error
    return Estimate(value, value - half, value + half, level), t_p_value(value / error, df)
