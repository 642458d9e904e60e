/**
 * What a run learns from: `all` data, the `new` data that the lineage of `head` was not trained on, or the `catalog`
 * alone.
 */
export const RUN_DATA = ['all', 'new', 'catalog'] as const;
export type RunData = (typeof RUN_DATA)[number];
