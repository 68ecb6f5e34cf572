from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.clustering import assign_clusters, cluster
from analysis.core import ColumnRoleError, UnsuitableDataError, blocks_conclusion
from analysis.language import render


def seen(n: int = 400, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    which = rng.choice(3, n)
    return pd.DataFrame(
        {
            "days": np.array([5.0, 30.0, 60.0])[which] + rng.normal(0, 3, n),
            "answer": pd.Categorical(
                np.array(["low", "middle", "high"])[which], categories=["low", "middle", "high"], ordered=True
            ),
            "app": rng.random(n) < 0.5,
        }
    )


COLUMNS = ("days", "answer", "app")


@pytest.mark.parametrize("scaling", ["z", "robust", "range", "none"])
def test_rows_the_segments_were_made_from_get_theirs_again(scaling: str) -> None:
    frame = seen()
    frame.loc[3, "days"] = np.nan
    model = cluster(frame, columns=COLUMNS, k=4, scaling=scaling)
    found = assign_clusters(frame, model=model)
    assert found.assignment.equals(model.assignment)
    assert found.far.sum() <= 0.01 * len(frame) + 4
    assert found.sizes == tuple(segment.n for segment in model.segments)
    assert np.isnan(found.distances[3])
    assert pd.isna(found.far[3])


def test_discrete_rows_with_equal_distances_get_theirs_again() -> None:
    rng = np.random.default_rng(2)
    frame = pd.DataFrame(rng.integers(1, 4, size=(300, 3)).astype(float), columns=list("abc"))
    model = cluster(frame, columns=tuple("abc"), k=5)
    assert assign_clusters(frame, model=model).assignment.equals(model.assignment)


def test_strangers_are_flagged() -> None:
    model = cluster(seen(), columns=COLUMNS)
    strangers = seen(50, seed=9).assign(days=500.0)
    found = assign_clusters(strangers, model=model)
    assert found.far.all()
    assert found.far_share.value == 1.0
    assert {note.code for note in found.notes} == {"many_far"}
    assert "lie far from every segment" in render(found.readings()[0], "en")
    assert assign_clusters(seen(300, seed=5), model=model).notes == ()


def test_one_new_customer_keeps_her_index() -> None:
    model = cluster(seen(), columns=COLUMNS)
    one = seen(1, seed=4).set_axis(["Li"], axis=0)
    table = assign_clusters(one, model=model).to_frame()
    assert table.index.tolist() == ["Li"]
    assert list(table.columns) == ["segment", "distance", "far"]


def test_categories_in_another_order_mean_the_same_answers() -> None:
    frame = seen()
    model = cluster(frame, columns=COLUMNS)
    fewer = frame[frame["answer"] != "middle"].copy()
    fewer["answer"] = fewer["answer"].cat.remove_unused_categories()
    expected = model.assignment[fewer.index]
    assert assign_clusters(fewer, model=model).assignment.equals(expected)


def test_other_answers_columns_and_levels_are_refused() -> None:
    model = cluster(seen(), columns=COLUMNS)
    other = seen(20)
    other["answer"] = pd.Categorical(["best"] * 20, categories=["worst", "fair", "best"], ordered=True)
    with pytest.raises(UnsuitableDataError, match="answer"):
        assign_clusters(other, model=model)
    with pytest.raises(ColumnRoleError):
        assign_clusters(seen(20).drop(columns="days"), model=model)
    with pytest.raises(ColumnRoleError, match="measured"):
        assign_clusters(seen(20).assign(answer=1.0), model=model)


def test_no_complete_row_and_no_segments() -> None:
    model = cluster(seen(), columns=COLUMNS)
    assert blocks_conclusion(assign_clusters(seen(5).assign(days=np.nan), model=model))
    nothing = cluster(pd.DataFrame({"a": [1.0] * 5}), columns=("a",))
    with pytest.raises(UnsuitableDataError):
        assign_clusters(pd.DataFrame({"a": [1.0]}), model=nothing)
