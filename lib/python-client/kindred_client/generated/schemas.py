"""Generated from docs/api/openapi.json by `npm run docs`. Do not edit."""
from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Literal, Optional, TypedDict, Union

if sys.version_info >= (3, 11):
    from typing import NotRequired
elif TYPE_CHECKING:
    from typing_extensions import NotRequired


class Product(TypedDict):
    """A product. Everything but `id` is optional; the model uses the fields that are present."""

    title: NotRequired[str]
    """The title."""
    description: NotRequired[str]
    """The description. Markup is ignored."""
    brand: NotRequired[str]
    """The brand."""
    category: NotRequired[Union[str, list[str], list[Union[str, list[str]]]]]
    """A category, a path from the widest to the narrowest, or several of them."""
    price: NotRequired[float]
    """The price, in one currency for the whole catalog."""
    attributes: NotRequired[dict[str, Union[str, float, bool, list[str]]]]
    """What describes the product, by name. The model learns from it."""
    payload: NotRequired[dict[str, Union[str, float, bool, list[str]]]]
    """What is stored, filtered by and returned, but not learned from: stock, pictures, links."""
    aliases: NotRequired[list[str]]
    """Other names by which orders mean this product."""
    vectors: NotRequired[dict[str, list[float]]]
    """Embeddings of images or texts that the shop already has, by name."""
    features: NotRequired[list[float]]
    """A vector of numbers: the input of a linear model."""
    id: str
    """The name of the product in the catalog, 1 to 256 characters."""


class TextQuery(TypedDict):
    """A search text."""

    query: str
    """The text."""


class ProductFields(TypedDict):
    """The fields of a product. The id may be left out, because it is in the path."""

    title: NotRequired[str]
    """The title."""
    description: NotRequired[str]
    """The description. Markup is ignored."""
    brand: NotRequired[str]
    """The brand."""
    category: NotRequired[Union[str, list[str], list[Union[str, list[str]]]]]
    """A category, a path from the widest to the narrowest, or several of them."""
    price: NotRequired[float]
    """The price, in one currency for the whole catalog."""
    attributes: NotRequired[dict[str, Union[str, float, bool, list[str]]]]
    """What describes the product, by name. The model learns from it."""
    payload: NotRequired[dict[str, Union[str, float, bool, list[str]]]]
    """What is stored, filtered by and returned, but not learned from: stock, pictures, links."""
    aliases: NotRequired[list[str]]
    """Other names by which orders mean this product."""
    vectors: NotRequired[dict[str, list[float]]]
    """Embeddings of images or texts that the shop already has, by name."""
    features: NotRequired[list[float]]
    """A vector of numbers: the input of a linear model."""
    id: NotRequired[str]
    """The id of the path, or nothing."""


class ProductPatch(TypedDict):
    """A JSON merge patch (RFC 7396) of a product: `null` removes a field, and absent fields stay."""

    title: NotRequired[Optional[str]]
    """The title."""
    description: NotRequired[Optional[str]]
    """The description. Markup is ignored."""
    brand: NotRequired[Optional[str]]
    """The brand."""
    category: NotRequired[Optional[Union[str, list[str], list[Union[str, list[str]]]]]]
    """A category, a path from the widest to the narrowest, or several of them."""
    price: NotRequired[Optional[float]]
    """The price, in one currency for the whole catalog."""
    attributes: NotRequired[Optional[dict[str, Optional[Union[str, float, bool, list[str]]]]]]
    """What describes the product, by name. The model learns from it."""
    payload: NotRequired[Optional[dict[str, Optional[Union[str, float, bool, list[str]]]]]]
    """What is stored, filtered by and returned, but not learned from: stock, pictures, links."""
    aliases: NotRequired[Optional[list[str]]]
    """Other names by which orders mean this product."""
    vectors: NotRequired[Optional[dict[str, Optional[list[float]]]]]
    """Embeddings of images or texts that the shop already has, by name."""
    features: NotRequired[Optional[list[float]]]
    """A vector of numbers: the input of a linear model."""
    id: NotRequired[str]
    """The id of the path, or nothing."""


class StoredProduct(TypedDict):
    """A product as it is stored."""

    product: Product
    updatedAt: str
    """The time of the last write."""
    embedding: NotRequired[Optional[Union[StoredProductEmbeddingWithVector, StoredProductEmbeddingWithEmbedded]]]
    """With `include=vector`. `null` while the product is not embedded under the live version."""


class StoredProductEmbeddingWithVector(TypedDict):
    modelVersion: str
    """The live version."""
    vector: list[float]
    """The vector of the product."""


class StoredProductEmbeddingWithEmbedded(TypedDict):
    modelVersion: str
    """The live version."""
    embedded: Literal[False]
    """The product has no vector."""
    detail: str
    """Why the model cannot embed the product."""


class WrittenProduct(TypedDict):
    """A product after it was written."""

    product: Product
    updatedAt: str
    """The time of the last write."""
    embedding: Optional[WrittenProductEmbedding]
    """`null` while no version is live. The product is embedded when one goes live."""
    textVectorMissing: NotRequired[Literal["over-budget", "too-large", "not-embedded", "no-model"]]
    """Why the product was stored without a vector of its text. `over-budget`: the texts of the day are used up. `too-large`: the record is so long that a vector may not fit beside it. `not-embedded`: the model did not answer in time, or refused the text; a warning says why. `no-model`: the text has changed, and the deployment has no text model any more; the old vector was removed. Absent: none is missing."""
    ignoredFields: NotRequired[list[str]]
    """Unknown fields of products of the body that were left out, with `unknown=ignore`."""


class WrittenProductEmbedding(TypedDict):
    modelVersion: str
    """The live version."""
    embedded: bool
    """Whether the product has a vector now."""
    kept: NotRequired[Literal[True]]
    """The change did not concern the model: the vector stayed the same."""
    detail: NotRequired[str]
    """Why the model cannot embed the product."""


class ProductPageWithData(TypedDict):
    data: list[ProductPageWithDataData]
    """The products."""
    nextCursor: Optional[str]
    """The `cursor` of the next page; `null` on the last page."""


class ProductPageWithDataData(TypedDict):
    product: Product
    updatedAt: str
    """The time of the last write."""
    embedding: NotRequired[Optional[Union[ProductPageWithDataDataEmbeddingWithVector, ProductPageWithDataDataEmbeddingWithEmbedded]]]
    """With `include=vector`. `null` while the product is not embedded under the live version."""
    etag: str
    """Changes with every write of the product."""


class ProductPageWithDataDataEmbeddingWithVector(TypedDict):
    modelVersion: str
    """The live version."""
    vector: list[float]
    """The vector of the product."""


class ProductPageWithDataDataEmbeddingWithEmbedded(TypedDict):
    modelVersion: str
    """The live version."""
    embedded: Literal[False]
    """The product has no vector."""
    detail: str
    """Why the model cannot embed the product."""


class ProductOperations(TypedDict):
    """Operations on products."""

    operations: list[Union[PutOperation, PatchOperation, DeleteOperation]]
    """The operations. Each is checked by itself."""


class PutOperation(TypedDict):
    """Writes a product, as `PUT /v1/products/{id}` does."""

    op: Literal["put"]
    """A write."""
    product: Product
    """The product."""
    ifMatch: NotRequired[str]
    """Only if the product still has this ETag. `*` requires that the product exists."""


class PatchOperation(TypedDict):
    """Changes parts of a product, as `PATCH /v1/products/{id}` does."""

    op: Literal["patch"]
    """A change."""
    id: str
    """The id of the product."""
    patch: dict[str, Any]
    """A JSON merge patch (RFC 7396)."""
    ifMatch: NotRequired[str]
    """Only if the product still has this ETag. `*` requires that the product exists."""


class DeleteOperation(TypedDict):
    """Removes a product."""

    op: Literal["delete"]
    """A removal."""
    id: str
    """The id of the product."""
    ifMatch: NotRequired[str]
    """Only if the product still has this ETag. `*` requires that the product exists."""


class ProductResults(TypedDict):
    """What became of each operation."""

    data: list[Union[ProductResultsDataWithEtag, ProductResultsData, ProductResultsDataWithProblem]]
    """A result or a problem for each operation, in order."""


class ProductResultsDataWithEtag(TypedDict):
    index: int
    """The position in `operations`, from 0."""
    id: str
    """The id of the product."""
    status: Union[Literal[200], Literal[201]]
    """201 for a new product."""
    etag: str
    """The ETag of the product."""
    updatedAt: str
    """The time of the last write."""
    embedding: NotRequired[Optional[ProductResultsDataWithEtagEmbedding]]
    """Absent if a later operation concerns the same product. `null` while no version is live."""
    textVectorMissing: NotRequired[Literal["over-budget", "too-large", "not-embedded", "no-model"]]
    """Why the product was stored without a vector of its text. `over-budget`: the texts of the day are used up. `too-large`: the record is so long that a vector may not fit beside it. `not-embedded`: the model did not answer in time, or refused the text; a warning says why. `no-model`: the text has changed, and the deployment has no text model any more; the old vector was removed. Absent: none is missing."""
    ignoredFields: NotRequired[list[str]]
    """Unknown fields of products of the body that were left out, with `unknown=ignore`."""


class ProductResultsDataWithEtagEmbedding(TypedDict):
    modelVersion: str
    """The live version."""
    embedded: bool
    """Whether the product has a vector now."""
    kept: NotRequired[Literal[True]]
    """The change did not concern the model: the vector stayed the same."""
    detail: NotRequired[str]
    """Why the model cannot embed the product."""


class ProductResultsData(TypedDict):
    index: int
    """The position in `operations`, from 0."""
    id: str
    """The id of the product."""
    status: Literal[204]
    """The product was removed."""


class ProductResultsDataWithProblem(TypedDict):
    index: int
    """The position in `operations`, from 0."""
    id: NotRequired[str]
    """The id of the product."""
    problem: EntryProblem


class SimilarRequest(TypedDict):
    """A search by examples."""

    positive: list[SimilarExample]
    """Examples of what is wanted."""
    negative: NotRequired[list[SimilarExample]]
    """Examples of what is not wanted."""
    strategy: NotRequired[Literal["average", "best"]]
    """How examples become one ranking."""
    limit: NotRequired[int]
    """The most products of a page."""
    cursor: NotRequired[Optional[str]]
    """`nextCursor` of the previous page. Only `limit` and `include` may change between pages."""
    filter: NotRequired[Union[str, list[str], SimilarFilter]]
    """A condition as in a query string, or a list of them that must all be met."""
    ignoreCase: NotRequired[bool]
    """Whether the words of all conditions match in upper and lower case."""
    excludeIds: NotRequired[list[str]]
    """Product ids to leave out."""
    excludeSameGroup: NotRequired[str]
    """A field or attribute: products with the value of a positive example are left out."""
    maxPerGroup: NotRequired[int]
    """The most products with one value of `groupBy`."""
    groupBy: NotRequired[str]
    """The field or attribute of `maxPerGroup`. The default is `brand`."""
    facets: NotRequired[list[str]]
    """Fields or attributes whose values are counted among the products that meet the filter."""
    minScore: NotRequired[float]
    """Only products with at least this score."""
    mmrLambda: NotRequired[float]
    """Below 1, the default: products that are less similar to each other."""
    fallback: NotRequired[Literal["category"]]
    """`category`: products of the same category fill a short page."""
    include: NotRequired[Union[Literal["product", "vector", "because"], list[Literal["product", "vector", "because"]]]]
    """What each product of the answer also has; see `because`."""


