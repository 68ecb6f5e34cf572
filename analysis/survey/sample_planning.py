"""How many answers does a survey need to estimate a share as exactly as wanted?"""

from __future__ import annotations

import math
from typing import Annotated

import numpy as np
import pandas as pd
from pydantic import Field

from analysis.core.messages import Message
from analysis.core.method import method
from analysis.core.parameters import Control
from analysis.core.results import Note, Provenance, package_versions
from analysis.inference.proportions import normal_quantile, wilson_interval
from analysis.survey.controls import ConfidenceLevel
from analysis.survey.sample_plan import SamplePlan

NAN = float("nan")
USUAL_MARGINS = (0.01, 0.02, 0.03, 0.05, 0.10)
CURVE_POINTS = 40
FEW_YES = 5
LOW_RESPONSE = 0.5

Margin = Annotated[
    float,
    Field(gt=0, lt=0.5),
    Control(
        number=1,
        label=Message("How exact should the share be (±)?"),
        help=Message("Half the length of the interval: ±3 points turn 40% into 37% to 43%."),
        step=0.005,
        unit="points",
    ),
]
Population = Annotated[
    int | None,
    Field(ge=2),
    Control(
        number=2,
        label=Message("How many people is it about?"),
        help=Message("All members, not those asked. Empty: very many; it matters only for small communities."),
        step=100,
        unit="count",
    ),
]
ExpectedShare = Annotated[
    float,
    Field(gt=0, lt=1),
    Control(
        number=3,
        label=Message("Share expected"),
        help=Message("50% needs the most answers and is the safe choice where nothing is known."),
        step=0.05,
        unit="percent",
    ),
]
ResponseRate = Annotated[
    float,
    Field(gt=0, le=1),
    Control(number=4, label=Message("Share of those asked who answer"), step=0.05, unit="percent"),
]
Groups = Annotated[
    int,
    Field(ge=1, le=100),
    Control(label=Message("Groups to be reported each with that exactness"), unit="count", advanced=True),
]
DesignEffect = Annotated[
    float,
    Field(ge=0.1, le=100),
    Control(
        label=Message("Design effect"),
        help=Message(
            "By how much weights or whole groups drawn together enlarge the variance; 1 for a simple random sample."
        ),
        step=0.1,
        advanced=True,
    ),
]


@method("plan_sample")
def plan_sample(
    *,
    margin: Margin = 0.05,
    population: Population = None,
    expected_share: ExpectedShare = 0.5,
    response_rate: ResponseRate = 1.0,
    level: ConfidenceLevel = 0.95,
    groups: Groups = 1,
    design_effect: DesignEffect = 1.0,
) -> SamplePlan:
    """How many answers does a survey need to estimate a share as exactly as wanted?

    Parameters
    ----------
    margin : float
        Wanted half-width of the interval, above 0 and below 0.5 (0.03 = 3 points).
    population : int, optional
        People the share is about, 2 or more; unlimited where not given.
    expected_share : float
        Share planned for, above 0 and below 1.
    response_rate : float
        Share of those asked who answer, above 0, at most 1.
    level : float
        Confidence level, above 0 and below 1.
    groups : int
        Groups, 1..100, that are each to be that exact; each is taken to be an equal part of the population.
    design_effect : float
        Factor on the variance, 0.1..100.

    Returns
    -------
    SamplePlan

    Raises
    ------
    ParameterError
        If a value is outside what is allowed.

    Notes
    -----
    ``n0 = z² p (1 - p) / e²`` answers in an unlimited population (Cochran, eq. 4.1); with the design effect
    d, ``n = n0 d / (1 + (n0 d - 1) / N)`` of a population of N (eq. 4.2), rounded up; divided by the
    response rate and rounded up again for the people to ask. The correction for a finite population belongs to
    the estimate of a share of these very people. It has no place in a comparison of two versions, whose
    question is about customers to come as well.

    More invitations mend the number of answers, not who answers: nothing here says anything about the
    bias of those who do not.

    References
    ----------
    .. [1] Cochran, W. G. (1977). Sampling techniques, 3rd ed., eq. 4.1 and 4.2.
    .. [2] Kish, L. (1965). Survey sampling. Wiley, section 8.2.

    Examples
    --------
    >>> plan_sample(margin=0.05).n, plan_sample(margin=0.05, population=2000).n
    (385, 323)
    """
    size = math.inf if population is None else population / groups
    n_infinite = float(normal_quantile(level)) ** 2 * expected_share * (1 - expected_share) / margin**2
    n_group = _answers(n_infinite * design_effect, size)
    invitations = _up(groups * n_group / response_rate)
    most = NAN if population is None else population * response_rate / groups
    reachable = population is None or invitations <= population
    wilson = wilson_interval(expected_share * n_group / design_effect, n_group / design_effect, level=level)
    return SamplePlan(
        margin=margin,
        expected_share=expected_share,
        level=level,
        population=NAN if population is None else float(population),
        design_effect=design_effect,
        response_rate=response_rate,
        groups=groups,
        n_infinite=n_infinite,
        n_fpc=_corrected(n_infinite, size),
        n_group=n_group,
        n=groups * n_group,
        invitations=invitations,
        reachable=reachable,
        margin_reachable=_half_width(most, size, expected_share, level, design_effect),
        wilson=wilson,
        margins=_margins(margin, expected_share, level, design_effect, size, groups, response_rate),
        curve=_curve(n_group, size, expected_share, level, design_effect),
        notes=_notes(
            reachable=reachable,
            yes=min(expected_share, 1 - expected_share) * n_group,
            response_rate=response_rate,
            finite=population is not None,
            design_effect=design_effect,
            margin_reachable=_half_width(most, size, expected_share, level, design_effect),
        ),
        provenance=Provenance(
            method="plan_sample",
            n_total=0,
            n_used=0,
            parameters={
                "margin": margin,
                "population": population,
                "expected_share": expected_share,
                "response_rate": response_rate,
                "level": level,
                "groups": groups,
                "design_effect": design_effect,
            },
            packages=package_versions("scipy"),
        ),
    )


