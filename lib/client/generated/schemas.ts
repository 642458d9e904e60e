/** Generated from docs/api/openapi.json by `npm run docs`. Do not edit. */

/** A product. Everything but `id` is optional; the model uses the fields that are present. */
export type Product = {
  /** The title. */
  readonly title?: string | undefined;
  /** The description. Markup is ignored. */
  readonly description?: string | undefined;
  /** The brand. */
  readonly brand?: string | undefined;
  /** A category, a path from the widest to the narrowest, or several of them. */
  readonly category?: string | (readonly string[]) | (readonly (string | (readonly string[]))[]) | undefined;
  /** The price, in one currency for the whole catalog. */
  readonly price?: number | undefined;
  /** What describes the product, by name. The model learns from it. */
  readonly attributes?: Readonly<Record<string, string | number | boolean | (readonly string[])>> | undefined;
  /** What is stored, filtered by and returned, but not learned from: stock, pictures, links. */
  readonly payload?: Readonly<Record<string, string | number | boolean | (readonly string[])>> | undefined;
  /** Other names by which orders mean this product. */
  readonly aliases?: readonly string[] | undefined;
  /** Embeddings of images or texts that the shop already has, by name. */
  readonly vectors?: Readonly<Record<string, readonly number[]>> | undefined;
  /** A vector of numbers: the input of a linear model. */
  readonly features?: readonly number[] | undefined;
  /** The name of the product in the catalog, 1 to 256 characters. */
  readonly id: string;
};

/** A product: its id, the product itself, or a bare feature vector. */
export type ProductReference = string | (readonly number[]) | Product;

/** A search text. */
export type TextQuery = {
  /** The text. */
  readonly query: string;
};

/** The fields of a product. The id may be left out, because it is in the path. */
export type ProductFields = {
  /** The title. */
  readonly title?: string | undefined;
  /** The description. Markup is ignored. */
  readonly description?: string | undefined;
  /** The brand. */
  readonly brand?: string | undefined;
  /** A category, a path from the widest to the narrowest, or several of them. */
  readonly category?: string | (readonly string[]) | (readonly (string | (readonly string[]))[]) | undefined;
  /** The price, in one currency for the whole catalog. */
  readonly price?: number | undefined;
  /** What describes the product, by name. The model learns from it. */
  readonly attributes?: Readonly<Record<string, string | number | boolean | (readonly string[])>> | undefined;
  /** What is stored, filtered by and returned, but not learned from: stock, pictures, links. */
  readonly payload?: Readonly<Record<string, string | number | boolean | (readonly string[])>> | undefined;
  /** Other names by which orders mean this product. */
  readonly aliases?: readonly string[] | undefined;
  /** Embeddings of images or texts that the shop already has, by name. */
  readonly vectors?: Readonly<Record<string, readonly number[]>> | undefined;
  /** A vector of numbers: the input of a linear model. */
  readonly features?: readonly number[] | undefined;
  /** The id of the path, or nothing. */
  readonly id?: string | undefined;
};

/** A JSON merge patch (RFC 7396) of a product: `null` removes a field, and absent fields stay. */
export type ProductPatch = {
  /** The title. */
  readonly title?: string | null | undefined;
  /** The description. Markup is ignored. */
  readonly description?: string | null | undefined;
  /** The brand. */
  readonly brand?: string | null | undefined;
  /** A category, a path from the widest to the narrowest, or several of them. */
  readonly category?: string | (readonly string[]) | (readonly (string | (readonly string[]))[]) | null | undefined;
  /** The price, in one currency for the whole catalog. */
  readonly price?: number | null | undefined;
  /** What describes the product, by name. The model learns from it. */
  readonly attributes?: Readonly<Record<string, string | number | boolean | (readonly string[]) | null>> | null | undefined;
  /** What is stored, filtered by and returned, but not learned from: stock, pictures, links. */
  readonly payload?: Readonly<Record<string, string | number | boolean | (readonly string[]) | null>> | null | undefined;
  /** Other names by which orders mean this product. */
  readonly aliases?: (readonly string[]) | null | undefined;
  /** Embeddings of images or texts that the shop already has, by name. */
  readonly vectors?: Readonly<Record<string, (readonly number[]) | null>> | null | undefined;
  /** A vector of numbers: the input of a linear model. */
  readonly features?: (readonly number[]) | null | undefined;
  /** The id of the path, or nothing. */
  readonly id?: string | undefined;
};

/** A product as it is stored. */
export type StoredProduct = {
  readonly product: Product;
  /** The time of the last write. */
  readonly updatedAt: string;
  /** With `include=vector`. `null` while the product is not embedded under the live version. */
  readonly embedding?: {
    /** The live version. */
    readonly modelVersion: string;
    /** The vector of the product. */
    readonly vector: readonly number[];
  } | {
    /** The live version. */
    readonly modelVersion: string;
    /** The product has no vector. */
    readonly embedded: false;
    /** Why the model cannot embed the product. */
    readonly detail: string;
  } | null | undefined;
};

/** A product after it was written. */
export type WrittenProduct = {
  readonly product: Product;
  /** The time of the last write. */
  readonly updatedAt: string;
  /** `null` while no version is live. The product is embedded when one goes live. */
  readonly embedding: {
    /** The live version. */
    readonly modelVersion: string;
    /** Whether the product has a vector now. */
    readonly embedded: boolean;
    /** The change did not concern the model: the vector stayed the same. */
    readonly kept?: true | undefined;
    /** Why the model cannot embed the product. */
    readonly detail?: string | undefined;
  } | null;
  /** Why the product was stored without a vector of its text. `over-budget`: the texts of the day are used up. `too-large`: the record is so long that a vector may not fit beside it. `not-embedded`: the model did not answer in time, or refused the text; a warning says why. `no-model`: the text has changed, and the deployment has no text model any more; the old vector was removed. Absent: none is missing. */
  readonly textVectorMissing?: 'over-budget' | 'too-large' | 'not-embedded' | 'no-model' | undefined;
  /** Unknown fields of products of the body that were left out, with `unknown=ignore`. */
  readonly ignoredFields?: readonly string[] | undefined;
};

/** A page of products; or one product, if the request has an `id`. */
export type ProductPage = {
  /** The products. */
  readonly data: readonly ({
    readonly product: Product;
    /** The time of the last write. */
    readonly updatedAt: string;
    /** With `include=vector`. `null` while the product is not embedded under the live version. */
    readonly embedding?: {
      /** The live version. */
      readonly modelVersion: string;
      /** The vector of the product. */
      readonly vector: readonly number[];
    } | {
      /** The live version. */
      readonly modelVersion: string;
      /** The product has no vector. */
      readonly embedded: false;
      /** Why the model cannot embed the product. */
      readonly detail: string;
    } | null | undefined;
    /** Changes with every write of the product. */
    readonly etag: string;
  })[];
  /** The `cursor` of the next page; `null` on the last page. */
  readonly nextCursor: string | null;
} | StoredProduct;

/** Operations on products. */
export type ProductOperations = {
  /** The operations. Each is checked by itself. */
  readonly operations: readonly (PutOperation | PatchOperation | DeleteOperation)[];
};

/** Writes a product, as `PUT /v1/products/{id}` does. */
export type PutOperation = {
  /** A write. */
  readonly op: 'put';
  /** The product. */
  readonly product: Product;
  /** Only if the product still has this ETag. `*` requires that the product exists. */
  readonly ifMatch?: string | undefined;
};

/** Changes parts of a product, as `PATCH /v1/products/{id}` does. */
export type PatchOperation = {
  /** A change. */
  readonly op: 'patch';
  /** The id of the product. */
  readonly id: string;
  /** A JSON merge patch (RFC 7396). */
  readonly patch: Readonly<Record<string, unknown>>;
  /** Only if the product still has this ETag. `*` requires that the product exists. */
  readonly ifMatch?: string | undefined;
};

/** Removes a product. */
export type DeleteOperation = {
  /** A removal. */
  readonly op: 'delete';
  /** The id of the product. */
  readonly id: string;
  /** Only if the product still has this ETag. `*` requires that the product exists. */
  readonly ifMatch?: string | undefined;
};

/** What became of each operation. */
export type ProductResults = {
  /** A result or a problem for each operation, in order. */
  readonly data: readonly ({
    /** The position in `operations`, from 0. */
    readonly index: number;
    /** The id of the product. */
    readonly id: string;
    /** 201 for a new product. */
    readonly status: 200 | 201;
    /** The ETag of the product. */
    readonly etag: string;
    /** The time of the last write. */
    readonly updatedAt: string;
    /** Absent if a later operation concerns the same product. `null` while no version is live. */
    readonly embedding?: {
      /** The live version. */
      readonly modelVersion: string;
      /** Whether the product has a vector now. */
      readonly embedded: boolean;
      /** The change did not concern the model: the vector stayed the same. */
      readonly kept?: true | undefined;
      /** Why the model cannot embed the product. */
      readonly detail?: string | undefined;
    } | null | undefined;
    /** Why the product was stored without a vector of its text. `over-budget`: the texts of the day are used up. `too-large`: the record is so long that a vector may not fit beside it. `not-embedded`: the model did not answer in time, or refused the text; a warning says why. `no-model`: the text has changed, and the deployment has no text model any more; the old vector was removed. Absent: none is missing. */
    readonly textVectorMissing?: 'over-budget' | 'too-large' | 'not-embedded' | 'no-model' | undefined;
    /** Unknown fields of products of the body that were left out, with `unknown=ignore`. */
    readonly ignoredFields?: readonly string[] | undefined;
  } | {
    /** The position in `operations`, from 0. */
    readonly index: number;
    /** The id of the product. */
    readonly id: string;
    /** The product was removed. */
    readonly status: 204;
  } | {
    /** The position in `operations`, from 0. */
    readonly index: number;
    /** The id of the product. */
    readonly id?: string | undefined;
    readonly problem: EntryProblem;
  })[];
};

/** A search by examples. */
export type SimilarRequest = {
  /** Examples of what is wanted. */
  readonly positive: readonly SimilarExample[];
  /** Examples of what is not wanted. */
  readonly negative?: readonly SimilarExample[] | undefined;
  /** How examples become one ranking. */
  readonly strategy?: 'average' | 'best' | undefined;
  /** The most products of a page. */
  readonly limit?: number | undefined;
  /** `nextCursor` of the previous page. Only `limit` and `include` may change between pages. */
  readonly cursor?: string | null | undefined;
  /** A condition as in a query string, or a list of them that must all be met. */
  readonly filter?: string | (readonly string[]) | SimilarFilter | undefined;
  /** Whether the words of all conditions match in upper and lower case. */
  readonly ignoreCase?: boolean | undefined;
  /** Product ids to leave out. */
  readonly excludeIds?: readonly string[] | undefined;
  /** A field or attribute: products with the value of a positive example are left out. */
  readonly excludeSameGroup?: string | undefined;
  /** The most products with one value of `groupBy`. */
  readonly maxPerGroup?: number | undefined;
  /** The field or attribute of `maxPerGroup`. The default is `brand`. */
  readonly groupBy?: string | undefined;
  /** Fields or attributes whose values are counted among the products that meet the filter. */
  readonly facets?: readonly string[] | undefined;
  /** Only products with at least this score. */
  readonly minScore?: number | undefined;
  /** Below 1, the default: products that are less similar to each other. */
  readonly mmrLambda?: number | undefined;
  /** `category`: products of the same category fill a short page. */
  readonly fallback?: 'category' | undefined;
  /** What each product of the answer also has; see `because`. */
  readonly include?: 'product' | 'vector' | 'because' | (readonly ('product' | 'vector' | 'because')[]) | undefined;
};