FilterAnd = TypedDict(
    "FilterAnd",
    {
        # The filters that must all be met.
        "and": "list[SimilarFilter]",
    },
)
"""All of several filters."""


FilterOr = TypedDict(
    "FilterOr",
    {
        # The filters of which one must be met.
        "or": "list[SimilarFilter]",
    },
)
"""One of several filters."""


FilterNot = TypedDict(
    "FilterNot",
    {
        # The filter that must not be met.
        "not": "SimilarFilter",
    },
)
"""The contrary of a filter. A product without the field meets it."""


class FilterEquals(TypedDict):
    """A field that equals a value, or has a list with it."""

    field: str
    """`brand`, `category`, `price`, `attributes.NAME` or `payload.NAME`."""
    eq: Union[str, float, bool]
    """The value."""


FilterIn = TypedDict(
    "FilterIn",
    {
        # `brand`, `category`, `price`, `attributes.NAME` or `payload.NAME`.
        "field": "str",
        # The values.
        "in": "list[Union[str, float, bool]]",
    },
)
"""A field that equals one of several values."""


class FilterContains(TypedDict):
    """A list that contains a value, or a category with this step or path."""

    field: str
    """`brand`, `category`, `price`, `attributes.NAME` or `payload.NAME`."""
    contains: Union[str, float, bool]
    """The value of an element."""


class FilterRange(TypedDict):
    """A field that is a number within bounds."""

    field: str
    """`brand`, `category`, `price`, `attributes.NAME` or `payload.NAME`."""
    range: FilterRangeRange
    """The bounds, at least one."""


class FilterRangeRange(TypedDict):
    """The bounds, at least one."""

    gte: NotRequired[float]
    """At least this."""
    gt: NotRequired[float]
    """More than this."""
    lte: NotRequired[float]
    """At most this."""
    lt: NotRequired[float]
    """Less than this."""


class FilterExists(TypedDict):
    """Whether there is a value."""

    field: str
    """`brand`, `category`, `price`, `attributes.NAME` or `payload.NAME`."""
    exists: bool
    """`true`: there is a value; `false`: there is none."""


class FilterMissing(TypedDict):
    """Whether there is no value."""

    field: str
    """`brand`, `category`, `price`, `attributes.NAME` or `payload.NAME`."""
    missing: bool
    """`true`: there is no value; `false`: there is one."""


class StoredExample(TypedDict):
    """A stored product as an example."""

    id: str
    """The id of the product."""
    weight: NotRequired[float]
    """How much the example counts."""


class ProductExample(TypedDict):
    """A product by value as an example. It is not stored."""

    title: NotRequired[str]
    """The title."""
    description: NotRequired[str]
    """The description. Markup is ignored."""
    brand: NotRequired[str]
    """The brand."""
    category: NotRequired[Union[str, list[str], list[Union[str, list[str]]]]]
    """A category, a path from the widest to the narrowest, or several of them."""
    price: NotRequired[float]
    """The price, in one currency for the whole catalog."""
    attributes: NotRequired[dict[str, Union[str, float, bool, list[str]]]]
    """What describes the product, by name. The model learns from it."""
    payload: NotRequired[dict[str, Union[str, float, bool, list[str]]]]
    """What is stored, filtered by and returned, but not learned from: stock, pictures, links."""
    aliases: NotRequired[list[str]]
    """Other names by which orders mean this product."""
    vectors: NotRequired[dict[str, list[float]]]
    """Embeddings of images or texts that the shop already has, by name."""
    features: NotRequired[list[float]]
    """A vector of numbers: the input of a linear model."""
    id: str
    """The name of the product in the catalog, 1 to 256 characters."""
    weight: NotRequired[float]
    """How much the example counts."""


class VectorExample(TypedDict):
    """A vector of the live version as an example."""

    vector: list[float]
    """A vector of the live version."""
    weight: NotRequired[float]
    """How much the example counts."""


class FeaturesExample(TypedDict):
    """A feature vector for a linear model as an example."""

    features: list[float]
    """What a linear model reads."""
    weight: NotRequired[float]
    """How much the example counts."""


class TextExample(TypedDict):
    """A search text as an example."""

    query: str
    """The text."""
    weight: NotRequired[float]
    """How much the example counts."""


class BecauseWithContributions(TypedDict):
    contributions: list[BecauseWithContributionsContributions]
    """The pairs of features that add or take most, by falling absolute value."""
    rest: BecauseWithContributionsRest
    """All other pairs. The sum of all contributions is the score."""


class BecauseWithContributionsContributions(TypedDict):
    query: BecauseWithContributionsContributionsQuery
    """The feature of what is searched for."""
    neighbour: BecauseWithContributionsContributionsNeighbour
    """The feature of the product of the answer."""
    contribution: float
    """What the pair adds to the score; below 0 if it makes it smaller."""


class BecauseWithContributionsContributionsQuery(TypedDict):
    """The feature of what is searched for."""

    field: str
    """`title`, `description`, `text`, `brand`, `category`, `attribute`, `query`, `number`, `vector`, `features`, `idRow` or `exampleVector`."""
    value: str
    """The word, `name=value`, the name of the vector, or the id of the row."""
    rare: NotRequired[Literal[True]]
    """The word shares a row with other rare words."""


class BecauseWithContributionsContributionsNeighbour(TypedDict):
    """The feature of the product of the answer."""

    field: str
    """`title`, `description`, `text`, `brand`, `category`, `attribute`, `query`, `number`, `vector`, `features`, `idRow` or `exampleVector`."""
    value: str
    """The word, `name=value`, the name of the vector, or the id of the row."""
    rare: NotRequired[Literal[True]]
    """The word shares a row with other rare words."""


class BecauseWithContributionsRest(TypedDict):
    """All other pairs. The sum of all contributions is the score."""

    pairs: int
    """How many other pairs there are."""
    contribution: float
    """What they add, and what rounding changed."""


class BecauseWithNotExplained(TypedDict):
    notExplained: str
    """Why the score is no sum over pairs of features."""


class SimilarProducts(TypedDict):
    """A page of similar products."""

    data: list[SimilarProductsData]
    """The most similar products first. Equal scores are ordered by id."""
    nextCursor: Optional[str]
    """The `cursor` of the next page; `null` on the last page."""
    totalCandidates: Optional[int]
    """Products that meet the conditions; `null` with a vector index, which does not count them."""
    modelVersion: str
    """The live version."""
    asOf: str
    """The time up to which changes are included."""
    stale: bool
    """Whether later changes could not be read."""
    complete: NotRequired[Literal[False]]
    """Present with a vector index, if more products may meet the conditions than it returned."""
    notEmbeddable: NotRequired[str]
    """Why the live model cannot embed what is searched for. No product is found by its similarity then."""
    facets: NotRequired[Optional[dict[str, SimilarProductsFacets]]]
    """The values of the fields of `facets` among the candidates; `null` with a vector index."""
    unreadExamples: NotRequired[list[SimilarProductsUnreadExamples]]
    """Of a search by examples: those that were left out."""


class SimilarProductsData(TypedDict):
    id: str
    """The id of the product."""
    score: float
    """The cosine, rounded to six decimals."""
    rank: int
    """From 1, over all pages."""
    product: NotRequired[Product]
    vector: NotRequired[list[float]]
    """With `include=vector`: its vector, of length 1."""
    because: NotRequired[Because]
    """With `include=because`: why it has its score."""
    fallback: NotRequired[Literal["category"]]
    """Why it is in the answer, if it is not by its similarity."""


class SimilarProductsFacets(TypedDict):
    values: list[SimilarProductsFacetsValues]
    """The most frequent values first, at most 100."""
    otherValues: int
    """The number of values that are left out."""


class SimilarProductsFacetsValues(TypedDict):
    value: Union[str, float, bool]
    """A value, or an element of a list."""
    count: int
    """The candidates that have it."""


class SimilarProductsUnreadExamples(TypedDict):
    pointer: str
    """The place of the example in the body, as a JSON Pointer."""
    code: Literal["product-not-found", "embedding-pending", "product-not-embeddable"]
    """What it lacks."""
    detail: str
    """The reason."""


class SimilarBatchRequest(TypedDict):
    """Several searches by examples."""

    queries: list[SimilarRequest]
    """The searches. Each is answered or refused by itself."""


class SimilarBatch(TypedDict):
    """A result or a problem for each search."""

    data: list[Union[SimilarBatchDataWithResult, SimilarBatchDataWithProblem]]
    """A result or a problem for each query, in order."""


class SimilarBatchDataWithResult(TypedDict):
    index: int
    """The position in `queries`, from 0."""
    result: SimilarProducts


class SimilarBatchDataWithProblem(TypedDict):
    index: int
    """The position in `queries`, from 0."""
    problem: EntryProblem


class EmbeddingsRequest(TypedDict):
    """What to embed."""

    items: list[Union[TextQuery, str, list[float], Product]]
    """References and query texts."""
    store: NotRequired[bool]
    """Whether the vectors of items that are ids are stored under the version. The default is `false`."""
    version: NotRequired[str]
    """The version to embed with: `live`, `head`, or any version by its name. The default is `live`, or `head` while no version is live."""


class Embeddings(TypedDict):
    """A vector or a problem for each item."""

    data: list[Union[EmbeddingsDataWithVector, EmbeddingsDataWithProblem]]
    """A vector or a problem for each item, in order."""
    modelVersion: str
    """The version that embedded the items."""
    ignoredFields: NotRequired[list[str]]
    """Unknown fields of products of the body that were left out, with `unknown=ignore`."""


class EmbeddingsDataWithVector(TypedDict):
    index: int
    """The position in `items`, from 0."""
    id: NotRequired[str]
    """The id of the product, if it has one."""
    vector: list[float]
    """The embedding."""
    stored: bool
    """Whether the vector was stored."""


class EmbeddingsDataWithProblem(TypedDict):
    index: int
    """The position in `items`, from 0."""
    id: NotRequired[str]
    """The id of the product, if it has one."""
    problem: EntryProblem


class Triplet(TypedDict):
    """The anchor is more similar to the positive than to the negative."""

    anchor: ProductReference
    """A product."""
    positive: ProductReference
    """A product that is similar to the anchor."""
    negative: ProductReference
    """A product that is less similar to it."""


