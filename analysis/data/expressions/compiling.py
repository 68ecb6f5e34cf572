"""From a syntax tree to terms: every name, sign and function is checked against the codebook before any data."""

# The stubs of `operator` are untyped.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

import numpy as np

from analysis.core.messages import ColumnRef, Message
from analysis.data.codebook import Codebook, TableName, Variable
from analysis.data.expressions import functions
from analysis.data.expressions.comparing import compare, contained
from analysis.data.expressions.errors import ExpressionError
from analysis.data.expressions.reading import variable_term
from analysis.data.expressions.scan import Source, folded, parse
from analysis.data.expressions.terms import KIND_WORDS, Numbers, Term, Truth
from analysis.data.names import close_names

ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


@dataclass(frozen=True, slots=True)
class Compiled:
    """An expression checked against a codebook.

    Parameters
    ----------
    term : Term
        What to compute.
    variables : tuple of str
        Ids of the variables it names, in order of appearance.
    unturned : tuple of str
        Reverse-keyed items that enter the arithmetic as answered.
    """

    term: Term
    variables: tuple[str, ...]
    unturned: tuple[str, ...] = ()


def compile_expression(text: str, codebook: Codebook, table: TableName = "survey") -> Compiled:
    """Check an expression against a codebook.

    Parameters
    ----------
    text : str
        The expression as typed.
    codebook : Codebook
        Describes the variables it may name.
    table : str
        The table whose variables it may name.

    Raises
    ------
    ExpressionError
        With the place and what to write instead.
    """
    source = parse(text)
    compiler = Compiler(source, codebook, table)
    term = compiler.term(source.tree)
    if not compiler.used:
        raise ExpressionError(
            Message("The expression names no variable."),
            remedy=Message("Name at least one variable of the codebook by its id."),
        )
    return Compiled(term, tuple(compiler.used), tuple(compiler.unturned))