/** A condition on a field, or several of them joined by `and`, `or` and `not`, at most 8 levels deep. */
export type SimilarFilter = FilterAnd | FilterOr | FilterNot | FilterEquals | FilterIn | FilterContains | FilterRange | FilterExists | FilterMissing;

/** All of several filters. */
export type FilterAnd = {
  /** The filters that must all be met. */
  readonly and: readonly SimilarFilter[];
};

/** One of several filters. */
export type FilterOr = {
  /** The filters of which one must be met. */
  readonly or: readonly SimilarFilter[];
};

/** The contrary of a filter. A product without the field meets it. */
export type FilterNot = {
  /** The filter that must not be met. */
  readonly not: SimilarFilter;
};

/** A field that equals a value, or has a list with it. */
export type FilterEquals = {
  /** `brand`, `category`, `price`, `attributes.NAME` or `payload.NAME`. */
  readonly field: string;
  /** The value. */
  readonly eq: string | number | boolean;
};

/** A field that equals one of several values. */
export type FilterIn = {
  /** `brand`, `category`, `price`, `attributes.NAME` or `payload.NAME`. */
  readonly field: string;
  /** The values. */
  readonly in: readonly (string | number | boolean)[];
};

/** A list that contains a value, or a category with this step or path. */
export type FilterContains = {
  /** `brand`, `category`, `price`, `attributes.NAME` or `payload.NAME`. */
  readonly field: string;
  /** The value of an element. */
  readonly contains: string | number | boolean;
};

/** A field that is a number within bounds. */
export type FilterRange = {
  /** `brand`, `category`, `price`, `attributes.NAME` or `payload.NAME`. */
  readonly field: string;
  /** The bounds, at least one. */
  readonly range: {
    /** At least this. */
    readonly gte?: number | undefined;
    /** More than this. */
    readonly gt?: number | undefined;
    /** At most this. */
    readonly lte?: number | undefined;
    /** Less than this. */
    readonly lt?: number | undefined;
  };
};

/** Whether there is a value. */
export type FilterExists = {
  /** `brand`, `category`, `price`, `attributes.NAME` or `payload.NAME`. */
  readonly field: string;
  /** `true`: there is a value; `false`: there is none. */
  readonly exists: boolean;
};

/** Whether there is no value. */
export type FilterMissing = {
  /** `brand`, `category`, `price`, `attributes.NAME` or `payload.NAME`. */
  readonly field: string;
  /** `true`: there is no value; `false`: there is one. */
  readonly missing: boolean;
};

/** A stored product, a product by value, a vector of the live version, a feature vector or a search text. */
export type SimilarExample = string | (readonly number[]) | StoredExample | ProductExample | VectorExample | FeaturesExample | TextExample;

/** A stored product as an example. */
export type StoredExample = {
  /** The id of the product. */
  readonly id: string;
  /** How much the example counts. */
  readonly weight?: number | undefined;
};

/** A product by value as an example. It is not stored. */
export type ProductExample = {
  /** The title. */
  readonly title?: string | undefined;
  /** The description. Markup is ignored. */
  readonly description?: string | undefined;
  /** The brand. */
  readonly brand?: string | undefined;
  /** A category, a path from the widest to the narrowest, or several of them. */
  readonly category?: string | (readonly string[]) | (readonly (string | (readonly string[]))[]) | undefined;
  /** The price, in one currency for the whole catalog. */
  readonly price?: number | undefined;
  /** What describes the product, by name. The model learns from it. */
  readonly attributes?: Readonly<Record<string, string | number | boolean | (readonly string[])>> | undefined;
  /** What is stored, filtered by and returned, but not learned from: stock, pictures, links. */
  readonly payload?: Readonly<Record<string, string | number | boolean | (readonly string[])>> | undefined;
  /** Other names by which orders mean this product. */
  readonly aliases?: readonly string[] | undefined;
  /** Embeddings of images or texts that the shop already has, by name. */
  readonly vectors?: Readonly<Record<string, readonly number[]>> | undefined;
  /** A vector of numbers: the input of a linear model. */
  readonly features?: readonly number[] | undefined;
  /** The name of the product in the catalog, 1 to 256 characters. */
  readonly id: string;
  /** How much the example counts. */
  readonly weight?: number | undefined;
};

/** A vector of the live version as an example. */
export type VectorExample = {
  /** A vector of the live version. */
  readonly vector: readonly number[];
  /** How much the example counts. */
  readonly weight?: number | undefined;
};

/** A feature vector for a linear model as an example. */
export type FeaturesExample = {
  /** What a linear model reads. */
  readonly features: readonly number[];
  /** How much the example counts. */
  readonly weight?: number | undefined;
};

/** A search text as an example. */
export type TextExample = {
  /** The text. */
  readonly query: string;
  /** How much the example counts. */
  readonly weight?: number | undefined;
};

/** A score as a sum over pairs of features, or why it is none. */
export type Because = {
  /** The pairs of features that add or take most, by falling absolute value. */
  readonly contributions: readonly ({
    /** The feature of what is searched for. */
    readonly query: {
      /** `title`, `description`, `text`, `brand`, `category`, `attribute`, `query`, `number`, `vector`, `features`, `idRow` or `exampleVector`. */
      readonly field: string;
      /** The word, `name=value`, the name of the vector, or the id of the row. */
      readonly value: string;
      /** The word shares a row with other rare words. */
      readonly rare?: true | undefined;
    };
    /** The feature of the product of the answer. */
    readonly neighbour: {
      /** `title`, `description`, `text`, `brand`, `category`, `attribute`, `query`, `number`, `vector`, `features`, `idRow` or `exampleVector`. */
      readonly field: string;
      /** The word, `name=value`, the name of the vector, or the id of the row. */
      readonly value: string;
      /** The word shares a row with other rare words. */
      readonly rare?: true | undefined;
    };
    /** What the pair adds to the score; below 0 if it makes it smaller. */
    readonly contribution: number;
  })[];
  /** All other pairs. The sum of all contributions is the score. */
  readonly rest: {
    /** How many other pairs there are. */
    readonly pairs: number;
    /** What they add, and what rounding changed. */
    readonly contribution: number;
  };
} | {
  /** Why the score is no sum over pairs of features. */
  readonly notExplained: string;
};

/** A page of similar products. */
export type SimilarProducts = {
  /** The most similar products first. Equal scores are ordered by id. */
  readonly data: readonly ({
    /** The id of the product. */
    readonly id: string;
    /** The cosine, rounded to six decimals. */
    readonly score: number;
    /** From 1, over all pages. */
    readonly rank: number;
    readonly product?: Product | undefined;
    /** With `include=vector`: its vector, of length 1. */
    readonly vector?: readonly number[] | undefined;
    /** With `include=because`: why it has its score. */
    readonly because?: Because | undefined;
    /** Why it is in the answer, if it is not by its similarity. */
    readonly fallback?: 'category' | undefined;
  })[];
  /** The `cursor` of the next page; `null` on the last page. */
  readonly nextCursor: string | null;
  /** Products that meet the conditions; `null` with a vector index, which does not count them. */
  readonly totalCandidates: number | null;
  /** The live version. */
  readonly modelVersion: string;
  /** The time up to which changes are included. */
  readonly asOf: string;
  /** Whether later changes could not be read. */
  readonly stale: boolean;
  /** Present with a vector index, if more products may meet the conditions than it returned. */
  readonly complete?: false | undefined;
  /** Why the live model cannot embed what is searched for. No product is found by its similarity then. */
  readonly notEmbeddable?: string | undefined;
  /** The values of the fields of `facets` among the candidates; `null` with a vector index. */
  readonly facets?: Readonly<Record<string, {
    /** The most frequent values first, at most 100. */
    readonly values: readonly ({
      /** A value, or an element of a list. */
      readonly value: string | number | boolean;
      /** The candidates that have it. */
      readonly count: number;
    })[];
    /** The number of values that are left out. */
    readonly otherValues: number;
  }>> | null | undefined;
  /** Of a search by examples: those that were left out. */
  readonly unreadExamples?: readonly ({
    /** The place of the example in the body, as a JSON Pointer. */
    readonly pointer: string;
    /** What it lacks. */
    readonly code: 'product-not-found' | 'embedding-pending' | 'product-not-embeddable';
    /** The reason. */
    readonly detail: string;
  })[] | undefined;
};

/** Several searches by examples. */
export type SimilarBatchRequest = {
  /** The searches. Each is answered or refused by itself. */
  readonly queries: readonly SimilarRequest[];
};

/** A result or a problem for each search. */
export type SimilarBatch = {
  /** A result or a problem for each query, in order. */
  readonly data: readonly ({
    /** The position in `queries`, from 0. */
    readonly index: number;
    readonly result: SimilarProducts;
  } | {
    /** The position in `queries`, from 0. */
    readonly index: number;
    readonly problem: EntryProblem;
  })[];
};

/** What to embed. */
export type EmbeddingsRequest = {
  /** References and query texts. */
  readonly items: readonly (TextQuery | string | (readonly number[]) | Product)[];
  /** Whether the vectors of items that are ids are stored under the version. The default is `false`. */
  readonly store?: boolean | undefined;
  /** The version to embed with: `live`, `head`, or any version by its name. The default is `live`, or `head` while no version is live. */
  readonly version?: string | undefined;
};

/** A vector or a problem for each item. */
export type Embeddings = {
  /** A vector or a problem for each item, in order. */
  readonly data: readonly ({
    /** The position in `items`, from 0. */
    readonly index: number;
    /** The id of the product, if it has one. */
    readonly id?: string | undefined;
    /** The embedding. */
    readonly vector: readonly number[];
    /** Whether the vector was stored. */
    readonly stored: boolean;
  } | {
    /** The position in `items`, from 0. */
    readonly index: number;
    /** The id of the product, if it has one. */
    readonly id?: string | undefined;
    readonly problem: EntryProblem;
  })[];
  /** The version that embedded the items. */
  readonly modelVersion: string;
  /** Unknown fields of products of the body that were left out, with `unknown=ignore`. */
  readonly ignoredFields?: readonly string[] | undefined;
};

/** The anchor is more similar to the positive than to the negative. */
export type Triplet = {
  /** A product. */
  readonly anchor: ProductReference;
  /** A product that is similar to the anchor. */
  readonly positive: ProductReference;
  /** A product that is less similar to it. */
  readonly negative: ProductReference;
};

