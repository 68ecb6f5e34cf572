"""Make a study whose truth is known: choose a business and its numbers, see what is planted, download it or open it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from analysis.charts.display import Table, TableColumn
from analysis.charts.three_line import table_html
from analysis.core import Control, Language, Message, Parameter, RetentionLabError, Sentence
from analysis.core.parameters import parameters_of
from analysis.language import joined, translator
from pages.ui import cached, current, state
from pages.ui.forms import Form
from pages.ui.words import language, say, say_error

if TYPE_CHECKING:
    from analysis.data import Study
    from synthetic.truth import Truth
    from synthetic.writers import FileFormat, Layout

PAGE = "rehearse"
CELL = "make"
FILES_CELL = "files"
GAP = '<div style="height:1rem"></div>'
TABS = (Message("What is planted in it"), Message("Files"), Message("A standard questionnaire to field"))
MIMES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "sav": "application/octet-stream",
    "parquet": "application/vnd.apache.parquet",
}
FILE_LANGUAGE = Parameter(
    name="language",
    kind="choice",
    default="zh",
    required=False,
    optional=False,
    choices=("zh", "en"),
    control=Control(
        label=Message("Language of questions and answers"), choices={"zh": Message("Chinese"), "en": Message("English")}
    ),
)


def show() -> None:
    """Draw the form, the study with its truth, and its files."""
    from synthetic import generate_study

    st.subheader(say(Message("What would a study find if we knew the truth?")), anchor=False)
    generator: Callable[..., object] = generate_study
    asked = sorted(parameters_of(generator), key=_place)
    form = Form(CELL, {}, {})
    values = form.values(asked)
    control_side, answer_side = st.columns([0.30, 0.70], gap="large")
    with control_side, st.container(key=f"controls-{CELL}", gap="small"):
        form.draw(asked, values)
    with answer_side:
        try:
            study, truth = _made(values)
        except RetentionLabError as error:
            st.error(say_error(error))
            return
        _facts(study)
        _open(study)
        planted, files, questionnaire = st.tabs([say(title) for title in TABS], key=f"tabs:{CELL}:{language()}")
        with planted:
            st.caption(say(Message("Each effect stands under the source of its numbers.")))
            st.html(_planted(truth, study))
            note = Message("Study {code}: the same code gives the same study and the same truth.", code=study.id)
            st.caption(current.markdown_text(say(note)))
        with files:
            _files(study, truth)
        with questionnaire:
            _questionnaire()


def _place(parameter: Parameter) -> int:
    """The business comes first, the seed last: what a reader decides before what only repeats it."""
    return {"preset": 0, "no_effect": 1, "seed": 3}.get(parameter.name, 2)


def _made(values: dict[str, Any]) -> tuple[Study, Truth]:
    from synthetic import code_of_study

    with st.spinner(say(Message("Making the study …"))):
        return cached.generated_study(code_of_study("study", **values))


def _facts(study: Study) -> None:
    sizes = tuple(
        Message("{table}: {n:count} rows", table=TABLES[name], n=len(study.table(name))) for name in study.tables
    )
    st.markdown(
        f"**{current.markdown_text(say(study.name))}**  \n{current.markdown_text(say(Message('{parts}', parts=sizes)))}"
    )


TABLES: dict[str, Message] = {
    "survey": Message("survey answers"),
    "customers": Message("a customer table"),
    "events": Message("behaviour events"),
    "arms": Message("experiment arms"),
}


def _open(study: Study) -> None:
    opened = current.study()
    if opened is not None and opened.id == study.id:
        st.caption(say(Message("This study is open. Its link holds everything that makes it again.")))
        return
    st.button(
        say(Message("Open in the app")),
        key="open_generated",
        type="primary",
        on_click=_open_generated,
        args=(study.id,),
    )


def _open_generated(code: str) -> None:
    """Open the study; the choices that made it stay, those of other pages named columns of another study."""
    kept = state.all_choices().get(PAGE, {})
    current.open_built_in(code)
    state.restore_choices({PAGE: kept})


def _planted(truth: Truth, study: Study) -> str:
    """What is planted, the effects of one source together: on a phone a second column would take half the room."""
    from synthetic import SOURCES

    say_of_study = translator(language(), study.codebook)
    sources = dict.fromkeys(effect.source for effect in truth.planted)
    tables = [
        Table(
            title=SOURCES[source],
            columns=(TableColumn("", align="left"),),
            rows=tuple((effect.sentence,) for effect in truth.planted if effect.source == source),
        )
        for source in sources
    ]
    return GAP.join(table_html(table, say_of_study) for table in tables)


def _files(study: Study, truth: Truth) -> None:
    from synthetic.writers import EVENT_FORMATS, LAYOUTS, LOSS_WORDS, events_bytes

    form = Form(FILES_CELL, {}, {})
    chosen = form.values([FILE_LANGUAGE])
    form.draw([FILE_LANGUAGE], chosen)
    reader: Language = "en" if chosen["language"] == "en" else "zh"
    for layout in LAYOUTS.values():
        with st.container(horizontal=True, vertical_alignment="center", key=f"row-{layout.id}"):
            lost: tuple[Sentence, ...] = tuple(LOSS_WORDS[loss] for loss in layout.losses)
            words = joined(say(loss) for loss in lost) or say(Message("Nothing is lost."))
            st.markdown(current.markdown_text(say(layout.words)), help=words, width="stretch")
            for kind in layout.formats:
                _survey_button(study, layout, kind, reader)
    with st.container(horizontal=True, vertical_alignment="center", key="row-events"):
        st.markdown(say(Message("Behaviour events")), width="stretch")
        for kind in EVENT_FORMATS:
            _button(
                f"{kind.upper()}", f"{study.id}-events.{kind}", lambda kind=kind: events_bytes(study, file_format=kind)
            )
    with st.container(horizontal=True, vertical_alignment="center", key="row-truth"):
        st.markdown(say(Message("What a program can read (JSON)")), width="stretch")
        _button(say(Message("Truth")), f"{study.id}-truth.json", lambda: _json(truth.to_dict()))
        _button(say(Message("Codebook")), f"{study.id}-codebook.json", lambda: _json(study.codebook.to_json()))


def _survey_button(study: Study, layout: Layout, kind: FileFormat, reader: Language) -> None:
    from synthetic.writers import survey_bytes

    name = f"{study.id}-{layout.id}-{reader}.{kind}"
    _button(
        kind.upper(),
        name,
        lambda: survey_bytes(study, layout=layout.id, file_format=kind, language=reader),
        MIMES[kind],
    )


def _questionnaire() -> None:
    from synthetic.questionnaire_form import (
        questionnaire_codebook,
        questionnaire_html,
        questionnaire_markdown,
        questionnaire_wjx,
        standard_questionnaire,
    )

    reader = language()
    form = standard_questionnaire()
    st.caption(
        say(
            Message(
                "Consent, behaviour, satisfaction, three batteries with reversed statements and an attention check, "
                "recommendation, reasons for leaving with skip logic. Its codebook fits the file that comes back."
            )
        )
    )
    with st.container(horizontal=True, key="row-questionnaire"):
        _button("HTML", f"questionnaire-{reader}.html", lambda: questionnaire_html(form, reader).encode(), "text/html")
        _button(
            "Markdown",
            f"questionnaire-{reader}.md",
            lambda: questionnaire_markdown(form, reader).encode(),
            "text/plain",
        )
        _button(
            say(Message("Text to import into 问卷星")),
            f"questionnaire-wjx-{reader}.txt",
            lambda: questionnaire_wjx(form, reader).encode(),
            "text/plain",
        )
        _button(
            say(Message("Codebook")),
            f"questionnaire-codebook-{reader}.json",
            lambda: _json(questionnaire_codebook(form, reader).to_json()),
            "application/json",
        )


def _json(document: Any) -> bytes:
    import json

    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _button(label: str, name: str, data: Callable[[], bytes], mime: str = "application/octet-stream") -> None:
    """A download whose content is made when it is asked for."""
    st.download_button(label, data=data, file_name=name, mime=mime, on_click="ignore", key=f"get:{name}")
