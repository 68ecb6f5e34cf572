from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.association import mine_itemsets
from analysis.association.items import encode_items
from analysis.core import ColumnRoleError, TooFewRowsError, UnsuitableDataError
from analysis.language import render


@pytest.fixture
def answers() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "price": pd.array([True, False, None, True, None], dtype="boolean"),
            "coupon": pd.array([True, True, False, None, None], dtype="boolean"),
            "region": pd.Categorical(["n", "s", "s", "n", "n"], categories=["n", "s", "w"]),
            "stage": pd.Categorical([1, 2, 1, 2, 1], categories=[1, 2, 3], ordered=True),
            "age": [20.0, 30.0, 40.0, 50.0, 60.0],
        }
    )


def test_booleans_give_their_yes_and_categories_each_answer(answers: pd.DataFrame) -> None:
    table = encode_items(answers, ("price", "region", "stage"))
    names = [item.name for item in table.items]
    assert names == ["price", "region=n", "region=s", "region=w", "stage=1", "stage=2", "stage=3"]
    assert table.questions.tolist() == [0, 1, 1, 1, 2, 2, 2]
    assert [render(item.label, "en") if item.code else item.column for item in table.items[:2]] == [
        "price",
        "region: n",
    ]


def test_not_asked_is_not_no(answers: pd.DataFrame) -> None:
    table = encode_items(answers, ("price", "coupon"))
    assert (table.n_total, table.n_used) == (5, 2)
    assert [column.tolist() for column in table.columns] == [
        [True, False, False, False, False],
        [True, True, False, False, False],
    ]
    assert sum(item.n for item in table.dropped) == 3


def test_reasons_of_dropped_rows(answers: pd.DataFrame) -> None:
    kinds = pd.DataFrame({"price": ["", "", "skipped", "", "blank"], "coupon": ["", "", "", "refused", "skipped"]})
    table = encode_items(answers, ("price", "coupon"), kinds)
    assert [(item.n, render(item.reason, "en")) for item in table.dropped] == [(2, "skipped by logic"), (1, "refused")]


def test_every_boolean_column_by_default(answers: pd.DataFrame) -> None:
    assert [item.name for item in encode_items(answers, ()).items] == ["price", "coupon"]
    assert [item.name for item in encode_items(answers, (), also_needed=("price",)).items] == ["coupon"]


def test_row_major_tables_are_read_alike() -> None:
    values = np.random.default_rng(1).random((9000, 3)) < 0.4
    strided = pd.DataFrame(values, columns=list("abc"), copy=False)
    table = encode_items(strided, ())
    assert all(column.flags.c_contiguous for column in table.columns)
    assert np.array_equal(np.column_stack(table.columns), values)


def test_row_sizes(answers: pd.DataFrame) -> None:
    sizes = encode_items(answers, ("price", "coupon")).row_sizes()
    assert (sizes.mean, sizes.median, sizes.largest) == (1.5, 1.5, 2)


@pytest.mark.parametrize("seed", range(5))
def test_row_sizes_equal_pandas(seed: int) -> None:
    frame = pd.DataFrame(np.random.default_rng(seed).random((101 + seed, 6)) < 0.5).add_prefix("q")
    sizes = encode_items(frame, ()).row_sizes()
    per_row = frame.sum(axis=1)
    assert (sizes.mean, sizes.median, sizes.largest) == (pytest.approx(per_row.mean()), per_row.median(), per_row.max())


def test_what_cannot_be_an_item(answers: pd.DataFrame) -> None:
    with pytest.raises(ColumnRoleError, match="age is measured as a number"):
        mine_itemsets(answers, columns=("age",))
    with pytest.raises(ColumnRoleError, match="price stands twice"):
        encode_items(answers[["price", "price"]], ())
    with pytest.raises(UnsuitableDataError, match="no yes-or-no column"):
        encode_items(answers[["age"]], ())
    with pytest.raises(TooFewRowsError, match="not asked is not no"):
        encode_items(answers.iloc[2:3], ())
    twice = pd.DataFrame({"a=1": [True, False], "a": pd.Categorical([1, 2])})
    with pytest.raises(ColumnRoleError, match="a=1 stands twice"):
        encode_items(twice, ("a=1", "a"))
