"""Sittings: the work of one browser, kept on the server for a short time so that a refresh loses nothing.

A sitting is a folder that only the server's user can read, named by a hash of the key in the
browser's HttpOnly cookie. It holds the study file and the raw tables as Parquet. It expires, can be
deleted with one button, and can be switched off (``RETENTION_LAB_SITTINGS=off``).
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

COOKIE = "retention_lab_sitting"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(frozen=True, slots=True)
class SittingSettings:
    """Where sittings live and how long.

    Parameters
    ----------
    folder : Path
        Parent folder, created for its owner only.
    life_hours : float
        Hours after the last change until a sitting is deleted.
    enabled : bool
        Whether anything is kept at all.
    """

    folder: Path
    life_hours: float
    enabled: bool

    @staticmethod
    def from_environment() -> SittingSettings:
        """Read ``RETENTION_LAB_SITTINGS`` (off), ``_SITTING_HOURS`` and ``_SITTING_FOLDER``."""
        default = Path(tempfile.gettempdir()) / f"retention-lab-sittings-{os.getuid()}"
        return SittingSettings(
            folder=Path(os.environ.get("RETENTION_LAB_SITTING_FOLDER", default)),
            life_hours=float(os.environ.get("RETENTION_LAB_SITTING_HOURS", "12")),
            enabled=os.environ.get("RETENTION_LAB_SITTINGS", "on").lower() not in {"off", "0", "no"},
        )


def new_token() -> str:
    """A fresh unguessable key, 256 bits."""
    return secrets.token_urlsafe(32)


def is_token(text: object) -> bool:
    """Whether a cookie's value has the form of a key."""
    return isinstance(text, str) and _TOKEN.fullmatch(text) is not None


class Sitting:
    """One browser's kept work.

    Parameters
    ----------
    token : str
        Key from the cookie; only its hash touches the disk.
    settings : SittingSettings
        Where and how long.
    """

    def __init__(self, token: str, settings: SittingSettings) -> None:
        if not is_token(token):
            raise ValueError("not a sitting key")
        self._settings = settings
        self._folder = settings.folder / hashlib.sha256(token.encode()).hexdigest()

    def read(self, name: str) -> bytes | None:
        """Content of one kept file, or None where there is none or the sitting has expired."""
        path = self._folder / name
        if self.expired() or not path.is_file():
            return None
        return path.read_bytes()

    def write(self, name: str, content: bytes) -> None:
        """Keep one file, readable by its owner only; a reader never sees half of it."""
        if not self._settings.enabled:
            return
        _private_folder(self._settings.folder)
        _private_folder(self._folder)
        handle, temporary = tempfile.mkstemp(dir=self._folder)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).replace(self._folder / name)
        os.utime(self._folder)

    def names(self) -> tuple[str, ...]:
        """Names of the kept files."""
        if self.expired() or not self._folder.is_dir():
            return ()
        return tuple(sorted(path.name for path in self._folder.iterdir()))

    def delete(self) -> None:
        """Delete everything this sitting holds."""
        if self._folder.is_dir():
            shutil.rmtree(self._folder)

    def expired(self) -> bool:
        """Whether the sitting's life is over, or nothing was ever kept."""
        if not self._settings.enabled or not self._folder.is_dir():
            return True
        return time.time() - self._folder.stat().st_mtime > 3600 * self._settings.life_hours


def delete_expired(settings: SittingSettings) -> int:
    """Delete the sittings whose life is over; returns how many."""
    if not settings.folder.is_dir():
        return 0
    limit = time.time() - 3600 * settings.life_hours
    old = [path for path in settings.folder.iterdir() if path.is_dir() and path.stat().st_mtime < limit]
    for path in old:
        shutil.rmtree(path, ignore_errors=True)
    return len(old)


def _private_folder(path: Path) -> None:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.stat()
    if found.st_uid != os.getuid():
        raise PermissionError(f"{path} belongs to somebody else")
    if found.st_mode & 0o077:
        path.chmod(0o700)
