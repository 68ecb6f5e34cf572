"""A questionnaire as the text that 问卷星 imports (文本导入): one block a question, its type in brackets.

The tool splits the text by its own rules: the first line is the title, lines up to the first numbered one
are the introduction, an empty line ends a question, a line that begins with a number begins the next one
(unless a unit such as 分 or 岁 follows the number, or the line is a range such as 18-24), and the answers
of a matrix stand in one line, parted by blanks.
"""

from __future__ import annotations

from analysis.core.messages import Language
from synthetic.questionnaire_form.form import FormKind, FormQuestion, Questionnaire

TYPES: dict[FormKind, str] = {
    "single": "单选题",
    "multi": "多选题",
    "rating": "量表题",
    "score": "量表题",
    "battery": "矩阵量表题",
    "number": "填空题",
    "text": "填空题",
}


def questionnaire_wjx(form: Questionnaire, language: Language = "zh") -> str:
    r"""What can be pasted into the text import of 问卷星?

    Parameters
    ----------
    form : Questionnaire
        The questionnaire.
    language : {"en", "zh"}
        Language of the questions; type marks are Chinese in both.

    Returns
    -------
    str
        The text. It cannot hold who is asked what, answers that end the interview or exclude others,
        boxes beside an answer, bounds of a number, and which questions may be passed over: set these in
        the editor afterwards, as `questionnaire_markdown` lists them.

    Notes
    -----
    The answers of a matrix are parted by blanks in this format, so blanks inside an answer become a
    no-break space.

    Examples
    --------
    >>> from synthetic.questionnaire_form import standard_questionnaire
    >>> print(questionnaire_wjx(standard_questionnaire()).split("\n\n")[3])
    3.您成为我们的顾客有多久了？[单选题]
    不到三个月
    三至十二个月
    一至两年
    两年以上
    """
    opening = [form.title.text(language), *(paragraph.text(language) for paragraph in form.introduction)]
    blocks = ["\n".join(opening), *(_block(question, language) for question in form.questions)]
    return "\n\n".join(blocks) + "\n"


def _block(question: FormQuestion, language: Language) -> str:
    note = question.note.text(language)
    stem = f"{question.number}.{question.text.text(language)}{f'（{note}）' if note else ''}[{TYPES[question.kind]}]"
    answers = [answer.text.text(language) for answer in question.answers]
    if question.kind == "battery":
        items = [item.text.text(language) for item in question.items]
        return "\n".join([stem, " ".join(answer.replace(" ", "\u00a0") for answer in answers), *items])
    return "\n".join([stem, *answers])
