"""Source files and the messages in them, read with `ast`; shared by the gates."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE_FOLDERS = ("analysis", "synthetic", "pages")


@dataclass(frozen=True)
class Template:
    """One English template in the source."""

    path: str
    line: int
    text: str
    plural: str | None = None


def source_files(root: Path = ROOT) -> list[Path]:
    """Python files of the application, without tests and benchmarks."""
    found = [path for folder in SOURCE_FOLDERS for path in sorted((root / folder).rglob("*.py"))]
    return [*found, root / "streamlit_app.py"]


def calls(tree: ast.AST, *names: str) -> Iterator[ast.Call]:
    """Calls of functions with one of these names, qualified or not."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
            if name in names:
                yield node


def literal(node: ast.expr) -> str | None:
    """Text of a string constant, or None."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def templates(root: Path = ROOT) -> tuple[list[Template], list[str]]:
    """All templates, and the places where a message is not a literal."""
    found: list[Template] = []
    wrong: list[str] = []
    for path in source_files(root):
        where = path.relative_to(root).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in calls(tree, "Message"):
            text = literal(call.args[0]) if call.args else None
            if text is None:
                wrong.append(f"{where}:{call.lineno}")
            else:
                found.append(Template(where, call.lineno, text))
        for call in calls(tree, "PluralMessage"):
            pair = [literal(argument) for argument in call.args[:2]]
            if len(pair) < 2 or None in pair:
                wrong.append(f"{where}:{call.lineno}")
            else:
                found.append(Template(where, call.lineno, str(pair[0]), str(pair[1])))
    return found, wrong
