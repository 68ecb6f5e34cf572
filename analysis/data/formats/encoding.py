"""Bytes to text: UTF-8 first, then GB18030, then detection; a file of mixed encodings line by line."""

from __future__ import annotations

from analysis.core.messages import Message, PluralMessage
from analysis.data.read_report import Reporter

# Evidence of UTF-8 in a line: that many characters of several bytes cannot be valid UTF-8 by accident.
SURE_CHARACTERS = 3
# Text of Chinese people is nearly all in GB 2312; less than this share and it is another encoding that happens to decode.
CHINESE_SHARE = 0.5
DETECTION_BYTES = 200_000
SNIFFED_BYTES = 65_536
# Digits, delimiters and line ends make at least this share of zero bytes in UTF-16; stray ones make less.
WIDE_SHARE = 0.1


def decode(data: bytes, report: Reporter) -> str:
    """Decode the bytes of a text file and report what was assumed.

    Parameters
    ----------
    data : bytes
        The whole file.
    report : Reporter
        Told the encoding where it is not UTF-8, and every line that was damaged.

    Returns
    -------
    str
        Without a byte order mark.

    Notes
    -----
    GB18030 decodes most byte strings into something, so it is only believed where no line is
    plainly UTF-8 and the characters are those that Chinese text uses.
    """
    for mark, encoding in ((b"\xff\xfe\0\0", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _with_report(data.decode(encoding, errors="replace"), encoding.upper(), report)
    wide = unmarked_utf16(data)
    if wide:
        return _with_report(data.decode(wide, errors="replace"), "UTF-16", report)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    if any(_surely_utf8(line) for line in lines):
        return _line_by_line(lines, report)
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return _detected(data, report)
    if is_chinese(text):
        return _with_report(text, "GB18030", report)
    return _detected(data, report)


def unmarked_utf16(data: bytes) -> str:
    """The encoding of UTF-16 text without a byte order mark; empty for anything else.

    Text in UTF-16 has zero bytes beside its commas, digits and line ends, and decodes into printable
    characters only when its bytes are taken in the right order.
    """
    start = data[:SNIFFED_BYTES]
    if len(data) % 2 or start.count(b"\0") < WIDE_SHARE * len(start):
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = start.decode(encoding, errors="replace")
        if "\n" in text and all(letter.isprintable() or letter.isspace() for letter in text[:-1]):
            return encoding
    return ""


def _with_report(text: str, encoding: str, report: Reporter) -> str:
    report.read(Message("The text is encoded as {encoding}.", encoding=encoding), 1)
    damaged = text.count("\ufffd")
    if damaged:
        _report_damage(damaged, report)
    return text.removeprefix("\ufeff")


def _report_damage(n: int, report: Reporter) -> None:
    report.caution(
        "changed",
        PluralMessage(
            "{n:count} character could not be decoded and is shown as \ufffd.",
            "{n:count} characters could not be decoded and are shown as \ufffd.",
            n=n,
        ),
        n,
    )


def _surely_utf8(line: bytes) -> bool:
    if line.isascii():
        return False
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return sum(not character.isascii() for character in text) >= SURE_CHARACTERS


def _line_by_line(lines: list[bytes], report: Reporter) -> str:
    texts: list[str] = []
    n_other = 0
    for line in lines:
        try:
            texts.append(line.decode("utf-8"))
        except UnicodeDecodeError:
            n_other += 1
            texts.append(line.decode("gb18030", errors="replace"))
    report.caution(
        "changed",
        PluralMessage(
            "The file mixes two encodings: {n:count} line is not UTF-8 and was read as GB18030.",
            "The file mixes two encodings: {n:count} lines are not UTF-8 and were read as GB18030.",
            n=n_other,
        ),
        n_other,
    )
    text = "\n".join(texts)
    damaged = text.count("\ufffd")
    if damaged:
        _report_damage(damaged, report)
    return text


def is_chinese(text: str) -> bool:
    """Whether the characters beyond ASCII are mostly those of GB 2312, the common Chinese ones."""
    other = [character for character in text[: 4 * DETECTION_BYTES] if not character.isascii()]
    if not other:
        return True
    common = sum(_in_gb2312(character) for character in other)
    return common / len(other) >= CHINESE_SHARE


def _in_gb2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _detected(data: bytes, report: Reporter) -> str:
    from charset_normalizer import from_bytes

    found = from_bytes(_sample(data))
    best = found.best()
    # Western code pages differ in few places; among equally likely ones the most common is taken.
    alike = {m.encoding for m in found if best and (m.chaos, m.coherence) == (best.chaos, best.coherence)}
    encoding = best.encoding if best and "cp1252" not in alike else "cp1252"
    text = data.decode(encoding, errors="replace")
    report.caution(
        "guessed",
        Message("The encoding is neither UTF-8 nor GB18030; {encoding} was detected.", encoding=encoding),
        1,
    )
    damaged = text.count("\ufffd")
    if damaged:
        _report_damage(damaged, report)
    return text.removeprefix("\ufeff")


def _sample(data: bytes) -> bytes:
    """The lines that tell something: those beyond ASCII, up to a size."""
    telling = [line for line in data.splitlines() if not line.isascii()]
    return b"\n".join(telling)[:DETECTION_BYTES]
