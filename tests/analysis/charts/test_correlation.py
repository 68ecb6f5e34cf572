"""Displays of the relations: which picture, its words in both languages, and that Vega-Lite accepts it."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import vl_convert

from analysis.charts.correlation import display_correlate, display_partial_correlation
from analysis.charts.correlation_matrix import display_correlation_matrix, drawn_columns
from analysis.charts.many_tests import display_adjust_p_values
from analysis.charts.three_line import table_html
from analysis.language import translator
from analysis.relations import adjust_p_values, correlate, correlation_matrix, partial_correlation
from tests.analysis.relations.frames import mixed_frame

CASES = [
    ("days", "visits", 300, "points"),
    ("days", "visits", 1500, "bands"),
    ("days", "spend", 1500, "bands"),
    ("ease", "days", 600, "bands"),
    ("days", "ease", 600, "bands"),
    ("ease", "trust", 600, "answers"),
    ("region", "channel", 600, "answers"),
    ("region", "days", 600, "means"),
    ("member", "days", 600, "means"),
    ("region", "member", 600, "shares"),
    ("member", "reads", 600, "shares"),
]


def specs(display):
    found = []
    for language in ("en", "zh"):
        say = translator(language)
        for figure in display.figures:
            assert all(say(words) for words in (figure.heading, figure.note, figure.description))
            spec = figure.draw(say).to_dict()
            vl_convert.vegalite_to_vega(spec)
            found.append(json.dumps(spec, ensure_ascii=False))
        for table in display.tables:
            assert "rl3" in table_html(table, say)
    return found


@pytest.mark.parametrize(("x", "y", "n", "kind"), CASES)
def test_the_levels_choose_the_picture(x, y, n, kind):
    found = correlate(mixed_frame(n), x=x, y=y)
    assert found.picture.kind == kind
    drawn = specs(display_correlate(found))
    assert len(drawn) == 2
    assert all('"low"' in spec for spec in drawn) or kind == "answers"
    assert not any("NaN" in spec for spec in drawn)


def test_counts_in_the_picture_are_all_rows():
    for x, y, n, kind in CASES:
        picture = correlate(mixed_frame(n), x=x, y=y).picture
        cells = picture.cells if kind in ("points", "bands", "answers") else picture.centres
        assert cells["n"].sum() + picture.n_not_drawn == n


def test_nothing_is_drawn_without_a_coefficient():
    found = correlate(pd.DataFrame({"x": [1.0] * 9, "y": np.arange(9.0)}), x="x", y="y")
    assert display_correlate(found).figures == ()
    empty = correlation_matrix(pd.DataFrame({"x": [1.0] * 9, "y": np.arange(9.0)}), columns=("x", "y"))
    assert display_correlation_matrix(empty).figures == ()


def test_partial_draws_what_is_left():
    found = partial_correlation(mixed_frame(1500), x="days", y="visits", control=("spend", "region"))
    assert "what is left of its" in specs(display_partial_correlation(found))[0]


@pytest.mark.parametrize(("size", "labelled"), [(2, True), (8, True), (25, True), (40, False)])
def test_matrix_is_labelled_up_to_25_columns(size, labelled):
    rng = np.random.default_rng(1)
    data = pd.DataFrame(rng.normal(size=(200, size)) + rng.normal(size=(200, 1))).rename(columns=lambda i: f"列{i}" * 8)
    data.iloc[:, 0] = np.where(np.arange(200) < 2, 1.0, np.nan) if size == 8 else data.iloc[:, 0]
    drawn = specs(display_correlation_matrix(correlation_matrix(data, columns=tuple(data.columns))))
    assert all(('"type": "text"' in spec) == labelled for spec in drawn)
    assert not any("NaN" in spec for spec in drawn)


def test_of_very_many_columns_the_strongest_are_drawn():
    rng = np.random.default_rng(2)
    data = pd.DataFrame(rng.normal(size=(80, 150))).rename(columns=str)
    data["149"] = data["0"] + 0.1 * rng.normal(size=80)
    found = correlation_matrix(data, columns=tuple(data.columns), order_by_similarity=True)
    shown = drawn_columns(found)
    assert len(shown) == 60
    assert {"0", "149"} <= set(shown)
    say = translator("en")
    assert "drawn: the 60 of 150 columns" in say(display_correlation_matrix(found).figures[0].note)
    specs(display_correlation_matrix(found))


def test_adjusted_p_values_are_a_table():
    display = display_adjust_p_values(adjust_p_values(p=(0.01, 0.04)))
    assert display.tables[0].rows[1][1:3] == (0.04, 0.04)
    specs(display)


def test_long_names_of_one_question_stay_apart_on_the_axis():
    from analysis.charts.wrapping import told_apart

    stem = "Please rank the films in order of preference with 1 being your favourite: "
    names = told_apart([f"{stem}{film}" for film in ("The Phantom Menace", "A New Hope")], 36)
    assert len(set(names)) == 2
    assert all(name.endswith(film) for name, film in zip(names, ("Menace", "Hope"), strict=True))
