"""CPU of every calculator from its numbers to its picture: `python -m benchmarks.calculators`, or some by id.

Function, display, sentences, every figure to a specification and every table, in one language, warm, median of five.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Callable
from typing import Any

from benchmarks.measuring import cost, machine, show

RUNS = 5
PROMISE = 0.2
SEQUENTIAL_PROMISE = 1.0
SEQUENTIAL = frozenset(
    {
        "plan_sequential",
        "sequential_bounds",
        "read_sequential",
        "peeking_error",
        "conversion_race",
        "always_valid_interval",
        "compare_designs",
    }
)
HEADINGS = ("calculator", "function", "drawing", "together", "promise", "")

# Questions that take other paths through a calculator than its plain example.
VARIANTS: dict[str, dict[str, dict[str, Any]]] = {
    "plan_proportions": {
        "three versions": {"n_treatments": 3, "correction": "holm"},
        "smallest change": {"change": None, "solve_for": "mde", "n_total": 8000},
    },
    "plan_means": {
        "equivalence": {"goal": "equivalence", "change": None, "margin": 1.0},
        "non-inferiority": {"goal": "noninferiority", "change": None, "margin": 1.0},
        "Welch, smallest change": {
            "change": None,
            "solve_for": "mde",
            "convention": "welch_t",
            "sd_treatment": 40.0,
            "n_total": 8000,
        },
        "communities": {"cluster_size": 20.0, "icc": 0.02},
    },
    "plan_counts": {"dispersed": {"variance_to_mean": None, "dispersion": 0.5}},
    "plan_association": {
        "chi-square": {"kind": "chi_square", "df": 4},
        "analysis of variance": {"kind": "anova", "groups": 4},
    },
    "plan_factorial": {"interaction": {"plan_for": "interaction", "interaction": 0.05}},
    "plan_sequential": {"twenty looks": {"looks": 20}},
    "read_sequential": {
        "means": {
            "outcome": "mean",
            "mean_control": 20.0,
            "sd_control": 30.0,
            "mean_treatment": 26.0,
            "sd_treatment": 34.0,
        }
    },
}


def main(chosen: list[str]) -> int:
    """Time the calculators; 1 when one costs more than its promise."""
    from analysis.methods import METHODS

    calculators = {method.id: method for method in METHODS if method.kind == "calculator"}
    unknown = set(chosen) - set(calculators)
    if unknown:
        print(f"no calculator {', '.join(sorted(unknown))}; there are: {', '.join(sorted(calculators))}")
        return 2
    print(f"{machine()}; seconds of CPU, median of {RUNS}")
    rows: list[tuple[object, ...]] = []
    for name, method in calculators.items():
        if not chosen or name in chosen:
            for variant, changes in {"": {}, **VARIANTS.get(name, {})}.items():
                rows.append(_timed(method, f"{name}, {variant}".rstrip(", "), changes))
                print(f"  {rows[-1][0]}: {rows[-1][3]:.3f}", file=sys.stderr, flush=True)
    show("From a calculator's numbers to its picture", HEADINGS, rows)
    over = [str(row[0]) for row in rows if row[-1]]
    print(f"over the promise: {'; '.join(over)}" if over else "every calculator keeps its promise")
    return 1 if over else 0


def _timed(method: Any, name: str, changes: dict[str, Any]) -> tuple[object, ...]:
    from tests.contracts.registry_cases import valid_arguments

    arguments = valid_arguments(method) | changes
    result = method.function(**arguments)
    _drawn(method, result)
    function = _median(lambda: method.function(**arguments))
    drawing = _median(lambda: _drawn(method, result))
    together = _median(lambda: _drawn(method, method.function(**arguments)))
    promise = SEQUENTIAL_PROMISE if method.id in SEQUENTIAL else PROMISE
    return name, function, drawing, together, promise, "over" if together > promise else ""


def _median(act: Callable[[], object]) -> float:
    return statistics.median(cost(act)[1].cpu for _ in range(RUNS))


def _drawn(method: Any, result: Any) -> str:
    """Everything a cell shows of a result, up to what goes to the browser."""
    from analysis.charts.specification import specification
    from analysis.charts.three_line import table_html
    from analysis.language.rendering import translator

    say = translator("en")
    shown = method.display(result)
    parts = [say(sentence) for sentence in result.readings()]
    parts += [json.dumps(specification(figure, say)) for figure in shown.figures]
    parts += [table_html(table, say) for table in shown.tables]
    return "\n".join(parts)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
