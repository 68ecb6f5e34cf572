"""Studies written as the files that survey tools, SPSS and event logs give out."""

from synthetic.writers.events import EVENT_FORMATS, EventsFormat, events_bytes, write_events
from synthetic.writers.layouts import LAYOUTS, LOSS_WORDS, FileFormat, Layout, LayoutId, LossId
from synthetic.writers.survey import survey_bytes, write_survey

__all__ = [
    "EVENT_FORMATS",
    "LAYOUTS",
    "LOSS_WORDS",
    "EventsFormat",
    "FileFormat",
    "Layout",
    "LayoutId",
    "LossId",
    "events_bytes",
    "survey_bytes",
    "write_events",
    "write_survey",
]
