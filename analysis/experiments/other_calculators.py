"""Why another calculator says otherwise: the same question under the conventions in use."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from analysis.experiments.margin_power import NULL_VARIANCES, MarginTest
from analysis.experiments.proportion_power import CONVENTIONS, ProportionTest, rule_of_sixteen, whole

if TYPE_CHECKING:
    from analysis.experiments.plan_inputs import PlanInputs
    from analysis.experiments.proportion_power import Direction

Test: TypeAlias = ProportionTest | MarginTest
Unknown: TypeAlias = Literal["n", "mde", "power"]
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
    "bonferroni",
    "dunnett",
    "rule_of_16",
    "farrington_manning",
    "unpooled_margin",
    "fixed_margins",
    "pooled_z",
    "half_alpha",
    "whole_alpha",
    "half_misses",
    "no_gain",
    "no_communities",
    "no_covariate",
]
MARGIN_IDS: dict[str, OtherId] = {
    "farrington_manning": "farrington_manning",
    "unpooled": "unpooled_margin",
    "fixed_margins": "fixed_margins",
    "pooled_z": "pooled_z",
}


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
    margin : float
        The margin it plans for; NaN where it asks for none or none can be shown.
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
    margin: float
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
    margin : float
        The margin, as given or found; NaN where the test has none.
    """

    solve_for: Unknown
    control: float
    treatment: float
    n_control: float
    n_treatment: float
    share: float
    power: float
    direction: Direction
    n_treatments: int
    fixed_control: bool = False
    margin: float = math.nan

    @property
    def share_of_pair(self) -> float:
        """Share of one treatment group in the pair of it and the control group, by the sizes where they are known."""
        if math.isnan(self.n_control) or math.isnan(self.n_treatment):
            return self.share
        return self.n_treatment / (self.n_control + self.n_treatment)


def solve(question: Question, test: Test) -> Question:
    """The question with its unknown filled in; NaN where there is no answer."""
    if isinstance(test, MarginTest):
        question = replace(question, margin=test.margin)
        if question.solve_for == "mde":
            margin = test.margin_for(
                question.control, question.treatment, question.n_control, question.n_treatment, question.power
            )
            return replace(question, margin=margin)
    if question.solve_for == "n" and question.fixed_control:
        size = test.treatment_n_for(question.control, question.treatment, question.n_control, question.power)
        return replace(question, n_treatment=size)
    if question.solve_for == "n":
        total = test.total_for(question.control, question.treatment, question.share, question.power)
        return replace(question, n_control=total * (1 - question.share), n_treatment=total * question.share)
    if question.solve_for == "mde" and isinstance(test, ProportionTest):
        rate = test.rate_for(
            question.control, question.n_control, question.n_treatment, question.power, question.direction
        )
        return replace(question, treatment=rate)
    chance = test.power(question.control, question.treatment, question.n_control, question.n_treatment)
    return replace(question, power=float(chance))


def other_calculators(question: Question, test: Test, inputs: PlanInputs) -> tuple[OtherCalculator, ...]:
    """The plan's question under every other convention.

    Parameters
    ----------
    question : Question
        The unsolved question.
    test : ProportionTest or MarginTest
        The plan's own test.
    inputs : PlanInputs
        The plan's answers; the change is also read in the other unit.

    Returns
    -------
    tuple of OtherCalculator
        The plan's own convention first.
    """
    ours = solve(question, test)
    if isinstance(test, MarginTest):
        rows = [
            _row(MARGIN_IDS[test.convention], ours, ours, ours_too=True),
            *_other_margin_tests(question, test, ours, halved=inputs.alpha_tested < inputs.alpha),
        ]
    else:
        rows = [_row(test.convention, ours, ours, ours_too=True), *_other_tests(question, test, ours)]
    if inputs.n_treatments > 1:
        rows += [_row(name, solve(question, other), ours) for name, other in _other_corrections(question, test, inputs)]
    if inputs.design_effect > 1:
        alone = replace(test, variance_factor=test.variance_factor / inputs.design_effect)
        rows.append(_row("no_communities", solve(question, alone), ours))
    if inputs.covariate_correlation:
        plain = replace(test, variance_factor=inputs.design_effect)
        rows.append(_row("no_covariate", solve(question, plain), ours))
    if question.solve_for == "n" and not question.fixed_control:
        if not math.isclose(question.share, 0.5):
            rows.append(_row("equal_split", solve(replace(question, share=0.5), test), ours))
        if isinstance(test, ProportionTest):
            rows += _other_questions(question, test, ours, inputs)
    return tuple(rows)