def _up(n: float) -> int:
    """Rounded up, forgiving the last bits of floating point."""
    return math.ceil(n - 1e-9 * max(1.0, n))


def _corrected(n: float, population: float) -> float:
    return n if math.isinf(population) else n / (1 + (n - 1) / population)


def _answers(n: float, population: float) -> int:
    whole = _up(_corrected(n, population))
    return whole if math.isinf(population) else min(whole, math.ceil(population))


def _half_width(n: float, population: float, share: float, level: float, design_effect: float) -> float:
    if math.isnan(n):
        return NAN
    finite = 1.0 if math.isinf(population) else max(0.0, (population - n) / (population - 1)) if population > 1 else 0.0
    return float(normal_quantile(level)) * math.sqrt(design_effect * share * (1 - share) / n * finite)


def _margins(
    margin: float, share: float, level: float, design_effect: float, size: float, groups: int, response_rate: float
) -> pd.DataFrame:
    asked = sorted({*USUAL_MARGINS, margin})
    z2 = float(normal_quantile(level)) ** 2
    n = [groups * _answers(z2 * share * (1 - share) / e**2 * design_effect, size) for e in asked]
    return pd.DataFrame({"margin": asked, "n": n, "invitations": [_up(each / response_rate) for each in n]})


def _curve(n_group: int, size: float, share: float, level: float, design_effect: float) -> pd.DataFrame:
    last = 2.0 * n_group if math.isinf(size) else min(2.0 * n_group, size)
    sizes = np.unique(np.append(np.linspace(max(2.0, n_group / 10), max(last, 3.0), CURVE_POINTS), float(n_group)))
    return pd.DataFrame({"n": sizes, "margin": [_half_width(n, size, share, level, design_effect) for n in sizes]})


def _notes(
    *,
    reachable: bool,
    yes: float,
    response_rate: float,
    finite: bool,
    design_effect: float,
    margin_reachable: float,
) -> tuple[Note, ...]:
    notes: list[Note] = []
    if not reachable:
        notes.append(
            Note(
                "caution",
                Message(
                    "So many answers cannot be had: if everybody were asked and {rate:set_percent} answered, the share would be exact to ±{margin:fine_distance} points.",
                    rate=response_rate,
                    margin=margin_reachable,
                ),
                code="not_enough_people",
            )
        )
    if yes < FEW_YES:
        notes.append(
            Note(
                "caution",
                Message(
                    "Such a sample would hold fewer than five of the rarer answer, where the formula is rough. Plan for a smaller margin."
                ),
                code="rare_answer",
            )
        )
    if response_rate < LOW_RESPONSE:
        notes.append(
            Note(
                "caution",
                Message(
                    "Most of those asked do not answer. More invitations bring more answers, not answers of those who stay silent; compare who answered with all members, and weight."
                ),
                code="low_response",
            )
        )
    if design_effect == 1:
        notes.append(
            Note(
                "info",
                Message(
                    "For a simple random sample. Whole chat groups drawn together, or strong weights, need more: enter their design effect."
                ),
                code="simple_random",
            )
        )
    if finite:
        notes.append(
            Note(
                "info",
                Message(
                    "The correction for a small population is right for a share of these very people, and wrong for comparing two versions: a test asks about customers to come as well."
                ),
                code="finite_population",
            )
        )
    return tuple(notes)
