"""Words: catalogues, number formats, rendering of messages in English and 简体中文."""

from analysis.language.joining import gap, joined
from analysis.language.rendering import Labels, render, render_error, translator

__all__ = ["Labels", "gap", "joined", "render", "render_error", "translator"]