def _other_tests(question: Question, test: ProportionTest, ours: Question) -> Iterator[OtherCalculator]:
    for convention in CONVENTIONS:
        if convention != test.convention:
            yield _row(convention, solve(question, replace(test, convention=convention)), ours)
    if test.sides == "two":
        yield _row("one_sided", solve(question, replace(test, sides="one")), ours)
    else:
        yield _row("two_sided", solve(question, replace(test, sides="two")), ours)


def _other_margin_tests(
    question: Question, test: MarginTest, ours: Question, *, halved: bool
) -> Iterator[OtherCalculator]:
    for convention in NULL_VARIANCES:
        if convention != test.convention:
            yield _row(MARGIN_IDS[convention], solve(question, replace(test, convention=convention)), ours)
    if halved:
        yield _row("whole_alpha", solve(question, replace(test, alpha=test.alpha * 2)), ours)
    else:
        yield _row("half_alpha", solve(question, replace(test, alpha=test.alpha / 2)), ours)
    if test.goal == "equivalence" and question.solve_for == "n" and not question.fixed_control:
        # Chow, Shao and Wang give each of the two tests half of the misses, wherever the truth lies.
        one_side = replace(
            test, goal="noninferiority", better="higher" if question.treatment <= question.control else "lower"
        )
        cautious = replace(question, power=(1 + question.power) / 2)
        solved = replace(solve(cautious, one_side), power=question.power)
        yield _row("half_misses", solved, ours)
    if test.goal == "noninferiority" and question.solve_for == "n" and not question.fixed_control:
        better = question.treatment - question.control
        if (better if test.better == "higher" else -better) > 0:
            yield _row("no_gain", solve(replace(question, treatment=question.control), test), ours)


def _other_corrections(question: Question, test: Test, inputs: PlanInputs) -> Iterator[tuple[OtherId, Test]]:
    if inputs.correction != "none":
        yield "no_correction", replace(test, alpha=inputs.alpha_tested)
    if inputs.correction in {"dunnett", "none"}:
        yield "bonferroni", replace(test, alpha=replace(inputs, correction="bonferroni").alpha_of_one(question.share))
    if inputs.correction != "dunnett" and not question.fixed_control:
        yield "dunnett", replace(test, alpha=replace(inputs, correction="dunnett").alpha_of_one(question.share))


def _other_questions(
    question: Question, test: ProportionTest, ours: Question, inputs: PlanInputs
) -> list[OtherCalculator]:
    rows: list[OtherCalculator] = []
    change, change_kind = inputs.change or math.nan, inputs.change_kind
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
        margin=solved.margin,
        against_ours=_against(solved, ours),
    )


def _printed(name: OtherId, n: float) -> float:
    if math.isnan(n):
        return n
    return math.floor(n + 0.5) if name == "evan_miller" else whole(n)


def _against(solved: Question, ours: Question) -> float:
    answer, own = _answer(solved), _answer(ours)
    # A margin of 0 is an answer too: the new version is shown to be better outright.
    return answer / own - 1 if own else math.nan


def _answer(question: Question) -> float:
    match question.solve_for:
        case "n":
            return question.n_control + question.n_treatments * question.n_treatment
        case "mde":
            found_margin = not math.isnan(question.treatment) and question.margin >= 0
            return question.margin if found_margin else question.treatment - question.control
        case _:
            return question.power
