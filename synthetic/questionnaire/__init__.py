"""A standard retention questionnaire to field: its text, its codebook, and what a survey tool imports."""

from synthetic.questionnaire.codebook import questionnaire_codebook
from synthetic.questionnaire.form import Condition, FormQuestion, Questionnaire
from synthetic.questionnaire.html import questionnaire_html
from synthetic.questionnaire.markdown import questionnaire_markdown
from synthetic.questionnaire.standard import standard_questionnaire
from synthetic.questionnaire.wjx_text import questionnaire_wjx

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
