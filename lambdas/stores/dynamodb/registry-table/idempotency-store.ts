import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EXPIRY_ATTRIBUTE } from '../../../formats/table-layout.ts';
import type { IdempotencyRecord, IdempotencyStore } from '../../../ports/idempotency-store.ts';
import { putConditionally, readConsistently } from '../conditional-put.ts';
import { type Item, ItemReader } from '../item.ts';
import { IS_NEW, REGISTRY_KINDS, registryKey } from './registry-items.ts';

/**
 * Requests with an idempotency key, in the table `Registry`; DynamoDB deletes them some time after `expiresAt`.
 * Both methods throw StoreError `unavailable`; `get` throws `corrupt-record`, `put` throws `too-large`.
 */
export class DynamoIdempotencyStore implements IdempotencyStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async get(id: string): Promise<IdempotencyRecord | undefined> {
    const item = await readConsistently(this.#client, this.#tableName, keyOf(id), whatOf(id));
    return item && readItem(id, item);
  }

  async put(record: IdempotencyRecord, over: string | undefined): Promise<'written' | 'conflict'> {
    const outcome = await putConditionally(this.#client, {
      tableName: this.#tableName,
      item: itemOf(record),
      key: keyOf(record.id),
      condition: isClaimedBy(over),
      what: whatOf(record.id),
    });
    return outcome.written ? 'written' : 'conflict';
  }
}

function keyOf(id: string): Item {
  return registryKey(REGISTRY_KINDS.idempotency, id);
}

function isClaimedBy(claim: string | undefined) {
  if (claim === undefined) return IS_NEW;
  return { ConditionExpression: 'claim = :claim', ExpressionAttributeValues: { ':claim': { S: claim } } };
}

function itemOf({ id, requestSha256, claim, claimedUntil, expiresAt, answer }: IdempotencyRecord): Item {
  return {
    ...keyOf(id),
    requestSha256: { S: requestSha256 },
    claim: { S: claim },
    claimedUntil: { S: claimedUntil },
    expires: { S: expiresAt },
    // For DynamoDB's time to live, in whole seconds.
    [EXPIRY_ATTRIBUTE]: { N: String(Math.ceil(Date.parse(expiresAt) / 1000)) },
    ...(answer && { answer: { S: JSON.stringify(answer) } }),
  };
}

function readItem(id: string, item: Item): IdempotencyRecord {
  const reader = new ItemReader(item, whatOf(id));
  return {
    id,
    requestSha256: reader.text('requestSha256'),
    claim: reader.text('claim'),
    claimedUntil: reader.text('claimedUntil'),
    expiresAt: reader.text('expires'),
    ...(item.answer && { answer: reader.object('answer') }),
  };
}

function whatOf(id: string): string {
  return `the request "${id}"`;
}
