"""What reading a file did: what was read, what was changed, what was set aside, what had to be guessed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from analysis.core.messages import Message, PluralMessage, Sentence
from analysis.core.results import Severity

ReportKind: TypeAlias = Literal["read", "changed", "set_aside", "guessed"]
REPORT_KINDS: tuple[ReportKind, ...] = ("set_aside", "changed", "guessed", "read")


@dataclass(frozen=True, slots=True)
class ReportItem:
    """One thing that reading a file did.

    Parameters
    ----------
    severity : str
        ``caution`` where the reader of the study should look.
    message : Message
        The sentence.
    n : int
        Cells, rows or columns it concerns, as the sentence says.
    kind : str
        ``read``, ``changed``, ``set_aside`` or ``guessed``.
    columns : tuple of str
        Ids of the columns it concerns.
    """

    severity: Severity
    message: Sentence
    n: int
    kind: ReportKind = "read"
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReport:
    """What was read from a file, what was changed and what was set aside.

    Parameters
    ----------
    file_name : str
        Name of the file.
    layout : Message
        What the file was recognised as, in words.
    n_rows_read, n_rows : int
        Rows below the header in the file, and rows in the frame.
    n_columns_read, n_columns : int
        Columns of the file, and columns of the frame.
    items : tuple of ReportItem
        Everything that was changed, set aside or guessed.
    """

    file_name: str
    layout: Sentence
    n_rows_read: int
    n_rows: int
    n_columns_read: int
    n_columns: int
    items: tuple[ReportItem, ...] = ()

    def of_kind(self, kind: ReportKind) -> tuple[ReportItem, ...]:
        """The items of one kind, in reading order."""
        return tuple(item for item in self.items if item.kind == kind)

    def readings(self) -> tuple[Sentence, ...]:
        """The report in sentences: what was read first, then what was set aside, changed and guessed."""
        first = Message(
            "Read {rows} and {columns} from {file}, recognised as {layout}.",
            rows=PluralMessage("{n:count} row", "{n:count} rows", n=self.n_rows_read),
            columns=PluralMessage("{n:count} column", "{n:count} columns", n=self.n_columns_read),
            file=self.file_name,
            layout=self.layout,
        )
        return (first, *(item.message for kind in REPORT_KINDS for item in self.of_kind(kind)))


@dataclass(slots=True)
class Reporter:
    """Collects report items while a file is read; one belongs to one call."""

    items: list[ReportItem] = field(default_factory=list[ReportItem])

    def read(self, message: Sentence, n: int, *columns: str) -> None:
        """Note something about how the file was read."""
        self.items.append(ReportItem("info", message, n, "read", columns))

    def changed(self, message: Sentence, n: int, *columns: str) -> None:
        """Note something that differs from the file."""
        self.items.append(ReportItem("info", message, n, "changed", columns))

    def guessed(self, message: Sentence, n: int, *columns: str) -> None:
        """Note something that the file does not say."""
        self.items.append(ReportItem("info", message, n, "guessed", columns))

    def set_aside(self, message: Sentence, n: int, *columns: str) -> None:
        """Note something that was left out."""
        self.items.append(ReportItem("info", message, n, "set_aside", columns))

    def caution(self, kind: ReportKind, message: Sentence, n: int, *columns: str) -> None:
        """Note something that the reader of the study should look at."""
        self.items.append(ReportItem("caution", message, n, kind, columns))
