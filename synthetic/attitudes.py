"""Scale answers of the generated survey, cut from latent drives: NPS, satisfaction, batteries, careless answering."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from synthetic.blocks import Part, stream
from synthetic.plan import cut_points
from synthetic.population import People
from synthetic.questionnaire import (
    SECONDS_MEDIAN,
    SECONDS_SIGMA,
    SPEEDER_SECONDS,
    SPEEDER_SHARE,
    STATEMENTS,
    STRAIGHT_LINER_SHARE,
)
from synthetic.respondents import Respondents
from synthetic.scenario import WAVE_STABILITY, Scenario

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

ATTENTIVE, SPEEDER, STRAIGHT_LINER = 0, 1, 2
CARE_NAMES = ("attentive", "speeder", "straight_liner")


def draw_attitudes(scenario: Scenario, people: People, answering: Respondents) -> tuple[dict[str, Integers], Integers]:
    """Answers by column, with seconds taken; and how carefully each respondent answered."""
    rng = stream(scenario.seed, Part.ATTITUDES)
    chosen, size = answering.customer, answering.size
    region = people.region[chosen]
    shift = scenario.wave_shift * (answering.wave == 2)
    answers: dict[str, Integers] = {}
    for column, drive, shares, lowest in (
        ("nps", "recommendation", scenario.nps_shares, 0),
        ("satisfaction", "satisfaction", scenario.satisfaction_shares, 1),
    ):
        # The same person in another wave is much, not all, the same.
        occasion = np.sqrt(1 - WAVE_STABILITY) * rng.standard_normal(size)
        felt = np.sqrt(WAVE_STABILITY) * people.latent(drive)[chosen] + occasion + shift
        codes = np.zeros(size, dtype=np.int64)
        for code, distribution in shares.items():
            there = region == code
            codes[there] = np.searchsorted(cut_points(distribution), felt[there])
        answers[column] = codes + lowest
    for statement in STATEMENTS:
        loading = 0.0 if scenario.no_effect else statement.loading
        own: Floats = np.sqrt(1 - loading**2) * rng.standard_normal(size)
        agreement: Floats = loading * people.latent(statement.factor)[chosen] + own
        answers[statement.id] = np.searchsorted(cut_points(statement.shares), agreement).astype(np.int64) + 1
    taken: Floats = np.exp(rng.normal(np.log(SECONDS_MEDIAN), SECONDS_SIGMA, size))
    seconds = taken.astype(np.int64)
    care = _answer_carelessly(rng, scenario, answers, seconds)
    return answers | {"duration_seconds": seconds}, care


def _answer_carelessly(
    rng: np.random.Generator, scenario: Scenario, answers: dict[str, Integers], seconds: Integers
) -> Integers:
    """Speeders tick anything in a minute, straight-liners the same answer down the battery; none without effects."""
    size = seconds.size
    position = rng.random(size)
    if scenario.no_effect:
        return np.zeros(size, dtype=np.int64)
    care = np.select(
        [position < SPEEDER_SHARE, position < SPEEDER_SHARE + STRAIGHT_LINER_SHARE], [SPEEDER, STRAIGHT_LINER]
    ).astype(np.int64)
    speeds, lines = care == SPEEDER, care == STRAIGHT_LINER
    seconds[speeds] = rng.integers(*SPEEDER_SECONDS, int(speeds.sum()))
    same = rng.integers(2, 6, size)
    for statement in STATEMENTS:
        codes = answers[statement.id]
        codes[speeds] = rng.integers(1, 6, int(speeds.sum()))
        codes[lines] = same[lines]
    return care
