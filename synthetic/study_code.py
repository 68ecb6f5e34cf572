"""Codes of generated studies for links: everything that makes the study, in a text a browser's address can hold.

``gen-beauty-7-c300-r200`` is `generate_study(preset="beauty", seed=7, customers=300, respondents=200)`: the function,
the preset (of an experiment its design), the seed, then what differs from the usual, each with the key of its name.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from analysis.core import Message, ParameterError

if TYPE_CHECKING:
    from analysis.data.study import Study
    from synthetic.truth import Truth

PartName: TypeAlias = Literal["study", "survey", "events", "experiment"]
HEADS: dict[PartName, str] = {"study": "gen", "survey": "gensurvey", "events": "genevents", "experiment": "genexp"}
LEAD: dict[PartName, str] = {"study": "preset", "survey": "preset", "events": "preset", "experiment": "design"}
KEYS = {
    "customers": "c",
    "respondents": "r",
    "months": "m",
    "firm_size": "f",
    "experiment": "x",
    "no_effect": "null",
    "retention": "k",
    "activity_retention": "ar",
    "retention_by_age": "ka",
    "retention_by_occupation": "ko",
    "retention_by_spend": "ks",
    "churn_reasons": "why",
    "segments": "sn",
    "segment_distance": "sd",
    "intraclass_correlation": "icc",
    "response_ratio": "rr",
    "bg_nbd": "bg",
    "gamma_gamma": "gg",
    "baseline": "b",
    "lift": "l",
    "spend_lift": "sl",
    "order_lift": "ol",
    "covariate_correlation": "cc",
    "novelty_half_life_weeks": "nv",
    "broken": "bad",
}
NAMES_LONGEST_KEY_FIRST = sorted(((key, name) for name, key in KEYS.items()), key=lambda pair: -len(pair[0]))
WORDS = frozenset({"firm_size", "experiment", "broken"})
TUPLES = frozenset(
    {"retention_by_age", "retention_by_occupation", "retention_by_spend", "churn_reasons", "bg_nbd", "gamma_gamma"}
)
WHOLE = frozenset({"customers", "respondents", "months", "segments"})


def code_of_study(part: PartName = "study", /, **parameters: Any) -> str:
    """The code of the study that a generator makes with these parameters.

    Parameters
    ----------
    part : str
        ``study``, ``survey``, ``events`` or ``experiment``: `generate_study` and so on.
    **parameters
        Parameters of that function; those left out have their usual values.

    Examples
    --------
    >>> code_of_study(preset="beauty", seed=3, retention=0.5)
    'gen-beauty-3-k0.5'
    >>> code_of_study("experiment", design="pilot", no_effect=True)
    'genexp-pilot-7-null'
    """
    usual = usual_values(part)
    values = usual | {name: value for name, value in parameters.items() if name in usual}
    pieces = [
        KEYS[name] + _text(value)
        for name, value in values.items()
        if name not in {"seed", LEAD[part]} and value != usual[name]
    ]
    return "-".join([HEADS[part], str(values[LEAD[part]]), str(values["seed"]), *pieces])


def is_generated(code: str) -> bool:
    """Whether a code is one of a generated study.

    Examples
    --------
    >>> is_generated("gen-beauty-7"), is_generated("sample-7")
    (True, False)
    """
    return code.split("-", 1)[0] in HEADS.values() and "-" in code


def parameters_of_code(code: str) -> tuple[PartName, dict[str, Any]]:
    """The generator of a code, and the parameters that differ from the usual.

    Raises
    ------
    ParameterError
        The text is no code of a generated study.

    Examples
    --------
    >>> parameters_of_code("gen-beauty-3-k0.5")
    ('study', {'preset': 'beauty', 'seed': 3, 'retention': 0.5})
    """
    head, *rest = code.split("-")
    parts: dict[str, PartName] = {text: name for name, text in HEADS.items()}
    part = parts.get(head)
    if part is None or len(rest) < 2:
        raise _not_a_code(code)
    usual = usual_values(part)
    found: dict[str, Any] = {LEAD[part]: rest[0], "seed": _number(rest[1], code, whole=True)}
    for piece in rest[2:]:
        key, name = next(((k, n) for k, n in NAMES_LONGEST_KEY_FIRST if piece.startswith(k) and n in usual), ("", ""))
        if not name or name in found:
            raise _not_a_code(code)
        found[name] = _value(name, piece.removeprefix(key), code)
    return part, found


def study_from_code(code: str) -> tuple[Study, Truth]:
    """The generated study of a code, and its truth.

    Raises
    ------
    ParameterError
        The text is no code of a generated study, or its parameters are outside their ranges.

    Examples
    --------
    >>> study, _ = study_from_code("gensurvey-finance-5-r100")
    >>> study.id, len(study.table("survey"))
    ('gensurvey-finance-5-r100', 100)
    """
    part, parameters = parameters_of_code(code)
    return _generator(part)(**parameters)


def usual_values(part: PartName) -> dict[str, Any]:
    """The parameters of a generator with their usual values."""
    signature = inspect.signature(inspect.unwrap(_generator(part)))
    return {name: parameter.default for name, parameter in signature.parameters.items()}


def values_of(source: object, part: PartName) -> Mapping[str, Any]:
    """The parameters of a generator as an object such as a scenario holds them."""
    return {name: getattr(source, name) for name in usual_values(part) if hasattr(source, name)}


def _generator(part: PartName) -> Callable[..., tuple[Study, Truth]]:
    # The generators name their studies by this module, so it cannot import them first.
    from synthetic import experiments, generation

    generators: dict[PartName, Callable[..., tuple[Study, Truth]]] = {
        "study": generation.generate_study,
        "survey": generation.generate_survey,
        "events": generation.generate_events,
        "experiment": experiments.generate_experiment,
    }
    return generators[part]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return ""
    if isinstance(value, tuple):
        return "_".join(_text(item) for item in value)  # pyright: ignore[reportUnknownVariableType]
    # A minus would end the piece.
    return str(value).replace("-", "~")


def _value(name: str, text: str, code: str) -> Any:
    if name == "no_effect":
        if text:
            raise _not_a_code(code)
        return True
    if name in WORDS:
        return text
    if name in TUPLES:
        return tuple(float(_number(item, code)) for item in text.split("_"))
    value = _number(text, code, whole=name in WHOLE)
    return value if name in WHOLE else float(value)


def _number(text: str, code: str, *, whole: bool = False) -> float:
    try:
        return int(text) if whole else float(text.replace("~", "-"))
    except ValueError:
        raise _not_a_code(code) from None


def _not_a_code(code: str) -> ParameterError:
    return ParameterError(
        Message("“{code}” is not the code of a generated study.", code=code[:80]),
        Message("Such a code looks like gen-beauty-7-c2000: what is made, the kind of business, the seed, changes."),
        Message("Copy the whole link, or set the study up anew."),
        parameter="code",
    )
