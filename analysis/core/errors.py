"""Errors that say what is wrong, the value got, what is allowed and what to try, in any language."""

from __future__ import annotations

from analysis.core.messages import Sentence, plain_english


class RetentionLabError(Exception):
    """Base of every error that a user can cause and mend.

    Parameters
    ----------
    what : Message
        What is wrong, with the value got inside the sentence.
    allowed : Message, optional
        What is allowed.
    remedy : Message, optional
        What to try.
    """

    def __init__(self, what: Sentence, allowed: Sentence | None = None, remedy: Sentence | None = None) -> None:
        self.what = what
        self.allowed = allowed
        self.remedy = remedy
        super().__init__(what, allowed, remedy)

    def sentences(self) -> tuple[Sentence, ...]:
        """The parts of the error that exist, in reading order."""
        return tuple(part for part in (self.what, self.allowed, self.remedy) if part is not None)

    def __str__(self) -> str:
        return " ".join(plain_english(part) for part in self.sentences())


class ParameterError(RetentionLabError):
    """A parameter is outside what its declaration allows."""

    def __init__(
        self, what: Sentence, allowed: Sentence | None = None, remedy: Sentence | None = None, parameter: str = ""
    ) -> None:
        super().__init__(what, allowed, remedy)
        self.parameter = parameter


class ColumnRoleError(ParameterError):
    """A named column is missing, or its measurement level does not suit the method."""


class UnsuitableDataError(RetentionLabError):
    """The data cannot answer the question asked of them."""


class TooFewRowsError(UnsuitableDataError):
    """Fewer usable rows than the method needs."""


class NotConvergedError(RetentionLabError):
    """An iterative fit did not reach a solution that can be trusted."""


class UnreadableFileError(RetentionLabError):
    """A file cannot be read as what it claims to be."""


class StudyFileError(RetentionLabError):
    """A study file is damaged, of an unknown version, or does not fit the data."""


class LinkError(RetentionLabError):
    """A link asks for something that cannot be opened here."""
