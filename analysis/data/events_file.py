"""`read_events`: a file of behaviour becomes customer, time, kind, channel and amount, with a report."""

# pandas' own stubs leave some series partly unknown.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.core.errors import UnreadableFileError
from analysis.core.messages import Message, PluralMessage
from analysis.data.codebook import Codebook, ValueLabel, Variable, VariableLevel
from analysis.data.dialects.headers import headed_columns, report_headers
from analysis.data.event_cells import amount_cells, check_zone, customer_cells, examples, text_cells, time_cells
from analysis.data.event_mapping import EVENT_LABELS, EventRole, checked_mapping, guess_mapping
from analysis.data.files import ALLOWED, KIND_WORDS, Source, SourceFile, open_source
from analysis.data.formats.grid import Limits
from analysis.data.formats.parquet import read_parquet
from analysis.data.read_report import ReadReport, Reporter
from analysis.data.survey_file import read_grid
from analysis.data.times import LOCAL_TIMEZONE
from analysis.data.variable_ids import local_text, unique_ids

MAX_BYTES = 2_000_000_000
MAX_KINDS = 60

LEVELS: dict[EventRole, VariableLevel] = {
    "customer_id": "id",
    "time": "date",
    "kind": "nominal",
    "channel": "nominal",
    "amount": "scale",
}


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class EventsRead:
    """A behaviour file as read.

    Parameters
    ----------
    frame : DataFrame
        One row an event: `customer_id` (text), `time` (datetime64), and where the file has them
        `kind`, `channel` (text) and `amount` (number).
    codebook : Codebook
        Variables of these columns, in the table ``events``.
    mapping : Mapping of role to column
        Which column of the file each one was.
    report : ReadReport
        What was read, changed and set aside.
    """

    frame: pd.DataFrame
    codebook: Codebook
    mapping: Mapping[EventRole, str]
    report: ReadReport


@dataclass(frozen=True, slots=True, eq=False)
class _Raw:
    """A file's columns before anybody knows what they are."""

    columns: dict[str, pd.Series]
    n_rows: int


def event_columns_of(
    source: Source, *, file_name: str = "", max_bytes: int = MAX_BYTES
) -> tuple[list[str], dict[EventRole, str]]:
    r"""Which columns does a behaviour file have, and which of them are customer, time, kind, channel, amount?

    Parameters
    ----------
    source : path, bytes or binary file
        CSV or Parquet.
    file_name : str
        Name to show where `source` has none.
    max_bytes : int
        Largest file that is read.

    Returns
    -------
    (list of str, dict of role to column)
        Column names, and the mapping guessed from them.

    Raises
    ------
    UnreadableFileError
        When the file cannot be read.

    Examples
    --------
    >>> event_columns_of(b"uid,date,price\nA,2025-01-01,5\n")
    (['uid', 'date', 'price'], {'customer_id': 'uid', 'time': 'date', 'amount': 'price'})
    """
    file = open_source(source, file_name, max_bytes)
    columns = list(_raw(file, Limits(rows=2**31), Reporter()).columns)
    return columns, guess_mapping(columns)


def read_events(
    source: Source,
    *,
    file_name: str = "",
    mapping: Mapping[str, str] | None = None,
    timezone: str = LOCAL_TIMEZONE,
    day_first: bool | None = None,
    key: bytes | str | None = None,
    max_rows: int = 20_000_000,
    max_bytes: int = MAX_BYTES,
) -> EventsRead:
    r"""What did each customer do, when, where, and for how much?

    Parameters
    ----------
    source : path, bytes or binary file
        CSV or TSV, Excel, or Parquet; one row an event.
    file_name : str
        Name to show where `source` has none.
    mapping : Mapping of str to str, optional
        Column of each of ``customer_id``, ``time``, ``kind``, ``channel``, ``amount``; guessed from the
        names in English and Chinese by default.
    timezone : str
        Times with an offset, and Unix times, become local times of this zone; others stay as they are.
    day_first : bool, optional
        Whether ``3/4/2025`` is the third of April; told from the values by default.
    key : bytes or str, optional
        Replaces customer ids by keyed hashes (HMAC-SHA-256), as `read_survey` does with `hash_as_key`.
    max_rows : int
        Most events that are read.
    max_bytes : int
        Largest file that is read.

    Returns
    -------
    EventsRead

    Raises
    ------
    UnreadableFileError
        When the file cannot be read, or no row of it has a customer and a time.
    ParameterError
        When the mapping names what does not exist, or no column is known to hold customer or time.

    Notes
    -----
    Customer ids stay text, so 007 stays 007. Rows without a customer or without a readable time are
    set aside and counted; an amount that is no number is missing, its event stays. Negative amounts
    (refunds) stay. Rows that are equal in every column stay and are counted.

    Examples
    --------
    >>> read = read_events(b"uid,date,price\n007,2025-01-01,5\n,2025-01-02,6\n")
    >>> read.frame["customer_id"].tolist(), len(read.report.of_kind("set_aside"))
    (['007'], 1)
    """
    report = Reporter()
    limits = Limits(rows=max_rows)
    file = open_source(source, file_name, max_bytes)
    check_zone(timezone)
    raw = _raw(file, limits, report, timezone)
    if not raw.n_rows:
        raise _no_events(file, Message("it has no rows below its header"))
    roles = checked_mapping(mapping, list(raw.columns), file.name)
    customer = customer_cells(raw.columns[roles["customer_id"]], key, report)
    time = time_cells(raw.columns[roles["time"]], timezone, day_first, report)
    usable = _usable(customer, time, raw.columns[roles["time"]], report)
    if not usable.any():
        raise _no_events(file, Message("no row has both a customer and a readable time"))
    columns: dict[str, pd.Series] = {"customer_id": customer, "time": time}
    for role in ("kind", "channel"):
        if role in roles:
            columns[role] = text_cells(raw.columns[roles[role]]).series()
    if "amount" in roles:
        columns["amount"] = amount_cells(raw.columns[roles["amount"]], usable, report)
    frame = pd.DataFrame(columns).loc[usable].reset_index(drop=True)
    _report_repeats(raw, usable, report)
    _report_negative(frame, report)
    unused = tuple(column for column in raw.columns if column not in roles.values())
    if unused:
        report.read(Message("Not used: {columns}.", columns=unused[:20]), len(unused))
    return EventsRead(
        frame=frame,
        codebook=_codebook(frame, roles),
        mapping=roles,
        report=ReadReport(
            file_name=file.name,
            layout=Message("a table of events"),
            n_rows_read=raw.n_rows,
            n_rows=len(frame),
            n_columns_read=len(raw.columns),
            n_columns=frame.shape[1],
            items=tuple(report.items),
        ),
    )


