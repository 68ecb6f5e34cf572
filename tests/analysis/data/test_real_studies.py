"""The real studies: their published counts, complete codebooks, stated licences."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.datasets import anes96

from analysis.core import ParameterError
from analysis.data.real_studies import REAL_STUDIES, real_study


@pytest.mark.parametrize("entry", REAL_STUDIES, ids=lambda entry: entry.id)
def test_every_real_study_opens_under_its_id_with_a_complete_codebook(entry):
    study = real_study(entry.id)
    assert study.id == entry.id
    assert study.name == entry.name
    assert study.origin.kind == "real"
    assert not study.changed
    assert entry.source
    for table in study.tables:
        assert {variable.id for variable in study.codebook.of_table(table)} == set(study.table(table).columns)
        assert study.prepared(table).notes == ()
    for variable in study.codebook.variables:
        labels = [variable.label, *(value.label for value in variable.values)]
        assert all(label.en and label.zh for label in labels), variable.id


def test_opening_twice_gives_the_same_study():
    assert real_study("cdnow").fingerprint == real_study("cdnow").fingerprint


def test_an_unknown_name_is_refused_and_says_what_there_is():
    with pytest.raises(ParameterError, match=r"titanic.*anes96, cdnow"):
        real_study("titanic")


def test_anes96_is_the_data_set_of_statsmodels():
    frame = real_study("anes96").table("survey")
    pd.testing.assert_frame_equal(frame, anes96.load_pandas().data)


@pytest.mark.parametrize(
    ("column", "first", "answers"),
    [("PID", 0, 7), ("selfLR", 1, 7), ("ClinLR", 1, 7), ("DoleLR", 1, 7), ("educ", 1, 7), ("income", 1, 24)],
)
def test_anes96_scales_are_ordered_as_documented(column, first, answers):
    prepared = real_study("anes96").prepared("survey")
    dtype = prepared.frame[column].dtype
    assert dtype.ordered
    assert list(dtype.categories) == [str(code) for code in range(first, first + answers)]
    assert prepared.frame[column].notna().all()


@pytest.mark.parametrize(
    ("column", "code", "label"),
    [
        ("PID", 0, "Strong Democrat"),
        ("PID", 6, "Strong Republican"),
        ("selfLR", 4, "Moderate"),
        ("educ", 3, "High school graduate"),
        ("income", 1, "Under $3,000"),
        ("income", 15, "$25,000–29,999"),
        ("income", 24, "$105,000 and over"),
        ("vote", 1, "Dole"),
    ],
)
def test_anes96_labels_are_those_of_the_documentation(column, code, label):
    assert real_study("anes96").codebook.value_label(column, code, "en") == label


def test_party_and_vote_agree():
    frame = real_study("anes96").prepared("survey").frame
    share = (frame["vote"] == "1").groupby(frame["PID"], observed=True).mean()
    assert share["0"] < 0.05
    assert share["6"] > 0.95


def test_cdnow_counts_are_the_published_ones():
    """2,357 customers, 946 of them repeat buyers with 2,457 repeat purchases (Fader, Hardie and Lee 2005)."""
    customers = real_study("cdnow").table("customers")
    repeats = customers["repeat_purchases"]
    assert (len(customers), int((repeats > 0).sum()), int(repeats.sum())) == (2357, 946, 2457)


def test_cdnow_worked_customers_are_those_of_the_published_file():
    """Customers 1 to 3 of cdnow_customers_summary.csv in lifetimes 0.11.3: x, t_x, T, mean repeat spend."""
    customers = real_study("cdnow").table("customers").set_index("customer_id")
    published = {"0001": (2, 30.43, 38.86, 22.35), "0002": (1, 1.71, 38.86, 11.77), "0003": (0, 0.0, 38.86, np.nan)}
    columns = ["repeat_purchases", "recency_weeks", "age_weeks", "mean_repeat_usd"]
    for customer, values in published.items():
        np.testing.assert_allclose(customers.loc[customer, columns].astype(float), values, atol=0.0051)


def test_cdnow_agrees_with_the_published_summary_of_every_customer():
    from tests.oracles.datasets import SHIPPED

    published = SHIPPED["cdnow_summary"]()
    own = real_study("cdnow").table("customers")
    assert (own["customer_id"].astype(int) == published["ID"]).all()
    assert (own["repeat_purchases"] == published["x"]).all()
    np.testing.assert_allclose(own["recency_weeks"], published["t_x"], atol=0.0051)
    np.testing.assert_allclose(own["age_weeks"], published["T"], atol=0.0051)
    np.testing.assert_allclose(own["mean_repeat_usd"].fillna(0), published["zbar"], atol=0.0051)


def test_cdnow_customers_are_what_their_events_add_up_to():
    study = real_study("cdnow")
    customers, events = study.table("customers"), study.table("events")
    days = events.drop_duplicates(["customer_id", "time"])
    assert len(days) == len(customers) + customers["repeat_purchases"].sum() + customers["holdout_purchases"].sum()
    assert (customers["bought_in_holdout"] == (customers["holdout_purchases"] > 0)).all()
    assert events["time"].min() == pd.Timestamp("1997-01-01")
    assert events["time"].max() == pd.Timestamp("1998-06-30")


def test_spend_of_customers_without_repeat_purchases_is_missing_not_zero():
    prepared = real_study("cdnow").prepared("customers")
    once = prepared.frame["repeat_purchases"] == 0
    assert prepared.frame.loc[once, "mean_repeat_usd"].isna().all()
    assert prepared.frame.loc[~once, "mean_repeat_usd"].notna().all()
