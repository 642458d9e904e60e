"""The API as methods."""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Optional

from .authorization import Authorize
from .generated.operations import OPERATIONS, Operations
from .retries import Clock, RetryOptions
from .sender import Answer, Sender
from .transport import Transport, urllib_transport


class Client(Operations):
    """The API, with a method for each operation. Threads may share it. All methods raise a `KindredError` if they fail.

    - url: The address of the API: the output `ApiUrl` of the stack, or `http://127.0.0.1:3000`.
    - authorize: `bearer_token(...)` or `signature_v4(...)`. The default is no authorization.
    - retry: When failed requests are sent again.
    - timeout_seconds: How long an attempt waits for the connection, and for each next part of the answer.
    - transport: What sends a request. The default is urllib.
    - clock: Waits, random numbers and the time; for tests.
    """

    def __init__(
        self,
        url: str,
        *,
        authorize: Optional[Authorize] = None,
        retry: Optional[RetryOptions] = None,
        timeout_seconds: float = 30.0,
        transport: Transport = urllib_transport,
        clock: Optional[Clock] = None,
    ) -> None:
        if not url.startswith(("http://", "https://")):
            raise ValueError(f"the address of the API must begin with https:// or http://, not '{url}'")
        self._sender = Sender(
            url.rstrip("/"), authorize, retry or RetryOptions(), timeout_seconds, transport, clock or Clock()
        )

    def send(self, operation: str, **values: Any) -> Answer:
        """Sends an operation; returns the whole answer: status, headers such as `etag`, and body.

        The names are those of the document: `send("getProduct", id="a")`, `send("findSimilar", id="a", minScore=0.5)`.
        """
        if operation not in OPERATIONS:
            raise ValueError(f"there is no operation {operation}. There are {', '.join(OPERATIONS)}.")
        return self._sender.send(operation, values)

    def _call(self, operation: str, values: Mapping[str, Any]) -> Any:
        return self._sender.send(operation, values).body

    def _iterate(self, operation: str, values: Mapping[str, Any]) -> Iterator[Any]:
        page = self._call(operation, values)
        yield from page["data"]
        while page["nextCursor"] is not None:
            page = self._call(operation, _with_cursor(operation, values, page["nextCursor"]))
            yield from page["data"]


def _with_cursor(operation: str, values: Mapping[str, Any], cursor: str) -> Mapping[str, Any]:
    if "cursor" in OPERATIONS[operation].query:
        return {**values, "cursor": cursor}
    return {**values, "body": {**values["body"], "cursor": cursor}}
