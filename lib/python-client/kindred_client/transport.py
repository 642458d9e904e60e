"""Sends one HTTP request, by the standard library."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable, NamedTuple, Optional
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from .authorization import OutgoingRequest


class RawAnswer(NamedTuple):
    """An answer of any status."""

    status: int
    headers: Mapping[str, str]
    """With names in lower case."""
    body: bytes


Transport = Callable[[OutgoingRequest, float], RawAnswer]
"""Sends a request within so many seconds. Raises OSError or http.client.HTTPException if no whole answer comes."""


class _NoRedirects(HTTPRedirectHandler):
    """The API redirects nowhere, and another server must not get the authorization of a request."""

    def redirect_request(self, *_args: Any, **_named: Any) -> Optional[Request]:
        return None


_opener = build_opener(_NoRedirects)


def urllib_transport(request: OutgoingRequest, timeout_seconds: float) -> RawAnswer:
    """Sends a request with urllib, through the proxy of the environment if there is one."""
    data = request.body if request.body else None
    outgoing = Request(request.url, data=data, headers=dict(request.headers), method=request.method)
    try:
        answer = _opener.open(outgoing, timeout=timeout_seconds)
    except HTTPError as error:
        answer = error
    with answer:
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return RawAnswer(answer.status, headers, answer.read())
