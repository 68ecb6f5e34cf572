"""The expression language: Kleene's tables, codes, declared order, functions, and an error for every mistake."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.core.errors import RetentionLabError, UnsuitableDataError
from analysis.core.messages import LocalText
from analysis.data.codebook import Codebook, MissingCode, ValueLabel, Variable
from analysis.data.expressions import FUNCTIONS, ExpressionError, Truth, compile_expression
from analysis.data.expressions.scan import MAX_CHARACTERS
from analysis.data.prepared import typed_table
from analysis.language import render_error


def answers(*codes) -> tuple[ValueLabel, ...]:
    return tuple(ValueLabel(code, LocalText(f"Answer {code}", f"答案{code}")) for code in codes)


SKIPPED = (MissingCode(-3, "skipped"), MissingCode(-2, "blank"))


def var(name, level, **facts) -> Variable:
    return Variable(id=name, label=LocalText(name), level=level, **facts)


BOOK = Codebook(
    (
        var("a", "option", missing=SKIPPED),
        var("b", "option", missing=SKIPPED),
        var("x", "scale", missing=SKIPPED),
        var("y", "scale", missing=SKIPPED),
        var("mood", "ordinal", values=answers("good", "fair", "bad")),
        var("mood2", "ordinal", values=answers("good", "fair", "bad")),
        var("q1", "ordinal", values=answers(1, 2, 3, 4, 5), missing=SKIPPED),
        var("q2", "ordinal", values=answers(1, 2, 3, 4, 5), missing=SKIPPED, reverse=True),
        var("city", "nominal", values=answers("sh", "bj", "gz"), missing=(MissingCode("99", "refused"),)),
        var("home", "nominal", values=answers("gz", "sz")),
        var("free", "nominal"),
        var("day", "date"),
        var("end", "date"),
        var("name", "text"),
        var("other", "text"),
        var("key", "id"),
        var("我的 题目", "scale"),
        var("满意度", "ordinal", values=answers(1, 2, 3)),
        var("secret", "text", personal=True),
        var("many", "multi", options=("a", "b")),
        var("spend", "scale", table="customers"),
    )
)


def run(expression: str, **columns):
    length = max((len(cells) for cells in columns.values()), default=1)
    frame = pd.DataFrame({name: pd.Series(cells, dtype=object) for name, cells in columns.items()}, index=range(length))
    compiled = compile_expression(expression, BOOK)
    result = compiled.term.run(typed_table(frame, "survey", BOOK))
    if isinstance(result, Truth):
        assert not (result.true & ~result.known).any()
        return [bool(t) if k else None for t, k in zip(result.true, result.known, strict=True)]
    return [None if math.isnan(value) else float(value) for value in result]


VALUES = (True, False, None)


def kleene_and(p, q):
    if p is False or q is False:
        return False
    return None if p is None or q is None else True


@pytest.mark.parametrize(("p", "q"), list(itertools.product(VALUES, VALUES)))
def test_kleene_tables(p, q):
    assert run("a and b", a=[p], b=[q]) == [kleene_and(p, q)]
    negated = (None if v is None else not v for v in (p, q))
    conjunction = kleene_and(*negated)
    assert run("a or b", a=[p], b=[q]) == [None if conjunction is None else not conjunction]
    assert run("not a", a=[p]) == [None if p is None else not p]
    # De Morgan, and a chain of three.
    assert run("not (a and b)", a=[p], b=[q]) == run("not a or not b", a=[p], b=[q])
    assert run("a and b and a", a=[p], b=[q]) == run("a and b", a=[p], b=[q])


@pytest.mark.parametrize(
    ("expression", "cells", "wanted"),
    [
        ("x == 2", [1, 2, "2.0", -3, None], [False, True, True, None, None]),
        ("x != 2", [1, 2, -3], [True, False, None]),
        ("x < 2", [1, 2, None], [True, False, None]),
        ("2 <= x", [1, 2, None], [False, True, None]),
        ("1 < x <= 3", [1, 2, 3, 4, None], [False, True, True, False, None]),
        ("x in [1, 3]", [1, 2, 3, None], [True, False, True, None]),
        ("x not in (1, 3)", [1, 2, None], [False, True, None]),
        ("x == '2'", [2, 3], [True, False]),
        ("x == -2.5", [-2.5, 2.5], [True, False]),
        ("not x > 1", [1, 2, None], [True, False, None]),
    ],
)
def test_numbers(expression, cells, wanted):
    assert run(expression, x=cells) == wanted


@pytest.mark.parametrize("literal", ["1", "1.0", "'1'", '"1.0"', "“1”", "‘1’"])
def test_one_code_however_it_is_written(literal):
    assert run(f"q1 == {literal}", q1=[1, "1", 2.0, -3]) == [True, True, False, None]


def test_ordered_comparison_follows_declared_order_not_the_alphabet():
    cells = ["good", "fair", "bad", None]
    assert run("mood >= 'fair'", mood=cells) == [False, True, True, None]
    assert run("'fair' > mood", mood=cells) == [True, False, False, None]
    assert run("'good' < mood <= 'bad'", mood=cells) == [False, True, True, None]
    assert run("mood < mood2", mood=cells, mood2=["fair", "fair", "good", "bad"]) == [True, False, False, None]


def test_nominal_codes():
    cells = ["sh", "bj", 99, None]
    assert run("city == 'sh'", city=cells) == [True, False, None, None]
    assert run("city != 'sh'", city=cells) == [False, True, None, None]
    assert run("city in ['sh', 'gz']", city=cells) == [True, False, None, None]
    # Equality across variables compares codes, whatever place they have in either list.
    assert run("city == home", city=["gz", "sh", "gz", None], home=["gz", "gz", "sz", "gz"]) == [
        True,
        False,
        False,
        None,
    ]
    assert run("city != home", city=["gz", "sh"], home=["gz", "sz"]) == [False, True]


def test_a_variable_without_declared_answers_takes_any_code():
    assert run("free == 'new'", free=["old", "new", None]) == [False, True, None]
    assert run("free == 'never seen'", free=["old", None]) == [False, None]
    assert run("free != 'never seen'", free=["old", None]) == [True, None]


def test_options_are_conditions_and_can_be_compared():
    assert run("a == 1", a=[1, 0, -3]) == [True, False, None]
    assert run("a != 1", a=[1, 0, -3]) == [False, True, None]
    assert run("a == True and not b", a=[1, 1, 0], b=[0, 1, None]) == [True, False, False]
    assert run("a == b", a=[1, 1, None], b=[1, 0, 1]) == [True, False, None]


def test_dates_and_texts():
    days = ["2025-06-01", "2025/6/2", None]
    assert run('day < "2025-06-02"', day=days) == [True, False, None]
    assert run("day == '2025/6/2'", day=days) == [False, True, None]
    assert run("day <= end", day=days, end=["2025-06-01"] * 3) == [True, False, None]
    assert run("name == 'x'", name=["x", "y", None]) == [True, False, None]
    assert run("name != other", name=["x", "y", None], other=["x", "x", "x"]) == [False, True, None]
    assert run("key in [1, '007']", key=[1, "007", "7"]) == [True, True, False]


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("x + y", 9.0),
        ("x - y", 5.0),
        ("x * y", 14.0),
        ("x / y", 3.5),
        ("x // y", 3.0),
        ("x % y", 1.0),
        ("x ** y", 49.0),
        ("-x + +y", -5.0),
        ("(x + y) * 2 - 1", 17.0),
        ("abs(-x)", 7.0),
        ("sqrt(x + y)", 3.0),
        ("log(x / x)", 0.0),
        ("min(x, y, 5)", 2.0),
        ("max(x, y)", 7.0),
        ("sum(x, y)", 9.0),
        ("mean(x, y)", 4.5),
        ("round(x / y)", 4.0),
        ("round(x / 3, 2)", 2.33),
        ("1e2 + x * 0", 100.0),
    ],
)
def test_arithmetic(expression, wanted):
    assert run(expression, x=[7], y=[2])[0] == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("expression", ["x + y", "mean(x, y)", "sum(x, y)", "min(x, y)", "max(x, y)", "x * 0 + y * 0"])
def test_missing_propagates(expression):
    assert run(expression, x=[1, None, -3], y=[None, 1, 2]) == [None, None, None]


@pytest.mark.parametrize(
    ("expression", "x"),
    [("1 / x", 0), ("log(x)", 0), ("log(x)", -1), ("sqrt(x)", -1), ("x ** 1000", 10), ("x % 0", 5), ("(-x) ** 0.5", 4)],
)
def test_what_has_no_value_is_missing_not_infinite(expression, x):
    assert run(expression, x=[x]) == [None]


def test_scale_scores_need_all_answers_unless_least_says_otherwise():
    columns = {"q1": [4, 4, -3], "x": [2, None, None], "y": [3, 2, 1]}
    assert run("mean(q1, x, y)", **columns) == [3.0, None, None]
    assert run("mean(q1, x, y, least=2)", **columns) == [3.0, 3.0, None]
    assert run("sum(q1, x, y, least=1)", **columns) == [9.0, 6.0, 1.0]
    assert run("min(q1, x, least=1)", **columns) == [2.0, 4.0, None]
    assert run("max(q1, x, least=1)", **columns) == [4.0, 4.0, None]


def test_reverse_turns_a_scale_round_on_its_declared_ends():
    assert run("reverse(q2)", q2=[1, 2, 5, -3]) == [5.0, 4.0, 1.0, None]
    assert run("mean(q1, reverse(q2))", q1=[5], q2=[1]) == [5.0]
    assert compile_expression("mean(q1, q2)", BOOK).unturned == ("q2",)
    assert compile_expression("mean(q1, reverse(q2))", BOOK).unturned == ()


def test_count_true_counts_and_needs_known_answers():
    assert run("count_true(a, b, x > 1)", a=[1, 0, None], b=[1, 0, 1], x=[2, 1, 3]) == [3.0, 0.0, None]
    assert run("count_true(a, b, least=1)", a=[1, None, None], b=[0, 1, None]) == [1.0, 1.0, None]


def test_missing_answers_can_be_asked_for_by_kind():
    assert run("is_missing(x)", x=[1, -3, -2, None, "?"]) == [False, True, True, True, True]
    assert run("is_answered(x)", x=[1, -3, None]) == [True, False, False]
    assert run("is_missing(x, 'skipped')", x=[1, -3, -2]) == [False, True, False]
    assert run("is_missing(x, 'invalid')", x=[1, -3, "?"]) == [False, False, True]
    assert run("is_answered(a) and is_missing(name)", a=[0, None], name=[None, None]) == [True, False]


@pytest.mark.parametrize(
    ("cell", "digits", "wanted"), [(0.5, 0, 1.0), (2.5, 0, 3.0), (-2.5, 0, -3.0), (2.345, 1, 2.3), (-0.2, 0, 0.0)]
)
def test_round_goes_half_away_from_zero(cell, digits, wanted):
    value = run(f"round(x, {digits})", x=[cell])[0]
    assert value == pytest.approx(wanted)
    assert math.copysign(1, value) == math.copysign(1, wanted)


def test_parts_of_dates():
    days = ["2025-06-30 23:59", "1969-12-31", None]
    assert run("year(day)", day=days) == [2025.0, 1969.0, None]
    assert run("month(day)", day=days) == [6.0, 12.0, None]


@pytest.mark.parametrize(
    "expression",
    [
        "`我的 题目` > 1 and 满意度 >= 2",
        "（`我的 题目`＞1）and 满意度 in ［2，3］".replace("［", "【").replace("］", "】"),
        "\n  `我的 题目` > 1\n  and 满意度 != “1”",
    ],
)
def test_chinese_names_and_signs(expression):
    assert run(expression, **{"我的 题目": [2, 0], "满意度": [3, 3]}) == [True, False]


def test_names_of_functions_do_not_hide_variables():
    book = Codebook((var("sum", "scale"), var("class", "scale")))
    frame = pd.DataFrame({"sum": [1.0], "class": [2.0]})
    term = compile_expression("sum(sum, `class`)", book).term
    assert term.run(typed_table(frame, "survey", book)).tolist() == [3.0]


def test_used_variables_are_told_in_order():
    assert compile_expression("y > 1 or x > y", BOOK).variables == ("y", "x")


ERRORS = [
    ("", "empty"),
    ("   ", "empty"),
    ("x >", "cannot be read"),
    ("x = 1", "single ="),
    ("a & b > 1 &", "Write and, or, not"),
    ("a | b", "Write and, or, not"),
    ("~a", "Write and, or, not"),
    ("(x > 1", "brackets do not match"),
    ("x > 1)", "brackets do not match"),
    ("name == 'abc", "never closed"),
    ("`x > 1", "never closed"),
    ("x # 1", "has no meaning"),
    ("x; y", "has no meaning"),
    ("nothing > 1", "There is no variable nothing"),
    ("moodd == 'good'", "Did you mean one of: mood"),
    ("MOOD == 'good'", "Did you mean one of: mood"),
    ("spend > 1", "stands in another table"),
    ("secret == 'x'", "personal data"),
    ("many == 1", "Name one of its options: a, b"),
    ("mean > 1", "is a function"),
    ("meen(x)", "Did you mean one of: mean"),
    ("eval('1')", "There is no function eval"),
    ("x.real > 1", "not allowed"),
    ("x[0] > 1", "not allowed"),
    ("(lambda: x)()", "cannot be called"),
    ("[x for x in y]", "not allowed"),
    ("x if a else y", "not allowed"),
    ("f'{x}' == 1", "cannot be read"),
    ("x := 1", "cannot be read"),
    ("x == None", "is_missing"),
    ("x is 1", "Write =="),
    ("x == 1j", "not allowed"),
    ("x == ...", "not allowed"),
    ("x > " + "9" * 400, "too large"),
    ("1 == 2", "Two fixed values"),
    ("1 + 1", "names no variable"),
    ("x > 'ten'", "is not a number"),
    ("x + 'ten'", "is not a number"),
    ("x + a", "count_true"),
    ("x + city", "have no order"),
    ("x + mood", "codes of mood are not numbers"),
    ("x + day", "Expected: a number"),
    ("x and a", "Expected: a condition"),
    ("not q1", "Compare it with a value, such as q1 == 1"),
    ("city > 'sh'", "have no order"),
    ("city < home", "no common order"),
    ("q1 < mood", "no common order"),
    ("name < 'b'", "Texts have no order"),
    ("a > 0", "Allowed: == 1, == 0"),
    ("a == 2", "Allowed: == 1, == 0"),
    ("q1 == 7", "no answer with the code 7"),
    ("city == 'Answer sh'", "Did you mean one of: sh"),
    ("city == '答案bj'", "Did you mean one of: bj"),
    ("q1 == -3", "stands for a missing answer"),
    ("city in ['sh', 99]", "stands for a missing answer"),
    ("city in 'sh'", "a list of values is expected"),
    ("city in []", "a list of values is expected"),
    ("city in [home]", "a list of values is expected"),
    ("1 in [1, 2]", "a variable is expected"),
    ("city == ['sh']", "A list cannot be compared"),
    ("day > 'soon'", "is not a date"),
    ("day > 2025", "is not a date"),
    ("x == day", "cannot be compared"),
    ("x == city", "cannot be compared"),
    ("a < b", "cannot be compared"),
    ("abs(x, y)", "is given 2"),
    ("mean()", "is given 0"),
    ("mean(*x)", "is given 1"),
    ("mean(x, least=3)", "least is not"),
    ("mean(x, least=True)", "least is not"),
    ("mean(x, most=1)", "no option most"),
    ("abs(x, least=1)", "no option least"),
    ("round(x, y)", "number of digits"),
    ("round(x, -1)", "number of digits"),
    ("is_missing(x + 1)", "takes a variable"),
    ("is_missing(x, 'gone')", "Allowed: skipped, blank, refused, invalid"),
    ("is_missing(nothing)", "no variable nothing"),
    ("reverse(x)", "numeric answer codes"),
    ("reverse(mood)", "numeric answer codes"),
    ("year(x)", "Expected: a date"),
    ("count_true(x)", "Expected: a condition"),
    ("x << 1", "not allowed between numbers"),
    ("x > 1 " + "or x > 1 " * 1000, "characters"),
    ("(" * 200 + "x" + ")" * 200, "nested too deeply"),
    ("not " * 500 + "a", "nested too deeply"),
    ("-" * 3900 + "x", "deeply"),
]


@pytest.mark.parametrize(("expression", "fragment"), ERRORS, ids=[text[:30] for text, _ in ERRORS])
def test_every_mistake_has_its_sentence(expression, fragment):
    with pytest.raises(ExpressionError) as caught:
        compile_expression(expression, BOOK)
    assert fragment in render_error(caught.value, "en", BOOK)
    assert 0 <= caught.value.position <= max(len(expression), 1)


@pytest.mark.parametrize(
    ("expression", "position"),
    [
        ("x > 1 and nope > 2", 11),
        ("满意度 >= 2 and nope > 2", 14),
        ("`我的 题目` > 'a'", 11),
        ("x = 1", 3),
        ("a or q1 == 9", 12),
    ],
)
def test_errors_point_at_the_character(expression, position):
    with pytest.raises(ExpressionError) as caught:
        compile_expression(expression, BOOK)
    assert caught.value.position == position


def test_backslashes_and_quotes_are_plain_characters():
    book = Codebook((var("t", "text"),))
    frame = pd.DataFrame({"t": ["a\\d", 'say "x"', "\\n"]})
    for expression, wanted in [("t == 'a\\d'", 0), ("t == 'say \"x\"'", 1), ("t == '\\n'", 2)]:
        truth = compile_expression(expression, book).term.run(typed_table(frame, "survey", book))
        assert truth.true.tolist() == [place == wanted for place in range(3)]


def test_a_column_that_is_gone_is_named():
    compiled = compile_expression("x > 1", BOOK)
    with pytest.raises(UnsuitableDataError, match="no column x"):
        compiled.term.run(typed_table(pd.DataFrame({"y": [1]}), "survey", BOOK))


def test_the_length_limit_is_exact():
    padded = "x > 1".ljust(MAX_CHARACTERS)
    assert compile_expression(padded, BOOK).variables == ("x",)
    with pytest.raises(ExpressionError, match="characters"):
        compile_expression(padded + " ", BOOK)


ALPHABET = st.sampled_from(
    [
        *"xab()[]'\"`,=<>!+-*/% .\\\n:1",
        "and ",
        "or ",
        "not ",
        "q1",
        "in ",
        "mean(",
        "（",
        "“",
        "＝",
        "lambda ",
        "满意度",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(ALPHABET, max_size=25).map("".join))
def test_nonsense_raises_only_our_error(expression):
    try:
        compile_expression(expression, BOOK)
    except RetentionLabError as error:
        assert isinstance(error, ExpressionError)  # noqa: PT017 - anything else may not escape


@settings(max_examples=60, deadline=None)
@given(
    x=st.lists(st.one_of(st.none(), st.integers(-5, 5)), min_size=3, max_size=3),
    y=st.lists(st.one_of(st.none(), st.integers(-5, 5)), min_size=3, max_size=3),
    sign=st.sampled_from(["==", "!=", "<", "<=", ">", ">="]),
)
def test_comparisons_agree_with_python_where_both_are_known(x, y, sign):
    names = {-3: None, -2: None}
    got = run(f"x {sign} y", x=x, y=y)
    known = [[names.get(value, value) for value in column] for column in (x, y)]
    for p, q, answer in zip(*known, got, strict=True):
        wanted = None if p is None or q is None else eval(f"{p} {sign} {q}")
        assert answer == wanted


def test_every_function_is_tested_here():
    source = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in FUNCTIONS if f"{name}(" not in source] == []


def test_a_score_equals_numpy():
    rng = np.random.default_rng(7)
    cells = rng.integers(1, 6, size=(3, 50))
    columns = dict(zip(("q1", "x", "y"), (row.tolist() for row in cells), strict=True))
    columns["x"] = [v + 0.5 for v in columns["x"]]
    expected = np.vstack([columns["q1"], columns["x"], columns["y"]]).mean(axis=0)
    assert run("mean(q1, x, y)", **columns) == pytest.approx(expected.tolist())
