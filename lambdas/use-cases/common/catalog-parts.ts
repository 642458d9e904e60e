/**
 * Whole catalogs are read in so many parts, where a later invocation resumes after the last part. One part has to fit into an
 * invocation of 5 minutes: at 12,000 read units a second, those of a new table, 32 parts are 137 million products of 3,250
 * bytes with their vectors. An empty part costs four reads.
 */
export const CATALOG_PARTS = 32;
