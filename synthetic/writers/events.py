"""Behaviour events as a file: one row an event."""

# pandas' own stubs leave some frames partly unknown.
# pyright: reportUnknownMemberType=false
from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Literal, TypeAlias

from analysis.core.errors import ParameterError
from analysis.core.messages import Message
from analysis.data.study import Study

EventsFormat: TypeAlias = Literal["csv", "parquet"]
EVENT_FORMATS: tuple[EventsFormat, ...] = ("parquet", "csv")


def events_bytes(study: Study, *, file_format: EventsFormat = "parquet") -> bytes:
    """What did each customer do, as a file that can be downloaded?

    Parameters
    ----------
    study : Study
        A study with events.
    file_format : {"parquet", "csv"}
        CSV is UTF-8 with all digits of every amount and times to the microsecond.

    Returns
    -------
    bytes
        Columns `customer_id`, `time`, `kind`, `channel`, `amount`, as `read_events` finds them again.
        Labels of kinds and channels are not in the file: they belong to the codebook.

    Raises
    ------
    ParameterError
        The format is none of these.
    UnsuitableDataError
        The study has no events.

    Examples
    --------
    >>> from analysis.data import read_events
    >>> from synthetic import sample_study
    >>> study = sample_study(seed=7, respondents=100, customers=100)
    >>> read = read_events(events_bytes(study, file_format="csv"), file_name="events.csv")
    >>> len(read.frame) == len(study.table("events"))
    True
    """
    if file_format not in EVENT_FORMATS:
        raise ParameterError(
            Message("Events cannot be written as {value}.", value=repr(file_format)),
            Message("Allowed: {choices}.", choices=EVENT_FORMATS),
            parameter="file_format",
        )
    events = study.table("events")
    buffer = io.BytesIO()
    if file_format == "parquet":
        events.to_parquet(buffer, index=False, compression="zstd")
    else:
        events.to_csv(buffer, index=False, encoding="utf-8", date_format="%Y-%m-%dT%H:%M:%S.%f", lineterminator="\n")
    return buffer.getvalue()


def write_events(study: Study, path: str | os.PathLike[str]) -> None:
    """Write the events of a study as CSV or Parquet, told by the name of the file; see `events_bytes`."""
    file_format: EventsFormat = "csv" if Path(path).suffix.lower() == ".csv" else "parquet"
    Path(path).write_bytes(events_bytes(study, file_format=file_format))
