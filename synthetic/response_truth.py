"""Who answered a generated survey, and what that does to its numbers: the population's values beside the sample's."""

from __future__ import annotations

import numpy as np

from analysis.core import Message
from synthetic.answered import Answered
from synthetic.population import People
from synthetic.scenario import Scenario
from synthetic.truth import Planted


def response_truth(scenario: Scenario, people: People, answered: Answered) -> Planted:
    """Shares of the strata and of the retained among all customers, and as expected among respondents.

    The expectation is over the draw within the strata, given how many of each stratum answered.
    """
    stratum = people.activity_stratum
    first = answered.respondents.wave == 1
    drawn = stratum[answered.respondents.customer[first]]
    values: dict[str, float] = {}
    expected_retained = expected_activity = 0.0
    for code in (1, 2, 3):
        mine = stratum == code
        share, surveyed = float(mine.mean()), float((drawn == code).mean())
        values |= {f"share_{code}": share, f"surveyed_{code}": surveyed}
        if mine.any():
            expected_retained += surveyed * float(people.stays[mine].mean())
            expected_activity += surveyed * float(people.weekly[mine].mean())
    retained, activity = float(people.stays.mean()), float(people.weekly.mean())
    values |= {
        "retained_population": retained,
        "retained_unweighted": expected_retained,
        "activity_population": activity,
        "activity_unweighted": expected_activity,
        "response_ratio": scenario.response_weights[2],
    }
    if scenario.response_weights[2] > 1:
        sentence = Message(
            "The most active are {ratio:number} times as likely to answer as the least active. {population:percent} of all "
            "customers are retained, but {unweighted:percent} of the respondents without the weight are expected to be.",
            ratio=scenario.response_weights[2],
            population=retained,
            unweighted=expected_retained,
        )
    else:
        sentence = Message("Everybody answers with the same chance.")
    return Planted(
        id="who_answers",
        kind="weighting",
        table="survey",
        columns=("retained_90d", "activity_per_week", "weight"),
        parameters={name: float(np.round(value, 12)) for name, value in values.items()},
        sentence=sentence,
    )