class TrainStepRequest(TypedDict):
    """A training step."""

    triplets: list[Triplet]
    """What to learn from."""
    learningRate: NotRequired[float]
    """The size of the move along the gradient."""
    margin: NotRequired[float]
    """How much farther the negative must be than the positive, as a squared Euclidean distance."""
    gradient: NotRequired[Literal["exact", "seed"]]
    """`exact`: the gradient of the loss. `seed`: the update rule of the original 30-line model."""
    steps: NotRequired[int]
    """How often to go through the triplets."""
    batchSize: NotRequired[int]
    """Triplets of one update; the default is all. With 1 each triplet is an update, in order."""
    create: NotRequired[TrainStepRequestCreate]
    """The linear model to create while `head` does not exist."""


class TrainStepRequestCreate(TypedDict):
    """The linear model to create while `head` does not exist."""

    dim: NotRequired[int]
    """Numbers in an embedding."""
    seed: NotRequired[int]
    """The seed of its weights."""


class TrainedStep(TypedDict):
    """The result of a training step."""

    modelVersion: str
    """The version that the step made; `parent` if no triplet had a loss."""
    parent: Optional[str]
    """The version that the step started from; `null` for a new model."""
    head: Optional[str]
    """The version that the next training step starts from; `null` before the first one."""
    live: Optional[str]
    """The version that is served; `null` before the first one."""
    stepsSinceLive: Optional[int]
    """Training steps from `live` to `head`; `null` if no chain of steps connects them."""
    triplets: int
    """Triplets of the step."""
    lossBefore: float
    """The mean loss of the triplets before the step."""
    lossAfter: float
    """The mean loss after it."""
    activeBefore: int
    """Triplets with a loss above 0 before the step."""
    ignoredFields: NotRequired[list[str]]
    """Unknown fields of products of the body that were left out, with `unknown=ignore`."""


class EventsRequest(TypedDict):
    """What shoppers did."""

    events: list[ShopEvent]
    """The events. Each is checked by itself."""


class GroupEvent(TypedDict):
    """Products that one shopper used or bought, or a part of them."""

    items: list[str]
    """Ids of products. Unknown ids are accepted, and left out of training."""
    kind: NotRequired[Literal["basket", "session"]]
    """`basket`: bought together, in any order. `session`: used one after the other. The default is `basket`."""
    quantities: NotRequired[list[float]]
    """How many of each item; negative for what came back."""
    at: NotRequired[str]
    """When it happened: from 1970 to a day from now. Send it, so that an event that comes twice counts once. The default is the time of the request."""
    sessionId: NotRequired[str]
    """A random id of the session or order: its events become one group, in the order of `at`."""


class QueryEvent(TypedDict):
    """A product that a shopper chose among the results of a search text."""

    query: str
    """The search text."""
    positive: str
    """The id of the product that was chosen."""
    at: NotRequired[str]
    """When it happened: from 1970 to a day from now. Send it, so that an event that comes twice counts once. The default is the time of the request."""


class AcceptedEvents(TypedDict):
    """What became of each event."""

    accepted: int
    """Events that will be collected."""
    data: list[Union[AcceptedEventsDataWithStatus, AcceptedEventsDataWithProblem]]
    """A result or a problem for each event, in order."""


class AcceptedEventsDataWithStatus(TypedDict):
    index: int
    """The position in `events`, from 0."""
    status: Literal[202]
    """The event is accepted."""
    at: str
    """The time that it has."""


class AcceptedEventsDataWithProblem(TypedDict):
    index: int
    """The position in `events`, from 0."""
    problem: EntryProblem


class TrainingRunRequest(TypedDict):
    """A training run to start or to resume."""

    name: NotRequired[str]
    """1 to 50 letters, digits, `-` and `_`: the run is `run-NAME`. If it exists, no second one is started. The default is a new name."""
    resume: NotRequired[str]
    """The id of a failed or canceled run. It continues from its last checkpoint, with its own `config` and `data`."""
    data: NotRequired[Literal["all", "new", "catalog"]]
    """`all`; `new`: continue from `head` on data that its lineage has not seen; `catalog`: no training rows."""
    config: NotRequired[dict[str, Any]]
    """Fields of the training configuration."""
    why: NotRequired[str]
    """The reason, which is stored with the run."""
    by: NotRequired[str]
    """The caller, if the gateway does not authenticate callers."""


class TrainingRun(TypedDict):
    """A training run, or the publication of a version."""

    id: str
    """The name of the job."""
    state: Literal["running", "succeeded", "failed", "canceled"]
    """What became of it."""
    startedAt: str
    """When it started."""
    updatedAt: str
    """When it last changed."""
    cancelRequested: NotRequired[TrainingRunCancelRequested]
    """The last request to cancel it."""
    cause: NotRequired[str]
    """Why it failed, was canceled, or waits for another attempt."""
    kind: NotRequired[Literal["train", "publish"]]
    """`publish` for the publication of a version that exists."""
    attempt: NotRequired[int]
    """How often the run was started."""
    trigger: NotRequired[list[str]]
    """The keys of the uploads that started the run."""
    config: NotRequired[dict[str, Any]]
    """Fields of the training configuration, as requested."""
    data: NotRequired[Literal["all", "new", "catalog"]]
    """The data that was requested."""
    scheduledFor: NotRequired[str]
    """The time of the schedule that started the run."""
    requested: NotRequired[TrainingRunRequested]
    """Who asked for the attempt, if a caller did."""
    phase: NotRequired[Literal["queued", "settling", "gathering", "planning", "training", "judging", "embedding", "verifying", "promoting", "done"]]
    """What the run does now. `settling` waits until no upload is in progress."""
    cost: NotRequired[TrainingRunCost]
    """The computing cost so far."""
    products: NotRequired[int]
    """Products of the catalog."""
    catalogAlone: NotRequired[str]
    """Why the run learns from the catalog alone."""
    rows: NotRequired[dict[str, int]]
    """Training rows by what became of them."""
    unreadable: NotRequired[list[str]]
    """Keys of training objects that could not be read to their end."""
    step: NotRequired[int]
    """Steps taken."""
    steps: NotRequired[int]
    """Steps to take."""
    loss: NotRequired[float]
    """The mean loss of the last step."""
    modelVersion: NotRequired[str]
    """The version that goes live; if none does, that of the trained model."""
    weightsSha256: NotRequired[str]
    """SHA-256 of its weights, in hex."""
    learnedFrom: NotRequired[Literal["catalog", "training-rows"]]
    """What `modelVersion` learned from."""
    trainedVersion: NotRequired[str]
    """The trained model, if its text model goes live instead."""
    metrics: NotRequired[dict[str, Any]]
    """Metrics of `modelVersion` by slice."""
    baselines: NotRequired[dict[str, Any]]
    """Metrics of the baselines on the same rows."""
    tuned: NotRequired[dict[str, Any]]
    """How the tuned baselines were made."""
    intervals: NotRequired[dict[str, Any]]
    """`modelVersion` minus each opponent, with intervals."""
    live: NotRequired[dict[str, Any]]
    """Metrics of the live version on the same rows."""
    text: NotRequired[dict[str, Any]]
    """Metrics of the text model of the run on the same rows."""
    trained: NotRequired[dict[str, Any]]
    """Metrics of the trained model, if its text model goes live instead."""
    leftOut: NotRequired[dict[str, Any]]
    """What was left out of the rows."""
    judgedOn: NotRequired[Literal["judging", "held-out"]]
    """The rows that the figures were made on."""
    heldOut: NotRequired[Optional[dict[str, Any]]]
    """The figures on the held-out rows; `null` without any."""
    embedded: NotRequired[int]
    """Products with a vector under the version."""
    notEmbeddable: NotRequired[int]
    """Products that the model cannot read."""
    promoted: NotRequired[bool]
    """Whether the version went live."""
    nothingNew: NotRequired[bool]
    """Whether there was no new data, so that no version was made."""
    notNeeded: NotRequired[str]
    """Why the run made no version."""
    advice: NotRequired[str]
    """What to do after a failure."""
    lossCurve: NotRequired[list[TrainingRunLossCurve]]
    """The loss over the run, at most 200 points."""
    validationCurve: NotRequired[list[TrainingRunValidationCurve]]
    """With `bestEpoch`: the scores on the validation rows before the first step and after each epoch."""
    decisions: NotRequired[list[TrainingRunDecisions]]
    """What the run decided, and why."""


class TrainingRunCancelRequested(TypedDict):
    """The last request to cancel it."""

    at: str
    """When."""
    by: str
    """The caller."""
    why: NotRequired[str]
    """The reason, if the caller gave one."""
    attempt: int
    """The attempt to cancel."""


class TrainingRunRequested(TypedDict):
    """Who asked for the attempt, if a caller did."""

    by: str
    """The caller; `unknown` if the gateway does not know it, and the request does not say."""
    why: NotRequired[str]
    """The reason, if the caller gave one."""


class TrainingRunCost(TypedDict):
    """The computing cost so far."""

    gigabyteSeconds: float
    """Memory times time."""
    operations: int
    """Operations of the durable execution."""
    dollars: float
    """At list prices, without requests to S3 and DynamoDB."""


class TrainingRunLossCurve(TypedDict):
    step: int
    """Steps taken."""
    loss: float
    """The mean loss."""


class TrainingRunValidationCurve(TypedDict):
    step: int
    """Steps taken."""
    recall: float
    """Capped recall@10."""
    ndcg: float
    """ndcg@10."""


class TrainingRunDecisions(TypedDict):
    name: str
    """What was decided."""
    at: str
    """When."""
    because: str
    """The reason, with its figures."""


