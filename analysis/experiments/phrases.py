"""Wordings that several experiment results share: odds in plain words and numbers of groups."""

from __future__ import annotations

from analysis.core.messages import Message

GROUP_WORDS: dict[int, Message] = {
    2: Message("two", context="groups"),
    3: Message("three", context="groups"),
    4: Message("four", context="groups"),
    5: Message("five", context="groups"),
    6: Message("six", context="groups"),
    7: Message("seven", context="groups"),
    8: Message("eight", context="groups"),
    9: Message("nine", context="groups"),
    10: Message("ten", context="groups"),
}


def times_in(chance: float) -> Message:
    """A chance as "8 times in 10", or as a percentage where no small number of times fits.

    Examples
    --------
    >>> from analysis.core.messages import plain_english
    >>> plain_english(times_in(0.8)), plain_english(times_in(0.05)), plain_english(times_in(0.95))
    ('8 times in 10', '1 time in 20', '19 times in 20')
    """
    for n in (10, 20, 40, 100, 1000):
        times = round(chance * n)
        if abs(times - chance * n) < 1e-9 and 0 < times < n:
            if times == 1:
                return Message("1 time in {n:count}", n=n)
            return Message("{times:count} times in {n:count}", times=times, n=n)
    return Message("{chance:percent} of the time", chance=chance)


def move(control: float, treatment: float) -> Message:
    """The change of a rate as a noun phrase, such as: a rise from 35% to 37%."""
    if treatment > control:
        return Message(
            "a rise from {control:fine_percent} to {treatment:fine_percent}", control=control, treatment=treatment
        )
    return Message(
        "a fall from {control:fine_percent} to {treatment:fine_percent}", control=control, treatment=treatment
    )


def points_apart(difference: float) -> Message:
    """A distance of two rates in percentage points, without a sign.

    Examples
    --------
    >>> from analysis.core.messages import plain_english
    >>> plain_english(points_apart(-0.05)), plain_english(points_apart(0.01))
    ('5 points', '1 point')
    """
    points = 100 * abs(difference)
    if abs(points - 1) < 1e-9:
        return Message("1 point")
    return Message("{points:number} points", points=points)
