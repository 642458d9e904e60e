import { type DynamoDBClient, PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { DECISION_KINDS, type Decision, type DecisionLog } from '../../../ports/decision-log.ts';
import { callAws, toStoreError } from '../../aws/aws-failure.ts';
import { type Item, ItemReader } from '../item.ts';
import { checkItemSize } from '../item-size.ts';
import { queryOfKind, REGISTRY_KINDS, registryKey } from './registry-items.ts';

/**
 * Decisions in the table `Registry`, with a kind for each version, ordered by time. Both methods throw StoreError `unavailable`;
 * `record` throws `too-large`, `of` throws `corrupt-record`.
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
      ...registryKey(REGISTRY_KINDS.decisionsOf(version), `${at}#${decision}`),
      at: { S: at },
      decision: { S: decision },
      by: { S: by },
      why: { S: why },
      figures: { S: JSON.stringify(figures) },
    };
    const what = `decision about "${version}"`;
    checkItemSize(item, what);
    const command = new PutItemCommand({ TableName: this.#tableName, Item: item });
    await callAws(`the write of the ${what}`, () => this.#client.send(command));
  }

  async of(version: string): Promise<readonly Decision[]> {
    const decisions: Decision[] = [];
    const input = { ...queryOfKind(this.#tableName, REGISTRY_KINDS.decisionsOf(version)), ConsistentRead: true };
    try {
      for await (const page of paginateQuery({ client: this.#client }, input)) {
        decisions.push(...(page.Items ?? []).map((item) => decisionOf(version, item)));
      }
    } catch (cause) {
      throw toStoreError(`the decisions about "${version}"`, cause);
    }
    return decisions;
  }
}

function decisionOf(version: string, item: Item): Decision {
  const reader = new ItemReader(item, `decision about "${version}"`);
  return {
    version,
    at: reader.text('at'),
    decision: reader.oneOf('decision', DECISION_KINDS),
    by: reader.text('by'),
    why: reader.text('why'),
    figures: reader.object('figures'),
  };
}
