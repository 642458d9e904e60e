import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { ModelRecord, ModelRegistry, WeightsExpiry } from '../../../ports/model-registry.ts';
import type { Page, PageRequest } from '../../../ports/page.ts';
import { callAws } from '../../aws/aws-failure.ts';
import { putConditionally, readConsistently } from '../conditional-put.ts';
import { type Item, ItemReader } from '../item.ts';
import { IS_NEW, IS_STORED, listRecent, REGISTRY_KINDS, registryIdOf, registryKey } from './registry-items.ts';

/**
 * The model versions in the table `Registry`.
 * Every method throws StoreError `unavailable`; `create` throws `too-large`, `get` and `list` throw `corrupt-record`,
 * `list` throws `invalid-cursor`.
 */
export class DynamoModelRegistry implements ModelRegistry {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async create(record: ModelRecord): Promise<'created' | 'exists'> {
    const outcome = await putConditionally(this.#client, {
      tableName: this.#tableName,
      item: modelItem(record),
      key: keyOf(record.version),
      condition: IS_NEW,
      what: `model "${record.version}"`,
    });
    return outcome.written ? 'created' : 'exists';
  }

  async get(version: string): Promise<ModelRecord | undefined> {
    const item = await readConsistently(this.#client, this.#tableName, keyOf(version), `model "${version}"`);
    return item && readModelItem(item);
  }

  async setExpiry(version: string, expiry: WeightsExpiry | undefined): Promise<void> {
    const { weightsExpireAt, weightsRemoved } = expiry ?? {};
    const command = new UpdateItemCommand({
      TableName: this.#tableName,
      Key: keyOf(version),
      UpdateExpression: expiry
        ? `SET weightsExpireAt = :at ${weightsRemoved ? ', weightsRemoved = :removed' : 'REMOVE weightsRemoved'}`
        : 'REMOVE weightsExpireAt, weightsRemoved',
      ...IS_STORED,
      ...(weightsExpireAt !== undefined && {
        ExpressionAttributeValues: {
          ':at': { S: weightsExpireAt },
          ...(weightsRemoved && { ':removed': { BOOL: true } }),
        },
      }),
    });
    try {
      await callAws(`the write of model "${version}"`, () => this.#client.send(command));
    } catch (cause) {
      if (!(cause instanceof ConditionalCheckFailedException)) throw cause;
    }
  }

  async list(page: PageRequest): Promise<Page<ModelRecord>> {
    const { items, ...rest } = await listRecent(this.#client, this.#tableName, REGISTRY_KINDS.model, page);
    return { items: items.map(readModelItem), ...rest };
  }
}

function keyOf(version: string): Item {
  return registryKey(REGISTRY_KINDS.model, version);
}

function modelItem(record: ModelRecord): Item {
  return {
    ...keyOf(record.version),
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
    ...(record.weightsExpireAt !== undefined && { weightsExpireAt: { S: record.weightsExpireAt } }),
    ...(record.weightsRemoved && { weightsRemoved: { BOOL: true } }),
  };
}

/** @throws StoreError `corrupt-record`. */
function readModelItem(item: Item): ModelRecord {
  const version = registryIdOf(item);
  const reader = new ItemReader(item, `model "${version}"`);
  const parent = reader.optionalText('parent');
  const base = reader.optionalText('base');
  const weightsExpireAt = reader.optionalText('weightsExpireAt');
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
    ...(weightsExpireAt !== undefined && { weightsExpireAt }),
    ...(item.weightsRemoved?.BOOL === true && { weightsRemoved: true as const }),
  };
}
