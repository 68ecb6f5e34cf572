"""Runs one reference case: calls the adapter of its kind and says whether the case passed, failed or is unserved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from tests.oracles.adapters import ADAPTERS, Adapter
from tests.oracles.case import Case, InputNotUnderstoodError
from tests.oracles.datasets import DataNotAtHandError, OracleData
from tests.oracles.tolerance import compare

NOT_SERVED = "no function serves this kind yet"

Verdict: TypeAlias = Literal["passed", "failed", "unserved"]


@dataclass(frozen=True)
class Outcome:
    """What became of a case. A case passes only if every expected value came out, close enough."""

    verdict: Verdict
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "; ".join(self.details)


def run_case(case: Case, data: OracleData, adapters: dict[str, Adapter | None] = ADAPTERS) -> Outcome:
    """Hold one case against the library.

    A wrong value fails the case. Without a wrong value, a kind without adapter, data that are not at
    hand, inputs in words unknown here, or an expected key that the library does not give leave the
    case unserved, never passed; so does a case that expects nothing.
    """
    adapter = adapters.get(case.kind)
    if adapter is None:
        return Outcome("unserved", (NOT_SERVED,))
    if case.problem or not case.expected:
        return Outcome("unserved", (case.problem or "the case expects nothing",))
    try:
        got = adapter(case, data)
    except DataNotAtHandError as error:
        return Outcome("unserved", (f"data not at hand: {error}",))
    except InputNotUnderstoodError as error:
        return Outcome("unserved", (str(error),))
    found = compare(case.expected, got, case.tolerance)
    if found.wrong:
        return Outcome("failed", found.wrong)
    if found.missing:
        return Outcome("unserved", (f"not given: {', '.join(found.missing)}",))
    return Outcome("passed")
