"""A client whose requests get given answers one after the other, without a network and without waiting."""
from __future__ import annotations

import json
from typing import Any, Union

from kindred_client import Client, Clock, OutgoingRequest, RawAnswer

Answering = Union[RawAnswer, Exception]


def ok(body: Any, **headers: str) -> RawAnswer:
    return RawAnswer(200, {"content-type": "application/json", **headers}, json.dumps(body).encode())


def problem(status: int, code: str, **more: Any) -> RawAnswer:
    texts = {"title": "t", "detail": "it is so", "instance": "urn:r", "cure": "Do it."}
    body = {"type": f"/v1/problems/{code}", "status": status, "code": code, **texts, **more}
    headers = {"content-type": "application/problem+json", "retry-after": "1"}
    return RawAnswer(status, headers, json.dumps(body).encode())


broken = ConnectionResetError("socket closed")


class FakeClock(Clock):
    def __init__(self) -> None:
        self.waits: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    def random(self) -> float:
        return 0.5

    def now(self) -> float:
        return 0.0


class FakeApi:
    """`client` sends to it; `sent` has what came, `clock.waits` how long the client would have waited."""

    def __init__(self, *answers: Answering, **options: Any) -> None:
        self._answers = list(answers)
        self.sent: list[OutgoingRequest] = []
        self.timeouts: list[float] = []
        self.clock = FakeClock()
        self.client = Client("https://api.test/", transport=self._transport, clock=self.clock, **options)

    def _transport(self, request: OutgoingRequest, timeout_seconds: float) -> RawAnswer:
        answer = self._answers[len(self.sent)]
        self.sent.append(request)
        self.timeouts.append(timeout_seconds)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @property
    def targets(self) -> list[str]:
        return [request.url.replace("https://api.test", "", 1) for request in self.sent]

    def bodies(self) -> list[Any]:
        return [json.loads(request.body) for request in self.sent]
