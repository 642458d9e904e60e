"""The errors of the client. A class for each problem of the API is in `generated/problems.py`."""
from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Optional

if TYPE_CHECKING:
    from .generated.schemas import Problem

MAX_SHOWN_CHARACTERS = 500


class FailedRequest(NamedTuple):
    """The request that failed."""

    operation: str
    """The id of the operation, such as `findSimilar`."""
    attempts: int
    """How often it was sent, from 1."""


class KindredError(Exception):
    """Raised by every call that fails: a `ProblemError`, a `GatewayError` or a `NoAnswerError`."""

    def __init__(self, request: FailedRequest, text: str) -> None:
        times = "1 attempt" if request.attempts == 1 else f"{request.attempts} attempts"
        super().__init__(f"{request.operation}: {text} ({times})")
        self.operation = request.operation
        self.attempts = request.attempts


class ProblemError(KindredError):
    """The API answered with a problem. Its class says which: `except problems.ProductNotFound`."""

    def __init__(self, request: FailedRequest, problem: Problem) -> None:
        places = "; ".join(
            f"{one.get('pointer') or one.get('parameter')}: {one['detail']}" for one in problem.get("errors", [])
        )
        text = f"{problem['status']} {problem['code']}: {problem['detail']}{f' ({places})' if places else ''}."
        super().__init__(request, f"{text} {problem['cure']}".replace("..", "."))
        self.problem = problem
        """The whole answer: `detail` says what is wrong, `cure` what to do, and `errors` lists invalid places."""
        self.status = problem["status"]
        self.code = problem["code"]


class GatewayError(KindredError):
    """Something before the API answered.

    401 or 403 without valid credentials, 429 when throttled, 5xx when a function crashed, a success or a redirect of
    another server.
    """

    def __init__(self, request: FailedRequest, status: int, text: str, redirect: Optional[str] = None) -> None:
        super().__init__(request, _describe_foreign(status, text[:MAX_SHOWN_CHARACTERS], redirect))
        self.status = status


def _describe_foreign(status: int, text: str, redirect: Optional[str]) -> str:
    if redirect is not None:
        return f"status {status}, a redirect to {redirect}: check the url of the client"
    if 200 <= status < 300:
        return f"status {status}, but no answer of the API: check the url of the client. It says: {text}"
    return f"status {status} without a problem of the API: {text}"


class NoAnswerError(KindredError):
    """No answer came, or it was cut off. `__cause__` is the error of the transport."""

    def __init__(self, request: FailedRequest, cause: Exception) -> None:
        super().__init__(request, f"no whole answer came: {cause}")
        self.__cause__ = cause
