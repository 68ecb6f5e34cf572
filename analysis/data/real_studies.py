"""Real studies to start from: public data with a codebook in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analysis.core.errors import ParameterError
from analysis.core.messages import LocalText, Message
from analysis.data.real import anes96, cdnow
from analysis.data.study import Origin, Study


@dataclass(frozen=True, slots=True, kw_only=True)
class RealStudy:
    """A real study that comes with the laboratory.

    Parameters
    ----------
    id : str
        What `real_study` opens it by; also its id in links.
    name : LocalText
        What it is called.
    description : Message
        What is in it, in one line.
    source : str
        Who collected the data and where they come from.
    licence : Message
        Why they may be passed on.
    """

    id: str
    name: LocalText
    description: Message
    source: str
    licence: Message


REAL_STUDIES: tuple[RealStudy, ...] = (
    RealStudy(
        id="anes96",
        name=anes96.NAME,
        description=Message("944 voters: party, political leaning, education, income and vote."),
        source=anes96.SOURCE,
        licence=Message("Public domain."),
    ),
    RealStudy(
        id="cdnow",
        name=cdnow.NAME,
        description=Message("6,919 purchases of 2,357 new customers of an online shop, over 78 weeks."),
        source=cdnow.SOURCE,
        licence=Message("MIT licence; data of Fader and Hardie, free for research and teaching."),
    ),
)


def real_study(name: str) -> Study:
    """What does a real study look like here?

    Parameters
    ----------
    name : str
        Id of one of `REAL_STUDIES`: ``anes96`` (a survey) or ``cdnow`` (customers and events).

    Returns
    -------
    Study
        With its codebook in both languages.

    Raises
    ------
    ParameterError
        When there is no real study of that name.

    Notes
    -----
    ``cdnow``: the customers table is made from the events. It follows the first 39 weeks, to
    1997-09-30: repeat purchases count days with an order after the first, recency runs from the first
    to the last of them, age from the first to the end. The 39 weeks after are kept apart for checking.

    References
    ----------
    Fader, P. S., Hardie, B. G. S., Lee, K. L. (2005). "Counting your customers" the easy way.
    Marketing Science 24(2), 275-284.

    Examples
    --------
    >>> real_study("anes96").table("survey").shape
    (944, 11)
    """
    opened = _OPENERS.get(name)
    if opened is None:
        raise ParameterError(
            Message("There is no real study called {name}.", name=name),
            Message("Allowed: {names}.", names=tuple(study.id for study in REAL_STUDIES)),
            parameter="name",
        )
    return opened()


def _anes96() -> Study:
    return Study(
        id="anes96",
        name=anes96.NAME,
        survey=anes96.anes96_survey(),
        codebook=anes96.anes96_codebook(),
        origin=Origin(kind="real"),
    )


def _cdnow() -> Study:
    events = cdnow.cdnow_events()
    return Study(
        id="cdnow",
        name=cdnow.NAME,
        customers=cdnow.cdnow_customers(events),
        events=events,
        codebook=cdnow.cdnow_codebook(),
        origin=Origin(kind="real"),
    )


_OPENERS: dict[str, Callable[[], Study]] = {"anes96": _anes96, "cdnow": _cdnow}
