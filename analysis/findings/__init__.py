"""Pinned findings, the notebook made of them, and its exports."""

from analysis.findings.finding import Finding
from analysis.findings.report import to_html
from analysis.findings.script import shown_code
from analysis.findings.sections import Section, sections

__all__ = ["Finding", "Section", "sections", "shown_code", "to_html"]
