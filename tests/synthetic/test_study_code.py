"""Codes of generated studies: a link opens the very study it was made from, or says that it is none."""

from __future__ import annotations

import re

import pytest

from analysis.core import ParameterError
from synthetic import (
    code_of_study,
    generate_events,
    generate_experiment,
    generate_study,
    generate_survey,
    is_generated,
    parameters_of_code,
    study_from_code,
)
from synthetic.study_code import KEYS, usual_values

MADE = [
    (generate_study, {"customers": 300, "respondents": 120}),
    (
        generate_study,
        {
            "seed": 99,
            "preset": "live_commerce",
            "customers": 250,
            "respondents": 110,
            "months": 7,
            "experiment": "four_arm",
            "firm_size": "small",
            "no_effect": True,
            "retention": 0.125,
            "retention_by_age": (0.5, 0.25, 0.125, 0.3),
            "churn_reasons": (0.6, 0.5, 0.4, 0.3, 0.2, 0.1),
            "segments": 4,
            "bg_nbd": (0.5, 3.25, 1e-3, 2.0),
        },
    ),
    (generate_survey, {"preset": "finance", "respondents": 100, "response_ratio": 1.0}),
    (generate_events, {"preset": "homogeneous", "customers": 220, "gamma_gamma": (5.0, 3.0, 1e-05)}),
    (generate_experiment, {"design": "pilot", "lift": -0.05, "novelty_half_life_weeks": 2.5, "broken": "lost"}),
    (generate_experiment, {"customers": 500, "spend_lift": 0.0, "lift": 1e-05}),
]


@pytest.mark.parametrize(("generator", "parameters"), MADE)
def test_the_code_makes_the_same_study_again(generator, parameters):
    study, truth = generator(**parameters)
    assert re.fullmatch(r"[A-Za-z0-9._~-]+", study.id), "only signs that an address holds as they are"
    again, same = study_from_code(study.id)
    assert again.id == study.id
    assert again.fingerprint == study.fingerprint
    assert same.to_dict() == truth.to_dict()
    assert is_generated(study.id)


@pytest.mark.parametrize(("generator", "parameters"), MADE)
def test_parameters_come_back_as_they_were(generator, parameters):
    study, _ = generator(**parameters)
    part, found = parameters_of_code(study.id)
    assert code_of_study(part, **found) == study.id
    assert usual_values(part) | found == usual_values(part) | parameters


@pytest.mark.parametrize("part", ["study", "survey", "events", "experiment"])
def test_every_parameter_has_a_key_of_its_own(part):
    named = set(usual_values(part)) - {"seed", "preset", "design"}
    assert named <= set(KEYS)
    assert len(set(KEYS.values())) == len(KEYS)


def test_usual_values_do_not_stand_in_the_code():
    assert code_of_study() == "gen-e_commerce-7"
    assert code_of_study(customers=2000, retention=None) == "gen-e_commerce-7"


@pytest.mark.parametrize(
    "code",
    [
        "",
        "gen",
        "gen-",
        "gen-beauty",
        "gen-beauty-x",
        "gen-beauty-7-zz3",
        "gen-beauty-7-c",
        "gen-beauty-7-c1.5",
        "gen-beauty-7-c300-c400",
        "gen-beauty-7-null1",
        "gen-beauty-7-ka0.5_x_0.5_0.5",
        "gen-beauty-7-b0.2",
        "gen-mining-7",
        "gen-beauty-7-c5",
        "gen-beauty-7-fhuge",
        "sample-7",
        "anes96",
        "genother-beauty-7",
    ],
)
def test_other_texts_are_refused_with_a_sentence(code):
    with pytest.raises(ParameterError):
        study_from_code(code)


def test_only_generated_codes_are_taken_for_generated():
    assert not any(is_generated(code) for code in ("", "gen", "sample-7", "anes96", "file-gen-1"))
