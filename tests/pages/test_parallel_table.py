"""Lists that belong together: edits of the table become the link's codes, and the link becomes rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from analysis.core import Control, Message, Parameter
from analysis.language import render
from analysis.methods import METHODS, method_by_id
from pages.ui import parallel_table
from tests.pages.conftest import OpenPage


def listed(name: str, *, required: bool = True, unit: Any = "", choices: tuple[str, ...] = ()) -> Parameter:
    return Parameter(
        name=name,
        kind="choices" if choices else "numbers",
        default=None if required else (),
        required=required,
        optional=False,
        control=Control(label=Message("{name}", name=name), table="t", unit=unit),
        choices=choices,
    )


N, SHARE, KIND, SPREAD = (
    listed("n"),
    listed("share", unit="percent"),
    listed("kind", choices=("a", "b")),
    listed("spread", required=False),
)


def test_lists_become_rows_and_percentages_are_shown_as_such() -> None:
    rows = parallel_table.rows_of([N, SHARE], {"n": (10.0, 20.0), "share": (0.1,)})
    assert rows == [{"n": 10.0, "share": 10.0}, {"n": 20.0, "share": None}]
    assert len(parallel_table.rows_of([N], {"n": ()})) == parallel_table.BLANK_ROWS


def test_rows_become_lists_without_those_still_begun() -> None:
    rows = [
        {"n": 10, "share": 35.0, "kind": "a", "spread": None},
        {"n": 20, "share": None, "kind": "b", "spread": None},
        {"n": None, "share": None, "kind": None, "spread": None},
    ]
    found = parallel_table.complete(rows, [N, SHARE, KIND, SPREAD])
    assert found == {"n": (10.0,), "share": (0.35,), "kind": ("a",), "spread": ()}


def test_optional_list_counts_once_it_is_begun() -> None:
    rows = [{"n": 1, "spread": 2.0}, {"n": 3, "spread": None}]
    assert parallel_table.complete(rows, [N, SPREAD]) == {"n": (1.0,), "spread": (2.0,)}


def test_edits_change_take_out_and_add_rows() -> None:
    rows = [{"n": 1.0, "share": 10.0}, {"n": 2.0, "share": 20.0}]
    edits = {"edited_rows": {0: {"n": 5}}, "deleted_rows": [1], "added_rows": [{"n": 7, "_index": 3}, {"share": ""}]}
    assert parallel_table.edited(rows, edits, ["n", "share"]) == [
        {"n": 5, "share": 10.0},
        {"n": 7, "share": None},
        {"n": None, "share": None},
    ]


def test_rows_that_are_settled_are_asked_for_all_together() -> None:
    assert len(parallel_table.rows_of([N, SPREAD], {"n": (), "spread": ()}, 3)) == 3
    rows = [{"n": 1, "spread": None}, {"n": 3, "spread": None}, {"n": None, "spread": None}]
    assert parallel_table.complete(rows, [N, SPREAD], 3) == {"n": (), "spread": ()}
    rows[2]["n"] = 5
    assert parallel_table.complete(rows, [N, SPREAD], 3) == {"n": (1.0, 3.0, 5.0), "spread": ()}


def key_of(app: AppTest, cell: str) -> str:
    return next(
        e.key
        for e in app.get("arrow_data_frame") + list(app.data_editor)
        if e.key and e.key.startswith(f"table:{cell}.")
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_typed_table_stands_in_the_link_and_the_answer(open_page: OpenPage, language: str) -> None:
    app = open_page("read_test", language, split__open="1")
    assert not app.exception
    app.session_state[key_of(app, "split")] = {
        "edited_rows": {0: {"observed": 821588, "expected_share": 50}, 1: {"observed": 815482, "expected_share": 50}},
        "added_rows": [],
        "deleted_rows": [],
    }
    app.run()
    assert not app.exception
    assert app.query_params["split.observed"] == "821588,815482"
    assert app.query_params["split.expected_share"] == "0.5,0.5"
    assert any("p < .0001" in item.value or "p\u00a0<\u00a0.0001" in item.value for item in app.error)


def test_half_typed_row_waits(open_page: OpenPage) -> None:
    app = open_page("read_test", "en", split__open="1", split__observed="100,110", split__expected_share="0.5,0.5")
    app.session_state[key_of(app, "split")] = {
        "edited_rows": {},
        "added_rows": [{"observed": 50}],
        "deleted_rows": [],
    }
    app.run()
    assert not app.exception
    assert app.query_params["split.observed"] == "100,110"
    assert any(item.value == "Rows with an empty cell are not counted yet." for item in app.caption)


def test_link_is_shown_as_rows_in_the_other_language_too(open_page: OpenPage) -> None:
    for language in ("en", "zh"):
        app = open_page(
            "read_test", language, split__open="1", split__observed="100,110,90", split__expected_share="0.25,0.5,0.25"
        )
        assert not app.exception
        table = next(e for e in app.data_editor if e.key and e.key.startswith("table:split."))
        assert table.value["expected_share"].tolist() == [25.0, 50.0, 25.0]


@pytest.mark.parametrize("method_id", [m.id for m in METHODS if parallel_table.tables_of(m.parameters)])
def test_columns_of_a_table_are_lists(method_id: str) -> None:
    for columns in parallel_table.tables_of(method_by_id(method_id).parameters).values():
        assert {p.kind for p in columns} <= {"numbers", "choices"}
        assert len(columns) > 1


@pytest.mark.parametrize("language", ["en", "zh"])
def test_settled_lists_stand_in_the_table_and_give_it_its_rows(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """A plan of several metrics leaves only the numbers to type, each in the row of its metric."""
    settled = {"kinds": ("share", "mean"), "roles": ("primary", "guardrail"), "smallest_changes": (0.02, -3.0)}
    monkeypatch.setattr("pages.ui.plan_against.held", lambda cell: replace(cell, fixed=settled))
    app = open_page("read_test", language, measured__kind="several_outcomes")
    assert not app.exception
    assert app.info
    key = key_of(app, "read_outcomes")
    shown = next(e for e in app.get("arrow_data_frame") + list(app.data_editor) if e.key == key).value
    assert shown["kinds"].tolist() == ["share", "mean"]
    assert shown["smallest_changes"].tolist() == [0.02, -3.0]
    assert shown["observed_control"].isna().all()
    first = {"observed_control": 3430, "observed_treatment": 3702, "sds_control": 0, "sds_treatment": 0}
    app.session_state[key] = {"edited_rows": {0: first}, "added_rows": [], "deleted_rows": []}
    for name in ("n_control", "n_treatment"):
        app.number_input(key=f"w:read_outcomes.{name}:{language}").set_value(9800)
    app.run()
    assert not app.exception
    assert not app.query_params.get("read_outcomes.observed_control")
    second = {"observed_control": 80, "observed_treatment": 79.6, "sds_control": 60, "sds_treatment": 61}
    app.session_state[key] = {"edited_rows": {0: first, 1: second}, "added_rows": [], "deleted_rows": []}
    app.run()
    assert not app.exception
    assert not app.error
    assert app.query_params["read_outcomes.observed_control"] == "3430,80"
    assert "read_outcomes.kinds" not in dict(app.query_params)
    assert any("+2.8" in item.value for item in app.markdown)


@pytest.mark.parametrize(
    ("language", "names"), [("en", ["Neither", "Both factors"]), ("zh", ["都没有", "两个因素都有"])]
)
def test_the_cells_of_a_factorial_have_their_names_beside_them(
    open_page: OpenPage, language: str, names: list[str]
) -> None:
    """Four cells in an order of their own: whoever types them sees which is which."""
    app = open_page("read_test", language, measured__kind="several", read_versions__design="factorial")
    assert not app.exception
    key = key_of(app, "read_versions")
    shown = next(e for e in app.get("arrow_data_frame") + list(app.data_editor) if e.key == key).value
    assert [shown["row"].iloc[0], shown["row"].iloc[3]] == names
    cells = zip((500, 550, 520, 590), (2000,) * 4, strict=True)
    typed = {place: {"observed": count, "sizes": size} for place, (count, size) in enumerate(cells)}
    app.session_state[key] = {"edited_rows": typed, "added_rows": [], "deleted_rows": []}
    app.run()
    assert not app.exception
    assert not app.error
    assert app.query_params["read_versions.observed"] == "500,550,520,590"
    assert any("+3.0" in item.value for item in app.markdown)


NARROWEST_PAGE_PIXELS, WIDE_PAGE_PIXELS, MARGIN_PIXELS = 358, 1089, 33
"""Room for a table's columns on a phone of 390 px and on a screen of 1440 px, and for the column that marks rows."""


