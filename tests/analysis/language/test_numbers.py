"""Numbers as a reader sees them: nothing undefined looks like a value, nothing tiny looks like zero."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.language.numbers import FORMATS, NBSP

NAN = math.nan


@pytest.mark.parametrize(
    ("word", "value", "text"),
    [
        ("percent", 0.6241, "62.4%"),
        ("percent", 1.0, "100.0%"),
        ("percent", 0.26, "26.0%"),
        ("percent", 0.0, "0.0%"),
        # One of 100,000 is not 0 %, all but one are not 100 %.
        ("percent", 0.00001, "0.001%"),
        ("percent", 0.99999, "99.999%"),
        ("percent", 0.0004, "0.04%"),
        ("percent", 0.0096, "1.0%"),
        ("percent", 1e-17, "0.0%"),
        ("percent", 1 - 1e-15, "100.0%"),
        ("set_percent", 0.95, "95%"),
        ("set_percent", 0.999, "99.9%"),
        ("set_percent", 0.025, "2.5%"),
        ("points", -0.0341, "−3.4"),
        ("points", 0.0, "0.0"),
        ("coefficient", 0.463, ".46"),
        ("coefficient", -0.001, ".00"),
        ("coefficient", 1.0, "1.00"),
        ("p", 0.0321, f"p{NBSP}={NBSP}.032"),
        ("p", 0.00004, f"p{NBSP}<{NBSP}.0001"),
        ("p", 0.0, f"p{NBSP}<{NBSP}.0001"),
        ("p", 0.99999, f"p{NBSP}>{NBSP}.999"),
        ("bare_p", 0.0321, ".032"),
        ("bare_p", 1e-9, "<.0001"),
        ("count", 18076, "18,076"),
        ("number", 1234.567, "1,235"),
        ("number", -33.18, "−33.2"),
        ("number", math.inf, "∞"),
        ("signed", 21, "+21"),
        ("effect", 0.5, "0.50"),
        ("effect", -1.334, "−1.33"),
        ("effect", -0.001, "0.00"),
        ("signed_effect", 0.178, "+0.18"),
        ("signed_effect", 0.001, "0.00"),
        ("exact", 0.05, "0.05"),
        ("money", 412, "¥412"),
    ],
)
def test_format(word: str, value: float, text: str) -> None:
    assert FORMATS[word](value, "en") == text


@pytest.mark.parametrize("word", list(FORMATS))
def test_undefined_never_looks_like_a_number(word: str) -> None:
    text = FORMATS[word](NAN, "en")
    assert not any(sign.isdigit() for sign in text.replace(".0001", ""))
    assert "nan" not in text.lower()


@settings(max_examples=300, deadline=None)
@given(st.floats(1e-300, 1.0))
def test_p_is_never_shown_as_zero_or_one(p: float) -> None:
    shown = FORMATS["p"](p, "en").split(NBSP)[-1]
    assert 0 < float(f"0{shown}") < 1


@settings(max_examples=300, deadline=None)
@given(st.floats(-1e9, 1e9).filter(lambda x: abs(x) > 1e-3))
def test_number_keeps_three_digits(value: float) -> None:
    text = FORMATS["number"](value, "en").replace(",", "").replace("−", "-")
    assert float(text) == pytest.approx(value, rel=0.006)
