"""Levels by dtype, dropped rows by reason, and a fingerprint that no edit escapes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.core import ColumnRoleError
from analysis.core.frames import dropped_rows, fingerprint, level_of, require_columns, row_order


@pytest.mark.parametrize(
    ("column", "level"),
    [
        (pd.Series([1.0, 2.0]), "scale"),
        (pd.Series([1, 2]), "scale"),
        (pd.Series([True, False]), "binary"),
        (pd.Series([True, None], dtype="boolean"), "binary"),
        (pd.Series(["a", "b"], dtype="category"), "binary"),
        (pd.Series(["a", "b", "c"], dtype="category"), "nominal"),
        (pd.Series(pd.Categorical(["a"], ["a", "b"], ordered=True)), "ordinal"),
        (pd.Series(pd.to_datetime(["2025-01-01"])), "date"),
        (pd.Series(["x"]), "text"),
    ],
)
def test_level_of(column: pd.Series, level: str) -> None:
    assert level_of(column) == level


def test_every_single_edit_changes_the_fingerprint() -> None:
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"x": rng.normal(size=60_000), "g": pd.Categorical(rng.choice(list("abc"), 60_000))})
    before = fingerprint(frame)
    assert fingerprint(frame.copy()) == before
    for row in rng.integers(0, 60_000, 50):
        edited = frame.copy()
        edited.loc[row, "x"] += 1e-9
        assert fingerprint(edited) != before
        edited = frame.copy()
        edited.loc[row, "g"] = "a" if frame.loc[row, "g"] != "a" else "b"
        assert fingerprint(edited) != before


@pytest.mark.parametrize(
    "other",
    [
        pd.DataFrame({"y": [1, 2]}),
        pd.DataFrame({"x": [1.0, 2.0]}),
        pd.DataFrame({"x": ["1", "2"]}),
        pd.DataFrame({"x": [2, 1]}),
        pd.DataFrame({"x": [1, 2], "z": [0, 0]}),
    ],
)
def test_names_types_order_and_width_count(other: pd.DataFrame) -> None:
    assert fingerprint(other) != fingerprint(pd.DataFrame({"x": [1, 2]}))


def test_index_does_not_count() -> None:
    frame = pd.DataFrame({"x": [1, 2]})
    assert fingerprint(frame) == fingerprint(frame.set_axis([7, 9]))


def test_dropped_rows_count_each_row_once_by_its_first_reason() -> None:
    frame = pd.DataFrame({"a": [1.0, np.nan, np.nan, np.nan, 5.0], "b": [1.0, np.nan, 2.0, 3.0, np.nan]})
    kinds = pd.DataFrame({"a": [None, "blank", "skipped", None, None], "b": [None, "skipped", None, None, "refused"]})
    used, dropped = dropped_rows(frame, ["a", "b"], kinds)
    assert used.tolist() == [True, False, False, False, False]
    found = {str(item.reason.template): item.n for item in dropped}
    assert found == {"skipped by logic": 2, "left blank": 1, "refused": 1}
    assert int(used.sum()) + sum(item.n for item in dropped) == len(frame)


def test_close_names_are_suggested() -> None:
    frame = pd.DataFrame({"satisfaction": [1.0]})
    with pytest.raises(ColumnRoleError, match="satisfaction"):
        require_columns(frame, ["satisfacton"], frozenset())


def test_duplicate_names_are_said() -> None:
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"])
    with pytest.raises(ColumnRoleError, match="twice"):
        require_columns(frame, ["a"], frozenset())


def test_row_order_depends_on_content_alone() -> None:
    frame = pd.DataFrame({"x": [3.0, 1.0, 2.0]}, index=["c", "a", "b"])
    shuffled = frame.loc[["b", "c", "a"]]
    assert list(row_order(frame, ["x"])) == list(row_order(shuffled, ["x"]))