class TrainingRunBrief(TypedDict):
    """A training run without its curves and its decisions."""

    id: str
    """The name of the job."""
    state: Literal["running", "succeeded", "failed", "canceled"]
    """What became of it."""
    startedAt: str
    """When it started."""
    updatedAt: str
    """When it last changed."""
    cancelRequested: NotRequired[TrainingRunBriefCancelRequested]
    """The last request to cancel it."""
    cause: NotRequired[str]
    """Why it failed, was canceled, or waits for another attempt."""
    kind: NotRequired[Literal["train", "publish"]]
    """`publish` for the publication of a version that exists."""
    attempt: NotRequired[int]
    """How often the run was started."""
    trigger: NotRequired[list[str]]
    """The keys of the uploads that started the run."""
    config: NotRequired[dict[str, Any]]
    """Fields of the training configuration, as requested."""
    data: NotRequired[Literal["all", "new", "catalog"]]
    """The data that was requested."""
    scheduledFor: NotRequired[str]
    """The time of the schedule that started the run."""
    requested: NotRequired[TrainingRunBriefRequested]
    """Who asked for the attempt, if a caller did."""
    phase: NotRequired[Literal["queued", "settling", "gathering", "planning", "training", "judging", "embedding", "verifying", "promoting", "done"]]
    """What the run does now. `settling` waits until no upload is in progress."""
    cost: NotRequired[TrainingRunBriefCost]
    """The computing cost so far."""
    products: NotRequired[int]
    """Products of the catalog."""
    catalogAlone: NotRequired[str]
    """Why the run learns from the catalog alone."""
    rows: NotRequired[dict[str, int]]
    """Training rows by what became of them."""
    unreadable: NotRequired[list[str]]
    """Keys of training objects that could not be read to their end."""
    step: NotRequired[int]
    """Steps taken."""
    steps: NotRequired[int]
    """Steps to take."""
    loss: NotRequired[float]
    """The mean loss of the last step."""
    modelVersion: NotRequired[str]
    """The version that goes live; if none does, that of the trained model."""
    weightsSha256: NotRequired[str]
    """SHA-256 of its weights, in hex."""
    learnedFrom: NotRequired[Literal["catalog", "training-rows"]]
    """What `modelVersion` learned from."""
    trainedVersion: NotRequired[str]
    """The trained model, if its text model goes live instead."""
    metrics: NotRequired[dict[str, Any]]
    """Metrics of `modelVersion` by slice."""
    baselines: NotRequired[dict[str, Any]]
    """Metrics of the baselines on the same rows."""
    tuned: NotRequired[dict[str, Any]]
    """How the tuned baselines were made."""
    intervals: NotRequired[dict[str, Any]]
    """`modelVersion` minus each opponent, with intervals."""
    live: NotRequired[dict[str, Any]]
    """Metrics of the live version on the same rows."""
    text: NotRequired[dict[str, Any]]
    """Metrics of the text model of the run on the same rows."""
    trained: NotRequired[dict[str, Any]]
    """Metrics of the trained model, if its text model goes live instead."""
    leftOut: NotRequired[dict[str, Any]]
    """What was left out of the rows."""
    judgedOn: NotRequired[Literal["judging", "held-out"]]
    """The rows that the figures were made on."""
    heldOut: NotRequired[Optional[dict[str, Any]]]
    """The figures on the held-out rows; `null` without any."""
    embedded: NotRequired[int]
    """Products with a vector under the version."""
    notEmbeddable: NotRequired[int]
    """Products that the model cannot read."""
    promoted: NotRequired[bool]
    """Whether the version went live."""
    nothingNew: NotRequired[bool]
    """Whether there was no new data, so that no version was made."""
    notNeeded: NotRequired[str]
    """Why the run made no version."""
    advice: NotRequired[str]
    """What to do after a failure."""


class TrainingRunBriefCancelRequested(TypedDict):
    """The last request to cancel it."""

    at: str
    """When."""
    by: str
    """The caller."""
    why: NotRequired[str]
    """The reason, if the caller gave one."""
    attempt: int
    """The attempt to cancel."""


class TrainingRunBriefRequested(TypedDict):
    """Who asked for the attempt, if a caller did."""

    by: str
    """The caller; `unknown` if the gateway does not know it, and the request does not say."""
    why: NotRequired[str]
    """The reason, if the caller gave one."""


class TrainingRunBriefCost(TypedDict):
    """The computing cost so far."""

    gigabyteSeconds: float
    """Memory times time."""
    operations: int
    """Operations of the durable execution."""
    dollars: float
    """At list prices, without requests to S3 and DynamoDB."""


class TrainingRunPage(TypedDict):
    """A page of training runs."""

    data: list[TrainingRunBrief]
    """The entries of the page."""
    nextCursor: Optional[str]
    """The `cursor` of the next page; `null` on the last page."""


class CancelRequest(TypedDict):
    """Who cancels a run or an export."""

    why: NotRequired[str]
    """The reason, which is stored with what is canceled."""
    by: NotRequired[str]
    """The caller, if the gateway does not authenticate callers."""


class ChangeModelRequest(TypedDict):
    """Why `live` moves."""

    why: str
    """The reason, which is stored with the decision."""
    override: NotRequired[bool]
    """Whether to promote a version that the gate held back, or never judged."""
    by: NotRequired[str]
    """The caller, if the gateway does not authenticate callers."""


class Rollback(TypedDict):
    """The run that a rollback starts, and the version that is live now."""

    id: str
    """The name of the job."""
    state: Literal["running", "succeeded", "failed", "canceled"]
    """What became of it."""
    startedAt: str
    """When it started."""
    updatedAt: str
    """When it last changed."""
    cancelRequested: NotRequired[RollbackCancelRequested]
    """The last request to cancel it."""
    cause: NotRequired[str]
    """Why it failed, was canceled, or waits for another attempt."""
    kind: NotRequired[Literal["train", "publish"]]
    """`publish` for the publication of a version that exists."""
    attempt: NotRequired[int]
    """How often the run was started."""
    trigger: NotRequired[list[str]]
    """The keys of the uploads that started the run."""
    config: NotRequired[dict[str, Any]]
    """Fields of the training configuration, as requested."""
    data: NotRequired[Literal["all", "new", "catalog"]]
    """The data that was requested."""
    scheduledFor: NotRequired[str]
    """The time of the schedule that started the run."""
    requested: NotRequired[RollbackRequested]
    """Who asked for the attempt, if a caller did."""
    phase: NotRequired[Literal["queued", "settling", "gathering", "planning", "training", "judging", "embedding", "verifying", "promoting", "done"]]
    """What the run does now. `settling` waits until no upload is in progress."""
    cost: NotRequired[RollbackCost]
    """The computing cost so far."""
    products: NotRequired[int]
    """Products of the catalog."""
    catalogAlone: NotRequired[str]
    """Why the run learns from the catalog alone."""
    rows: NotRequired[dict[str, int]]
    """Training rows by what became of them."""
    unreadable: NotRequired[list[str]]
    """Keys of training objects that could not be read to their end."""
    step: NotRequired[int]
    """Steps taken."""
    steps: NotRequired[int]
    """Steps to take."""
    loss: NotRequired[float]
    """The mean loss of the last step."""
    modelVersion: NotRequired[str]
    """The version that goes live; if none does, that of the trained model."""
    weightsSha256: NotRequired[str]
    """SHA-256 of its weights, in hex."""
    learnedFrom: NotRequired[Literal["catalog", "training-rows"]]
    """What `modelVersion` learned from."""
    trainedVersion: NotRequired[str]
    """The trained model, if its text model goes live instead."""
    metrics: NotRequired[dict[str, Any]]
    """Metrics of `modelVersion` by slice."""
    baselines: NotRequired[dict[str, Any]]
    """Metrics of the baselines on the same rows."""
    tuned: NotRequired[dict[str, Any]]
    """How the tuned baselines were made."""
    intervals: NotRequired[dict[str, Any]]
    """`modelVersion` minus each opponent, with intervals."""
    live: str
    """The version that is live now."""
    text: NotRequired[dict[str, Any]]
    """Metrics of the text model of the run on the same rows."""
    trained: NotRequired[dict[str, Any]]
    """Metrics of the trained model, if its text model goes live instead."""
    leftOut: NotRequired[dict[str, Any]]
    """What was left out of the rows."""
    judgedOn: NotRequired[Literal["judging", "held-out"]]
    """The rows that the figures were made on."""
    heldOut: NotRequired[Optional[dict[str, Any]]]
    """The figures on the held-out rows; `null` without any."""
    embedded: NotRequired[int]
    """Products with a vector under the version."""
    notEmbeddable: NotRequired[int]
    """Products that the model cannot read."""
    promoted: NotRequired[bool]
    """Whether the version went live."""
    nothingNew: NotRequired[bool]
    """Whether there was no new data, so that no version was made."""
    notNeeded: NotRequired[str]
    """Why the run made no version."""
    advice: NotRequired[str]
    """What to do after a failure."""
    lossCurve: NotRequired[list[RollbackLossCurve]]
    """The loss over the run, at most 200 points."""
    validationCurve: NotRequired[list[RollbackValidationCurve]]
    """With `bestEpoch`: the scores on the validation rows before the first step and after each epoch."""
    decisions: NotRequired[list[RollbackDecisions]]
    """What the run decided, and why."""


class RollbackCancelRequested(TypedDict):
    """The last request to cancel it."""

    at: str
    """When."""
    by: str
    """The caller."""
    why: NotRequired[str]
    """The reason, if the caller gave one."""
    attempt: int
    """The attempt to cancel."""


class RollbackRequested(TypedDict):
    """Who asked for the attempt, if a caller did."""

    by: str
    """The caller; `unknown` if the gateway does not know it, and the request does not say."""
    why: NotRequired[str]
    """The reason, if the caller gave one."""


class RollbackCost(TypedDict):
    """The computing cost so far."""

    gigabyteSeconds: float
    """Memory times time."""
    operations: int
    """Operations of the durable execution."""
    dollars: float
    """At list prices, without requests to S3 and DynamoDB."""


class RollbackLossCurve(TypedDict):
    step: int
    """Steps taken."""
    loss: float
    """The mean loss."""


class RollbackValidationCurve(TypedDict):
    step: int
    """Steps taken."""
    recall: float
    """Capped recall@10."""
    ndcg: float
    """ndcg@10."""


class RollbackDecisions(TypedDict):
    name: str
    """What was decided."""
    at: str
    """When."""
    because: str
    """The reason, with its figures."""


class SetHeadRequest(TypedDict):
    """Why `head` is set."""

    why: str
    """The reason, which is stored with the decision."""
    by: NotRequired[str]
    """The caller, if the gateway does not authenticate callers."""


HeadChange = TypedDict(
    "HeadChange",
    {
        # The version that the next training step starts from; `null` before the first one.
        "head": "Optional[str]",
        # The version that is served; `null` before the first one.
        "live": "Optional[str]",
        # Training steps from `live` to `head`; `null` if no chain of steps connects them.
        "stepsSinceLive": "Optional[int]",
        # The version that `head` named before; `null` if none.
        "from": "Optional[str]",
    },
)
"""Where `head` is, and where it was."""


class Model(TypedDict):
    """A model version."""

    version: str
    """The name of the version, from the hash of its weights."""
    createdAt: str
    """When the version was made."""
    parent: NotRequired[str]
    """The version whose weights its training started from."""
    lineage: NotRequired[ModelLineage]
    """Of a version made by training steps."""
    origin: Literal["training-run", "train-step"]
    """What made the version."""
    weightsSha256: str
    """SHA-256 of the weights, in hex."""
    weightsBytes: int
    """Size of the weights."""
    dim: int
    """Numbers in an embedding."""
    weightsExpireAt: NotRequired[str]
    """When the weights are removed, if no pointer names the version until then. Absent while one does."""
    weightsRemoved: NotRequired[Literal[True]]
    """Whether the weights are removed: the version cannot be used any more."""
    head: bool
    """Whether `head` names the version."""
    live: bool
    """Whether `live` names the version."""


class ModelLineage(TypedDict):
    """Of a version made by training steps."""

    base: str
    """The version that the steps started from."""
    steps: int
    """Training steps since `base`."""


