"""The border to foreign parsers: whatever they raise over a damaged file becomes one sentence."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from analysis.core.errors import RetentionLabError
from analysis.data.files import FileKind, damaged


@contextmanager
def foreign_parser(name: str, kind: FileKind) -> Generator[None]:
    """Turn any failure of a library inside the block into `UnreadableFileError`, with its cause attached.

    Parsers of binary formats raise whatever comes up (KeyError, struct.error, even a Rust panic,
    which is no `Exception`); the file is at fault, so all of them are answered alike.
    """
    try:
        yield
    except RetentionLabError:
        raise
    except Exception as error:
        raise damaged(name, kind) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise damaged(name, kind) from error
        raise
