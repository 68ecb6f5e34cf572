"""Generated studies: complete, consistent between their tables, reproducible, described in both languages."""

from __future__ import annotations

import itertools
import json
import math

import numpy as np
import pandas as pd
import pytest

from analysis.core import ParameterError
from analysis.core.messages import plain_english
from analysis.core.parameters import parameters_of
from analysis.data import find_personal_data
from analysis.data.study import TABLE_NAMES
from analysis.language import render
from analysis.language.catalogues import catalogue
from synthetic import (
    SOURCES,
    generate_events,
    generate_experiment,
    generate_study,
    generate_survey,
    plan,
)
from synthetic.presets import PRESET_NAMES
from synthetic.questionnaire import REASONS

SMALL = {"customers": 600, "respondents": 400}
CASES = [(preset, False) for preset in PRESET_NAMES] + [("beauty", True), ("homogeneous", True)]


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"{case[0]}{'-null' if case[1] else ''}")
def made(request):
    preset, null = request.param
    return generate_study(seed=11, preset=preset, no_effect=null, **SMALL)


@pytest.fixture(scope="module")
def study(made):
    return made[0]


def joined_customers(study) -> pd.DataFrame:
    return study.table("customers").set_index("customer_id")


def of_kind(study, kind: str) -> pd.DataFrame:
    events = study.table("events")
    return events[events["kind"] == kind]


def test_every_column_is_described_and_every_description_has_a_column(study):
    for name in TABLE_NAMES:
        described = study.codebook.of_table(name)
        questions = {variable.id for variable in described if variable.level == "multi"}
        assert [variable.id for variable in described if variable.id not in questions] == list(
            study.table(name).columns
        )


def test_labels_stand_in_both_languages(study):
    assert study.name.en
    assert study.name.zh
    for variable in study.codebook.variables:
        labels = [variable.label, *(value.label for value in variable.values)]
        assert all(label.en and label.zh for label in labels), variable.id


def test_every_answer_is_declared_and_every_table_can_be_prepared(study):
    for variable in study.codebook.variables:
        if variable.values:
            codes = {value.code for value in variable.values} | {item.code for item in variable.missing}
            assert set(study.table(variable.table)[variable.id].unique().tolist()) <= codes, variable.id
    for name in TABLE_NAMES:
        assert study.prepared(name).notes == ()


def test_personal_data_are_marked_left_out_and_found_by_the_import(study):
    marked = {variable.id for variable in study.codebook.variables if variable.personal}
    assert marked == {"contact_name", "contact_phone", "member_name", "member_phone", "member_wechat"}
    for name in TABLE_NAMES:
        assert not marked & set(study.prepared(name).frame.columns)
    customers = study.table("customers")
    anonymous = customers[["member_phone", "member_wechat", "member_name"]].set_axis(["a", "b", "c"], axis=1)
    assert {found.column: found.kind for found in find_personal_data(anonymous)}.keys() >= {"a", "b"}
    assert customers["member_phone"].is_unique
    assert customers["member_wechat"].is_unique
    assert customers["member_phone"].str.fullmatch(r"1[3-9]\d{9}").all()
    assert customers["member_name"].nunique() > 0.9 * len(customers)


def test_every_respondent_is_a_customer_and_both_tables_agree(study):
    survey, customers = study.table("survey"), joined_customers(study)
    assert survey["respondent_id"].is_unique
    assert not survey.duplicated(["customer_id", "wave"]).any()
    known = customers.loc[survey["customer_id"]].reset_index(drop=True)
    pairs = {
        "contact_name": "member_name",
        "contact_phone": "member_phone",
        "age_band": "member_age",
        "region": "member_region",
        "spend_band": "value_stratum",
        "activity_band": "activity_stratum",
        "retained_90d": "bought_90d",
        "activity_per_week": "interactions_per_week",
    }
    for asked, stored in pairs.items():
        assert (survey[asked] == known[stored]).all(), asked
    answered = survey["occupation"] != plan.BLANK
    assert (survey["occupation"] == known["member_occupation"])[answered].all()


