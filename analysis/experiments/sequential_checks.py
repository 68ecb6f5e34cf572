"""Looks as a user gives them, checked."""

from __future__ import annotations

from itertools import pairwise

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.experiments.sequential_controls import MOST_LOOKS

# Closer looks would cost much time to integrate and be one look in all but name.
CLOSEST = 1e-3
# Shares such as 1/3 + 2/3 may miss 1 by the last bit.
ROUNDING = 1e-9


def equally_spaced(looks: int) -> tuple[float, ...]:
    """Information at equally spaced looks."""
    return tuple((place + 1) / looks for place in range(looks))


def checked_information(fractions: tuple[float, ...]) -> tuple[float, ...]:
    """Shares of the planned information at the looks, a share within rounding of 1 being 1.

    Raises
    ------
    ParameterError
        If they do not rise from above 0, are too close to each other, or there are too many.
    """
    if len(fractions) > MOST_LOOKS:
        raise ParameterError(
            Message("{looks:count} looks are too many.", looks=len(fractions)),
            Message("Allowed: up to {most:count} looks.", most=MOST_LOOKS),
            Message("For looks as often as you like, use an always-valid interval."),
            parameter="information_fractions",
        )
    for earlier, later in pairwise((0.0, *fractions)):
        if not later > earlier + ROUNDING:
            raise ParameterError(
                Message("The look at {later:exact} does not come after {earlier:exact}.", later=later, earlier=earlier),
                Message("Allowed: fractions above 0 that rise from look to look."),
                Message("Give the share of the planned customers who were in at each look, in the order of the looks."),
                parameter="information_fractions",
            )
    for earlier, later in pairwise(fractions):
        if later - earlier < CLOSEST * later:
            raise ParameterError(
                Message("The looks at {earlier:exact} and {later:exact} are one look.", later=later, earlier=earlier),
                Message("Allowed: looks at least a thousandth of the customers apart."),
                Message("Leave one of them out."),
                parameter="information_fractions",
            )
    if fractions and fractions[-1] > 100:
        raise ParameterError(
            Message("A look at {share:exact} times the planned customers cannot be meant.", share=fractions[-1]),
            Message("Allowed: fractions of the planned customers, such as 0.5 for half of them."),
            parameter="information_fractions",
        )
    return tuple(1.0 if abs(at - 1) <= ROUNDING else at for at in fractions)


def checked_observed(observed: tuple[float, ...], looks: int) -> tuple[float, ...]:
    """Statistics z at the looks so far.

    Raises
    ------
    ParameterError
        If there are more than looks.
    """
    if len(observed) > looks:
        raise ParameterError(
            Message("{seen:count} values of z are given for {looks:count} looks.", seen=len(observed), looks=looks),
            remedy=Message("Give one z for each look taken so far."),
            parameter="observed_z",
        )
    return observed
