"""Every sentence of the readers exists in Chinese, with the same placeholders."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import analysis
from analysis.data import read_survey
from analysis.language import render
from analysis.language.catalogues import catalogue

ROOT = Path(analysis.__file__).parent
OTHERS = {
    "alignment", "codebook", "codebook_json", "event_columns", "json_reading", "names", "prepared", "real_studies",
    "recipe", "replay", "study", "studyfile", "table_sources", "typed_columns", "dates",
}  # fmt: skip
FOLDERS = ("formats", "dialects")
CATALOGUES = ("data_import.po", "core.po")


def sources() -> list[Path]:
    readers = [path for path in (ROOT / "data").glob("*.py") if path.stem not in OTHERS]
    folders = [path for folder in FOLDERS for path in (ROOT / "data" / folder).glob("*.py")]
    core = [path for folder in ("core", "language") for path in (ROOT / folder).glob("*.py")]
    return [*readers, *folders, *core]


def templates(path: Path) -> list[tuple[str, ...]]:
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"Message", "PluralMessage"}
        ):
            words = node.args[: 2 if node.func.id == "PluralMessage" else 1]
            texts = tuple(word.value for word in words if isinstance(word, ast.Constant))
            if len(texts) == len(words):
                found.append(texts)
    return found


def fields(template: str) -> set[tuple[str, str | None]]:
    return {(name, spec) for _, name, spec, _ in string.Formatter().parse(template) if name}


@pytest.mark.parametrize("path", sources(), ids=lambda path: path.stem)
def test_every_template_is_in_the_catalogue(path):
    words = catalogue("zh")
    missing = [texts for texts in templates(path) if texts[-1] not in words]
    assert not missing


@pytest.mark.parametrize("name", CATALOGUES)
def test_translations_have_the_placeholders_of_their_templates(name):
    with (ROOT / "language" / "zh_CN" / name).open("rb") as file:
        entries = [entry for entry in read_po(file) if entry.id]
    assert entries
    for entry in entries:
        template = entry.id[1] if entry.pluralizable else entry.id
        translation = entry.string[0] if entry.pluralizable else entry.string
        assert fields(translation) == fields(template), template


@pytest.mark.parametrize("name", CATALOGUES)
def test_no_entry_is_left_over(name):
    used = {texts[-1] for path in (ROOT).rglob("*.py") for texts in templates(path)}
    used |= {texts[-1] for path in (ROOT.parent / "pages").rglob("*.py") for texts in templates(path)}
    with (ROOT / "language" / "zh_CN" / name).open("rb") as file:
        ids = {entry.id[1] if entry.pluralizable else entry.id for entry in read_po(file) if entry.id}
    assert ids <= used


def test_a_report_reads_as_chinese():
    read = read_survey(Path(__file__).parent / "fixtures" / "wjx_text.csv")
    sentences = [render(sentence, "zh", read.codebook) for sentence in read.report.readings()]
    assert sentences[0] == "从 wjx_text.csv 读入 6 行、15 列，识别为问卷星导出（按选项文本）。"
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in sentence) for sentence in sentences)
    assert not any(" the " in sentence for sentence in sentences)
