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
