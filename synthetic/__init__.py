"""Studies made by a seeded generator, each with its `Truth`: the effects that were put into it."""

from synthetic.experiments import generate_experiment
from synthetic.generation import generate_events, generate_study, generate_survey
from synthetic.presets import SOURCES
from synthetic.rehearsal import rehearse, smallest_n
from synthetic.sample import sample_study, sample_study_with_truth
from synthetic.study_code import code_of_study, is_generated, parameters_of_code, study_from_code
from synthetic.truth import Planted, Truth

__all__ = [
    "SOURCES",
    "Planted",
    "Truth",
    "code_of_study",
    "generate_events",
    "generate_experiment",
    "generate_study",
    "generate_survey",
    "is_generated",
    "parameters_of_code",
    "rehearse",
    "sample_study",
    "sample_study_with_truth",
    "smallest_n",
    "study_from_code",
]
