"""What is settled before a test: the gates before any reading, and what will be done when."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from analysis.core.messages import Message, Sentence

if TYPE_CHECKING:
    from analysis.findings.planned import Planned

SPLIT_ALARM = 0.001
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
    return (*rules, *(_looked_at(planned) if planned.looks else _read_once(planned)))


def _read_once(planned: Planned) -> tuple[Rule, ...]:
    rules: list[Rule] = []
    if planned.n_total is not None and planned.method_id == "plan_sample":
        rules.append(
            (
                Message("All {n:count} answers are in", n=planned.n_total),
                Message("With fewer the interval is wider than planned, and is reported as it is."),
            )
        )
    elif planned.n_total is not None:
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


def _looked_at(planned: Planned) -> tuple[Rule, ...]:
    """What is checked at each look of a test that is looked at several times."""
    bounds = tuple(Message("{z:effect}", z=z) for z in planned.bounds)
    return (
        (
            Message(
                "Looked at {looks:count} times, every {step:count} customers up to {n:count}; every look is recorded",
                looks=len(planned.looks),
                step=planned.looks[0],
                n=planned.looks[-1],
            ),
            Message(
                "A look at another size moves its bound; it may not be chosen by results, and is recorded as a departure."
            ),
        ),
        (
            Message("z is held against these bounds, in this order: {bounds}", bounds=bounds),
            Message("Within them the test goes on, however small the p-value of that look is."),
        ),
    )


def decisions(planned: Planned) -> tuple[Rule, ...]:
    """What will be done when, by where the interval lies."""
    match planned.method_id:
        case "plan_sequential":
            return _sequential(planned)
        case "plan_metrics":
            return _metrics(planned)
        case "plan_factorial":
            return (*_superiority(planned), INTERACTION)
        case "plan_association":
            return _association(planned)
        case "plan_sample":
            return _survey(planned)
        case _:
            return _comparison(planned)


def _comparison(planned: Planned) -> tuple[Rule, ...]:
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


INTERACTION: Rule = (
    Message("The interval of the interaction leaves out zero"),
    Message("The effect of one change depends on the other: the four groups are read, not the two averages."),
)


def _sequential(planned: Planned) -> tuple[Rule, ...]:
    """By where z lies at a look."""
    good = (
        Message("z lies beyond the bound, on the wanted side"),
        Message(
            "Stop. The effect is taken from the estimate corrected for stopping; roll it out if its worst case still pays."
        ),
    )
    wrong = (
        Message("z lies beyond the bound, on the wrong side"),
        Message("Stop. The new version is not rolled out."),
    )
    return (
        good,
        *((wrong,) if planned.sides == "two" else ()),
        (Message("z lies within the bounds, before the last look"), Message("Go on. Nothing is decided.")),
        (
            Message("z lies within the bounds at the last look"),
            Message("Not settled. No evidence of a difference is not evidence of no difference."),
        ),
    )


def _metrics(planned: Planned) -> tuple[Rule, ...]:
    """By what the outcomes that are to change show, and by the guardrails."""
    roles = planned.carried.get("roles", ())
    rules: list[Rule] = []
    if "primary" in roles:
        rules.append(
            (
                Message("An outcome that is to change is found changed for the better, and every guardrail is passed"),
                Message("Roll it out."),
            )
        )
        rules.append(
            (
                Message("None of the outcomes that are to change is found changed"),
                Message("Not settled. No evidence of a difference is not evidence of no difference."),
            )
        )
    if "guardrail" in roles:
        rules.append(
            (
                Message("The bound of a guardrail reaches beyond its margin"),
                Message("Not shown to be harmless. It is not rolled out on this test, whatever else it changes."),
            )
        )
    if "primary" not in roles:
        rules.append(
            (Message("Every guardrail is passed"), Message("Harmless within the margins; it may be rolled out."))
        )
    return tuple(rules)


def _association(planned: Planned) -> tuple[Rule, ...]:
    interval = Message("{level:set_percent} interval", level=planned.level)
    return (
        (
            Message("The {interval} leaves out zero", interval=interval),
            Message("They go together. The whole interval is reported; that one causes the other is not shown."),
        ),
        (
            Message("The {interval} holds zero", interval=interval),
            Message("Not settled. No evidence of a relation is not evidence of none."),
        ),
    )


def _survey(planned: Planned) -> tuple[Rule, ...]:
    interval = Message("{level:set_percent} interval", level=planned.level)
    margin = Message("{points:exact} points", points=float(f"{100 * (planned.margin or 0.0):.3g}"))
    return (
        (
            Message("The {interval} reaches at most {margin} to each side", interval=interval, margin=margin),
            Message("The share is reported with its interval, for those who were asked at random."),
        ),
        (
            Message("The {interval} is wider", interval=interval),
            Message("The share is reported with the wider interval; more answers narrow it."),
        ),
    )


def amount(planned: Planned, value: float) -> Sentence:
    """A difference in the unit of the outcome."""
    if planned.in_points:
        return Message("{points:exact} points", points=float(f"{100 * value:.3g}"))
    return Message("{value:exact}", value=float(f"{value:.4g}"))
