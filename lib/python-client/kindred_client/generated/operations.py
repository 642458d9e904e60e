"""Generated from docs/api/openapi.json by `npm run docs`. Do not edit."""
from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Optional, Union, cast

if TYPE_CHECKING:
    from . import schemas


class OperationShape(NamedTuple):
    """How the parameters of an operation are sent."""

    method: str
    path: str
    """With `{name}` for each parameter of the path."""
    query: Mapping[str, Literal["one", "repeated", "commas"]]
    """How a query parameter writes a list: one parameter for each entry, or one with commas."""
    headers: Mapping[str, str]
    """The header of each parameter that is one."""
    body: Optional[str]
    """The content type of the body; None if there is none."""
    is_sent_once: bool
    """Whether it is only sent again if the gateway refused it before anything was done."""
    is_text: bool
    """Whether the answer is a text, and not JSON."""


OPERATIONS: Mapping[str, OperationShape] = {
    "getProduct": OperationShape(
        method="GET",
        path="/v1/products/{id}",
        query={"include": "one"},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "putProduct": OperationShape(
        method="PUT",
        path="/v1/products/{id}",
        query={"unknown": "one"},
        headers={"ifMatch": "if-match"},
        body="application/json",
        is_sent_once=False,
        is_text=False,
    ),
    "changeProduct": OperationShape(
        method="PATCH",
        path="/v1/products/{id}",
        query={"unknown": "one"},
        headers={"ifMatch": "if-match"},
        body="application/merge-patch+json",
        is_sent_once=False,
        is_text=False,
    ),
    "removeProduct": OperationShape(
        method="DELETE",
        path="/v1/products/{id}",
        query={},
        headers={"ifMatch": "if-match"},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "listProducts": OperationShape(
        method="GET",
        path="/v1/products",
        query={"id": "one", "limit": "one", "cursor": "one", "ignoreCase": "one", "filter": "repeated", "include": "one"},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "putProductOfQuery": OperationShape(
        method="PUT",
        path="/v1/products",
        query={"id": "one", "unknown": "one"},
        headers={"ifMatch": "if-match"},
        body="application/json",
        is_sent_once=False,
        is_text=False,
    ),
    "changeProductOfQuery": OperationShape(
        method="PATCH",
        path="/v1/products",
        query={"id": "one", "unknown": "one"},
        headers={"ifMatch": "if-match"},
        body="application/merge-patch+json",
        is_sent_once=False,
        is_text=False,
    ),
    "removeProductOfQuery": OperationShape(
        method="DELETE",
        path="/v1/products",
        query={"id": "one"},
        headers={"ifMatch": "if-match"},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "writeProducts": OperationShape(
        method="POST",
        path="/v1/products:batch",
        query={"unknown": "one"},
        headers={},
        body="application/json",
        is_sent_once=False,
        is_text=False,
    ),
    "findSimilar": OperationShape(
        method="GET",
        path="/v1/products/{id}/similar",
        query={"limit": "one", "cursor": "one", "ignoreCase": "one", "filter": "repeated", "excludeIds": "commas", "excludeSameGroup": "one", "maxPerGroup": "one", "groupBy": "one", "facets": "commas", "minScore": "one", "mmrLambda": "one", "fallback": "one", "include": "commas"},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "querySimilar": OperationShape(
        method="POST",
        path="/v1/similar:query",
        query={},
        headers={},
        body="application/json",
        is_sent_once=False,
        is_text=False,
    ),
    "findSimilarOfQuery": OperationShape(
        method="GET",
        path="/v1/similar",
        query={"id": "one", "limit": "one", "cursor": "one", "ignoreCase": "one", "filter": "repeated", "excludeIds": "commas", "excludeSameGroup": "one", "maxPerGroup": "one", "groupBy": "one", "facets": "commas", "minScore": "one", "mmrLambda": "one", "fallback": "one", "include": "commas"},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "querySimilarBatch": OperationShape(
        method="POST",
        path="/v1/similar:batch",
        query={},
        headers={},
        body="application/json",
        is_sent_once=False,
        is_text=False,
    ),
    "embedProducts": OperationShape(
        method="POST",
        path="/v1/embeddings",
        query={"unknown": "one"},
        headers={},
        body="application/json",
        is_sent_once=False,
        is_text=False,
    ),
    "trainStep": OperationShape(
        method="POST",
        path="/v1/train",
        query={"unknown": "one"},
        headers={"idempotencyKey": "idempotency-key"},
        body="application/json",
        is_sent_once=False,
        is_text=False,
    ),
    "recordEvents": OperationShape(
        method="POST",
        path="/v1/events",
        query={},
        headers={},
        body="application/json",
        is_sent_once=False,
        is_text=False,
    ),
    "startTrainingRun": OperationShape(
        method="POST",
        path="/v1/training-runs",
        query={},
        headers={},
        body="application/json",
        is_sent_once=False,
        is_text=False,
    ),
    "listTrainingRuns": OperationShape(
        method="GET",
        path="/v1/training-runs",
        query={"limit": "one", "cursor": "one"},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "cancelTrainingRun": OperationShape(
        method="POST",
        path="/v1/training-runs/{id}:cancel",
        query={},
        headers={},
        body="application/json",
        is_sent_once=False,
        is_text=False,
    ),
    "getTrainingRun": OperationShape(
        method="GET",
        path="/v1/training-runs/{id}",
        query={},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "listModels": OperationShape(
        method="GET",
        path="/v1/models",
        query={"limit": "one", "cursor": "one"},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "getModel": OperationShape(
        method="GET",
        path="/v1/models/{version}",
        query={},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "getModelCard": OperationShape(
        method="GET",
        path="/v1/models/{version}/card",
        query={},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "getModelCardPage": OperationShape(
        method="GET",
        path="/v1/models/{version}/card.html",
        query={},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=True,
    ),
    "promoteModel": OperationShape(
        method="POST",
        path="/v1/models/{version}:promote",
        query={},
        headers={},
        body="application/json",
        is_sent_once=True,
        is_text=False,
    ),
    "rollBackModel": OperationShape(
        method="POST",
        path="/v1/models/{version}:rollback",
        query={},
        headers={},
        body="application/json",
        is_sent_once=True,
        is_text=False,
    ),
    "setHead": OperationShape(
        method="POST",
        path="/v1/models/{version}:head",
        query={},
        headers={},
        body="application/json",
        is_sent_once=True,
        is_text=False,
    ),
    "startExport": OperationShape(
        method="POST",
        path="/v1/exports",
        query={},
        headers={"idempotencyKey": "idempotency-key"},
        body="application/json",
        is_sent_once=False,
        is_text=False,
    ),
    "listExports": OperationShape(
        method="GET",
        path="/v1/exports",
        query={"limit": "one", "cursor": "one"},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "cancelExport": OperationShape(
        method="POST",
        path="/v1/exports/{id}:cancel",
        query={},
        headers={},
        body="application/json",
        is_sent_once=False,
        is_text=False,
    ),
    "getExport": OperationShape(
        method="GET",
        path="/v1/exports/{id}",
        query={},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "requestUpload": OperationShape(
        method="POST",
        path="/v1/uploads",
        query={},
        headers={},
        body="application/json",
        is_sent_once=False,
        is_text=False,
    ),
    "listUploads": OperationShape(
        method="GET",
        path="/v1/uploads",
        query={"key": "one", "limit": "one", "cursor": "one"},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "signUploadParts": OperationShape(
        method="POST",
        path="/v1/uploads:parts",
        query={},
        headers={},
        body="application/json",
        is_sent_once=False,
        is_text=False,
    ),
    "completeUpload": OperationShape(
        method="POST",
        path="/v1/uploads:complete",
        query={},
        headers={},
        body="application/json",
        is_sent_once=False,
        is_text=False,
    ),
    "abortUpload": OperationShape(
        method="POST",
        path="/v1/uploads:abort",
        query={},
        headers={},
        body="application/json",
        is_sent_once=False,
        is_text=False,
    ),
    "getMap": OperationShape(
        method="GET",
        path="/v1/map",
        query={"version": "one"},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "getMapPoints": OperationShape(
        method="GET",
        path="/v1/map/points/{part}",
        query={"version": "one"},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=True,
    ),
    "getMapNames": OperationShape(
        method="GET",
        path="/v1/map/names/{part}",
        query={"version": "one"},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "getUpload": OperationShape(
        method="GET",
        path="/v1/uploads/{key}",
        query={},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "getHealth": OperationShape(
        method="GET",
        path="/v1/health",
        query={},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "getOpenApi": OperationShape(
        method="GET",
        path="/v1/openapi.json",
        query={},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
    "getDocs": OperationShape(
        method="GET",
        path="/v1/docs",
        query={},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=True,
    ),
    "getProblem": OperationShape(
        method="GET",
        path="/v1/problems/{code}",
        query={},
        headers={},
        body=None,
        is_sent_once=False,
        is_text=False,
    ),
}
"""How each operation is sent."""


class Operations(ABC):
    """One method for each operation, and one for all entries of each list. `Client` sends them."""

    @abstractmethod
    def _call(self, operation: str, values: Mapping[str, Any]) -> Any:
        """The body of the answer."""

    @abstractmethod
    def _iterate(self, operation: str, values: Mapping[str, Any]) -> Iterator[Any]:
        """The entries of all pages."""

    def get_product(self, id: str, *, include: Optional[Literal["vector"]] = None) -> schemas.StoredProduct:
        """Read a product.

        Reads a product. With `include=vector` the answer has its embedding under the live version.

        - id: The id of the product.
        - include: `vector` adds the embedding.

        Problems: malformed-path, malformed-parameter, product-not-found, invalid-request, internal, unavailable.
        """
        return cast("schemas.StoredProduct", self._call("getProduct", {"id": id, "include": include}))

    def put_product(self, id: str, body: schemas.ProductFields, *, unknown: Optional[Literal["refuse", "ignore"]] = None, if_match: Optional[str] = None) -> schemas.WrittenProduct:
        """Write a product and embed it.

        Writes a product and embeds it with the live model. If the model cannot embed it, `embedded` is false and `detail` gives the reason. A 503 can mean that the product is stored but not embedded: send the request again.

        - id: The id of the product.
        - unknown: `refuse` (default): an unknown field of a product is 422. `ignore`: it is left out, and the answer lists it.
        - if_match: Write only if the product still has this ETag. `*` requires that the product exists.

        Problems: malformed-json, malformed-path, malformed-parameter, write-conflict, precondition-failed, body-too-large, product-too-large, unsupported-media-type, invalid-request, internal, unavailable.
        """
        return cast("schemas.WrittenProduct", self._call("putProduct", {"id": id, "unknown": unknown, "ifMatch": if_match, "body": body}))

    def change_product(self, id: str, body: schemas.ProductPatch, *, unknown: Optional[Literal["refuse", "ignore"]] = None, if_match: Optional[str] = None) -> schemas.WrittenProduct:
        """Change parts of a product.

        Changes parts of a product by a JSON merge patch (RFC 7396). A write of another client in between is not lost: the patch is applied to its result. A change of `payload` alone embeds nothing.

        - id: The id of the product.
        - unknown: `refuse` (default): an unknown field of a product is 422. `ignore`: it is left out, and the answer lists it.
        - if_match: Write only if the product still has this ETag. `*` requires that the product exists.

        Problems: malformed-json, malformed-path, malformed-parameter, product-not-found, write-conflict, precondition-failed, body-too-large, product-too-large, unsupported-media-type, invalid-request, internal, unavailable.
        """
        return cast("schemas.WrittenProduct", self._call("changeProduct", {"id": id, "unknown": unknown, "ifMatch": if_match, "body": body}))

    def remove_product(self, id: str, *, if_match: Optional[str] = None) -> None:
        """Remove a product.

        Removes a product and its live vector. Events about the product that arrive late are ignored.

        - id: The id of the product.
        - if_match: Write only if the product still has this ETag. `*` requires that the product exists.

        Problems: malformed-path, product-not-found, write-conflict, precondition-failed, internal, unavailable.
        """
        self._call("removeProduct", {"id": id, "ifMatch": if_match})

    def list_products(self, *, id: Optional[str] = None, limit: Optional[int] = None, cursor: Optional[str] = None, ignore_case: Optional[Literal["true", "false"]] = None, filter: Optional[list[str]] = None, include: Optional[Literal["vector"]] = None) -> schemas.ProductPage:
        """List the products, or read one by its id in the query.

        Lists the products that meet the conditions, in no particular order. With `id` it reads this product, as `GET /v1/products/{id}` does. A page may be shorter than `limit`, or empty, while `nextCursor` is not `null`.

        - id: Read this product. No other parameter but `include` matters then.
        - limit: The most products of a page.
        - cursor: `nextCursor` of the previous page, with the same conditions.
        - ignore_case: `true`: the words of all conditions match in upper and lower case.
        - filter: A condition on a field, as for similar products. All of them must be met.
        - include: `vector` adds the embeddings.

        Problems: malformed-parameter, invalid-cursor, product-not-found, invalid-request, internal, unavailable.
        """
        return cast("schemas.ProductPage", self._call("listProducts", {"id": id, "limit": limit, "cursor": cursor, "ignoreCase": ignore_case, "filter": filter, "include": include}))

    def iter_list_products(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, ignore_case: Optional[Literal["true", "false"]] = None, filter: Optional[list[str]] = None, include: Optional[Literal["vector"]] = None) -> Iterator[schemas.ProductPageWithDataData]:
        """All entries of `list_products`, from the page of the cursor on. It asks for the next page when it is needed."""
        return self._iterate("listProducts", {"limit": limit, "cursor": cursor, "ignoreCase": ignore_case, "filter": filter, "include": include})

    def put_product_of_query(self, id: str, body: schemas.ProductFields, *, unknown: Optional[Literal["refuse", "ignore"]] = None, if_match: Optional[str] = None) -> schemas.WrittenProduct:
        """Write a product by its id in the query.

        As `PUT /v1/products/{id}`, for every id: one with `/` or `?` cannot stand in a path.

        - id: The id of the product.
        - unknown: `refuse` (default): an unknown field of a product is 422. `ignore`: it is left out, and the answer lists it.
        - if_match: Write only if the product still has this ETag. `*` requires that the product exists.

        Problems: malformed-json, malformed-parameter, write-conflict, precondition-failed, body-too-large, product-too-large, unsupported-media-type, invalid-request, internal, unavailable.
        """
        return cast("schemas.WrittenProduct", self._call("putProductOfQuery", {"id": id, "unknown": unknown, "ifMatch": if_match, "body": body}))

    def change_product_of_query(self, id: str, body: schemas.ProductPatch, *, unknown: Optional[Literal["refuse", "ignore"]] = None, if_match: Optional[str] = None) -> schemas.WrittenProduct:
        """Change parts of a product by its id in the query.

        As `PATCH /v1/products/{id}`, for every id: one with `/` or `?` cannot stand in a path.

        - id: The id of the product.
        - unknown: `refuse` (default): an unknown field of a product is 422. `ignore`: it is left out, and the answer lists it.
        - if_match: Write only if the product still has this ETag. `*` requires that the product exists.

        Problems: malformed-json, malformed-parameter, product-not-found, write-conflict, precondition-failed, body-too-large, product-too-large, unsupported-media-type, invalid-request, internal, unavailable.
        """
        return cast("schemas.WrittenProduct", self._call("changeProductOfQuery", {"id": id, "unknown": unknown, "ifMatch": if_match, "body": body}))

    def remove_product_of_query(self, id: str, *, if_match: Optional[str] = None) -> None:
        """Remove a product by its id in the query.

        As `DELETE /v1/products/{id}`, for every id: one with `/` or `?` cannot stand in a path.

        - id: The id of the product.
        - if_match: Write only if the product still has this ETag. `*` requires that the product exists.

        Problems: malformed-parameter, product-not-found, write-conflict, precondition-failed, invalid-request, internal, unavailable.
        """
        self._call("removeProductOfQuery", {"id": id, "ifMatch": if_match})

    def write_products(self, body: schemas.ProductOperations, *, unknown: Optional[Literal["refuse", "ignore"]] = None) -> schemas.ProductResults:
        """Write, change and remove many products.

        Applies 1 to 1,000 operations, each by itself, and answers about each: an operation that fails does not stop the others. Operations on one product are applied in order. What they write is embedded together.

        - unknown: `refuse` (default): an unknown field of a product is 422. `ignore`: it is left out, and the answer lists it.

        Problems: malformed-json, malformed-parameter, body-too-large, unsupported-media-type, invalid-request, internal, unavailable.
        """
        return cast("schemas.ProductResults", self._call("writeProducts", {"unknown": unknown, "body": body}))

    def find_similar(self, id: str, *, limit: Optional[int] = None, cursor: Optional[str] = None, ignore_case: Optional[Literal["true", "false"]] = None, filter: Optional[list[str]] = None, exclude_ids: Optional[list[str]] = None, exclude_same_group: Optional[str] = None, max_per_group: Optional[int] = None, group_by: Optional[str] = None, facets: Optional[list[str]] = None, min_score: Optional[float] = None, mmr_lambda: Optional[float] = None, fallback: Optional[Literal["category"]] = None, include: Optional[list[Literal["product", "vector", "because"]]] = None) -> schemas.SimilarProducts:
        """Find the products most similar to one.

        Finds the products most similar to one. The search is exact over every vector of the live version that meets the conditions; with a vector index it is approximate. All pages together have at most 1,000 products.

        - id: The id of the product.
        - limit: The most products of a page. There are fewer if fewer match.
        - cursor: `nextCursor` of the previous page. Only `limit`, `include` and `facets` may change between pages.
        - ignore_case: `true`: the words of all conditions match in upper and lower case.
        - filter: A condition on a field, such as `price:10..20`. A product must meet all of them.
        - exclude_ids: Product ids to leave out. A comma in an id is `\\,`.
        - exclude_same_group: A field or attribute: products with the same value as the product itself are left out.
        - max_per_group: The most products with one value of `groupBy`. Products without a value are not limited.
        - group_by: The field or attribute of `maxPerGroup`. The default is `brand`.
        - facets: Fields or attributes whose values are counted among the products that meet the filter.
        - min_score: Only products with at least this score. With 1, only products with the same vector.
        - mmr_lambda: Below 1, the default: products that are less similar to each other.
        - fallback: `category`: products of the same category fill a short page.
        - include: `product` adds the products themselves, `vector` their vectors of length 1, `because` what makes their scores.

        Problems: malformed-path, malformed-parameter, invalid-cursor, product-not-found, embedding-pending, cursor-expired, invalid-request, answer-too-large, internal, model-not-ready, index-loading, unavailable.
        """
        return cast("schemas.SimilarProducts", self._call("findSimilar", {"id": id, "limit": limit, "cursor": cursor, "ignoreCase": ignore_case, "filter": filter, "excludeIds": exclude_ids, "excludeSameGroup": exclude_same_group, "maxPerGroup": max_per_group, "groupBy": group_by, "facets": facets, "minScore": min_score, "mmrLambda": mmr_lambda, "fallback": fallback, "include": include}))

    def iter_find_similar(self, id: str, *, limit: Optional[int] = None, cursor: Optional[str] = None, ignore_case: Optional[Literal["true", "false"]] = None, filter: Optional[list[str]] = None, exclude_ids: Optional[list[str]] = None, exclude_same_group: Optional[str] = None, max_per_group: Optional[int] = None, group_by: Optional[str] = None, facets: Optional[list[str]] = None, min_score: Optional[float] = None, mmr_lambda: Optional[float] = None, fallback: Optional[Literal["category"]] = None, include: Optional[list[Literal["product", "vector", "because"]]] = None) -> Iterator[schemas.SimilarProductsData]:
        """All entries of `find_similar`, from the page of the cursor on. It asks for the next page when it is needed."""
        return self._iterate("findSimilar", {"id": id, "limit": limit, "cursor": cursor, "ignoreCase": ignore_case, "filter": filter, "excludeIds": exclude_ids, "excludeSameGroup": exclude_same_group, "maxPerGroup": max_per_group, "groupBy": group_by, "facets": facets, "minScore": min_score, "mmrLambda": mmr_lambda, "fallback": fallback, "include": include})

    def query_similar(self, body: schemas.SimilarRequest) -> schemas.SimilarProducts:
        """Find products by examples.

        Finds what is like the positive examples and unlike the negative ones. Examples are stored products, products by value, search texts, vectors and feature vectors. They are left out of the answer.

        Problems: malformed-json, invalid-cursor, product-not-found, embedding-pending, cursor-expired, body-too-large, unsupported-media-type, invalid-request, answer-too-large, internal, model-not-ready, index-loading, unavailable.
        """
        return cast("schemas.SimilarProducts", self._call("querySimilar", {"body": body}))

    def iter_query_similar(self, body: schemas.SimilarRequest) -> Iterator[schemas.SimilarProductsData]:
        """All entries of `query_similar`, from the page of the cursor on. It asks for the next page when it is needed."""
        return self._iterate("querySimilar", {"body": body})

    def find_similar_of_query(self, id: str, *, limit: Optional[int] = None, cursor: Optional[str] = None, ignore_case: Optional[Literal["true", "false"]] = None, filter: Optional[list[str]] = None, exclude_ids: Optional[list[str]] = None, exclude_same_group: Optional[str] = None, max_per_group: Optional[int] = None, group_by: Optional[str] = None, facets: Optional[list[str]] = None, min_score: Optional[float] = None, mmr_lambda: Optional[float] = None, fallback: Optional[Literal["category"]] = None, include: Optional[list[Literal["product", "vector", "because"]]] = None) -> schemas.SimilarProducts:
        """Find the products most similar to one by its id in the query.

        As `GET /v1/products/{id}/similar`, for every id: one with `/` or `?` cannot stand in a path.

        - id: The id of the product.
        - limit: The most products of a page. There are fewer if fewer match.
        - cursor: `nextCursor` of the previous page. Only `limit`, `include` and `facets` may change between pages.
        - ignore_case: `true`: the words of all conditions match in upper and lower case.
        - filter: A condition on a field, such as `price:10..20`. A product must meet all of them.
        - exclude_ids: Product ids to leave out. A comma in an id is `\\,`.
        - exclude_same_group: A field or attribute: products with the same value as the product itself are left out.
        - max_per_group: The most products with one value of `groupBy`. Products without a value are not limited.
        - group_by: The field or attribute of `maxPerGroup`. The default is `brand`.
        - facets: Fields or attributes whose values are counted among the products that meet the filter.
        - min_score: Only products with at least this score. With 1, only products with the same vector.
        - mmr_lambda: Below 1, the default: products that are less similar to each other.
        - fallback: `category`: products of the same category fill a short page.
        - include: `product` adds the products themselves, `vector` their vectors of length 1, `because` what makes their scores.

        Problems: malformed-parameter, invalid-cursor, product-not-found, embedding-pending, cursor-expired, invalid-request, answer-too-large, internal, model-not-ready, index-loading, unavailable.
        """
        return cast("schemas.SimilarProducts", self._call("findSimilarOfQuery", {"id": id, "limit": limit, "cursor": cursor, "ignoreCase": ignore_case, "filter": filter, "excludeIds": exclude_ids, "excludeSameGroup": exclude_same_group, "maxPerGroup": max_per_group, "groupBy": group_by, "facets": facets, "minScore": min_score, "mmrLambda": mmr_lambda, "fallback": fallback, "include": include}))

    def iter_find_similar_of_query(self, id: str, *, limit: Optional[int] = None, cursor: Optional[str] = None, ignore_case: Optional[Literal["true", "false"]] = None, filter: Optional[list[str]] = None, exclude_ids: Optional[list[str]] = None, exclude_same_group: Optional[str] = None, max_per_group: Optional[int] = None, group_by: Optional[str] = None, facets: Optional[list[str]] = None, min_score: Optional[float] = None, mmr_lambda: Optional[float] = None, fallback: Optional[Literal["category"]] = None, include: Optional[list[Literal["product", "vector", "because"]]] = None) -> Iterator[schemas.SimilarProductsData]:
        """All entries of `find_similar_of_query`, from the page of the cursor on. It asks for the next page when it is needed."""
        return self._iterate("findSimilarOfQuery", {"id": id, "limit": limit, "cursor": cursor, "ignoreCase": ignore_case, "filter": filter, "excludeIds": exclude_ids, "excludeSameGroup": exclude_same_group, "maxPerGroup": max_per_group, "groupBy": group_by, "facets": facets, "minScore": min_score, "mmrLambda": mmr_lambda, "fallback": fallback, "include": include})

    def query_similar_batch(self, body: schemas.SimilarBatchRequest) -> schemas.SimilarBatch:
        """Answer many searches by examples.

        Answers up to 100 searches by examples, in less time than one request for each. A search that is wrong, or cannot be answered, has a problem in the place of its result, and costs no other its answer.

        Problems: malformed-json, body-too-large, unsupported-media-type, invalid-request, internal, unavailable.
        """
        return cast("schemas.SimilarBatch", self._call("querySimilarBatch", {"body": body}))

    def embed_products(self, body: schemas.EmbeddingsRequest, *, unknown: Optional[Literal["refuse", "ignore"]] = None) -> schemas.Embeddings:
        """Embed products or feature vectors.

        Embeds products, feature vectors and search texts. An item that cannot be answered has a `problem`, and the other items are answered. A product that is sent with numbers of a wrong dimension makes the whole request invalid.

        - unknown: `refuse` (default): an unknown field of a product is 422. `ignore`: it is left out, and the answer lists it.

        Problems: malformed-json, malformed-parameter, model-not-found, body-too-large, unsupported-media-type, invalid-request, internal, model-not-ready, unavailable.
        """
        return cast("schemas.Embeddings", self._call("embedProducts", {"unknown": unknown, "body": body}))

    def train_step(self, body: schemas.TrainStepRequest, *, unknown: Optional[Literal["refuse", "ignore"]] = None, idempotency_key: Optional[str] = None) -> schemas.TrainedStep:
        """Take a training step from head.

        Takes a training step from the weights of `head`, saves new weights and moves `head` to them. `live` does not change, so served results do not change. With an idempotency key a repeated request gets the same answer for 24 hours.

        - unknown: `refuse` (default): an unknown field of a product is 422. `ignore`: it is left out, and the answer lists it.
        - idempotency_key: Makes a repetition safe: the same key and body take one step. 1 to 255 printable ASCII characters; quotes are optional.

        Problems: malformed-json, malformed-parameter, invalid-idempotency-key, weights-conflict, request-in-progress, body-too-large, unsupported-media-type, invalid-request, idempotency-key-reused, step-not-finite, step-too-long, step-too-large, internal, model-not-ready, unavailable.
        """
        return cast("schemas.TrainedStep", self._call("trainStep", {"unknown": unknown, "idempotencyKey": idempotency_key, "body": body}))

    def record_events(self, body: schemas.EventsRequest) -> schemas.AcceptedEvents:
        """Record what shoppers did.

        Records 1 to 1,000 events, each by itself, and answers about each. They are collected into objects under `interactions/events/`, which the next training run reads. Product ids are not checked.

        Problems: malformed-json, body-too-large, unsupported-media-type, invalid-request, internal, unavailable.
        """
        return cast("schemas.AcceptedEvents", self._call("recordEvents", {"body": body}))

    def start_training_run(self, body: schemas.TrainingRunRequest) -> schemas.TrainingRun:
        """Start a training run.

        Starts a training run on the uploaded data, or resumes one. The run continues in the background: read its job at `location`.

        Problems: malformed-json, training-run-not-found, body-too-large, unsupported-media-type, invalid-request, internal, unavailable.
        """
        return cast("schemas.TrainingRun", self._call("startTrainingRun", {"body": body}))

    def list_training_runs(self, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> schemas.TrainingRunPage:
        """List the training runs.

        Lists the training runs, newest first, without their curves and decisions.

        - limit: The most entries of a page.
        - cursor: `nextCursor` of the previous page.

        Problems: malformed-parameter, invalid-cursor, invalid-request, internal, unavailable.
        """
        return cast("schemas.TrainingRunPage", self._call("listTrainingRuns", {"limit": limit, "cursor": cursor}))

    def iter_list_training_runs(self, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> Iterator[schemas.TrainingRunBrief]:
        """All entries of `list_training_runs`, from the page of the cursor on. It asks for the next page when it is needed."""
        return self._iterate("listTrainingRuns", {"limit": limit, "cursor": cursor})

    def cancel_training_run(self, id: str, body: schemas.CancelRequest) -> schemas.TrainingRun:
        """Cancel a training run.

        Requests that a run ends. During training it ends within about a second, in other steps before the next step. `live` does not change.

        - id: The id of the run.

        Problems: malformed-json, malformed-path, training-run-not-found, run-not-running, body-too-large, unsupported-media-type, invalid-request, internal, unavailable.
        """
        return cast("schemas.TrainingRun", self._call("cancelTrainingRun", {"id": id, "body": body}))

    def get_training_run(self, id: str) -> schemas.TrainingRun:
        """Read a training run.

        Reads a training run: its state and progress, and after its end what came of it. After a failure `cause` gives the reason and `advice` what to do.

        - id: The id of the run.

        Problems: malformed-path, training-run-not-found, internal, unavailable.
        """
        return cast("schemas.TrainingRun", self._call("getTrainingRun", {"id": id}))

    def list_models(self, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> schemas.ModelPage:
        """List the model versions.

        Lists the model versions, newest first, with the versions that the pointers name. A step that lost against a concurrent one may be listed too; it is in no lineage.

        - limit: The most entries of a page.
        - cursor: `nextCursor` of the previous page.

        Problems: malformed-parameter, invalid-cursor, invalid-request, internal, unavailable.
        """
        return cast("schemas.ModelPage", self._call("listModels", {"limit": limit, "cursor": cursor}))

    def iter_list_models(self, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> Iterator[schemas.Model]:
        """All entries of `list_models`, from the page of the cursor on. It asks for the next page when it is needed."""
        return self._iterate("listModels", {"limit": limit, "cursor": cursor})

    def get_model(self, version: str) -> schemas.ModelDetail:
        """Read a model version.

        Reads a model version with its report, and with who decided what about it, when and why.

        - version: The model version.

        Problems: malformed-path, model-not-found, internal, unavailable.
        """
        return cast("schemas.ModelDetail", self._call("getModel", {"version": version}))

    def get_model_card(self, version: str) -> schemas.ModelCard:
        """Read the model card of a version.

        Reads the model card of a version: how it was made, and how it ranks beside baselines and other models, by slice. A training run writes it once. Versions made by training steps have none.

        - version: The model version.

        Problems: malformed-path, model-not-found, card-not-found, answer-too-large, internal, unavailable.
        """
        return cast("schemas.ModelCard", self._call("getModelCard", {"version": version}))

    def get_model_card_page(self, version: str) -> str:
        """Read the model card of a version as a page.

        Reads the same card as one page of HTML without scripts, which loads nothing else. It can be stored, mailed and printed.

        - version: The model version.

        Problems: malformed-path, model-not-found, card-not-found, answer-too-large, internal, unavailable.
        """
        return cast("str", self._call("getModelCardPage", {"version": version}))

    def promote_model(self, version: str, body: schemas.ChangeModelRequest) -> schemas.TrainingRun:
        """Promote a model version.

        Starts a run that embeds every product under the version and then makes it live. A version that the gate held back, or never judged, needs `override`. The caller and the reason are stored as a decision.

        - version: The model version.

        Problems: malformed-json, malformed-path, model-not-found, held-by-gate, body-too-large, unsupported-media-type, invalid-request, internal, unavailable.
        """
        return cast("schemas.TrainingRun", self._call("promoteModel", {"version": version, "body": body}))

    def roll_back_model(self, version: str, body: schemas.ChangeModelRequest) -> schemas.Rollback:
        """Roll back from a model version.

        Moves `live` from the version to the one before, at once. A run then embeds what was written since.

        - version: The model version.

        Problems: malformed-json, malformed-path, model-not-found, not-live, nothing-to-roll-back-to, body-too-large, unsupported-media-type, invalid-request, internal, unavailable.
        """
        return cast("schemas.Rollback", self._call("rollBackModel", {"version": version, "body": body}))

    def set_head(self, version: str, body: schemas.SetHeadRequest) -> schemas.HeadChange:
        """Set `head` to a model version.

        Sets `head` to the version, whichever it names: the next steps and runs continue from there. So steps that went wrong are undone. `live` stays. The caller and the reason are stored as a decision.

        - version: The model version.

        Problems: malformed-json, malformed-path, model-not-found, body-too-large, unsupported-media-type, invalid-request, internal, unavailable.
        """
        return cast("schemas.HeadChange", self._call("setHead", {"version": version, "body": body}))

    def start_export(self, body: schemas.ExportRequest, *, idempotency_key: Optional[str] = None) -> schemas.ExportBrief:
        """Start an export.

        Writes the vectors of a version, or the nearest products of every product, into files. The export continues in the background: read its job at `location`. With an idempotency key a repeated request gets the same answer for 24 hours.

        - idempotency_key: Makes a repetition safe: the same key and body start one export. 1 to 255 printable ASCII characters; quotes are optional.

        Problems: malformed-json, invalid-idempotency-key, model-not-found, request-in-progress, too-many-exports, no-live-version, version-not-stored, body-too-large, unsupported-media-type, invalid-request, idempotency-key-reused, internal, unavailable.
        """
        return cast("schemas.ExportBrief", self._call("startExport", {"idempotencyKey": idempotency_key, "body": body}))

    def list_exports(self, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> schemas.ExportPage:
        """List the exports.

        Lists the exports, newest first, without their files.

        - limit: The most entries of a page.
        - cursor: `nextCursor` of the previous page.

        Problems: malformed-parameter, invalid-cursor, invalid-request, internal, unavailable.
        """
        return cast("schemas.ExportPage", self._call("listExports", {"limit": limit, "cursor": cursor}))

    def iter_list_exports(self, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> Iterator[schemas.ExportBrief]:
        """All entries of `list_exports`, from the page of the cursor on. It asks for the next page when it is needed."""
        return self._iterate("listExports", {"limit": limit, "cursor": cursor})

    def cancel_export(self, id: str, body: schemas.CancelRequest) -> schemas.ExportBrief:
        """Cancel an export.

        Requests that an export ends. It ends within seconds, and gives out no files.

        - id: The id of the export.

        Problems: malformed-json, malformed-path, export-not-found, export-not-running, body-too-large, unsupported-media-type, invalid-request, internal, unavailable.
        """
        return cast("schemas.ExportBrief", self._call("cancelExport", {"id": id, "body": body}))

    def get_export(self, id: str) -> schemas.Export:
        """Read an export.

        Reads an export: its state and progress, and after its end its files. Each file has a link that works for 15 minutes without credentials; read the export again for new links.

        - id: The id of the export.

        Problems: malformed-path, export-not-found, internal, unavailable.
        """
        return cast("schemas.Export", self._call("getExport", {"id": id}))

    def request_upload(self, body: schemas.UploadRequest) -> schemas.RequestedUpload:
        """Request an upload.

        Prepares an upload for a caller without AWS credentials. Up to 100 MiB the answer is one request: send it with the bytes of the file. A larger file is sent in parts: the answer says how to cut it. An upload of a key that exists replaces it, and its job then shows the new file.

        Problems: malformed-json, upload-exists, body-too-large, unsupported-media-type, invalid-request, internal, unavailable.
        """
        return cast("schemas.RequestedUpload", self._call("requestUpload", {"body": body}))

    def list_uploads(self, *, key: Optional[str] = None, limit: Optional[int] = None, cursor: Optional[str] = None) -> schemas.UploadPage:
        """List the uploads, or read one by its key in the query.

        Lists the uploads, newest first. With `key` it reads this upload, as `GET /v1/uploads/{key}` does.

        - key: Read this upload. No other parameter matters then.
        - limit: The most entries of a page.
        - cursor: `nextCursor` of the previous page.

        Problems: malformed-parameter, invalid-cursor, upload-not-found, invalid-request, internal, unavailable.
        """
        return cast("schemas.UploadPage", self._call("listUploads", {"key": key, "limit": limit, "cursor": cursor}))

    def iter_list_uploads(self, *, limit: Optional[int] = None, cursor: Optional[str] = None) -> Iterator[schemas.Upload]:
        """All entries of `list_uploads`, from the page of the cursor on. It asks for the next page when it is needed."""
        return self._iterate("listUploads", {"limit": limit, "cursor": cursor})

    def sign_upload_parts(self, body: schemas.UploadPartsRequest) -> schemas.SignedParts:
        """Get the addresses for parts of an upload.

        Gives a request for each part of an upload. Each is bound to the length and to the SHA-256 of its part. Keep the header `etag` of the answer to each part: the completion needs it. A part may be sent again, also after the hour that its request is valid for: ask for a new one.

        Problems: malformed-json, body-too-large, unsupported-media-type, invalid-request, internal, unavailable.
        """
        return cast("schemas.SignedParts", self._call("signUploadParts", {"body": body}))

    def complete_upload(self, body: schemas.UploadCompletion) -> schemas.CompletedUpload:
        """Complete an upload of several parts.

        Puts the parts of an upload together. The file appears as a whole, and its job starts. It may be repeated if its answer is lost.

        Problems: malformed-json, unfinished-upload-not-found, upload-exists, body-too-large, unsupported-media-type, invalid-request, upload-parts-refused, internal, unavailable.
        """
        return cast("schemas.CompletedUpload", self._call("completeUpload", {"body": body}))

    def abort_upload(self, body: schemas.UploadAbortion) -> None:
        """Abort an upload of several parts.

        Discards the parts of an upload. Without this S3 keeps them for 7 days.

        Problems: malformed-json, unfinished-upload-not-found, body-too-large, unsupported-media-type, invalid-request, internal, unavailable.
        """
        self._call("abortUpload", {"body": body})

    def get_map(self, *, version: Optional[str] = None) -> schemas.ProductMap:
        """Read the map of the products.

        Reads what the [map](design/map.md) of the products has: bounds, colours, groups, and how many parts. A publication makes the map of its version. Products that are written later are on the next one.

        - version: The model version. The default is the live one.

        Problems: malformed-parameter, map-not-found, invalid-request, internal, unavailable.
        """
        return cast("schemas.ProductMap", self._call("getMap", {"version": version}))

    def get_map_points(self, part: str, *, version: Optional[str] = None) -> bytes:
        """Read a part of the points of the map.

        Reads a part of the points as bytes, column after column, little-endian. Of n points: x as n 16-bit numbers between the bounds, y as n 16-bit numbers, then for each of `colours` n bytes of codes.

        - part: The number of the part, from 0.
        - version: The model version. The default is the live one.

        Problems: malformed-path, malformed-parameter, map-not-found, invalid-request, internal, unavailable.
        """
        return cast("bytes", self._call("getMapPoints", {"part": part, "version": version}))

    def get_map_names(self, part: str, *, version: Optional[str] = None) -> schemas.MapNames:
        """Read a part of the names of the map.

        Reads the ids and titles of a part of the products, in the order of the points. Long titles are cut.

        - part: The number of the part, from 0.
        - version: The model version. The default is the live one.

        Problems: malformed-path, malformed-parameter, map-not-found, invalid-request, internal, unavailable.
        """
        return cast("schemas.MapNames", self._call("getMapNames", {"part": part, "version": version}))

    def get_upload(self, key: str) -> schemas.Upload:
        """Read the state of an upload.

        Reads the job of an upload: how many of its records were taken, and what became of them. An upload of training data also has the step or the run that it led to. The slashes of the key may stand as they are.

        - key: The key of the file in the uploads bucket.

        Problems: malformed-path, upload-not-found, internal, unavailable.
        """
        return cast("schemas.Upload", self._call("getUpload", {"key": key}))

    def get_health(self) -> schemas.Health:
        """Check the health of the service.

        Checks that the service can read its registry. This route also answers HEAD.

        Problems: internal, unavailable.
        """
        return cast("schemas.Health", self._call("getHealth", {}))

    def get_open_api(self) -> schemas.OpenApiDocument:
        """Read the OpenAPI document.

        This document, in OpenAPI 3.1.

        Problems: internal, unavailable.
        """
        return cast("schemas.OpenApiDocument", self._call("getOpenApi", {}))

    def get_docs(self) -> str:
        """Read the documentation as a page.

        This document as a page of HTML that loads nothing else.

        Problems: internal, unavailable.
        """
        return cast("str", self._call("getDocs", {}))

    def get_problem(self, code: str) -> schemas.ProblemType:
        """Read what a problem code means.

        What a problem code means. The `type` of every problem is the address of its description.

        - code: The code of a problem.

        Problems: malformed-path, problem-not-found, internal, unavailable.
        """
        return cast("schemas.ProblemType", self._call("getProblem", {"code": code}))
