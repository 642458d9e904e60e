/*
 * The keys and indexes of the two tables of DynamoDB. Each name is written here and nowhere else. The file imports
 * nothing, so that the stores and the CDK constructs can both import it.
 */

/** Products and their vectors. */
export const PRODUCTS_TABLE = {
  partitionKey: 'productId',
  /** `product`, or `vector#<model version>`. */
  sortKey: 'record',
  /** The changes of a model version, ordered by time. */
  changes: { indexName: 'changes', partitionKey: 'changeShard', sortKey: 'updatedAt' },
} as const;

/** Model versions, pointers, jobs, decisions, requests with an idempotency key. */
export const REGISTRY_TABLE = {
  partitionKey: 'kind',
  sortKey: 'id',
  /** The items of one kind, ordered by time. */
  recent: { indexName: 'recent', partitionKey: 'kind', sortKey: 'createdAt' },
} as const;

/** In both tables: when DynamoDB may delete an item, in seconds since 1970. */
export const EXPIRY_ATTRIBUTE = 'expiresAt';

/** The vector index of DynamoDB over the table of products, as the stack declares it. */
export interface VectorIndexShape {
  readonly name: string;
  /** Numbers in a vector, 1 to 4,096. */
  readonly dimensions: number;
  /** Fields that are inline filters of the index: `brand`, `attributes.NAME`, `payload.NAME`. */
  readonly filterFields: readonly string[];
}

/** The attributes of an item that the vector index reads. */
export const VECTOR_INDEX = {
  /** Partitions the index: each version is searched like an index of its own. An item without this attribute is not indexed. */
  partitionKey: 'modelVersion',
  /** The list of numbers. The name holds the dimension, because DynamoDB refuses items with a list of another length. */
  vectorAttribute: (dimensions: number) => `numbers${dimensions}`,
  /** The inline filter of a field. */
  filterAttribute: (field: string) => `filter.${field}`,
} as const;
