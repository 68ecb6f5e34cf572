"""Adapters of the experiments functions."""

from __future__ import annotations

from tests.oracles.adapters.adapter import Adapter

EXPERIMENTS: dict[str, Adapter] = {}
