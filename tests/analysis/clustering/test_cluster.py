from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.datasets import load_iris
from sklearn.metrics import adjusted_rand_score, calinski_harabasz_score, silhouette_score
from statsmodels.stats.proportion import proportion_confint

from analysis.clustering import ClusterResult, cluster
from analysis.core import ColumnRoleError, ParameterError, TooFewRowsError, UnsuitableDataError, blocks_conclusion
from analysis.language import render

IRIS = ("sepal_length", "sepal_width", "petal_length", "petal_width")


def iris() -> pd.DataFrame:
    return pd.DataFrame(load_iris().data, columns=list(IRIS))


def customers(n: int = 240, seed: int = 1) -> tuple[pd.DataFrame, np.ndarray]:
    """Three planted segments in a scale, an ordinal and two binary columns."""
    rng = np.random.default_rng(seed)
    segment = rng.choice(3, n, p=[0.5, 0.3, 0.2])
    answers = np.clip(np.round(np.array([4.5, 3.0, 1.4])[segment] + rng.normal(0, 0.4, n)), 1, 5).astype(int)
    frame = pd.DataFrame(
        {
            "days": np.array([60.0, 30.0, 5.0])[segment] + rng.normal(0, 4, n),
            "answer": pd.Categorical(answers.astype(str), categories=list("12345"), ordered=True),
            "app": rng.random(n) < np.array([0.9, 0.5, 0.1])[segment],
            "plan": pd.Categorical(
                np.where(rng.random(n) < np.array([0.1, 0.9, 0.1])[segment], "paid", "free"),
                categories=["free", "paid"],
            ),
        }
    )
    return frame, segment


# R 4.2.2 kmeans(scale(iris[, 1:4]), k, nstart = 200); cluster 2.1.4 silhouette; fpc 2.2.10 calinhara.
@pytest.mark.parametrize(
    ("k", "within", "between", "sizes", "silhouette", "calinski"),
    [
        (2, 220.879293598589, 375.120706401411, [100, 50], 0.581750049198281, 251.349339464581),
        (3, 138.888359717351, 457.111640282649, [53, 50, 47], 0.459948239205186, 241.904401701832),
        (4, 113.331623512778, 482.668376487222, [53, 47, 25, 25], 0.383850922475103, 207.266606274252),
        (5, 90.2019012631135, 505.798098736887, [48, 29, 25, 25, 23], 0.341946970931635, 203.268232958078),
    ],
)
def test_equals_r_on_iris(
    k: int, within: float, between: float, sizes: list[int], silhouette: float, calinski: float
) -> None:
    found = cluster(iris(), columns=IRIS, k=k, restarts=100)
    assert found.total_ss == pytest.approx(596, rel=1e-12)
    assert found.within_ss == pytest.approx(within, rel=1e-9)
    assert found.between_ss == pytest.approx(between, rel=1e-9)
    assert [segment.n for segment in found.segments] == sizes
    assert found.silhouette.value == pytest.approx(silhouette, rel=1e-9)
    assert found.calinski_harabasz == pytest.approx(calinski, rel=1e-9)


def test_sums_and_scores_equal_scikit_learn_on_the_scaled_rows() -> None:
    frame, _ = customers()
    found = cluster(frame, columns=("days", "answer", "app", "plan"))
    rows = np.column_stack([frame["days"], frame["answer"].astype(int), frame["app"], frame["plan"].cat.codes]).astype(
        float
    )
    rows = (rows - rows.mean(axis=0)) / rows.std(axis=0, ddof=1)
    labels = found.assignment.to_numpy(dtype=int)
    assert found.silhouette.value == pytest.approx(silhouette_score(rows, labels))
    assert found.calinski_harabasz == pytest.approx(calinski_harabasz_score(rows, labels))
    assert found.total_ss == pytest.approx(4 * (len(frame) - 1))
    assert sum(segment.within_ss for segment in found.segments) == pytest.approx(found.within_ss)


def test_profiles_are_means_shares_and_differences_with_their_intervals() -> None:
    frame, _ = customers()
    found = cluster(frame, columns=("days", "app", "plan"))
    inside = (found.assignment == 1).to_numpy(dtype=bool)
    n = int(inside.sum())
    days, app, plan = found.segments[0].traits
    own = frame["days"][inside]
    half = stats.t.ppf(0.975, n - 1) * own.std() / math.sqrt(n)
    assert days.mean.value == pytest.approx(own.mean())
    assert (days.mean.low, days.mean.high) == pytest.approx((own.mean() - half, own.mean() + half))
    assert days.difference == pytest.approx((own.mean() - frame["days"][~inside].mean()) / frame["days"].std())
    low, high = proportion_confint(frame["app"][inside].sum(), n, method="wilson")
    assert (app.mean.low, app.mean.high) == pytest.approx((low, high))
    assert plan.mean.value == pytest.approx((frame["plan"][inside] == "paid").mean())
    low, high = proportion_confint(n, len(frame), method="wilson")
    share = found.segments[0].share
    assert (share.value, share.low, share.high) == pytest.approx((n / len(frame), low, high))


