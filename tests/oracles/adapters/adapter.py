"""What an adapter is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from tests.oracles.case import Case
from tests.oracles.datasets import OracleData

Adapter: TypeAlias = Callable[[Case, OracleData], dict[str, Any]]