@pytest.mark.parametrize("method_id", ["read_arms", "probability_to_beat", "plan_metrics", "sample_ratio_mismatch"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_columns_fit_beside_each_other(monkeypatch: pytest.MonkeyPatch, method_id: str, language: str) -> None:
    monkeypatch.setattr(parallel_table, "say", lambda text: render(text, language))
    monkeypatch.setattr(parallel_table, "language", lambda: language)
    columns = [p for p in method_by_id(method_id).parameters if parallel_table.is_listed(p)]
    widths = [parallel_table._column(p)["width"] for p in columns]
    assert MARGIN_PIXELS + sum(widths) <= WIDE_PAGE_PIXELS
    # What has to be filled in is seen on a phone without scrolling, at least its first two columns.
    required = [width for p, width in zip(columns, widths, strict=True) if p.required]
    assert MARGIN_PIXELS + sum(required[:2]) <= NARROWEST_PAGE_PIXELS


def test_a_short_heading_keeps_the_whole_label_behind_the_question_mark(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel_table, "say", lambda text: render(text, "en"))
    monkeypatch.setattr(parallel_table, "language", lambda: "en")
    touches = next(p for p in method_by_id("read_arms").parameters if p.name == "touches")
    column = parallel_table._column(touches)
    assert column["label"] == "Touches"
    assert column["help"].startswith("Number of touches in each arm. One number")
