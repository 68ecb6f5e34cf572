"""A race of conversions: what `conversion_race` returns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import pandas as pd

from analysis.core.messages import Message, Sentence

if TYPE_CHECKING:
    from analysis.core.results import Note, Provenance
    from analysis.experiments.sequential_limits import Decision
    from analysis.experiments.sequential_spending import Sides

RaceRule: TypeAlias = Literal["evan_miller", "exact"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ConversionRace:
    """When a race of conversions is won, and how often it is won by chance.

    Parameters
    ----------
    conversions : int
        Conversions in both groups at which the race ends.
    alpha, sides, rule, relative_lift : float, str, str, float
        As asked for; the lift is NaN if not given.
    threshold : float
        Lead in conversions that the rule asks for.
    lead : int
        The same in whole conversions.
    false_alarm : float
        Exact chance that the lead is reached though nothing changed.
    power : float
        Exact chance that the new version wins if `relative_lift` is there; NaN without one.
    conversions_control, conversions_treatment : int or None
        Conversions so far.
    decision : {"none", "go_on", "stop_rise", "stop_fall", "ended"}
        What they say.
    """

    conversions: int
    alpha: float
    sides: Sides
    rule: RaceRule
    relative_lift: float
    threshold: float
    lead: int
    false_alarm: float
    power: float
    conversions_control: int | None
    conversions_treatment: int | None
    decision: Decision
    notes: tuple[Note, ...]
    provenance: Provenance

    def to_frame(self) -> pd.DataFrame:
        """One row: conversions, threshold, lead, false_alarm, relative_lift and power (NaN if not given), decision."""
        return pd.DataFrame(
            {
                "conversions": [self.conversions],
                "threshold": [self.threshold],
                "lead": [self.lead],
                "false_alarm": [self.false_alarm],
                "relative_lift": [self.relative_lift],
                "power": [self.power],
                "decision": [self.decision],
            }
        )

    def readings(self) -> tuple[Sentence, ...]:
        """Where the race stands, then the rule and what it is worth."""
        stop = (
            Message(
                "Stop as soon as one group is {lead:count} conversions ahead, or at {n:count} conversions in both groups together without a winner.",
                lead=self.lead,
                n=self.conversions,
            )
            if self.sides == "two"
            else Message(
                "Stop as soon as the new version is {lead:count} conversions ahead, or at {n:count} conversions in both groups together without a winner.",
                lead=self.lead,
                n=self.conversions,
            )
        )
        worth: Sentence = Message(
            "If nothing changed, somebody wins {error:fine_percent} of the time.", error=self.false_alarm
        )
        if not math.isnan(self.power):
            worth = Message(
                "If nothing changed, somebody wins {error:fine_percent} of the time; if the new version's rate is {lift:fine_percent} above today's, it wins {power:chance} of the time.",
                error=self.false_alarm,
                lift=self.relative_lift,
                power=self.power,
            )
        return (*self._standing(), stop, worth)

    def _standing(self) -> tuple[Sentence, ...]:
        if self.conversions_control is None or self.conversions_treatment is None:
            return ()
        ahead = self.conversions_treatment - self.conversions_control
        match self.decision:
            case "stop_rise":
                return (Message("Stop: the new version wins, {ahead:count} conversions ahead.", ahead=ahead),)
            case "stop_fall":
                return (Message("Stop: the control group wins, {ahead:count} conversions ahead.", ahead=-ahead),)
            case "ended":
                return (
                    Message(
                        "The race has ended without a winner (difference {ahead:signed}). That does not show that nothing changed.",
                        ahead=ahead,
                    ),
                )
            case _:
                left = self.conversions - self.conversions_control - self.conversions_treatment
                return (
                    Message(
                        "Go on: the difference is {ahead:signed}, {left:count} conversions are left.",
                        ahead=ahead,
                        left=left,
                    ),
                )
