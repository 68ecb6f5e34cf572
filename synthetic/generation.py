"""Generated studies: a preset, a seed and a few numbers give customers, events, survey and experiment, and their truth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from analysis.core import method
from analysis.core.messages import LocalText
from analysis.data.codebook import Codebook
from analysis.data.study import Origin, Study
from synthetic.answered import draw_survey
from synthetic.building import customers_table, hidden_labels, study_of
from synthetic.customer_truth import customer_truth, null_truth, survey_groups_truth
from synthetic.event_truth import event_truth
from synthetic.generated_labels import customer_variables, event_variables, survey_variables
from synthetic.identities import draw_identities
from synthetic.parameters import (
    ActivityRetention,
    BgNbd,
    Customers,
    DesignChoice,
    FirmSizeChoice,
    GammaGamma,
    Intraclass,
    Months,
    NoEffect,
    PresetChoice,
    RatesByAge,
    RatesByOccupation,
    RatesBySpend,
    ReasonShares,
    Respondents,
    ResponseRatio,
    Retention,
    Seed,
    SegmentDistance,
    Segments,
)
from synthetic.population import join_people
from synthetic.presets import (
    BG_NBD,
    CHURN_REASON_SHARES,
    GAMMA_GAMMA,
    RETENTION_BY_AGE,
    RETENTION_BY_OCCUPATION,
    RETENTION_BY_SPEND,
)
from synthetic.response_truth import response_truth
from synthetic.scenario import Scenario
from synthetic.season import Season
from synthetic.study_code import code_of_study, values_of
from synthetic.survey_truth import answers_truth
from synthetic.tables import event_block, event_frame, made_blocks
from synthetic.truth import Truth


@method("generate_study")
def generate_study(
    *,
    seed: Seed = 7,
    customers: Customers = 2000,
    respondents: Respondents = 1200,
    months: Months = 12,
    preset: PresetChoice = "e_commerce",
    no_effect: NoEffect = False,
    experiment: DesignChoice = "two_arm",
    firm_size: FirmSizeChoice = "medium",
    retention: Retention = None,
    activity_retention: ActivityRetention = 0.72,
    retention_by_age: RatesByAge = RETENTION_BY_AGE,
    retention_by_occupation: RatesByOccupation = RETENTION_BY_OCCUPATION,
    retention_by_spend: RatesBySpend = RETENTION_BY_SPEND,
    churn_reasons: ReasonShares = CHURN_REASON_SHARES,
    segments: Segments = 3,
    segment_distance: SegmentDistance = 4.0,
    intraclass_correlation: Intraclass = 0.05,
    response_ratio: ResponseRatio = 3.0,
    bg_nbd: BgNbd = BG_NBD,
    gamma_gamma: GammaGamma = GAMMA_GAMMA,
) -> tuple[Study, Truth]:
    """What would a study find if we knew the truth beforehand?

    Parameters
    ----------
    seed : int
        Same seed and parameters, same study.
    customers : int
        Rows of the customer table, 200 to 20,000. `python -m synthetic` streams more.
    respondents : int
        Completed questionnaires in both waves together, at most 1.3 times the customers.
    months : int
        Months up to December 2025 that the events cover, 6 to 36.
    preset : str
        Kind of business: ``e_commerce``, ``beauty``, ``catering``, ``finance``, ``live_commerce``, or ``homogeneous``,
        where all customers follow one BG/NBD process with Gamma-Gamma spend that can be estimated back.
    no_effect : bool
        Every correlation and difference is exactly zero.
    experiment : str
        Design of the experiment in the arms table; `generate_experiment` sets its effects too.
    firm_size : str
        Moves retention on the scale of log odds, as the published 45 %, 35 % and 25 % differ from the middle one.
    retention : float, optional
        Share who buy in the last 90 days; by default that of preset and size. It and the rates by group are not used
        by the homogeneous preset.
    activity_retention : float
        Latent correlation of activity with the drive to stay.
    retention_by_age, retention_by_occupation, retention_by_spend : tuple of float
        Rates by group, moved by a common odds ratio so that the overall share holds.
    churn_reasons : tuple of float
        Share of those who left that names each reason.
    segments, segment_distance : int, float
        Hidden segments and the distance of any two centres in standard deviations.
    intraclass_correlation : float
        Share of the variance of minutes in the community between communities.
    response_ratio : float
        Chance of the most active stratum to answer, relative to the least active one.
    bg_nbd, gamma_gamma : tuple of float
        r, alpha in weeks, a, b; and p, q, v in yuan. Used by the homogeneous preset.

    Returns
    -------
    (Study, Truth)
        Customers, events, survey and arms joined by ``customer_id``, with a codebook in both languages; and every
        planted parameter with a sentence. The study's id is its code: `study_from_code` makes it again.

    Raises
    ------
    ParameterError
        A parameter outside its range, or more questionnaires than customers can answer.

    Notes
    -----
    Who stays is cut from a latent normal drive; age, occupation and spend are drawn given staying (Bayes), so margins
    and the latent correlation hold exactly in expectation. Activity is measured in the first eight whole weeks
    observed, before anybody can leave, so it foretells and does not repeat the outcome. A log that begins after a
    customer joined holds only part of that customer's history. Names, telephone numbers and WeChat ids are invented.

    References
    ----------
    .. [1] Fader, P. S., Hardie, B. G. S., Lee, K. L. (2005). "Counting your customers" the easy way: an alternative to
       the Pareto/NBD model. Marketing Science 24(2), 275-284.
    .. [2] Fader, P. S., Hardie, B. G. S. (2013). The Gamma-Gamma model of monetary value. Note 025.

    Examples
    --------
    >>> study, truth = generate_study(seed=7, customers=300, respondents=200, preset="beauty")
    >>> study.id
    'gen-beauty-7-c300-r200'
    >>> truth["retained"].parameters["rate"]
    0.42
    """
    scenario = Scenario(
        seed=seed,
        customers=customers,
        respondents=respondents,
        months=months,
        preset=preset,
        no_effect=no_effect,
        experiment=experiment,
        firm_size=firm_size,
        retention=retention,
        activity_retention=activity_retention,
        retention_by_age=retention_by_age,
        retention_by_occupation=retention_by_occupation,
        retention_by_spend=retention_by_spend,
        churn_reasons=churn_reasons,
        segments=segments,
        segment_distance=segment_distance,
        intraclass_correlation=intraclass_correlation,
        response_ratio=response_ratio,
        bg_nbd=bg_nbd,
        gamma_gamma=gamma_gamma,
    )
    return study_of(scenario)


@method("generate_survey")
def generate_survey(
    *,
    seed: Seed = 7,
    respondents: Respondents = 1200,
    preset: PresetChoice = "e_commerce",
    no_effect: NoEffect = False,
    firm_size: FirmSizeChoice = "medium",
    retention: Retention = None,
    activity_retention: ActivityRetention = 0.72,
    retention_by_age: RatesByAge = RETENTION_BY_AGE,
    retention_by_occupation: RatesByOccupation = RETENTION_BY_OCCUPATION,
    retention_by_spend: RatesBySpend = RETENTION_BY_SPEND,
    churn_reasons: ReasonShares = CHURN_REASON_SHARES,
    segments: Segments = 3,
    segment_distance: SegmentDistance = 4.0,
    response_ratio: ResponseRatio = 3.0,
) -> tuple[Study, Truth]:
    """What would a survey of customers find if we knew the truth beforehand?

    Parameters
    ----------
    seed, respondents, preset, no_effect, firm_size, retention, activity_retention, retention_by_age, \
