"""A parameter that is asked only beside certain choices: the choices exist, and where it is not asked it changes nothing."""

from __future__ import annotations

import pytest

from analysis.core import Result, RetentionLabError, is_asked
from analysis.core.parameters import Parameter
from analysis.language import render
from analysis.methods import METHODS, Method
from tests.contracts.registry_cases import allowed_values, run, valid_arguments

CONDITIONAL = [(m, p) for m in METHODS for p in m.parameters if p.control and p.control.only_if]
NAMES = [f"{m.id}.{p.name}" for m, p in CONDITIONAL]


@pytest.mark.parametrize(("method", "parameter"), CONDITIONAL, ids=NAMES)
def test_condition_names_choices_that_exist(method: Method, parameter: Parameter) -> None:
    others = {p.name: p for p in method.parameters}
    assert parameter.control is not None
    known = [name for name in parameter.control.only_if if name in others]
    for name in known:
        wanted = parameter.control.only_if[name]
        if others[name].choices:
            # Planners share their questions: some know more of these choices than others, each at least one.
            assert set(wanted) & set(others[name].choices)
    assert not parameter.required


def said(result: Result) -> list[str]:
    return [render(sentence, "en") for sentence in result.readings()]


def not_asked() -> list[tuple[Method, Parameter]]:
    """Those that a method's example does not ask, and that have other values to try."""
    found = []
    for method, parameter in CONDITIONAL:
        values = {**{p.name: p.default for p in method.parameters}, **valid_arguments(method)}
        if not is_asked(parameter, values) and parameter.kind not in {"numbers", "column", "columns"}:
            found.append((method, parameter))
    return found


@pytest.mark.parametrize(("method", "parameter"), not_asked(), ids=lambda item: getattr(item, "id", None) or item.name)
def test_where_it_is_not_asked_it_changes_nothing(method: Method, parameter: Parameter) -> None:
    plain = said(run(method))
    for _, value in allowed_values(parameter):
        if value == parameter.default:
            continue
        try:
            changed = said(run(method, **{parameter.name: value}))
        except RetentionLabError:
            # A refusal is a fair answer to what is not asked.
            continue
        assert changed == plain, (parameter.name, value)
