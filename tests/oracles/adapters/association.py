"""Adapters of the association functions."""

from __future__ import annotations

from tests.oracles.adapters.adapter import Adapter

ASSOCIATION: dict[str, Adapter] = {}