class ModelPage(TypedDict):
    """A page of model versions."""

    data: list[Model]
    """The entries of the page."""
    nextCursor: Optional[str]
    """The `cursor` of the next page; `null` on the last page."""
    head: Optional[str]
    """The version that the next training step starts from; `null` before the first one."""
    live: Optional[str]
    """The version that is served; `null` before the first one."""
    stepsSinceLive: Optional[int]
    """Training steps from `live` to `head`; `null` if no chain of steps connects them."""
    previous: Optional[str]
    """The version that was live before, which a rollback returns to; `null` if none was."""
    next: Optional[str]
    """The version whose publication began last: written products get its vectors too; `null` before the first."""


class ModelDetail(TypedDict):
    """A model version with its report and the decisions about it."""

    version: str
    """The name of the version, from the hash of its weights."""
    createdAt: str
    """When the version was made."""
    parent: NotRequired[str]
    """The version whose weights its training started from."""
    lineage: NotRequired[ModelDetailLineage]
    """Of a version made by training steps."""
    origin: Literal["training-run", "train-step"]
    """What made the version."""
    weightsSha256: str
    """SHA-256 of the weights, in hex."""
    weightsBytes: int
    """Size of the weights."""
    dim: int
    """Numbers in an embedding."""
    weightsExpireAt: NotRequired[str]
    """When the weights are removed, if no pointer names the version until then. Absent while one does."""
    weightsRemoved: NotRequired[Literal[True]]
    """Whether the weights are removed: the version cannot be used any more."""
    head: bool
    """Whether `head` names the version."""
    live: bool
    """Whether `live` names the version."""
    report: ModelReport
    """Configuration, metrics, baselines, intervals, loss curve and what was tuned."""
    decisions: list[ModelDetailDecisions]
    """The decisions about the version, the oldest first."""


class ModelDetailLineage(TypedDict):
    """Of a version made by training steps."""

    base: str
    """The version that the steps started from."""
    steps: int
    """Training steps since `base`."""


class ModelDetailDecisions(TypedDict):
    version: str
    """The version that was decided about."""
    at: str
    """When."""
    decision: Literal["passed", "held", "promoted", "override", "rolled-back", "head-set"]
    """What was decided."""
    by: str
    """`gate`, or the caller."""
    why: str
    """The reason."""
    figures: dict[str, Any]
    """The figures that the decision depends on."""


class ModelReport(TypedDict):
    """The report of a version: the configuration, the figures, and what was tuned."""

    optimizer: NotRequired[Literal["adam", "rowwise-adam", "adamw", "adagrad", "sgd"]]
    """What moved the weights: with `optimizer` `auto`, what it chose. Absent in text models, and in reports of earlier releases."""
    firstWeights: NotRequired[FirstWeights]
    """What the weights were before the first step. Absent in reports of earlier releases."""
    dimension: NotRequired[DimensionChoice]
    """How many numbers an embedding has, and why. Absent in reports of earlier releases."""
    tuning: NotRequired[Optional[TrainingTuning]]
    """What the run chose by its training data; `null` or absent if nothing."""


class TrainingTuning(TypedDict):
    """The settings that a run chose by its training data."""

    fields: Optional[TrainingTuningFields]
    """The fitted weights of fields; `null` if the given ones are kept."""
    views: NotRequired[list[TrainingTuningViews]]
    """Of a run on the catalog alone: how far the fields agree, and what each keeps. Absent in other runs."""
    vectors: NotRequired[list[TrainingTuningVectors]]
    """The weights of given vectors."""
    learningRateShare: float
    """The share of the learning rate that was used. It falls with the evidence per product; 0 if training could only harm."""
    matching: bool
    """Whether likeness is a matching: every product is a negative of the products that have their match."""
    clusters: NotRequired[bool]
    """Whether likeness is small clusters: two products of one are alike, and all others are negatives."""
    popularity: NotRequired[TrainingTuningPopularity]
    """Whether popular products are the answer, and what showed it."""
    contentFit: NotRequired[TrainingTuningContentFit]
    """How the first weights of a matching were moved to the exact cosines of its texts; absent in other runs."""
    textWeight: float
    """The weight of text in what counts as alike."""
    textWeightBy: NotRequired[Literal["likelihood", "walk", "configuration", "default"]]
    """What the weight of text was chosen by. `likelihood`: of held-out pairs. `walk`: held-out pairs that a walk of two steps finds. `configuration`: it is given. `default`: nothing decided."""
    textWeightsTried: list[TrainingTuningTextWeightsTried]
    """Every weight of text that was tried."""


class TrainingTuningFields(TypedDict):
    weights: dict[str, Any]
    """The fitted weights, by the names of the settings."""
    pairs: int
    """Pairs of products that they were fitted to."""
    before: float
    """The log-likelihood of these pairs with the given weights."""
    after: float
    """With the fitted ones."""


class TrainingTuningViews(TypedDict):
    view: str
    """A field, or all fields of one kind."""
    agreement: float
    """How far it agrees with the field that it agrees with most: 0 as by chance, 1 as that field with itself."""
    confirmedBy: Optional[str]
    """The field that it agrees with most; `null` if none is shown to agree."""
    kept: float
    """The share of its weight that it keeps."""


class TrainingTuningVectors(TypedDict):
    name: str
    """The name of the vectors."""
    weight: float
    """Their length beside words of length 1."""
    products: int
    """Products with such a vector."""
    unread: int
    """Products whose vector is not read: of another width than most, of zeros, or the mean."""
    decidedBy: Literal["training-rows", "texts", "configuration"]
    """`training-rows`: it ranks their pairs best. `texts`: the vectors agree with the texts so far. `configuration`: nothing could decide."""


class TrainingTuningPopularity(TypedDict):
    """Whether popular products are the answer, and what showed it."""

    keepsPopularity: bool
    """Whether popular products count more."""
    pairs: int
    """Held-out pairs that were looked for; 0 if there are too few."""
    foundWithout: float
    """The share of the pairs that is found without popularity."""
    foundByPopularity: float
    """The share that popularity alone finds: the same ten products for every one."""
    foundWith: NotRequired[float]
    """The share that is found with popularity. Absent if it was not looked for."""


class TrainingTuningContentFit(TypedDict):
    """How the first weights of a matching were moved to the exact cosines of its texts; absent in other runs."""

    steps: int
    """Steps before those of the training; 0 if the catalog is too large for the budget."""
    pairs: int
    """Pairs of near products."""
    errorBefore: float
    """The root of the mean squared error of their cosines before the first step."""
    errorAfter: float
    """Before the last step."""


class TrainingTuningTextWeightsTried(TypedDict):
    textWeight: float
    """The weight that was tried."""
    logLikelihood: NotRequired[float]
    """Of held-out pairs. Absent if a walk decided."""
    found: NotRequired[float]
    """The share of held-out pairs that a walk finds. Absent if likelihood decided."""
    behind: float
    """The best value minus this one."""
    standardError: float
    """Of `behind`."""


class FirstWeights(TypedDict):
    """What the weights of a run were before its first step."""

    kind: Literal["exact", "random", "given"]
    """`exact`: products had exactly the cosines of their weighted words and numbers. `random`: a random projection. `given`: those of the version that the run started from."""
    dimensions: NotRequired[int]
    """How many dimensions the products span. With `exact` alone."""
    because: NotRequired[Literal["too-many-dimensions", "too-much-work", "linear-encoder"]]
    """Why they were random. `too-many-dimensions`: the products span more than an embedding has room for. `too-much-work`: there are too many products or words. `linear-encoder`: it reads no words."""


class DimensionChoice(TypedDict):
    """How many numbers the vectors of a version have, and why."""

    numbers: int
    """Numbers in an embedding."""
    because: Literal["configuration", "starting-version", "exact", "kept-neighbours", "most", "budget", "memory", "many-products", "not-measured"]
    """`configuration`: it is given. With `dim` `auto`, `exact`: they are enough for the exact cosines of the catalog. `kept-neighbours`: they are the least that keep three quarters of the nearest products by text near. `most`: not even the most do. `budget`: with more, `budgetSeconds` would cut the steps of the run. `memory`: with more, a run on the whole catalog would not fit into the memory of the function. `many-products`: the catalog is large, so the least are used. `not-measured`: the model does more than to project words, so the least are used. `starting-version`: those of the version that the run started from."""
    kept: NotRequired[list[DimensionChoiceKept]]
    """What was measured of random weights, if it was."""


class DimensionChoiceKept(TypedDict):
    numbers: int
    """Numbers in an embedding."""
    share: float
    """Of the 10 nearest products by text, the share that is among the 10 nearest by it."""


class ModelCard(TypedDict):
    """How a version was made, and how good it is."""

    formatVersion: Literal[1]
    """The form of the card."""
    modelVersion: str
    """The version."""
    weightsSha256: str
    """SHA-256 of the weights, in hex."""
    verdict: str
    """How the model compares with the other systems, in a sentence."""
    learnedFrom: NotRequired[Literal["catalog", "training-rows"]]
    """What the model learned from. Absent in cards of earlier releases."""
    data: dict[str, Any]
    """Counts of the training data, and their `sha256`."""
    split: ModelCardSplit
    """What was held out to judge on."""
    judgedOn: Literal["judging", "held-out"]
    """Judging data, or the held-out part of the training data."""
    liveVersion: Optional[str]
    """The live version that it was compared with; `null` without one."""
    judgement: Judgement
    """How it ranks."""
    heldOut: Optional[Judgement]
    """How it ranks on the held-out rows; `null` if `judgement` is already that."""
    config: dict[str, Any]
    """The configuration of the run."""
    lossCurve: list[ModelCardLossCurve]
    """The loss over the steps."""
    diagnostics: dict[str, Any]
    """What the watchdog saw."""
    epochs: NotRequired[dict[str, Any]]
    """The scores of the epochs, if the best one was chosen."""
    trainedShare: NotRequired[dict[str, Any]]
    """How much of the training the model keeps, and what was compared. Absent in text models."""
    search: NotRequired[dict[str, Any]]
    """The settings that were tried, if better ones were searched for."""
    review: NotRequired[CatalogReview]
    """How the model sees the catalog. Absent in cards of earlier releases."""
    more: dict[str, Any]
    """The rest of the report of the run."""


class ModelCardSplit(TypedDict):
    """What was held out to judge on."""

    rule: str
    """How rows were held out, and what their queries are."""
    seed: int
    """The seed of the run."""
    heldOutFraction: float
    """The share that was to be held out."""
    heldOutRows: int
    """Rows that were."""
    copiesOfHeldOut: int
    """Facts left out of training, because they repeat a held-out one."""
    by: Literal["random", "time"]
    """At random, or the newest."""


class ModelCardLossCurve(TypedDict):
    step: int
    """Steps taken."""
    loss: Optional[float]
    """The mean loss since the point before; `null` if it was not finite."""


