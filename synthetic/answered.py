"""The survey table of a generated study: respondents, what is known of them, and their answers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from synthetic import plan
from synthetic.attitudes import draw_attitudes
from synthetic.blocks import Part, stream
from synthetic.choices import draw_choices
from synthetic.population import People
from synthetic.questionnaire import BLANK_SHARES, REASONS, SEGMENT_COLUMNS, STATEMENTS
from synthetic.respondents import Respondents, draw_respondents
from synthetic.scenario import Scenario
from synthetic.season import DAY_SECONDS, LAST_DAY
from synthetic.tables import customer_ids

Integers = npt.NDArray[np.int64]
Texts = npt.NDArray[np.str_]
FIELDWORK_DAYS = 12
SECOND_WAVE_AFTER_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """The survey table and what it does not show.

    Parameters
    ----------
    frame : DataFrame
        The table.
    respondents : Respondents
        Who answered, in row order.
    care : array of int
        Position in `attitudes.CARE_NAMES`, in row order.
    segment : array of int
        Hidden segment, in row order.
    """

    frame: pd.DataFrame
    respondents: Respondents
    care: Integers
    segment: Integers


def draw_survey(scenario: Scenario, people: People, names: Texts, phones: Texts) -> Answered:
    """Draw both waves; `names` and `phones` are those of all customers."""
    answering = draw_respondents(scenario, people)
    chosen = answering.customer
    attitudes, care = draw_attitudes(scenario, people, answering)
    retained = people.stays[chosen]
    choices, measures, segment, comments = draw_choices(scenario, retained, attitudes["satisfaction"])
    rng = stream(scenario.seed, Part.CLOSING)
    day = rng.integers(1, FIELDWORK_DAYS + 1, chosen.size) + SECOND_WAVE_AFTER_DAYS * (answering.wave - 1)
    order = np.lexsort((day, answering.wave))
    scales = ("nps", "satisfaction", *(statement.id for statement in STATEMENTS))
    survey = pd.DataFrame(
        {
            "customer_id": customer_ids(people.number[chosen]),
            "wave": answering.wave,
            "submitted_on": LAST_DAY.astype("datetime64[s]") + (day * DAY_SECONDS).astype("timedelta64[s]"),
            "contact_name": names[chosen],
            "contact_phone": phones[chosen],
            "duration_seconds": attitudes["duration_seconds"],
            "age_band": people.age[chosen],
            "occupation": people.occupation[chosen],
            "region": people.region[chosen],
            "spend_band": people.spend[chosen],
            "activity_band": people.activity_stratum[chosen],
            "retained_90d": retained.astype(np.int64),
            "activity_per_week": people.weekly[chosen],
            **{name: measures[name] for name in SEGMENT_COLUMNS},
            **{name: attitudes[name] for name in scales},
            **choices,
            "comment": comments,
            "weight": answering.weight,
        }
    )
    survey = _leave_blank(stream(scenario.seed, Part.BLANKS), survey).iloc[order].reset_index(drop=True)
    survey.insert(0, "respondent_id", [f"R{number:06d}" for number in range(1, chosen.size + 1)])
    sorted_respondents = Respondents(customer=chosen[order], wave=answering.wave[order], weight=answering.weight[order])
    return Answered(frame=survey, respondents=sorted_respondents, care=care[order], segment=segment[order])


def _leave_blank(rng: np.random.Generator, survey: pd.DataFrame) -> pd.DataFrame:
    """Some questions left blank at random; a multi-select question is blank as a whole."""
    groups = {"touchpoints": tuple(plan.TOUCHPOINTS), "churn_reasons": REASONS}
    answered = survey.copy()
    for question, share in BLANK_SHARES.items():
        blank = rng.random(len(survey)) < share
        for column in groups.get(question, (question,)):
            codes = answered[column].to_numpy()
            answered[column] = np.where(blank & (codes != plan.SKIPPED), plan.BLANK, codes)
    return answered
