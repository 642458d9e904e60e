import type { Because } from '../core/explain/because.ts';
import type { SearchToExplain } from '../core/explain/explain-search.ts';

/** Explains the scores of a search. */
export interface Explainer {
  /**
   * Why each neighbour has its score under a version, in the order of the neighbours.
   * @throws UseCaseError `model-not-ready` if the version cannot be loaded
   */
  explain(modelVersion: string, search: SearchToExplain): Promise<readonly Because[]>;
}