/** A training step. */
export type TrainStepRequest = {
  /** What to learn from. */
  readonly triplets: readonly Triplet[];
  /** The size of the move along the gradient. */
  readonly learningRate?: number | undefined;
  /** How much farther the negative must be than the positive, as a squared Euclidean distance. */
  readonly margin?: number | undefined;
  /** `exact`: the gradient of the loss. `seed`: the update rule of the original 30-line model. */
  readonly gradient?: 'exact' | 'seed' | undefined;
  /** How often to go through the triplets. */
  readonly steps?: number | undefined;
  /** Triplets of one update; the default is all. With 1 each triplet is an update, in order. */
  readonly batchSize?: number | undefined;
  /** The linear model to create while `head` does not exist. */
  readonly create?: {
    /** Numbers in an embedding. */
    readonly dim?: number | undefined;
    /** The seed of its weights. */
    readonly seed?: number | undefined;
  } | undefined;
};

/** The result of a training step. */
export type TrainedStep = {
  /** The version that the step made; `parent` if no triplet had a loss. */
  readonly modelVersion: string;
  /** The version that the step started from; `null` for a new model. */
  readonly parent: string | null;
  /** The version that the next training step starts from; `null` before the first one. */
  readonly head: string | null;
  /** The version that is served; `null` before the first one. */
  readonly live: string | null;
  /** Training steps from `live` to `head`; `null` if no chain of steps connects them. */
  readonly stepsSinceLive: number | null;
  /** Triplets of the step. */
  readonly triplets: number;
  /** The mean loss of the triplets before the step. */
  readonly lossBefore: number;
  /** The mean loss after it. */
  readonly lossAfter: number;
  /** Triplets with a loss above 0 before the step. */
  readonly activeBefore: number;
  /** Unknown fields of products of the body that were left out, with `unknown=ignore`. */
  readonly ignoredFields?: readonly string[] | undefined;
};

/** What shoppers did. */
export type EventsRequest = {
  /** The events. Each is checked by itself. */
  readonly events: readonly ShopEvent[];
};

/** Products that were used or bought together, or a product that was chosen after a search. */
export type ShopEvent = QueryEvent | GroupEvent;

/** Products that one shopper used or bought, or a part of them. */
export type GroupEvent = {
  /** Ids of products. Unknown ids are accepted, and left out of training. */
  readonly items: readonly string[];
  /** `basket`: bought together, in any order. `session`: used one after the other. The default is `basket`. */
  readonly kind?: 'basket' | 'session' | undefined;
  /** How many of each item; negative for what came back. */
  readonly quantities?: readonly number[] | undefined;
  /** When it happened: from 1970 to a day from now. Send it, so that an event that comes twice counts once. The default is the time of the request. */
  readonly at?: string | undefined;
  /** A random id of the session or order: its events become one group, in the order of `at`. */
  readonly sessionId?: string | undefined;
};

/** A product that a shopper chose among the results of a search text. */
export type QueryEvent = {
  /** The search text. */
  readonly query: string;
  /** The id of the product that was chosen. */
  readonly positive: string;
  /** When it happened: from 1970 to a day from now. Send it, so that an event that comes twice counts once. The default is the time of the request. */
  readonly at?: string | undefined;
};

/** What became of each event. */
export type AcceptedEvents = {
  /** Events that will be collected. */
  readonly accepted: number;
  /** A result or a problem for each event, in order. */
  readonly data: readonly ({
    /** The position in `events`, from 0. */
    readonly index: number;
    /** The event is accepted. */
    readonly status: 202;
    /** The time that it has. */
    readonly at: string;
  } | {
    /** The position in `events`, from 0. */
    readonly index: number;
    readonly problem: EntryProblem;
  })[];
};

/** A training run to start or to resume. */
export type TrainingRunRequest = {
  /** 1 to 50 letters, digits, `-` and `_`: the run is `run-NAME`. If it exists, no second one is started. The default is a new name. */
  readonly name?: string | undefined;
  /** The id of a failed or canceled run. It continues from its last checkpoint, with its own `config` and `data`. */
  readonly resume?: string | undefined;
  /** `all`; `new`: continue from `head` on data that its lineage has not seen; `catalog`: no training rows. */
  readonly data?: 'all' | 'new' | 'catalog' | undefined;
  /** Fields of the training configuration. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  /** The reason, which is stored with the run. */
  readonly why?: string | undefined;
  /** The caller, if the gateway does not authenticate callers. */
  readonly by?: string | undefined;
};

/** A training run, or the publication of a version. */
export type TrainingRun = {
  /** The name of the job. */
  readonly id: string;
  /** What became of it. */
  readonly state: 'running' | 'succeeded' | 'failed' | 'canceled';
  /** When it started. */
  readonly startedAt: string;
  /** When it last changed. */
  readonly updatedAt: string;
  /** The last request to cancel it. */
  readonly cancelRequested?: {
    /** When. */
    readonly at: string;
    /** The caller. */
    readonly by: string;
    /** The reason, if the caller gave one. */
    readonly why?: string | undefined;
    /** The attempt to cancel. */
    readonly attempt: number;
  } | undefined;
  /** Why it failed, was canceled, or waits for another attempt. */
  readonly cause?: string | undefined;
  /** `publish` for the publication of a version that exists. */
  readonly kind?: 'train' | 'publish' | undefined;
  /** How often the run was started. */
  readonly attempt?: number | undefined;
  /** The keys of the uploads that started the run. */
  readonly trigger?: readonly string[] | undefined;
  /** Fields of the training configuration, as requested. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  /** The data that was requested. */
  readonly data?: 'all' | 'new' | 'catalog' | undefined;
  /** The time of the schedule that started the run. */
  readonly scheduledFor?: string | undefined;
  /** Who asked for the attempt, if a caller did. */
  readonly requested?: {
    /** The caller; `unknown` if the gateway does not know it, and the request does not say. */
    readonly by: string;
    /** The reason, if the caller gave one. */
    readonly why?: string | undefined;
  } | undefined;
  /** What the run does now. `settling` waits until no upload is in progress. */
  readonly phase?: 'queued' | 'settling' | 'gathering' | 'planning' | 'training' | 'judging' | 'embedding' | 'verifying' | 'promoting' | 'done' | undefined;
  /** The computing cost so far. */
  readonly cost?: {
    /** Memory times time. */
    readonly gigabyteSeconds: number;
    /** Operations of the durable execution. */
    readonly operations: number;
    /** At list prices, without requests to S3 and DynamoDB. */
    readonly dollars: number;
  } | undefined;
  /** Products of the catalog. */
  readonly products?: number | undefined;
  /** Why the run learns from the catalog alone. */
  readonly catalogAlone?: string | undefined;
  /** Training rows by what became of them. */
  readonly rows?: Readonly<Record<string, number>> | undefined;
  /** Keys of training objects that could not be read to their end. */
  readonly unreadable?: readonly string[] | undefined;
  /** Steps taken. */
  readonly step?: number | undefined;
  /** Steps to take. */
  readonly steps?: number | undefined;
  /** The mean loss of the last step. */
  readonly loss?: number | undefined;
  /** The version that goes live; if none does, that of the trained model. */
  readonly modelVersion?: string | undefined;
  /** SHA-256 of its weights, in hex. */
  readonly weightsSha256?: string | undefined;
  /** What `modelVersion` learned from. */
  readonly learnedFrom?: 'catalog' | 'training-rows' | undefined;
  /** The trained model, if its text model goes live instead. */
  readonly trainedVersion?: string | undefined;
  /** Metrics of `modelVersion` by slice. */
  readonly metrics?: Readonly<Record<string, unknown>> | undefined;
  /** Metrics of the baselines on the same rows. */
  readonly baselines?: Readonly<Record<string, unknown>> | undefined;
  /** How the tuned baselines were made. */
  readonly tuned?: Readonly<Record<string, unknown>> | undefined;
  /** `modelVersion` minus each opponent, with intervals. */
  readonly intervals?: Readonly<Record<string, unknown>> | undefined;
  /** Metrics of the live version on the same rows. */
  readonly live?: Readonly<Record<string, unknown>> | undefined;
  /** Metrics of the text model of the run on the same rows. */
  readonly text?: Readonly<Record<string, unknown>> | undefined;
  /** Metrics of the trained model, if its text model goes live instead. */
  readonly trained?: Readonly<Record<string, unknown>> | undefined;
  /** What was left out of the rows. */
  readonly leftOut?: Readonly<Record<string, unknown>> | undefined;
  /** The rows that the figures were made on. */
  readonly judgedOn?: 'judging' | 'held-out' | undefined;
  /** The figures on the held-out rows; `null` without any. */
  readonly heldOut?: Readonly<Record<string, unknown>> | null | undefined;
  /** Products with a vector under the version. */
  readonly embedded?: number | undefined;
  /** Products that the model cannot read. */
  readonly notEmbeddable?: number | undefined;
  /** Whether the version went live. */
  readonly promoted?: boolean | undefined;
  /** Whether there was no new data, so that no version was made. */
  readonly nothingNew?: boolean | undefined;
  /** Why the run made no version. */
  readonly notNeeded?: string | undefined;
  /** What to do after a failure. */
  readonly advice?: string | undefined;
  /** The loss over the run, at most 200 points. */
  readonly lossCurve?: readonly {
    /** Steps taken. */
    readonly step: number;
    /** The mean loss. */
    readonly loss: number;
  }[] | undefined;
  /** With `bestEpoch`: the scores on the validation rows before the first step and after each epoch. */
  readonly validationCurve?: readonly {
    /** Steps taken. */
    readonly step: number;
    /** Capped recall@10. */
    readonly recall: number;
    /** ndcg@10. */
    readonly ndcg: number;
  }[] | undefined;
  /** What the run decided, and why. */
  readonly decisions?: readonly {
    /** What was decided. */
    readonly name: string;
    /** When. */
    readonly at: string;
    /** The reason, with its figures. */
    readonly because: string;
    readonly [name: string]: unknown;
  }[] | undefined;
};

