"""Imports the slow libraries in the background once the first page is drawn, so that the first analysis need not wait."""

from __future__ import annotations

import importlib
import threading
from functools import cache

from streamlit import runtime

SLOW_IMPORTS = ("altair", "scipy.stats", "scipy.special", "sklearn.cluster")


@cache
def start() -> None:
    """Start once per server process; does nothing outside a server, as in a test."""
    # AppTest puts a stand-in of another type where a server has its runtime.
    if runtime.exists() and type(runtime.get_instance()) is runtime.Runtime:
        threading.Thread(target=_import, daemon=True, name="warming").start()


def _import() -> None:
    for name in SLOW_IMPORTS:
        importlib.import_module(name)
