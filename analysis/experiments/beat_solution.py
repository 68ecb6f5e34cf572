"""From counts and a prior to posteriors, and from posteriors to chances and expected losses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from analysis.core.results import Estimate
from analysis.experiments.arm_inputs import Arms
from analysis.inference.posteriors import (
    BetaPosterior,
    GammaPosterior,
    NormalPosterior,
    Posterior,
    chance_difference_below,
    chances_best,
    difference_quantile,
)

BeatModel: TypeAlias = Literal["rates", "counts", "means", "rates_normal"]
BeatScale: TypeAlias = Literal["absolute", "relative"]
NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beaten:
    """What the posteriors say; tuples over arms hold control first, those of comparisons leave it out."""

    posterior: tuple[Estimate, ...]
    chance_best: tuple[float, ...]
    expected_loss: tuple[float, ...]
    chance_to_beat: tuple[float, ...]
    difference: tuple[Estimate, ...]
    rope_masses: tuple[tuple[float, float, float], ...]


def posterior_of(arms: Arms, place: int, model: BeatModel, prior_alpha: float, prior_beta: float) -> Posterior:
    """The posterior of one arm.

    Examples
    --------
    >>> arms = Arms(measure="rates", observed=(20, 30), sizes=(200, 200), sds=())
    >>> posterior_of(arms, 0, "rates", 1.0, 1.0)
    BetaPosterior(a=21.0, b=181.0)
    """
    observed, size = arms.observed[place], arms.sizes[place]
    match model:
        case "rates":
            return BetaPosterior(prior_alpha + observed, prior_beta + size - observed)
        case "counts":
            return GammaPosterior(prior_alpha + observed, prior_beta + size)
        case "rates_normal":
            rate = observed / size
            return NormalPosterior(rate, math.sqrt(rate * (1 - rate) / size))
        case _:
            return NormalPosterior(observed, arms.sds[place] / math.sqrt(size))


def compared(posteriors: tuple[Posterior, ...], *, level: float, rope: float | None, lowest: bool) -> Beaten:
    """Chances, losses, differences and masses around zero, of every arm; higher is better unless `lowest`."""
    chances, best = chances_best(posteriors, lowest=lowest)
    control, others = posteriors[0], posteriors[1:]
    below = [chance_difference_below(control, arm, 0.0) for arm in others]
    sign = -1.0 if lowest else 1.0
    return Beaten(
        posterior=tuple(credible(arm, level) for arm in posteriors),
        chance_best=tuple(float(chance) for chance in chances),
        expected_loss=tuple(max(sign * (best - arm.mean), 0.0) for arm in posteriors),
        chance_to_beat=tuple(chance if lowest else 1 - chance for chance in below),
        difference=tuple(_difference(control, arm, level) for arm in others),
        rope_masses=tuple(_masses(control, arm, rope) for arm in others),
    )


def credible(arm: Posterior, level: float) -> Estimate:
    """Posterior mean with the equal-tailed credible interval."""
    tail = np.array([(1 - level) / 2])
    return Estimate(arm.mean, float(arm.lower_quantile(tail)[0]), float(arm.upper_quantile(tail)[0]), level)


def _difference(control: Posterior, arm: Posterior, level: float) -> Estimate:
    tail = (1 - level) / 2
    return Estimate(
        arm.mean - control.mean,
        difference_quantile(control, arm, tail),
        difference_quantile(control, arm, 1 - tail),
        level,
    )


def _masses(control: Posterior, arm: Posterior, rope: float | None) -> tuple[float, float, float]:
    if rope is None:
        return NAN, NAN, NAN
    low = chance_difference_below(control, arm, -rope)
    high = chance_difference_below(control, arm, rope)
    return low, high - low, 1 - high


def compared_effect(effect: NormalPosterior, *, level: float, rope: float | None, lowest: bool) -> Beaten:
    """The same of one normal effect, such as a relative lift, in closed form; without posteriors of the arms."""
    from scipy.special import ndtr

    zero = np.zeros(1)
    above = float(effect.above(zero)[0])
    z = effect.mean / effect.sd
    density = math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    loss_if_chosen = effect.sd * density - effect.mean * float(ndtr(-z))
    loss_if_not = effect.sd * density + effect.mean * float(ndtr(z))
    if lowest:
        loss_if_chosen, loss_if_not = loss_if_not, loss_if_chosen
    better = 1 - above if lowest else above
    masses = (NAN, NAN, NAN)
    if rope is not None:
        low, high = (float(effect.below(np.array([at]))[0]) for at in (-rope, rope))
        masses = (low, high - low, 1 - high)
    return Beaten(
        posterior=(),
        chance_best=(1 - better, better),
        expected_loss=(max(loss_if_not, 0.0), max(loss_if_chosen, 0.0)),
        chance_to_beat=(better,),
        difference=(credible(effect, level),),
        rope_masses=(masses,),
    )


def lift_posterior(control: Posterior, treatment: Posterior) -> NormalPosterior:
    """The relative lift as a normal posterior: first-order delta method under a flat prior.

    Examples
    --------
    >>> lift = lift_posterior(NormalPosterior(0.1, 0.005), NormalPosterior(0.125, 0.006))
    >>> round(lift.mean, 4), round(lift.sd, 4)
    (0.25, 0.0866)
    """
    ratio = treatment.mean / control.mean
    return NormalPosterior(ratio - 1, math.hypot(treatment.sd, ratio * control.sd) / abs(control.mean))