def test_two_waves_share_some_respondents(study):
    survey = study.table("survey")
    waves = [set(rows["customer_id"]) for _, rows in survey.groupby("wave")]
    assert [len(wave) for wave in waves] == [200, 200]
    assert len(waves[0] & waves[1]) == pytest.approx(60, abs=25)
    dates = survey.groupby("wave")["submitted_on"].agg(["min", "max"])
    assert dates["max"][1] < dates["min"][2]
    assert dates["min"][1] > pd.Timestamp("2025-12-31")


def test_weights_restore_the_cells_of_activity_and_region(study):
    survey, customers = study.table("survey"), study.table("customers")
    for wave, rows in survey.groupby("wave"):
        assert rows["weight"].mean() == pytest.approx(1, abs=1e-3)
        restored = rows.groupby(["activity_band", "region"])["weight"].sum() / rows["weight"].sum()
        shares = customers.value_counts(["activity_stratum", "member_region"], normalize=True)
        for cell, share in restored.items():
            assert share == pytest.approx(shares[cell], abs=0.01), (wave, cell)


def test_reasons_are_asked_of_those_who_left_only_and_blank_as_a_whole(study):
    prepared = study.prepared("survey")
    stayed = prepared.frame["retained_90d"] == "1"
    for reason in REASONS:
        kinds = prepared.missing_kinds[reason]
        assert (kinds[stayed] == "skipped").all()
        assert set(kinds[~stayed].dropna()) <= {"blank"}
    raw = study.table("survey")[list(REASONS)]
    assert ((raw == plan.BLANK).all(axis=1) == (raw == plan.BLANK).any(axis=1)).all()


def test_customers_are_what_their_events_add_up_to(study):
    customers = joined_customers(study)
    bought = of_kind(study, "purchase").groupby("customer_id")
    assert (bought.size().reindex(customers.index, fill_value=0) == customers["purchases"]).all()
    np.testing.assert_allclose(bought["amount"].sum().reindex(customers.index), customers["spend_yuan"], atol=0.005)
    assert (bought["time"].max().dt.normalize().reindex(customers.index) == customers["last_purchase_on"]).all()
    recent = bought["time"].max().dt.normalize().reindex(customers.index) > pd.Timestamp("2025-12-31") - pd.Timedelta(
        "90D"
    )
    assert (recent == (customers["bought_90d"] == 1)).all()
    referred = of_kind(study, "referral").groupby("customer_id").size().reindex(customers.index, fill_value=0)
    assert (referred == customers["referrals"]).all()


def test_activity_is_counted_in_the_first_eight_whole_weeks(study):
    customers, interactions = joined_customers(study), of_kind(study, "interaction")
    window = study.table("events")["time"].min().normalize()
    start = (customers["joined_on"] + pd.Timedelta("1D")).clip(lower=pd.Timestamp("2025-01-01"))
    assert window >= pd.Timestamp("2025-01-01")
    since = interactions["time"] - interactions["customer_id"].map(start)
    first = interactions[(since >= pd.Timedelta(0)) & (since < pd.Timedelta("56D"))]
    counted = first.groupby("customer_id").size().reindex(customers.index, fill_value=0)
    pd.testing.assert_series_equal(counted / 8, customers["interactions_per_week"], check_names=False)


def test_spend_lies_in_its_band(study):
    customers = study.table("customers")
    words = study.codebook.find("value_stratum", "customers").values[1].label.en
    low, high = (float(part.replace(",", "")) for part in words.split("¥")[1].rstrip(")").split("–"))
    bands = np.searchsorted([low, high], customers["spend_yuan"], side="right") + 1
    assert (bands == customers["value_stratum"]).all()


