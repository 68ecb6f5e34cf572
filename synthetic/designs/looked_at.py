"""Two groups and a yes-or-no outcome, counted several times while the customers come in."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Annotated, Any, Self

import numpy as np
from pydantic import Field

from analysis.core import Control, Message
from synthetic.designs import controls as ask
from synthetic.designs.controls import LARGEST_COUNTED, check, impossible
from synthetic.designs.two_groups import GroupSizes
from synthetic.rehearsal.outcome import Drawn

MOST_LOOKS = 20
LooksTaken = Annotated[
    int,
    Field(ge=1, le=MOST_LOOKS),
    Control(label=Message("Looks in all"), help=Message("Equally spaced, the last one at the planned size.")),
]


@dataclass(frozen=True, slots=True)
class CountsAtLooks:
    """What `LookedAtShares` gives an analysis: successes and customers of each group up to each look."""

    successes_control: tuple[int, ...]
    n_control: tuple[int, ...]
    successes_treatment: tuple[int, ...]
    n_treatment: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAtShares:
    """Two groups and a yes-or-no outcome, looked at several times.

    Parameters
    ----------
    size : int
        Customers in both groups together at the last look.
    rate_control, rate_treatment : float
        True rates.
    share_treatment : float
        Share of the customers with the new version.
    looks : int
        Equally spaced looks; each comes after a whole customer.

    Examples
    --------
    >>> drawn = LookedAtShares(size=1000, looks=4).draw(np.random.default_rng(1))
    >>> drawn.data.n_control, round(drawn.effect, 2)
    ((125, 250, 375, 500), 0.02)
    """

    size: ask.CustomersCounted = 18_000
    rate_control: ask.RateControl = 0.35
    rate_treatment: ask.RateTreatment = 0.37
    share_treatment: ask.ShareTreatment = 0.5
    looks: LooksTaken = 5

    def __post_init__(self) -> None:
        check(self)
        if self.size < 4 * self.looks:
            raise impossible(
                "size",
                Message("Between two looks there are too few customers to look at."),
                Message("Take more customers, or fewer looks."),
            )

    @property
    def smallest_size(self) -> int:
        """Four customers a look."""
        return 4 * self.looks

    @property
    def largest_size(self) -> int:
        """As many as a design that draws counts may ask for."""
        return LARGEST_COUNTED

    @property
    def groups_at_looks(self) -> tuple[GroupSizes, ...]:
        """Customers of each group up to each look, rounded up as `plan_sequential` does."""
        totals = (math.ceil(self.size * (place + 1) / self.looks - 1e-9) for place in range(self.looks))
        return tuple(GroupSizes.split(total, self.share_treatment) for total in totals)

    def with_size(self, size: int) -> Self:
        """The same rates and looks with more or fewer customers."""
        return replace(self, size=size)

    def without_effect(self) -> Self:
        """Both groups with the rate of the control group."""
        return replace(self, rate_treatment=self.rate_control)

    def draw(self, rng: np.random.Generator) -> Drawn:
        """Counts up to each look: sums of binomial quantiles, so that sizes share their random numbers."""
        from scipy.stats import binom

        groups = self.groups_at_looks
        n = np.array([[group.control for group in groups], [group.treatment for group in groups]])
        new = np.diff(n, axis=1, prepend=0)
        rates = np.array([[self.rate_control], [self.rate_treatment]])
        # Drawn look by look: fewer looks begin as more do.
        at = rng.random((self.looks, 2)).T
        quantile: Any = binom.ppf
        successes = np.cumsum(quantile(at, new, rates).astype(np.int64), axis=1)
        counts = CountsAtLooks(
            successes_control=tuple(successes[0].tolist()),
            n_control=tuple(n[0].tolist()),
            successes_treatment=tuple(successes[1].tolist()),
            n_treatment=tuple(n[1].tolist()),
        )
        return Drawn(data=counts, effect=self.rate_treatment - self.rate_control)
