"""Comparisons: numbers by size, ordered answers by declared order, codes by `code_text`, dates by day."""

# pandas' own stubs leave extension arrays partly unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import operator
from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np
import pandas as pd

from analysis.core.messages import ColumnRef, Message
from analysis.data.codebook import Variable, code_text
from analysis.data.dates import dates_of
from analysis.data.expressions.errors import ExpressionError
from analysis.data.expressions.terms import KIND_WORDS, Term, Truth
from analysis.data.names import close_names
from analysis.data.typed_columns import TypedTable

SIGNS: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
TURNED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
EQUALITY = frozenset({"==", "!="})


def compare(left: Term, sign: str, right: Term) -> Term:
    """The condition `left sign right`, or why the two cannot be compared."""
    for term in (left, right):
        if term.kind == "list":
            raise ExpressionError(
                Message("A list cannot be compared with {sign}.", sign=sign),
                term.position,
                remedy=Message("Write {example}.", example="q1 in [1, 2]"),
            )
    if left.is_literal and right.is_literal:
        raise ExpressionError(Message("Two fixed values are compared here."), left.position)
    if left.is_literal:
        return compare(right, TURNED[sign], left)
    if right.is_literal:
        return _with_literal(left, sign, right)
    return _with_term(left, sign, right)


def contained(left: Term, right: Term) -> Term:
    """The condition `left in right`."""
    if right.kind != "list" or not right.members or not all(member.is_literal for member in right.members):
        raise ExpressionError(
            Message("After in, a list of values is expected."),
            right.position,
            remedy=Message("Write {example}.", example="q1 in [1, 2]"),
        )
    if left.is_literal or left.kind == "list":
        raise ExpressionError(Message("Before in, a variable is expected."), left.position)
    parts = [_with_literal(left, "==", member) for member in right.members]
    return Term("truth", lambda table: reduce(operator.or_, [part.run(table) for part in parts]), left.position)


def _with_literal(left: Term, sign: str, right: Term) -> Term:
    match left.kind:
        case "number":
            return _numbers(left, sign, _number_literal(right), right.position)
        case "codes":
            return _codes_with_literal(left, sign, right)
        case "truth":
            return _truth_with_literal(left, sign, right)
        case "date":
            return _dates_with_literal(left, sign, right)
        case _:
            return _text_with_literal(left, sign, right)


def _with_term(left: Term, sign: str, right: Term) -> Term:
    kinds = {left.kind, right.kind}
    if kinds == {"number"}:
        return _numbers(left, sign, right, right.position)
    if kinds == {"truth"} and sign in EQUALITY:
        return _equal_truth(left, sign, right)
    if kinds == {"date"}:
        return Term("truth", lambda table: _compared_dates(left.run(table), sign, right.run(table)), left.position)
    if kinds == {"codes"}:
        return _two_code_variables(left, sign, right)
    if kinds == {"text"}:
        _equality_only(left, sign)
        return Term("truth", lambda table: _equal_text(left.run(table), sign, right.run(table)), left.position)
    raise ExpressionError(
        Message(
            "{left} and {right} cannot be compared with {sign}.",
            left=KIND_WORDS[left.kind],
            right=KIND_WORDS[right.kind],
            sign=sign,
        ),
        right.position,
    )


def _numbers(left: Term, sign: str, right: Term | float, position: int) -> Term:
    def run(table: TypedTable) -> Truth:
        a = left.run(table)
        b = right.run(table) if isinstance(right, Term) else right
        known = ~(np.isnan(a) | np.isnan(b))
        return Truth(SIGNS[sign](a, b) & known, known)

    return Term("truth", run, position)


def _number_literal(term: Term) -> float:
    try:
        return float(term.literal) if not isinstance(term.literal, bool) and term.literal is not None else float("")
    except ValueError:
        raise ExpressionError(
            Message("“{value}” is not a number.", value=str(term.literal)),
            term.position,
            Message("A number is expected."),
        ) from None


def _codes_with_literal(left: Term, sign: str, right: Term) -> Term:
    code = declared_code(left, right)
    variable = left.variable
    if sign not in EQUALITY and (variable is None or variable.level != "ordinal"):
        raise _unordered(left)

    def run(table: TypedTable) -> Truth:
        column: pd.Categorical = left.run(table)
        known = column.codes >= 0
        # A code nobody declared and nobody gave equals no answer.
        place = column.categories.get_indexer(pd.Index([code], dtype="str"))[0]
        return Truth(SIGNS[sign](column.codes, place) & known, known)

    return Term("truth", run, left.position)


