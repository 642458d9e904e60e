import { createHash } from 'node:crypto';
import { writeCanonicalLines } from '../../core/model-card/canonical-data.ts';
import type { TrainingSet } from '../../core/training/data/training-set.ts';

/** Hex SHA-256 of a training set in its canonical order: the same data, however it came. */
export function dataSha256(set: TrainingSet): string {
  const hash = createHash('sha256');
  for (const line of writeCanonicalLines(set)) hash.update(line);
  return hash.digest('hex');
}
