"""The words every other package speaks: results, messages, parameters, errors, frames."""

from analysis.core.errors import (
    ColumnRoleError,
    LinkError,
    NotConvergedError,
    ParameterError,
    RetentionLabError,
    StudyFileError,
    TooFewRowsError,
    UnreadableFileError,
    UnsuitableDataError,
)
from analysis.core.messages import ColumnRef, Language, LocalText, Message, PluralMessage, Sentence, ValueRef
from analysis.core.method import method
from analysis.core.parameters import Control, Parameter, is_asked, parameters_of
from analysis.core.results import Dropped, Estimate, Note, Provenance, Result, blocks_conclusion, package_versions

__all__ = [
    "ColumnRef",
    "ColumnRoleError",
    "Control",
    "Dropped",
    "Estimate",
    "Language",
    "LinkError",
    "LocalText",
    "Message",
    "NotConvergedError",
    "Note",
    "Parameter",
    "ParameterError",
    "PluralMessage",
    "Provenance",
    "Result",
    "RetentionLabError",
    "Sentence",
    "StudyFileError",
    "TooFewRowsError",
    "UnreadableFileError",
    "UnsuitableDataError",
    "ValueRef",
    "blocks_conclusion",
    "is_asked",
    "method",
    "package_versions",
    "parameters_of",
]
