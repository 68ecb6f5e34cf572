"""A list of the wrong length is named by what the form calls it: a reader never typed a parameter's name."""

from __future__ import annotations

import re

import pytest

from analysis.core import RetentionLabError
from analysis.language import render_error
from analysis.methods import METHODS
from tests.contracts.registry_cases import EXAMPLES

LISTS = [
    (method, parameter)
    for method in METHODS
    if method.kind == "calculator"
    for parameter in method.parameters
    if parameter.kind in {"numbers", "choices"}
]


@pytest.mark.parametrize(("method", "parameter"), LISTS, ids=[f"{m.id}-{p.name}" for m, p in LISTS])
def test_no_parameter_name_is_shown(method, parameter):
    example = EXAMPLES[method.id]
    given = tuple(example.get(parameter.name) or ())
    names = re.compile(rf"\b({'|'.join(p.name for p in method.parameters if '_' in p.name or p.name.endswith('s'))})\b")
    for other in (given[:-1], (*given, given[-1] if given else 1.0)):
        error = refusal(method, {**example, parameter.name: other})
        if error is not None:
            # English words such as "sizes" may stand in a sentence; in Chinese a parameter's name is raw.
            assert not names.search(render_error(error, "zh"))
            assert not re.search(r"\w_\w", render_error(error, "en"))


def refusal(method, arguments) -> RetentionLabError | None:
    """What a method says against these arguments, if anything."""
    try:
        method.function(**arguments)
    except RetentionLabError as error:
        return error
    return None


def test_lists_of_different_length_are_refused_at_all() -> None:
    refused = {
        method.id
        for method, parameter in LISTS
        if refusal(
            method, {**EXAMPLES[method.id], parameter.name: tuple(EXAMPLES[method.id].get(parameter.name) or ())[:-1]}
        )
    }
    assert {"plan_metrics", "always_valid_interval", "read_arms", "read_ratio", "probability_to_beat"} <= refused
