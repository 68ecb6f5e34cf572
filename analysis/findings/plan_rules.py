"""What is settled before a test: the gates before any reading, and what will be done when."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from analysis.core.messages import Message, Sentence

if TYPE_CHECKING:
    from analysis.findings.planned import Planned

SPLIT_ALARM = 0.001
RATES = frozenset({"plan_proportions"})
Rule: TypeAlias = tuple[Sentence, Sentence]
"""What may be found, and what is done then."""


def gates(planned: Planned) -> tuple[Rule, ...]:
    """What is checked before a difference is looked at, and what follows where the check fails."""
    rules: list[Rule] = []
    if planned.shares:
        shares = tuple(Message("{share:fine_percent}", share=share) for share in planned.shares)
        rules.append(
            (
                Message(
                    "The groups filled as planned ({shares}); alarm below p\u00a0=\u00a0{alarm:exact}",
                    shares=shares,
                    alarm=SPLIT_ALARM,
                ),
                Message("After an alarm nothing is concluded. The cause is found first."),
            )
        )
    if planned.n_total is not None:
        rules.append(
            (
                Message("All {n:count} customers are in", n=planned.n_total),
                Message("Before that nothing is decided, however good a look on the way may be."),
            )
        )
    rules.append(
        (
            Message("The test is read once, at this level and in this way"),
            Message("Any other reading is recorded as a deviation from this plan."),
        )
    )
    return tuple(rules)


def decisions(planned: Planned) -> tuple[Rule, ...]:
    """What will be done when, by where the interval lies."""
    match planned.goal:
        case "noninferiority":
            return _non_inferiority(planned)
        case "equivalence":
            return _equivalence(planned)
        case _:
            return _superiority(planned)


def _superiority(planned: Planned) -> tuple[Rule, ...]:
    least = planned.smallest_change
    interval = Message("{level:set_percent} interval", level=planned.level)
    holds_zero: Rule = (
        Message("The {interval} holds zero", interval=interval),
        Message("Not settled. No evidence of a difference is not evidence of no difference; a larger test decides."),
    )
    wrong: Rule = (
        Message("The {interval} lies on the wrong side of zero", interval=interval),
        Message("The new version is not rolled out."),
    )
    if least is None:
        good: tuple[Rule, ...] = (
            (
                Message("The {interval} lies on the wanted side of zero", interval=interval),
                Message("Roll it out if the worst case in the interval still pays."),
            ),
        )
        return (*good, holds_zero, wrong)
    words = amount(planned, least)
    return (
        (
            Message("All of the {interval} is at least {least} on the wanted side", interval=interval, least=words),
            Message("Roll it out."),
        ),
        (
            Message(
                "The {interval} leaves out zero on the wanted side, but holds less than {least}",
                interval=interval,
                least=words,
            ),
            Message("Roll it out only if the worst case in the interval still pays; otherwise run a larger test."),
        ),
        holds_zero,
        wrong,
    )


def _non_inferiority(planned: Planned) -> tuple[Rule, ...]:
    margin = amount(planned, planned.margin or 0.0)
    return (
        (
            Message("The bound on the wrong side is within the margin of {margin}", margin=margin),
            Message("The new version is not worse by more than the margin; it may take the place of the old one."),
        ),
        (
            Message("The bound lies beyond the margin of {margin}", margin=margin),
            Message("Not shown: it may be worse than can be borne. It is not rolled out on this test."),
        ),
    )


def _equivalence(planned: Planned) -> tuple[Rule, ...]:
    margin = amount(planned, planned.margin or 0.0)
    return (
        (
            Message("The whole interval lies within {margin} on both sides", margin=margin),
            Message("The two count as equal; cost and effort decide."),
        ),
        (
            Message("The interval reaches beyond {margin} on a side", margin=margin),
            Message("Not shown that they are equal; nor that they differ, unless the interval leaves out zero."),
        ),
    )


def amount(planned: Planned, value: float) -> Sentence:
    """A difference in the unit of the outcome."""
    if planned.method_id in RATES:
        return Message("{points:exact} points", points=float(f"{100 * value:.3g}"))
    return Message("{value:exact}", value=float(f"{value:.4g}"))
