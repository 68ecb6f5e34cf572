"""Files: fetch the bytes, and tell by their content what they are, whatever the name says."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias

from analysis.core.errors import ParameterError, UnreadableFileError
from analysis.core.messages import Message, PluralMessage
from analysis.data.formats.encoding import unmarked_utf16

FileKind: TypeAlias = Literal["text", "xlsx", "xls", "spss", "parquet"]
Source: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO

MEGABYTE = 1_000_000
ALLOWED = Message("Readable here: CSV or TSV text, Excel (.xlsx, .xls), SPSS (.sav, .zsav) and Parquet.")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file in memory: its bytes, its name and what its content says it is."""

    data: bytes
    name: str
    kind: FileKind


def open_source(source: Source, file_name: str, max_bytes: int) -> SourceFile:
    """Fetch a file and recognise its kind.

    Parameters
    ----------
    source : path, bytes or binary file
        Where the bytes are.
    file_name : str
        Name to show for bytes; a path brings its own.
    max_bytes : int
        Largest size that is read, in bytes.

    Returns
    -------
    SourceFile

    Raises
    ------
    UnreadableFileError
        When the file does not exist, is empty, too large, or of a kind that cannot be read.
    """
    data, name = _bytes_of(source, file_name, max_bytes)
    if not data.strip(b"\0 \t\r\n"):
        raise UnreadableFileError(
            PluralMessage(
                "{file} is empty (one byte).",
                "{file} is empty ({size:count} bytes).",
                n=len(data),
                file=name,
                size=len(data),
            ),
            remedy=Message("Export it again, or choose another file."),
        )
    return SourceFile(data, name, _kind_of(data, name))


def _bytes_of(source: Source, file_name: str, max_bytes: int) -> tuple[bytes, str]:
    if isinstance(source, bytes | bytearray | memoryview):
        data, name = bytes(source), file_name or "data"
    elif isinstance(source, str | os.PathLike):
        name = file_name or Path(source).name
        data = _bytes_at(Path(source), name, max_bytes)
    elif hasattr(source, "read"):
        name = file_name or Path(str(getattr(source, "name", "") or "data")).name
        read: bytes | str = source.read(max_bytes + 1)
        data = read.encode() if isinstance(read, str) else read
    else:
        raise ParameterError(
            Message("A file cannot be read from a value of type {value}.", value=type(source).__name__),
            Message("Allowed: a path, bytes, or a file opened for reading."),
            parameter="source",
        )
    _check_size(len(data), name, max_bytes)
    return data, name


def _bytes_at(path: Path, name: str, max_bytes: int) -> bytes:
    try:
        _check_size(path.stat().st_size, name, max_bytes)
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise UnreadableFileError(
            Message("{file} cannot be opened: {reason}.", file=str(path), reason=reason_of(error)),
            remedy=Message("Check the name and the folder of the file."),
        ) from error


def reason_of(error: OSError | ValueError) -> Message | str:
    """Why a file cannot be opened, in words."""
    match error:
        case FileNotFoundError():
            return Message("there is no such file")
        case IsADirectoryError():
            return Message("it is a folder")
        case PermissionError():
            return Message("reading it is not permitted")
        case OSError():
            return error.strerror or str(error)
        case _:
            return str(error)


def _check_size(size: int, name: str, max_bytes: int) -> None:
    if size > max_bytes:
        raise UnreadableFileError(
            Message("{file} is too large ({size:number} MB).", file=name, size=size / MEGABYTE),
            Message("Allowed: up to {limit:number} MB.", limit=max_bytes / MEGABYTE),
            Message("Leave out columns you do not need, or save it as Parquet, which is several times smaller."),
        )


def _kind_of(data: bytes, name: str) -> FileKind:
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data, name)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound_kind(data, name)
    if data.startswith((b"$FL2", b"$FL3")):
        return "spss"
    if data.startswith(b"PAR1"):
        return "parquet"
    if data.startswith((b"\x09\x08", b"\x09\x04\x06\x00")):
        return "xls"
    _reject_foreign(data, name)
    return "text"


def _zip_kind(data: bytes, name: str) -> FileKind:
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise damaged(name, "xlsx") from error
    if any(part.startswith("xl/") for part in names):
        return "xlsx"
    raise _wrong_kind(
        name,
        Message("a compressed archive (zip) or another office document"),
        Message("Unpack it first, or save it as .xlsx or .csv."),
    )


def _compound_kind(data: bytes, name: str) -> FileKind:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise password_protected(name)
    if any(part.encode("utf-16-le") in data for part in ("Workbook", "Book")):
        return "xls"
    if "WordDocument".encode("utf-16-le") in data:
        raise _wrong_kind(name, Message("a Word document"), Message("Save the data as .xlsx or .csv."))
    raise damaged(name, "xls")


def _reject_foreign(data: bytes, name: str) -> None:
    """Raise for content that is known and cannot be read, or that is no text at all."""
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for marks, what in FOREIGN:
        if start.startswith(marks):
            raise _wrong_kind(name, what, Message("Open it in the program it comes from and save it as .xlsx or .csv."))
    has_wide_mark = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not has_wide_mark and b"\0" in data[:65536] and not unmarked_utf16(data):
        raise _wrong_kind(
            name, Message("binary data of an unknown kind"), Message("Choose the exported table, or export it again.")
        )


FOREIGN: tuple[tuple[tuple[bytes, ...], Message], ...] = (
    ((b"%pdf",), Message("a PDF document")),
    ((b"\x89png", b"\xff\xd8\xff", b"gif8", b"riff"), Message("a picture or recording")),
    ((b"\x1f\x8b", b"rar!", b"7z\xbc\xaf", b"bzh"), Message("a compressed archive")),
    ((b"<!doctype html", b"<html", b"<table", b"<head"), Message("a web page")),
    ((b"<?xml", b"<workbook"), Message("an XML document")),
    ((b"<stata_dta>",), Message("a Stata file")),
    ((b"header record*******library",), Message("a SAS transport file")),
    ((b"sqlite format 3",), Message("a database file")),
    ((b'{"', b"{\n", b"[{"), Message("JSON text")),
    ((b"ascii spss port file",), Message("an SPSS portable file")),
    ((b"mime-version:",), Message("a web page")),
    ((b"{\\rtf",), Message("a text document")),
)


def _wrong_kind(name: str, what: Message, remedy: Message) -> UnreadableFileError:
    return UnreadableFileError(Message("{file} is {what}, not a table.", file=name, what=what), ALLOWED, remedy)


KIND_WORDS: dict[FileKind, Message] = {
    "text": Message("a text file"),
    "xlsx": Message("an Excel workbook (.xlsx)"),
    "xls": Message("an Excel workbook (.xls)"),
    "spss": Message("an SPSS file"),
    "parquet": Message("a Parquet file"),
}


def damaged(name: str, kind: FileKind) -> UnreadableFileError:
    """The error for a file that says what it is but cannot be read as that."""
    return UnreadableFileError(
        Message("{file} looks like {kind}, but it is damaged or incomplete.", file=name, kind=KIND_WORDS[kind]),
        ALLOWED,
        Message("Export or download it again; if that fails, save it as CSV in the program it comes from."),
    )


def password_protected(name: str) -> UnreadableFileError:
    """The error for a workbook that only opens with a password."""
    return UnreadableFileError(
        Message("{file} is protected by a password.", file=name),
        Message("Only workbooks without a password can be read."),
        Message("Open it in Excel, remove the password under File, Info, Protect Workbook, and save it again."),
    )
