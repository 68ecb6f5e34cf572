"""From the text somebody typed to a Python syntax tree: quoting, Chinese punctuation, limits, places.

Only the parser of Python is used, never its evaluation.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from dataclasses import dataclass, field

from analysis.core.messages import Message
from analysis.data.expressions.errors import ExpressionError

MAX_CHARACTERS = 4_000
MAX_DEPTH = 60
MAX_BRACKETS = 40

# What a Chinese keyboard types in place of the plain sign.
PLAIN_SIGNS = str.maketrans("（），＞＜＝！＋－＊／【】：。", "(),><=!+-*/[]:.")
QUOTES = {"'": "'", '"': '"', "“": "”", "‘": "’", "”": "”", "’": "’"}


@dataclass(frozen=True, slots=True)
class Source:
    """A parsed expression, with the way back to what was typed.

    Parameters
    ----------
    tree : ast.expr
        The syntax tree.
    names : dict of str to str
        Stand-ins of names that were quoted with backticks.
    """

    text: str
    tree: ast.expr
    names: dict[str, str]
    python: str
    places: tuple[int, ...]

    def position(self, node: ast.AST) -> int:
        """Character of the typed expression where a node begins, counted from 1."""
        # The tree is one line; its offsets count UTF-8 bytes.
        offset = getattr(node, "col_offset", 0)
        characters = len(self.python.encode()[:offset].decode(errors="ignore"))
        return self.places[min(characters, len(self.places) - 1)] + 1


@dataclass(slots=True)
class _Scanner:
    """Writes the typed text as one line of Python and remembers where every character came from."""

    text: str
    python: list[str] = field(default_factory=list[str])
    places: list[int] = field(default_factory=list[int])
    names: dict[str, str] = field(default_factory=dict[str, str])
    brackets: int = 0

    def write(self, characters: str, place: int) -> None:
        self.python.append(characters)
        self.places.extend([place] * len(characters))

    def scan(self) -> None:
        place = 0
        while place < len(self.text):
            character = self.text[place]
            if character in QUOTES:
                place = self._string(place)
            elif character == "`":
                place = self._name(place)
            else:
                self._plain(character, place)
                place += 1

    def _plain(self, character: str, place: int) -> None:
        plain = character.translate(PLAIN_SIGNS)
        if plain in "([{":
            self.brackets += 1
            if self.brackets > MAX_BRACKETS:
                raise ExpressionError(
                    Message("The brackets are nested too deeply."),
                    place + 1,
                    Message("At most {most:count} levels.", most=MAX_BRACKETS),
                )
        elif plain in ")]}":
            self.brackets -= 1
        if plain in "#\\;":
            raise ExpressionError(Message("The sign {sign} has no meaning here.", sign=plain), place + 1)
        self.write(" " if plain.isspace() else plain, place)

    def _closing(self, place: int, quote: str) -> int:
        end = self.text.find(quote, place + 1)
        if end < 0:
            raise ExpressionError(
                Message("The quotation mark {quote} is never closed.", quote=self.text[place]),
                place + 1,
                remedy=Message("Close it with {quote}.", quote=quote),
            )
        return end

    def _string(self, place: int) -> int:
        end = self._closing(place, QUOTES[self.text[place]])
        # A letter before the quotation mark would be a prefix of Python's, which means nothing here.
        glued = bool(self.python) and (self.python[-1].isalnum() or self.python[-1] == "_")
        self.write((" " if glued else "") + repr(self.text[place + 1 : end]), place)
        return end + 1

    def _name(self, place: int) -> int:
        end = self._closing(place, "`")
        stand_in = f"quoted_name_{len(self.names)}_"
        self.names[stand_in] = self.text[place + 1 : end]
        self.write(f" {stand_in} ", place)
        return end + 1


def parse(text: str) -> Source:
    """Parse an expression.

    Parameters
    ----------
    text : str
        At most 4,000 characters; names that are not plain words stand in backticks.

    Returns
    -------
    Source

    Raises
    ------
    ExpressionError
        The text is empty, too long, too deeply nested or not an expression.
    """
    if not text.strip():
        raise ExpressionError(
            Message("The expression is empty."),
            remedy=Message("Write a condition such as {example}.", example="age >= 18"),
        )
    if len(text) > MAX_CHARACTERS:
        raise ExpressionError(
            Message("The expression has {n:count} characters.", n=len(text)),
            allowed=Message("At most {most:count} characters.", most=MAX_CHARACTERS),
            remedy=Message("Split it into several computed variables."),
        )
    scanner = _Scanner(text)
    scanner.scan()
    line = "".join(scanner.python)
    python = line.lstrip()
    places = (*scanner.places[len(line) - len(python) :], len(text) - 1)
    try:
        tree = ast.parse(python, mode="eval").body
    except SyntaxError as error:
        raise _syntax_error(scanner, python, places, error) from None
    except (RecursionError, MemoryError):
        raise _too_deep() from None
    except ValueError:
        raise ExpressionError(Message("The expression cannot be read.")) from None
    _check_depth(tree)
    return Source(text, tree, scanner.names, python, places)


_LONE_EQUALS = re.compile(r"(?<![=<>!:])=(?!=)")


def _syntax_error(scanner: _Scanner, python: str, places: tuple[int, ...], error: SyntaxError) -> ExpressionError:
    place = places[min(max((error.offset or 1) - 1, 0), len(places) - 1)]
    sentence = Message("The expression cannot be read.")
    plain = "".join("_" * len(part) if part.lstrip()[:1] in {"'", '"'} else part for part in scanner.python)[
        -len(python) :
    ]
    if scanner.brackets:
        return ExpressionError(Message("The brackets do not match."), remedy=Message("Write as many ) as (."))
    if lone := _LONE_EQUALS.search(plain):
        return ExpressionError(
            Message("A single = does not compare."),
            places[lone.start()] + 1,
            remedy=Message("Write == to ask whether two values are equal."),
        )
    if "&" in plain or "|" in plain:
        return ExpressionError(sentence, place + 1, remedy=Message("Write and, or, not."))
    return ExpressionError(
        sentence,
        place + 1,
        remedy=Message("Put names that are not plain words between backticks, and texts in quotation marks."),
    )


def names_in(text: str) -> tuple[str, ...]:
    """Names of the variables in an expression, in order, whether or not a codebook knows them.

    Examples
    --------
    >>> names_in("mean(q1, q2) > 3 and `my city` == 'x'")
    ('q1', 'q2', 'my city')
    """
    source = parse(text)
    called = {id(node.func) for node in ast.walk(source.tree) if isinstance(node, ast.Call)}
    nodes = [node for node in ast.walk(source.tree) if isinstance(node, ast.Name) and id(node) not in called]
    nodes.sort(key=source.position)
    return tuple(dict.fromkeys(source.names.get(node.id, node.id) for node in nodes))


def folded(name: str) -> str:
    """A name as Python's parser sees it: full-width letters become plain ones."""
    return unicodedata.normalize("NFKC", name)


def _too_deep() -> ExpressionError:
    return ExpressionError(
        Message("The expression is nested too deeply."),
        allowed=Message("At most {most:count} levels.", most=MAX_DEPTH),
        remedy=Message("Split it into several computed variables."),
    )


def _check_depth(tree: ast.expr) -> None:
    level: list[ast.AST] = [tree]
    depth = 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise _too_deep()
        level = [child for node in level for child in ast.iter_child_nodes(node)]
