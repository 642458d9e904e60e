"""The client of the Kindred API: similar products, products, embeddings and training.

It needs only the standard library. The types of requests and answers are in `kindred_client.schemas`, and a class of
errors for each problem of the API in `kindred_client.problems`.
"""
from .authorization import Authorize, OutgoingRequest, bearer_token
from .client import Client
from .errors import GatewayError, KindredError, NoAnswerError, ProblemError
from .generated import problems, schemas
from .retries import Clock, RetryOptions
from .sender import Answer
from .sigv4 import AwsCredentials, signature_v4
from .transport import RawAnswer, Transport

__all__ = [
    "Answer",
    "Authorize",
    "AwsCredentials",
    "Client",
    "Clock",
    "GatewayError",
    "KindredError",
    "NoAnswerError",
    "OutgoingRequest",
    "ProblemError",
    "RawAnswer",
    "RetryOptions",
    "Transport",
    "bearer_token",
    "problems",
    "schemas",
    "signature_v4",
]
