"""Every reference case at hand, against the public functions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.oracles.case import Case
from tests.oracles.datasets import OracleData
from tests.oracles.runner import run_case


def test_reference_case(
    reference_case: Case, oracle_data: OracleData, record_property: Callable[[str, object], None]
) -> None:
    outcome = run_case(reference_case, oracle_data)
    record_property("oracle", (reference_case.kind, outcome.verdict, str(outcome)))
    if outcome.verdict == "unserved":
        pytest.skip(f"unserved: {outcome}")
    assert outcome.verdict == "passed", "\n".join([reference_case.source, *outcome.details])
