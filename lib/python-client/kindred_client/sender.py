"""Sends requests, and sends them again after temporary failures."""
from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from http.client import HTTPException
from typing import Any, NamedTuple, Optional, Union

from .authorization import Authorize, OutgoingRequest
from .errors import FailedRequest, GatewayError, KindredError, NoAnswerError, ProblemError
from .generated.operations import OPERATIONS
from .generated.problems import PROBLEMS
from .request_building import BuiltRequest, build_request
from .retries import Clock, FailedAttempt, RetryOptions, wait_before_retry
from .transport import RawAnswer, Transport

NO_CONTENT = 204


class Answer(NamedTuple):
    """A whole answer."""

    status: int
    headers: Mapping[str, str]
    """With names in lower case."""
    body: Any
    attempts: int
    """How often the request was sent."""


class Sender(NamedTuple):
    """How requests are sent."""

    base: str
    """The address of the API, without a slash at its end."""
    authorize: Optional[Authorize]
    retry: RetryOptions
    timeout_seconds: float
    transport: Transport
    clock: Clock

    def send(self, operation: str, values: Mapping[str, Any]) -> Answer:
        """Sends an operation. Raises KindredError; TypeError or ValueError on a request that cannot be sent."""
        given = {name: value for name, value in values.items() if value is not None}
        request = build_request(operation, _with_key(operation, given, self.clock))
        attempts = 1
        while True:
            outcome = self._attempt(request, FailedRequest(operation, attempts))
            if isinstance(outcome, Answer):
                return outcome
            wait = wait_before_retry(outcome, self.retry, self.clock)
            if wait is None:
                raise outcome.error
            self.clock.sleep(wait)
            attempts += 1

    def _attempt(self, built: BuiltRequest, failing: FailedRequest) -> Union[Answer, FailedAttempt]:
        may_repeat = not OPERATIONS[failing.operation].is_sent_once
        request = OutgoingRequest(built.method, self.base + built.target, built.headers, built.body)
        if self.authorize is not None:
            request = request._replace(headers={**request.headers, **self.authorize(request)})
        try:
            answer = self.transport(request, self.timeout_seconds)
            if 200 <= answer.status < 300 and _is_answer(failing.operation, answer):
                return Answer(answer.status, answer.headers, _body_of(answer), failing.attempts)
            error = _error_of(answer, failing)
        except (OSError, HTTPException, json.JSONDecodeError, UnicodeDecodeError) as cause:
            return FailedAttempt(NoAnswerError(failing, cause), None, may_repeat)
        return FailedAttempt(error, _retry_after_of(answer, error), may_repeat)


def _with_key(operation: str, values: dict[str, Any], clock: Clock) -> dict[str, Any]:
    """A request whose repetition does nothing a second time.

    With an idempotency key where the operation takes one, with a name for a training run, of which a second one is never
    started, and with a time for each event, which then counts once.
    """
    if "idempotencyKey" in OPERATIONS[operation].headers:
        return {"idempotencyKey": str(uuid.uuid4()), **values}
    body = values.get("body", {})
    if operation == "recordEvents":
        return {**values, "body": _with_times(body, clock.now())}
    if operation != "startTrainingRun" or "name" in body or "resume" in body:
        return values
    return {**values, "body": {**body, "name": str(uuid.uuid4())}}


def _with_times(body: Any, now: float) -> Any:
    """Equal events of one time would count once, so each has a millisecond of its own.

    What is no event is left as it is: the API says what is wrong with it.
    """
    events = body.get("events") if isinstance(body, dict) else None
    if not isinstance(events, (list, tuple)):
        return body
    first = datetime.fromtimestamp(now, timezone.utc)
    times = (first + timedelta(milliseconds=place) for place in range(len(events)))
    return {**body, "events": [_with_time(event, at) for event, at in zip(events, times)]}


def _with_time(event: Any, at: datetime) -> Any:
    if not isinstance(event, dict) or event.get("at") is not None:
        return event
    return {**event, "at": at.isoformat(timespec="milliseconds")}


def _is_answer(operation: str, answer: RawAnswer) -> bool:
    """Whether a success can be one of this operation: HTML is that of a proxy, a portal or another server."""
    return answer.status == NO_CONTENT or OPERATIONS[operation].is_text or _is_json(answer)


def _is_json(answer: RawAnswer) -> bool:
    return "json" in answer.headers.get("content-type", "")


def _body_of(answer: RawAnswer) -> Any:
    if answer.status == NO_CONTENT:
        return None
    if answer.headers.get("content-type", "").startswith("application/octet-stream"):
        return answer.body
    return json.loads(answer.body) if _is_json(answer) else answer.body.decode()


def _error_of(answer: RawAnswer, failing: FailedRequest) -> KindredError:
    problem = _problem_of(answer)
    if problem is not None:
        return PROBLEMS.get(problem["code"], ProblemError)(failing, problem)
    redirect = answer.headers.get("location") if 300 <= answer.status < 400 else None
    return GatewayError(failing, answer.status, answer.body.decode(errors="replace"), redirect)


def _problem_of(answer: RawAnswer) -> Any:
    """A problem of the API; None for one of another server, which has other fields."""
    if not answer.headers.get("content-type", "").startswith("application/problem+json"):
        return None
    try:
        problem = json.loads(answer.body)
    except ValueError:
        return None
    fields = problem if isinstance(problem, dict) else {}
    is_one = isinstance(fields.get("status"), int) and all(
        isinstance(fields.get(name), str) for name in ("code", "detail", "cure")
    )
    return problem if is_one else None


def _retry_after_of(answer: RawAnswer, error: KindredError) -> Optional[str]:
    """The wait that an answer demands. A proxy may have dropped the header; the problem says it too."""
    seconds = error.problem.get("retryAfterSeconds") if isinstance(error, ProblemError) else None
    return answer.headers.get("retry-after", None if seconds is None else str(seconds))
