"""Who answered a generated survey, and what that does to its numbers: the population's values beside the sample's."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analysis.core import Message
from synthetic.answered import Answered
from synthetic.plan import cut_points
from synthetic.population import People
from synthetic.scenario import WAVE_STABILITY, Scenario
from synthetic.truth import Planted

Floats = npt.NDArray[np.float64]
STRATA = (1, 2, 3)


def response_truth(scenario: Scenario, people: People, answered: Answered) -> Planted:
    """Values of all customers in the first wave, and those expected among its respondents without the weight.

    The expectation is over the draw within the strata, given how many of each stratum answered, and over what answers
    add to the lasting feelings of a person. Where nearly all of a stratum answer, the ratio reached is smaller than the
    one asked for.
    """
    stratum = people.activity_stratum
    first = answered.respondents.wave == 1
    drawn = stratum[answered.respondents.customer[first]]
    shares = {code: float((stratum == code).mean()) for code in STRATA}
    surveyed = {code: float((drawn == code).mean()) for code in STRATA}
    values = {f"share_{code}": share for code, share in shares.items()}
    values |= {f"surveyed_{code}": share for code, share in surveyed.items()}
    for name, measure in _measures(scenario, people).items():
        values[f"{name}_population"] = float(measure.mean())
        values[f"{name}_unweighted"] = sum(
            surveyed[code] * float(measure[stratum == code].mean()) for code in STRATA if surveyed[code]
        )
    ratio = surveyed[3] / shares[3] / (surveyed[1] / shares[1])
    values |= {"response_ratio": scenario.response_weights[2], "response_ratio_reached": ratio}
    if scenario.response_weights[2] > 1:
        sentence = Message(
            "In the first wave the most active are {ratio:lone} times as likely to answer as the least active. "
            "{population:fine_percent} of all customers are retained and their net promoter score is {nps:points}; among its "
            "respondents without the weight {unweighted:fine_percent} and {score:points} are expected.",
            ratio=ratio,
            population=values["retained_population"],
            unweighted=values["retained_unweighted"],
            nps=values["nps_population"],
            score=values["nps_unweighted"],
        )
    else:
        sentence = Message("Everybody answers with the same chance.")
    return Planted(
        id="who_answers",
        kind="weighting",
        table="survey",
        columns=("retained_90d", "activity_per_week", "nps", "satisfaction", "weight"),
        parameters={name: float(np.round(value, 12)) for name, value in values.items()},
        sentence=sentence,
    )


def _measures(scenario: Scenario, people: People) -> dict[str, Floats]:
    """What each customer counts for: retained, interactions a week, promoter less detractor, satisfied."""
    recommendation, satisfaction = np.zeros(people.size), np.zeros(people.size)
    for region, shares in scenario.nps_shares.items():
        there = people.region == region
        cuts, feeling = cut_points(shares), people.latent("recommendation")[there]
        recommendation[there] = _chance_above(cuts[8], feeling) - (1 - _chance_above(cuts[6], feeling))
    for region, shares in scenario.satisfaction_shares.items():
        there = people.region == region
        satisfaction[there] = _chance_above(cut_points(shares)[2], people.latent("satisfaction")[there])
    return {
        "retained": people.stays.astype(np.float64),
        "activity": people.weekly,
        "nps": recommendation,
        "top2": satisfaction,
    }


def _chance_above(cut: float, feeling: Floats) -> Floats:
    """Chance that the answer of a person with this lasting feeling lies above a cut point."""
    from scipy.special import ndtr

    standard: Floats = (np.sqrt(WAVE_STABILITY) * feeling - cut) / np.sqrt(1 - WAVE_STABILITY)
    return np.asarray(ndtr(standard), dtype=np.float64)
