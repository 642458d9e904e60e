import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { ModelPointers, Pointer, PointerMove, PointerName } from '../../../ports/model-pointers.ts';
import { callAws } from '../../aws/aws-failure.ts';
import { putConditionally, readConsistently } from '../conditional-put.ts';
import { type Item, ItemReader } from '../item.ts';
import { REGISTRY_KINDS, registryKey } from './registry-items.ts';

/**
 * The pointers in the table `Registry`; each move is one conditional write.
 * Every method throws StoreError `unavailable`; `read` throws `corrupt-record`.
 */
export class DynamoModelPointers implements ModelPointers {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async read(name: PointerName): Promise<Pointer | undefined> {
    const item = await readConsistently(this.#client, this.#tableName, keyOf(name), `pointer "${name}"`);
    if (item === undefined) return undefined;
    const reader = new ItemReader(item, `pointer "${name}"`);
    const changesUntil = reader.optionalText('changesUntil');
    const pointer = { version: reader.text('version'), movedAt: reader.text('movedAt') };
    return changesUntil === undefined ? pointer : { ...pointer, changesUntil };
  }

  async move(name: PointerName, change: { from: string | undefined; to: string; at: string }): Promise<PointerMove> {
    const { from, to, at } = change;
    // `movedAt` must stay as it is when the pointer equals `to` already, so nothing is written.
    if (from === to) return (await this.read(name))?.version === to ? 'stands' : 'conflict';
    const outcome = await putConditionally(this.#client, {
      tableName: this.#tableName,
      item: { ...keyOf(name), version: { S: to }, movedAt: { S: at } },
      key: keyOf(name),
      condition: namesVersion(from),
      what: `pointer "${name}"`,
    });
    if (outcome.written) return 'moved';
    return versionOf(outcome.found) === to ? 'stands' : 'conflict';
  }

  async announceChanges(version: string, until: string): Promise<void> {
    const command = new UpdateItemCommand({
      TableName: this.#tableName,
      Key: keyOf('live'),
      UpdateExpression: 'SET changesUntil = :until',
      ConditionExpression: 'version = :version AND (attribute_not_exists(changesUntil) OR changesUntil < :until)',
      ExpressionAttributeValues: { ':version': { S: version }, ':until': { S: until } },
    });
    try {
      await callAws(`the announcement of changes of ${version}`, () => this.#client.send(command));
    } catch (cause) {
      if (!(cause instanceof ConditionalCheckFailedException)) throw cause;
    }
  }
}

function keyOf(name: PointerName): Item {
  return registryKey(REGISTRY_KINDS.pointer, name);
}

function namesVersion(version: string | undefined) {
  if (version === undefined) return { ConditionExpression: 'attribute_not_exists(version)' };
  return { ConditionExpression: 'version = :from', ExpressionAttributeValues: { ':from': { S: version } } };
}

function versionOf(item: Item | undefined): string | undefined {
  return item?.version?.S;
}
