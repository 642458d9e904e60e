"""AWS Signature Version 4, with the standard library alone."""
from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Callable, NamedTuple, Optional, Protocol, Union
from urllib.parse import parse_qsl, quote, urlsplit

from .authorization import Authorize, OutgoingRequest

ALGORITHM = "AWS4-HMAC-SHA256"


class Credentials(Protocol):
    """What a signature needs. `AwsCredentials` has it, and so have the frozen credentials of botocore and boto3."""

    @property
    def access_key(self) -> str: ...

    @property
    def secret_key(self) -> str: ...

    @property
    def token(self) -> Optional[str]: ...


class AwsCredentials(NamedTuple):
    """Credentials of an IAM role or user."""

    access_key: str
    secret_key: str
    token: Optional[str] = None
    """Of temporary credentials."""


def _utc_now() -> datetime:
    return datetime.now(timezone.utc)


def signature_v4(
    region: str,
    credentials: Union[Credentials, Callable[[], Credentials]],
    service: str = "execute-api",
    now: Callable[[], datetime] = _utc_now,
) -> Authorize:
    """Signs requests. Signed are the host, the time, the session token, the headers of the request and its body.

    - region: Such as `eu-central-1`.
    - credentials: The credentials, or a function that returns valid ones. With boto3:
      `boto3.Session().get_credentials().get_frozen_credentials`.
    - service: The default is API Gateway.
    - now: The time of the signature, in UTC.
    """

    def authorize(request: OutgoingRequest) -> Mapping[str, str]:
        keys = credentials() if callable(credentials) else credentials
        time = now().strftime("%Y%m%dT%H%M%SZ")
        scope = [time[:8], region, service, "aws4_request"]
        added = {"x-amz-date": time, **({"x-amz-security-token": keys.token} if keys.token else {})}
        headers = sorted({**request.headers, "host": urlsplit(request.url).netloc, **added}.items())
        signed = ";".join(name for name, _ in headers)
        canonical = _canonical_request(request, headers, signed)
        text = "\n".join([ALGORITHM, time, "/".join(scope), _sha256(canonical.encode())])
        signature = _hmac(_signing_key(keys.secret_key, scope), text).hex()
        credential = "/".join([keys.access_key, *scope])
        return {
            **added,
            "authorization": f"{ALGORITHM} Credential={credential}, SignedHeaders={signed}, Signature={signature}",
        }

    return authorize


def _canonical_request(request: OutgoingRequest, headers: list[tuple[str, str]], signed: str) -> str:
    url = urlsplit(request.url)
    # The path is encoded once more than it is sent, as every service but S3 expects it.
    path = "/".join(_encode(part) for part in (url.path or "/").split("/"))
    pairs = sorted((_encode(name), _encode(value)) for name, value in parse_qsl(url.query, keep_blank_values=True))
    query = "&".join(f"{name}={value}" for name, value in pairs)
    lines = [f"{name}:{re.sub(r'[ ]+', ' ', value.strip())}" for name, value in headers]
    return "\n".join([request.method, path, query, *lines, "", signed, _sha256(request.body)])


def _encode(text: str) -> str:
    """By RFC 3986: only letters, digits and `-._~` stay."""
    return quote(text, safe="-._~")


def _signing_key(secret: str, scope: list[str]) -> bytes:
    key = f"AWS4{secret}".encode()
    for part in scope:
        key = _hmac(key, part)
    return key


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
