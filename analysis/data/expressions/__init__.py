"""A small, safe language for conditions and computed variables.

Names are variable ids (in backticks where they are not plain words). Answers are compared by code:
``q3 == 1``, ``q3 in [1, 2]``; ordered answers follow their declared order: ``satisfaction >= 4``.
``and``, ``or``, ``not`` follow Kleene's logic: what is missing stays missing unless it cannot matter.
Functions: ``mean``, ``sum``, ``min``, ``max`` and ``count_true`` across variables (all answers are
needed unless ``least=`` says how many), ``abs``, ``log``, ``sqrt``, ``round``, ``reverse``,
``is_missing``, ``is_answered``, ``year``, ``month``.
"""

from analysis.data.expressions.compiling import Compiled, compile_expression
from analysis.data.expressions.errors import ExpressionError
from analysis.data.expressions.functions import FUNCTIONS
from analysis.data.expressions.scan import names_in
from analysis.data.expressions.terms import Truth

__all__ = ["FUNCTIONS", "Compiled", "ExpressionError", "Truth", "compile_expression", "names_in"]
