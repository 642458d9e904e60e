/** Generated from docs/api/openapi.json by `npm run docs`. Do not edit. */

import type * as schemas from './schemas.ts';

/** How the parameters of an operation are sent. */
export interface OperationShape {
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'POST' | 'DELETE';
  /** With `{name}` for each parameter of the path. */
  readonly path: string;
  /** How a query parameter writes a list: one parameter for each entry, or one with commas. */
  readonly query: Readonly<Record<string, 'one' | 'repeated' | 'commas'>>;
  /** The header of each parameter that is one. */
  readonly headers: Readonly<Record<string, string>>;
  /** The content type of the body; absent if there is none. */
  readonly body?: string;
  /** Whether it is only sent again if the gateway refused it before anything was done. */
  readonly isSentOnce?: true;
  /** Whether the answer is a text, and not JSON. */
  readonly isText?: true;
}

/** The request, the answer and the problem codes of each operation. */
export interface Operations {
  /**
   * Read a product.
   *
   * Reads a product. With `include=vector` the answer has its embedding under the live version.
   */
  getProduct: {
    readonly request: {
      /** The id of the product. */
      readonly id: string;
      /** `vector` adds the embedding. */
      readonly include?: 'vector' | undefined;
    };
    readonly answer: schemas.StoredProduct;
    readonly problem: 'malformed-path' | 'malformed-parameter' | 'product-not-found' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Write a product and embed it.
   *
   * Writes a product and embeds it with the live model. If the model cannot embed it, `embedded` is false and `detail` gives the reason. A 503 can mean that the product is stored but not embedded: send the request again.
   */
  putProduct: {
    readonly request: {
      /** The id of the product. */
      readonly id: string;
      /** `refuse` (default): an unknown field of a product is 422. `ignore`: it is left out, and the answer lists it. */
      readonly unknown?: 'refuse' | 'ignore' | undefined;
      /** Write only if the product still has this ETag. `*` requires that the product exists. */
      readonly ifMatch?: string | undefined;
      readonly body: schemas.ProductFields;
    };
    readonly answer: schemas.WrittenProduct;
    readonly problem: 'malformed-json' | 'malformed-path' | 'malformed-parameter' | 'write-conflict' | 'precondition-failed' | 'body-too-large' | 'product-too-large' | 'unsupported-media-type' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Change parts of a product.
   *
   * Changes parts of a product by a JSON merge patch (RFC 7396). A write of another client in between is not lost: the patch is applied to its result. A change of `payload` alone embeds nothing.
   */
  changeProduct: {
    readonly request: {
      /** The id of the product. */
      readonly id: string;
      /** `refuse` (default): an unknown field of a product is 422. `ignore`: it is left out, and the answer lists it. */
      readonly unknown?: 'refuse' | 'ignore' | undefined;
      /** Write only if the product still has this ETag. `*` requires that the product exists. */
      readonly ifMatch?: string | undefined;
      readonly body: schemas.ProductPatch;
    };
    readonly answer: schemas.WrittenProduct;
    readonly problem: 'malformed-json' | 'malformed-path' | 'malformed-parameter' | 'product-not-found' | 'write-conflict' | 'precondition-failed' | 'body-too-large' | 'product-too-large' | 'unsupported-media-type' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Remove a product.
   *
   * Removes a product and its live vector. Events about the product that arrive late are ignored.
   */
  removeProduct: {
    readonly request: {
      /** The id of the product. */
      readonly id: string;
      /** Write only if the product still has this ETag. `*` requires that the product exists. */
      readonly ifMatch?: string | undefined;
    };
    readonly answer: undefined;
    readonly problem: 'malformed-path' | 'product-not-found' | 'write-conflict' | 'precondition-failed' | 'internal' | 'unavailable';
  };
  /**
   * List the products, or read one by its id in the query.
   *
   * Lists the products that meet the conditions, in no particular order. With `id` it reads this product, as `GET /v1/products/{id}` does. A page may be shorter than `limit`, or empty, while `nextCursor` is not `null`.
   */
  listProducts: {
    readonly request: {
      /** Read this product. No other parameter but `include` matters then. */
      readonly id?: string | undefined;
      /** The most products of a page. */
      readonly limit?: number | undefined;
      /** `nextCursor` of the previous page, with the same conditions. */
      readonly cursor?: string | undefined;
      /** `true`: the words of all conditions match in upper and lower case. */
      readonly ignoreCase?: 'true' | 'false' | undefined;
      /** A condition on a field, as for similar products. All of them must be met. */
      readonly filter?: readonly string[] | undefined;
      /** `vector` adds the embeddings. */
      readonly include?: 'vector' | undefined;
    };
    readonly answer: schemas.ProductPage;
    readonly problem: 'malformed-parameter' | 'invalid-cursor' | 'product-not-found' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Write a product by its id in the query.
   *
   * As `PUT /v1/products/{id}`, for every id: one with `/` or `?` cannot stand in a path.
   */
  putProductOfQuery: {
    readonly request: {
      /** The id of the product. */
      readonly id: string;
      /** `refuse` (default): an unknown field of a product is 422. `ignore`: it is left out, and the answer lists it. */
      readonly unknown?: 'refuse' | 'ignore' | undefined;
      /** Write only if the product still has this ETag. `*` requires that the product exists. */
      readonly ifMatch?: string | undefined;
      readonly body: schemas.ProductFields;
    };
    readonly answer: schemas.WrittenProduct;
    readonly problem: 'malformed-json' | 'malformed-parameter' | 'write-conflict' | 'precondition-failed' | 'body-too-large' | 'product-too-large' | 'unsupported-media-type' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Change parts of a product by its id in the query.
   *
   * As `PATCH /v1/products/{id}`, for every id: one with `/` or `?` cannot stand in a path.
   */
  changeProductOfQuery: {
    readonly request: {
      /** The id of the product. */
      readonly id: string;
      /** `refuse` (default): an unknown field of a product is 422. `ignore`: it is left out, and the answer lists it. */
      readonly unknown?: 'refuse' | 'ignore' | undefined;
      /** Write only if the product still has this ETag. `*` requires that the product exists. */
      readonly ifMatch?: string | undefined;
      readonly body: schemas.ProductPatch;
    };
    readonly answer: schemas.WrittenProduct;
    readonly problem: 'malformed-json' | 'malformed-parameter' | 'product-not-found' | 'write-conflict' | 'precondition-failed' | 'body-too-large' | 'product-too-large' | 'unsupported-media-type' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Remove a product by its id in the query.
   *
   * As `DELETE /v1/products/{id}`, for every id: one with `/` or `?` cannot stand in a path.
   */
  removeProductOfQuery: {
    readonly request: {
      /** The id of the product. */
      readonly id: string;
      /** Write only if the product still has this ETag. `*` requires that the product exists. */
      readonly ifMatch?: string | undefined;
    };
    readonly answer: undefined;
    readonly problem: 'malformed-parameter' | 'product-not-found' | 'write-conflict' | 'precondition-failed' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Write, change and remove many products.
   *
   * Applies 1 to 1,000 operations, each by itself, and answers about each: an operation that fails does not stop the others. Operations on one product are applied in order. What they write is embedded together.
   */
  writeProducts: {
    readonly request: {
      /** `refuse` (default): an unknown field of a product is 422. `ignore`: it is left out, and the answer lists it. */
      readonly unknown?: 'refuse' | 'ignore' | undefined;
      readonly body: schemas.ProductOperations;
    };
    readonly answer: schemas.ProductResults;
    readonly problem: 'malformed-json' | 'malformed-parameter' | 'body-too-large' | 'unsupported-media-type' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Find the products most similar to one.
   *
   * Finds the products most similar to one. The search is exact over every vector of the live version that meets the conditions; with a vector index it is approximate. All pages together have at most 1,000 products.
   */
  findSimilar: {
    readonly request: {
      /** The id of the product. */
      readonly id: string;
      /** The most products of a page. There are fewer if fewer match. */
      readonly limit?: number | undefined;
      /** `nextCursor` of the previous page. Only `limit`, `include` and `facets` may change between pages. */
      readonly cursor?: string | undefined;
      /** `true`: the words of all conditions match in upper and lower case. */
      readonly ignoreCase?: 'true' | 'false' | undefined;
      /** A condition on a field, such as `price:10..20`. A product must meet all of them. */
      readonly filter?: readonly string[] | undefined;
      /** Product ids to leave out. A comma in an id is `\,`. */
      readonly excludeIds?: readonly string[] | undefined;
      /** A field or attribute: products with the same value as the product itself are left out. */
      readonly excludeSameGroup?: string | undefined;
      /** The most products with one value of `groupBy`. Products without a value are not limited. */
      readonly maxPerGroup?: number | undefined;
      /** The field or attribute of `maxPerGroup`. The default is `brand`. */
      readonly groupBy?: string | undefined;
      /** Fields or attributes whose values are counted among the products that meet the filter. */
      readonly facets?: readonly string[] | undefined;
      /** Only products with at least this score. With 1, only products with the same vector. */
      readonly minScore?: number | undefined;
      /** Below 1, the default: products that are less similar to each other. */
      readonly mmrLambda?: number | undefined;
      /** `category`: products of the same category fill a short page. */
      readonly fallback?: 'category' | undefined;
      /** `product` adds the products themselves, `vector` their vectors of length 1, `because` what makes their scores. */
      readonly include?: readonly ('product' | 'vector' | 'because')[] | undefined;
    };
    readonly answer: schemas.SimilarProducts;
    readonly problem: 'malformed-path' | 'malformed-parameter' | 'invalid-cursor' | 'product-not-found' | 'embedding-pending' | 'cursor-expired' | 'invalid-request' | 'answer-too-large' | 'internal' | 'model-not-ready' | 'index-loading' | 'unavailable';
  };
  /**
   * Find products by examples.
   *
   * Finds what is like the positive examples and unlike the negative ones. Examples are stored products, products by value, search texts, vectors and feature vectors. They are left out of the answer.
   */
  querySimilar: {
    readonly request: {
      readonly body: schemas.SimilarRequest;
    };
    readonly answer: schemas.SimilarProducts;
    readonly problem: 'malformed-json' | 'invalid-cursor' | 'product-not-found' | 'embedding-pending' | 'cursor-expired' | 'body-too-large' | 'unsupported-media-type' | 'invalid-request' | 'answer-too-large' | 'internal' | 'model-not-ready' | 'index-loading' | 'unavailable';
  };
  /**
   * Find the products most similar to one by its id in the query.
   *
   * As `GET /v1/products/{id}/similar`, for every id: one with `/` or `?` cannot stand in a path.
   */
  findSimilarOfQuery: {
    readonly request: {
      /** The id of the product. */
      readonly id: string;
      /** The most products of a page. There are fewer if fewer match. */
      readonly limit?: number | undefined;
      /** `nextCursor` of the previous page. Only `limit`, `include` and `facets` may change between pages. */
      readonly cursor?: string | undefined;
      /** `true`: the words of all conditions match in upper and lower case. */
      readonly ignoreCase?: 'true' | 'false' | undefined;
      /** A condition on a field, such as `price:10..20`. A product must meet all of them. */
      readonly filter?: readonly string[] | undefined;
      /** Product ids to leave out. A comma in an id is `\,`. */
      readonly excludeIds?: readonly string[] | undefined;
      /** A field or attribute: products with the same value as the product itself are left out. */
      readonly excludeSameGroup?: string | undefined;
      /** The most products with one value of `groupBy`. Products without a value are not limited. */
      readonly maxPerGroup?: number | undefined;
      /** The field or attribute of `maxPerGroup`. The default is `brand`. */
      readonly groupBy?: string | undefined;
      /** Fields or attributes whose values are counted among the products that meet the filter. */
      readonly facets?: readonly string[] | undefined;
      /** Only products with at least this score. With 1, only products with the same vector. */
      readonly minScore?: number | undefined;
      /** Below 1, the default: products that are less similar to each other. */
      readonly mmrLambda?: number | undefined;
      /** `category`: products of the same category fill a short page. */
      readonly fallback?: 'category' | undefined;
      /** `product` adds the products themselves, `vector` their vectors of length 1, `because` what makes their scores. */
      readonly include?: readonly ('product' | 'vector' | 'because')[] | undefined;
    };
    readonly answer: schemas.SimilarProducts;
    readonly problem: 'malformed-parameter' | 'invalid-cursor' | 'product-not-found' | 'embedding-pending' | 'cursor-expired' | 'invalid-request' | 'answer-too-large' | 'internal' | 'model-not-ready' | 'index-loading' | 'unavailable';
  };
  /**
   * Answer many searches by examples.
   *
   * Answers up to 100 searches by examples, in less time than one request for each. A search that is wrong, or cannot be answered, has a problem in the place of its result, and costs no other its answer.
   */
  querySimilarBatch: {
    readonly request: {
      readonly body: schemas.SimilarBatchRequest;
    };
    readonly answer: schemas.SimilarBatch;
    readonly problem: 'malformed-json' | 'body-too-large' | 'unsupported-media-type' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Embed products or feature vectors.
   *
   * Embeds products, feature vectors and search texts. An item that cannot be answered has a `problem`, and the other items are answered. A product that is sent with numbers of a wrong dimension makes the whole request invalid.
   */
  embedProducts: {
    readonly request: {
      /** `refuse` (default): an unknown field of a product is 422. `ignore`: it is left out, and the answer lists it. */
      readonly unknown?: 'refuse' | 'ignore' | undefined;
      readonly body: schemas.EmbeddingsRequest;
    };
    readonly answer: schemas.Embeddings;
    readonly problem: 'malformed-json' | 'malformed-parameter' | 'model-not-found' | 'body-too-large' | 'unsupported-media-type' | 'invalid-request' | 'internal' | 'model-not-ready' | 'unavailable';
  };
  /**
   * Take a training step from head.
   *
   * Takes a training step from the weights of `head`, saves new weights and moves `head` to them. `live` does not change, so served results do not change. With an idempotency key a repeated request gets the same answer for 24 hours.
   */
  trainStep: {
    readonly request: {
      /** `refuse` (default): an unknown field of a product is 422. `ignore`: it is left out, and the answer lists it. */
      readonly unknown?: 'refuse' | 'ignore' | undefined;
      /** Makes a repetition safe: the same key and body take one step. 1 to 255 printable ASCII characters; quotes are optional. */
      readonly idempotencyKey?: string | undefined;
      readonly body: schemas.TrainStepRequest;
    };
    readonly answer: schemas.TrainedStep;
    readonly problem: 'malformed-json' | 'malformed-parameter' | 'invalid-idempotency-key' | 'weights-conflict' | 'request-in-progress' | 'body-too-large' | 'unsupported-media-type' | 'invalid-request' | 'idempotency-key-reused' | 'step-not-finite' | 'step-too-long' | 'step-too-large' | 'internal' | 'model-not-ready' | 'unavailable';
  };
  /**
   * Record what shoppers did.
   *
   * Records 1 to 1,000 events, each by itself, and answers about each. They are collected into objects under `interactions/events/`, which the next training run reads. Product ids are not checked.
   */
  recordEvents: {
    readonly request: {
      readonly body: schemas.EventsRequest;
    };
    readonly answer: schemas.AcceptedEvents;
    readonly problem: 'malformed-json' | 'body-too-large' | 'unsupported-media-type' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Start a training run.
   *
   * Starts a training run on the uploaded data, or resumes one. The run continues in the background: read its job at `location`.
   */
  startTrainingRun: {
    readonly request: {
      readonly body: schemas.TrainingRunRequest;
    };
    readonly answer: schemas.TrainingRun;
    readonly problem: 'malformed-json' | 'training-run-not-found' | 'body-too-large' | 'unsupported-media-type' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * List the training runs.
   *
   * Lists the training runs, newest first, without their curves and decisions.
   */
  listTrainingRuns: {
    readonly request: {
      /** The most entries of a page. */
      readonly limit?: number | undefined;
      /** `nextCursor` of the previous page. */
      readonly cursor?: string | undefined;
    };
    readonly answer: schemas.TrainingRunPage;
    readonly problem: 'malformed-parameter' | 'invalid-cursor' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Cancel a training run.
   *
   * Requests that a run ends. During training it ends within about a second, in other steps before the next step. `live` does not change.
   */
  cancelTrainingRun: {
    readonly request: {
      /** The id of the run. */
      readonly id: string;
      readonly body: schemas.CancelRequest;
    };
    readonly answer: schemas.TrainingRun;
    readonly problem: 'malformed-json' | 'malformed-path' | 'training-run-not-found' | 'run-not-running' | 'body-too-large' | 'unsupported-media-type' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Read a training run.
   *
   * Reads a training run: its state and progress, and after its end what came of it. After a failure `cause` gives the reason and `advice` what to do.
   */
  getTrainingRun: {
    readonly request: {
      /** The id of the run. */
      readonly id: string;
    };
    readonly answer: schemas.TrainingRun;
    readonly problem: 'malformed-path' | 'training-run-not-found' | 'internal' | 'unavailable';
  };
  /**
   * List the model versions.
   *
   * Lists the model versions, newest first, with the versions that the pointers name. A step that lost against a concurrent one may be listed too; it is in no lineage.
   */
  listModels: {
    readonly request: {
      /** The most entries of a page. */
      readonly limit?: number | undefined;
      /** `nextCursor` of the previous page. */
      readonly cursor?: string | undefined;
    };
    readonly answer: schemas.ModelPage;
    readonly problem: 'malformed-parameter' | 'invalid-cursor' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Read a model version.
   *
   * Reads a model version with its report, and with who decided what about it, when and why.
   */
  getModel: {
    readonly request: {
      /** The model version. */
      readonly version: string;
    };
    readonly answer: schemas.ModelDetail;
    readonly problem: 'malformed-path' | 'model-not-found' | 'internal' | 'unavailable';
  };
  /**
   * Read the model card of a version.
   *
   * Reads the model card of a version: how it was made, and how it ranks beside baselines and other models, by slice. A training run writes it once. Versions made by training steps have none.
   */
  getModelCard: {
    readonly request: {
      /** The model version. */
      readonly version: string;
    };
    readonly answer: schemas.ModelCard;
    readonly problem: 'malformed-path' | 'model-not-found' | 'card-not-found' | 'answer-too-large' | 'internal' | 'unavailable';
  };
  /**
   * Read the model card of a version as a page.
   *
   * Reads the same card as one page of HTML without scripts, which loads nothing else. It can be stored, mailed and printed.
   */
  getModelCardPage: {
    readonly request: {
      /** The model version. */
      readonly version: string;
    };
    readonly answer: string;
    readonly problem: 'malformed-path' | 'model-not-found' | 'card-not-found' | 'answer-too-large' | 'internal' | 'unavailable';
  };
  /**
   * Promote a model version.
   *
   * Starts a run that embeds every product under the version and then makes it live. A version that the gate held back, or never judged, needs `override`. The caller and the reason are stored as a decision.
   */
  promoteModel: {
    readonly request: {
      /** The model version. */
      readonly version: string;
      readonly body: schemas.ChangeModelRequest;
    };
    readonly answer: schemas.TrainingRun;
    readonly problem: 'malformed-json' | 'malformed-path' | 'model-not-found' | 'held-by-gate' | 'body-too-large' | 'unsupported-media-type' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Roll back from a model version.
   *
   * Moves `live` from the version to the one before, at once. A run then embeds what was written since.
   */
  rollBackModel: {
    readonly request: {
      /** The model version. */
      readonly version: string;
      readonly body: schemas.ChangeModelRequest;
    };
    readonly answer: schemas.Rollback;
    readonly problem: 'malformed-json' | 'malformed-path' | 'model-not-found' | 'not-live' | 'nothing-to-roll-back-to' | 'body-too-large' | 'unsupported-media-type' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Set `head` to a model version.
   *
   * Sets `head` to the version, whichever it names: the next steps and runs continue from there. So steps that went wrong are undone. `live` stays. The caller and the reason are stored as a decision.
   */
  setHead: {
    readonly request: {
      /** The model version. */
      readonly version: string;
      readonly body: schemas.SetHeadRequest;
    };
    readonly answer: schemas.HeadChange;
    readonly problem: 'malformed-json' | 'malformed-path' | 'model-not-found' | 'body-too-large' | 'unsupported-media-type' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Start an export.
   *
   * Writes the vectors of a version, or the nearest products of every product, into files. The export continues in the background: read its job at `location`. With an idempotency key a repeated request gets the same answer for 24 hours.
   */
  startExport: {
    readonly request: {
      /** Makes a repetition safe: the same key and body start one export. 1 to 255 printable ASCII characters; quotes are optional. */
      readonly idempotencyKey?: string | undefined;
      readonly body: schemas.ExportRequest;
    };
    readonly answer: schemas.ExportBrief;
    readonly problem: 'malformed-json' | 'invalid-idempotency-key' | 'model-not-found' | 'request-in-progress' | 'too-many-exports' | 'no-live-version' | 'version-not-stored' | 'body-too-large' | 'unsupported-media-type' | 'invalid-request' | 'idempotency-key-reused' | 'internal' | 'unavailable';
  };
  /**
   * List the exports.
   *
   * Lists the exports, newest first, without their files.
   */
  listExports: {
    readonly request: {
      /** The most entries of a page. */
      readonly limit?: number | undefined;
      /** `nextCursor` of the previous page. */
      readonly cursor?: string | undefined;
    };
    readonly answer: schemas.ExportPage;
    readonly problem: 'malformed-parameter' | 'invalid-cursor' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Cancel an export.
   *
   * Requests that an export ends. It ends within seconds, and gives out no files.
   */
  cancelExport: {
    readonly request: {
      /** The id of the export. */
      readonly id: string;
      readonly body: schemas.CancelRequest;
    };
    readonly answer: schemas.ExportBrief;
    readonly problem: 'malformed-json' | 'malformed-path' | 'export-not-found' | 'export-not-running' | 'body-too-large' | 'unsupported-media-type' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Read an export.
   *
   * Reads an export: its state and progress, and after its end its files. Each file has a link that works for 15 minutes without credentials; read the export again for new links.
   */
  getExport: {
    readonly request: {
      /** The id of the export. */
      readonly id: string;
    };
    readonly answer: schemas.Export;
    readonly problem: 'malformed-path' | 'export-not-found' | 'internal' | 'unavailable';
  };
  /**
   * Request an upload.
   *
   * Prepares an upload for a caller without AWS credentials. Up to 100 MiB the answer is one request: send it with the bytes of the file. A larger file is sent in parts: the answer says how to cut it. An upload of a key that exists replaces it, and its job then shows the new file.
   */
  requestUpload: {
    readonly request: {
      readonly body: schemas.UploadRequest;
    };
    readonly answer: schemas.RequestedUpload;
    readonly problem: 'malformed-json' | 'upload-exists' | 'body-too-large' | 'unsupported-media-type' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * List the uploads, or read one by its key in the query.
   *
   * Lists the uploads, newest first. With `key` it reads this upload, as `GET /v1/uploads/{key}` does.
   */
  listUploads: {
    readonly request: {
      /** Read this upload. No other parameter matters then. */
      readonly key?: string | undefined;
      /** The most entries of a page. */
      readonly limit?: number | undefined;
      /** `nextCursor` of the previous page. */
      readonly cursor?: string | undefined;
    };
    readonly answer: schemas.UploadPage;
    readonly problem: 'malformed-parameter' | 'invalid-cursor' | 'upload-not-found' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Get the addresses for parts of an upload.
   *
   * Gives a request for each part of an upload. Each is bound to the length and to the SHA-256 of its part. Keep the header `etag` of the answer to each part: the completion needs it. A part may be sent again, also after the hour that its request is valid for: ask for a new one.
   */
  signUploadParts: {
    readonly request: {
      readonly body: schemas.UploadPartsRequest;
    };
    readonly answer: schemas.SignedParts;
    readonly problem: 'malformed-json' | 'body-too-large' | 'unsupported-media-type' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Complete an upload of several parts.
   *
   * Puts the parts of an upload together. The file appears as a whole, and its job starts. It may be repeated if its answer is lost.
   */
  completeUpload: {
    readonly request: {
      readonly body: schemas.UploadCompletion;
    };
    readonly answer: schemas.CompletedUpload;
    readonly problem: 'malformed-json' | 'unfinished-upload-not-found' | 'upload-exists' | 'body-too-large' | 'unsupported-media-type' | 'invalid-request' | 'upload-parts-refused' | 'internal' | 'unavailable';
  };
  /**
   * Abort an upload of several parts.
   *
   * Discards the parts of an upload. Without this S3 keeps them for 7 days.
   */
  abortUpload: {
    readonly request: {
      readonly body: schemas.UploadAbortion;
    };
    readonly answer: undefined;
    readonly problem: 'malformed-json' | 'unfinished-upload-not-found' | 'body-too-large' | 'unsupported-media-type' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Read the map of the products.
   *
   * Reads what the [map](design/map.md) of the products has: bounds, colours, groups, and how many parts. A publication makes the map of its version. Products that are written later are on the next one.
   */
  getMap: {
    readonly request: {
      /** The model version. The default is the live one. */
      readonly version?: string | undefined;
    };
    readonly answer: schemas.ProductMap;
    readonly problem: 'malformed-parameter' | 'map-not-found' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Read a part of the points of the map.
   *
   * Reads a part of the points as bytes, column after column, little-endian. Of n points: x as n 16-bit numbers between the bounds, y as n 16-bit numbers, then for each of `colours` n bytes of codes.
   */
  getMapPoints: {
    readonly request: {
      /** The number of the part, from 0. */
      readonly part: string;
      /** The model version. The default is the live one. */
      readonly version?: string | undefined;
    };
    readonly answer: Uint8Array;
    readonly problem: 'malformed-path' | 'malformed-parameter' | 'map-not-found' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Read a part of the names of the map.
   *
   * Reads the ids and titles of a part of the products, in the order of the points. Long titles are cut.
   */
  getMapNames: {
    readonly request: {
      /** The number of the part, from 0. */
      readonly part: string;
      /** The model version. The default is the live one. */
      readonly version?: string | undefined;
    };
    readonly answer: schemas.MapNames;
    readonly problem: 'malformed-path' | 'malformed-parameter' | 'map-not-found' | 'invalid-request' | 'internal' | 'unavailable';
  };
  /**
   * Read the state of an upload.
   *
   * Reads the job of an upload: how many of its records were taken, and what became of them. An upload of training data also has the step or the run that it led to. The slashes of the key may stand as they are.
   */
  getUpload: {
    readonly request: {
      /** The key of the file in the uploads bucket. */
      readonly key: string;
    };
    readonly answer: schemas.Upload;
    readonly problem: 'malformed-path' | 'upload-not-found' | 'internal' | 'unavailable';
  };
  /**
   * Check the health of the service.
   *
   * Checks that the service can read its registry. This route also answers HEAD.
   */
  getHealth: {
    readonly request: {};
    readonly answer: schemas.Health;
    readonly problem: 'internal' | 'unavailable';
  };
  /**
   * Read the OpenAPI document.
   *
   * This document, in OpenAPI 3.1.
   */
  getOpenApi: {
    readonly request: {};
    readonly answer: schemas.OpenApiDocument;
    readonly problem: 'internal' | 'unavailable';
  };
  /**
   * Read the documentation as a page.
   *
   * This document as a page of HTML that loads nothing else.
   */
  getDocs: {
    readonly request: {};
    readonly answer: string;
    readonly problem: 'internal' | 'unavailable';
  };
  /**
   * Read what a problem code means.
   *
   * What a problem code means. The `type` of every problem is the address of its description.
   */
  getProblem: {
    readonly request: {
      /** The code of a problem. */
      readonly code: string;
    };
    readonly answer: schemas.ProblemType;
    readonly problem: 'malformed-path' | 'problem-not-found' | 'internal' | 'unavailable';
  };
}

/** How each operation is sent. */
export const operations: Readonly<Record<keyof Operations, OperationShape>> = {
  getProduct: {
    method: 'GET',
    path: '/v1/products/{id}',
    query: { include: 'one' },
    headers: {},
  },
  putProduct: {
    method: 'PUT',
    path: '/v1/products/{id}',
    query: { unknown: 'one' },
    headers: { ifMatch: 'if-match' },
    body: 'application/json',
  },
  changeProduct: {
    method: 'PATCH',
    path: '/v1/products/{id}',
    query: { unknown: 'one' },
    headers: { ifMatch: 'if-match' },
    body: 'application/merge-patch+json',
  },
  removeProduct: {
    method: 'DELETE',
    path: '/v1/products/{id}',
    query: {},
    headers: { ifMatch: 'if-match' },
  },
  listProducts: {
    method: 'GET',
    path: '/v1/products',
    query: { id: 'one', limit: 'one', cursor: 'one', ignoreCase: 'one', filter: 'repeated', include: 'one' },
    headers: {},
  },
  putProductOfQuery: {
    method: 'PUT',
    path: '/v1/products',
    query: { id: 'one', unknown: 'one' },
    headers: { ifMatch: 'if-match' },
    body: 'application/json',
  },
  changeProductOfQuery: {
    method: 'PATCH',
    path: '/v1/products',
    query: { id: 'one', unknown: 'one' },
    headers: { ifMatch: 'if-match' },
    body: 'application/merge-patch+json',
  },
  removeProductOfQuery: {
    method: 'DELETE',
    path: '/v1/products',
    query: { id: 'one' },
    headers: { ifMatch: 'if-match' },
  },
  writeProducts: {
    method: 'POST',
    path: '/v1/products:batch',
    query: { unknown: 'one' },
    headers: {},
    body: 'application/json',
  },
  findSimilar: {
    method: 'GET',
    path: '/v1/products/{id}/similar',
    query: { limit: 'one', cursor: 'one', ignoreCase: 'one', filter: 'repeated', excludeIds: 'commas', excludeSameGroup: 'one', maxPerGroup: 'one', groupBy: 'one', facets: 'commas', minScore: 'one', mmrLambda: 'one', fallback: 'one', include: 'commas' },
    headers: {},
  },
  querySimilar: {
    method: 'POST',
    path: '/v1/similar:query',
    query: {},
    headers: {},
    body: 'application/json',
  },
  findSimilarOfQuery: {
    method: 'GET',
    path: '/v1/similar',
    query: { id: 'one', limit: 'one', cursor: 'one', ignoreCase: 'one', filter: 'repeated', excludeIds: 'commas', excludeSameGroup: 'one', maxPerGroup: 'one', groupBy: 'one', facets: 'commas', minScore: 'one', mmrLambda: 'one', fallback: 'one', include: 'commas' },
    headers: {},
  },
  querySimilarBatch: {
    method: 'POST',
    path: '/v1/similar:batch',
    query: {},
    headers: {},
    body: 'application/json',
  },
  embedProducts: {
    method: 'POST',
    path: '/v1/embeddings',
    query: { unknown: 'one' },
    headers: {},
    body: 'application/json',
  },
  trainStep: {
    method: 'POST',
    path: '/v1/train',
    query: { unknown: 'one' },
    headers: { idempotencyKey: 'idempotency-key' },
    body: 'application/json',
  },
  recordEvents: {
    method: 'POST',
    path: '/v1/events',
    query: {},
    headers: {},
    body: 'application/json',
  },
  startTrainingRun: {
    method: 'POST',
    path: '/v1/training-runs',
    query: {},
    headers: {},
    body: 'application/json',
  },
  listTrainingRuns: {
    method: 'GET',
    path: '/v1/training-runs',
    query: { limit: 'one', cursor: 'one' },
    headers: {},
  },
  cancelTrainingRun: {
    method: 'POST',
    path: '/v1/training-runs/{id}:cancel',
    query: {},
    headers: {},
    body: 'application/json',
  },
  getTrainingRun: {
    method: 'GET',
    path: '/v1/training-runs/{id}',
    query: {},
    headers: {},
  },
  listModels: {
    method: 'GET',
    path: '/v1/models',
    query: { limit: 'one', cursor: 'one' },
    headers: {},
  },
  getModel: {
    method: 'GET',
    path: '/v1/models/{version}',
    query: {},
    headers: {},
  },
  getModelCard: {
    method: 'GET',
    path: '/v1/models/{version}/card',
    query: {},
    headers: {},
  },
  getModelCardPage: {
    method: 'GET',
    path: '/v1/models/{version}/card.html',
    query: {},
    headers: {},
    isText: true,
  },
  promoteModel: {
    method: 'POST',
    path: '/v1/models/{version}:promote',
    query: {},
    headers: {},
    body: 'application/json',
    isSentOnce: true,
  },
  rollBackModel: {
    method: 'POST',
    path: '/v1/models/{version}:rollback',
    query: {},
    headers: {},
    body: 'application/json',
    isSentOnce: true,
  },
  setHead: {
    method: 'POST',
    path: '/v1/models/{version}:head',
    query: {},
    headers: {},
    body: 'application/json',
    isSentOnce: true,
  },
  startExport: {
    method: 'POST',
    path: '/v1/exports',
    query: {},
    headers: { idempotencyKey: 'idempotency-key' },
    body: 'application/json',
  },
  listExports: {
    method: 'GET',
    path: '/v1/exports',
    query: { limit: 'one', cursor: 'one' },
    headers: {},
  },
  cancelExport: {
    method: 'POST',
    path: '/v1/exports/{id}:cancel',
    query: {},
    headers: {},
    body: 'application/json',
  },
  getExport: {
    method: 'GET',
    path: '/v1/exports/{id}',
    query: {},
    headers: {},
  },
  requestUpload: {
    method: 'POST',
    path: '/v1/uploads',
    query: {},
    headers: {},
    body: 'application/json',
  },
  listUploads: {
    method: 'GET',
    path: '/v1/uploads',
    query: { key: 'one', limit: 'one', cursor: 'one' },
    headers: {},
  },
  signUploadParts: {
    method: 'POST',
    path: '/v1/uploads:parts',
    query: {},
    headers: {},
    body: 'application/json',
  },
  completeUpload: {
    method: 'POST',
    path: '/v1/uploads:complete',
    query: {},
    headers: {},
    body: 'application/json',
  },
  abortUpload: {
    method: 'POST',
    path: '/v1/uploads:abort',
    query: {},
    headers: {},
    body: 'application/json',
  },
  getMap: {
    method: 'GET',
    path: '/v1/map',
    query: { version: 'one' },
    headers: {},
  },
  getMapPoints: {
    method: 'GET',
    path: '/v1/map/points/{part}',
    query: { version: 'one' },
    headers: {},
    isText: true,
  },
  getMapNames: {
    method: 'GET',
    path: '/v1/map/names/{part}',
    query: { version: 'one' },
    headers: {},
  },
  getUpload: {
    method: 'GET',
    path: '/v1/uploads/{key}',
    query: {},
    headers: {},
  },
  getHealth: {
    method: 'GET',
    path: '/v1/health',
    query: {},
    headers: {},
  },
  getOpenApi: {
    method: 'GET',
    path: '/v1/openapi.json',
    query: {},
    headers: {},
  },
  getDocs: {
    method: 'GET',
    path: '/v1/docs',
    query: {},
    headers: {},
    isText: true,
  },
  getProblem: {
    method: 'GET',
    path: '/v1/problems/{code}',
    query: {},
    headers: {},
  },
};
