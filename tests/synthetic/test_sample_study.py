"""The sample study: complete, consistent between its tables, reproducible, labelled in both languages, quick."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from analysis.core import ParameterError
from analysis.data.study import TABLE_NAMES
from synthetic import plan, sample_study, sample_study_with_truth


@pytest.fixture(scope="module")
def study():
    return sample_study()


def test_tables_and_id(study):
    assert study.id == "sample-7"
    assert study.origin.kind == "sample"
    assert study.origin.seed == 7
    assert not study.changed
    sizes = {name: len(study.table(name)) for name in TABLE_NAMES}
    assert sizes["survey"] == 1200
    assert sizes["customers"] == sizes["arms"] == 2000
    assert 50_000 < sizes["events"] < 150_000


def test_same_seed_same_study_and_another_seed_another(study):
    assert sample_study(seed=7).fingerprint == study.fingerprint
    assert sample_study(seed=8).fingerprint != study.fingerprint


def test_truth_is_the_truth_of_the_same_study(study):
    other, truth = sample_study_with_truth(seed=7)
    assert other.fingerprint == study.fingerprint
    assert len(truth.labels["segments"]) == len(study.table("survey"))


@pytest.mark.parametrize(("respondents", "customers"), [(100, 100), (300, 500), (2000, 2000)])
def test_other_sizes(respondents, customers):
    small = sample_study(seed=3, respondents=respondents, customers=customers)
    assert small.id == f"sample-3-{respondents}-{customers}"
    survey = small.table("survey")
    assert len(survey) == respondents
    assert len(small.table("customers")) == customers
    assert survey["customer_id"].is_unique
    assert survey["weight"].mean() == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"respondents": 500, "customers": 400},
        {"seed": -1},
        {"seed": 1.5},
        {"seed": True},
        {"respondents": 10},
        {"customers": 1_000_000},
    ],
)
def test_wrong_sizes_and_seeds_are_refused(wrong):
    with pytest.raises(ParameterError):
        sample_study(**wrong)


def test_every_column_is_described_and_every_description_has_a_column(study):
    for name in TABLE_NAMES:
        columns = set(study.table(name).columns)
        described = study.codebook.of_table(name)
        questions = {variable.id for variable in described if variable.level == "multi"}
        assert {variable.id for variable in described} - questions == columns


def test_labels_stand_in_both_languages_for_every_variable_and_value(study):
    assert study.name.en
    assert study.name.zh
    for variable in study.codebook.variables:
        assert variable.label.en, variable.id
        assert variable.label.zh, variable.id
        for value in variable.values:
            assert value.label.en, (variable.id, value.code)
            assert value.label.zh, (variable.id, value.code)


def test_every_answer_is_declared(study):
    for variable in study.codebook.variables:
        if variable.values:
            codes = {value.code for value in variable.values} | {item.code for item in variable.missing}
            found = set(study.table(variable.table)[variable.id].unique().tolist())
            assert found <= codes, variable.id
    for name in TABLE_NAMES:
        assert study.prepared(name).notes == ()


def test_ordinal_answers_are_declared_in_order(study):
    for variable in study.codebook.variables:
        if variable.level == "ordinal":
            codes = [value.code for value in variable.values]
            assert codes == sorted(codes), variable.id


def test_personal_data_are_marked_and_left_out(study):
    personal = {variable.id for variable in study.codebook.variables if variable.personal}
    assert personal == {"contact_name", "contact_phone", "member_name", "member_phone"}
    for name in TABLE_NAMES:
        assert not personal & set(study.prepared(name).frame.columns)
    survey, customers = study.table("survey"), study.table("customers")
    joined = survey.merge(customers, on="customer_id")
    assert (joined["contact_name"] == joined["member_name"]).all()
    assert joined["contact_phone"].str.fullmatch(r"1\d{10}").all()


def test_reasons_for_leaving_are_asked_of_members_who_left_only(study):
    prepared = study.prepared("survey")
    stayed = prepared.frame["retained_90d"] == "1"
    for reason in plan.CHURN_REASONS:
        kinds = prepared.missing_kinds[reason]
        assert (kinds[stayed] == "skipped").all()
        assert set(kinds[~stayed].dropna()) == {"blank"}
        assert prepared.frame[reason].dtype == "boolean"


def test_a_multi_select_question_is_blank_as_a_whole(study):
    blank = study.table("survey")[list(plan.TOUCHPOINTS)] == plan.BLANK
    assert blank.any(axis=None)
    assert (blank.all(axis=1) == blank.any(axis=1)).all()


def test_behaviour_in_the_survey_is_what_the_events_add_up_to(study):
    survey, events = study.table("survey").set_index("customer_id"), study.table("events")
    start = pd.Timestamp(plan.OBSERVED_TO) - pd.Timedelta(days=plan.ACTIVITY_WINDOW_DAYS - 1)
    recent = events[events["time"] >= start]
    interactions = (
        recent[recent["kind"] == "interaction"].groupby("customer_id").size().reindex(survey.index, fill_value=0)
    )
    pd.testing.assert_series_equal(interactions / 8, survey["activity_per_week"], check_names=False)
    days = (
        recent[recent["kind"] != "purchase"].groupby("customer_id")["time"].agg(lambda times: times.dt.date.nunique())
    )
    pd.testing.assert_series_equal(days.reindex(survey.index, fill_value=0), survey["days_active"], check_names=False)


def test_customers_are_what_their_purchases_add_up_to(study):
    customers, events = study.table("customers").set_index("customer_id"), study.table("events")
    bought = events[events["kind"] == "purchase"].groupby("customer_id")
    assert (bought.size() == customers["purchases"]).all()
    np.testing.assert_allclose(bought["amount"].sum(), customers["spend_yuan"], atol=0.005)
    assert (bought["time"].max().dt.normalize() == customers["last_purchase_on"]).all()
    assert (bought["time"].min().dt.normalize() == customers["joined_on"]).all()
    edge = (
        pd.Timestamp(plan.OBSERVED_TO)
        + pd.Timedelta(days=1, seconds=-1)
        - pd.Timedelta(days=plan.RETENTION_WINDOW_DAYS)
    )
    assert ((bought["time"].max() > edge) == (customers["bought_90d"] == 1)).all()


def test_survey_and_customers_agree(study):
    joined = study.table("survey").merge(study.table("customers"), on="customer_id")
    assert len(joined) == 1200
    assert (joined["retained_90d"] == joined["bought_90d"]).all()
    assert (joined["region"] == joined["member_region"]).all()
    bands = pd.cut(joined["spend_yuan"], [0, 199.5, 599.5, np.inf], labels=[1, 2, 3]).astype(int)
    assert (bands == joined["spend_band"]).all()


def test_no_student_is_above_35(study):
    survey = study.table("survey")
    assert set(survey.loc[survey["occupation"] == 3, "age_band"]) <= {1, 2}


def test_weight_restores_the_regions(study):
    survey, customers = study.table("survey"), study.table("customers")
    restored = survey.groupby("region")["weight"].sum() / survey["weight"].sum()
    members = customers["member_region"].value_counts(normalize=True)
    np.testing.assert_allclose(restored.sort_index(), members.sort_index(), atol=1e-3)


def test_events_are_in_order_and_inside_the_time_observed(study):
    time = study.table("events")["time"]
    assert time.is_monotonic_increasing
    assert time.min() >= pd.Timestamp(plan.JOINED_FROM)
    assert time.max() < pd.Timestamp(plan.OBSERVED_TO) + pd.Timedelta(days=1)


def test_ready_in_under_a_second_of_cpu():
    code = (
        "import time, numpy, pandas, pydantic, analysis.data; start = time.process_time();"
        "from synthetic import sample_study; sample_study(); print(time.process_time() - start)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 1.0
