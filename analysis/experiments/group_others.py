"""Why another calculator says otherwise: one question under other conventions, for any planner of groups."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from analysis.experiments.group_question import GroupQuestion, GroupTest, solved
from analysis.experiments.proportion_power import whole

TestT = TypeVar("TestT", bound=GroupTest)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherAnswer:
    """One convention's answer.

    Parameters
    ----------
    id : str
        Which convention or reading of the question; the plan's own stands first.
    ours : bool
        Whether it is the convention of the plan itself.
    n_control_real, n_treatment_real : float
        What its formula gives for the control and for one treatment group.
    n_control, n_treatment : float
        The same rounded up; NaN where no number is enough.
    effect : float
        Size of the effect on the scale of the plan's `effect`; NaN where none can be found.
    power : float
        Chance to find the effect at those sizes.
    against_ours : float
        The answer (n in all, effect or chance, whichever was solved for) over the plan's own, less 1.
    """

    id: str
    ours: bool
    n_control_real: float
    n_treatment_real: float
    n_control: float
    n_treatment: float
    effect: float
    power: float
    against_ours: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(Generic[TestT]):
    """The unsolved question and the plan's own test, to be varied.

    Parameters
    ----------
    question : GroupQuestion
        With its unknown open.
    test : GroupTest
        The plan's own.
    convention : str
        Name of the plan's own convention.
    family_alpha : float
        Level of all comparisons together.
    on_scale : callable
        From the test's effect to the plan's.
    multiple : int
        Customers are rounded up to a multiple of this: equal groups of one sample.
    """

    question: GroupQuestion
    test: TestT
    convention: str
    family_alpha: float
    on_scale: Callable[[float], float] = float
    multiple: int = 1

    @property
    def free_n(self) -> bool:
        """Whether all groups are to be sized."""
        return self.question.solve_for == "n" and not self.question.fixed_control

    def ours(self) -> OtherAnswer:
        """The plan's own row."""
        return self.row(self.convention, solved(self.question, self.test), ours=True)

    def by(self, name: str, test: GroupTest, question: GroupQuestion | None = None) -> OtherAnswer:
        """The row of another test, or of another question."""
        return self.row(name, solved(question or self.question, test))

    def rule(self, name: str, n: float) -> OtherAnswer:
        """The row of a rule of thumb that gives the size of each group."""
        return self.row(name, replace(self.question, n_control=n, n_treatment=n))

    def usual(self) -> Iterator[OtherAnswer]:
        """The rows of every planner: the other number of sides, no correction, groups of equal size."""
        test, question = self.test, self.question
        if test.sides == "two":
            yield self.by("one_sided", replace(test, sides="one"))
        else:
            yield self.by("two_sided", replace(test, sides="two"))
        if not math.isclose(test.alpha, self.family_alpha):
            yield self.by("no_correction", replace(test, alpha=self.family_alpha))
        if self.free_n and question.share < 1 and not math.isclose(question.share, 0.5):
            yield self.by("equal_split", test, replace(question, share=0.5))

    def row(self, name: str, answer: GroupQuestion, *, ours: bool = False) -> OtherAnswer:
        """A solved question as a row."""
        own = _answer(solved(self.question, self.test))
        return OtherAnswer(
            id=name,
            ours=ours,
            n_control_real=answer.n_control,
            n_treatment_real=answer.n_treatment,
            n_control=self._printed(answer.n_control),
            n_treatment=self._printed(answer.n_treatment),
            effect=self.on_scale(answer.effect),
            power=answer.power,
            against_ours=_answer(answer) / own - 1 if own else math.nan,
        )

    def _printed(self, n: float) -> float:
        return n if math.isnan(n) else float(self.multiple * whole(n / self.multiple))


def equal_total(others: tuple[OtherAnswer, ...], n_treatments: int) -> float:
    """Customers in all with groups of equal size; NaN where no row tells."""
    equal = next((row for row in others if row.id == "equal_split"), None)
    return math.nan if equal is None else equal.n_control + n_treatments * equal.n_treatment


def _answer(question: GroupQuestion) -> float:
    match question.solve_for:
        case "n":
            return question.n_control + question.n_treatments * question.n_treatment
        case "mde":
            return question.effect
        case _:
            return question.power
