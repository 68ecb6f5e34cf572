"""The sample study: a small private-domain community (私域社群) of an invented beauty brand."""

from __future__ import annotations

from typing import Annotated

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from analysis.core import Control, Message, ParameterError, method
from analysis.data.study import Origin, Study
from synthetic import plan
from synthetic.answers import (
    draw_churn_reasons,
    draw_comments,
    draw_scales,
    draw_segments,
    draw_touchpoints,
    leave_blank,
)
from synthetic.behaviour import Behaviour, draw_behaviour
from synthetic.labels import STUDY_NAME, sample_codebook
from synthetic.names import invented_people
from synthetic.people import Integers, Members, draw_members, draw_respondents, survey_weights
from synthetic.sample_truth import sample_truth
from synthetic.trial import draw_experiment
from synthetic.truth import Truth

RESPONDENTS = 1200
CUSTOMERS = 2000

Seed = Annotated[
    int,
    Field(ge=0, lt=2**32),
    Control(label=Message("Seed"), help=Message("The same seed gives the same study."), step=1),
]
Respondents = Annotated[int, Field(ge=100, le=20_000), Control(label=Message("Respondents"), step=100, unit="count")]
Customers = Annotated[int, Field(ge=100, le=20_000), Control(label=Message("Members"), step=100, unit="count")]

MEMBER_LEVEL_FROM_YUAN = (300.0, 1000.0)
ORIGINS = ("store", "live", "douyin", "friend")
ORIGIN_SHARES = (0.30, 0.25, 0.30, 0.15)
FIELDWORK_DAYS = 10


@method("sample_study")
def sample_study(*, seed: Seed = 7, respondents: Respondents = RESPONDENTS, customers: Customers = CUSTOMERS) -> Study:
    """What does a study of a private-domain community look like?

    Parameters
    ----------
    seed : int
        Same seed, same study.
    respondents : int
        Rows of the survey, 100 to 20,000, at most `customers`.
    customers : int
        Members of the community, 100 to 20,000.

    Returns
    -------
    Study
        Survey, customers, events and one experiment (`arms`), joined by `customer_id`, with a
        codebook in both languages. `sample_study_with_truth` also says what was planted. Its id is
        ``sample-<seed>``, followed by respondents and customers where these are not the usual ones.

    Raises
    ------
    ParameterError
        When there are more respondents than members.

    Notes
    -----
    The survey asks half of its respondents in each region, so it needs its weight where the regions
    differ. Names and telephone numbers are invented.

    Examples
    --------
    >>> study = sample_study(seed=7)
    >>> study.id, len(study.table("survey")), len(study.table("customers"))
    ('sample-7', 1200, 2000)
    """
    study, _ = sample_study_with_truth(seed=seed, respondents=respondents, customers=customers)
    return study


@method("sample_study_with_truth")
def sample_study_with_truth(
    *, seed: Seed = 7, respondents: Respondents = RESPONDENTS, customers: Customers = CUSTOMERS
) -> tuple[Study, Truth]:
    """What was planted into the sample study?

    Parameters
    ----------
    seed, respondents, customers : int
        As for `sample_study`.

    Returns
    -------
    (Study, Truth)
        The study, and every effect in it.

    Raises
    ------
    ParameterError
        When there are more respondents than members.

    Examples
    --------
    >>> study, truth = sample_study_with_truth(seed=7)
    >>> truth["churn_reasons"].parameters["why_slow_service"]
    0.45
    """
    if respondents > customers:
        raise ParameterError(
            Message(
                "{respondents:count} respondents are more than the {members:count} members.",
                respondents=respondents,
                members=customers,
            ),
            Message("Every respondent is a member."),
            Message("Ask for fewer respondents or for more members."),
            parameter="respondents",
        )
    ids = np.array([f"M{number:05d}" for number in range(1, customers + 1)])
    members = draw_members(plan.stream(seed, 0), customers)
    behaviour = draw_behaviour(plan.stream(seed, 1), members, ids)
    chosen = draw_respondents(plan.stream(seed, 2), members, respondents)
    names, phones = (np.array(column) for column in invented_people(seed, customers))
    segments, survey = _survey(seed, members, behaviour, chosen, ids)
    survey.insert(3, "contact_name", names[chosen])
    survey.insert(4, "contact_phone", phones[chosen])
    study = Study(
        id=_study_id(seed, respondents, customers),
        name=STUDY_NAME,
        survey=survey,
        customers=_customers(plan.stream(seed, 3), members, behaviour, ids, names, phones),
        events=behaviour.events,
        arms=draw_experiment(plan.stream(seed, 4), ids),
        codebook=sample_codebook(),
        origin=Origin(kind="sample", seed=seed),
    )
    return study, sample_truth(seed, segments)


