"""Surveys: two columns that go together, groups that differ, segments, and answers that go with leaving."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from statistics import NormalDist
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.core import Message
from synthetic.designs import controls as ask
from synthetic.designs.controls import LARGEST, check, impossible
from synthetic.plan import point_biserial
from synthetic.rehearsal.outcome import NAN, Drawn

LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoColumns:
    """Two normal quantities with a true correlation; the second may be seen as yes or no only.

    Parameters
    ----------
    size : int
        Respondents.
    correlation : float
        True (latent) correlation.
    seen : {"numbers", "yes_no"}
        How the second quantity is seen.
    yes_share : float
        Share of yes.

    Examples
    --------
    >>> seen = TwoColumns(size=50, correlation=0.72, seen="yes_no", yes_share=0.35)
    >>> round(seen.draw(np.random.default_rng(1)).effect, 4)
    0.5591
    """

    size: ask.Respondents = 100
    correlation: ask.LatentCorrelation = 0.3
    seen: ask.SeenChoice = "numbers"
    yes_share: ask.YesShare = 0.35

    def __post_init__(self) -> None:
        check(self)

    @property
    def smallest_size(self) -> int:
        """Ten respondents."""
        return 10

    @property
    def largest_size(self) -> int:
        """As many as a design may ask for."""
        return LARGEST

    def with_size(self, size: int) -> Self:
        """More or fewer respondents."""
        return replace(self, size=size)

    def without_effect(self) -> Self:
        """No correlation."""
        return replace(self, correlation=0.0)

    def draw(self, rng: np.random.Generator) -> Drawn:
        """A frame with the columns x and y."""
        first, second = (stream.standard_normal(self.size) for stream in rng.spawn(2))
        y = self.correlation * first + math.sqrt(1 - self.correlation**2) * second
        if self.seen == "numbers":
            return Drawn(data=pd.DataFrame({"x": first, "y": y}), effect=self.correlation)
        yes = y > NormalDist().inv_cdf(1 - self.yes_share)
        frame = pd.DataFrame({"x": first, "y": pd.array(yes, dtype="boolean")})
        return Drawn(data=frame, effect=point_biserial(self.correlation, self.yes_share))


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupRates:
    """Groups of a stratified survey with rates of their own.

    Parameters
    ----------
    size : int
        Respondents in all groups together.
    rates : tuple of float
        True rate of each group, in 0..1.
    shares : tuple of float
        Relative sizes of the groups; as many as there are rates.

    Examples
    --------
    >>> drawn = GroupRates(size=100).draw(np.random.default_rng(1))
    >>> drawn.data["group"].value_counts(sort=False).tolist()
    [40, 35, 25]
    """

    size: ask.Respondents = 300
    rates: ask.GroupRates = (0.55, 0.40, 0.20)
    shares: ask.GroupShares = (0.40, 0.35, 0.25)

    def __post_init__(self) -> None:
        check(self)
        if len(self.rates) != len(self.shares):
            raise impossible(
                "shares",
                Message(
                    "There are {rates:count} rates and {sizes:count} sizes.",
                    rates=len(self.rates),
                    sizes=len(self.shares),
                ),
                Message("Give one size for each rate."),
            )
        if min(self.rates) < 0 or max(self.rates) > 1 or min(self.shares) <= 0:
            raise impossible(
                "rates",
                Message("A rate lies outside 0 to 1, or a size is not above 0."),
                Message("Write rates as fractions, such as 0.35."),
            )

    @property
    def smallest_size(self) -> int:
        """Two respondents in every group of equal size."""
        return max(10, 2 * len(self.rates))

    @property
    def largest_size(self) -> int:
        """As many as a design may ask for."""
        return LARGEST

    def with_size(self, size: int) -> Self:
        """More or fewer respondents in the same proportions."""
        return replace(self, size=size)

    def without_effect(self) -> Self:
        """All groups with the overall rate."""
        overall = float(np.average(self.rates, weights=self.shares))
        return replace(self, rates=(overall,) * len(self.rates))

    def draw(self, rng: np.random.Generator) -> Drawn:
        """A frame with the columns group and outcome; group sizes are fixed, as in a stratified sample."""
        edges = np.rint(np.cumsum(self.shares) / sum(self.shares) * self.size).astype(int)
        sizes = np.diff(np.concatenate([[0], edges]))
        group = np.repeat(np.arange(len(self.rates)), sizes)
        streams = rng.spawn(len(self.rates))
        answers: list[npt.NDArray[np.bool_]] = [
            stream.random(int(n)) < rate for stream, n, rate in zip(streams, sizes, self.rates, strict=True)
        ]
        yes = np.concatenate(answers)
        names = [str(number) for number in range(1, len(self.rates) + 1)]
        kinds = pd.CategoricalDtype(names)
        frame = pd.DataFrame(
            {"group": pd.Categorical.from_codes(group, dtype=kinds), "outcome": pd.array(yes, dtype="boolean")}
        )
        return Drawn(data=frame, effect=NAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class HiddenSegments:
    """Customers of several kinds, alike in size; within a kind the columns are independent and normal.

    Parameters
    ----------
    size : int
        Customers.
    segments : int
        True number of segments.
    separation : float
        Distance of any two centres in standard deviations within a segment.

    Examples
    --------
    >>> drawn = HiddenSegments(size=90, segments=3).draw(np.random.default_rng(1))
    >>> drawn.data.shape, np.bincount(drawn.labels).tolist()
    ((90, 3), [30, 30, 30])
    """

    size: ask.Respondents = 300
    segments: ask.Segments = 3
    separation: ask.Separation = 4.0

    def __post_init__(self) -> None:
        check(self)

    @property
    def smallest_size(self) -> int:
        """Ten customers of each kind."""
        return 10 * self.segments

    @property
    def largest_size(self) -> int:
        """As many as a design may ask for."""
        return LARGEST

    def with_size(self, size: int) -> Self:
        """More or fewer customers."""
        return replace(self, size=size)

    def without_effect(self) -> Self:
        """One kind of customers."""
        return replace(self, separation=0.0)

    def draw(self, rng: np.random.Generator) -> Drawn:
        """A frame with as many columns as segments: centres are the corners of a regular simplex."""
        labels = np.arange(self.size) % self.segments
        centres = np.eye(self.segments) * self.separation / math.sqrt(2)
        rows = rng.standard_normal((self.size, self.segments)) + centres[labels]
        frame = pd.DataFrame(rows, columns=[f"measure_{number}" for number in range(1, self.segments + 1)])
        return Drawn(data=frame, labels=labels if self.separation else np.zeros(self.size, dtype=np.int64))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlantedRules:
    """Yes-or-no answers, some of which really go with leaving; the others are decoys.

    Parameters
    ----------
    size : int
        Respondents.
    items : int
        Answers.
    planted : int
        How many of them go with leaving.
    lift : float
        P(left | answer) / P(left) of each of these.
    item_share : float
        P(answer), the same for all answers.
    leaving_share : float
        P(left).

    Notes
    -----
    Given leaving, answers are independent. So two planted answers together go with leaving more than either,
    and a rule with a planted answer in it is a true one.

    Examples
    --------
    >>> drawn = PlantedRules(size=200).draw(np.random.default_rng(1))
    >>> drawn.data.shape, sorted(drawn.items)
    ((200, 13), ['item_1', 'item_2', 'item_3'])
    """

    size: ask.Respondents = 600
    items: ask.Items = 12
    planted: ask.PlantedItems = 3
    lift: ask.Lift = 1.5
    item_share: ask.ItemShare = 0.30
    leaving_share: ask.LeavingShare = 0.40

    def __post_init__(self) -> None:
        check(self)
        if self.planted > self.items:
            raise impossible(
                "planted",
                Message("More answers go with leaving than there are answers."),
                Message("Choose more answers, or let fewer of them go with leaving."),
            )
        if self.lift * self.leaving_share > 1 or self._given_leaving() > 1 or self._given_staying() < 0:
            raise impossible(
                "lift",
                Message("With a lift of {lift:number} more would leave than there are.", lift=self.lift),
                Message("Choose a smaller lift, or smaller shares."),
            )

    def _given_leaving(self) -> float:
        return self.item_share * self.lift

    def _given_staying(self) -> float:
        return self.item_share * (1 - self.lift * self.leaving_share) / (1 - self.leaving_share)

    @property
    def smallest_size(self) -> int:
        """Fifty respondents."""
        return 50

    @property
    def largest_size(self) -> int:
        """As many as a design may ask for."""
        return LARGEST

    def with_size(self, size: int) -> Self:
        """More or fewer respondents."""
        return replace(self, size=size)

    def without_effect(self) -> Self:
        """Decoys only."""
        return replace(self, lift=1.0)

    def draw(self, rng: np.random.Generator) -> Drawn:
        """A frame of booleans: the items, and the column left."""
        leaving, answers = rng.spawn(2)
        left = leaving.random(self.size) < self.leaving_share
        share = np.full((self.size, self.items), self.item_share)
        share[:, : self.planted] = np.where(left, self._given_leaving(), self._given_staying())[:, None]
        given = answers.random((self.size, self.items)) < share
        names = [f"item_{number}" for number in range(1, self.items + 1)]
        frame = pd.DataFrame(given, columns=names).assign(**{LEFT: left})
        planted = frozenset(names[: self.planted]) if self.lift > 1 else frozenset[str]()
        return Drawn(data=frame, items=planted)
