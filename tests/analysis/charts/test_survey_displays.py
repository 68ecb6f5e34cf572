"""Displays of the survey methods: every chart draws in both languages, every interval is drawn, nothing is empty."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.charts.display import Display, Strip
from analysis.charts.split_bars import rating_colour
from analysis.charts.style import LIKERT
from analysis.charts.three_line import table_html, table_texts
from analysis.core import LocalText
from analysis.data.codebook import Codebook, ValueLabel, Variable
from analysis.language import translator
from analysis.methods.survey import SURVEY_METHODS

METHODS = {method.id: method for method in SURVEY_METHODS}
N = 240


def _frame() -> pd.DataFrame:
    rng = np.random.default_rng(20260101)
    frame = pd.DataFrame(
        {
            "channel": pd.Categorical(rng.choice(["app", "shop"], N, p=[0.7, 0.3]), categories=["app", "shop", "web"]),
            "agree": pd.Categorical(rng.integers(1, 6, N), categories=[1, 2, 3, 4, 5], ordered=True),
            "spend": rng.lognormal(4, 0.8, N).round(2),
            "visits": rng.poisson(3, N).astype(float),
            "score": rng.integers(0, 11, N).astype(float),
            "member": pd.array(rng.random(N) < 0.3, dtype="boolean"),
            "price": pd.array(rng.random(N) < 0.6, dtype="boolean"),
            "gifts": pd.array(rng.random(N) < 0.2, dtype="boolean"),
            "day": pd.Timestamp("2026-01-01") + pd.to_timedelta(rng.integers(0, 30, N), unit="D"),
            "why": rng.choice(["太贵", "too slow"], N),
            "same": 3.0,
            "w": rng.uniform(0.4, 2.5, N),
        }
    )
    frame.loc[:9, ["channel", "spend"]] = None
    return frame


FRAME = _frame()
CODEBOOK = Codebook(
    (
        Variable(
            id="channel",
            label=LocalText("Which channel?", "哪个渠道？"),
            level="nominal",
            values=(
                ValueLabel("app", LocalText("The app", "手机 App")),
                ValueLabel("shop", LocalText("The same words", "同名")),
                ValueLabel("web", LocalText("The same words", "同名")),
            ),
        ),
    )
)

CASES = [
    ("frequencies", {"column": "channel"}, 1),
    ("frequencies", {"column": "channel", "weights": "w", "sort": "count"}, 1),
    ("frequencies", {"column": "visits"}, 1),
    ("describe", {"column": "channel"}, 1),
    ("describe", {"column": "agree"}, 1),
    ("describe", {"column": "spend"}, 1),
    ("describe", {"column": "visits", "weights": "w"}, 1),
    ("describe", {"column": "member"}, 1),
    ("describe", {"column": "same"}, 0),
    ("describe", {"column": "day"}, 0),
    ("describe", {"column": "why"}, 0),
    ("multi_select", {"columns": ("price", "gifts", "member")}, 1),
    ("multi_select", {"columns": ("price", "gifts"), "base": "chose_any", "sort": "declared"}, 1),
    ("net_promoter_score", {"column": "score"}, 1),
    ("net_promoter_score", {"column": "score", "weights": "w"}, 1),
    ("top_box", {"column": "agree"}, 1),
    ("top_box", {"column": "agree", "top": 1, "bottom": 1}, 1),
    ("top_box", {"column": "score", "top": 5, "bottom": 6, "lowest": 0, "highest": 10}, 1),
    ("estimate_proportion", {"successes": 3, "n": 25}, 1),
    ("estimate_proportion", {"successes": 0, "n": 40, "compare_with": 0.1}, 1),
    ("weighted_mean", {"column": "spend", "weights": "w"}, 1),
    ("serial_correlation", {"column": "spend", "order": "day"}, 0),
]


def _display(method: str, options: dict) -> Display:
    entry = METHODS[method]
    result = entry.function(**options) if entry.kind == "calculator" else entry.function(FRAME, **options)
    return entry.display(result)


def _layers(spec: dict) -> list[dict]:
    return spec.get("layer", [spec])


def _mark(layer: dict) -> str:
    mark = layer["mark"]
    return mark if isinstance(mark, str) else mark["type"]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize(("method", "options", "figures"), CASES)
def test_displays_draw_in_both_languages(method, options, figures, language):
    say = translator(language, CODEBOOK)
    display = _display(method, options)
    assert len(display.figures) == figures
    assert display.tables
    for figure in display.figures:
        spec = figure.draw(say).to_dict()
        assert "width" not in spec
        assert "title" not in spec
        assert "currentColor" in json.dumps(spec)
        assert any(_mark(layer) == "rule" for layer in _layers(spec)), "no interval is drawn"
        for words in (figure.heading, figure.note, figure.description):
            assert "{" not in say(words)
    for table in display.tables:
        texts = table_texts(table, say)
        assert len({len(row) for row in texts}) == 1
        assert "rl3" in table_html(table, say)
        assert len(texts) > 1


@pytest.mark.parametrize("method", ["frequencies", "describe"])
def test_two_answers_with_the_same_words_keep_their_bars(method):
    (figure,) = _display(method, {"column": "channel"}).figures
    spec = figure.draw(translator("zh", CODEBOOK)).to_dict()
    bars = next(layer for layer in _layers(spec) if _mark(layer) == "bar")
    assert bars["encoding"]["y"]["axis"]["labelExpr"] == '["手机 App", "同名", "同名"][datum.value]'


def test_intervals_of_the_bars_are_those_of_the_result():
    result = METHODS["frequencies"].function(FRAME, column="channel")
    spec = METHODS["frequencies"].display(result).figures[0].draw(translator("en")).to_dict()
    rule = next(layer for layer in _layers(spec) if _mark(layer) == "rule")
    values = rule.get("data", spec.get("data"))["values"]
    assert [(row["low"], row["high"]) for row in values] == [(a.share.low, a.share.high) for a in result.answers]


def test_table_strips_hold_the_intervals():
    table = _display("net_promoter_score", {"column": "score"}).tables[0]
    strips = [cell for row in table.rows for cell in row if isinstance(cell, Strip)]
    assert len(strips) == 4
    assert all(strip.minimum <= strip.low <= strip.value <= strip.high <= strip.maximum for strip in strips)


@pytest.mark.parametrize(
    ("method", "options"),
    [
        ("describe", {"column": "x"}),
        ("describe", {"column": "c"}),
        ("describe", {"column": "t"}),
        ("describe", {"column": "d"}),
        ("frequencies", {"column": "c"}),
        ("multi_select", {"columns": ("b", "b2")}),
        ("net_promoter_score", {"column": "x"}),
        ("top_box", {"column": "x"}),
        ("weighted_mean", {"column": "x", "weights": "w"}),
        ("serial_correlation", {"column": "x", "order": "w"}),
    ],
)
@pytest.mark.parametrize("rows", [0, 2])
def test_without_answers_nothing_is_drawn(method, options, rows):
    frame = pd.DataFrame(
        {
            "x": pd.Series([np.nan] * rows, dtype=float),
            "w": pd.Series([1.0] * rows, dtype=float),
            "c": pd.Categorical([None] * rows, categories=["a", "b"]),
            "t": pd.Series([None] * rows, dtype="str"),
            "d": pd.Series([pd.NaT] * rows, dtype="datetime64[ns]"),
            "b": pd.array([None] * rows, dtype="boolean"),
            "b2": pd.array([None] * rows, dtype="boolean"),
        }
    )
    display = METHODS[method].display(METHODS[method].function(frame, **options))
    assert display == Display()


@pytest.mark.parametrize("rows", [1, 2])
def test_one_or_two_answers_still_draw(rows):
    frame = FRAME.iloc[20 : 20 + rows]
    say = translator("en")
    for method, options, _ in CASES:
        if METHODS[method].kind == "calculator":
            continue
        for figure in METHODS[method].display(METHODS[method].function(frame, **options)).figures:
            assert figure.draw(say).to_dict()


def test_rating_colours_are_the_five_of_the_style():
    assert tuple(rating_colour(place)[0] for place in (0, 0.25, 0.5, 0.75, 1)) == LIKERT