@dataclass
class Compiler:
    """Turns the nodes of one expression into terms."""

    source: Source
    codebook: Codebook
    table: TableName

    def __post_init__(self) -> None:
        self.used: dict[str, None] = {}
        self.unturned: dict[str, None] = {}

    @cached_property
    def _known(self) -> dict[str, Variable]:
        return {variable.id: variable for variable in self.codebook.of_table(self.table)}

    @cached_property
    def _by_folded_name(self) -> dict[str, str]:
        # Python's parser folds full-width letters; a name finds its variable all the same.
        return {folded(name): name for name in reversed(self._known)}

    def position(self, node: ast.AST) -> int:
        """Character where a node begins, counted from 1."""
        return self.source.position(node)

    def term(self, node: ast.expr) -> Term:
        """The term of a node."""
        match node:
            case ast.Name():
                return self._name(node)
            case ast.Constant():
                return self._constant(node)
            case ast.BoolOp():
                return self._and_or(node)
            case ast.UnaryOp():
                return self._unary(node)
            case ast.BinOp():
                return self._binary(node)
            case ast.Compare():
                return self._comparison(node)
            case ast.Call():
                return self._call(node)
            case ast.List() | ast.Tuple() | ast.Set():
                members = tuple(self.term(member) for member in node.elts)
                return Term("list", _no_value, self.position(node), members=members)
            case _:
                raise ExpressionError(
                    Message("This kind of expression is not allowed."),
                    self.position(node),
                    Message("Allowed: comparisons, and, or, not, in, arithmetic and functions."),
                )

    def _name(self, node: ast.Name) -> Term:
        typed = self.source.names.get(node.id, node.id)
        position = self.position(node)
        name = typed if typed in self._known else self._by_folded_name.get(typed, typed)
        variable = self._known.get(name)
        if variable is None:
            raise self._unknown_name(typed, position)
        if variable.left_out:
            raise ExpressionError(
                Message("{column} holds personal data and is left out.", column=ColumnRef(name)),
                position,
                remedy=Message("Keep it on the Variables page if you really need it."),
            )
        self.used[name] = None
        return variable_term(variable, position)

    def _unknown_name(self, name: str, position: int) -> ExpressionError:
        if name in functions.FUNCTIONS:
            return ExpressionError(
                Message("{name} is a function.", name=name),
                position,
                remedy=Message("Write its variables in brackets: {example}.", example=f"{name}(…)"),
            )
        elsewhere = self.codebook.get(name)
        if elsewhere is not None:
            return ExpressionError(
                Message("{name} stands in another table.", name=name),
                position,
                Message("An expression uses the variables of one table."),
            )
        close = close_names(name, self._known)
        remedy = (
            Message("Did you mean one of: {names}?", names=close)
            if close
            else Message("Name a variable of the codebook by its id; put texts in quotation marks.")
        )
        return ExpressionError(Message("There is no variable {name}.", name=name), position, remedy=remedy)

    def _constant(self, node: ast.Constant) -> Term:
        value: Any = node.value
        position = self.position(node)
        if isinstance(value, bool):
            flag = value
            return Term("truth", lambda table: _constant_truth(flag, len(table.index)), position, literal=value)
        if isinstance(value, str):
            return Term("text", _no_value, position, literal=value)
        if isinstance(value, int | float):
            number = _finite(value, position)
            return Term("number", lambda table: np.full(len(table.index), number), position, literal=number)
        if value is None:
            raise ExpressionError(
                Message("{value} is not a value here.", value="None"),
                position,
                remedy=Message("Ask for missing answers with {example}.", example="is_missing(q1)"),
            )
        raise ExpressionError(Message("This value is not allowed."), position, Message("Allowed: numbers and texts."))

    def expect(self, term: Term, *kinds: str) -> Term:
        """The term, if it is of one of these kinds."""
        if term.kind in kinds:
            return term
        wanted = tuple(word for kind, word in KIND_WORDS.items() if kind in kinds)
        raise ExpressionError(
            Message("{kind} stands here.", kind=KIND_WORDS[term.kind]),
            term.position,
            Message("Expected: {kinds}.", kinds=wanted),
            _cure(term, kinds),
        )

    def number(self, node: ast.expr) -> Term:
        """The term of a node that has to be a number; ordinals with numeric codes count as their codes."""
        term = self.term(node)
        if term.variable is not None and term.variable.reverse:
            self.unturned[term.variable.id] = None
        return functions.as_number(self, term)

    def _and_or(self, node: ast.BoolOp) -> Term:
        terms = [self.expect(self.term(value), "truth") for value in node.values]
        combine = operator.and_ if isinstance(node.op, ast.And) else operator.or_
        return Term("truth", lambda table: reduce(combine, [t.run(table) for t in terms]), self.position(node))

    def _unary(self, node: ast.UnaryOp) -> Term:
        position = self.position(node)
        if isinstance(node.op, ast.Not):
            inner = self.expect(self.term(node.operand), "truth")
            return Term("truth", lambda table: ~inner.run(table), position)
        if isinstance(node.op, ast.Invert):
            raise ExpressionError(
                Message("The sign {sign} has no meaning here.", sign="~"),
                position,
                remedy=Message("Write and, or, not."),
            )
        inner = self.number(node.operand)
        if isinstance(node.op, ast.UAdd):
            return inner
        if isinstance(inner.literal, int | float):
            value = -float(inner.literal)
            return Term("number", lambda table: np.full(len(table.index), value), position, literal=value)
        return Term("number", lambda table: -inner.run(table), position)

    def _binary(self, node: ast.BinOp) -> Term:
        operation = ARITHMETIC.get(type(node.op))
        if operation is None:
            raise ExpressionError(
                Message("This sign is not allowed between numbers."),
                self.position(node.right),
                Message("Allowed: {signs}.", signs=("+", "-", "*", "/", "//", "%", "**")),
                Message("Write and, or, not."),
            )
        left, right = self.number(node.left), self.number(node.right)

        def run(table: Any) -> Numbers:
            with np.errstate(all="ignore"):
                return functions.defined(operation(left.run(table), right.run(table)))

        return Term("number", run, self.position(node))

    def _comparison(self, node: ast.Compare) -> Term:
        parts: list[Term] = []
        left = self.term(node.left)
        for sign, right_node in zip(node.ops, node.comparators, strict=True):
            right = self.term(right_node)
            parts.append(self._one_comparison(sign, left, right))
            left = right
        if len(parts) == 1:
            return parts[0]
        return Term("truth", lambda table: reduce(operator.and_, [p.run(table) for p in parts]), self.position(node))

    def _one_comparison(self, sign: ast.cmpop, left: Term, right: Term) -> Term:
        match sign:
            case ast.In() | ast.NotIn():
                term = contained(left, right)
                if isinstance(sign, ast.NotIn):
                    return Term("truth", lambda table: ~term.run(table), left.position)
                return term
            case ast.Is() | ast.IsNot():
                raise ExpressionError(
                    Message("The word {word} has no meaning here.", word="is"),
                    right.position,
                    remedy=Message("Write == to ask whether two values are equal."),
                )
            case _:
                return compare(left, COMPARISONS[type(sign)], right)

    def _call(self, node: ast.Call) -> Term:
        if not isinstance(node.func, ast.Name) or node.func.id not in functions.FUNCTIONS:
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            close = close_names(name, functions.FUNCTIONS)
            raise ExpressionError(
                Message("There is no function {name}.", name=name) if name else Message("This cannot be called."),
                self.position(node),
                Message("Functions: {names}.", names=tuple(functions.FUNCTIONS)),
                Message("Did you mean one of: {names}?", names=close) if close else None,
            )
        return functions.FUNCTIONS[node.func.id](self, node)


def _cure(term: Term, kinds: tuple[str, ...]) -> Message | None:
    if "truth" in kinds and term.variable is not None:
        return Message("Compare it with a value, such as {example}.", example=f"{term.variable.id} == 1")
    if term.kind == "truth" and "number" in kinds:
        return Message("Count conditions with {example}.", example="count_true(…)")
    return None


def _constant_truth(value: bool, n: int) -> Truth:  # noqa: FBT001 - private
    return Truth(np.full(n, value), np.ones(n, dtype=bool))


def _finite(value: float, position: int) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise ExpressionError(Message("This number is too large."), position)
    return number


def _no_value(_table: Any) -> Any:
    raise AssertionError("a list or a text constant is read where it is compared, never computed")