def test_events_are_in_order_inside_the_window_and_after_joining(study):
    events, customers = study.table("events"), joined_customers(study)
    assert events["time"].is_monotonic_increasing
    assert events["time"].min() >= pd.Timestamp("2025-01-01")
    assert events["time"].max() < pd.Timestamp("2026-01-01")
    assert (events["time"] >= events["customer_id"].map(customers["joined_on"])).all()
    assert customers["joined_on"].between("2023-01-01", "2025-06-30").all()
    assert set(events["customer_id"]) <= set(customers.index)


def test_refunds_follow_a_purchase_of_the_same_amount_within_a_week(study):
    back = of_kind(study, "refund")
    pairs = back.merge(of_kind(study, "purchase"), on=["customer_id", "amount"], suffixes=("", "_bought"))
    wait = pairs["time"] - pairs["time_bought"]
    fits = pairs[(wait > pd.Timedelta(0)) & (wait <= pd.Timedelta("8D"))]
    assert len(fits.drop_duplicates(["customer_id", "time", "amount"])) == len(back.drop_duplicates())
    assert len(back) > 0


def test_coupons_are_issued_before_they_are_used_with_a_purchase(study):
    used = of_kind(study, "coupon_used")
    assert len(used) > 0
    with_purchase = used.merge(of_kind(study, "purchase"), on=["customer_id", "time"])
    assert len(with_purchase.drop_duplicates(["customer_id", "time"])) == len(
        used.drop_duplicates(["customer_id", "time"])
    )
    issued = of_kind(study, "coupon_issued").groupby("customer_id")["time"].min()
    assert (issued.reindex(used["customer_id"]).to_numpy() <= used["time"].to_numpy()).all()


def test_campaign_steps_nest_and_follow_one_another(study):
    steps = ("campaign_sent", "campaign_reached", "campaign_interested", "trial_order")
    times = [of_kind(study, kind).set_index("customer_id")["time"] for kind in steps]
    assert len(times[0]) == len(study.table("customers"))
    for before, after in itertools.pairwise(times):
        assert after.index.is_unique
        assert set(after.index) <= set(before.index)
        assert (after >= before[after.index]).all()
        assert len(after) < len(before)


def test_a_login_opens_every_day_with_an_interaction(study):
    logins, interactions = of_kind(study, "login"), of_kind(study, "interaction")
    days = logins.assign(day=logins["time"].dt.normalize())
    assert not days.duplicated(["customer_id", "day"]).any()
    wanted = interactions.assign(day=interactions["time"].dt.normalize())[["customer_id", "day"]].drop_duplicates()
    assert len(wanted.merge(days, on=["customer_id", "day"])) == len(wanted)


def test_only_service_requests_have_minutes_and_some_are_never_answered(study):
    events = study.table("events")
    assert events.loc[events["kind"] != "service_request", "response_minutes"].isna().all()
    requests = of_kind(study, "service_request")
    assert 0 < requests["response_minutes"].isna().mean() < 0.2
    money = events["kind"].isin(["purchase", "refund", "coupon_issued", "coupon_used"])
    assert (events["amount"].notna() == money).all()


def test_communities_are_of_realistic_size(study):
    sizes = study.table("customers")["community_id"].value_counts()
    assert sizes.max() <= 500
    assert len(sizes) > 1
    arms = study.table("arms").merge(study.table("customers"), on="customer_id")
    assert (arms["trial_community"] == arms["community_id"]).all()


def test_truth_is_complete_said_in_both_languages_and_machine_readable(made):
    study, truth = made
    chinese = catalogue("zh")
    assert len({effect.id for effect in truth.planted}) == len(truth.planted)
    for effect in truth.planted:
        assert plain_english(effect.sentence)
        assert effect.sentence.template in chinese
        assert render(effect.sentence, "en") != render(effect.sentence, "zh")
        assert effect.source in SOURCES
        for column in effect.columns:
            assert study.codebook.find(column, effect.table) is not None, (effect.id, column)
    assert truth.to_frame()["value"].map(math.isfinite).all()
    assert json.loads(json.dumps(truth.to_dict()))["seed"] == 11
    assert all(len(labels) == len(study.table("survey")) for labels in truth.labels.values())


