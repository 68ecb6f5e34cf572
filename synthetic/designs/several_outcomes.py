"""Several outcomes of one test of two groups: those that are to change do, the guardrails stay as they are."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from analysis.core import Message
from synthetic.designs import controls as ask
from synthetic.designs.controls import LARGEST_COUNTED, check, impossible
from synthetic.rehearsal.outcome import Drawn

FEWEST = 2
"""Customers that a group needs for a standard deviation."""


@dataclass(frozen=True, slots=True)
class OutcomeSums:
    """What `SeveralOutcomes` gives an analysis.

    Parameters
    ----------
    n_control, n_treatment : int
        Customers of each group.
    control, treatment : tuple of float
        Successes of a share, the mean of a mean.
    sds_control, sds_treatment : tuple of float
        Standard deviations of means, 0 for shares.
    """

    n_control: int
    n_treatment: int
    control: tuple[float, ...]
    treatment: tuple[float, ...]
    sds_control: tuple[float, ...]
    sds_treatment: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralOutcomes:
    """A test of two groups whose launch hangs on several outcomes, drawn independently of each other.

    Parameters
    ----------
    size : int
        Customers of both groups together.
    share_treatment : float
        Share with the new version.
    kinds, roles : tuple of str
        What each outcome is, and what it is for.
    baselines, smallest_changes, spreads : tuple of float
        Value without the new version, signed change of a primary outcome (margin of a guardrail, which does not
        change), standard deviation of a mean.
    primaries_change : bool
        Whether the primary outcomes change at all.

    Examples
    --------
    >>> drawn = SeveralOutcomes().draw(np.random.default_rng(1))
    >>> drawn.data.n_control, drawn.effect
    (9787, 0.02)
    """

    size: ask.CustomersCounted = 19_574
    share_treatment: ask.ShareTreatment = 0.5
    kinds: ask.OutcomeKinds = ("share", "mean", "share")
    roles: ask.OutcomeRoles = ("primary", "guardrail", "guardrail")
    baselines: ask.OutcomeBaselines = (0.35, 80.0, 0.02)
    smallest_changes: ask.OutcomeChanges = (0.02, -3.0, 0.005)
    spreads: ask.OutcomeSpreads = (0.0, 60.0, 0.0)
    primaries_change: bool = True

    def __post_init__(self) -> None:
        check(self)
        if len({len(self.kinds), len(self.roles), len(self.baselines), len(self.smallest_changes), len(self._sds)}) > 1:
            raise impossible(
                "kinds",
                Message("The lists of the outcomes are not of one length."),
                Message("Give each outcome a kind, a role, a value of today and a change."),
            )
        if "primary" not in self.roles:
            raise impossible(
                "roles",
                Message("No outcome is to change."),
                Message("Make one of them primary: what nothing is to change in finds nothing."),
            )
        values = (*self.baselines, *self._changed)
        for kind, value, sd in zip(self.kinds * 2, values, self._sds * 2, strict=True):
            if kind == "share" and not 0 <= value <= 1:
                raise impossible(
                    "baselines",
                    Message("A share of {value:exact} cannot be.", value=value),
                    Message("Give fractions between 0 and 1, with the change too."),
                )
            if kind == "mean" and sd <= 0:
                raise impossible(
                    "spreads",
                    Message("A mean needs a standard deviation above 0."),
                    Message("Give its spread between customers."),
                )
        if min(self._sizes) < FEWEST:
            raise impossible(
                "size",
                Message("A group of this test has fewer than two customers."),
                Message("Take more customers, or groups closer in size."),
            )

    @property
    def _sds(self) -> tuple[float, ...]:
        return self.spreads or (0.0,) * len(self.kinds)

    @property
    def _changed(self) -> tuple[float, ...]:
        """Each outcome's value with the new version."""
        return tuple(
            today + (change if role == "primary" and self.primaries_change else 0.0)
            for today, change, role in zip(self.baselines, self.smallest_changes, self.roles, strict=True)
        )

    @property
    def _sizes(self) -> tuple[int, int]:
        treated = round(self.size * self.share_treatment)
        return self.size - treated, treated

    @property
    def smallest_size(self) -> int:
        """Enough for the smaller group."""
        return math.ceil((FEWEST + 0.5) / min(self.share_treatment, 1 - self.share_treatment))

    @property
    def largest_size(self) -> int:
        """As many as a design that draws counts may ask for."""
        return LARGEST_COUNTED

    def with_size(self, size: int) -> Self:
        """The same outcomes with more or fewer customers."""
        return replace(self, size=size)

    def without_effect(self) -> Self:
        """The same outcomes, none of which changes."""
        return replace(self, primaries_change=False)

    def draw(self, rng: np.random.Generator) -> Drawn:
        """Successes, or means and standard deviations of normal outcomes; sums are drawn whole."""
        control, sds_control = self._group(rng, self.baselines, self._sizes[0])
        treatment, sds_treatment = self._group(rng, self._changed, self._sizes[1])
        first = self.roles.index("primary")
        effect = self.smallest_changes[first] if self.primaries_change else 0.0
        return Drawn(data=OutcomeSums(*self._sizes, control, treatment, sds_control, sds_treatment), effect=effect)

    def _group(
        self, rng: np.random.Generator, true: tuple[float, ...], n: int
    ) -> tuple[tuple[float, ...], tuple[float, ...]]:
        observed: list[float] = []
        sds: list[float] = []
        for kind, value, sd in zip(self.kinds, true, self._sds, strict=True):
            if kind == "share":
                observed.append(float(rng.binomial(n, value)))
                sds.append(0.0)
            else:
                observed.append(float(value + sd / math.sqrt(n) * rng.standard_normal()))
                sds.append(float(sd * math.sqrt(rng.chisquare(n - 1) / (n - 1))))
        return tuple(observed), tuple(sds)
