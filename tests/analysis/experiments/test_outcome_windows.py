"""One row per customer from assignments and events: windows counted by hand, by pandas, and from files."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pandas as pd
import pytest

from analysis.core import ParameterError, RetentionLabError, TooFewRowsError, UnsuitableDataError
from analysis.experiments import arm_sums, event_batches, read_user_means, user_outcomes
from analysis.language import render
from synthetic import sample_study

DAY = pd.Timedelta(days=1)


@pytest.fixture(scope="module")
def study():
    return sample_study()


def assignments(**more: object) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": ["a", "b", "c"],
            "arm": pd.Categorical(["old", "new", "new"]),
            "assigned_on": pd.to_datetime(["2026-02-01", "2026-02-01 12:00", "2026-02-10"], format="ISO8601"),
            **more,
        }
    )


def events(rows: list[tuple[str, str, str, float | None]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["customer_id", "time", "kind", "amount"])
    return frame.assign(time=pd.to_datetime(frame["time"], format="ISO8601"))


BY_HAND = [
    ("a", "2026-01-24", "login", None),  # 8 days before: outside
    ("a", "2026-01-25", "login", None),  # exactly 7 days before: the first day before
    ("a", "2026-01-31 23:59:59", "purchase", 5.0),  # the last moment before
    ("a", "2026-02-01", "purchase", 10.0),  # the moment of assignment: after
    ("a", "2026-02-01 18:00", "login", None),  # the same day
    ("a", "2026-02-07 23:59:59", "purchase", 20.0),  # last day
    ("a", "2026-02-08", "purchase", 40.0),  # the end does not count
    ("b", "2026-02-01 11:59", "purchase", 7.0),  # a minute before
    ("b", "2026-02-02 11:00", "login", None),  # less than 24 hours after: first day
    ("b", "2026-02-02 13:00", "login", None),  # second day
    ("b", "2026-02-03", "purchase", None),  # an order without an amount
    ("z", "2026-02-28", "login", None),  # somebody else, at the end of the events
    ("a", "2026-01-10", "login", None),  # the events begin
]


def test_windows_by_hand() -> None:
    found = user_outcomes(assignments(), events(BY_HAND), window_days=7)
    columns = ["orders", "spend", "active_days", "orders_before", "spend_before", "active_days_before"]
    assert found.frame[columns].to_numpy().tolist() == [
        [2, 30, 2, 1, 5, 2],
        [1, 0, 2, 1, 7, 1],
        [0, 0, 0, 0, 0, 0],
    ]
    assert (found.n_events, found.n_events_used, found.n_without_amount) == (13, 9, 1)
    assert found.observed_until == pd.Timestamp("2026-02-28")


def test_row_order_and_pieces_do_not_matter(tmp_path) -> None:
    whole = user_outcomes(assignments(), events(BY_HAND), window_days=7)
    shuffled = user_outcomes(assignments(), events(BY_HAND).sample(frac=1, random_state=1), window_days=7)
    pd.testing.assert_frame_equal(shuffled.frame, whole.frame)
    for part, name in ((slice(0, 5), "one"), (slice(5, None), "two")):
        events(BY_HAND)[part].to_parquet(tmp_path / f"{name}.parquet", row_group_size=2)
    assignments().to_parquet(tmp_path / "arms.pq")
    files = user_outcomes(tmp_path / "arms.pq", [tmp_path / "one.parquet", tmp_path / "two.parquet"], window_days=7)
    folder = user_outcomes(assignments(), tmp_path, window_days=7)
    for found in (files, folder):
        pd.testing.assert_frame_equal(found.frame, whole.frame, check_dtype=False, check_categorical=False)
        assert found.n_events == 13


def test_the_sample_study_as_pandas_counts_it(study) -> None:
    found = user_outcomes(study.arms, study.events, window_days=28)
    joined = study.events.merge(study.arms[["customer_id", "assigned_on"]], on="customer_id")
    day = (joined["time"] - joined["assigned_on"]) // DAY
    after = joined[(day >= 0) & (day < 28)].assign(day=day)
    orders = after[after["kind"] == "purchase"].groupby("customer_id")
    frame = found.frame.set_index("customer_id")
    expected = pd.DataFrame(
        {
            "orders": orders.size(),
            "spend": orders["amount"].sum(),
            "active_days": after.groupby("customer_id")["day"].nunique(),
        }
    ).reindex(frame.index, fill_value=0)
    pd.testing.assert_frame_equal(frame[["orders", "spend", "active_days"]], expected.fillna(0).astype(float))
    assert found.n_without_before == 0


def test_windows_that_are_not_over_are_left_out_and_counted() -> None:
    found = user_outcomes(assignments(), events(BY_HAND), window_days=20)
    assert found.frame["customer_id"].tolist() == ["a", "b"]
    (gone,) = found.dropped
    assert (gone.n, render(gone.reason, "en")) == (1, "the 20 days after assignment are not over")
    assert len(found.frame) + gone.n == found.n_total
    later = user_outcomes(assignments(), events(BY_HAND), window_days=20, observed_until=pd.Timestamp("2026-03-02"))
    assert len(later.frame) == 3
    with pytest.raises(TooFewRowsError):
        user_outcomes(assignments(), events(BY_HAND), window_days=60)


def test_a_window_before_the_events_began_is_missing_and_not_zero() -> None:
    found = user_outcomes(assignments(), events(BY_HAND), window_days=25, observed_until=pd.Timestamp("2026-04-01"))
    assert found.frame["orders_before"].isna().tolist() == [True, True, False]
    assert found.n_without_before == 2
    told = user_outcomes(
        assignments(),
        events(BY_HAND),
        window_days=25,
        observed_from=pd.Timestamp("2026-01-01"),
        observed_until=pd.Timestamp("2026-04-01"),
    )
    assert told.frame["orders_before"].notna().all()


def test_assigned_twice() -> None:
    arms = pd.concat(
        [
            assignments(),
            assignments().iloc[[0]].assign(assigned_on=pd.Timestamp("2026-02-05")),
            assignments().iloc[[1]].assign(arm="old"),
            assignments().iloc[[2]].assign(customer_id="d", assigned_on=pd.NaT),
        ]
    )
    found = user_outcomes(arms, events(BY_HAND), window_days=7)
    assert found.frame["customer_id"].tolist() == ["a", "c"]
    assert found.frame["assigned_on"].iloc[0] == pd.Timestamp("2026-02-01")
    reasons = {render(item.reason, "en"): item.n for item in found.dropped}
    assert reasons == {
        "without customer, group or time of assignment": 1,
        "assigned to several groups": 2,
        "assigned again to the same group": 1,
    }
    assert len(found.frame) + sum(reasons.values()) == found.n_total == 6


def test_without_events_the_assignments_are_checked() -> None:
    found = user_outcomes(assignments(bought=[1, 0, 1]), window_days=7, observed_until=pd.Timestamp("2026-02-12"))
    assert found.frame["bought"].tolist() == [1, 0]
    assert "orders" not in found.frame.columns


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda a, e: (a, e, {"window_days": 0}), ParameterError),
        (lambda a, e: (a.drop(columns="arm"), e, {}), ParameterError),
        (lambda a, e: (a, e.drop(columns="kind"), {}), ParameterError),
        (lambda a, e: (a.assign(orders=1), e, {}), ParameterError),
        (lambda a, e: (a, e.assign(customer_id="nobody"), {}), UnsuitableDataError),
        (lambda a, e: (a, e.assign(time=e["time"].dt.tz_localize("Asia/Shanghai")), {}), UnsuitableDataError),
        (lambda a, e: (a, e.assign(time="yesterday"), {}), UnsuitableDataError),
        (lambda a, e: (a.iloc[:0], e, {}), TooFewRowsError),
        (lambda a, e: (a, "nowhere.parquet", {}), RetentionLabError),
        (lambda a, e: (a, [], {}), RetentionLabError),
    ],
)
def test_broken_input_is_refused_in_words(change, error) -> None:
    arms, behaviour, options = change(assignments(), events(BY_HAND))
    with pytest.raises(error) as caught:
        user_outcomes(arms, behaviour, **{"window_days": 7} | options)
    assert all(render(sentence, "zh") for sentence in caught.value.sentences())


def test_zoned_times_are_compared_as_moments() -> None:
    arms, behaviour = assignments(), events(BY_HAND)
    arms["assigned_on"] = arms["assigned_on"].dt.tz_localize("Asia/Shanghai")
    behaviour["time"] = behaviour["time"].dt.tz_localize("Asia/Shanghai").dt.tz_convert("UTC")
    found = user_outcomes(arms, behaviour, window_days=7, observed_from=pd.Timestamp("2026-01-09"))
    plain = user_outcomes(assignments(), events(BY_HAND), window_days=7)
    assert found.frame["spend"].tolist() == plain.frame["spend"].tolist()


def test_a_large_file_does_not_have_to_fit(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(event_batches, "BATCH_ROWS", 30_000)
    rng = np.random.default_rng(1)
    n = 400_000
    table = pd.DataFrame(
        {
            "customer_id": rng.integers(0, 50_000, n),
            "time": pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 86_400 * 59, n), unit="s"),
            "kind": pd.Categorical.from_codes((rng.random(n) < 0.1).astype(int), ["login", "purchase"]),
            "amount": rng.exponential(50, n),
        }
    )
    table.to_parquet(tmp_path / "events.parquet", row_group_size=30_000)
    arms = pd.DataFrame(
        {
            "customer_id": np.arange(20_000),
            "arm": np.arange(20_000) % 2,
            "assigned_on": pd.Timestamp("2026-02-01"),
        }
    )
    in_memory = user_outcomes(arms, table, window_days=14)
    size = int(table.memory_usage(deep=True).sum())
    del table
    tracemalloc.start()
    from_file = user_outcomes(arms, tmp_path / "events.parquet", window_days=14)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    pd.testing.assert_frame_equal(from_file.frame, in_memory.frame)
    assert peak < size / 2


def test_sums_by_group_are_those_of_pandas_from_frames_and_files(tmp_path, study) -> None:
    users = user_outcomes(study.arms, study.events, window_days=28).frame
    found = arm_sums(users, arm="arm", y="spend", x="spend_before")
    users.to_parquet(tmp_path / "users.parquet", row_group_size=300)
    pd.testing.assert_frame_equal(arm_sums(tmp_path / "users.parquet", arm="arm", y="spend", x="spend_before"), found)
    for _, row in found.iterrows():
        own = users[users["arm"] == row["arm"]]
        y, x = own["spend"], own["spend_before"]
        assert (row["n"], row["sum_y"], row["sum_xy"]) == pytest.approx((len(own), y.sum(), (x * y).sum()))
        assert (row["mean_y"], row["sd_y"], row["sd_x"]) == pytest.approx((y.mean(), y.std(), x.std()))
        assert row["covariance"] == pytest.approx(x.cov(y))
    reading = read_user_means(users.astype({"arm": "category"}), arm="arm", outcome="spend")
    assert [group.sd for group in reading.groups] == pytest.approx(found["sd_y"].tolist())


def test_sums_keep_their_digits() -> None:
    users = pd.DataFrame({"arm": ["a"] * 3 + ["b"], "y": [1e9 + 1, 1e9 + 2, 1e9 + 3, 5.0], "x": [1.0, None, 3.0, 1.0]})
    found = arm_sums(users, arm="arm", y="y")
    assert found.loc[0, "sd_y"] == pytest.approx(1.0, rel=1e-9)
    assert np.isnan(found.loc[1, "sd_y"])
    assert np.isnan(found.loc[0, "sum_x"])
    assert arm_sums(users, arm="arm", y="y", x="x").loc[0, "n"] == 2
    with pytest.raises(TooFewRowsError):
        arm_sums(users.iloc[:0], arm="arm", y="y")
    with pytest.raises(ParameterError):
        arm_sums(users.assign(y="many"), arm="arm", y="y")
