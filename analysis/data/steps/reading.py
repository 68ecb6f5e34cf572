"""Steps out of a JSON document, checked fact by fact."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias

from analysis.core.messages import Message
from analysis.data.codebook_json import TABLES, text_from_json, value_from_json
from analysis.data.json_reading import JsonReader
from analysis.data.steps.band import Band
from analysis.data.steps.compute import Compute
from analysis.data.steps.filter import Filter
from analysis.data.steps.recode import RECODE_LEVELS, RESTS, Recode
from analysis.data.steps.weight import Weight

Step: TypeAlias = Recode | Band | Compute | Filter | Weight


def step_from_json(document: Any) -> Step:
    """Read a step written by its `to_json`; raises `StudyFileError` on anything else."""
    reader = JsonReader(document, Message("a step of the recipe"))
    return READERS[reader.choice("step", tuple(READERS))](reader)


def _recode(reader: JsonReader) -> Recode:
    return Recode(
        reader.text("variable"),
        [_pair(reader, item) for item in reader.items("mapping")],
        into=reader.text("into"),
        label=text_from_json(reader.optional("label", "")),
        values=[value_from_json(item) for item in reader.objects("values", required=False)],
        rest=reader.choice("rest", RESTS, "keep"),
        level=reader.choice("level", RECODE_LEVELS, "auto"),
        table=reader.choice("table", TABLES, "survey"),
        set_aside=reader.flag("set_aside"),
    )


def _pair(reader: JsonReader, item: Any) -> tuple[str, str | None]:
    match item:
        case [str(old), str() | None as new]:
            return old, new
        case _:
            raise reader.wrong("mapping", Message("pairs of codes"))


def _band(reader: JsonReader) -> Band:
    edges = reader.items("edges")
    if not all(isinstance(edge, int | float) and not isinstance(edge, bool) and math.isfinite(edge) for edge in edges):
        raise reader.wrong("edges", Message("a list of numbers"))
    return Band(
        reader.text("variable"),
        edges,
        [text_from_json(item) for item in reader.items("labels", required=False)],
        into=reader.text("into"),
        right=reader.flag("right"),
        label=text_from_json(reader.optional("label", "")),
        codes=reader.texts("codes"),
        table=reader.choice("table", TABLES, "survey"),
        set_aside=reader.flag("set_aside"),
    )


def _compute(reader: JsonReader) -> Compute:
    return Compute(
        reader.text("into"),
        reader.text("expression"),
        label=text_from_json(reader.optional("label", "")),
        table=reader.choice("table", TABLES, "survey"),
        set_aside=reader.flag("set_aside"),
    )


def _filter(reader: JsonReader) -> Filter:
    return Filter(
        reader.text("name"),
        reader.text("expression"),
        active=reader.flag("active", default=True),
        table=reader.choice("table", TABLES, "survey"),
        set_aside=reader.flag("set_aside"),
    )


def _weight(reader: JsonReader) -> Weight:
    return Weight(
        reader.text("column"),
        table=reader.choice("table", TABLES, "survey"),
        set_aside=reader.flag("set_aside"),
    )


READERS: dict[str, Callable[[JsonReader], Step]] = {
    "recode": _recode,
    "band": _band,
    "compute": _compute,
    "filter": _filter,
    "weight": _weight,
}
