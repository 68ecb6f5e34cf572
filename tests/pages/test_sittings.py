"""Sittings: private to their owner, bound to their key, gone after their life, and nothing where they are off."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest

from pages.ui.sittings import Sitting, SittingSettings, delete_expired, is_token, new_token


@pytest.fixture
def settings(tmp_path: Path) -> SittingSettings:
    return SittingSettings(folder=tmp_path / "sittings", life_hours=1.0, enabled=True)


def test_what_is_written_is_read_with_the_same_key_only(settings: SittingSettings) -> None:
    token = new_token()
    Sitting(token, settings).write("work.json", b"mine")
    assert Sitting(token, settings).read("work.json") == b"mine"
    assert Sitting(new_token(), settings).read("work.json") is None


def test_key_never_touches_the_disk(settings: SittingSettings) -> None:
    token = new_token()
    Sitting(token, settings).write("work.json", b"mine")
    names = [path.name for path in settings.folder.rglob("*")]
    assert names
    assert not [name for name in names if token in name]


def test_only_the_owner_can_read(settings: SittingSettings) -> None:
    Sitting(new_token(), settings).write("work.json", b"mine")
    for path in [settings.folder, *settings.folder.rglob("*")]:
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path


def test_expired_work_is_not_given_back_and_is_deleted(settings: SittingSettings) -> None:
    token = new_token()
    Sitting(token, settings).write("work.json", b"mine")
    folder = next(settings.folder.iterdir())
    past = time.time() - 2 * 3600
    os.utime(folder, (past, past))
    assert Sitting(token, settings).read("work.json") is None
    assert delete_expired(settings) == 1
    assert not list(settings.folder.iterdir())


def test_delete_leaves_nothing(settings: SittingSettings) -> None:
    sitting = Sitting(new_token(), settings)
    sitting.write("study.zip", b"data")
    sitting.delete()
    assert not list(settings.folder.iterdir())


def test_switched_off_keeps_nothing(tmp_path: Path) -> None:
    off = SittingSettings(folder=tmp_path / "sittings", life_hours=1.0, enabled=False)
    Sitting(new_token(), off).write("work.json", b"mine")
    assert not (tmp_path / "sittings").exists()


@pytest.mark.parametrize("text", ["", "short", "../../../../etc/passwd", "x" * 44, None, 7])
def test_only_a_key_is_a_key(text: object, settings: SittingSettings) -> None:
    assert not is_token(text)
    if isinstance(text, str):
        with pytest.raises(ValueError, match="key"):
            Sitting(text, settings)


def test_a_folder_of_somebody_else_is_not_used(settings: SittingSettings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.folder.mkdir(mode=0o700)
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    with pytest.raises(PermissionError):
        Sitting(new_token(), settings).write("work.json", b"mine")
