"""Which version is ahead far enough, counting conversions only?"""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import Field

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.parameters import Control
from analysis.core.results import Note, Provenance, package_versions
from analysis.experiments import sequential_controls as ask
from analysis.experiments.race_result import ConversionRace, RaceRule
from analysis.experiments.random_walk import reach_one_line, reach_two_lines
from analysis.experiments.sequential_limits import Decision
from analysis.experiments.sequential_notes import sorted_notes
from analysis.experiments.sequential_spending import Sides

MOST_CONVERSIONS = 10_000_000


@method("conversion_race")
def conversion_race(
    *,
    conversions: Annotated[
        int | None,
        Field(ge=10, le=MOST_CONVERSIONS),
        Control(
            label=Message("Conversions in both groups at which the race ends"),
            help=Message("Set before the start. Empty: as many as finding the change needs."),
            step=100,
            unit="count",
        ),
    ] = None,
    relative_lift: Annotated[
        float | None,
        Field(gt=0, le=10),
        Control(
            label=Message("Smallest change worth acting on"),
            help=Message("As a share of today's rate: 10% means from 5% to 5.5%."),
            step=0.01,
            unit="percent",
        ),
    ] = None,
    conversions_control: Annotated[
        int | None,
        Field(ge=0, le=MOST_CONVERSIONS),
        Control(label=Message("Converted so far in the control group"), unit="count"),
    ] = None,
    conversions_treatment: Annotated[
        int | None,
        Field(ge=0, le=MOST_CONVERSIONS),
        Control(label=Message("Converted so far with the new version"), unit="count"),
    ] = None,
    alpha: Annotated[
        float,
        Field(ge=0.0001, lt=0.5),
        Control(
            label=Message("Chance of a false alarm"),
            help=Message("Over the whole race."),
            step=0.01,
            unit="percent",
        ),
    ] = 0.05,
    sides: ask.SidesAsked = "two",
    power: ask.PowerAsked = 0.8,
    rule: Annotated[
        RaceRule,
        Control(
            label=Message("Lead needed"),
            choices={
                "evan_miller": Message("Evan Miller: 2√N, two-sided 2.25√N"),
                "exact": Message("smallest lead that keeps the promise"),
            },
            advanced=True,
        ),
    ] = "evan_miller",
) -> ConversionRace:
    """Which version is ahead far enough, counting conversions only?

    Parameters
    ----------
    conversions : int, optional
        Conversions in both groups at which the race ends without a winner, 10 to 10 million.
    relative_lift : float, optional
        Smallest change worth acting on over today's rate, above 0 up to 10; needed without
        `conversions`.
    conversions_control, conversions_treatment : int, optional
        Conversions so far.
    alpha : float
        Chance of a false alarm over the race, .0001 and more, below .5.
    sides : {"two", "one"}
        Whether the control group can win too.
    power : float
        Chance to find `relative_lift` for which the conversions are worked out, .5..1.
    rule : {"evan_miller", "exact"}
        Lead by the published rule, or the smallest whole lead whose exact false-alarm chance is at most
        `alpha`.

    Returns
    -------
    ConversionRace

    Raises
    ------
    ParameterError
        If neither conversions nor a lift is given, only one group's conversions are given, or no number
        of conversions up to 10 million is enough.

    Notes
    -----
    With groups of equal size and no change, each new conversion comes from either group with probability
    1/2, so treatment less control is a symmetric random walk. The rule: stop when it reaches 2 sqrt(N)
    (one-sided; two-sided ± 2.25 sqrt(N)), or at N conversions without a winner [1]_; at another alpha than
    .05, z sqrt(N) with the quantile of alpha/2 (two-sided alpha/4). `false_alarm` and `power` are exact
    by reflection, for the lead rounded up: near .046 one-sided and .048 two-sided for many conversions
    (.033 one-sided for 50), the rounded constants being a little strict. With a relative lift d the next conversion comes from the new version with
    probability (1 + d) / (2 + d). The conversions worked out are the fewest of a bisection; the exact
    chance moves in small steps around the wanted one.

    It may be looked at after every conversion. It needs groups of exactly equal size, and is wasteful
    against a fixed test where today's rate is high, since those who do not convert are not counted.

    References
    ----------
    .. [1] Miller, E. (2015). Simple sequential A/B testing. evanmiller.org/sequential-ab-testing.html
    .. [2] Feller, W. (1968). An introduction to probability theory and its applications, vol. 1, ch. III.

    Examples
    --------
    >>> race = conversion_race(conversions=2500, sides="one")
    >>> race.threshold, race.lead, round(race.false_alarm, 4)
    (100.0, 100, 0.0455)
    """
    n = _conversions(conversions, relative_lift, alpha, sides, power, rule)
    threshold, lead = _lead(n, alpha, sides, rule)
    decision = _decision(n, lead, sides, conversions_control, conversions_treatment)
    return ConversionRace(
        conversions=n,
        alpha=alpha,
        sides=sides,
        rule=rule,
        relative_lift=math.nan if relative_lift is None else relative_lift,
        threshold=threshold,
        lead=lead,
        false_alarm=_false_alarm(n, lead, sides),
        power=math.nan if relative_lift is None else _chance(n, lead, sides, relative_lift),
        conversions_control=conversions_control,
        conversions_treatment=conversions_treatment,
        decision=decision,
        notes=_notes(_false_alarm(n, lead, sides), alpha),
        provenance=Provenance(
            method="conversion_race",
            n_total=0,
            n_used=0,
            parameters={
                "conversions": conversions,
                "relative_lift": relative_lift,
                "conversions_control": conversions_control,
                "conversions_treatment": conversions_treatment,
                "alpha": alpha,
                "sides": sides,
                "power": power,
                "rule": rule,
            },
            packages=package_versions("numpy", "scipy"),
        ),
    )


