/** Values of the functions' environment variables. The stack sets them; a function without the variable uses them too. */
export const environmentDefaults = {
  /** How long a function may serve a model before it checks whether `live` points to another one. */
  LIVE_RECHECK_SECONDS: 2,
  /**
   * How long callers may keep the answer of a search by GET. With the time between two reads of changes it stays within the
   * 5 seconds after which a removed product is gone.
   */
  SIMILAR_MAX_AGE_SECONDS: 2,
  /** How long a search waits while the function reads the vectors of its first index. Then the answer is 503. */
  LOAD_WAIT_SECONDS: 2,
  /** Time of one training slice. The rest of an invocation (900 s in AWS) is for the checkpoint. */
  TRAINING_SLICE_SECONDS: 600,
  /** Time of one slice of the search for the neighbours of all products; each slice writes a file. */
  EXPORT_SLICE_SECONDS: 600,
  /** Parts of the catalog that are embedded at once. A new account may run only 10 functions at once. */
  CONCURRENT_SHARDS: 8,
} as const;
