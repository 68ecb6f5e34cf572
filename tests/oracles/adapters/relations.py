"""Adapters of the relations functions."""

from __future__ import annotations

from tests.oracles.adapters.adapter import Adapter

RELATIONS: dict[str, Adapter] = {}
