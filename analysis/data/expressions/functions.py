"""The functions of an expression: scale scores, counts, rounding, logarithms, missing answers, dates."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from analysis.core.frames import MISSING_KINDS
from analysis.core.messages import ColumnRef, Message
from analysis.data.expressions.errors import ExpressionError
from analysis.data.expressions.reading import column_of, present
from analysis.data.expressions.terms import Numbers, Term, Truth
from analysis.data.typed_columns import KIND_CODES, TypedTable

if TYPE_CHECKING:
    from analysis.data.codebook import Variable
    from analysis.data.expressions.compiling import Compiler

Function: TypeAlias = "Callable[[Compiler, ast.Call], Term]"


def defined(values: Any) -> Numbers:
    """Numbers with everything that has no finite value made missing."""
    numbers = np.asarray(values, dtype=np.float64)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def as_number(compiler: Compiler, term: Term) -> Term:
    """A term as a number; ordered answers with numeric codes count as their codes."""
    if term.kind == "codes":
        return as_stated_number(term)
    if term.kind == "text" and term.is_literal:
        raise ExpressionError(
            Message("“{value}” is not a number.", value=str(term.literal)),
            term.position,
            Message("A number is expected."),
        )
    return compiler.expect(term, "number")


def as_stated_number(term: Term) -> Term:
    """An ordered answer as the number its code states; unordered codes are names, not numbers."""
    variable = term.variable
    if variable is None or variable.level != "ordinal":
        name = variable.id if variable is not None else ""
        raise ExpressionError(
            Message("The answers of {column} have no order.", column=ColumnRef(name)),
            term.position,
            Message("A number is expected."),
            Message("Change its level to ordinal or scale on the Variables page if its codes are numbers."),
        )
    return Term("number", _numbers_of_codes(term, variable), term.position, variable)


def code_numbers(variable: Variable) -> dict[str, float] | None:
    """Declared codes as numbers, or None where some code is not a number."""
    try:
        return {code: float(code) for code in variable.codes} or None
    except ValueError:
        return None


def _numbers_of_codes(term: Term, variable: Variable) -> Callable[[TypedTable], Numbers]:
    numbers = code_numbers(variable)
    if numbers is None:
        raise ExpressionError(
            Message("The codes of {column} are not numbers.", column=ColumnRef(variable.id)),
            term.position,
            remedy=Message("Recode its answers to numbers first."),
        )

    def run(table: TypedTable) -> Numbers:
        column = term.run(table)
        values = np.array([numbers.get(code, np.nan) for code in column.categories] + [np.nan])
        return values[column.codes]

    return run


def _arguments(compiler: Compiler, node: ast.Call, low: int, high: int | None) -> list[ast.expr]:
    n = len(node.args)
    if n < low or (high is not None and n > high) or any(isinstance(arg, ast.Starred) for arg in node.args):
        name = _name(node)
        allowed = (
            Message("{name} takes {low:count} value(s).", name=name, low=low)
            if low == high
            else Message("{name} takes at least {low:count} value(s).", name=name, low=low)
            if high is None
            else Message("{name} takes {low:count} to {high:count} values.", name=name, low=low, high=high)
        )
        raise ExpressionError(
            Message("{name} is given {n:count} value(s).", name=name, n=n), compiler.position(node), allowed
        )
    return node.args


def _name(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def _no_keywords(compiler: Compiler, node: ast.Call) -> None:
    if node.keywords:
        raise ExpressionError(
            Message("{name} has no option {option}.", name=_name(node), option=str(node.keywords[0].arg)),
            compiler.position(node),
        )


def _least(compiler: Compiler, node: ast.Call) -> int:
    """How many of the values have to be there; all of them unless `least=` says otherwise."""
    for keyword in node.keywords:
        value = keyword.value.value if isinstance(keyword.value, ast.Constant) else None
        if keyword.arg != "least":
            raise ExpressionError(
                Message("{name} has no option {option}.", name=_name(node), option=str(keyword.arg)),
                compiler.position(node),
                Message("Allowed: {choices}.", choices=("least",)),
            )
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= len(node.args):
            raise ExpressionError(
                Message("least is not a whole number of answers."),
                compiler.position(keyword.value),
                Message("Allowed: a whole number from {low:exact} to {high:exact}.", low=1, high=len(node.args)),
            )
        return value
    return len(node.args)


def _across(reduce_rows: Callable[[Any], Any]) -> Function:
    def build(compiler: Compiler, node: ast.Call) -> Term:
        terms = [compiler.number(argument) for argument in _arguments(compiler, node, 1, None)]
        least = _least(compiler, node)

        def run(table: TypedTable) -> Numbers:
            values = np.vstack([term.run(table) for term in terms])
            there = ~np.isnan(values)
            enough = there.sum(axis=0) >= least
            with np.errstate(all="ignore"):
                result = reduce_rows(np.ma.masked_array(values, ~there))
            return defined(np.where(enough, np.ma.filled(result, np.nan), np.nan))

        return Term("number", run, compiler.position(node))

    return build


def _one(compute: Callable[[Any], Any]) -> Function:
    def build(compiler: Compiler, node: ast.Call) -> Term:
        _no_keywords(compiler, node)
        inner = compiler.number(_arguments(compiler, node, 1, 1)[0])

        def run(table: TypedTable) -> Numbers:
            with np.errstate(all="ignore"):
                return defined(compute(inner.run(table)))

        return Term("number", run, compiler.position(node))

    return build


def _round(compiler: Compiler, node: ast.Call) -> Term:
    _no_keywords(compiler, node)
    arguments = _arguments(compiler, node, 1, 2)
    inner = compiler.number(arguments[0])
    digits = 0
    if len(arguments) == 2:
        value = arguments[1].value if isinstance(arguments[1], ast.Constant) else None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 12:
            raise ExpressionError(
                Message("The number of digits is not a whole number."),
                compiler.position(arguments[1]),
                Message("Allowed: a whole number from {low:exact} to {high:exact}.", low=0, high=12),
            )
        digits = value

    def run(table: TypedTable) -> Numbers:
        # Half away from zero, as people round; adding zero turns -0 into 0.
        values = inner.run(table)
        scaled = np.abs(values) * 10.0**digits
        return defined(np.copysign(np.floor(scaled + 0.5), values) / 10.0**digits + 0.0)

    return Term("number", run, compiler.position(node))


def _count_true(compiler: Compiler, node: ast.Call) -> Term:
    terms = [compiler.expect(compiler.term(argument), "truth") for argument in _arguments(compiler, node, 1, None)]
    least = _least(compiler, node)

    def run(table: TypedTable) -> Numbers:
        truths: list[Truth] = [term.run(table) for term in terms]
        known = np.sum([truth.known for truth in truths], axis=0)
        true = np.sum([truth.true for truth in truths], axis=0)
        return np.where(known >= least, true.astype(np.float64), np.nan)

    return Term("number", run, compiler.position(node))


def _missing_of(*, wanted: bool) -> Function:
    def build(compiler: Compiler, node: ast.Call) -> Term:
        _no_keywords(compiler, node)
        arguments = _arguments(compiler, node, 1, 2 if wanted else 1)
        term = compiler.term(arguments[0])
        if term.variable is None:
            raise ExpressionError(
                Message("{name} takes a variable.", name=_name(node)),
                term.position,
                remedy=Message("Write {example}.", example=f"{_name(node)}(q1)"),
            )
        name = term.variable.id
        kind = _kind(compiler, arguments[1]) if len(arguments) == 2 else None

        def run(table: TypedTable) -> Truth:
            column = column_of(table, name)
            is_present = present(column)
            true = column.kinds == kind if kind is not None else (is_present != wanted)
            return Truth(true, np.ones(len(true), dtype=bool))

        return Term("truth", run, compiler.position(node))

    return build


def _kind(compiler: Compiler, node: ast.expr) -> int:
    value = node.value if isinstance(node, ast.Constant) else None
    for kind in MISSING_KINDS:
        if value == kind:
            return KIND_CODES[kind]
    raise ExpressionError(
        Message("This is not a kind of missing answer."),
        compiler.position(node),
        Message("Allowed: {choices}.", choices=tuple(MISSING_KINDS)),
    )


def _reverse(compiler: Compiler, node: ast.Call) -> Term:
    _no_keywords(compiler, node)
    term = compiler.term(_arguments(compiler, node, 1, 1)[0])
    numbers = code_numbers(term.variable) if term.variable is not None else None
    if numbers is None:
        raise ExpressionError(
            Message("{name} takes a variable with numeric answer codes.", name="reverse"),
            term.position,
            remedy=Message("Declare its answers on the Variables page."),
        )
    ends = min(numbers.values()) + max(numbers.values())
    inner = as_number(compiler, term)
    return Term("number", lambda table: ends - inner.run(table), compiler.position(node))


def _date_part(part: str) -> Function:
    def build(compiler: Compiler, node: ast.Call) -> Term:
        _no_keywords(compiler, node)
        term = compiler.expect(compiler.term(_arguments(compiler, node, 1, 1)[0]), "date")

        def run(table: TypedTable) -> Numbers:
            months = np.asarray(term.run(table), dtype="datetime64[us]").astype("datetime64[M]")
            numbers = months.astype(np.int64)
            values = numbers // 12 + 1970 if part == "year" else numbers % 12 + 1
            return np.where(np.isnat(months), np.nan, values.astype(np.float64))

        return Term("number", run, compiler.position(node))

    return build


FUNCTIONS: dict[str, Function] = {
    "mean": _across(lambda values: values.mean(axis=0)),
    "sum": _across(lambda values: values.sum(axis=0)),
    "min": _across(lambda values: values.min(axis=0)),
    "max": _across(lambda values: values.max(axis=0)),
    "abs": _one(np.abs),
    "log": _one(np.log),
    "sqrt": _one(np.sqrt),
    "round": _round,
    "count_true": _count_true,
    "is_missing": _missing_of(wanted=True),
    "is_answered": _missing_of(wanted=False),
    "reverse": _reverse,
    "year": _date_part("year"),
    "month": _date_part("month"),
}
