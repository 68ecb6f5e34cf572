"""From a planner's answers about two factors to the plan: cells, chances, other designs, curve and remarks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.core.results import Note
from analysis.experiments.factorial_inputs import FactorialInputs
from analysis.experiments.factorial_plan import ContrastPlan, DesignId, FactorialPlan, OtherDesign
from analysis.experiments.factorial_power import CELLS, Contrast, ContrastTest, cell_values
from analysis.experiments.feasibility import feasibility_note, not_feasible
from analysis.experiments.group_question import GroupQuestion, solved
from analysis.experiments.group_solution import group_provenance
from analysis.experiments.plan_notes import different_customers, one_reading, too_long
from analysis.experiments.plan_solution import time_needed
from analysis.experiments.power_curve import curve_sizes
from analysis.experiments.proportion_power import whole

NAN = float("nan")
NAMES: tuple[Contrast, Contrast, Contrast] = ("a", "b", "interaction")
ARMS = 3
FEW_EXPECTED = 10


def solve_factorial(inputs: FactorialInputs) -> FactorialPlan:
    """Solve a planner's question and lay the answer out; see `plan_factorial`."""
    effects = inputs.effects()
    inputs.check(effects)
    tests = _tests(inputs, effects)
    planned: tuple[Contrast, ...] = ("interaction",) if inputs.plan_for == "interaction" else ("a", "b")
    n_real = _needed(inputs, tests, effects) if inputs.solve_for == "n" else inputs.cell_size()
    n_cell = whole(n_real)
    if inputs.solve_for == "mde":
        effects = _found(inputs, effects, _smallest(tests[planned[0]], n_cell, inputs.power))
        if not any(math.isnan(size) for size in effects):
            tests = _tests(inputs, effects)
    contrasts = _contrasts(inputs, tests, effects, n_cell)
    hardest = min((row for row in contrasts if row.name in planned), key=lambda row: row.power)
    n_total = CELLS * n_cell
    _, weeks = time_needed(n_total, inputs.customers_per_week)
    cells = cell_values(inputs.baseline, *(0.0 if math.isnan(size) else size for size in effects))
    return FactorialPlan(
        **_as_asked(inputs),
        cells=cells,
        contrasts=contrasts,
        effect=hardest.size,
        n_cell_real=n_real,
        n_cell=n_cell,
        n_total=n_total,
        power=hardest.power,
        weeks=weeks,
        designs=tuple(_designs(inputs, tests, effects, n_total)),
        curve=_curve(inputs, tests, contrasts, n_total),
        notes=_notes(inputs, hardest, weeks, cells, n_cell),
        provenance=group_provenance("plan_factorial", inputs),
    )


def _as_asked(inputs: FactorialInputs) -> dict[str, Any]:
    factors, levels, published = inputs.words()
    return {
        "outcome": inputs.outcome,
        "plan_for": inputs.plan_for,
        "solve_for": inputs.solve_for,
        "sides": inputs.sides,
        "correction": inputs.correction,
        "factors": factors,
        "levels": levels,
        "published_example": published,
        "baseline": inputs.baseline,
        "sd": NAN if inputs.sd is None else inputs.sd,
        "target_power": inputs.power,
        "alpha": inputs.alpha,
        "alpha_per_test": inputs.alpha_per_test,
        "n_tests": inputs.n_tests,
        "users_per_week": NAN if inputs.users_per_week is None else float(inputs.users_per_week),
        "traffic_share": inputs.traffic_share,
    }


def _tests(inputs: FactorialInputs, effects: tuple[float, float, float]) -> dict[Contrast, ContrastTest]:
    return {name: inputs.contrast(name, effects) for name in NAMES}


def _found(inputs: FactorialInputs, effects: tuple[float, float, float], size: float) -> tuple[float, float, float]:
    """The effects with the unknown filled in: the interaction, or both main effects alike."""
    if inputs.plan_for == "interaction":
        return effects[0], effects[1], size
    first, second = (math.copysign(1.0, change) if change else 1.0 for change in (inputs.change_a, inputs.change_b))
    return first * size, second * size, effects[2]


def _n_for(test: ContrastTest, size: float, power: float) -> float:
    """Customers of one cell for a contrast of this size; NaN where none is enough."""
    question = GroupQuestion(
        solve_for="n",
        effect=abs(size),
        n_control=NAN,
        n_treatment=NAN,
        share=1.0,
        power=power,
        n_treatments=CELLS,
    )
    return solved(question, test).n_treatment


def _needed(inputs: FactorialInputs, tests: dict[Contrast, ContrastTest], effects: tuple[float, float, float]) -> float:
    wanted = NAMES if inputs.plan_for == "interaction" else NAMES[:2]
    sizes = dict(zip(NAMES, effects, strict=True))
    needed = max(_n_for(tests[name], sizes[name], inputs.power) for name in wanted)
    if math.isnan(needed):
        raise ParameterError(
            Message("No number of customers is enough to find so small a change."),
            remedy=Message("Plan for a larger change."),
            parameter="change_a",
        )
    return needed


def _smallest(test: ContrastTest, n_cell: int, power: float) -> float:
    question = GroupQuestion(
        solve_for="mde",
        effect=NAN,
        n_control=0.0,
        n_treatment=float(n_cell),
        share=1.0,
        power=power,
        n_treatments=CELLS,
    )
    return solved(question, test).effect


