"""The HTTP request of an operation."""
from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from .generated.operations import OPERATIONS


class BuiltRequest(NamedTuple):
    """A request without its authorization."""

    method: str
    target: str
    """From the first `/`, with the query."""
    headers: Mapping[str, str]
    body: bytes
    """Empty if there is no body."""


def build_request(operation: str, values: Mapping[str, Any]) -> BuiltRequest:
    """The request. Raises TypeError or ValueError on what the operation does not have, or what cannot be sent."""
    shape = OPERATIONS[operation]
    in_path = re.findall(r"\{(\w+)\}", shape.path)
    names = [*in_path, *shape.query, *shape.headers, *(["body"] if shape.body else [])]
    unknown = next((name for name in values if name not in names), None)
    if unknown is not None:
        raise TypeError(f"{operation} has no parameter {unknown}. It has {', '.join(names) or 'none'}.")
    path = re.sub(r"\{(\w+)\}", lambda match: _path_value(operation, match[1], values.get(match[1])), shape.path)
    pairs = [pair for name in shape.query for pair in _query_pairs(operation, name, values.get(name))]
    # A plus sign is a space only in forms; signatures are made of `%20`.
    query = urlencode(pairs, quote_via=quote, safe="")
    headers = {shape.headers[name]: str(values[name]) for name in shape.headers if values.get(name) is not None}
    if shape.body is None:
        return BuiltRequest(shape.method, f"{path}?{query}" if query else path, headers, b"")
    body = _json_text(values.get("body"))
    return BuiltRequest(shape.method, f"{path}?{query}" if query else path, {**headers, "content-type": shape.body}, body)


def _json_text(body: Any) -> bytes:
    text = json.dumps({} if body is None else body, ensure_ascii=False, allow_nan=False, default=_plain_value)
    return text.encode()


def _plain_value(value: Any) -> Any:
    """Vectors and numbers of numpy, pandas and torch say themselves what they are as lists and numbers."""
    if hasattr(value, "tolist"):
        return value.tolist()
    raise TypeError(f"a value of type {type(value).__name__} cannot be sent as JSON")


def _path_value(operation: str, name: str, value: Any) -> str:
    text = "" if value is None else str(value)
    if text == "":
        raise ValueError(f"{operation} needs {name}: a text that is not empty.")
    # Servers and proxies resolve these two parts of a path themselves, encoded or not.
    if text in (".", ".."):
        raise ValueError(f"{operation} cannot send {name} '{text}' in a path. Use the query form.")
    return quote(text, safe="")


def _query_pairs(operation: str, name: str, value: Any) -> list[tuple[str, str]]:
    if value is None:
        return []
    is_list = isinstance(value, (list, tuple))
    entries = [_text_of(entry) for entry in (value if is_list else [value])]
    if OPERATIONS[operation].query[name] != "commas" or not entries:
        return [(name, entry) for entry in entries]
    # Commas separate entries; a text that is no list may hold several.
    written = [re.sub(r"[\\,]", r"\\\g<0>", entry) for entry in entries] if is_list else entries
    return [(name, ",".join(written))]


def _text_of(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
