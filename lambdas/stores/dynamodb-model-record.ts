import type { ModelRecord } from '../ports/model-registry.ts';
import { type Item, ItemReader } from './dynamodb-item.ts';
import { registryKey } from './dynamodb-registry-listing.ts';

/** The kind of the model versions in the table `Registry`. */
export const MODEL_KIND = 'model';

export function modelItem(record: ModelRecord): Item {
  return {
    ...registryKey(MODEL_KIND, record.version),
    createdAt: { S: record.createdAt },
    ...(record.parent !== undefined && { parent: { S: record.parent } }),
    ...(record.lineage && {
      base: { S: record.lineage.base },
      stepsFromBase: { N: String(record.lineage.steps) },
    }),
    origin: { S: record.origin },
    weightsSha256: { S: record.weightsSha256 },
    weightsBytes: { N: String(record.weightsBytes) },
    dim: { N: String(record.dim) },
    report: { S: JSON.stringify(record.report) },
  };
}

/** @throws StoreError `corrupt-record`. */
export function readModelItem(item: Item): ModelRecord {
  const version = item.id?.S ?? '';
  const reader = new ItemReader(item, `model "${version}"`);
  const parent = reader.optionalText('parent');
  const base = reader.optionalText('base');
  return {
    version,
    createdAt: reader.text('createdAt'),
    ...(parent !== undefined && { parent }),
    ...(base !== undefined && { lineage: { base, steps: reader.count('stepsFromBase') } }),
    origin: reader.oneOf('origin', ['training-run', 'train-step']),
    weightsSha256: reader.text('weightsSha256'),
    weightsBytes: reader.count('weightsBytes'),
    dim: reader.count('dim'),
    report: reader.object('report'),
  };
}