def _raw(file: SourceFile, limits: Limits, report: Reporter, timezone: str = LOCAL_TIMEZONE) -> _Raw:
    if file.kind == "spss":
        raise UnreadableFileError(
            Message("{file} is {kind}; events are not read from it.", file=file.name, kind=KIND_WORDS["spss"]),
            ALLOWED,
            Message("Save it as CSV or Parquet."),
        )
    if file.kind == "parquet":
        frame = read_parquet(file, limits, timezone)
        names = unique_ids([str(name) for name in frame.columns])
        return _Raw({name: frame.iloc[:, place] for place, name in enumerate(names)}, len(frame))
    grid = read_grid(file, None, limits, report)
    columns = headed_columns(grid, 1, grid.row(0)) if grid.n_rows else []
    headers = [column.header for column in columns]
    report_headers(headers, report)
    names = unique_ids([header or f"column_{place}" for place, header in enumerate(headers, start=1)])
    cells = {name: column.cells.series() for name, column in zip(names, columns, strict=True)}
    return _Raw(cells, max(grid.n_rows - 1, 0))


def _no_events(file: SourceFile, why: Message) -> UnreadableFileError:
    return UnreadableFileError(
        Message("{file} holds no events: {why}.", file=file.name, why=why),
        Message("One row per event is expected, with a customer and a time."),
        Message("Check which columns are customer and time, and the notation of the times."),
    )


def _usable(customer: pd.Series, time: pd.Series, given: pd.Series, report: Reporter) -> NDArray[np.bool_]:
    """Rows with a customer and a time; the others are counted, each under its first reason."""
    no_customer = customer.isna().to_numpy()
    no_time = time.isna().to_numpy() & ~no_customer
    empty = given.isna().to_numpy() & no_time
    unread = no_time & ~empty
    if no_customer.any():
        n = int(no_customer.sum())
        report.set_aside(
            PluralMessage(
                "{n:count} row has no customer and was set aside.",
                "{n:count} rows have no customer and were set aside.",
                n=n,
            ),
            n,
            "customer_id",
        )
    if empty.any():
        n = int(empty.sum())
        report.set_aside(
            PluralMessage(
                "{n:count} row has no time and was set aside.", "{n:count} rows have no time and were set aside.", n=n
            ),
            n,
            "time",
        )
    if unread.any():
        n = int(unread.sum())
        report.caution(
            "set_aside",
            PluralMessage(
                "{n:count} row has a time that cannot be read ({examples}) and was set aside.",
                "{n:count} rows have a time that cannot be read ({examples}) and were set aside.",
                n=n,
                examples=examples(given, unread),
            ),
            n,
            "time",
        )
    return ~no_customer & ~no_time


def _report_repeats(raw: _Raw, usable: NDArray[np.bool_], report: Reporter) -> None:
    repeated = int(pd.DataFrame(raw.columns).loc[usable].duplicated().sum())
    if repeated:
        report.caution(
            "read",
            PluralMessage(
                "{n:count} row repeats another in every column; it was kept.",
                "{n:count} rows repeat another in every column; they were kept.",
                n=repeated,
            ),
            repeated,
        )


def _report_negative(frame: pd.DataFrame, report: Reporter) -> None:
    if "amount" in frame.columns:
        n = int((frame["amount"] < 0).sum())
        if n:
            report.read(
                PluralMessage(
                    "{n:count} amount is negative (a refund?); it was kept.",
                    "{n:count} amounts are negative (refunds?); they were kept.",
                    n=n,
                ),
                n,
                "amount",
            )


def _codebook(frame: pd.DataFrame, roles: Mapping[EventRole, str]) -> Codebook:
    variables = [
        Variable(
            id=role,
            label=EVENT_LABELS[role],
            level=LEVELS[role],
            values=_values(frame[role]) if LEVELS[role] == "nominal" else (),
            source=roles[role],
            table="events",
        )
        for role in EVENT_LABELS
        if role in roles
    ]
    return Codebook(tuple(variables))


def _values(column: pd.Series) -> tuple[ValueLabel, ...]:
    distinct = [str(text) for text in column.dropna().unique()]
    return tuple(ValueLabel(text, local_text(text)) for text in distinct) if len(distinct) <= MAX_KINDS else ()
