"""Headings under which a planner's further questions stand together, and when a question has a meaning."""

from __future__ import annotations

from collections.abc import Mapping

from analysis.core.messages import Message
from analysis.core.results import ParameterValue

OTHER_UNKNOWN = Message("Work out something else")
MARGINS = Message("No worse, or no different")
SEVERAL_VERSIONS = Message("Several versions")
COMMUNITIES = Message("Communities")
TIME_BEFORE = Message("Behaviour before the test")

WITH_MARGIN: Mapping[str, tuple[ParameterValue, ...]] = {"goal": ("noninferiority", "equivalence")}
WITHOUT_MARGIN: Mapping[str, tuple[ParameterValue, ...]] = {"goal": ("superiority",)}
WITH_VERSIONS: Mapping[str, tuple[ParameterValue, ...]] = {"n_treatments": tuple(range(2, 10))}
WITH_COMMUNITIES: Mapping[str, tuple[ParameterValue, ...]] = {"cluster_size": ()}
SIZE_GIVEN: Mapping[str, tuple[ParameterValue, ...]] = {"solve_for": ("mde", "power", "split", "arms")}
WEEKS_GIVEN: Mapping[str, tuple[ParameterValue, ...]] = {"solve_for": ("mde", "power", "split", "arms", "weeks")}
EACH_SIZE_GIVEN: Mapping[str, tuple[ParameterValue, ...]] = {"solve_for": ("mde", "power")}
