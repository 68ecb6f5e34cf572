"""The user's own files: survey, customers, behaviour, experiment; what was read, and what becomes of the open study."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import streamlit as st

from analysis.core import ColumnRef, LocalText, Message, RetentionLabError
from pages.ui import current, event_mapping, file_labels, navigation
from pages.ui.words import say, say_error

if TYPE_CHECKING:
    from analysis.data import Study
    from analysis.data.codebook import TableName
    from analysis.data.read_report import ReadReport
    from analysis.data.replay import Replaceable

KINDS: dict[TableName, Message] = {
    "survey": Message("Survey answers"),
    "customers": Message("Customers"),
    "events": Message("Behaviour"),
    "arms": Message("Experiment"),
}
KIND_HELP: dict[TableName, Message] = {
    "survey": Message(
        "One row per respondent. 问卷星, SurveyMonkey, Qualtrics and Google Forms exports are recognised."
    ),
    "customers": Message("One row per customer."),
    "events": Message("One row per event: customer, time, and if you have them kind, channel and amount."),
    "arms": Message("One row per user of an experiment: arm and outcomes."),
}
_READS = "rl_reads"
_REPLAY = "rl_replay"
_IN_PLACE = "rl_read_in_place"
READS_KEPT = 3
REPLAY_SHOWN = 6


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file as read, and what the study has to know to read it again."""

    table: TableName
    names: tuple[str, ...]
    read: Any
    options: dict[str, Any]


def show() -> None:
    """Draw the upload for the chosen kind of file, its report, and the button that opens it."""
    st.subheader(say(Message("Your files")), anchor=False)
    _replayed()
    _files_wanted()
    words = {name: say(text) for name, text in KINDS.items()}
    table: TableName = st.segmented_control(
        say(Message("Kind of file")),
        list(KINDS),
        format_func=words.__getitem__,
        default="survey",
        required=True,
        key="file_kind",
        label_visibility="collapsed",
    )
    one_kind(table)


def one_kind(table: TableName, opened: Callable[[], None] = lambda: None) -> None:
    """Draw the upload of one kind of file, its report, and the button that opens it; `opened` runs when it has."""
    st.caption(say(KIND_HELP[table]))
    # Any type may be dropped: the reader says what a wrong file is, Streamlit only that it is not allowed.
    upload = st.file_uploader(say(Message("File")), key=f"upload:{table}")
    if upload is None:
        st.caption(say(Message("CSV, Excel, SPSS or Parquet, up to 200 MB. Files stay in your session.")))
        return
    parallel = _parallel_export() if table == "survey" else None
    try:
        found = _read(table, upload, parallel)
    except RetentionLabError as error:
        st.error(say_error(error))
        if current.study() is not None:
            st.caption(say(Message("The study that is open stays as it is.")))
        return
    if found is not None:
        _report(found.read)
        _open(found, opened)


def card() -> None:
    """Draw the first screen's upload of a survey file."""
    upload = st.file_uploader(say(Message("Survey file")), key="upload:first", label_visibility="collapsed")
    if upload is None:
        return
    try:
        found = _read("survey", upload, None)
    except RetentionLabError as error:
        st.error(say_error(error))
        return
    if found is not None:
        st.button(say(Message("Open this file")), type="primary", key="open_first", on_click=_open_new, args=(found,))


def _parallel_export() -> Any:
    with st.expander(
        say(Message("A second export of the same answers (问卷星, by text or by number)")), type="compact"
    ):
        st.caption(say(Message("The two together recover every label.")))
        return st.file_uploader(say(Message("Second file")), key="upload:parallel")


def _read(table: TableName, upload: Any, parallel: Any) -> FileRead | None:
    content = upload.getvalue()
    if table == "events":
        read, options = event_mapping.read(content, upload.name)
        return None if read is None else FileRead(table, (upload.name,), read, options)
    keep = tuple(st.session_state.get(f"keep_personal:{upload.name}", ()))
    second = parallel.getvalue() if parallel is not None else None
    read = _read_once(table, content, upload.name, second, keep)
    if read.personal:
        _personal(read, upload.name)
    names = (upload.name,) if parallel is None else (upload.name, parallel.name)
    return FileRead(table, names, read, dict(read.options))