retention_by_occupation, retention_by_spend, churn_reasons, segments, segment_distance, response_ratio
        As for `generate_study`. The survey is drawn from five times as many customers as questionnaires.

    Returns
    -------
    (Study, Truth)
        The survey alone, with its codebook, and what is planted into it.

    Raises
    ------
    ParameterError
        A parameter outside its range.

    Notes
    -----
    See `generate_study`: the survey is made by the same code.

    Examples
    --------
    >>> study, truth = generate_survey(seed=7, respondents=200)
    >>> study.tables, len(study.table("survey"))
    (('survey',), 200)
    """
    scenario = Scenario(
        seed=seed,
        customers=5 * respondents,
        respondents=respondents,
        preset=preset,
        no_effect=no_effect,
        firm_size=firm_size,
        retention=retention,
        activity_retention=activity_retention,
        retention_by_age=retention_by_age,
        retention_by_occupation=retention_by_occupation,
        retention_by_spend=retention_by_spend,
        churn_reasons=churn_reasons,
        segments=segments,
        segment_distance=segment_distance,
        response_ratio=response_ratio,
    )
    made = list(made_blocks(scenario, Season(scenario)))
    people = join_people([one.people for one in made])
    who = [draw_identities(seed, one.block) for one in made]
    names, phones = np.concatenate([one.name for one in who]), np.concatenate([one.phone for one in who])
    answered = draw_survey(scenario, people, names, phones)
    study = Study(
        id=code_of_study("survey", **values_of(scenario, "survey")),
        name=_part_name(scenario, "survey only", "仅问卷"),
        survey=answered.frame,
        codebook=Codebook(survey_variables(scenario.business)),
        origin=Origin(kind="sample", seed=seed),
    )
    planted = (
        *survey_groups_truth(scenario),
        response_truth(scenario, people, answered),
        *answers_truth(scenario),
    )
    nothing = tuple(replace(effect, table="survey") for effect in null_truth(scenario))
    return study, Truth(seed=seed, planted=(*nothing, *planted), labels=hidden_labels(answered))


@method("generate_events")
def generate_events(
    *,
    seed: Seed = 7,
    customers: Customers = 2000,
    months: Months = 12,
    preset: PresetChoice = "e_commerce",
    no_effect: NoEffect = False,
    firm_size: FirmSizeChoice = "medium",
    retention: Retention = None,
    activity_retention: ActivityRetention = 0.72,
    intraclass_correlation: Intraclass = 0.05,
    bg_nbd: BgNbd = BG_NBD,
    gamma_gamma: GammaGamma = GAMMA_GAMMA,
) -> tuple[Study, Truth]:
    """What would an event log show if we knew the truth beforehand?

    Parameters
    ----------
    seed, customers, months, preset, no_effect, firm_size, retention, activity_retention, intraclass_correlation, \
