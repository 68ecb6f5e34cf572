"""The reference of all methods as a document, read from their declarations: `python -m analysis.methods.reference`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from analysis.core.messages import Language, Message
from analysis.core.method import allowed_values
from analysis.core.parameters import Parameter
from analysis.language import render
from analysis.methods import METHODS, Method

DOCUMENTS: dict[Language, str] = {"en": "docs/methods.md", "zh": "docs/methods.zh.md"}


def reference(language: Language) -> str:
    """Which question does each method answer, with which parameters, and on whose authority?

    Parameters
    ----------
    language : {"en", "zh"}
        Language of the document.

    Returns
    -------
    str
        Markdown; parameters, bounds, defaults and explanations come from the methods' declarations.
    """
    title = render(Message("Methods"), language)
    made = render(Message("Made from the declarations of the methods; do not edit."), language)
    return "\n".join([f"# {title}", "", f"<!-- {made} -->", "", *[_section(method, language) for method in METHODS]])


def _section(method: Method, language: Language) -> str:
    function: Any = method.function
    package = function.__module__.rpartition(".")[0]
    heading = [
        render(Message("Parameter"), language),
        render(Message("Asked as"), language),
        render(Message("Default"), language),
        render(Message("Allowed"), language),
    ]
    rows = [_row(parameter, language) for parameter in method.parameters]
    lines = [
        f"## {method.id}",
        "",
        f"**{render(method.question, language)}** `from {package} import {function.__name__}`",
        "",
        *[f"{render(sentence, language)}\n" for sentence in method.explanation],
        f"| {' | '.join(heading)} |",
        "|---|---|---|---|",
        *[f"| {' | '.join(_cell(text) for text in row)} |" for row in rows],
        "",
        *[f"- {text}" for text in method.references],
        "",
    ]
    return "\n".join(lines)


def _row(parameter: Parameter, language: Language) -> list[str]:
    label = render(parameter.control.label, language) if parameter.control else ""
    default = render(Message("required"), language) if parameter.required else f"`{parameter.default!r}`"
    return [f"`{parameter.name}`", label, default, render(allowed_values(parameter), language)]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


if __name__ == "__main__":
    for code, path in DOCUMENTS.items():
        Path(path).write_text(reference(code), encoding="utf-8")