/** A training run without its curves and its decisions. */
export type TrainingRunBrief = {
  /** The name of the job. */
  readonly id: string;
  /** What became of it. */
  readonly state: 'running' | 'succeeded' | 'failed' | 'canceled';
  /** When it started. */
  readonly startedAt: string;
  /** When it last changed. */
  readonly updatedAt: string;
  /** The last request to cancel it. */
  readonly cancelRequested?: {
    /** When. */
    readonly at: string;
    /** The caller. */
    readonly by: string;
    /** The reason, if the caller gave one. */
    readonly why?: string | undefined;
    /** The attempt to cancel. */
    readonly attempt: number;
  } | undefined;
  /** Why it failed, was canceled, or waits for another attempt. */
  readonly cause?: string | undefined;
  /** `publish` for the publication of a version that exists. */
  readonly kind?: 'train' | 'publish' | undefined;
  /** How often the run was started. */
  readonly attempt?: number | undefined;
  /** The keys of the uploads that started the run. */
  readonly trigger?: readonly string[] | undefined;
  /** Fields of the training configuration, as requested. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  /** The data that was requested. */
  readonly data?: 'all' | 'new' | 'catalog' | undefined;
  /** The time of the schedule that started the run. */
  readonly scheduledFor?: string | undefined;
  /** Who asked for the attempt, if a caller did. */
  readonly requested?: {
    /** The caller; `unknown` if the gateway does not know it, and the request does not say. */
    readonly by: string;
    /** The reason, if the caller gave one. */
    readonly why?: string | undefined;
  } | undefined;
  /** What the run does now. `settling` waits until no upload is in progress. */
  readonly phase?: 'queued' | 'settling' | 'gathering' | 'planning' | 'training' | 'judging' | 'embedding' | 'verifying' | 'promoting' | 'done' | undefined;
  /** The computing cost so far. */
  readonly cost?: {
    /** Memory times time. */
    readonly gigabyteSeconds: number;
    /** Operations of the durable execution. */
    readonly operations: number;
    /** At list prices, without requests to S3 and DynamoDB. */
    readonly dollars: number;
  } | undefined;
  /** Products of the catalog. */
  readonly products?: number | undefined;
  /** Why the run learns from the catalog alone. */
  readonly catalogAlone?: string | undefined;
  /** Training rows by what became of them. */
  readonly rows?: Readonly<Record<string, number>> | undefined;
  /** Keys of training objects that could not be read to their end. */
  readonly unreadable?: readonly string[] | undefined;
  /** Steps taken. */
  readonly step?: number | undefined;
  /** Steps to take. */
  readonly steps?: number | undefined;
  /** The mean loss of the last step. */
  readonly loss?: number | undefined;
  /** The version that goes live; if none does, that of the trained model. */
  readonly modelVersion?: string | undefined;
  /** SHA-256 of its weights, in hex. */
  readonly weightsSha256?: string | undefined;
  /** What `modelVersion` learned from. */
  readonly learnedFrom?: 'catalog' | 'training-rows' | undefined;
  /** The trained model, if its text model goes live instead. */
  readonly trainedVersion?: string | undefined;
  /** Metrics of `modelVersion` by slice. */
  readonly metrics?: Readonly<Record<string, unknown>> | undefined;
  /** Metrics of the baselines on the same rows. */
  readonly baselines?: Readonly<Record<string, unknown>> | undefined;
  /** How the tuned baselines were made. */
  readonly tuned?: Readonly<Record<string, unknown>> | undefined;
  /** `modelVersion` minus each opponent, with intervals. */
  readonly intervals?: Readonly<Record<string, unknown>> | undefined;
  /** Metrics of the live version on the same rows. */
  readonly live?: Readonly<Record<string, unknown>> | undefined;
  /** Metrics of the text model of the run on the same rows. */
  readonly text?: Readonly<Record<string, unknown>> | undefined;
  /** Metrics of the trained model, if its text model goes live instead. */
  readonly trained?: Readonly<Record<string, unknown>> | undefined;
  /** What was left out of the rows. */
  readonly leftOut?: Readonly<Record<string, unknown>> | undefined;
  /** The rows that the figures were made on. */
  readonly judgedOn?: 'judging' | 'held-out' | undefined;
  /** The figures on the held-out rows; `null` without any. */
  readonly heldOut?: Readonly<Record<string, unknown>> | null | undefined;
  /** Products with a vector under the version. */
  readonly embedded?: number | undefined;
  /** Products that the model cannot read. */
  readonly notEmbeddable?: number | undefined;
  /** Whether the version went live. */
  readonly promoted?: boolean | undefined;
  /** Whether there was no new data, so that no version was made. */
  readonly nothingNew?: boolean | undefined;
  /** Why the run made no version. */
  readonly notNeeded?: string | undefined;
  /** What to do after a failure. */
  readonly advice?: string | undefined;
};

/** A page of training runs. */
export type TrainingRunPage = {
  /** The entries of the page. */
  readonly data: readonly TrainingRunBrief[];
  /** The `cursor` of the next page; `null` on the last page. */
  readonly nextCursor: string | null;
};

/** Who cancels a run or an export. */
export type CancelRequest = {
  /** The reason, which is stored with what is canceled. */
  readonly why?: string | undefined;
  /** The caller, if the gateway does not authenticate callers. */
  readonly by?: string | undefined;
};

/** Why `live` moves. */
export type ChangeModelRequest = {
  /** The reason, which is stored with the decision. */
  readonly why: string;
  /** Whether to promote a version that the gate held back, or never judged. */
  readonly override?: boolean | undefined;
  /** The caller, if the gateway does not authenticate callers. */
  readonly by?: string | undefined;
};

/** The run that a rollback starts, and the version that is live now. */
export type Rollback = {
  /** The name of the job. */
  readonly id: string;
  /** What became of it. */
  readonly state: 'running' | 'succeeded' | 'failed' | 'canceled';
  /** When it started. */
  readonly startedAt: string;
  /** When it last changed. */
  readonly updatedAt: string;
  /** The last request to cancel it. */
  readonly cancelRequested?: {
    /** When. */
    readonly at: string;
    /** The caller. */
    readonly by: string;
    /** The reason, if the caller gave one. */
    readonly why?: string | undefined;
    /** The attempt to cancel. */
    readonly attempt: number;
  } | undefined;
  /** Why it failed, was canceled, or waits for another attempt. */
  readonly cause?: string | undefined;
  /** `publish` for the publication of a version that exists. */
  readonly kind?: 'train' | 'publish' | undefined;
  /** How often the run was started. */
  readonly attempt?: number | undefined;
  /** The keys of the uploads that started the run. */
  readonly trigger?: readonly string[] | undefined;
  /** Fields of the training configuration, as requested. */
  readonly config?: Readonly<Record<string, unknown>> | undefined;
  /** The data that was requested. */
  readonly data?: 'all' | 'new' | 'catalog' | undefined;
  /** The time of the schedule that started the run. */
  readonly scheduledFor?: string | undefined;
  /** Who asked for the attempt, if a caller did. */
  readonly requested?: {
    /** The caller; `unknown` if the gateway does not know it, and the request does not say. */
    readonly by: string;
    /** The reason, if the caller gave one. */
    readonly why?: string | undefined;
  } | undefined;
  /** What the run does now. `settling` waits until no upload is in progress. */
  readonly phase?: 'queued' | 'settling' | 'gathering' | 'planning' | 'training' | 'judging' | 'embedding' | 'verifying' | 'promoting' | 'done' | undefined;
  /** The computing cost so far. */
  readonly cost?: {
    /** Memory times time. */
    readonly gigabyteSeconds: number;
    /** Operations of the durable execution. */
    readonly operations: number;
    /** At list prices, without requests to S3 and DynamoDB. */
    readonly dollars: number;
  } | undefined;
  /** Products of the catalog. */
  readonly products?: number | undefined;
  /** Why the run learns from the catalog alone. */
  readonly catalogAlone?: string | undefined;
  /** Training rows by what became of them. */
  readonly rows?: Readonly<Record<string, number>> | undefined;
  /** Keys of training objects that could not be read to their end. */
  readonly unreadable?: readonly string[] | undefined;
  /** Steps taken. */
  readonly step?: number | undefined;
  /** Steps to take. */
  readonly steps?: number | undefined;
  /** The mean loss of the last step. */
  readonly loss?: number | undefined;
  /** The version that goes live; if none does, that of the trained model. */
  readonly modelVersion?: string | undefined;
  /** SHA-256 of its weights, in hex. */
  readonly weightsSha256?: string | undefined;
  /** What `modelVersion` learned from. */
  readonly learnedFrom?: 'catalog' | 'training-rows' | undefined;
  /** The trained model, if its text model goes live instead. */
  readonly trainedVersion?: string | undefined;
  /** Metrics of `modelVersion` by slice. */
  readonly metrics?: Readonly<Record<string, unknown>> | undefined;
  /** Metrics of the baselines on the same rows. */
  readonly baselines?: Readonly<Record<string, unknown>> | undefined;
  /** How the tuned baselines were made. */
  readonly tuned?: Readonly<Record<string, unknown>> | undefined;
  /** `modelVersion` minus each opponent, with intervals. */
  readonly intervals?: Readonly<Record<string, unknown>> | undefined;
  /** The version that is live now. */
  readonly live: string;
  /** Metrics of the text model of the run on the same rows. */
  readonly text?: Readonly<Record<string, unknown>> | undefined;
  /** Metrics of the trained model, if its text model goes live instead. */
  readonly trained?: Readonly<Record<string, unknown>> | undefined;
  /** What was left out of the rows. */
  readonly leftOut?: Readonly<Record<string, unknown>> | undefined;
  /** The rows that the figures were made on. */
  readonly judgedOn?: 'judging' | 'held-out' | undefined;
  /** The figures on the held-out rows; `null` without any. */
  readonly heldOut?: Readonly<Record<string, unknown>> | null | undefined;
  /** Products with a vector under the version. */
  readonly embedded?: number | undefined;
  /** Products that the model cannot read. */
  readonly notEmbeddable?: number | undefined;
  /** Whether the version went live. */
  readonly promoted?: boolean | undefined;
  /** Whether there was no new data, so that no version was made. */
  readonly nothingNew?: boolean | undefined;
  /** Why the run made no version. */
  readonly notNeeded?: string | undefined;
  /** What to do after a failure. */
  readonly advice?: string | undefined;
  /** The loss over the run, at most 200 points. */
  readonly lossCurve?: readonly {
    /** Steps taken. */
    readonly step: number;
    /** The mean loss. */
    readonly loss: number;
  }[] | undefined;
  /** With `bestEpoch`: the scores on the validation rows before the first step and after each epoch. */
  readonly validationCurve?: readonly {
    /** Steps taken. */
    readonly step: number;
    /** Capped recall@10. */
    readonly recall: number;
    /** ndcg@10. */
    readonly ndcg: number;
  }[] | undefined;
  /** What the run decided, and why. */
  readonly decisions?: readonly {
    /** What was decided. */
    readonly name: string;
    /** When. */
    readonly at: string;
    /** The reason, with its figures. */
    readonly because: string;
    readonly [name: string]: unknown;
  }[] | undefined;
};

/** Why `head` is set. */
export type SetHeadRequest = {
  /** The reason, which is stored with the decision. */
  readonly why: string;
  /** The caller, if the gateway does not authenticate callers. */
  readonly by?: string | undefined;
};

/** Where `head` is, and where it was. */
export type HeadChange = {
  /** The version that the next training step starts from; `null` before the first one. */
  readonly head: string | null;
  /** The version that is served; `null` before the first one. */
  readonly live: string | null;
  /** Training steps from `live` to `head`; `null` if no chain of steps connects them. */
  readonly stepsSinceLive: number | null;
  /** The version that `head` named before; `null` if none. */
  readonly from: string | null;
};

/** A model version. */
export type Model = {
  /** The name of the version, from the hash of its weights. */
  readonly version: string;
  /** When the version was made. */
  readonly createdAt: string;
  /** The version whose weights its training started from. */
  readonly parent?: string | undefined;
  /** Of a version made by training steps. */
  readonly lineage?: {
    /** The version that the steps started from. */
    readonly base: string;
    /** Training steps since `base`. */
    readonly steps: number;
  } | undefined;
  /** What made the version. */
  readonly origin: 'training-run' | 'train-step';
  /** SHA-256 of the weights, in hex. */
  readonly weightsSha256: string;
  /** Size of the weights. */
  readonly weightsBytes: number;
  /** Numbers in an embedding. */
  readonly dim: number;
  /** When the weights are removed, if no pointer names the version until then. Absent while one does. */
  readonly weightsExpireAt?: string | undefined;
  /** Whether the weights are removed: the version cannot be used any more. */
  readonly weightsRemoved?: true | undefined;
  /** Whether `head` names the version. */
  readonly head: boolean;
  /** Whether `live` names the version. */
  readonly live: boolean;
};

