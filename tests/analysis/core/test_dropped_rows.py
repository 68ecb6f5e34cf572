"""Rows with a gap are counted once, under the first kind of missing in the declared order."""

import pandas as pd
import pytest

from analysis.core.frames import MISSING_KINDS, MISSING_WORDS, columns_with, dropped_rows

FRAME = pd.DataFrame(
    {"a": [1.0, None, None, None, 5.0, None], "b": [1.0, 2.0, None, 4.0, None, None]}, index=[9, 3, 5, 1, 7, 2]
)
KINDS = pd.DataFrame(
    {
        "a": ["", "refused", "refused", None, "", "invalid"],
        "b": ["", "", "skipped", "", "blank", "refused"],
    },
    index=FRAME.index,
)


def counted(dropped) -> dict[str, int]:
    kind_of = {words: kind for kind, words in MISSING_WORDS.items()}
    return {kind_of[item.reason]: item.n for item in dropped}


@pytest.mark.parametrize(
    "as_held",
    [
        lambda kinds: kinds,
        lambda kinds: kinds.mask(kinds == "").astype(pd.CategoricalDtype(list(MISSING_KINDS))),
        lambda kinds: kinds.mask(kinds == "").astype(pd.CategoricalDtype(list(reversed(MISSING_KINDS)))),
        lambda kinds: kinds.astype("category"),
    ],
)
def test_a_row_counts_once_under_its_first_kind(as_held):
    # Rows 3 and 2 were refused, row 5 was skipped in b, rows 1 and 7 have no kind or are blank.
    used, dropped = dropped_rows(FRAME, ["a", "b"], as_held(KINDS))
    assert used.tolist() == [True, False, False, False, False, False]
    assert used.index.equals(FRAME.index)
    assert counted(dropped) == {"skipped": 1, "blank": 2, "refused": 2}


def test_without_kinds_every_gap_is_blank():
    used, dropped = dropped_rows(FRAME, ["b"])
    assert int(used.sum()) == 3
    assert counted(dropped) == {"blank": 3}


def test_a_kind_of_a_present_cell_does_not_count():
    kinds = pd.DataFrame({"b": ["refused"] * 6}, index=FRAME.index)
    assert counted(dropped_rows(FRAME, ["a", "b"], kinds)[1]) == {"blank": 4, "refused": 1}


def test_complete_columns_drop_nothing():
    used, dropped = dropped_rows(FRAME.fillna(0.0), ["a", "b"], KINDS)
    assert used.all()
    assert dropped == ()


def test_columns_are_offered_by_level_in_frame_order():
    frame = pd.DataFrame(
        {
            "day": pd.to_datetime(["2026-01-01"]),
            "z": [1],
            "yes": pd.array([True], dtype="boolean"),
            "two": pd.Categorical(["x"], categories=["x", "y"]),
            "three": pd.Categorical(["x"], categories=["x", "y", "z"]),
            "rank": pd.Categorical(["x"], categories=["x", "y"], ordered=True),
            "words": ["hm"],
        }
    )
    assert columns_with(frame, frozenset({"binary"})) == ["yes", "two"]
    assert columns_with(frame, frozenset({"scale", "ordinal"})) == ["z", "rank"]
    assert columns_with(frame, frozenset({"nominal", "text", "date"})) == ["day", "three", "words"]
    assert columns_with(frame, frozenset()) == list(frame.columns)
