"""Rules on files: who may import Streamlit, how long a page is, where words may stand."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, calls, literal, source_files

PAGES = sorted((ROOT / "pages").glob("[a-z]*.py"))
SHOWN = (
    "title",
    "header",
    "subheader",
    "caption",
    "write",
    "info",
    "warning",
    "error",
    "success",
    "button",
    "toggle",
    "selectbox",
    "number_input",
    "text_input",
    "multiselect",
    "radio",
    "metric",
    "expander",
    "popover",
    "file_uploader",
    "checkbox",
    "toast",
    "segmented_control",
    "text_area",
    "page_link",
)


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def bare_words(tree: ast.AST) -> list[str]:
    """Literal words handed to a Streamlit widget, past the catalogue."""
    found: list[str] = []
    for call in calls(tree, *SHOWN):
        receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
        if not (isinstance(receiver, ast.Name) and receiver.id == "st") or not call.args:
            continue
        text = literal(call.args[0])
        if text and any(sign.isalpha() for sign in text):
            found.append(f"line {call.lineno}: {text!r}")
    return found


def test_streamlit_stands_only_under_pages_and_in_the_entry() -> None:
    below = [path for path in source_files() if path.parts[len(ROOT.parts)] in {"analysis", "synthetic"}]
    guilty = [path for path in below if any(name.split(".")[0] == "streamlit" for name in imports_of(path))]
    assert below
    assert not guilty


def test_entry_imports_only_the_kit() -> None:
    assert imports_of(ROOT / "streamlit_app.py") <= {"streamlit", "pages.ui"}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_page_is_short_and_guarded(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 80
    if page.stem == "__init__":
        return
    statements = [
        n
        for n in ast.parse(text).body
        if not isinstance(n, ast.Import | ast.ImportFrom | ast.Expr)
        or (isinstance(n, ast.Expr) and not isinstance(n.value, ast.Constant))
    ]
    assert ast.unparse(statements[0]) == "navigation.guard()"


@pytest.mark.parametrize("path", source_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_are_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", sorted((ROOT / "pages").rglob("*.py")), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_words_past_the_catalogue(path: Path) -> None:
    assert not bare_words(ast.parse(path.read_text(encoding="utf-8")))


def test_bare_words_gate_sees_a_planted_sentence() -> None:
    assert bare_words(ast.parse("st.info('Everything is fine')"))


def test_every_source_folder_is_a_package() -> None:
    # import-linter silently skips a folder without __init__.py.
    folders = {path.parent for path in source_files()} - {ROOT}
    assert not [folder for folder in folders if not (folder / "__init__.py").exists()]


@pytest.mark.parametrize("path", source_files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_caches_stand_in_one_file(path: Path) -> None:
    if path.relative_to(ROOT).as_posix() == "pages/ui/cached.py":
        return
    text = path.read_text(encoding="utf-8")
    assert "st.cache_data" not in text
    assert "st.cache_resource" not in text


def test_paths_named_in_the_documents_exist() -> None:
    import re

    documents = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
    pattern = r"`((?:analysis|pages|synthetic|tests|benchmarks|docs|\.ci)/[\w./-]+)`"
    named = [(path.name, name) for path in documents for name in re.findall(pattern, path.read_text("utf-8"))]
    assert named
    assert not [f"{document}: {name}" for document, name in named if not (ROOT / name).exists()]
