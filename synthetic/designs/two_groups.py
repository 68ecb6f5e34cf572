"""Two groups of customers: shares, means, and recommendation."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from analysis.core import Message
from synthetic.designs import controls as ask
from synthetic.designs.controls import LARGEST, LARGEST_COUNTED, check, impossible
from synthetic.rehearsal.outcome import Drawn

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class GroupSizes:
    """How many customers are in each group."""

    control: int
    treatment: int

    @staticmethod
    def split(size: int, share: float) -> GroupSizes:
        """A total split by a share, at least one customer in each group."""
        treatment = min(size - 1, max(1, round(size * share)))
        return GroupSizes(size - treatment, treatment)


@dataclass(frozen=True, slots=True)
class Counts:
    """What `TwoShares` gives an analysis: successes and customers of each group."""

    successes_control: int
    n_control: int
    successes_treatment: int
    n_treatment: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What `TwoMeans` gives an analysis: the outcomes of each group."""

    control: Floats
    treatment: Floats


@dataclass(frozen=True, slots=True)
class Scores:
    """What `TwoScores` gives an analysis: detractors, passives and promoters of each group."""

    first: tuple[int, int, int]
    second: tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoShares:
    """Two groups and a yes-or-no outcome.

    Parameters
    ----------
    size : int
        Customers in both groups together.
    share_treatment : float
        Share of them with the new version.
    rate_control, rate_treatment : float
        True rates.
    difference_without : float
        True difference of the run without an effect: 0, or the margin that a test is held against.

    Examples
    --------
    >>> TwoShares(size=60, rate_control=0.1, rate_treatment=0.4).draw(np.random.default_rng(1)).data.n_control
    30
    """

    size: ask.CustomersCounted = 400
    rate_control: ask.RateControl = 0.20
    rate_treatment: ask.RateTreatment = 0.28
    share_treatment: ask.ShareTreatment = 0.5
    difference_without: ask.DifferenceWithout = 0.0

    def __post_init__(self) -> None:
        check(self)
        if not 0 <= self.rate_control + self.difference_without <= 1:
            raise impossible(
                "difference_without",
                Message("A rate that far from the control group's lies outside 0% to 100%."),
                Message("Take a smaller margin, or another rate."),
            )

    @property
    def smallest_size(self) -> int:
        """Two customers in each group."""
        return 4

    @property
    def largest_size(self) -> int:
        """As many as a design that draws counts may ask for."""
        return LARGEST_COUNTED

    def with_size(self, size: int) -> Self:
        """The same rates with more or fewer customers."""
        return replace(self, size=size)

    def without_effect(self) -> Self:
        """The new version at the control group's rate, or a margin away from it."""
        return replace(self, rate_treatment=self.rate_control + self.difference_without)

    def draw(self, rng: np.random.Generator) -> Drawn:
        """Counts; quantiles of the binomial distribution, so that sizes share their random numbers."""
        from scipy.stats import binom

        n = GroupSizes.split(self.size, self.share_treatment)
        at = rng.random(2)
        quantile: Any = binom.ppf
        counts = Counts(
            successes_control=int(quantile(at[0], n.control, self.rate_control)),
            n_control=n.control,
            successes_treatment=int(quantile(at[1], n.treatment, self.rate_treatment)),
            n_treatment=n.treatment,
        )
        return Drawn(data=counts, effect=self.rate_treatment - self.rate_control)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoMeans:
    """Two groups and an amount, normal or skewed.

    Parameters
    ----------
    size : int
        Customers in both groups together.
    mean_control, mean_treatment : float
        True means, in the outcome's own unit.
    sd : float
        True standard deviation of the control group. A normal outcome spreads alike in both groups; a
        lognormal one in proportion to its mean.
    shape : {"normal", "lognormal"}
        Shape of the outcome.
    share_treatment : float
        Share of the customers with the new version.
    difference_without : float
        True difference of the run without an effect: 0, or the margin that a test is held against.

    Examples
    --------
    >>> drawn = TwoMeans(size=100, shape="lognormal").draw(np.random.default_rng(1))
    >>> round(drawn.effect, 1), len(drawn.data.control)
    (18.0, 50)
    """

    size: ask.Customers = 400
    mean_control: ask.MeanControl = 180.0
    mean_treatment: ask.MeanTreatment = 198.0
    sd: ask.Spread = 90.0
    shape: ask.ShapeChoice = "lognormal"
    share_treatment: ask.ShareTreatment = 0.5
    difference_without: ask.DifferenceWithout = 0.0

    def __post_init__(self) -> None:
        check(self)
        without = self.mean_control + self.difference_without
        if self.shape == "lognormal" and min(self.mean_control, self.mean_treatment, without) <= 0:
            raise impossible(
                "mean_control",
                Message("A lognormal outcome has a mean above 0."),
                Message("Give positive means, or choose the normal shape."),
            )

    @property
    def smallest_size(self) -> int:
        """Two customers in each group."""
        return 4

    @property
    def largest_size(self) -> int:
        """As many as a design may ask for."""
        return LARGEST

    def with_size(self, size: int) -> Self:
        """The same means with more or fewer customers."""
        return replace(self, size=size)

    def without_effect(self) -> Self:
        """The new version at the control group's mean, or a margin away from it."""
        return replace(self, mean_treatment=self.mean_control + self.difference_without)

    def draw(self, rng: np.random.Generator) -> Drawn:
        """Outcomes of each group; each group has a stream of its own, so that a larger study begins as a smaller one."""
        n = GroupSizes.split(self.size, self.share_treatment)
        control, treatment = (
            stream.standard_normal(m) for stream, m in zip(rng.spawn(2), (n.control, n.treatment), strict=True)
        )
        measured = Measured(self._outcome(control, self.mean_control), self._outcome(treatment, self.mean_treatment))
        return Drawn(data=measured, effect=self.mean_treatment - self.mean_control)

    def _outcome(self, normal: Floats, mean: float) -> Floats:
        if self.shape == "normal":
            return mean + self.sd * normal
        sigma = math.sqrt(math.log1p((self.sd / self.mean_control) ** 2))
        return mean * np.exp(sigma * normal - sigma**2 / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoScores:
    """Two groups and the question whether they would recommend us.

    Parameters
    ----------
    size : int
        Respondents in both groups together, half in each.
    promoters, detractors : float
        True shares of the first group.
    change : float
        True difference of the scores (second less first), half of it from promoters, half from detractors.

    Examples
    --------
    >>> TwoScores(size=400).draw(np.random.default_rng(1)).effect
    0.1
    """

    size: ask.Respondents = 800
    promoters: ask.Promoters = 0.40
    detractors: ask.Detractors = 0.25
    change: ask.ScoreChange = 0.10

    def __post_init__(self) -> None:
        check(self)
        if min(self.shares(second=False)) < 0 or min(self.shares(second=True)) < 0:
            raise impossible(
                "change",
                Message(
                    "Promoters and detractors of a group are more than all of its respondents, or fewer than none."
                ),
                Message("Choose smaller shares or a smaller difference."),
            )

    def shares(self, *, second: bool) -> tuple[float, float, float]:
        """Detractors, passives and promoters of a group."""
        moved = self.change / 2 if second else 0.0
        detractors, promoters = self.detractors - moved, self.promoters + moved
        return detractors, 1 - detractors - promoters, promoters

    @property
    def smallest_size(self) -> int:
        """Five respondents in each group."""
        return 10

    @property
    def largest_size(self) -> int:
        """As many as a design may ask for."""
        return LARGEST

    def with_size(self, size: int) -> Self:
        """The same shares with more or fewer respondents."""
        return replace(self, size=size)

    def without_effect(self) -> Self:
        """Both groups alike."""
        return replace(self, change=0.0)

    def draw(self, rng: np.random.Generator) -> Drawn:
        """Counts of the three kinds of answers in each group."""
        half = self.size // 2
        groups: list[tuple[int, int, int]] = []
        for stream, second in zip(rng.spawn(2), (False, True), strict=True):
            below = np.cumsum(self.shares(second=second)[:2])
            places = np.searchsorted(below, stream.random(half), side="right")
            detractors, passives, promoters = np.bincount(places, minlength=3).tolist()
            groups.append((detractors, passives, promoters))
        return Drawn(data=Scores(groups[0], groups[1]), effect=self.change)
