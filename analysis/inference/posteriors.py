"""Posterior distributions of rates, event rates and means, compared by one-dimensional quadrature, never by simulation."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

# Probabilities at which the integrals are cut into pieces; the other half is their mirror image.
CUTS = np.array([0.0, 1e-15, 1e-12, 1e-9, 1e-6, 1e-4, 1e-3, 0.01, 0.05, 0.15, 0.3, 0.5])
NODES = 12
CLOSEST = 1e-8
GENTLE = 6.0


class Posterior(Protocol):
    """A continuous distribution of one unknown number."""

    @property
    def mean(self) -> float:
        """Mean."""
        ...

    @property
    def sd(self) -> float:
        """Standard deviation."""
        ...

    @property
    def smooth(self) -> bool:
        """Whether the distribution function has no kink that an integral could see."""
        ...

    def below(self, x: Floats) -> Floats:
        """Probability of less than x."""
        ...

    def above(self, x: Floats) -> Floats:
        """Probability of more than x, accurate where it is tiny."""
        ...

    def lower_quantile(self, p: Floats) -> Floats:
        """The x with probability p below it."""
        ...

    def upper_quantile(self, p: Floats) -> Floats:
        """The x with probability p above it, accurate where p is tiny."""
        ...


@dataclass(frozen=True, slots=True)
class BetaPosterior:
    """Beta(a, b): a rate after a successes and b failures, prior included."""

    a: float
    b: float

    @property
    def mean(self) -> float:
        """Mean."""
        return self.a / (self.a + self.b)

    @property
    def sd(self) -> float:
        """Standard deviation."""
        n = self.a + self.b
        return math.sqrt(self.a * self.b / (n + 1)) / n

    @property
    def smooth(self) -> bool:
        """Whether both ends of the range are approached gently."""
        return min(self.a, self.b) >= GENTLE

    def below(self, x: Floats) -> Floats:
        """Probability of less than x."""
        from scipy.special import betainc

        return np.asarray(betainc(self.a, self.b, np.clip(x, 0.0, 1.0)))

    def above(self, x: Floats) -> Floats:
        """Probability of more than x."""
        from scipy.special import betaincc

        return np.asarray(betaincc(self.a, self.b, np.clip(x, 0.0, 1.0)))

    def lower_quantile(self, p: Floats) -> Floats:
        """The x with probability p below it."""
        from scipy.special import betaincinv

        return np.asarray(betaincinv(self.a, self.b, p))

    def upper_quantile(self, p: Floats) -> Floats:
        """The x with probability p above it."""
        from scipy.special import betainccinv

        return np.asarray(betainccinv(self.a, self.b, p))


@dataclass(frozen=True, slots=True)
class GammaPosterior:
    """Gamma(shape, rate): events for each unit of exposure."""

    shape: float
    rate: float

    @property
    def mean(self) -> float:
        """Mean."""
        return self.shape / self.rate

    @property
    def sd(self) -> float:
        """Standard deviation."""
        return math.sqrt(self.shape) / self.rate

    @property
    def smooth(self) -> bool:
        """Whether zero is approached gently."""
        return self.shape >= GENTLE

    def below(self, x: Floats) -> Floats:
        """Probability of less than x."""
        from scipy.special import gammainc

        return cast("Floats", gammainc(self.shape, self.rate * np.maximum(x, 0.0)))

    def above(self, x: Floats) -> Floats:
        """Probability of more than x."""
        from scipy.special import gammaincc

        return cast("Floats", gammaincc(self.shape, self.rate * np.maximum(x, 0.0)))

    def lower_quantile(self, p: Floats) -> Floats:
        """The x with probability p below it."""
        from scipy.special import gammaincinv

        return cast("Floats", gammaincinv(self.shape, p) / self.rate)

    def upper_quantile(self, p: Floats) -> Floats:
        """The x with probability p above it."""
        from scipy.special import gammainccinv

        return cast("Floats", gammainccinv(self.shape, p) / self.rate)


@dataclass(frozen=True, slots=True)
class NormalPosterior:
    """Normal with this mean and standard deviation (above 0)."""

    mean: float
    sd: float

    @property
    def smooth(self) -> bool:
        """Always."""
        return True

    def below(self, x: Floats) -> Floats:
        """Probability of less than x."""
        from scipy.special import ndtr

        return np.asarray(ndtr((x - self.mean) / self.sd))

    def above(self, x: Floats) -> Floats:
        """Probability of more than x."""
        from scipy.special import ndtr

        return np.asarray(ndtr((self.mean - x) / self.sd))

    def lower_quantile(self, p: Floats) -> Floats:
        """The x with probability p below it."""
        from scipy.special import ndtri

        return np.asarray(self.mean + self.sd * ndtri(p))

    def upper_quantile(self, p: Floats) -> Floats:
        """The x with probability p above it."""
        from scipy.special import ndtri

        return np.asarray(self.mean - self.sd * ndtri(p))


def chances_best(arms: Sequence[Posterior], *, lowest: bool = False) -> tuple[Floats, float]:
    """How likely is each of several independent unknowns to be the highest, and how high is the highest?

    Parameters
    ----------
    arms : sequence of Posterior
        Two or more.
    lowest : bool
        Look for the lowest instead.

    Returns
    -------
    (array, float)
        The probabilities, which add to 1, and the expected value of the highest (lowest).

    Notes
    -----
    ``P(arm i is the highest) = ∫ ∏_{j != i} F_j(Q_i(u)) du`` over 0..1, Gauss-Legendre on pieces that end
    at graded quantiles of every arm, so that an arm a thousand times as narrow as another is seen.

    Examples
    --------
    >>> best, _ = chances_best([BetaPosterior(21, 181), BetaPosterior(31, 171), BetaPosterior(27, 175)])
    >>> best.round(6).tolist()
    [0.035789, 0.693223, 0.270988]
    """
    first, second = arms[0], arms[1]
    if len(arms) == 2 and isinstance(first, NormalPosterior) and isinstance(second, NormalPosterior):
        return _best_of_two_normals(first, second, lowest=lowest)
    marks = [_marks(arm) for arm in arms]
    chances = np.empty(len(arms))
    # Counted from one arm's mean, so that nothing is lost where all arms lie close together.
    centre, expected = arms[0].mean, 0.0
    for i, arm in enumerate(arms):
        others = [j for j in range(len(arms)) if j != i]
        x, weights = _nodes(arm, np.concatenate([marks[j] for j in others]))
        winning = weights.copy()
        for j in others:
            winning *= arms[j].above(x) if lowest else arms[j].below(x)
        chances[i] = winning.sum()
        expected += float(winning @ (x - centre))
    return chances, centre + expected


def chance_difference_below(control: Posterior, treatment: Posterior, difference: float) -> float:
    """How likely is treatment less control to be below `difference`?

    Examples
    --------
    >>> round(1 - chance_difference_below(BetaPosterior(121, 1081), BetaPosterior(151, 1061), 0.0), 6)
    0.968778
    """
    if isinstance(control, NormalPosterior) and isinstance(treatment, NormalPosterior):
        return float(_normal_difference(control, treatment).below(np.array([difference]))[0])
    return _difference_distribution(control, treatment)(difference)


def difference_quantile(control: Posterior, treatment: Posterior, probability: float) -> float:
    """The difference, treatment less control, that has this probability below it.

    Examples
    --------
    >>> round(difference_quantile(NormalPosterior(1.0, 3.0), NormalPosterior(2.0, 4.0), 0.975), 6)
    10.79982
    """
    from scipy.optimize import brentq
    from scipy.special import ndtri

    if isinstance(control, NormalPosterior) and isinstance(treatment, NormalPosterior):
        return float(_normal_difference(control, treatment).lower_quantile(np.array([probability]))[0])
    sd = math.hypot(control.sd, treatment.sd)
    centre = treatment.mean - control.mean + float(ndtri(probability)) * sd
    below = _difference_distribution(control, treatment)

    def excess(difference: float) -> float:
        return below(difference) - probability

    reach = 0.1 * sd
    while excess(centre - reach) > 0 or excess(centre + reach) < 0:
        reach *= 4
    return float(brentq(excess, centre - reach, centre + reach, xtol=1e-9 * sd, rtol=1e-14))


def _normal_difference(control: NormalPosterior, treatment: NormalPosterior) -> NormalPosterior:
    return NormalPosterior(treatment.mean - control.mean, math.hypot(control.sd, treatment.sd))


def _best_of_two_normals(control: NormalPosterior, treatment: NormalPosterior, *, lowest: bool) -> tuple[Floats, float]:
    """`chances_best` in closed form, right in relative terms where a chance is tiny."""
    from scipy.special import ndtr

    difference = _normal_difference(control, treatment)
    sign = -1.0 if lowest else 1.0
    z = sign * difference.mean / difference.sd
    density = math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    # The mean of what treatment gains where it is the better one, on top of control.
    gain = difference.sd * density + sign * difference.mean * float(ndtr(z))
    return np.array([float(ndtr(-z)), float(ndtr(z))]), control.mean + sign * gain


def _difference_distribution(control: Posterior, treatment: Posterior) -> Callable[[float], float]:
    """Distribution function of treatment less control, integrated over the narrower of the two.

    On that scale the wider one is smooth, unless it piles up at an end of its range: then the pieces also
    end at its graded quantiles, which move with the difference.
    """
    if control.sd <= treatment.sd:
        outer, inner, sign = control, treatment, 1.0
    else:
        outer, inner, sign = treatment, control, -1.0
    distribution = inner.below if sign > 0 else inner.above
    marks = _marks(inner)
    fixed = _nodes(outer, marks[:0]) if inner.smooth else None

    def below(difference: float) -> float:
        shift = sign * difference
        x, weights = fixed or _nodes(outer, marks - shift)
        return float(weights @ distribution(x + shift))

    return below


def _marks(arm: Posterior) -> Floats:
    """Graded quantiles of both halves, the ends left out."""
    inner = CUTS[1:]
    return np.concatenate([arm.lower_quantile(inner), arm.upper_quantile(inner)])


def _nodes(arm: Posterior, marks: Floats) -> tuple[Floats, Floats]:
    """Points of an arm and their probabilities, for integrals over its distribution with kinks at the marks."""
    low_cuts, high_cuts = arm.below(marks), arm.above(marks)
    low_p, low_w = _half(low_cuts[low_cuts < 0.5])
    high_p, high_w = _half(high_cuts[high_cuts < 0.5])
    x = np.concatenate([arm.lower_quantile(low_p), arm.upper_quantile(high_p)])
    return x, np.concatenate([low_w, high_w])


def _half(extra: Floats) -> tuple[Floats, Floats]:
    cuts = np.unique(np.concatenate([CUTS, extra[extra > CUTS[1]]]))
    # Cuts that all but coincide would only cost time.
    kept = np.concatenate([[True], np.diff(cuts) > CLOSEST * cuts[:-1]])
    kept[-1] = True
    cuts = cuts[kept]
    nodes, weights = _gauss_legendre()
    width = np.diff(cuts)[:, None]
    return (cuts[:-1, None] + width * nodes).ravel(), (width * weights).ravel()


@cache
def _gauss_legendre() -> tuple[Floats, Floats]:
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    return np.asarray((nodes + 1) / 2, dtype=np.float64), np.asarray(weights / 2, dtype=np.float64)
