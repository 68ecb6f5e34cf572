"""Building a whole study of a scenario: tables, codebook and truth."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.data.codebook import Codebook
from analysis.data.study import Origin, Study
from synthetic.answered import Answered, draw_survey
from synthetic.attitudes import CARE_NAMES
from synthetic.customer_truth import customer_truth, null_truth
from synthetic.event_truth import event_truth
from synthetic.experiment_labels import arm_variables
from synthetic.experiment_plan import ExperimentPlan
from synthetic.experiment_truth import experiment_truth
from synthetic.generated_labels import customer_variables, event_variables, survey_variables
from synthetic.population import People, join_people
from synthetic.response_truth import response_truth
from synthetic.scenario import Scenario
from synthetic.season import Season
from synthetic.study_code import code_of_study, values_of
from synthetic.survey_truth import answers_truth
from synthetic.tables import Made, customer_frame, event_block, event_frame, made_blocks
from synthetic.trials import draw_trial
from synthetic.truth import Truth


def study_of(scenario: Scenario) -> tuple[Study, Truth]:
    """The study of a scenario and its truth."""
    season = Season(scenario)
    made = list(made_blocks(scenario, season))
    tables = customers_table(scenario, season, made)
    people = join_people([one.people for one in made])
    answered = draw_survey(
        scenario, people, tables["member_name"].to_numpy(dtype=np.str_), tables["member_phone"].to_numpy(dtype=np.str_)
    )
    study = Study(
        id=code_of_study("study", **values_of(scenario, "study")),
        name=scenario.business.name,
        survey=answered.frame,
        customers=tables,
        events=event_frame(season, made, [event_block(scenario, season, one) for one in made]),
        arms=draw_trial(experiment_plan_of(scenario), scenario.seed, people.community),
        codebook=study_codebook(scenario),
        origin=Origin(kind="sample", seed=scenario.seed),
    )
    return study, study_truth(scenario, people, answered)


def study_codebook(scenario: Scenario) -> Codebook:
    """Every variable of the four tables of a study."""
    return Codebook(
        (
            *survey_variables(scenario.business),
            *customer_variables(scenario.business),
            *event_variables(),
            *arm_variables(scenario.experiment),
        )
    )


def study_truth(scenario: Scenario, people: People, answered: Answered) -> Truth:
    """The truth of a whole study."""
    return Truth(
        seed=scenario.seed,
        planted=(
            *null_truth(scenario),
            *customer_truth(scenario),
            *event_truth(scenario),
            response_truth(scenario, people, answered),
            *answers_truth(scenario),
            *experiment_truth(experiment_plan_of(scenario)),
        ),
        labels=hidden_labels(answered),
    )


def experiment_plan_of(scenario: Scenario) -> ExperimentPlan:
    """The experiment of a scenario: a design with the usual effects."""
    return ExperimentPlan(
        design=scenario.experiment,
        no_effect=scenario.no_effect,
        intraclass_correlation=scenario.intraclass_correlation,
    )


def customers_table(scenario: Scenario, season: Season, made: list[Made]) -> pd.DataFrame:
    """The customer table of all blocks."""
    return pd.concat([customer_frame(scenario, season, one) for one in made], ignore_index=True)


def hidden_labels(answered: Answered) -> dict[str, tuple[str, ...]]:
    """Segment and care of each respondent, in row order."""
    return {
        "segments": tuple(str(int(number) + 1) for number in answered.segment),
        "careless": tuple(CARE_NAMES[code] for code in [int(one) for one in answered.care]),
    }
