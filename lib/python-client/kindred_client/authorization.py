"""How requests are authorized."""
from __future__ import annotations

from collections.abc import Mapping
from typing import Callable, NamedTuple, Union


class OutgoingRequest(NamedTuple):
    """A request as it is sent."""

    method: str
    url: str
    headers: Mapping[str, str]
    """With names in lower case."""
    body: bytes
    """Empty if there is no body."""


Authorize = Callable[[OutgoingRequest], Mapping[str, str]]
"""Returns the headers that authorize a request. It is called before every attempt."""


def bearer_token(token: Union[str, Callable[[], str]]) -> Authorize:
    """Sends a JWT, for a stack that was deployed with a JWT issuer.

    `token` is the token, or a function that returns a valid one, such as one that renews it.
    """
    return lambda _request: {"authorization": f"Bearer {token if isinstance(token, str) else token()}"}
