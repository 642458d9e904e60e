import type { ComponentName } from './components.ts';

/**
 * What the fields of requests are. The schemas of requests are a part of the functions, so their texts are here: nothing that
 * only the document needs is loaded by a function. A test fails for a field without a text, and for a text without a field.
 */
const productTexts = {
  id: 'The name of the product in the catalog, 1 to 256 characters.',
  title: 'The title.',
  description: 'The description. Markup is ignored.',
  brand: 'The brand.',
  category: 'A category, a path from the widest to the narrowest, or several of them.',
  price: 'The price, in one currency for the whole catalog.',
  attributes: 'What describes the product, by name. The model learns from it.',
  payload: 'What is stored, filtered by and returned, but not learned from: stock, pictures, links.',
  aliases: 'Other names by which orders mean this product.',
  vectors: 'Embeddings of images or texts that the shop already has, by name.',
  features: 'A vector of numbers: the input of a linear model.',
};

const weight = 'How much the example counts.';
const filterField = '`brand`, `category`, `price`, `attributes.NAME` or `payload.NAME`.';
const checksumSha256 = 'The SHA-256 of the part, in base64.';
const ofUpload = {
  key: 'The `key` of the answer to `POST /v1/uploads`.',
  uploadId: 'The `uploadId` of the same answer.',
  contentLength: 'The bytes of the whole file.',
};
const overwrite = 'Whether an upload of the same key is replaced. With `false` it is 409, or 412 of S3.';
const by = 'The caller, if the gateway does not authenticate callers.';

const eventTime =
  'When it happened: from 1970 to a day from now. Send it, so that an event that comes twice counts once. The default is ' +
  'the time of the request.';

const ifMatch = 'Only if the product still has this ETag. `*` requires that the product exists.';

