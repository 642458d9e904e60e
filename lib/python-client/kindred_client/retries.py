"""When a failed request is sent again."""
from __future__ import annotations

import random
import re
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import NamedTuple, Optional

from .errors import GatewayError, KindredError, NoAnswerError, ProblemError

MAX_JITTER_SECONDS = 5.0
THROTTLED = 429
"""Refused before anything was done."""
TEMPORARY = frozenset({500, 502, 503, 504})
CONFLICT = 409
"""The state of the server does not allow the request; `Retry-After` says that this will pass."""


@dataclass(frozen=True)
class RetryOptions:
    """When failed requests are sent again."""

    attempts: int = 4
    """Attempts in all, at least 1."""
    base_seconds: float = 0.2
    """The upper bound of the first random wait; it doubles with each attempt, up to 5 s."""
    max_wait_seconds: float = 20.0
    """If `Retry-After` is longer, the error is raised at once."""


class Clock:
    """What the waits depend on; tests replace it."""

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def random(self) -> float:
        """A number in [0, 1)."""
        return random.random()

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()


class FailedAttempt(NamedTuple):
    """A failed attempt."""

    error: KindredError
    retry_after: Optional[str]
    """The header `Retry-After`: seconds or a date."""
    may_repeat: bool
    """Whether the operation may be sent again if nobody knows what became of this attempt."""


def wait_before_retry(failed: FailedAttempt, options: RetryOptions, clock: Clock) -> Optional[float]:
    """The seconds before the next attempt; None if there should be no other.

    As long as `Retry-After` says, and a random time below a bound that doubles with each attempt (full jitter), so that
    clients who failed together do not come back together.
    """
    made = failed.error.attempts
    demanded = parse_retry_after(failed.retry_after, clock.now())
    if made >= options.attempts or not _is_temporary(failed, demanded):
        return None
    if demanded is not None and demanded > options.max_wait_seconds:
        return None
    bound = min(MAX_JITTER_SECONDS, options.base_seconds * 2.0 ** (made - 1))
    return (demanded or 0.0) + clock.random() * bound


def _is_temporary(failed: FailedAttempt, demanded: Optional[float]) -> bool:
    if isinstance(failed.error, NoAnswerError):
        return failed.may_repeat
    assert isinstance(failed.error, (ProblemError, GatewayError))
    status = failed.error.status
    if status == THROTTLED:
        return True
    return failed.may_repeat and (status in TEMPORARY or (status == CONFLICT and demanded is not None))


def parse_retry_after(header: Optional[str], now: float) -> Optional[float]:
    """The seconds that a `Retry-After` header demands: whole seconds, or an HTTP date. None if it cannot be read."""
    if header is None:
        return None
    if re.fullmatch(r"\s*[0-9]+\s*", header):
        return float(header)
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - now)
    except (TypeError, ValueError, OverflowError):
        return None