def declared_code(left: Term, right: Term) -> str:
    """The code a constant names among a variable's declared answers, or what it may have meant."""
    code = code_text(right.literal).strip()
    variable = left.variable
    if variable is None or not variable.codes or code in variable.codes:
        return code
    missing = {code_text(item.code) for item in variable.missing}
    if code in missing:
        raise ExpressionError(
            Message("{code} stands for a missing answer of {column}.", code=code, column=ColumnRef(variable.id)),
            right.position,
            remedy=Message("Ask for missing answers with {example}.", example=f"is_missing({variable.id})"),
        )
    raise ExpressionError(
        Message("{column} has no answer with the code {code}.", code=code, column=ColumnRef(variable.id)),
        right.position,
        Message("Codes: {codes}.", codes=variable.codes[:20]),
        _meant(variable, code),
    )


def _meant(variable: Variable, code: str) -> Message | None:
    by_label = [
        code_text(value.code)
        for value in variable.values
        if code.casefold() in {value.label.en.casefold(), value.label.zh.casefold()}
    ]
    close = tuple(by_label) or close_names(code, variable.codes)
    return Message("Did you mean one of: {names}?", names=close) if close else None


def _unordered(left: Term) -> ExpressionError:
    name = left.variable.id if left.variable else ""
    return ExpressionError(
        Message("The answers of {column} have no order.", column=ColumnRef(name)),
        left.position,
        Message("Allowed: {signs}.", signs=("==", "!=", "in")),
        Message("Change its level to ordinal on the Variables page if its answers are ordered."),
    )


def _two_code_variables(left: Term, sign: str, right: Term) -> Term:
    a, b = left.variable, right.variable
    ordered = a is not None and b is not None and a.level == b.level == "ordinal" and a.codes == b.codes
    if sign not in EQUALITY and not ordered:
        raise ExpressionError(
            Message("These two variables have no common order."),
            left.position,
            Message("Allowed: {signs}.", signs=("==", "!=")),
        )

    def run(table: TypedTable) -> Truth:
        one: pd.Categorical = left.run(table)
        two: pd.Categorical = right.run(table)
        known = (one.codes >= 0) & (two.codes >= 0)
        places = one.categories.get_indexer(two.categories)
        # Codes the first variable does not have get places of their own, equal to none of its.
        places = np.append(np.where(places < 0, -2, places), -1)
        return Truth(SIGNS[sign](one.codes, places[two.codes]) & known, known)

    return Term("truth", run, left.position)


def _truth_with_literal(left: Term, sign: str, right: Term) -> Term:
    wanted = {"1": True, "0": False, "true": True, "false": False}.get(code_text(right.literal).casefold())
    if wanted is None or sign not in EQUALITY:
        raise ExpressionError(
            Message("{kind} stands here.", kind=KIND_WORDS["truth"]),
            left.position,
            Message("Allowed: {signs}.", signs=("== 1", "== 0", "not …")),
        )
    if wanted == (sign == "=="):
        return Term("truth", left.run, left.position)
    return Term("truth", lambda table: ~left.run(table), left.position)


def _equal_truth(left: Term, sign: str, right: Term) -> Term:
    def run(table: TypedTable) -> Truth:
        a: Truth = left.run(table)
        b: Truth = right.run(table)
        known = a.known & b.known
        return Truth(SIGNS[sign](a.true, b.true) & known, known)

    return Term("truth", run, left.position)


def _dates_with_literal(left: Term, sign: str, right: Term) -> Term:
    day = dates_of([right.literal])[0] if isinstance(right.literal, str) else np.datetime64("NaT", "us")
    if np.isnat(day):
        raise ExpressionError(
            Message("“{value}” is not a date.", value=code_text(right.literal)),
            right.position,
            remedy=Message("Write a date as {example}.", example='"2025-06-01"'),
        )
    return Term("truth", lambda table: _compared_dates(left.run(table), sign, day), left.position)


def _compared_dates(left: Any, sign: str, right: Any) -> Truth:
    a = np.asarray(left, dtype="datetime64[us]")
    b = np.asarray(right, dtype="datetime64[us]")
    known = ~(np.isnat(a) | np.isnat(b))
    return Truth(SIGNS[sign](a, b) & known, known)


def _text_with_literal(left: Term, sign: str, right: Term) -> Term:
    _equality_only(left, sign)
    wanted = code_text(right.literal)
    return Term("truth", lambda table: _equal_text(left.run(table), sign, wanted), left.position)


def _equality_only(left: Term, sign: str) -> None:
    if sign not in EQUALITY:
        raise ExpressionError(
            Message("Texts have no order."), left.position, Message("Allowed: {signs}.", signs=("==", "!=", "in"))
        )


def _equal_text(left: Any, sign: str, right: Any) -> Truth:
    a = np.asarray(left, dtype=object)
    known = ~pd.isna(a)
    b = right
    if not isinstance(right, str):
        b = np.asarray(right, dtype=object)
        known &= ~pd.isna(b)
    equal = np.asarray(a == b, dtype=bool)
    return Truth((equal if sign == "==" else ~equal) & known, known)
