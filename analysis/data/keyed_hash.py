"""Keyed hashes of identifiers: tables can be joined on them, and nobody without the key can undo them."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from analysis.core.errors import ParameterError
from analysis.core.messages import Message, PluralMessage

MIN_KEY_BYTES = 16


def keyed_hash(text: str, key: bytes | str) -> str:
    """HMAC-SHA-256 of an identifier, as 64 hex digits.

    Parameters
    ----------
    text : str
        The identifier; blanks around it, full-width forms and letter case do not matter.
    key : bytes or str
        At least 16 bytes, the same for every table that is to be joined. Without a key a phone
        number could be found by trying all of them.

    Returns
    -------
    str

    Raises
    ------
    ParameterError
        When the key is too short.

    References
    ----------
    .. [1] RFC 2104, HMAC: Keyed-Hashing for Message Authentication.

    Examples
    --------
    >>> keyed_hash("13800138000", "0123456789abcdef") == keyed_hash(" １３８００１３８０００", b"0123456789abcdef")
    True
    """
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    return hmac.new(checked_key(key), plain.encode(), hashlib.sha256).hexdigest()


def checked_key(key: bytes | str | None) -> bytes:
    """The key as bytes, or an error where it is missing or too short."""
    given = key.encode() if isinstance(key, str) else (key or b"")
    if len(given) < MIN_KEY_BYTES:
        raise ParameterError(
            PluralMessage(
                "The key for hashing has one byte.", "The key for hashing has {n:count} bytes.", n=len(given)
            ),
            Message("Allowed: {least:count} bytes or more.", least=MIN_KEY_BYTES),
            Message("Use a key made by chance, and the same one for every table that is to be joined."),
            parameter="key",
        )
    return given