def test_same_seed_same_study_and_another_seed_another():
    one, again, other = (generate_study(seed=seed, **SMALL)[0] for seed in (3, 3, 4))
    assert one.fingerprint == again.fingerprint
    assert one.fingerprint != other.fingerprint
    assert one.id != other.id


def test_parts_made_alone_are_the_parts_of_the_study():
    whole, truth = generate_study(seed=5, preset="catering", **SMALL)
    events, event_truth = generate_events(seed=5, preset="catering", customers=SMALL["customers"])
    for name in ("customers", "events"):
        pd.testing.assert_frame_equal(events.table(name), whole.table(name))
    assert {effect.id for effect in event_truth.planted} <= {effect.id for effect in truth.planted}
    trial, _ = generate_experiment(seed=5, customers=SMALL["customers"])
    pd.testing.assert_frame_equal(trial.table("arms"), whole.table("arms"))
    survey, _ = generate_survey(seed=5, preset="catering", respondents=120)
    assert list(survey.table("survey").columns) == list(whole.table("survey").columns)


@pytest.mark.parametrize("months", [6, 9, 24, 36])
def test_other_windows(months):
    study, _ = generate_events(seed=2, customers=300, months=months)
    start = pd.Timestamp("2026-01-01") - pd.DateOffset(months=months)
    events = study.table("events")
    assert events["time"].min() >= start
    assert events["time"].min() < start + pd.Timedelta("7D")
    assert events["time"].max() < pd.Timestamp("2026-01-01")
    bought = events[events["kind"] == "purchase"].groupby("customer_id")["time"].max()
    customers = joined_customers(study)
    late = bought.dt.normalize() > pd.Timestamp("2025-12-31") - pd.Timedelta("90D")
    assert (late.reindex(customers.index) == (customers["bought_90d"] == 1)).all()


@pytest.mark.parametrize(
    ("generator", "wrong"),
    [
        (generate_study, {"customers": 200, "respondents": 300}),
        (generate_study, {"months": 3}),
        (generate_study, {"preset": "mining"}),
        (generate_study, {"retention_by_age": (0.5, 0.5, 0.5)}),
        (generate_study, {"retention_by_age": (0.5, 0.5, 0.5, 1.0)}),
        (generate_study, {"churn_reasons": (0.5, 0.5, 0.5, 0.5, 0.5, -0.1)}),
        (generate_study, {"gamma_gamma": (6.0, 1.0, 15.0)}),
        (generate_study, {"bg_nbd": (0.2, 4.0, 0.0, 2.0)}),
        (generate_study, {"activity_retention": 0.99}),
        (generate_study, {"retention_by_age": (0.05, 0.05, 0.9, 0.9), "retention_by_occupation": (0.2, 0.2, 0.9)}),
        (generate_survey, {"respondents": 10}),
        (generate_events, {"seed": -1}),
        (generate_experiment, {"baseline": 0.95, "lift": 0.1}),
        (generate_experiment, {"design": "factorial", "baseline": 0.6, "lift": 0.3}),
        (generate_experiment, {"design": "cluster", "broken": "selected"}),
        (generate_experiment, {"design": "cluster", "novelty_half_life_weeks": 2.0}),
    ],
)
def test_wrong_parameters_are_refused_with_a_sentence(generator, wrong):
    with pytest.raises(ParameterError) as caught:
        generator(**wrong)
    assert caught.value.parameter in {*wrong, "respondents"}


@pytest.mark.parametrize("generator", [generate_study, generate_survey, generate_events, generate_experiment])
def test_every_parameter_can_be_drawn_as_a_form(generator):
    chinese = catalogue("zh")
    for parameter in parameters_of(generator):
        assert parameter.control is not None, parameter.name
        assert parameter.control.label.template in chinese
        assert not parameter.required
        for choice in parameter.choices:
            assert parameter.control.choices[choice].template in chinese
