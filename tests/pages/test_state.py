"""The link: every kind of value survives the way into a link and back; nonsense is refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core import Parameter
from pages.ui.forms import within
from pages.ui.state import decode, encode


def parameter(kind: str, **facts: Any) -> Parameter:
    declared = {"default": None, "required": False, "optional": False, "control": None, **facts}
    return Parameter(name="p", kind=kind, **declared)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("number", 0.05),
        ("number", -1e-9),
        ("number", 1 / 3),
        ("integer", 12),
        ("flag", True),
        ("flag", False),
        ("choice", "spearman"),
        ("column", "第 3 题"),
        ("columns", ("a,b", "c%d", "中文 列", "&=?")),
        ("columns", ()),
        ("choices", ("x", "y")),
        ("numbers", (0.1, 2.5, -3.0)),
        ("date", date(2026, 11, 21)),
        ("text", "a=b&c"),
    ],
)
def test_value_survives_the_link(kind: str, value: Any) -> None:
    declared = parameter(kind)
    back = decode(declared, encode(declared, value))
    assert back == (pytest.approx(value, rel=1e-11) if isinstance(value, float) else value)


def test_missing_value_survives_where_it_is_allowed() -> None:
    declared = parameter("number", optional=True)
    assert decode(declared, encode(declared, None)) is None


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("number", "banana"),
        ("integer", "1.5"),
        ("flag", "yes"),
        ("date", "2026-13-01"),
        ("numbers", "1,x"),
        ("number", ""),
    ],
)
def test_nonsense_is_refused(kind: str, code: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        decode(parameter(kind), code)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(min_size=1, max_size=12), max_size=6, unique=True).map(tuple))
def test_any_column_names_survive(names: tuple[str, ...]) -> None:
    declared = parameter("columns")
    assert decode(declared, encode(declared, names)) == names


@pytest.mark.parametrize(
    ("value", "inside"),
    [(0.0, False), (1e-9, True), (0.5, True), (1.0, False), (float("nan"), False), (float("inf"), False)],
)
def test_open_bounds_are_open(value: float, inside: bool) -> None:
    declared = parameter("number", minimum=0, maximum=1, exclusive_minimum=True, exclusive_maximum=True)
    assert within(declared, value) is inside
