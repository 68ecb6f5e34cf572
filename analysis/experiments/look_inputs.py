"""Counts and earlier looks of a running test as a user gives them, checked."""

from __future__ import annotations

from analysis.core.errors import ParameterError
from analysis.core.messages import Message, PluralMessage
from analysis.experiments.sequential_checks import checked_information
from analysis.experiments.two_by_two import TwoByTwo

NAN = float("nan")


def counted_table(successes_control: int, n_control: int, successes_treatment: int, n_treatment: int) -> TwoByTwo:
    """The counts of both groups.

    Raises
    ------
    ParameterError
        If more converted than there are.
    """
    for name, successes, n in (
        ("successes_control", successes_control, n_control),
        ("successes_treatment", successes_treatment, n_treatment),
    ):
        if successes > n:
            raise ParameterError(
                Message(
                    "{converted:count} customers cannot have converted of {size:count}.", converted=successes, size=n
                ),
                remedy=Message("Check the two counts; one customer counts once."),
                parameter=name,
            )
    return TwoByTwo(
        successes_control=successes_control,
        n_control=n_control,
        successes_treatment=successes_treatment,
        n_treatment=n_treatment,
    )


def information_at_looks(earlier: tuple[float, ...], n_total: int, planned: int) -> tuple[float, ...]:
    """Share of the planned customers at each earlier look and at this one.

    Raises
    ------
    ParameterError
        If counts are not whole or do not rise to this look's.
    """
    for count in earlier:
        if count < 1 or count != int(count):
            raise ParameterError(
                Message("{value:exact} is no count of customers.", value=count),
                Message("Allowed: whole numbers of {least:count} or more.", least=1),
                parameter="earlier_looks",
            )
    if earlier and earlier[-1] >= n_total:
        raise ParameterError(
            Message(
                "The look before had {earlier:count} customers, this one has {now:count}.",
                earlier=earlier[-1],
                now=n_total,
            ),
            remedy=Message("Give counts from the start of the test up to each look, not of each week alone."),
            parameter="earlier_looks",
        )
    try:
        return checked_information(tuple(count / planned for count in (*earlier, n_total)))
    except ParameterError as error:
        raise ParameterError(error.what, error.allowed, error.remedy, parameter="earlier_looks") from None


def checked_earlier_z(given: tuple[float, ...], looks: int) -> tuple[float, ...]:
    """Statistics z at earlier looks, NaN where none are given.

    Raises
    ------
    ParameterError
        If there is not one for each look.
    """
    if not given:
        return (NAN,) * looks
    if len(given) != looks:
        raise ParameterError(
            PluralMessage(
                "{n} value of z is given for {looks:count} earlier looks.",
                "{n:count} values of z are given for {looks:count} earlier looks.",
                n=len(given),
                looks=looks,
            ),
            remedy=Message("Give one z for each earlier look, or none."),
            parameter="earlier_z",
        )
    return given
