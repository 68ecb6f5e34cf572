"""Every gate of `make check` can fail: a violation planted in a copy of the tree turns it red."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import catalogue_check
from tests.architecture.sources import ROOT

BIN = Path(sys.executable).parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in ("analysis", "synthetic", "pages"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "*.otf", "real"))
    for name in ("pyproject.toml", "streamlit_app.py"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def run(copy: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(BIN / command[0]), *command[1:]], cwd=copy, capture_output=True, text=True, check=False)


def plant(copy: Path, path: str, text: str) -> None:
    file = copy / path
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("analysis/core/results.py", "\n\nimport streamlit\n"),
        ("analysis/survey/__init__.py", "\n\nimport analysis.relations\n"),
        ("analysis/core/results.py", "\n\nimport analysis.data\n"),
        ("analysis/data/__init__.py", "\n\nimport analysis.methods\n"),
        ("synthetic/__init__.py", "\n\nimport analysis.survey\n"),
        ("analysis/findings/__init__.py", "\n\nimport pages.ui\n"),
        ("analysis/core/results.py", "\n\nimport synthetic\n"),
        ("pages/ui/state.py", "\n\nimport pages.overview\n"),
    ],
    ids=[
        "streamlit-below",
        "methods-sideways",
        "core-upwards",
        "data-upwards",
        "synthetic-wide",
        "findings-to-pages",
        "analysis-to-synthetic",
        "kit-to-pages",
    ],
)
def test_import_direction_gate(copy: Path, path: str, text: str) -> None:
    plant(copy, path, text)
    outcome = run(copy, "lint-imports", "--no-cache")
    assert outcome.returncode == 1, outcome.stdout
    assert "BROKEN" in outcome.stdout


def test_import_direction_gate_is_green_as_it_stands(copy: Path) -> None:
    outcome = run(copy, "lint-imports", "--no-cache")
    assert outcome.returncode == 0, outcome.stdout


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("\n\ndef f():\n    try:\n        pass\n    except Exception:\n        pass\n", "BLE001"),
        ("\n\nimport numpy\n\nnumpy.random.seed(1)\n", "TID251"),
        ("\n\ndef Public(a):\n    return a\n", "D103"),
    ],
)
def test_lint_gate(copy: Path, text: str, code: str) -> None:
    plant(copy, "analysis/core/results.py", text)
    outcome = run(copy, "ruff", "check", "--no-cache", "analysis/core/results.py")
    assert outcome.returncode == 1
    assert code in outcome.stdout


def test_format_gate(copy: Path) -> None:
    plant(copy, "analysis/core/results.py", "\nx   =  1\n")
    assert run(copy, "ruff", "format", "--no-cache", "--check", "analysis/core/results.py").returncode == 1


def test_type_gate(copy: Path) -> None:
    plant(copy, "analysis/core/results.py", "\n\ndef wrong(a) -> int:\n    return 'no'\n")
    shutil.copy(ROOT / "pyproject.toml", copy / "pyproject.toml")
    text = (copy / "pyproject.toml").read_text(encoding="utf-8")
    text = text.replace(
        'include = ["analysis", "synthetic", "pages", "streamlit_app.py"]', 'include = ["analysis/core"]'
    )
    text = text.replace('venvPath = "."\nvenv = ".venv"\n', "")
    (copy / "pyproject.toml").write_text(text, encoding="utf-8")
    outcome = run(copy, "pyright", "--pythonpath", sys.executable)
    assert outcome.returncode == 1
    assert "reportMissingParameterType" in outcome.stdout
    assert "reportReturnType" in outcome.stdout


def test_catalogues_are_complete() -> None:
    assert not catalogue_check.problems()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('\n\nX = Message("A sentence nobody translated")\n', "no translation"),
        ("\n\nY = Message(str(1))\n", "literal"),
        # A plural's entry does not serve a plain sentence.
        ('\n\nZ = Message("A list of at least {least:count} names is expected.")\n', "no translation"),
    ],
)
def test_catalogue_gate_sees_source(copy: Path, text: str, complaint: str) -> None:
    plant(copy, "analysis/core/frames.py", text)
    assert any(complaint in line for line in catalogue_check.problems(copy))


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ('\nmsgid "No code says this any more"\nmsgstr "已无此句"\n', "obsolete"),
        ('\nmsgid "n = {n:count} again"\nmsgstr "n = {m:count}"\n', "placeholders differ"),
        ('\nmsgid "yes again"\nmsgstr ""\n', "empty or fuzzy"),
        ('\nmsgid "yes again"\nmsgstr "「是」"\n', "quotation marks"),
    ],
)
def test_catalogue_gate_sees_entries(copy: Path, entry: str, complaint: str) -> None:
    plant(copy, "analysis/language/zh_CN/core.po", entry)
    assert any(complaint in line for line in catalogue_check.problems(copy))
