"""The entry imports nothing heavier than Streamlit, pandas, Altair and pydantic."""

import subprocess
import sys

import pytest

from tests.architecture.sources import ROOT

HEAVY = (
    "babel", "charset_normalizer", "faker", "mlxtend", "openpyxl", "pyreadstat", "python_calamine", "scipy", "sklearn",
    "statsmodels", "vl_convert", "xlsxwriter",
)  # fmt: skip


def loaded_by(statement: str) -> list[str]:
    """Heavy packages that a fresh process has loaded after a statement."""
    script = f"{statement}\nimport sys\nprint(*(name for name in {HEAVY} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.split()


@pytest.mark.parametrize("module", ["pages.ui.shell", "pages.ui.serving", "analysis.data", "synthetic"])
def test_the_entry_and_the_data_layer_are_light(module: str):
    assert loaded_by(f"import streamlit, {module}") == []


def test_a_heavy_import_is_seen():
    assert "scipy" in loaded_by("import scipy")