/** A page of model versions. */
export type ModelPage = {
  /** The entries of the page. */
  readonly data: readonly Model[];
  /** The `cursor` of the next page; `null` on the last page. */
  readonly nextCursor: string | null;
  /** The version that the next training step starts from; `null` before the first one. */
  readonly head: string | null;
  /** The version that is served; `null` before the first one. */
  readonly live: string | null;
  /** Training steps from `live` to `head`; `null` if no chain of steps connects them. */
  readonly stepsSinceLive: number | null;
  /** The version that was live before, which a rollback returns to; `null` if none was. */
  readonly previous: string | null;
  /** The version whose publication began last: written products get its vectors too; `null` before the first. */
  readonly next: string | null;
};

/** A model version with its report and the decisions about it. */
export type ModelDetail = {
  /** The name of the version, from the hash of its weights. */
  readonly version: string;
  /** When the version was made. */
  readonly createdAt: string;
  /** The version whose weights its training started from. */
  readonly parent?: string | undefined;
  /** Of a version made by training steps. */
  readonly lineage?: {
    /** The version that the steps started from. */
    readonly base: string;
    /** Training steps since `base`. */
    readonly steps: number;
  } | undefined;
  /** What made the version. */
  readonly origin: 'training-run' | 'train-step';
  /** SHA-256 of the weights, in hex. */
  readonly weightsSha256: string;
  /** Size of the weights. */
  readonly weightsBytes: number;
  /** Numbers in an embedding. */
  readonly dim: number;
  /** When the weights are removed, if no pointer names the version until then. Absent while one does. */
  readonly weightsExpireAt?: string | undefined;
  /** Whether the weights are removed: the version cannot be used any more. */
  readonly weightsRemoved?: true | undefined;
  /** Whether `head` names the version. */
  readonly head: boolean;
  /** Whether `live` names the version. */
  readonly live: boolean;
  /** Configuration, metrics, baselines, intervals, loss curve and what was tuned. */
  readonly report: ModelReport;
  /** The decisions about the version, the oldest first. */
  readonly decisions: readonly ({
    /** The version that was decided about. */
    readonly version: string;
    /** When. */
    readonly at: string;
    /** What was decided. */
    readonly decision: 'passed' | 'held' | 'promoted' | 'override' | 'rolled-back' | 'head-set';
    /** `gate`, or the caller. */
    readonly by: string;
    /** The reason. */
    readonly why: string;
    /** The figures that the decision depends on. */
    readonly figures: Readonly<Record<string, unknown>>;
  })[];
};

/** The report of a version: the configuration, the figures, and what was tuned. */
export type ModelReport = {
  /** What moved the weights: with `optimizer` `auto`, what it chose. Absent in text models, and in reports of earlier releases. */
  readonly optimizer?: 'adam' | 'rowwise-adam' | 'adamw' | 'adagrad' | 'sgd' | undefined;
  /** What the weights were before the first step. Absent in reports of earlier releases. */
  readonly firstWeights?: FirstWeights | undefined;
  /** How many numbers an embedding has, and why. Absent in reports of earlier releases. */
  readonly dimension?: DimensionChoice | undefined;
  /** What the run chose by its training data; `null` or absent if nothing. */
  readonly tuning?: TrainingTuning | null | undefined;
  readonly [name: string]: unknown;
};

/** The settings that a run chose by its training data. */
export type TrainingTuning = {
  /** The fitted weights of fields; `null` if the given ones are kept. */
  readonly fields: {
    /** The fitted weights, by the names of the settings. */
    readonly weights: Readonly<Record<string, unknown>>;
    /** Pairs of products that they were fitted to. */
    readonly pairs: number;
    /** The log-likelihood of these pairs with the given weights. */
    readonly before: number;
    /** With the fitted ones. */
    readonly after: number;
  } | null;
  /** Of a run on the catalog alone: how far the fields agree, and what each keeps. Absent in other runs. */
  readonly views?: readonly ({
    /** A field, or all fields of one kind. */
    readonly view: string;
    /** How far it agrees with the field that it agrees with most: 0 as by chance, 1 as that field with itself. */
    readonly agreement: number;
    /** The field that it agrees with most; `null` if none is shown to agree. */
    readonly confirmedBy: string | null;
    /** The share of its weight that it keeps. */
    readonly kept: number;
  })[] | undefined;
  /** The weights of given vectors. */
  readonly vectors?: readonly ({
    /** The name of the vectors. */
    readonly name: string;
    /** Their length beside words of length 1. */
    readonly weight: number;
    /** Products with such a vector. */
    readonly products: number;
    /** Products whose vector is not read: of another width than most, of zeros, or the mean. */
    readonly unread: number;
    /** `training-rows`: it ranks their pairs best. `texts`: the vectors agree with the texts so far. `configuration`: nothing could decide. */
    readonly decidedBy: 'training-rows' | 'texts' | 'configuration';
  })[] | undefined;
  /** The share of the learning rate that was used. It falls with the evidence per product; 0 if training could only harm. */
  readonly learningRateShare: number;
  /** Whether likeness is a matching: every product is a negative of the products that have their match. */
  readonly matching: boolean;
  /** Whether likeness is small clusters: two products of one are alike, and all others are negatives. */
  readonly clusters?: boolean | undefined;
  /** Whether popular products are the answer, and what showed it. */
  readonly popularity?: {
    /** Whether popular products count more. */
    readonly keepsPopularity: boolean;
    /** Held-out pairs that were looked for; 0 if there are too few. */
    readonly pairs: number;
    /** The share of the pairs that is found without popularity. */
    readonly foundWithout: number;
    /** The share that popularity alone finds: the same ten products for every one. */
    readonly foundByPopularity: number;
    /** The share that is found with popularity. Absent if it was not looked for. */
    readonly foundWith?: number | undefined;
  } | undefined;
  /** How the first weights of a matching were moved to the exact cosines of its texts; absent in other runs. */
  readonly contentFit?: {
    /** Steps before those of the training; 0 if the catalog is too large for the budget. */
    readonly steps: number;
    /** Pairs of near products. */
    readonly pairs: number;
    /** The root of the mean squared error of their cosines before the first step. */
    readonly errorBefore: number;
    /** Before the last step. */
    readonly errorAfter: number;
  } | undefined;
  /** The weight of text in what counts as alike. */
  readonly textWeight: number;
  /** What the weight of text was chosen by. `likelihood`: of held-out pairs. `walk`: held-out pairs that a walk of two steps finds. `configuration`: it is given. `default`: nothing decided. */
  readonly textWeightBy?: 'likelihood' | 'walk' | 'configuration' | 'default' | undefined;
  /** Every weight of text that was tried. */
  readonly textWeightsTried: readonly ({
    /** The weight that was tried. */
    readonly textWeight: number;
    /** Of held-out pairs. Absent if a walk decided. */
    readonly logLikelihood?: number | undefined;
    /** The share of held-out pairs that a walk finds. Absent if likelihood decided. */
    readonly found?: number | undefined;
    /** The best value minus this one. */
    readonly behind: number;
    /** Of `behind`. */
    readonly standardError: number;
  })[];
};

/** What the weights of a run were before its first step. */
export type FirstWeights = {
  /** `exact`: products had exactly the cosines of their weighted words and numbers. `random`: a random projection. `given`: those of the version that the run started from. */
  readonly kind: 'exact' | 'random' | 'given';
  /** How many dimensions the products span. With `exact` alone. */
  readonly dimensions?: number | undefined;
  /** Why they were random. `too-many-dimensions`: the products span more than an embedding has room for. `too-much-work`: there are too many products or words. `linear-encoder`: it reads no words. */
  readonly because?: 'too-many-dimensions' | 'too-much-work' | 'linear-encoder' | undefined;
};

/** How many numbers the vectors of a version have, and why. */
export type DimensionChoice = {
  /** Numbers in an embedding. */
  readonly numbers: number;
  /** `configuration`: it is given. With `dim` `auto`, `exact`: they are enough for the exact cosines of the catalog. `kept-neighbours`: they are the least that keep three quarters of the nearest products by text near. `most`: not even the most do. `budget`: with more, `budgetSeconds` would cut the steps of the run. `memory`: with more, a run on the whole catalog would not fit into the memory of the function. `many-products`: the catalog is large, so the least are used. `not-measured`: the model does more than to project words, so the least are used. `starting-version`: those of the version that the run started from. */
  readonly because: 'configuration' | 'starting-version' | 'exact' | 'kept-neighbours' | 'most' | 'budget' | 'memory' | 'many-products' | 'not-measured';
  /** What was measured of random weights, if it was. */
  readonly kept?: readonly {
    /** Numbers in an embedding. */
    readonly numbers: number;
    /** Of the 10 nearest products by text, the share that is among the 10 nearest by it. */
    readonly share: number;
  }[] | undefined;
};

/** How a version was made, and how good it is. */
export type ModelCard = {
  /** The form of the card. */
  readonly formatVersion: 1;
  /** The version. */
  readonly modelVersion: string;
  /** SHA-256 of the weights, in hex. */
  readonly weightsSha256: string;
  /** How the model compares with the other systems, in a sentence. */
  readonly verdict: string;
  /** What the model learned from. Absent in cards of earlier releases. */
  readonly learnedFrom?: 'catalog' | 'training-rows' | undefined;
  /** Counts of the training data, and their `sha256`. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What was held out to judge on. */
  readonly split: {
    /** How rows were held out, and what their queries are. */
    readonly rule: string;
    /** The seed of the run. */
    readonly seed: number;
    /** The share that was to be held out. */
    readonly heldOutFraction: number;
    /** Rows that were. */
    readonly heldOutRows: number;
    /** Facts left out of training, because they repeat a held-out one. */
    readonly copiesOfHeldOut: number;
    /** At random, or the newest. */
    readonly by: 'random' | 'time';
  };
  /** Judging data, or the held-out part of the training data. */
  readonly judgedOn: 'judging' | 'held-out';
  /** The live version that it was compared with; `null` without one. */
  readonly liveVersion: string | null;
  /** How it ranks. */
  readonly judgement: Judgement;
  /** How it ranks on the held-out rows; `null` if `judgement` is already that. */
  readonly heldOut: Judgement | null;
  /** The configuration of the run. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The loss over the steps. */
  readonly lossCurve: readonly ({
    /** Steps taken. */
    readonly step: number;
    /** The mean loss since the point before; `null` if it was not finite. */
    readonly loss: number | null;
  })[];
  /** What the watchdog saw. */
  readonly diagnostics: Readonly<Record<string, unknown>>;
  /** The scores of the epochs, if the best one was chosen. */
  readonly epochs?: Readonly<Record<string, unknown>> | undefined;
  /** How much of the training the model keeps, and what was compared. Absent in text models. */
  readonly trainedShare?: Readonly<Record<string, unknown>> | undefined;
  /** The settings that were tried, if better ones were searched for. */
  readonly search?: Readonly<Record<string, unknown>> | undefined;
  /** How the model sees the catalog. Absent in cards of earlier releases. */
  readonly review?: CatalogReview | undefined;
  /** The rest of the report of the run. */
  readonly more: Readonly<Record<string, unknown>>;
};