def _read_once(table: TableName, content: bytes, name: str, second: bytes | None, keep: tuple[str, ...]) -> Any:
    """Read a file, or take it from this session's last readings."""
    from analysis.data import read_survey

    digest = hashlib.blake2b(content, digest_size=12, key=hashlib.blake2b(second or b"").digest()[:32]).hexdigest()
    key = (digest, name, keep, table)
    kept: dict[Any, Any] = st.session_state.setdefault(_READS, {})
    if key not in kept:
        with st.spinner(say(Message("Reading {name} …", name=name))):
            kept[key] = read_survey(
                content,
                file_name=name,
                labels_from=second,
                keep_personal=keep,
                dialect="auto" if table == "survey" else "plain",
                table=table,
            )
        while len(kept) > READS_KEPT:
            kept.pop(next(iter(kept)))
    return kept[key]


def _personal(read: Any, name: str) -> None:
    with st.container(border=True):
        st.markdown(f"**{say(Message('Personal data were found and left out'))}**")
        say_of_file = file_labels.speaker(read)
        st.markdown("\n".join(f"- {current.markdown_text(say_of_file(column.reason))}" for column in read.personal))
        options = [column.column for column in read.personal]
        titles = {name: say_of_file(Message("{column}", column=ColumnRef(name))) for name in options}
        kept = [column for column in st.session_state.get(f"keep_personal:{name}", ()) if column in options]
        st.multiselect(
            say(Message("Keep all the same")),
            sorted({*options, *kept}),
            format_func=lambda column: str(titles.get(column, column)),
            key=f"keep_personal:{name}",
            placeholder=say(Message("Choose")),
            help=say(Message("Keep a column only if the question cannot be answered without it.")),
        )


def _report(read: Any) -> None:
    report: ReadReport = read.report
    say_of_file = file_labels.speaker(read)
    first, *others = report.readings()
    st.success(say_of_file(first))
    cautions = [item for item in report.items if item.severity == "caution"]
    for item in cautions[:4]:
        st.warning(say_of_file(item.message))
    if others:
        title = say(Message("What was read, changed and set aside ({n:count})", n=len(others)))
        with st.expander(title, type="compact", key="read_report", on_change="rerun") as body:
            if body.open:
                st.markdown("\n".join(f"- {current.markdown_text(say_of_file(sentence))}" for sentence in others))


def _open(found: FileRead, opened: Callable[[], None] = lambda: None) -> None:
    study = current.study()
    place, read = st.session_state.get(_IN_PLACE, (None, None))
    if study is not None and study.id == place and read is found.read:
        _next(found.table)
        return
    with st.container(horizontal=True):
        replaceable = study is not None and study.origin.kind == "file"
        if replaceable and study is not None:
            present = found.table in study.tables
            label = Message("Replace the data of the open study") if present else Message("Add to the open study")
            st.button(
                say(label),
                key="replace_data",
                type="primary",
                on_click=_replace,
                args=(found,),
                help=say(Message("Keeps codebook, recipe and notebook, and lists what no longer fits.")),
            )
        if found.table == "survey" or not replaceable:
            st.button(
                say(Message("Open as a new study")),
                key="open_new",
                type="secondary" if replaceable else "primary",
                on_click=_open_new,
                args=(found, opened),
            )


def _next(table: TableName) -> None:
    """Say that the file is open and where to go from here."""
    advice, stem, words = NEXT.get(table, NEXT["survey"])
    st.markdown(f"**{say(Message('This file is open.'))}** {say(advice)}")
    with st.container(horizontal=True):
        if st.button(say(Message("Check the variables")), type="primary", key="opened_variables"):
            st.switch_page(navigation.entry("variables").path)
        if st.button(say(words), key="opened_next"):
            st.switch_page(navigation.entry(stem).path)


