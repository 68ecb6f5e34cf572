"""Tables of reference cases: where they are found, in what encoding, under how many rows of names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.oracles.case import Case, Inputs
from tests.oracles.datasets import DataNotAtHandError, OracleData, encoding_of
from tests.oracles.tolerance import Tolerance

TWO_ROWS = '"id","Which?","","w"\n"","A","B",""\n1,A,,2\n'


def case(file: str, kind: str = "frequency", dataset: str = "", **inputs: Any) -> Case:
    return Case(
        id="x",
        kind=kind,
        inputs=Inputs.read(inputs),
        expected={"n": 1},
        tolerance=Tolerance(),
        file=file,
        dataset=dataset,
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "data" / "poll").mkdir(parents=True)
    (tmp_path / "data" / "poll" / "poll.csv").write_text(TWO_ROWS, encoding="utf-8-sig")
    return tmp_path


class TestPlaces:
    def test_the_folder_that_holds_data_and_the_data_folder_itself(self, root: Path):
        asked = case("data/poll/poll.csv")
        assert OracleData(root).frame(asked).equals(OracleData(root / "data").frame(asked))

    def test_a_data_set_that_ships_needs_no_folder(self):
        assert len(OracleData().frame(case("data/anes96/anes96.csv"))) == 944
        assert len(OracleData().frame(case("", dataset="fair"))) == 6366

    def test_what_is_nowhere_is_named(self, root: Path):
        with pytest.raises(DataNotAtHandError, match="nowhere"):
            OracleData(root).frame(case("data/nowhere/nowhere.csv"))


class TestHeaderRows:
    def test_a_multi_select_case_sees_every_row_of_names(self, root: Path):
        columns = OracleData(root).frame(case("data/poll/poll.csv", "multi_select", header_rows=2)).columns
        assert columns[1] == ("Which?", "A")

    def test_others_see_the_first_name_that_is_not_empty(self, root: Path):
        columns = OracleData(root).frame(case("data/poll/poll.csv", header_rows=2)).columns
        assert columns.tolist() == ["id", "Which?", "B", "w"]


@pytest.mark.parametrize(
    ("text", "written", "found"),
    [
        ("城市,满意度\n北京,5\n", "gb18030", "gb18030"),
        ("城市,满意度\n北京,5\n", "utf-8", "utf-8-sig"),
        ("ville,café\nÎle-de-France,é\n", "latin-1", "latin-1"),
        ("city,rating\nParis,5\n", "ascii", "utf-8-sig"),
    ],
)
def test_encoding(tmp_path: Path, text: str, written: str, found: str):
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode(written))
    assert encoding_of(path) == found