/** How a model and other systems rank on the same rows. */
export type Judgement = {
  /** The model, by the slices that the rows name; empty if there are no rows. */
  readonly metrics: Readonly<Record<string, SliceFigures>>;
  /** The baselines, by name and slice. */
  readonly baselines: Readonly<Record<string, Readonly<Record<string, SliceFigures>>>>;
  /** How the tuned baselines were made. */
  readonly tuned?: {
    /** Queries of the training part on which the settings were chosen. */
    readonly validationQueries: number;
    /** Settings of `tuned blend`. */
    readonly blend?: {
      /** About so many joint occurrences give half the full score. */
      readonly shrinkage: number;
      /** The power of the popularity of a product in the denominator. */
      readonly popularityPower: number;
      /** The weight of TF-IDF beside item-kNN. */
      readonly textWeight: number;
    } | undefined;
    /** Settings of `ease`, which is EASE^R. */
    readonly ease?: {
      /** What is added to the diagonal. */
      readonly regularization: number;
    } | undefined;
    /** Tuned baselines that were not built. */
    readonly leftOut?: {
      /** Why it was not built; absent if it was. */
      readonly 'tuned blend'?: string | undefined;
      /** Why it was not built; absent if it was. */
      readonly ease?: string | undefined;
    } | undefined;
  } | undefined;
  /** The live version, if it was compared. */
  readonly live?: Readonly<Record<string, SliceFigures>> | undefined;
  /** The text model of the same run, if it was compared. */
  readonly text?: Readonly<Record<string, SliceFigures>> | undefined;
  /** The trained model of the same run, beside its text model. */
  readonly trained?: Readonly<Record<string, SliceFigures>> | undefined;
  /** The model less each other system, by name and slice. */
  readonly intervals: Readonly<Record<string, Readonly<Record<string, {
    /** By recall@10. */
    readonly 'recall@10': Difference;
    /** By ndcg@10. */
    readonly 'ndcg@10': Difference;
  }>>>>;
  /** What was left out of the rows; absent if nothing was. */
  readonly leftOut?: {
    /** Rows whose query is not in the catalog. */
    readonly unknownQueries: number;
    /** Rows of which no relevant product is left. */
    readonly emptyRows: number;
    /** Relevant products that are not in the catalog. */
    readonly unknownProducts: number;
    /** Relevant products that are never ranked. */
    readonly unrankedProducts: number;
  } | undefined;
  /** The same by slices of catalog and training data: seen or new, popularity, category. */
  readonly derived: {
    /** The model, by slice. */
    readonly metrics: Readonly<Record<string, SliceFigures>>;
    /** The other systems, by name and slice. */
    readonly opponents: Readonly<Record<string, Readonly<Record<string, SliceFigures>>>>;
    /** The model less each of them, by name and slice. */
    readonly intervals: Readonly<Record<string, Readonly<Record<string, {
      /** By recall@10. */
      readonly 'recall@10': Difference;
      /** By ndcg@10. */
      readonly 'ndcg@10': Difference;
    }>>>>;
  };
  /** The ten queries with the lowest ndcg@10. */
  readonly worst?: readonly WorstQuery[] | undefined;
};

/** The figures of one system on one slice of the judged rows. */
export type SliceFigures = {
  /** Queries of the slice. */
  readonly queries: number;
  /** Relevant products among the first 10, by min(10, number of relevant products). */
  readonly 'recall@10': number;
  /** How near to the top they are. */
  readonly 'ndcg@10': number;
  /** 1 by the place of the first one. */
  readonly 'mrr@10': number;
  /** Queries with one among the first 10. */
  readonly 'hit@10': number;
  /** Queries with one in the first place. */
  readonly 'hit@1': number;
  /** Relevant products among the first 10, by 10. */
  readonly 'precision@10': number;
  /** The mean of the precision at each of them. */
  readonly 'map@10': number;
  /** Products in the lists of ten, by all that could be. */
  readonly coverage: number;
  /** Triplets in the right order. */
  readonly tripletAccuracy?: number | undefined;
};

/** A model less another system, with its 95 % interval. */
export type Difference = {
  /** The model less the other system. */
  readonly difference: number;
  /** The lower end of the 95 % interval. */
  readonly low: number;
  /** The upper end. */
  readonly high: number;
};

/** A query that a model answers badly: what was expected, and what came. */
export type WorstQuery = {
  /** The product that others were searched for. */
  readonly query: ShownProduct;
  /** The slice that its row names. */
  readonly slice: string;
  /** Its ndcg@10. */
  readonly ndcg: number;
  /** Number of relevant products. */
  readonly relevant: number;
  /** The first of them. */
  readonly expected: readonly ShownProduct[];
  /** The first products of the answer. */
  readonly came: readonly ({
    /** The id of the product. */
    readonly id: string;
    /** Its title; a long one is cut. */
    readonly title?: string | undefined;
    /** Whether it was expected. */
    readonly isRelevant: boolean;
  })[];
};

/** How a model sees the catalog. */
export type CatalogReview = {
  /** Products with a vector. */
  readonly embedded: number;
  /** Products that were looked at: all, or a sample of a large catalog. */
  readonly reviewed: number;
  /** Some products, drawn by the seed, with their neighbours. */
  readonly examples: readonly {
    /** The product. */
    readonly product: ShownProduct;
    /** Its nearest neighbours. */
    readonly neighbours: readonly ScoredProduct[];
  }[];
  /** Pairs with a score of at least 0.98. */
  readonly nearDuplicates: {
    /** How many there are. */
    readonly pairs: number;
    /** The first by score. */
    readonly first: readonly {
      /** One product. */
      readonly a: ShownProduct;
      /** The other one. */
      readonly b: ShownProduct;
      /** Cosine. */
      readonly score: number;
    }[];
  };
  /** Products whose nearest neighbour has a score under 0.3. */
  readonly orphans: {
    /** How many there are. */
    readonly products: number;
    /** The first by rising score. */
    readonly first: readonly {
      /** The product. */
      readonly product: ShownProduct;
      /** Its nearest neighbour. */
      readonly nearest: ScoredProduct;
    }[];
  };
  /** Products among the 10 nearest of no other; `null` if only a sample of the catalog was looked at. */
  readonly inNoList: {
    /** How many there are. */
    readonly products: number;
    /** The first of the catalog. */
    readonly first: readonly ShownProduct[];
  } | null;
};

/** A product by its id and title. */
export type ShownProduct = {
  /** The id of the product. */
  readonly id: string;
  /** Its title; a long one is cut. */
  readonly title?: string | undefined;
};

/** A product by its id and title, with its score. */
export type ScoredProduct = {
  /** The id of the product. */
  readonly id: string;
  /** Its title; a long one is cut. */
  readonly title?: string | undefined;
  /** Cosine, from -1 to 1. */
  readonly score: number;
};

/** A file to upload. */
export type UploadRequest = {
  /** What the file is: the prefixes. */
  readonly prefix: 'catalog/' | 'replace/catalog/' | 'replace-forced/catalog/' | 'triplets/' | 'interactions/' | 'judging/';
  /** The name of the file. It may have folders. Its ending is one of these. */
  readonly name: string;
  /** The bytes of the file. */
  readonly contentLength: number;
  /** The SHA-256 of the file, in base64. Needed up to 104857600 bytes, and not taken above. */
  readonly checksumSha256?: string | undefined;
  /** Whether an upload of the same key is replaced. With `false` it is 409, or 412 of S3. */
  readonly overwrite?: boolean | undefined;
};

/** One request to send, or how to cut the file into parts. */
export type RequestedUpload = SignedUpload | UnfinishedUpload;

/** An upload in one request. */
export type SignedUpload = {
  /** The key in the uploads bucket: the prefix and the name. */
  readonly key: string;
  /** Whether there is an upload of this key now, which this one will replace. */
  readonly replaces: boolean;
  /** The path of the job that tells what became of the file; `null` for judging data, which has no job. */
  readonly job: string | null;
  /** The method to send. */
  readonly method: 'PUT';
  /** The address to send to. It lets any caller send this upload, and nothing else. */
  readonly url: string;
  /** The headers to send, unchanged. Browsers add the length. */
  readonly headers: Readonly<Record<string, string>>;
  /** Until when the upload may begin. It may end earlier: then request it again. */
  readonly expiresAt: string;
};

/** An upload of several parts. */
export type UnfinishedUpload = {
  /** The key in the uploads bucket: the prefix and the name. */
  readonly key: string;
  /** Whether there is an upload of this key now, which this one will replace. */
  readonly replaces: boolean;
  /** The path of the job that tells what became of the file; `null` for judging data, which has no job. */
  readonly job: string | null;
  /** Names the unfinished upload. S3 discards it after 7 days. */
  readonly uploadId: string;
  /** The bytes of each part; the last one has the rest. */
  readonly partBytes: number;
  /** The number of parts. */
  readonly partCount: number;
};

/** Parts that will be sent. */
export type UploadPartsRequest = {
  /** The `key` of the answer to `POST /v1/uploads`. */
  readonly key: string;
  /** The `uploadId` of the same answer. */
  readonly uploadId: string;
  /** The bytes of the whole file. */
  readonly contentLength: number;
  /** The parts. */
  readonly parts: readonly PartToSign[];
};

/** A part that will be sent. */
export type PartToSign = {
  /** The number of the part, from 1. */
  readonly partNumber: number;
  /** The SHA-256 of the part, in base64. */
  readonly checksumSha256: string;
};

/** Where to send parts. */
export type SignedParts = {
  /** In the order of the request. */
  readonly parts: readonly {
    /** The number of the part. */
    readonly partNumber: number;
    /** The method to send. */
    readonly method: 'PUT';
    /** The address to send to. It lets any caller send this upload, and nothing else. */
    readonly url: string;
    /** The headers to send, unchanged. Browsers add the length. */
    readonly headers: Readonly<Record<string, string>>;
    /** Until when the upload may begin. It may end earlier: then request it again. */
    readonly expiresAt: string;
  }[];
};

/** All parts of an upload. */
export type UploadCompletion = {
  /** The `key` of the answer to `POST /v1/uploads`. */
  readonly key: string;
  /** The `uploadId` of the same answer. */
  readonly uploadId: string;
  /** The bytes of the whole file. */
  readonly contentLength: number;
  /** Whether an upload of the same key is replaced. With `false` it is 409, or 412 of S3. */
  readonly overwrite?: boolean | undefined;
  /** All parts, in order. */
  readonly parts: readonly SentPart[];
};

/** A part that was sent. */
export type SentPart = {
  /** The header `etag` of the answer to the part. Its quotes are optional. */
  readonly etag: string;
  /** The SHA-256 of the part, in base64. */
  readonly checksumSha256: string;
};

/** An upload whose parts were put together. */
export type CompletedUpload = {
  /** The key in the uploads bucket: the prefix and the name. */
  readonly key: string;
  /** The tag of the object in S3. */
  readonly etag: string;
  /** The path of the job that tells what became of the file; `null` for judging data, which has no job. */
  readonly job: string | null;
};

/** An upload to abort. */
export type UploadAbortion = {
  /** The `key` of the answer to `POST /v1/uploads`. */
  readonly key: string;
  /** The `uploadId` of the same answer. */
  readonly uploadId: string;
};

