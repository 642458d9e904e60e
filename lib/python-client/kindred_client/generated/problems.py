"""Generated from docs/api/openapi.json by `npm run docs`. Do not edit."""
from __future__ import annotations

from collections.abc import Mapping

from ..errors import ProblemError


class MalformedJson(ProblemError):
    """The API answered with the problem `malformed-json`."""


class MalformedPath(ProblemError):
    """The API answered with the problem `malformed-path`."""


class MalformedParameter(ProblemError):
    """The API answered with the problem `malformed-parameter`."""


class InvalidCursor(ProblemError):
    """The API answered with the problem `invalid-cursor`."""


class InvalidIdempotencyKey(ProblemError):
    """The API answered with the problem `invalid-idempotency-key`."""


class RouteNotFound(ProblemError):
    """The API answered with the problem `route-not-found`."""


class ProductNotFound(ProblemError):
    """The API answered with the problem `product-not-found`."""


class ModelNotFound(ProblemError):
    """The API answered with the problem `model-not-found`."""


class MapNotFound(ProblemError):
    """The API answered with the problem `map-not-found`."""


class CardNotFound(ProblemError):
    """The API answered with the problem `card-not-found`."""


class TrainingRunNotFound(ProblemError):
    """The API answered with the problem `training-run-not-found`."""


class UploadNotFound(ProblemError):
    """The API answered with the problem `upload-not-found`."""


class ExportNotFound(ProblemError):
    """The API answered with the problem `export-not-found`."""


class UnfinishedUploadNotFound(ProblemError):
    """The API answered with the problem `unfinished-upload-not-found`."""


class ProblemNotFound(ProblemError):
    """The API answered with the problem `problem-not-found`."""


class MethodNotAllowed(ProblemError):
    """The API answered with the problem `method-not-allowed`."""


class EmbeddingPending(ProblemError):
    """The API answered with the problem `embedding-pending`."""


class WeightsConflict(ProblemError):
    """The API answered with the problem `weights-conflict`."""


class RequestInProgress(ProblemError):
    """The API answered with the problem `request-in-progress`."""


class WriteConflict(ProblemError):
    """The API answered with the problem `write-conflict`."""


class RunNotRunning(ProblemError):
    """The API answered with the problem `run-not-running`."""


class ExportNotRunning(ProblemError):
    """The API answered with the problem `export-not-running`."""


class TooManyExports(ProblemError):
    """The API answered with the problem `too-many-exports`."""


class NoLiveVersion(ProblemError):
    """The API answered with the problem `no-live-version`."""


class VersionNotStored(ProblemError):
    """The API answered with the problem `version-not-stored`."""


class NotLive(ProblemError):
    """The API answered with the problem `not-live`."""


class NothingToRollBackTo(ProblemError):
    """The API answered with the problem `nothing-to-roll-back-to`."""


class HeldByGate(ProblemError):
    """The API answered with the problem `held-by-gate`."""


class UploadExists(ProblemError):
    """The API answered with the problem `upload-exists`."""


class CursorExpired(ProblemError):
    """The API answered with the problem `cursor-expired`."""


class PreconditionFailed(ProblemError):
    """The API answered with the problem `precondition-failed`."""


class BodyTooLarge(ProblemError):
    """The API answered with the problem `body-too-large`."""


class ProductTooLarge(ProblemError):
    """The API answered with the problem `product-too-large`."""


class UnsupportedMediaType(ProblemError):
    """The API answered with the problem `unsupported-media-type`."""


class InvalidRequest(ProblemError):
    """The API answered with the problem `invalid-request`."""


class IdempotencyKeyReused(ProblemError):
    """The API answered with the problem `idempotency-key-reused`."""


class StepNotFinite(ProblemError):
    """The API answered with the problem `step-not-finite`."""


class StepTooLong(ProblemError):
    """The API answered with the problem `step-too-long`."""


class StepTooLarge(ProblemError):
    """The API answered with the problem `step-too-large`."""


class UploadPartsRefused(ProblemError):
    """The API answered with the problem `upload-parts-refused`."""


class AnswerTooLarge(ProblemError):
    """The API answered with the problem `answer-too-large`."""


class ProductNotEmbeddable(ProblemError):
    """The API answered with the problem `product-not-embeddable`."""


class Internal(ProblemError):
    """The API answered with the problem `internal`."""


class ModelNotReady(ProblemError):
    """The API answered with the problem `model-not-ready`."""


class IndexLoading(ProblemError):
    """The API answered with the problem `index-loading`."""


class Unavailable(ProblemError):
    """The API answered with the problem `unavailable`."""


PROBLEMS: Mapping[str, type[ProblemError]] = {
    "malformed-json": MalformedJson,
    "malformed-path": MalformedPath,
    "malformed-parameter": MalformedParameter,
    "invalid-cursor": InvalidCursor,
    "invalid-idempotency-key": InvalidIdempotencyKey,
    "route-not-found": RouteNotFound,
    "product-not-found": ProductNotFound,
    "model-not-found": ModelNotFound,
    "map-not-found": MapNotFound,
    "card-not-found": CardNotFound,
    "training-run-not-found": TrainingRunNotFound,
    "upload-not-found": UploadNotFound,
    "export-not-found": ExportNotFound,
    "unfinished-upload-not-found": UnfinishedUploadNotFound,
    "problem-not-found": ProblemNotFound,
    "method-not-allowed": MethodNotAllowed,
    "embedding-pending": EmbeddingPending,
    "weights-conflict": WeightsConflict,
    "request-in-progress": RequestInProgress,
    "write-conflict": WriteConflict,
    "run-not-running": RunNotRunning,
    "export-not-running": ExportNotRunning,
    "too-many-exports": TooManyExports,
    "no-live-version": NoLiveVersion,
    "version-not-stored": VersionNotStored,
    "not-live": NotLive,
    "nothing-to-roll-back-to": NothingToRollBackTo,
    "held-by-gate": HeldByGate,
    "upload-exists": UploadExists,
    "cursor-expired": CursorExpired,
    "precondition-failed": PreconditionFailed,
    "body-too-large": BodyTooLarge,
    "product-too-large": ProductTooLarge,
    "unsupported-media-type": UnsupportedMediaType,
    "invalid-request": InvalidRequest,
    "idempotency-key-reused": IdempotencyKeyReused,
    "step-not-finite": StepNotFinite,
    "step-too-long": StepTooLong,
    "step-too-large": StepTooLarge,
    "upload-parts-refused": UploadPartsRefused,
    "answer-too-large": AnswerTooLarge,
    "product-not-embeddable": ProductNotEmbeddable,
    "internal": Internal,
    "model-not-ready": ModelNotReady,
    "index-loading": IndexLoading,
    "unavailable": Unavailable,
}
"""The class of each code."""