class Judgement(TypedDict):
    """How a model and other systems rank on the same rows."""

    metrics: dict[str, SliceFigures]
    """The model, by the slices that the rows name; empty if there are no rows."""
    baselines: dict[str, dict[str, SliceFigures]]
    """The baselines, by name and slice."""
    tuned: NotRequired[JudgementTuned]
    """How the tuned baselines were made."""
    live: NotRequired[dict[str, SliceFigures]]
    """The live version, if it was compared."""
    text: NotRequired[dict[str, SliceFigures]]
    """The text model of the same run, if it was compared."""
    trained: NotRequired[dict[str, SliceFigures]]
    """The trained model of the same run, beside its text model."""
    intervals: dict[str, dict[str, JudgementIntervals]]
    """The model less each other system, by name and slice."""
    leftOut: NotRequired[JudgementLeftOut]
    """What was left out of the rows; absent if nothing was."""
    derived: JudgementDerived
    """The same by slices of catalog and training data: seen or new, popularity, category."""
    worst: NotRequired[list[WorstQuery]]
    """The ten queries with the lowest ndcg@10."""


class JudgementTuned(TypedDict):
    """How the tuned baselines were made."""

    validationQueries: int
    """Queries of the training part on which the settings were chosen."""
    blend: NotRequired[JudgementTunedBlend]
    """Settings of `tuned blend`."""
    ease: NotRequired[JudgementTunedEase]
    """Settings of `ease`, which is EASE^R."""
    leftOut: NotRequired[JudgementTunedLeftOut]
    """Tuned baselines that were not built."""


class JudgementTunedBlend(TypedDict):
    """Settings of `tuned blend`."""

    shrinkage: float
    """About so many joint occurrences give half the full score."""
    popularityPower: float
    """The power of the popularity of a product in the denominator."""
    textWeight: float
    """The weight of TF-IDF beside item-kNN."""


class JudgementTunedEase(TypedDict):
    """Settings of `ease`, which is EASE^R."""

    regularization: float
    """What is added to the diagonal."""


JudgementTunedLeftOut = TypedDict(
    "JudgementTunedLeftOut",
    {
        # Why it was not built; absent if it was.
        "tuned blend": "NotRequired[str]",
        # Why it was not built; absent if it was.
        "ease": "NotRequired[str]",
    },
)
"""Tuned baselines that were not built."""


JudgementIntervals = TypedDict(
    "JudgementIntervals",
    {
        # By recall@10.
        "recall@10": "Difference",
        # By ndcg@10.
        "ndcg@10": "Difference",
    },
)


class JudgementLeftOut(TypedDict):
    """What was left out of the rows; absent if nothing was."""

    unknownQueries: int
    """Rows whose query is not in the catalog."""
    emptyRows: int
    """Rows of which no relevant product is left."""
    unknownProducts: int
    """Relevant products that are not in the catalog."""
    unrankedProducts: int
    """Relevant products that are never ranked."""


class JudgementDerived(TypedDict):
    """The same by slices of catalog and training data: seen or new, popularity, category."""

    metrics: dict[str, SliceFigures]
    """The model, by slice."""
    opponents: dict[str, dict[str, SliceFigures]]
    """The other systems, by name and slice."""
    intervals: dict[str, dict[str, JudgementDerivedIntervals]]
    """The model less each of them, by name and slice."""


JudgementDerivedIntervals = TypedDict(
    "JudgementDerivedIntervals",
    {
        # By recall@10.
        "recall@10": "Difference",
        # By ndcg@10.
        "ndcg@10": "Difference",
    },
)


SliceFigures = TypedDict(
    "SliceFigures",
    {
        # Queries of the slice.
        "queries": "int",
        # Relevant products among the first 10, by min(10, number of relevant products).
        "recall@10": "float",
        # How near to the top they are.
        "ndcg@10": "float",
        # 1 by the place of the first one.
        "mrr@10": "float",
        # Queries with one among the first 10.
        "hit@10": "float",
        # Queries with one in the first place.
        "hit@1": "float",
        # Relevant products among the first 10, by 10.
        "precision@10": "float",
        # The mean of the precision at each of them.
        "map@10": "float",
        # Products in the lists of ten, by all that could be.
        "coverage": "float",
        # Triplets in the right order.
        "tripletAccuracy": "NotRequired[float]",
    },
)
"""The figures of one system on one slice of the judged rows."""


class Difference(TypedDict):
    """A model less another system, with its 95 % interval."""

    difference: float
    """The model less the other system."""
    low: float
    """The lower end of the 95 % interval."""
    high: float
    """The upper end."""


class WorstQuery(TypedDict):
    """A query that a model answers badly: what was expected, and what came."""

    query: ShownProduct
    """The product that others were searched for."""
    slice: str
    """The slice that its row names."""
    ndcg: float
    """Its ndcg@10."""
    relevant: int
    """Number of relevant products."""
    expected: list[ShownProduct]
    """The first of them."""
    came: list[WorstQueryCame]
    """The first products of the answer."""


class WorstQueryCame(TypedDict):
    id: str
    """The id of the product."""
    title: NotRequired[str]
    """Its title; a long one is cut."""
    isRelevant: bool
    """Whether it was expected."""


class CatalogReview(TypedDict):
    """How a model sees the catalog."""

    embedded: int
    """Products with a vector."""
    reviewed: int
    """Products that were looked at: all, or a sample of a large catalog."""
    examples: list[CatalogReviewExamples]
    """Some products, drawn by the seed, with their neighbours."""
    nearDuplicates: CatalogReviewNearDuplicates
    """Pairs with a score of at least 0.98."""
    orphans: CatalogReviewOrphans
    """Products whose nearest neighbour has a score under 0.3."""
    inNoList: Optional[CatalogReviewInNoList]
    """Products among the 10 nearest of no other; `null` if only a sample of the catalog was looked at."""


class CatalogReviewExamples(TypedDict):
    product: ShownProduct
    """The product."""
    neighbours: list[ScoredProduct]
    """Its nearest neighbours."""


class CatalogReviewNearDuplicates(TypedDict):
    """Pairs with a score of at least 0.98."""

    pairs: int
    """How many there are."""
    first: list[CatalogReviewNearDuplicatesFirst]
    """The first by score."""


class CatalogReviewNearDuplicatesFirst(TypedDict):
    a: ShownProduct
    """One product."""
    b: ShownProduct
    """The other one."""
    score: float
    """Cosine."""


class CatalogReviewOrphans(TypedDict):
    """Products whose nearest neighbour has a score under 0.3."""

    products: int
    """How many there are."""
    first: list[CatalogReviewOrphansFirst]
    """The first by rising score."""


class CatalogReviewOrphansFirst(TypedDict):
    product: ShownProduct
    """The product."""
    nearest: ScoredProduct
    """Its nearest neighbour."""


class CatalogReviewInNoList(TypedDict):
    products: int
    """How many there are."""
    first: list[ShownProduct]
    """The first of the catalog."""


class ShownProduct(TypedDict):
    """A product by its id and title."""

    id: str
    """The id of the product."""
    title: NotRequired[str]
    """Its title; a long one is cut."""


class ScoredProduct(TypedDict):
    """A product by its id and title, with its score."""

    id: str
    """The id of the product."""
    title: NotRequired[str]
    """Its title; a long one is cut."""
    score: float
    """Cosine, from -1 to 1."""


class UploadRequest(TypedDict):
    """A file to upload."""

    prefix: Literal["catalog/", "replace/catalog/", "replace-forced/catalog/", "triplets/", "interactions/", "judging/"]
    """What the file is: the prefixes."""
    name: str
    """The name of the file. It may have folders. Its ending is one of these."""
    contentLength: int
    """The bytes of the file."""
    checksumSha256: NotRequired[str]
    """The SHA-256 of the file, in base64. Needed up to 104857600 bytes, and not taken above."""
    overwrite: NotRequired[bool]
    """Whether an upload of the same key is replaced. With `false` it is 409, or 412 of S3."""


class SignedUpload(TypedDict):
    """An upload in one request."""

    key: str
    """The key in the uploads bucket: the prefix and the name."""
    replaces: bool
    """Whether there is an upload of this key now, which this one will replace."""
    job: Optional[str]
    """The path of the job that tells what became of the file; `null` for judging data, which has no job."""
    method: Literal["PUT"]
    """The method to send."""
    url: str
    """The address to send to. It lets any caller send this upload, and nothing else."""
    headers: dict[str, str]
    """The headers to send, unchanged. Browsers add the length."""
    expiresAt: str
    """Until when the upload may begin. It may end earlier: then request it again."""


class UnfinishedUpload(TypedDict):
    """An upload of several parts."""

    key: str
    """The key in the uploads bucket: the prefix and the name."""
    replaces: bool
    """Whether there is an upload of this key now, which this one will replace."""
    job: Optional[str]
    """The path of the job that tells what became of the file; `null` for judging data, which has no job."""
    uploadId: str
    """Names the unfinished upload. S3 discards it after 7 days."""
    partBytes: int
    """The bytes of each part; the last one has the rest."""
    partCount: int
    """The number of parts."""


class UploadPartsRequest(TypedDict):
    """Parts that will be sent."""

    key: str
    """The `key` of the answer to `POST /v1/uploads`."""
    uploadId: str
    """The `uploadId` of the same answer."""
    contentLength: int
    """The bytes of the whole file."""
    parts: list[PartToSign]
    """The parts."""


class PartToSign(TypedDict):
    """A part that will be sent."""

    partNumber: int
    """The number of the part, from 1."""
    checksumSha256: str
    """The SHA-256 of the part, in base64."""


class SignedParts(TypedDict):
    """Where to send parts."""

    parts: list[SignedPartsParts]
    """In the order of the request."""


class SignedPartsParts(TypedDict):
    partNumber: int
    """The number of the part."""
    method: Literal["PUT"]
    """The method to send."""
    url: str
    """The address to send to. It lets any caller send this upload, and nothing else."""
    headers: dict[str, str]
    """The headers to send, unchanged. Browsers add the length."""
    expiresAt: str
    """Until when the upload may begin. It may end earlier: then request it again."""


class UploadCompletion(TypedDict):
    """All parts of an upload."""

    key: str
    """The `key` of the answer to `POST /v1/uploads`."""
    uploadId: str
    """The `uploadId` of the same answer."""
    contentLength: int
    """The bytes of the whole file."""
    overwrite: NotRequired[bool]
    """Whether an upload of the same key is replaced. With `false` it is 409, or 412 of S3."""
    parts: list[SentPart]
    """All parts, in order."""


class SentPart(TypedDict):
    """A part that was sent."""

    etag: str
    """The header `etag` of the answer to the part. Its quotes are optional."""
    checksumSha256: str
    """The SHA-256 of the part, in base64."""


class CompletedUpload(TypedDict):
    """An upload whose parts were put together."""

    key: str
    """The key in the uploads bucket: the prefix and the name."""
    etag: str
    """The tag of the object in S3."""
    job: Optional[str]
    """The path of the job that tells what became of the file; `null` for judging data, which has no job."""


class UploadAbortion(TypedDict):
    """An upload to abort."""

    key: str
    """The `key` of the answer to `POST /v1/uploads`."""
    uploadId: str
    """The `uploadId` of the same answer."""


