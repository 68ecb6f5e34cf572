"""The plan of a sample that estimates a share: what `plan_sample` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from analysis.core.messages import Message, Sentence

if TYPE_CHECKING:
    from analysis.core.results import Estimate, Note, Provenance


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SamplePlan:
    """How many answers make a share as exact as wanted, and how many people to ask for them.

    Parameters
    ----------
    margin : float
        Wanted half-width of the interval, a fraction (0.03 = 3 points).
    expected_share : float
        Share planned for, 0..1.
    level : float
        Confidence level of the interval.
    population : float
        People the share is about; NaN where unlimited.
    design_effect, response_rate : float
        As asked for.
    groups : int
        Groups that are each to be that exact.
    n_infinite, n_fpc : float
        Answers of one group by the formula, before rounding, design effect and response: in an
        unlimited population, and in this one. Equal where `population` is NaN.
    n_group, n : int
        Whole answers of one group (with design effect), and of all groups.
    invitations : int
        People to ask, rounded up.
    reachable : bool
        Whether the population is large enough to yield that many answers at the response rate.
    margin_reachable : float
        Half-width that asking everybody would reach; NaN without a population.
    wilson : Estimate
        The Wilson interval that such a sample would give at the expected share, without the
        correction for a finite population.
    margins : DataFrame
        margin, n (all groups), invitations: the same question for other margins.
    curve : DataFrame
        n (of one group), margin: half-width over the number of answers.
    """

    margin: float
    expected_share: float
    level: float
    population: float
    design_effect: float
    response_rate: float
    groups: int
    n_infinite: float
    n_fpc: float
    n_group: int
    n: int
    invitations: int
    reachable: bool
    margin_reachable: float
    wilson: Estimate
    margins: pd.DataFrame
    curve: pd.DataFrame
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row: margin, expected_share, level, population, n_infinite, n_fpc, n_group, groups, n, invitations."""
        return pd.DataFrame(
            {
                "margin": [self.margin],
                "expected_share": [self.expected_share],
                "level": [self.level],
                "population": [self.population],
                "n_infinite": [self.n_infinite],
                "n_fpc": [self.n_fpc],
                "n_group": [self.n_group],
                "groups": [self.groups],
                "n": [self.n],
                "invitations": [self.invitations],
            }
        )

    def readings(self) -> tuple[Sentence, ...]:
        """How many answers, what they buy, and how many people to ask."""
        if self.groups == 1:
            claim = Message(
                "{answers:count} answers make a share exact to ±{margin:fine_distance} points at {level:set_percent} confidence.",
                answers=self.n,
                margin=self.margin,
                level=self.level,
            )
        else:
            claim = Message(
                "{answers:count} answers, {each:count} in each of {groups:count} groups, make the share of each group exact to ±{margin:fine_distance} points at {level:set_percent} confidence.",
                answers=self.n,
                each=self.n_group,
                groups=self.groups,
                margin=self.margin,
                level=self.level,
            )
        return (claim, *self._population(), *self._invitations())

    def _population(self) -> tuple[Sentence, ...]:
        if math.isnan(self.population):
            return (
                Message(
                    "That holds for a share near {share:fine_percent} and for any number of people it is about: a larger population needs no larger sample.",
                    share=self.expected_share,
                ),
            )
        return (
            Message(
                "That holds for a share near {share:fine_percent} among {population:count} people; without an end to the population it would be {infinite:count}.",
                share=self.expected_share,
                population=self.population,
                infinite=self.groups * math.ceil(self.n_infinite * self.design_effect - 1e-9),
            ),
        )

    def _invitations(self) -> tuple[Sentence, ...]:
        if self.response_rate == 1:
            return ()
        return (
            Message(
                "If {rate:set_percent} answer, ask {invitations:count} people, drawn at random.",
                rate=self.response_rate,
                invitations=self.invitations,
            ),
        )