def test_planted_segments_are_found_and_named() -> None:
    frame, truth = customers(600)
    found = cluster(frame, columns=("days", "answer", "app", "plan"))
    assert adjusted_rand_score(truth, found.assignment) > 0.8
    assert found.supported is True
    words = [render(segment.words(), "en") for segment in found.segments]
    assert words[0] == "higher: “days”, “answer”"
    assert "more often: “paid” in “plan”" in words[1]
    assert words[2].startswith("lower: “")


def test_numbers_run_from_the_largest_and_to_frame_is_tidy() -> None:
    frame, _ = customers()
    found = cluster(frame, columns=("answer", "days"), k=4)
    sizes = found.assignment.value_counts().sort_index().tolist()
    assert sizes == sorted(sizes, reverse=True) == [segment.n for segment in found.segments]
    tidy = found.to_frame()
    assert list(tidy.columns) == [
        "segment",
        "n",
        "share",
        "share_low",
        "share_high",
        "silhouette",
        "column",
        "mean",
        "mean_low",
        "mean_high",
        "difference",
    ]
    assert tidy["column"].tolist() == ["answer", "days"] * 4
    assert found.centres_frame().shape == (4, 2)


def same(first: ClusterResult, second: ClusterResult) -> bool:
    return first.to_frame().equals(second.to_frame()) and first.notes == second.notes


@pytest.mark.parametrize("n", [240, 12_000])
def test_order_of_rows_and_a_second_run_change_nothing(n: int) -> None:
    frame, _ = customers(n)
    frame["noise"] = np.random.default_rng(2).normal(size=n)
    columns = ("days", "answer", "noise")
    found = cluster(frame, columns=columns, k=4)
    shuffled = frame.sample(frac=1, random_state=3)
    again = cluster(shuffled, columns=columns, k=4)
    assert same(found, again)
    assert found.assignment.equals(again.assignment.sort_index())
    assert n > 1000 or same(found, cluster(frame, columns=columns, k=4))


def test_order_of_columns_changes_the_order_of_traits_only() -> None:
    frame, _ = customers()
    first = cluster(frame, columns=("days", "answer", "plan"))
    second = cluster(frame, columns=("plan", "days", "answer"))
    assert first.assignment.equals(second.assignment)
    assert first.within_ss == second.within_ss
    assert {t.column: t for t in first.segments[0].traits} == {t.column: t for t in second.segments[0].traits}


@pytest.mark.parametrize("scaling", ["z", "robust", "range"])
def test_a_change_of_unit_changes_no_segment(scaling: str) -> None:
    frame, _ = customers()
    frame["noise"] = np.random.default_rng(2).normal(size=len(frame))
    first = cluster(frame, columns=("days", "noise"), k=4, scaling=scaling)
    minutes = frame.assign(days=frame["days"] * 1440 + 17)
    second = cluster(minutes, columns=("days", "noise"), k=4, scaling=scaling)
    assert first.assignment.equals(second.assignment)
    assert second.within_ss == pytest.approx(first.within_ss)
    assert second.segments[0].traits[0].difference == pytest.approx(first.segments[0].traits[0].difference)


def test_the_frame_is_not_changed_and_gaps_have_no_segment() -> None:
    frame, _ = customers()
    frame.loc[:9, "days"] = np.nan
    before = frame.copy()
    kinds = pd.DataFrame({"days": np.where(frame["days"].isna(), "skipped", "")}, index=frame.index)
    found = cluster(frame, columns=("days", "answer"), missing_kinds=kinds)
    pd.testing.assert_frame_equal(frame, before)
    assert found.assignment.isna().sum() == 10
    assert found.provenance.n_used == 230
    assert [(item.n, render(item.reason, "en")) for item in found.provenance.dropped] == [(10, "skipped by logic")]


def codes(found: ClusterResult) -> set[str]:
    return {note.code for note in found.notes}


def test_data_without_segments_are_said_to_have_none() -> None:
    frame = pd.DataFrame(np.random.default_rng(1).normal(size=(400, 4)), columns=list("abcd"))
    found = cluster(frame, columns=tuple("abcd"))
    assert found.supported is False
    assert {"no_structure", "weak_structure", "circular"} <= codes(found)
    assert "handy parts rather than natural segments" in render(found.readings()[0], "en")