class ProductMap(TypedDict):
    """A map of the products, without its points and names."""

    modelVersion: str
    """The version whose vectors the map shows."""
    method: Literal["umap", "pca"]
    """`umap` keeps neighbours together. `pca` is the plane in which vectors differ most."""
    products: int
    """Products on the map."""
    createdAt: str
    """When the map was made. Later products are not on it."""
    pointsPerPart: int
    """Points of each part but the last."""
    parts: int
    """Parts of the points."""
    namesPerPart: int
    """Names of each part but the last."""
    nameParts: int
    """Parts of the names."""
    bounds: ProductMapBounds
    """The bounds of the points."""
    colours: list[Union[ProductMapColoursWithValues, ProductMapColoursWithBounds]]
    """What points can be coloured by, in the order of their codes."""
    clusters: list[ProductMapClusters]
    """Groups of similar products, the largest first."""


class ProductMapBounds(TypedDict):
    """The bounds of the points."""

    minX: float
    """Where the coordinate x is 0."""
    maxX: float
    """Where the coordinate x is 65,535."""
    minY: float
    """Where the coordinate y is 0."""
    maxY: float
    """Where the coordinate y is 65,535."""


class ProductMapColoursWithValues(TypedDict):
    field: Literal["cluster", "category", "brand"]
    """The field of the products."""
    kind: Literal["words"]
    """The values are words."""
    values: list[str]
    """The most frequent words, by falling frequency. The code of a product is the place of its word."""
    counts: list[int]
    """How many products have each."""
    others: int
    """Products with another word: their code is 254."""
    missing: int
    """Products without a word: their code is 255."""


class ProductMapColoursWithBounds(TypedDict):
    field: Literal["price"]
    """The field of the products."""
    kind: Literal["number"]
    """The values are numbers."""
    bounds: list[float]
    """Rising quantiles. The code of a product is the place of the first bound that is not below its number."""
    missing: int
    """Products without a number: their code is 255."""


class ProductMapClusters(TypedDict):
    label: str
    """Words of categories, brands and titles that distinguish the group."""
    x: float
    """The median of its points."""
    y: float
    """The median of its points."""
    products: int
    """Products in the group."""


class MapNames(TypedDict):
    """The names of a part of a map."""

    names: list[list[str]]
    """The id and the title of each product, in row order."""


class Upload(TypedDict):
    """The job of an upload."""

    id: str
    """The name of the job."""
    state: Literal["running", "succeeded", "failed", "canceled"]
    """What became of it."""
    startedAt: str
    """When it started."""
    updatedAt: str
    """When it last changed."""
    cancelRequested: NotRequired[UploadCancelRequested]
    """The last request to cancel it."""
    cause: NotRequired[str]
    """Why it failed, was canceled, or waits for another attempt."""
    key: NotRequired[str]
    """The key in the uploads bucket."""
    order: NotRequired[str]
    """Orders the events of one key."""
    taken: NotRequired[int]
    """While the upload is running: lines that are dealt with."""
    continuations: NotRequired[int]
    """How often it ran out of time and went on in another invocation. Absent: never."""
    readAgain: NotRequired[int]
    """How often an invocation read the file from its first line again: it could not go on. Absent: never."""
    givenUp: NotRequired[Literal[True]]
    """Every attempt failed, and its message is in the dead letters. A redrive resumes it. Absent: no."""
    lines: NotRequired[int]
    """Records that were read: the sum of `accepted` and `rejected`."""
    accepted: NotRequired[int]
    """Good records. Of a catalog: the sum of `written`, `replaced` and `stale`."""
    rejected: NotRequired[int]
    """Bad records."""
    written: NotRequired[int]
    """Products that the upload stored: the sum of `added`, `changed` and `unchanged`."""
    added: NotRequired[int]
    """Products that are new."""
    changed: NotRequired[int]
    """Products with another content than before."""
    unchanged: NotRequired[int]
    """Products with the same content as before."""
    duplicate: NotRequired[int]
    """In jobs of earlier releases, instead of `replaced`."""
    replaced: NotRequired[int]
    """Lines that a later line of the same product replaced."""
    stale: NotRequired[int]
    """Lines of products that were written or removed after the upload."""
    notEmbeddable: NotRequired[int]
    """Written lines whose product the live model cannot read."""
    withoutTextVector: NotRequired[int]
    """With a text model: lines whose product got no vector of its text. Absent: none."""
    removed: NotRequired[int]
    """Of an upload under `replace/catalog/`: products that it lacks, and that have left."""
    removal: NotRequired[UploadRemoval]
    """While products are removed: how far that is."""
    rejectsKey: NotRequired[str]
    """The report in the models bucket: at most 1,000 rejected lines and 1,000 ignored values."""
    firstRejects: NotRequired[list[UploadFirstRejects]]
    """The first rejected lines, at most 10."""
    file: NotRequired[UploadFile]
    """What the file was found to be, and how it was read."""
    fieldsIgnored: NotRequired[UploadFieldsIgnored]
    """Values that were left out or cut."""
    trainingRun: NotRequired[str]
    """Of training data: the id of the run that the upload started."""
    step: NotRequired[Optional[UploadStep]]
    """Of training data: the training step on it; `null` if all rows are held out."""
    waitsForNextRun: NotRequired[Literal[True]]
    """Of an object of events: its rows wait for the next run; it starts none."""
    heldOut: NotRequired[int]
    """Rows left out of the step because they judge the model."""
    unusable: NotRequired[int]
    """Rejected rows that no step can be taken on."""


class UploadCancelRequested(TypedDict):
    """The last request to cancel it."""

    at: str
    """When."""
    by: str
    """The caller."""
    why: NotRequired[str]
    """The reason, if the caller gave one."""
    attempt: int
    """The attempt to cancel."""


class UploadRemoval(TypedDict):
    """While products are removed: how far that is."""

    phase: Literal["counting", "removing"]
    """First all products are counted."""
    parts: int
    """Parts of the catalog that are done."""
    of: NotRequired[int]
    """Parts in all. Absent in jobs of earlier releases: 4."""
    stored: int
    """Products that are stored."""
    absent: int
    """Products that the upload lacks."""
    removed: int
    """Products that have left."""


class UploadFirstRejects(TypedDict):
    line: int
    """The number of the line, from 1."""
    code: str
    """Why it was rejected."""
    detail: str
    """What is wrong, and where."""
    text: str
    """The beginning of the line."""


class UploadFile(TypedDict):
    """What the file was found to be, and how it was read."""

    format: str
    """`csv`, `json-lines`, `json`, `xml`, `parquet`, and so on."""
    compression: NotRequired[str]
    """`gzip` or `zip`."""
    encoding: NotRequired[str]
    """`utf-8`, `utf-16le`, `windows-1252`, and so on."""
    delimiter: NotRequired[str]
    """Of a table: the character between two cells."""
    export: NotRequired[str]
    """The shop system whose export the file is."""
    columns: NotRequired[list[UploadFileColumns]]
    """How the columns are read."""
    notes: list[str]
    """What was guessed or ignored."""


class UploadFileColumns(TypedDict):
    column: str
    """The name in the file."""
    field: str
    """The field that it becomes; `ignored` for none."""
    type: str
    """What its values are read as."""
    because: str
    """Why."""


class UploadFieldsIgnored(TypedDict):
    """Values that were left out or cut."""

    values: int
    """Values that were left out or cut."""
    fields: list[UploadFieldsIgnoredFields]
    """By field and reason, at most 50."""
    otherValues: NotRequired[int]
    """Values in fields that are not listed."""


class UploadFieldsIgnoredFields(TypedDict):
    field: str
    """The field or column."""
    reason: str
    """Why."""
    values: int
    """How many values."""


class UploadStep(TypedDict):
    modelVersion: str
    """The version that the step made; `parent` if no triplet had a loss."""
    parent: Optional[str]
    """The version that the step started from; `null` for a new model."""
    head: Optional[str]
    """The version that the next training step starts from; `null` before the first one."""
    live: Optional[str]
    """The version that is served; `null` before the first one."""
    stepsSinceLive: Optional[int]
    """Training steps from `live` to `head`; `null` if no chain of steps connects them."""
    triplets: int
    """Triplets of the step."""
    lossBefore: float
    """The mean loss of the triplets before the step."""
    lossAfter: float
    """The mean loss after it."""
    activeBefore: int
    """Triplets with a loss above 0 before the step."""


class UploadPageWithData(TypedDict):
    data: list[Upload]
    """The entries of the page."""
    nextCursor: Optional[str]
    """The `cursor` of the next page; `null` on the last page."""


class ExportRequest(TypedDict):
    """What to export."""

    format: NotRequired[Literal["parquet", "npy", "safetensors", "jsonl", "tsv"]]
    """The format of the files. Neighbours are written as `parquet` or `jsonl`."""
    version: NotRequired[str]
    """A version whose vectors are stored: that of `live`, or the one before. The default is `live`."""
    neighbours: NotRequired[ExportRequestNeighbours]
    """Exports the most similar products of every product instead of its vector."""
    filter: NotRequired[Union[str, list[str], SimilarFilter]]
    """As in `POST /v1/similar:query`: only these products are exported, and are neighbours."""


class ExportRequestNeighbours(TypedDict):
    """Exports the most similar products of every product instead of its vector."""

    k: int
    """How many of each."""


class Export(TypedDict):
    """An export."""

    id: str
    """The name of the job."""
    state: Literal["running", "succeeded", "failed", "canceled"]
    """What became of it."""
    startedAt: str
    """When it started."""
    updatedAt: str
    """When it last changed."""
    cancelRequested: NotRequired[ExportCancelRequested]
    """The last request to cancel it."""
    cause: NotRequired[str]
    """Why it failed, was canceled, or waits for another attempt."""
    phase: NotRequired[Literal["queued", "copying", "counting", "writing", "done"]]
    """What the export does now."""
    format: Literal["parquet", "npy", "safetensors", "jsonl", "tsv"]
    """The format of the files."""
    modelVersion: str
    """The version whose vectors are exported."""
    neighbours: NotRequired[int]
    """The number of neighbours of each product; absent for vectors."""
    filter: NotRequired[Any]
    """Which products are exported, as requested; absent for all."""
    dim: NotRequired[int]
    """Numbers in a vector."""
    asOf: NotRequired[str]
    """All changes before are included."""
    vectors: NotRequired[int]
    """Products with a vector that are exported."""
    notMatching: NotRequired[int]
    """Products with a vector that do not meet the filter."""
    products: NotRequired[int]
    """Products of the catalog, counted after `asOf`."""
    withoutVector: NotRequired[int]
    """Those of them that are left out because they had no vector under the version."""
    done: NotRequired[int]
    """Vectors that are written, or products whose neighbours are."""
    rows: NotRequired[int]
    """Products in a file of vectors, or pairs in all files of neighbours."""
    bytes: NotRequired[int]
    """Of all files."""
    expiresAt: NotRequired[str]
    """The files are kept until then: 7 days after the request."""
    cost: NotRequired[ExportCost]
    """The computing cost so far."""
    advice: NotRequired[str]
    """What to do after a failure."""
    files: NotRequired[list[ExportFiles]]
    """The files; together they are the export."""
    manifest: NotRequired[ExportManifest]
    """A JSON file that says what the others hold. It is written last."""
    linksExpireAt: NotRequired[str]
    """Until when the links work, at most."""


