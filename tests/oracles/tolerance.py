"""How close a number must come to the reference.

``|got - expected| <= max(abs, rel * |expected|)`` for every number. ``per_key`` overrides by dotted path.
The paths in ``p_values`` compare -log10 within 1e-4 where the expected value is above 0, and must be below
1e-15 where it is 0. Null means undefined, not reached or not yet observable; JSON has no infinity, so it stands
for that too. Paths do not count list positions.

A file may write the same thing in several ways: an interval as [low, high] or by the names of its ends, values
with their names or as a list in the same order, a path of names as one name with dots, a number as text.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

ENDS = {"low": 0, "lower": 0, "lo": 0, "high": 1, "upper": 1, "hi": 1}
LOG10_P = 1e-4
ZERO_P = 1e-15


@dataclass(frozen=True)
class Tolerance:
    """Allowed distance. In the paths of `p_zero` an expected 0 means below 1e-15; else they are like any other."""

    abs: float = 0.0
    rel: float = 0.0
    per_key: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    p_values: tuple[str, ...] = ()
    p_zero: tuple[str, ...] = ()

    @staticmethod
    def read(raw: Mapping[str, Any]) -> Tolerance:
        known = {"abs", "rel", "per_key", "p_values", "p_zero"}
        unknown = set(raw) - known
        if unknown:
            raise ValueError(f"a tolerance of an unknown kind: {sorted(unknown)}")
        return Tolerance(
            abs=raw.get("abs", 0.0),
            rel=raw.get("rel", 0.0),
            per_key=raw.get("per_key", {}),
            p_values=tuple(raw.get("p_values", ())),
            p_zero=tuple(raw.get("p_zero", ())),
        )

    def accepts(self, path: str, expected: float, got: float) -> bool:
        """Whether a number at a path is close enough."""
        if math.isnan(got):
            return False
        if expected == 0 and _under(path, (*self.p_values, *self.p_zero)):
            return 0 <= got < ZERO_P
        if _under(path, self.p_values):
            return got > 0 and abs(math.log10(got) - math.log10(expected)) <= LOG10_P
        if math.isinf(expected) or math.isinf(got):
            return got == expected
        allowed = self._at(path)
        return abs(got - expected) <= max(allowed.get("abs", 0.0), allowed.get("rel", 0.0) * abs(expected))

    def _at(self, path: str) -> Mapping[str, float]:
        matching = [key for key in self.per_key if _under(path, (key,))]
        if matching:
            return self.per_key[max(matching, key=len)]
        return {"abs": self.abs, "rel": self.rel}


@dataclass(frozen=True)
class Comparison:
    """Expected values that came out wrong, as sentences, and the paths of those that did not come at all."""

    wrong: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def compare(expected: Any, got: Any, tolerance: Tolerance) -> Comparison:
    """Hold what came out against what must come out; keys that nobody expects are of no interest."""
    findings = list(_differences(expected, got, tolerance, ""))
    wrong = tuple(text for kind, text in findings if kind == "wrong")
    return Comparison(wrong, tuple(dict.fromkeys(text for kind, text in findings if kind == "missing")))


def _differences(expected: Any, got: Any, tolerance: Tolerance, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(expected, Mapping):
        yield from _in_mapping(expected, got, tolerance, path)
    elif isinstance(expected, list):
        yield from _in_list(expected, got, tolerance, path)
    elif not _equal(expected, got, tolerance, path):
        yield "wrong", f"{path}: expected {expected!r}, got {got!r}"


def _in_mapping(expected: Mapping[str, Any], got: Any, tolerance: Tolerance, path: str) -> Iterator[tuple[str, str]]:
    named = _by_end(got) if expected and set(expected) <= set(ENDS) else got
    if not isinstance(named, Mapping):
        yield "wrong", f"{path}: expected named values, got {got!r}"
        return
    for key, value in expected.items():
        inner = f"{path}.{key}" if path else key
        found, here = _at_path(named, key)
        if found:
            yield from _differences(value, here, tolerance, inner)
        else:
            yield "missing", inner


def _by_end(got: Any) -> Any:
    """Both ends of an interval by every name a file may call them."""
    if isinstance(got, list | tuple) and len(got) == 2:
        return {name: got[place] for name, place in ENDS.items()}
    return got


def _at_path(got: Mapping[str, Any], key: str) -> tuple[bool, Any]:
    """The value of a key, which may be a path of names with dots between them."""
    if key in got:
        return True, got[key]
    for place, letter in enumerate(key):
        inside = got.get(key[:place]) if letter == "." else None
        if isinstance(inside, Mapping):
            found, value = _at_path(inside, key[place + 1 :])
            if found:
                return True, value
    return False, None


def _in_list(expected: list[Any], got: Any, tolerance: Tolerance, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(got, Mapping):
        got = list(got.values())
    if not isinstance(got, list | tuple):
        yield "wrong", f"{path}: expected a list, got {got!r}"
    elif len(got) != len(expected):
        yield "wrong", f"{path}: expected {len(expected)} values, got {len(got)}"
    else:
        for wanted, value in zip(expected, got, strict=True):
            yield from _differences(wanted, value, tolerance, path)


def _equal(expected: Any, got: Any, tolerance: Tolerance, path: str) -> bool:
    if isinstance(expected, str) and _is_number(got):
        expected = _read_number(expected)
    if expected is None or (isinstance(expected, float) and math.isnan(expected)):
        return _undefined(got)
    if isinstance(expected, bool | str):
        return type(got) is type(expected) and got == expected
    return _is_number(got) and tolerance.accepts(path, float(expected), float(got))


def _undefined(got: Any) -> bool:
    if isinstance(got, list | tuple):
        return bool(got) and all(_undefined(value) for value in got)
    return got is None or (_is_number(got) and not math.isfinite(got))


def _is_number(value: Any) -> bool:
    return isinstance(value, numbers.Real) and not isinstance(value, bool)


def _read_number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _under(path: str, prefixes: tuple[str, ...]) -> bool:
    return any(path == prefix or path.startswith(f"{prefix}.") for prefix in prefixes)