def _study_id(seed: int, respondents: int, customers: int) -> str:
    """A link with this id must open this very study, so sizes other than the usual ones stand in it."""
    sizes = (respondents, customers)
    return f"sample-{seed}" if sizes == (RESPONDENTS, CUSTOMERS) else f"sample-{seed}-{respondents}-{customers}"


def _survey(
    seed: int, members: Members, behaviour: Behaviour, chosen: Integers, ids: npt.NDArray[np.str_]
) -> tuple[tuple[str, ...], pd.DataFrame]:
    """Hidden segments and the answers, in the order of the codebook."""
    rng = plan.stream(seed, 5)
    segments, measures = draw_segments(plan.stream(seed, 6), chosen.size)
    scales = draw_scales(plan.stream(seed, 7), members, chosen)
    touchpoints = draw_touchpoints(plan.stream(seed, 8), chosen.size)
    reasons = draw_churn_reasons(plan.stream(seed, 9), members.retained[chosen])
    submitted = np.datetime64(plan.OBSERVED_TO, "s") + np.sort(
        rng.integers(1, FIELDWORK_DAYS + 1, chosen.size) * 86_400
    ).astype("timedelta64[s]")
    survey = pd.DataFrame(
        {
            "respondent_id": [f"R{number:05d}" for number in range(1, chosen.size + 1)],
            "customer_id": ids[chosen],
            "submitted_on": submitted,
            "age_band": members.age[chosen],
            "occupation": members.occupation[chosen],
            "region": members.region[chosen],
            "spend_band": members.spend[chosen],
            "retained_90d": members.retained[chosen].astype(np.int64),
            "activity_per_week": behaviour.activity_per_week[chosen],
            "days_active": behaviour.days_active[chosen],
            **measures,
            **scales,
            **touchpoints,
            **reasons,
            "comment": draw_comments(plan.stream(seed, 10), scales["satisfaction"]),
            "weight": survey_weights(members, chosen),
        }
    )
    questions: dict[str, tuple[str, ...]] = {name: (name,) for name in plan.BLANK_SHARES}
    questions |= {"touchpoints": tuple(plan.TOUCHPOINTS), "churn_reasons": tuple(plan.CHURN_REASONS)}
    return segments, leave_blank(plan.stream(seed, 11), survey, questions)


def _customers(
    rng: np.random.Generator,
    members: Members,
    behaviour: Behaviour,
    ids: npt.NDArray[np.str_],
    names: npt.NDArray[np.str_],
    phones: npt.NDArray[np.str_],
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": ids,
            "member_name": names,
            "member_phone": phones,
            "joined_on": behaviour.joined.astype("datetime64[D]").astype("datetime64[s]"),
            "origin_channel": rng.choice(ORIGINS, ids.size, p=ORIGIN_SHARES),
            "member_level": np.searchsorted(MEMBER_LEVEL_FROM_YUAN, behaviour.spend_yuan, side="right") + 1,
            "member_region": members.region,
            "purchases": behaviour.purchases,
            "spend_yuan": behaviour.spend_yuan,
            "last_purchase_on": behaviour.last_purchase.astype("datetime64[D]").astype("datetime64[s]"),
            "interactions_per_week": behaviour.activity_per_week,
            "bought_90d": members.retained.astype(np.int64),
        }
    )