/** A map of the products, without its points and names. */
export type ProductMap = {
  /** The version whose vectors the map shows. */
  readonly modelVersion: string;
  /** `umap` keeps neighbours together. `pca` is the plane in which vectors differ most. */
  readonly method: 'umap' | 'pca';
  /** Products on the map. */
  readonly products: number;
  /** When the map was made. Later products are not on it. */
  readonly createdAt: string;
  /** Points of each part but the last. */
  readonly pointsPerPart: number;
  /** Parts of the points. */
  readonly parts: number;
  /** Names of each part but the last. */
  readonly namesPerPart: number;
  /** Parts of the names. */
  readonly nameParts: number;
  /** The bounds of the points. */
  readonly bounds: {
    /** Where the coordinate x is 0. */
    readonly minX: number;
    /** Where the coordinate x is 65,535. */
    readonly maxX: number;
    /** Where the coordinate y is 0. */
    readonly minY: number;
    /** Where the coordinate y is 65,535. */
    readonly maxY: number;
  };
  /** What points can be coloured by, in the order of their codes. */
  readonly colours: readonly ({
    /** The field of the products. */
    readonly field: 'cluster' | 'category' | 'brand';
    /** The values are words. */
    readonly kind: 'words';
    /** The most frequent words, by falling frequency. The code of a product is the place of its word. */
    readonly values: readonly string[];
    /** How many products have each. */
    readonly counts: readonly number[];
    /** Products with another word: their code is 254. */
    readonly others: number;
    /** Products without a word: their code is 255. */
    readonly missing: number;
  } | {
    /** The field of the products. */
    readonly field: 'price';
    /** The values are numbers. */
    readonly kind: 'number';
    /** Rising quantiles. The code of a product is the place of the first bound that is not below its number. */
    readonly bounds: readonly number[];
    /** Products without a number: their code is 255. */
    readonly missing: number;
  })[];
  /** Groups of similar products, the largest first. */
  readonly clusters: readonly {
    /** Words of categories, brands and titles that distinguish the group. */
    readonly label: string;
    /** The median of its points. */
    readonly x: number;
    /** The median of its points. */
    readonly y: number;
    /** Products in the group. */
    readonly products: number;
  }[];
};

/** The names of a part of a map. */
export type MapNames = {
  /** The id and the title of each product, in row order. */
  readonly names: readonly (readonly string[])[];
};

/** The job of an upload. */
export type Upload = {
  /** The name of the job. */
  readonly id: string;
  /** What became of it. */
  readonly state: 'running' | 'succeeded' | 'failed' | 'canceled';
  /** When it started. */
  readonly startedAt: string;
  /** When it last changed. */
  readonly updatedAt: string;
  /** The last request to cancel it. */
  readonly cancelRequested?: {
    /** When. */
    readonly at: string;
    /** The caller. */
    readonly by: string;
    /** The reason, if the caller gave one. */
    readonly why?: string | undefined;
    /** The attempt to cancel. */
    readonly attempt: number;
  } | undefined;
  /** Why it failed, was canceled, or waits for another attempt. */
  readonly cause?: string | undefined;
  /** The key in the uploads bucket. */
  readonly key?: string | undefined;
  /** Orders the events of one key. */
  readonly order?: string | undefined;
  /** While the upload is running: lines that are dealt with. */
  readonly taken?: number | undefined;
  /** How often it ran out of time and went on in another invocation. Absent: never. */
  readonly continuations?: number | undefined;
  /** How often an invocation read the file from its first line again: it could not go on. Absent: never. */
  readonly readAgain?: number | undefined;
  /** Every attempt failed, and its message is in the dead letters. A redrive resumes it. Absent: no. */
  readonly givenUp?: true | undefined;
  /** Records that were read: the sum of `accepted` and `rejected`. */
  readonly lines?: number | undefined;
  /** Good records. Of a catalog: the sum of `written`, `replaced` and `stale`. */
  readonly accepted?: number | undefined;
  /** Bad records. */
  readonly rejected?: number | undefined;
  /** Products that the upload stored: the sum of `added`, `changed` and `unchanged`. */
  readonly written?: number | undefined;
  /** Products that are new. */
  readonly added?: number | undefined;
  /** Products with another content than before. */
  readonly changed?: number | undefined;
  /** Products with the same content as before. */
  readonly unchanged?: number | undefined;
  /** In jobs of earlier releases, instead of `replaced`. */
  readonly duplicate?: number | undefined;
  /** Lines that a later line of the same product replaced. */
  readonly replaced?: number | undefined;
  /** Lines of products that were written or removed after the upload. */
  readonly stale?: number | undefined;
  /** Written lines whose product the live model cannot read. */
  readonly notEmbeddable?: number | undefined;
  /** With a text model: lines whose product got no vector of its text. Absent: none. */
  readonly withoutTextVector?: number | undefined;
  /** Of an upload under `replace/catalog/`: products that it lacks, and that have left. */
  readonly removed?: number | undefined;
  /** While products are removed: how far that is. */
  readonly removal?: {
    /** First all products are counted. */
    readonly phase: 'counting' | 'removing';
    /** Parts of the catalog that are done. */
    readonly parts: number;
    /** Parts in all. Absent in jobs of earlier releases: 4. */
    readonly of?: number | undefined;
    /** Products that are stored. */
    readonly stored: number;
    /** Products that the upload lacks. */
    readonly absent: number;
    /** Products that have left. */
    readonly removed: number;
  } | undefined;
  /** The report in the models bucket: at most 1,000 rejected lines and 1,000 ignored values. */
  readonly rejectsKey?: string | undefined;
  /** The first rejected lines, at most 10. */
  readonly firstRejects?: readonly {
    /** The number of the line, from 1. */
    readonly line: number;
    /** Why it was rejected. */
    readonly code: string;
    /** What is wrong, and where. */
    readonly detail: string;
    /** The beginning of the line. */
    readonly text: string;
  }[] | undefined;
  /** What the file was found to be, and how it was read. */
  readonly file?: {
    /** `csv`, `json-lines`, `json`, `xml`, `parquet`, and so on. */
    readonly format: string;
    /** `gzip` or `zip`. */
    readonly compression?: string | undefined;
    /** `utf-8`, `utf-16le`, `windows-1252`, and so on. */
    readonly encoding?: string | undefined;
    /** Of a table: the character between two cells. */
    readonly delimiter?: string | undefined;
    /** The shop system whose export the file is. */
    readonly export?: string | undefined;
    /** How the columns are read. */
    readonly columns?: readonly {
      /** The name in the file. */
      readonly column: string;
      /** The field that it becomes; `ignored` for none. */
      readonly field: string;
      /** What its values are read as. */
      readonly type: string;
      /** Why. */
      readonly because: string;
    }[] | undefined;
    /** What was guessed or ignored. */
    readonly notes: readonly string[];
  } | undefined;
  /** Values that were left out or cut. */
  readonly fieldsIgnored?: {
    /** Values that were left out or cut. */
    readonly values: number;
    /** By field and reason, at most 50. */
    readonly fields: readonly {
      /** The field or column. */
      readonly field: string;
      /** Why. */
      readonly reason: string;
      /** How many values. */
      readonly values: number;
    }[];
    /** Values in fields that are not listed. */
    readonly otherValues?: number | undefined;
  } | undefined;
  /** Of training data: the id of the run that the upload started. */
  readonly trainingRun?: string | undefined;
  /** Of training data: the training step on it; `null` if all rows are held out. */
  readonly step?: {
    /** The version that the step made; `parent` if no triplet had a loss. */
    readonly modelVersion: string;
    /** The version that the step started from; `null` for a new model. */
    readonly parent: string | null;
    /** The version that the next training step starts from; `null` before the first one. */
    readonly head: string | null;
    /** The version that is served; `null` before the first one. */
    readonly live: string | null;
    /** Training steps from `live` to `head`; `null` if no chain of steps connects them. */
    readonly stepsSinceLive: number | null;
    /** Triplets of the step. */
    readonly triplets: number;
    /** The mean loss of the triplets before the step. */
    readonly lossBefore: number;
    /** The mean loss after it. */
    readonly lossAfter: number;
    /** Triplets with a loss above 0 before the step. */
    readonly activeBefore: number;
  } | null | undefined;
  /** Of an object of events: its rows wait for the next run; it starts none. */
  readonly waitsForNextRun?: true | undefined;
  /** Rows left out of the step because they judge the model. */
  readonly heldOut?: number | undefined;
  /** Rejected rows that no step can be taken on. */
  readonly unusable?: number | undefined;
};

/** A page of uploads; or one upload, if the request has a `key`. */
export type UploadPage = {
  /** The entries of the page. */
  readonly data: readonly Upload[];
  /** The `cursor` of the next page; `null` on the last page. */
  readonly nextCursor: string | null;
} | Upload;

/** What to export. */
export type ExportRequest = {
  /** The format of the files. Neighbours are written as `parquet` or `jsonl`. */
  readonly format?: 'parquet' | 'npy' | 'safetensors' | 'jsonl' | 'tsv' | undefined;
  /** A version whose vectors are stored: that of `live`, or the one before. The default is `live`. */
  readonly version?: string | undefined;
  /** Exports the most similar products of every product instead of its vector. */
  readonly neighbours?: {
    /** How many of each. */
    readonly k: number;
  } | undefined;
  /** As in `POST /v1/similar:query`: only these products are exported, and are neighbours. */
  readonly filter?: string | (readonly string[]) | SimilarFilter | undefined;
};

/** An export. */
export type Export = {
  /** The name of the job. */
  readonly id: string;
  /** What became of it. */
  readonly state: 'running' | 'succeeded' | 'failed' | 'canceled';
  /** When it started. */
  readonly startedAt: string;
  /** When it last changed. */
  readonly updatedAt: string;
  /** The last request to cancel it. */
  readonly cancelRequested?: {
    /** When. */
    readonly at: string;
    /** The caller. */
    readonly by: string;
    /** The reason, if the caller gave one. */
    readonly why?: string | undefined;
    /** The attempt to cancel. */
    readonly attempt: number;
  } | undefined;
  /** Why it failed, was canceled, or waits for another attempt. */
  readonly cause?: string | undefined;
  /** What the export does now. */
  readonly phase?: 'queued' | 'copying' | 'counting' | 'writing' | 'done' | undefined;
  /** The format of the files. */
  readonly format: 'parquet' | 'npy' | 'safetensors' | 'jsonl' | 'tsv';
  /** The version whose vectors are exported. */
  readonly modelVersion: string;
  /** The number of neighbours of each product; absent for vectors. */
  readonly neighbours?: number | undefined;
  /** Which products are exported, as requested; absent for all. */
  readonly filter?: unknown | undefined;
  /** Numbers in a vector. */
  readonly dim?: number | undefined;
  /** All changes before are included. */
  readonly asOf?: string | undefined;
  /** Products with a vector that are exported. */
  readonly vectors?: number | undefined;
  /** Products with a vector that do not meet the filter. */
  readonly notMatching?: number | undefined;
  /** Products of the catalog, counted after `asOf`. */
  readonly products?: number | undefined;
  /** Those of them that are left out because they had no vector under the version. */
  readonly withoutVector?: number | undefined;
  /** Vectors that are written, or products whose neighbours are. */
  readonly done?: number | undefined;
  /** Products in a file of vectors, or pairs in all files of neighbours. */
  readonly rows?: number | undefined;
  /** Of all files. */
  readonly bytes?: number | undefined;
  /** The files are kept until then: 7 days after the request. */
  readonly expiresAt?: string | undefined;
  /** The computing cost so far. */
  readonly cost?: {
    /** Memory times time. */
    readonly gigabyteSeconds: number;
    /** Operations of the durable execution. */
    readonly operations: number;
    /** At list prices, without requests to S3 and DynamoDB. */
    readonly dollars: number;
  } | undefined;
  /** What to do after a failure. */
  readonly advice?: string | undefined;
  /** The files; together they are the export. */
  readonly files?: readonly ({
    /** The key in the models bucket. */
    readonly key: string;
    /** Its size. */
    readonly bytes: number;
    /** Its products or pairs. */
    readonly rows: number;
    /** A link that works without credentials until `linksExpireAt`. */
    readonly url?: string | undefined;
  })[] | undefined;
  /** A JSON file that says what the others hold. It is written last. */
  readonly manifest?: {
    /** The key in the models bucket. */
    readonly key: string;
    /** A link that works without credentials until `linksExpireAt`. */
    readonly url?: string | undefined;
  } | undefined;
  /** Until when the links work, at most. */
  readonly linksExpireAt?: string | undefined;
};