NEXT: dict[TableName, tuple[Message, str, Message]] = {
    "survey": (
        Message("Check how the variables were read, then look at the questions."),
        "questions",
        Message("Go to the questions"),
    ),
    "events": (
        Message("Check how the variables were read, then plan a test with what its customers do."),
        "plan_test",
        Message("Plan a test"),
    ),
    "arms": (
        Message("Check how the variables were read, then read the test."),
        "read_test",
        Message("Read a test"),
    ),
}
"""Where a reader goes on with a file of each kind, after its variables."""


def _files_wanted() -> None:
    """Name the files of a study that was opened without its data."""
    study = current.study()
    if study is None or study.tables:
        return
    names = [name for given in study.origin.files.values() for name in ((given,) if isinstance(given, str) else given)]
    if names:
        st.info(
            say(
                Message(
                    "The study file holds no data. Bring {files}: codebook, recipe and notebook are waiting for it.",
                    files=tuple(names),
                )
            )
        )


def _open_new(found: FileRead, opened: Callable[[], None] = lambda: None) -> None:
    study = _new_study(found)
    current.open_study(study)
    opened()
    st.session_state[_IN_PLACE] = (study.id, found.read)


def _new_study(found: FileRead) -> Study:
    from analysis.data import Origin, Study

    frame, table = found.read.frame, found.table
    codebook = _placed(found.read.codebook, table)
    stem = PurePath(found.names[0]).stem
    tables: dict[str, Any] = {table: frame}
    study = Study(
        id="file",
        name=LocalText(stem, stem),
        codebook=codebook,
        origin=Origin(kind="file", files={table: _file_names(found)}, options={table: found.options}),
        **tables,
    )
    return replace(study, id=f"file-{study.fingerprint[:8]}")


def _file_names(found: FileRead) -> str | tuple[str, ...]:
    return found.names[0] if len(found.names) == 1 else found.names


def _replace(found: FileRead) -> None:
    study = current.study()
    if study is None:
        return
    given: dict[str, Replaceable] = {found.table: _in_table(found)}
    changed, report = study.replace_data(**given)
    files = {**study.origin.files, found.table: _file_names(found)}
    options = {**study.origin.options, found.table: found.options}
    origin = replace(changed.origin, files=files, options=options)
    current.change_study(replace(changed, origin=origin))
    st.session_state[_REPLAY] = report
    st.session_state[_IN_PLACE] = (changed.id, found.read)


def _in_table(found: FileRead) -> Any:
    """The reading with its variables assigned to the table it goes into."""
    if found.table == "survey" or not hasattr(found.read, "codebook"):
        return found.read
    moved = _placed(found.read.codebook, found.table)
    return replace(found.read, codebook=moved)


def _placed(codebook: Any, table: TableName) -> Any:
    """A codebook whose variables stand in another table."""
    return replace(codebook, variables=tuple(replace(variable, table=table) for variable in codebook.variables))


def _replayed() -> None:
    report = st.session_state.get(_REPLAY)
    if report is None:
        return
    with st.container(border=True):
        st.markdown(f"**{say(Message('The new data are in place'))}**")
        sentences = report.messages()
        if not sentences:
            st.markdown(say(Message("Everything fits: same columns, same answers, every step of the recipe.")))
        lines = [f"- {current.markdown_text(say(sentence))}" for sentence in sentences]
        st.markdown("\n".join(lines[:REPLAY_SHOWN]))
        if len(lines) > REPLAY_SHOWN:
            with st.expander(say(Message("{n:count} more", n=len(lines) - REPLAY_SHOWN)), type="compact"):
                st.markdown("\n".join(lines[REPLAY_SHOWN:]))
        st.button(say(Message("Understood")), key="replay_read", on_click=st.session_state.pop, args=(_REPLAY, None))
