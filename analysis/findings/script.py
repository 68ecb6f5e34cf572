"""The code of a cell: a script that gives exactly the numbers on screen, in a fresh process."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from analysis.methods.running import frame_facts

if TYPE_CHECKING:
    from analysis.core.messages import Language
    from analysis.data import Prepared, Study
    from analysis.methods.method import Method

STUDY_FILE_NAME = "study.json"


def shown_code(
    method: Method,
    parameters: Mapping[str, Any],
    *,
    study: Study | None = None,
    prepared: Prepared | None = None,
    language: Language = "en",
) -> str:
    """Which script gives exactly these numbers?

    Parameters
    ----------
    method : Method
        The method of the cell.
    parameters : mapping
        Its parameters as chosen; those equal to their default are left out.
    study : Study, optional
        The study the table comes from; not needed for a calculator.
    prepared : Prepared, optional
        The prepared table of the cell.
    language : {"en", "zh"}
        Language in which the script prints the sentences.

    Returns
    -------
    str
        Python source. A study read from files is opened from its study file and the user's own
        file names; built-in studies are opened by name. It prints the readings and the result.
    """
    package = method.function.__module__.rpartition(".")[0]
    imports = {f"from {package} import {method.function.__name__}", "from analysis.language import render"}
    lines: list[str] = []
    labels = ""
    arguments: list[str] = []
    if method.kind == "frame" and study is not None and prepared is not None:
        study_imports, study_lines = _study_lines(study)
        imports |= study_imports
        lines += [*study_lines, f'prepared = study.prepared("{prepared.table}")', ""]
        labels = ", study.codebook"
        arguments.append("prepared.frame")
    defaults = {parameter.name: parameter.default for parameter in method.parameters if not parameter.required}
    for name, value in parameters.items():
        if name not in defaults or defaults[name] != value:
            arguments.append(f"{name}={value!r}")
    if prepared is not None and method.kind == "frame":
        arguments += [f"{name}={_fact_code(name)}" for name in frame_facts(method, prepared)]
    lines += _call(method.function.__name__, arguments)
    lines += [
        "for sentence in result.readings():",
        f'    print(render(sentence, "{language}"{labels}))',
        "print(result.to_frame().to_string())",
    ]
    return "\n".join([*sorted(imports), "", *lines]) + "\n"


def _fact_code(name: str) -> str:
    return {"missing_kinds": "prepared.missing_kinds", "weights": "prepared.weight"}[name]


def _call(name: str, arguments: list[str]) -> list[str]:
    one_line = f"result = {name}({', '.join(arguments)})"
    if len(one_line) <= 88:
        return [one_line]
    return [f"result = {name}(", *(f"    {argument}," for argument in arguments), ")"]


def _study_lines(study: Study) -> tuple[set[str], list[str]]:
    """Imports and lines that open the study as it is now."""
    origin = study.origin
    if origin.kind == "file":
        files = "".join(f", {table}={name!r}" for table, name in origin.files.items())
        return {"from analysis.data import Study"}, [f"study = Study.open({STUDY_FILE_NAME!r}{files})"]
    if study.changed:
        return {"from analysis.data import Study"}, [f"study = Study.open({STUDY_FILE_NAME!r})"]
    if origin.kind == "sample" and not study.id.startswith("sample-"):
        # A generated study is made again from its code.
        return {"from synthetic import study_from_code"}, [f"study, truth = study_from_code({study.id!r})"]
    if origin.kind == "sample":
        return {"from synthetic import sample_study"}, [f"study = sample_study(seed={origin.seed})"]
    return {"from analysis.data import real_study"}, [f"study = real_study({study.id!r})"]
