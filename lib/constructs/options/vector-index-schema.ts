import type { VectorIndexShape } from '../../../lambdas/formats/table-layout.ts';
import { sha256Hex } from '../../../lambdas/shared/sha256.ts';

/** The vector index that functions search, and one that only stays. */
export interface VectorIndexProps extends VectorIndexShape {
  /**
   * The index of the deployment before this one. DynamoDB creates or deletes one index at a time, so the old one stays until
   * the next deployment. @default none
   */
  readonly kept?: VectorIndexShape;
}

/** The fields of the index whose name has no hash: that of the default options. */
const DEFAULT_FIELDS = ['brand'];
const HASH_CHARACTERS = 8;

/**
 * The name of the index of this schema. The schema of an index cannot be changed, so another schema needs another name: then
 * CloudFormation creates an index instead of changing one.
 */
export function vectorIndexName({ dimensions, filterFields }: Omit<VectorIndexShape, 'name'>): string {
  const name = `vectors-${dimensions}`;
  const fields = JSON.stringify(filterFields);
  if (fields === JSON.stringify(DEFAULT_FIELDS)) return name;
  return `${name}-${sha256Hex(fields).slice(0, HASH_CHARACTERS)}`;
}