def _contrasts(
    inputs: FactorialInputs,
    tests: dict[Contrast, ContrastTest],
    effects: tuple[float, float, float],
    n_cell: int,
) -> tuple[ContrastPlan, ContrastPlan, ContrastPlan]:
    rows: list[ContrastPlan] = []
    for name, size in zip(NAMES, effects, strict=True):
        open_size = size == 0 or math.isnan(size)
        rows.append(
            ContrastPlan(
                name=name,
                size=size,
                n_cell_real=NAN if open_size else _n_for(tests[name], size, inputs.power),
                power=NAN if open_size else float(tests[name].power(abs(size), 0.0, n_cell)),
                smallest=_smallest(tests[name], n_cell, inputs.power),
            )
        )
    return rows[0], rows[1], rows[2]


def _designs(
    inputs: FactorialInputs,
    tests: dict[Contrast, ContrastTest],
    effects: tuple[float, float, float],
    n_total: int,
) -> Iterator[OtherDesign]:
    """What the same main effects would cost in other designs, at the wanted chance."""
    a, b, _ = effects
    yield OtherDesign(id="factorial", n_total=float(n_total))
    if not a or not b or math.isnan(a):
        return
    pairs = [_pair_n(inputs, size, inputs.alpha_per_test) for size in (a, b)]
    yield OtherDesign(id="two_tests", n_total=float(sum(2 * whole(n) for n in pairs)))
    arms = max(_pair_n(inputs, size, inputs.alpha / ARMS) for size in (a, b))
    yield OtherDesign(id="four_arms", n_total=float(CELLS * whole(arms)))
    smaller = min(abs(a), abs(b))
    interactions: tuple[tuple[DesignId, float], ...] = (
        ("interaction_as_large", smaller),
        ("interaction_half", smaller / 2),
    )
    for name, size in interactions:
        # The interaction's cells follow from its size, as far as shares allow it.
        n = _n_for(tests["interaction"], size, inputs.power) if size <= tests["interaction"].largest_effect else NAN
        yield OtherDesign(id=name, n_total=NAN if math.isnan(n) else float(CELLS * whole(n)))


def _pair_n(inputs: FactorialInputs, size: float, alpha: float) -> float:
    """Customers in each of two groups for a plain test of one change, by the same convention."""
    from analysis.experiments.mean_power import MeanTest

    if inputs.outcome == "mean":
        spread = (inputs.sd or NAN, inputs.sd or NAN)
    else:
        other = min(max(inputs.baseline + size, 0.0), 1.0)
        spread = (math.sqrt(inputs.baseline * (1 - inputs.baseline)), math.sqrt(other * (1 - other)))
    test = MeanTest(
        alpha=alpha,
        sides=inputs.sides,
        sd_control=spread[0],
        sd_treatment=spread[1],
        convention="student_t" if inputs.outcome == "mean" else "z",
    )
    question = GroupQuestion(
        solve_for="n",
        effect=abs(size),
        n_control=NAN,
        n_treatment=NAN,
        share=0.5,
        power=inputs.power,
        n_treatments=1,
    )
    return solved(question, test).n_control


def _curve(
    inputs: FactorialInputs,
    tests: dict[Contrast, ContrastTest],
    contrasts: tuple[ContrastPlan, ...],
    n_total: int,
) -> pd.DataFrame:
    """Chance of each effect over customers or weeks; the interaction as large as the main effect where none is given."""
    weeks, totals = curve_sizes(n_total, inputs.customers_per_week)
    sizes = {row.name: row.size for row in contrasts}
    main = min(abs(sizes["a"]), abs(sizes["b"]))
    parts: list[pd.DataFrame] = []
    for row in contrasts:
        size = abs(row.size) if row.size else main
        if math.isnan(size) or not 0 < size <= tests[row.name].largest_effect:
            continue
        parts.append(
            pd.DataFrame(
                {
                    "n_total": totals,
                    "weeks": weeks,
                    "fraction": 1.0,
                    "contrast": row.name,
                    "change": size,
                    "power": tests[row.name].power(size, 0.0, totals / CELLS),
                }
            )
        )
    columns = ["n_total", "weeks", "fraction", "contrast", "change", "power"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def _notes(
    inputs: FactorialInputs, hardest: ContrastPlan, weeks: float, cells: tuple[float, ...], n_cell: int
) -> tuple[Note, ...]:
    found: list[Note | None] = []
    if math.isnan(hardest.size):
        found.append(
            Note(
                "blocks_conclusion",
                Message(
                    "No change is large enough to be found with so few customers. Give more customers or accept a lower chance."
                ),
                code="no_change_can_be_found",
            )
        )
    fewest = min(n_cell * min(share, 1 - share) for share in cells) if inputs.outcome == "share" else math.inf
    if fewest < FEW_EXPECTED:
        found.append(
            Note(
                "caution",
                Message(
                    "In one of the cells fewer than {least:count} customers are expected to do it (or not to): the formula is rough there.",
                    least=FEW_EXPECTED,
                ),
                code="small_groups",
            )
        )
    headline = not_feasible(CELLS * n_cell, weeks, inputs.customers_per_week)
    found += [feasibility_note(headline, sized=inputs.solve_for == "n"), too_long(weeks)]
    if inputs.correction == "none":
        found.append(
            Note(
                "info",
                Message(
                    "Each of the {tests:count} tests is made at {alpha:set_percent}; the chance that at least one rings falsely is larger, at most {family:fine_percent}.",
                    tests=inputs.n_tests,
                    alpha=inputs.alpha,
                    family=1 - (1 - inputs.alpha) ** inputs.n_tests,
                ),
                code="each_at_full_level",
            )
        )
    found += [different_customers(weeks), one_reading(weeks)]
    order = {"blocks_conclusion": 0, "caution": 1, "info": 2}
    return tuple(sorted((note for note in found if note is not None), key=lambda note: order[note.severity]))