/** An export without its files. */
export type ExportBrief = {
  /** The name of the job. */
  readonly id: string;
  /** What became of it. */
  readonly state: 'running' | 'succeeded' | 'failed' | 'canceled';
  /** When it started. */
  readonly startedAt: string;
  /** When it last changed. */
  readonly updatedAt: string;
  /** The last request to cancel it. */
  readonly cancelRequested?: {
    /** When. */
    readonly at: string;
    /** The caller. */
    readonly by: string;
    /** The reason, if the caller gave one. */
    readonly why?: string | undefined;
    /** The attempt to cancel. */
    readonly attempt: number;
  } | undefined;
  /** Why it failed, was canceled, or waits for another attempt. */
  readonly cause?: string | undefined;
  /** What the export does now. */
  readonly phase?: 'queued' | 'copying' | 'counting' | 'writing' | 'done' | undefined;
  /** The format of the files. */
  readonly format: 'parquet' | 'npy' | 'safetensors' | 'jsonl' | 'tsv';
  /** The version whose vectors are exported. */
  readonly modelVersion: string;
  /** The number of neighbours of each product; absent for vectors. */
  readonly neighbours?: number | undefined;
  /** Which products are exported, as requested; absent for all. */
  readonly filter?: unknown | undefined;
  /** Numbers in a vector. */
  readonly dim?: number | undefined;
  /** All changes before are included. */
  readonly asOf?: string | undefined;
  /** Products with a vector that are exported. */
  readonly vectors?: number | undefined;
  /** Products with a vector that do not meet the filter. */
  readonly notMatching?: number | undefined;
  /** Products of the catalog, counted after `asOf`. */
  readonly products?: number | undefined;
  /** Those of them that are left out because they had no vector under the version. */
  readonly withoutVector?: number | undefined;
  /** Vectors that are written, or products whose neighbours are. */
  readonly done?: number | undefined;
  /** Products in a file of vectors, or pairs in all files of neighbours. */
  readonly rows?: number | undefined;
  /** Of all files. */
  readonly bytes?: number | undefined;
  /** The files are kept until then: 7 days after the request. */
  readonly expiresAt?: string | undefined;
  /** The computing cost so far. */
  readonly cost?: {
    /** Memory times time. */
    readonly gigabyteSeconds: number;
    /** Operations of the durable execution. */
    readonly operations: number;
    /** At list prices, without requests to S3 and DynamoDB. */
    readonly dollars: number;
  } | undefined;
  /** What to do after a failure. */
  readonly advice?: string | undefined;
};

/** A page of exports. */
export type ExportPage = {
  /** The entries of the page. */
  readonly data: readonly ExportBrief[];
  /** The `cursor` of the next page; `null` on the last page. */
  readonly nextCursor: string | null;
};

/** The state of the service. */
export type Health = {
  /** The registry can be read. */
  readonly status: 'ok';
  /** The version that the next training step starts from; `null` before the first one. */
  readonly head: string | null;
  /** The version that is served; `null` before the first one. */
  readonly live: string | null;
  /** Training steps from `live` to `head`; `null` if no chain of steps connects them. */
  readonly stepsSinceLive: number | null;
  /** The time of the answer. */
  readonly time: string;
};

/** An OpenAPI document. */
export type OpenApiDocument = {
  /** The version of OpenAPI. */
  readonly openapi: string;
  /** The name and the version of the API. */
  readonly info: Readonly<Record<string, unknown>>;
  /** The operations by path and method. */
  readonly paths: Readonly<Record<string, unknown>>;
  /** The schemas and examples. */
  readonly components: Readonly<Record<string, unknown>>;
  readonly [name: string]: unknown;
};

/** An error (RFC 9457). Use `code` in programs. */
export type Problem = {
  /** The address of the description of this problem: `GET /v1/problems/{code}`. */
  readonly type: string;
  /** What is wrong, the same for all problems of a code. */
  readonly title: string;
  /** The HTTP status. */
  readonly status: number;
  /** What is wrong with this request. */
  readonly detail: string;
  /** The code of the problem. It never changes: use it in programs. */
  readonly code: 'malformed-json' | 'malformed-path' | 'malformed-parameter' | 'invalid-cursor' | 'invalid-idempotency-key' | 'route-not-found' | 'product-not-found' | 'model-not-found' | 'map-not-found' | 'card-not-found' | 'training-run-not-found' | 'upload-not-found' | 'export-not-found' | 'unfinished-upload-not-found' | 'problem-not-found' | 'method-not-allowed' | 'embedding-pending' | 'weights-conflict' | 'request-in-progress' | 'write-conflict' | 'run-not-running' | 'export-not-running' | 'too-many-exports' | 'no-live-version' | 'version-not-stored' | 'not-live' | 'nothing-to-roll-back-to' | 'held-by-gate' | 'upload-exists' | 'cursor-expired' | 'precondition-failed' | 'body-too-large' | 'product-too-large' | 'unsupported-media-type' | 'invalid-request' | 'idempotency-key-reused' | 'step-not-finite' | 'step-too-long' | 'step-too-large' | 'upload-parts-refused' | 'answer-too-large' | 'product-not-embeddable' | 'internal' | 'model-not-ready' | 'index-loading' | 'unavailable';
  /** Names the request, by its `x-request-id`. */
  readonly instance: string;
  /** What the caller can do. */
  readonly cure: string;
  /** The invalid places of the request, at most 20. */
  readonly errors?: readonly ({
    /** The place in the body, as a JSON Pointer (RFC 6901). A long one is cut and ends in `…`. */
    readonly pointer?: string | undefined;
    /** The query parameter, if the place is one. */
    readonly parameter?: string | undefined;
    /** What is wrong, such as `wrong-type` or `too-big`. */
    readonly code: string;
    /** What is wrong, in words. */
    readonly detail: string;
  })[] | undefined;
  /** Seconds to wait before another attempt, as in `Retry-After`. */
  readonly retryAfterSeconds?: number | undefined;
};

/** The problem of one entry of a request. The other entries are answered. */
export type EntryProblem = {
  /** The address of the description of this problem: `GET /v1/problems/{code}`. */
  readonly type: string;
  /** What is wrong, the same for all problems of a code. */
  readonly title: string;
  /** The HTTP status. */
  readonly status: number;
  /** What is wrong with this request. */
  readonly detail: string;
  /** The code of the problem. It never changes: use it in programs. */
  readonly code: 'malformed-json' | 'malformed-path' | 'malformed-parameter' | 'invalid-cursor' | 'invalid-idempotency-key' | 'route-not-found' | 'product-not-found' | 'model-not-found' | 'map-not-found' | 'card-not-found' | 'training-run-not-found' | 'upload-not-found' | 'export-not-found' | 'unfinished-upload-not-found' | 'problem-not-found' | 'method-not-allowed' | 'embedding-pending' | 'weights-conflict' | 'request-in-progress' | 'write-conflict' | 'run-not-running' | 'export-not-running' | 'too-many-exports' | 'no-live-version' | 'version-not-stored' | 'not-live' | 'nothing-to-roll-back-to' | 'held-by-gate' | 'upload-exists' | 'cursor-expired' | 'precondition-failed' | 'body-too-large' | 'product-too-large' | 'unsupported-media-type' | 'invalid-request' | 'idempotency-key-reused' | 'step-not-finite' | 'step-too-long' | 'step-too-large' | 'upload-parts-refused' | 'answer-too-large' | 'product-not-embeddable' | 'internal' | 'model-not-ready' | 'index-loading' | 'unavailable';
  /** The invalid places of the entry, at most 5. */
  readonly errors?: readonly ({
    /** The place in the body, as a JSON Pointer (RFC 6901). A long one is cut and ends in `…`. */
    readonly pointer?: string | undefined;
    /** The query parameter, if the place is one. */
    readonly parameter?: string | undefined;
    /** What is wrong, such as `wrong-type` or `too-big`. */
    readonly code: string;
    /** What is wrong, in words. */
    readonly detail: string;
  })[] | undefined;
};

/** What a problem code means. */
export type ProblemType = {
  /** The address of the description of this problem: `GET /v1/problems/{code}`. */
  readonly type: string;
  /** The code of the problem. It never changes: use it in programs. */
  readonly code: 'malformed-json' | 'malformed-path' | 'malformed-parameter' | 'invalid-cursor' | 'invalid-idempotency-key' | 'route-not-found' | 'product-not-found' | 'model-not-found' | 'map-not-found' | 'card-not-found' | 'training-run-not-found' | 'upload-not-found' | 'export-not-found' | 'unfinished-upload-not-found' | 'problem-not-found' | 'method-not-allowed' | 'embedding-pending' | 'weights-conflict' | 'request-in-progress' | 'write-conflict' | 'run-not-running' | 'export-not-running' | 'too-many-exports' | 'no-live-version' | 'version-not-stored' | 'not-live' | 'nothing-to-roll-back-to' | 'held-by-gate' | 'upload-exists' | 'cursor-expired' | 'precondition-failed' | 'body-too-large' | 'product-too-large' | 'unsupported-media-type' | 'invalid-request' | 'idempotency-key-reused' | 'step-not-finite' | 'step-too-long' | 'step-too-large' | 'upload-parts-refused' | 'answer-too-large' | 'product-not-embeddable' | 'internal' | 'model-not-ready' | 'index-loading' | 'unavailable';
  /** What is wrong, the same for all problems of a code. */
  readonly title: string;
  /** The HTTP status. */
  readonly status: number;
  /** What the caller can do. */
  readonly cure: string;
  /** Seconds to wait before another attempt, as in `Retry-After`. */
  readonly retryAfterSeconds?: number | undefined;
};

/** An answer of the gateway itself. */
export type GatewayMessage = {
  /** What is wrong, in words. */
  readonly message: string;
};