def test_remarks_on_the_columns() -> None:
    frame, _ = customers()
    frame["same"] = 1.0
    frame["spend"] = np.random.default_rng(3).lognormal(0, 1.5, len(frame))
    frame["rare"] = pd.Series(np.where(np.arange(len(frame)) % 10 == 0, 1.0, 0.0))
    frame.loc[:79, "days"] = np.nan
    found = cluster(frame, columns=("days", "answer", "same", "spend", "rare"), scaling="robust")
    assert {"constant", "long_tails", "no_middle_range", "equal_steps", "many_missing"} <= codes(found)
    assert found.constant_columns == ("same",)
    assert len(found.segments[0].traits) == 5
    assert found.centres.shape == (3, 4)
    unscaled = cluster(frame, columns=("days", "rare"), scaling="none")
    assert "unequal_spreads" in codes(unscaled)


def test_small_segments_are_pointed_out() -> None:
    frame, _ = customers(200)
    frame.loc[0:2, "days"] = 4000.0
    assert "small_segments" in codes(cluster(frame, columns=("days",)))


def test_nothing_varies() -> None:
    found = cluster(pd.DataFrame({"a": [1.0] * 5, "b": [True] * 5}), columns=("a", "b"))
    assert blocks_conclusion(found)
    assert found.k == 0
    assert found.to_frame().empty
    assert found.assignment.isna().all()
    assert render(found.readings()[0], "zh") == "所选各列在全部 5 行中取值都相同，无从划分。"


@pytest.mark.parametrize(
    ("frame", "error"),
    [
        (pd.DataFrame({"a": pd.Series([], dtype=float)}), TooFewRowsError),
        (pd.DataFrame({"a": [1.0]}), TooFewRowsError),
        (pd.DataFrame({"a": [np.nan] * 9}), TooFewRowsError),
        (pd.DataFrame({"a": [1.0, 2.0] * 9}), UnsuitableDataError),
        (pd.DataFrame({"a": [1.0, 2.0, np.inf, 4.0]}), UnsuitableDataError),
        (pd.DataFrame({"a": ["x", "y", "z"]}), ColumnRoleError),
        (pd.DataFrame({"b": [1.0, 2.0, 3.0]}), ColumnRoleError),
    ],
)
def test_broken_data_are_refused(frame: pd.DataFrame, error: type[Exception]) -> None:
    with pytest.raises(error):
        cluster(frame, columns=("a",))


@pytest.mark.parametrize(
    "bad", [{"k": 1}, {"k": 21}, {"columns": ()}, {"scaling": "log"}, {"level": 1.0}, {"seed": -1}]
)
def test_bad_parameters_are_refused(bad: dict[str, object]) -> None:
    frame, _ = customers(60)
    with pytest.raises(ParameterError):
        cluster(frame, **{"columns": ("days",), **bad})  # type: ignore[arg-type]


def test_as_many_segments_as_different_rows() -> None:
    found = cluster(pd.DataFrame({"a": [1.0, 1.0, 2.0, 3.0]}), columns=("a",))
    assert [segment.n for segment in found.segments] == [2, 1, 1]
    assert found.within_ss == pytest.approx(0.0, abs=1e-20)
    assert found.supported is None
    assert math.isnan(found.segments[1].traits[0].mean.low)


def test_notes_can_be_added_later() -> None:
    frame, _ = customers(60)
    found = cluster(frame, columns=("days",))
    assert replace(found, notes=()).notes == ()


def test_handy_parts_are_not_said_to_lie_apart() -> None:
    # A straight line has a silhouette above .5 in halves, and no segments.
    line = pd.DataFrame({"x": np.arange(40.0), "y": -np.arange(40.0)})
    found = cluster(line, columns=("x", "y"), k=2, restarts=2)
    words = [render(sentence, "en") for sentence in found.readings()]
    assert found.supported is False
    assert words[0].startswith("2 handy parts rather than natural segments")
    assert words[-1].startswith("The parts look apart, but data without segments divide nearly as tightly: average")


def test_hardly_more_rows_than_segments_block_the_conclusion() -> None:
    frame = pd.DataFrame(np.random.default_rng(1).normal(size=(5, 2)), columns=["a", "b"])
    found = cluster(frame, columns=("a", "b"), k=3)
    assert blocks_conclusion(found)
    assert render(found.readings()[0], "en").startswith("5 rows in 3 segments: hardly more than one row each")
    assert not blocks_conclusion(cluster(frame, columns=("a", "b"), k=2))