bg_nbd, gamma_gamma
        As for `generate_study`.

    Returns
    -------
    (Study, Truth)
        Customers and events, with their codebook, and what is planted into them.

    Raises
    ------
    ParameterError
        A parameter outside its range.

    Notes
    -----
    ``python -m synthetic --customers 500000 --out DIR`` writes the same process to Parquet: the streams of random
    numbers belong to blocks of customers, so the content depends on seed, preset, months and customers only.

    Examples
    --------
    >>> study, truth = generate_events(seed=7, customers=200, preset="homogeneous")
    >>> study.tables
    ('customers', 'events')
    >>> sorted(truth["purchase_process"].parameters)
    ['a', 'alpha_weeks', 'b', 'r']
    """
    scenario = Scenario(
        seed=seed,
        customers=customers,
        respondents=100,
        months=months,
        preset=preset,
        no_effect=no_effect,
        firm_size=firm_size,
        retention=retention,
        activity_retention=activity_retention,
        intraclass_correlation=intraclass_correlation,
        bg_nbd=bg_nbd,
        gamma_gamma=gamma_gamma,
    )
    season = Season(scenario)
    made = list(made_blocks(scenario, season))
    study = Study(
        id=code_of_study("events", **values_of(scenario, "events")),
        name=_part_name(scenario, "customers and events", "仅客户与行为"),
        customers=customers_table(scenario, season, made),
        events=event_frame(season, made, [event_block(scenario, season, one) for one in made]),
        codebook=Codebook((*customer_variables(scenario.business), *event_variables())),
        origin=Origin(kind="sample", seed=seed),
    )
    planted = (*null_truth(scenario), *customer_truth(scenario), *event_truth(scenario))
    return study, Truth(seed=seed, planted=planted)


def _part_name(scenario: Scenario, en: str, zh: str) -> LocalText:
    name = scenario.business.name
    return LocalText(en=f"{name.en}, {en}", zh=f"{name.zh}，{zh}")
