"""Why another calculator says otherwise: the same question under the conventions in use."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from analysis.experiments.proportion_power import CONVENTIONS, ProportionTest, rule_of_sixteen, whole

if TYPE_CHECKING:
    from analysis.experiments.proportion_plan import ChangeKind, SolveFor
    from analysis.experiments.proportion_power import Direction

OtherId: TypeAlias = Literal[
    "pooled",
    "unpooled",
    "arcsine",
    "continuity_corrected",
    "evan_miller",
    "one_sided",
    "two_sided",
    "read_as_relative",
    "read_as_absolute",
    "equal_split",
    "no_correction",
    "rule_of_16",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCalculator:
    """One convention's answer.

    Parameters
    ----------
    id : str
        Which convention or reading of the question.
    ours : bool
        Whether it is the convention of the plan itself.
    treatment_rate : float
        The rate it plans for, 0..1.
    n_control_real, n_treatment_real : float
        What its formula gives for the control and for one treatment group.
    n_control, n_treatment : float
        As such a calculator prints them: rounded up; Evan Miller's page rounds to the nearest. NaN
        where no number is enough.
    change : float
        Signed change, a fraction; NaN where none can be found.
    power : float
        Chance to find the change at those sizes.
    against_ours : float
        The answer (n in all, change or chance, whichever was solved for) over the plan's own, less 1.
    """

    id: OtherId
    ours: bool
    treatment_rate: float
    n_control_real: float
    n_treatment_real: float
    n_control: float
    n_treatment: float
    change: float
    power: float
    against_ours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a planner asks, free of convention.

    Parameters
    ----------
    solve_for : {"n", "mde", "power"}
    control, treatment : float
        Rates; `treatment` is not used where the change is the unknown.
    n_control, n_treatment : float
        Sizes of the control and of one treatment group; not used where n is the unknown.
    share : float
        Share of one treatment group in the pair (control, treatment).
    power : float
        Wanted chance.
    direction : {"increase", "decrease"}
    n_treatments : int
    fixed_control : bool
        Whether `n_control` is fixed and only the treatment group is sized.
    """

    solve_for: SolveFor
    control: float
    treatment: float
    n_control: float
    n_treatment: float
    share: float
    power: float
    direction: Direction
    n_treatments: int
    fixed_control: bool = False


def solve(question: Question, test: ProportionTest) -> Question:
    """The question with its unknown filled in; NaN where there is no answer."""
    if question.solve_for == "n" and question.fixed_control:
        size = test.treatment_n_for(question.control, question.treatment, question.n_control, question.power)
        return replace(question, n_treatment=size)
    if question.solve_for == "n":
        total = test.total_for(question.control, question.treatment, question.share, question.power)
        return replace(question, n_control=total * (1 - question.share), n_treatment=total * question.share)
    if question.solve_for == "mde":
        rate = test.rate_for(
            question.control, question.n_control, question.n_treatment, question.power, question.direction
        )
        return replace(question, treatment=rate)
    chance = test.power(question.control, question.treatment, question.n_control, question.n_treatment)
    return replace(question, power=float(chance))


def other_calculators(
    question: Question, test: ProportionTest, *, change: float, change_kind: ChangeKind, corrected: bool
) -> tuple[OtherCalculator, ...]:
    """The plan's question under every other convention.

    Parameters
    ----------
    question : Question
        The unsolved question.
    test : ProportionTest
        The plan's own test.
    change : float
        The change as the user typed it, above 0; it is also read in the other unit.
    change_kind : {"absolute", "relative", "cohen_h"}
        The unit it was meant in.
    corrected : bool
        Whether `test.alpha` is a Bonferroni share.

    Returns
    -------
    tuple of OtherCalculator
        The plan's own convention first.
    """
    ours = solve(question, test)
    rows = [_row(test.convention, ours, ours, ours_too=True)]
    rows += [
        _row(convention, solve(question, replace(test, convention=convention)), ours)
        for convention in CONVENTIONS
        if convention != test.convention
    ]
    if test.sides == "two":
        rows.append(_row("one_sided", solve(question, replace(test, sides="one")), ours))
    else:
        rows.append(_row("two_sided", solve(question, replace(test, sides="two")), ours))
    if corrected and question.n_treatments > 1:
        uncorrected = replace(test, alpha=test.alpha * question.n_treatments)
        rows.append(_row("no_correction", solve(question, uncorrected), ours))
    if question.solve_for == "n" and not question.fixed_control:
        rows += _other_questions(question, test, ours, change, change_kind)
    return tuple(rows)


def _other_questions(
    question: Question, test: ProportionTest, ours: Question, change: float, change_kind: ChangeKind
) -> list[OtherCalculator]:
    rows: list[OtherCalculator] = []
    if not math.isclose(question.share, 0.5):
        rows.append(_row("equal_split", solve(replace(question, share=0.5), test), ours))
    if change_kind != "cohen_h":
        step = change * question.control if change_kind == "absolute" else change
        rate = question.control + (step if question.direction == "increase" else -step)
        if 0 <= rate <= 1:
            other = solve(replace(question, treatment=rate), test)
            rows.append(_row("read_as_relative" if change_kind == "absolute" else "read_as_absolute", other, ours))
    size = rule_of_sixteen(question.control, question.treatment)
    rows.append(_row("rule_of_16", replace(question, n_control=size, n_treatment=size), ours))
    return rows


def _row(name: OtherId, solved: Question, ours: Question, *, ours_too: bool = False) -> OtherCalculator:
    return OtherCalculator(
        id=name,
        ours=ours_too,
        treatment_rate=solved.treatment,
        n_control_real=solved.n_control,
        n_treatment_real=solved.n_treatment,
        n_control=_printed(name, solved.n_control),
        n_treatment=_printed(name, solved.n_treatment),
        change=solved.treatment - solved.control,
        power=solved.power,
        against_ours=_answer(solved) / _answer(ours) - 1,
    )


def _printed(name: OtherId, n: float) -> float:
    if math.isnan(n):
        return n
    return math.floor(n + 0.5) if name == "evan_miller" else whole(n)


def _answer(question: Question) -> float:
    match question.solve_for:
        case "n":
            return question.n_control + question.n_treatments * question.n_treatment
        case "mde":
            return question.treatment - question.control
        case _:
            return question.power
