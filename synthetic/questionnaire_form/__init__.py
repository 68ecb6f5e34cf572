"""A standard retention questionnaire to field: its text, its codebook, and what a survey tool imports."""

from synthetic.questionnaire_form.codebook import questionnaire_codebook
from synthetic.questionnaire_form.form import Condition, FormQuestion, Questionnaire
from synthetic.questionnaire_form.html import questionnaire_html
from synthetic.questionnaire_form.markdown import questionnaire_markdown
from synthetic.questionnaire_form.standard import standard_questionnaire
from synthetic.questionnaire_form.wjx_text import questionnaire_wjx

__all__ = [
    "Condition",
    "FormQuestion",
    "Questionnaire",
    "questionnaire_codebook",
    "questionnaire_html",
    "questionnaire_markdown",
    "questionnaire_wjx",
    "standard_questionnaire",
]