export const requestTexts: Partial<Record<ComponentName, Readonly<Record<string, string>>>> = {
  Product: productTexts,
  ProductFields: { ...productTexts, id: 'The id of the path, or nothing.' },
  ProductPatch: { ...productTexts, id: 'The id of the path, or nothing.' },
  TextQuery: { query: 'The text.' },
  ProductOperations: { operations: 'The operations. Each is checked by itself.' },
  PutOperation: { op: 'A write.', product: 'The product.', ifMatch },
  PatchOperation: { op: 'A change.', id: 'The id of the product.', patch: 'A JSON merge patch (RFC 7396).', ifMatch },
  DeleteOperation: { op: 'A removal.', id: 'The id of the product.', ifMatch },
  EmbeddingsRequest: {
    items: 'References and query texts.',
    store: 'Whether the vectors of items that are ids are stored under the version. The default is `false`.',
    version:
      'The version to embed with: `live`, `head`, or any version by its name. The default is `live`, or `head` while no version is live.',
  },
  SimilarRequest: {
    positive: 'Examples of what is wanted.',
    negative: 'Examples of what is not wanted.',
    strategy: '[How examples become one ranking](search.md#several-examples).',
    limit: 'The most products of a page.',
    cursor: '`nextCursor` of the previous page. Only `limit` and `include` may change between pages.',
    filter: 'A [condition](search.md#filters) as in a query string, or a list of them that must all be met.',
    ignoreCase: 'Whether the words of all conditions match in upper and lower case.',
    excludeIds: 'Product ids to leave out.',
    excludeSameGroup: 'A field or attribute: products with the value of a positive example are left out.',
    maxPerGroup: 'The most products with one value of `groupBy`.',
    groupBy: 'The field or attribute of `maxPerGroup`. The default is `brand`.',
    facets: 'Fields or attributes whose values are counted among the products that meet the filter.',
    minScore: 'Only products with at least this score.',
    mmrLambda: 'Below 1, the default: products that are [less similar to each other](search.md#diverse-answers).',
    fallback: '`category`: [products of the same category](search.md#fallback-to-the-category) fill a short page.',
    include: 'What each product of the answer also has; see [`because`](search.md#why-a-product-is-similar).',
  },
  FilterAnd: { and: 'The filters that must all be met.' },
  FilterOr: { or: 'The filters of which one must be met.' },
  FilterNot: { not: 'The filter that must not be met.' },
  FilterEquals: { field: filterField, eq: 'The value.' },
  FilterIn: { field: filterField, in: 'The values.' },
  FilterContains: { field: filterField, contains: 'The value of an element.' },
  FilterRange: {
    field: filterField,
    range: 'The bounds, at least one.',
    'range.gte': 'At least this.',
    'range.gt': 'More than this.',
    'range.lte': 'At most this.',
    'range.lt': 'Less than this.',
  },
  FilterExists: { field: filterField, exists: '`true`: there is a value; `false`: there is none.' },
  FilterMissing: { field: filterField, missing: '`true`: there is no value; `false`: there is one.' },
  SimilarBatchRequest: { queries: 'The searches. Each is answered or refused by itself.' },
  StoredExample: { id: 'The id of the product.', weight },
  ProductExample: { ...productTexts, weight },
  VectorExample: { vector: 'A vector of the live version.', weight },
  FeaturesExample: { features: 'What a linear model reads.', weight },
  TextExample: { query: 'The text.', weight },
  Triplet: {
    anchor: 'A product.',
    positive: 'A product that is similar to the anchor.',
    negative: 'A product that is less similar to it.',
  },
  TrainStepRequest: {
    triplets: 'What to learn from.',
    learningRate: 'The size of the move along the gradient.',
    margin: 'How much farther the negative must be than the positive, as a squared Euclidean distance.',
    gradient: '`exact`: the gradient of the loss. `seed`: the update rule of the original 30-line model.',
    steps: 'How often to go through the triplets.',
    batchSize: 'Triplets of one update; the default is all. With 1 each triplet is an update, in order.',
    create: 'The linear model to create while `head` does not exist.',
    'create.dim': 'Numbers in an embedding.',
    'create.seed': 'The seed of its weights.',
  },
  EventsRequest: { events: 'The events. Each is checked by itself.' },
  GroupEvent: {
    items: 'Ids of products. Unknown ids are accepted, and left out of training.',
    kind: '`basket`: bought together, in any order. `session`: used one after the other. The default is `basket`.',
    quantities: 'How many of each item; negative for what came back.',
    at: eventTime,
    sessionId: 'A random id of the session or order: its events become one group, in the order of `at`.',
  },
  QueryEvent: {
    query: 'The search text.',
    positive: 'The id of the product that was chosen.',
    at: eventTime,
  },
  TrainingRunRequest: {
    name: '1 to 50 letters, digits, `-` and `_`: the run is `run-NAME`. If it exists, no second one is started. The default is a new name.',
    resume:
      'The id of a failed or canceled run. It continues from its last checkpoint, with its own `config` and `data`.',
    data: '`all`; `new`: continue from `head` on data that its lineage has not seen; `catalog`: no training rows.',
    config: 'Fields of the [training configuration](configuration.md).',
    why: 'The reason, which is stored with the run.',
    by,
  },
  UploadRequest: {
    prefix: 'What the file is: [the prefixes](data-formats.md).',
    name: 'The name of the file. It may have folders. Its ending is one of [these](data-formats.md#files).',
    contentLength: 'The bytes of the file.',
    checksumSha256: 'The SHA-256 of the file, in base64. Needed up to 104857600 bytes, and not taken above.',
    overwrite,
  },
  UploadPartsRequest: { ...ofUpload, parts: 'The parts.' },
  PartToSign: { partNumber: 'The number of the part, from 1.', checksumSha256 },
  UploadCompletion: { ...ofUpload, overwrite, parts: 'All parts, in order.' },
  SentPart: { etag: 'The header `etag` of the answer to the part. Its quotes are optional.', checksumSha256 },
  UploadAbortion: { key: ofUpload.key, uploadId: ofUpload.uploadId },
  CancelRequest: { why: 'The reason, which is stored with what is canceled.', by },
  ExportRequest: {
    format: 'The format of the files. Neighbours are written as `parquet` or `jsonl`.',
    version: 'A version whose vectors are stored: that of `live`, or the one before. The default is `live`.',
    neighbours: 'Exports the most similar products of every product instead of its vector.',
    'neighbours.k': 'How many of each.',
    filter: 'As in `POST /v1/similar:query`: only these products are exported, and are neighbours.',
  },
  ChangeModelRequest: {
    why: 'The reason, which is stored with the decision.',
    override: 'Whether to promote a version that the gate held back, or never judged.',
    by,
  },
  SetHeadRequest: { why: 'The reason, which is stored with the decision.', by },
};
