import { type DynamoDBClient, PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import type { Decision, DecisionLog } from '../../../ports/decision-log.ts';
import { answered, asStoreError } from '../../aws/aws-failure.ts';
import { checkItemSize, type Item, ItemReader } from '../item.ts';
import { registryKey } from './registry-listing.ts';

const WORDS = ['passed', 'held', 'promoted', 'override', 'rolled-back'] as const;

/**
 * Decisions in the table `Registry`, a kind for each version, by time. Both methods throw StoreError `unavailable`, `record`
 * throws `too-large`, `of` throws `corrupt-record`.
 */
export class DynamoDecisionLog implements DecisionLog {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async record({ version, at, decision, by, why, figures }: Decision): Promise<void> {
    const item: Item = {
      ...registryKey(kindOf(version), `${at}#${decision}`),
      at: { S: at },
      decision: { S: decision },
      by: { S: by },
      why: { S: why },
      figures: { S: JSON.stringify(figures) },
    };
    const what = `decision about "${version}"`;
    checkItemSize(item, what);
    const command = new PutItemCommand({ TableName: this.#tableName, Item: item });
    await answered(`the write of the ${what}`, () => this.#client.send(command));
  }

  async of(version: string): Promise<readonly Decision[]> {
    const decisions: Decision[] = [];
    const input = {
      TableName: this.#tableName,
      ConsistentRead: true,
      KeyConditionExpression: '#kind = :kind',
      ExpressionAttributeNames: { '#kind': 'kind' },
      ExpressionAttributeValues: { ':kind': { S: kindOf(version) } },
    };
    try {
      for await (const page of paginateQuery({ client: this.#client }, input)) {
        decisions.push(...(page.Items ?? []).map((item) => decisionOf(version, item)));
      }
    } catch (cause) {
      throw asStoreError(`the decisions about "${version}"`, cause);
    }
    return decisions;
  }
}

function kindOf(version: string): string {
  return `decision#${version}`;
}

function decisionOf(version: string, item: Item): Decision {
  const reader = new ItemReader(item, `decision about "${version}"`);
  return {
    version,
    at: reader.text('at'),
    decision: reader.oneOf('decision', WORDS),
    by: reader.text('by'),
    why: reader.text('why'),
    figures: reader.object('figures'),
  };
}