def _lead(conversions: int, alpha: float, sides: Sides, rule: RaceRule) -> tuple[float, int]:
    """The lead of the rule, and in whole conversions."""
    from statistics import NormalDist

    if rule == "evan_miller" and alpha == 0.05:
        threshold = (2.25 if sides == "two" else 2.0) * math.sqrt(conversions)
        return threshold, math.ceil(threshold - 1e-9)
    chance = alpha / 4 if sides == "two" else alpha / 2
    threshold = -NormalDist().inv_cdf(chance) * math.sqrt(conversions)
    lead = math.ceil(threshold - 1e-9)
    if rule == "evan_miller":
        return threshold, lead
    while lead > 1 and _false_alarm(conversions, lead - 1, sides) <= alpha:
        lead -= 1
    while _false_alarm(conversions, lead, sides) > alpha:
        lead += 1
    return float(lead), lead


def _false_alarm(conversions: int, lead: int, sides: Sides) -> float:
    if sides == "one":
        return reach_one_line(conversions, lead, 0.5)
    return sum(reach_two_lines(conversions, lead, 0.5))


def _chance(conversions: int, lead: int, sides: Sides, relative_lift: float) -> float:
    up = (1 + relative_lift) / (2 + relative_lift)
    if sides == "one":
        return reach_one_line(conversions, lead, up)
    return reach_two_lines(conversions, lead, up)[0]


def _conversions(
    conversions: int | None, relative_lift: float | None, alpha: float, sides: Sides, power: float, rule: RaceRule
) -> int:
    if conversions is not None:
        return conversions
    if relative_lift is None:
        raise ParameterError(
            Message("Neither the conversions at the end nor the smallest change is given."),
            remedy=Message("Give one of them; from the change the conversions are worked out."),
            parameter="conversions",
        )

    def enough(n: int) -> bool:
        return _chance(n, _lead(n, alpha, sides, rule)[1], sides, relative_lift) >= power

    low, high = 9, 10
    while not enough(high):
        low, high = high, 2 * high
        if high > MOST_CONVERSIONS:
            raise ParameterError(
                Message("A change of {lift:fine_percent} needs more than 10 million conversions.", lift=relative_lift),
                remedy=Message("Plan for a larger change."),
                parameter="relative_lift",
            )
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _decision(n: int, lead: int, sides: Sides, control: int | None, treatment: int | None) -> Decision:
    if control is None and treatment is None:
        return "none"
    if control is None or treatment is None:
        raise ParameterError(
            Message("The conversions so far are given for one group only."),
            remedy=Message("Give those of both groups, or of none."),
            parameter="conversions_control" if control is None else "conversions_treatment",
        )
    if treatment - control >= lead:
        return "stop_rise"
    if sides == "two" and control - treatment >= lead:
        return "stop_fall"
    return "ended" if control + treatment >= n else "go_on"


def _notes(false_alarm: float, alpha: float) -> tuple[Note, ...]:
    return sorted_notes(
        (
            Note(
                "info",
                Message(
                    "Counted exactly, this rule raises a false alarm {real:fine_percent} of the time ({alpha:set_percent} promised).",
                    real=false_alarm,
                    alpha=alpha,
                ),
                code="true_error",
            ),
            Note(
                "info",
                Message(
                    "The two groups must be of the same size throughout: a group that gets more customers collects more conversions."
                ),
                code="equal_groups",
            ),
        )
    )