class ExportCancelRequested(TypedDict):
    """The last request to cancel it."""

    at: str
    """When."""
    by: str
    """The caller."""
    why: NotRequired[str]
    """The reason, if the caller gave one."""
    attempt: int
    """The attempt to cancel."""


class ExportCost(TypedDict):
    """The computing cost so far."""

    gigabyteSeconds: float
    """Memory times time."""
    operations: int
    """Operations of the durable execution."""
    dollars: float
    """At list prices, without requests to S3 and DynamoDB."""


class ExportFiles(TypedDict):
    key: str
    """The key in the models bucket."""
    bytes: int
    """Its size."""
    rows: int
    """Its products or pairs."""
    url: NotRequired[str]
    """A link that works without credentials until `linksExpireAt`."""


class ExportManifest(TypedDict):
    """A JSON file that says what the others hold. It is written last."""

    key: str
    """The key in the models bucket."""
    url: NotRequired[str]
    """A link that works without credentials until `linksExpireAt`."""


class ExportBrief(TypedDict):
    """An export without its files."""

    id: str
    """The name of the job."""
    state: Literal["running", "succeeded", "failed", "canceled"]
    """What became of it."""
    startedAt: str
    """When it started."""
    updatedAt: str
    """When it last changed."""
    cancelRequested: NotRequired[ExportBriefCancelRequested]
    """The last request to cancel it."""
    cause: NotRequired[str]
    """Why it failed, was canceled, or waits for another attempt."""
    phase: NotRequired[Literal["queued", "copying", "counting", "writing", "done"]]
    """What the export does now."""
    format: Literal["parquet", "npy", "safetensors", "jsonl", "tsv"]
    """The format of the files."""
    modelVersion: str
    """The version whose vectors are exported."""
    neighbours: NotRequired[int]
    """The number of neighbours of each product; absent for vectors."""
    filter: NotRequired[Any]
    """Which products are exported, as requested; absent for all."""
    dim: NotRequired[int]
    """Numbers in a vector."""
    asOf: NotRequired[str]
    """All changes before are included."""
    vectors: NotRequired[int]
    """Products with a vector that are exported."""
    notMatching: NotRequired[int]
    """Products with a vector that do not meet the filter."""
    products: NotRequired[int]
    """Products of the catalog, counted after `asOf`."""
    withoutVector: NotRequired[int]
    """Those of them that are left out because they had no vector under the version."""
    done: NotRequired[int]
    """Vectors that are written, or products whose neighbours are."""
    rows: NotRequired[int]
    """Products in a file of vectors, or pairs in all files of neighbours."""
    bytes: NotRequired[int]
    """Of all files."""
    expiresAt: NotRequired[str]
    """The files are kept until then: 7 days after the request."""
    cost: NotRequired[ExportBriefCost]
    """The computing cost so far."""
    advice: NotRequired[str]
    """What to do after a failure."""


class ExportBriefCancelRequested(TypedDict):
    """The last request to cancel it."""

    at: str
    """When."""
    by: str
    """The caller."""
    why: NotRequired[str]
    """The reason, if the caller gave one."""
    attempt: int
    """The attempt to cancel."""


class ExportBriefCost(TypedDict):
    """The computing cost so far."""

    gigabyteSeconds: float
    """Memory times time."""
    operations: int
    """Operations of the durable execution."""
    dollars: float
    """At list prices, without requests to S3 and DynamoDB."""


class ExportPage(TypedDict):
    """A page of exports."""

    data: list[ExportBrief]
    """The entries of the page."""
    nextCursor: Optional[str]
    """The `cursor` of the next page; `null` on the last page."""


class Health(TypedDict):
    """The state of the service."""

    status: Literal["ok"]
    """The registry can be read."""
    head: Optional[str]
    """The version that the next training step starts from; `null` before the first one."""
    live: Optional[str]
    """The version that is served; `null` before the first one."""
    stepsSinceLive: Optional[int]
    """Training steps from `live` to `head`; `null` if no chain of steps connects them."""
    time: str
    """The time of the answer."""


class OpenApiDocument(TypedDict):
    """An OpenAPI document."""

    openapi: str
    """The version of OpenAPI."""
    info: dict[str, Any]
    """The name and the version of the API."""
    paths: dict[str, Any]
    """The operations by path and method."""
    components: dict[str, Any]
    """The schemas and examples."""


class Problem(TypedDict):
    """An error (RFC 9457). Use `code` in programs."""

    type: str
    """The address of the description of this problem: `GET /v1/problems/{code}`."""
    title: str
    """What is wrong, the same for all problems of a code."""
    status: int
    """The HTTP status."""
    detail: str
    """What is wrong with this request."""
    code: Literal["malformed-json", "malformed-path", "malformed-parameter", "invalid-cursor", "invalid-idempotency-key", "route-not-found", "product-not-found", "model-not-found", "map-not-found", "card-not-found", "training-run-not-found", "upload-not-found", "export-not-found", "unfinished-upload-not-found", "problem-not-found", "method-not-allowed", "embedding-pending", "weights-conflict", "request-in-progress", "write-conflict", "run-not-running", "export-not-running", "too-many-exports", "no-live-version", "version-not-stored", "not-live", "nothing-to-roll-back-to", "held-by-gate", "upload-exists", "cursor-expired", "precondition-failed", "body-too-large", "product-too-large", "unsupported-media-type", "invalid-request", "idempotency-key-reused", "step-not-finite", "step-too-long", "step-too-large", "upload-parts-refused", "answer-too-large", "product-not-embeddable", "internal", "model-not-ready", "index-loading", "unavailable"]
    """The code of the problem. It never changes: use it in programs."""
    instance: str
    """Names the request, by its `x-request-id`."""
    cure: str
    """What the caller can do."""
    errors: NotRequired[list[ProblemErrors]]
    """The invalid places of the request, at most 20."""
    retryAfterSeconds: NotRequired[int]
    """Seconds to wait before another attempt, as in `Retry-After`."""


class ProblemErrors(TypedDict):
    pointer: NotRequired[str]
    """The place in the body, as a JSON Pointer (RFC 6901). A long one is cut and ends in `…`."""
    parameter: NotRequired[str]
    """The query parameter, if the place is one."""
    code: str
    """What is wrong, such as `wrong-type` or `too-big`."""
    detail: str
    """What is wrong, in words."""


class EntryProblem(TypedDict):
    """The problem of one entry of a request. The other entries are answered."""

    type: str
    """The address of the description of this problem: `GET /v1/problems/{code}`."""
    title: str
    """What is wrong, the same for all problems of a code."""
    status: int
    """The HTTP status."""
    detail: str
    """What is wrong with this request."""
    code: Literal["malformed-json", "malformed-path", "malformed-parameter", "invalid-cursor", "invalid-idempotency-key", "route-not-found", "product-not-found", "model-not-found", "map-not-found", "card-not-found", "training-run-not-found", "upload-not-found", "export-not-found", "unfinished-upload-not-found", "problem-not-found", "method-not-allowed", "embedding-pending", "weights-conflict", "request-in-progress", "write-conflict", "run-not-running", "export-not-running", "too-many-exports", "no-live-version", "version-not-stored", "not-live", "nothing-to-roll-back-to", "held-by-gate", "upload-exists", "cursor-expired", "precondition-failed", "body-too-large", "product-too-large", "unsupported-media-type", "invalid-request", "idempotency-key-reused", "step-not-finite", "step-too-long", "step-too-large", "upload-parts-refused", "answer-too-large", "product-not-embeddable", "internal", "model-not-ready", "index-loading", "unavailable"]
    """The code of the problem. It never changes: use it in programs."""
    errors: NotRequired[list[EntryProblemErrors]]
    """The invalid places of the entry, at most 5."""


class EntryProblemErrors(TypedDict):
    pointer: NotRequired[str]
    """The place in the body, as a JSON Pointer (RFC 6901). A long one is cut and ends in `…`."""
    parameter: NotRequired[str]
    """The query parameter, if the place is one."""
    code: str
    """What is wrong, such as `wrong-type` or `too-big`."""
    detail: str
    """What is wrong, in words."""


class ProblemType(TypedDict):
    """What a problem code means."""

    type: str
    """The address of the description of this problem: `GET /v1/problems/{code}`."""
    code: Literal["malformed-json", "malformed-path", "malformed-parameter", "invalid-cursor", "invalid-idempotency-key", "route-not-found", "product-not-found", "model-not-found", "map-not-found", "card-not-found", "training-run-not-found", "upload-not-found", "export-not-found", "unfinished-upload-not-found", "problem-not-found", "method-not-allowed", "embedding-pending", "weights-conflict", "request-in-progress", "write-conflict", "run-not-running", "export-not-running", "too-many-exports", "no-live-version", "version-not-stored", "not-live", "nothing-to-roll-back-to", "held-by-gate", "upload-exists", "cursor-expired", "precondition-failed", "body-too-large", "product-too-large", "unsupported-media-type", "invalid-request", "idempotency-key-reused", "step-not-finite", "step-too-long", "step-too-large", "upload-parts-refused", "answer-too-large", "product-not-embeddable", "internal", "model-not-ready", "index-loading", "unavailable"]
    """The code of the problem. It never changes: use it in programs."""
    title: str
    """What is wrong, the same for all problems of a code."""
    status: int
    """The HTTP status."""
    cure: str
    """What the caller can do."""
    retryAfterSeconds: NotRequired[int]
    """Seconds to wait before another attempt, as in `Retry-After`."""


class GatewayMessage(TypedDict):
    """An answer of the gateway itself."""

    message: str
    """What is wrong, in words."""


ProductReference = Union[str, list[float], Product]
"""A product: its id, the product itself, or a bare feature vector."""


ProductPage = Union[ProductPageWithData, StoredProduct]
"""A page of products; or one product, if the request has an `id`."""


SimilarFilter = Union[FilterAnd, FilterOr, FilterNot, FilterEquals, FilterIn, FilterContains, FilterRange, FilterExists, FilterMissing]
"""A condition on a field, or several of them joined by `and`, `or` and `not`, at most 8 levels deep."""


SimilarExample = Union[str, list[float], StoredExample, ProductExample, VectorExample, FeaturesExample, TextExample]
"""A stored product, a product by value, a vector of the live version, a feature vector or a search text."""


Because = Union[BecauseWithContributions, BecauseWithNotExplained]
"""A score as a sum over pairs of features, or why it is none."""


ShopEvent = Union[QueryEvent, GroupEvent]
"""Products that were used or bought together, or a product that was chosen after a search."""


RequestedUpload = Union[SignedUpload, UnfinishedUpload]
"""One request to send, or how to cut the file into parts."""


UploadPage = Union[UploadPageWithData, Upload]
"""A page of uploads; or one upload, if the request has a `key`."""
