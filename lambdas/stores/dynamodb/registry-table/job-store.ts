import { ConditionalCheckFailedException, type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  type CancelRequest,
  JOB_STATES,
  type Job,
  type JobKind,
  type JobOf,
  type JobStore,
  type UploadJob,
} from '../../../ports/job-store.ts';
import type { Page, PageRequest } from '../../../ports/page.ts';
import { callAws } from '../../aws/aws-failure.ts';
import { putConditionally, readConsistently } from '../conditional-put.ts';
import { type Item, ItemReader } from '../item.ts';
import { checkItemSize } from '../item-size.ts';
import { IS_NEW, listRecent, registryIdOf, registryKey } from './registry-items.ts';

/**
 * The jobs in the table `Registry`. An update of a job that does not exist creates it; an update never changes `startedAt`.
 * Every method throws StoreError `unavailable`; `create` and `update` throw `too-large`, `get` and `list` throw
 * `corrupt-record`, `list` throws `invalid-cursor`.
 */
export class DynamoJobStore implements JobStore {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#client = client;
    this.#tableName = tableName;
  }

  async create(job: Job): Promise<'created' | 'exists'> {
    const outcome = await putConditionally(this.#client, {
      tableName: this.#tableName,
      item: jobItem(job),
      key: registryKey(job.kind, job.id),
      condition: IS_NEW,
      what: `${job.kind} "${job.id}"`,
    });
    return outcome.written ? 'created' : 'exists';
  }

  update(job: Job): Promise<'updated' | 'superseded'> {
    const isOrdered = job.kind === 'upload' && job.detail.order !== undefined;
    return this.#write(job, isOrdered ? (job.state === 'running' ? MAY_RUN : MAY_END) : undefined);
  }

  reopen(job: UploadJob): Promise<'updated' | 'superseded'> {
    return this.#write(job, MAY_REOPEN);
  }

  async #write(job: Job, condition: string | undefined): Promise<'updated' | 'superseded'> {
    const what = `${job.kind} "${job.id}"`;
    const item = jobItem(job);
    checkItemSize(item, what);
    const { order } = item;
    const command = new UpdateItemCommand({
      TableName: this.#tableName,
      Key: registryKey(job.kind, job.id),
      UpdateExpression: `${UPDATE}${order ? ', #order = :order' : ''}`,
      ...(condition && { ConditionExpression: condition }),
      ExpressionAttributeNames: { '#state': 'state', ...(order && { '#order': 'order' }) },
      ExpressionAttributeValues: {
        ':createdAt': item.createdAt!,
        ':state': item.state!,
        ':updatedAt': item.updatedAt!,
        ':detail': item.detail!,
        ...(order && { ':order': order }),
        ...(condition === MAY_REOPEN && { ':failed': { S: 'failed' } }),
      },
    });
    try {
      await callAws(`the write of ${what}`, () => this.#client.send(command));
      return 'updated';
    } catch (cause) {
      if (cause instanceof ConditionalCheckFailedException) return 'superseded';
      throw cause;
    }
  }

  async requestCancel(kind: JobKind, id: string, request: CancelRequest): Promise<'requested' | 'not-running'> {
    const command = new UpdateItemCommand({
      TableName: this.#tableName,
      Key: registryKey(kind, id),
      UpdateExpression: 'SET cancel = :cancel',
      ConditionExpression: '#state = :running',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':cancel': { S: JSON.stringify(request) }, ':running': { S: 'running' } },
    });
    try {
      await callAws(`the write of ${kind} "${id}"`, () => this.#client.send(command));
      return 'requested';
    } catch (cause) {
      if (cause instanceof ConditionalCheckFailedException) return 'not-running';
      throw cause;
    }
  }

  async get<Kind extends JobKind>(kind: Kind, id: string): Promise<JobOf<Kind> | undefined> {
    const item = await readConsistently(this.#client, this.#tableName, registryKey(kind, id), `${kind} "${id}"`);
    return item && readJobItem(kind, item);
  }

  async list<Kind extends JobKind>(kind: Kind, page: PageRequest): Promise<Page<JobOf<Kind>>> {
    const { items, ...rest } = await listRecent(this.#client, this.#tableName, kind, page);
    return { items: items.map((item) => readJobItem(kind, item)), ...rest };
  }
}

const UPDATE =
  'SET createdAt = if_not_exists(createdAt, :createdAt), #state = :state, updatedAt = :updatedAt, detail = :detail';

/** Of the job of an upload: a message that came twice is late for an upload that has ended. */
const MAY_RUN = 'attribute_not_exists(#order) OR #order < :order OR #order = :order AND #state = :state';
const MAY_REOPEN = '#order = :order AND #state = :failed';
const MAY_END = 'attribute_not_exists(#order) OR #order <= :order';

/** The index `recent` orders by `createdAt`: the start of the job. `order` is that of the event of an upload. */
function jobItem(job: Job): Item {
  const order = job.kind === 'upload' ? job.detail.order : undefined;
  return {
    ...registryKey(job.kind, job.id),
    createdAt: { S: job.startedAt },
    state: { S: job.state },
    updatedAt: { S: job.updatedAt },
    detail: { S: JSON.stringify(job.detail) },
    ...(order !== undefined && { order: { S: order } }),
  };
}

/** @throws StoreError `corrupt-record`. */
function readJobItem<Kind extends JobKind>(kind: Kind, item: Item): JobOf<Kind> {
  const id = registryIdOf(item);
  const reader = new ItemReader(item, `${kind} "${id}"`);
  const job = {
    kind,
    id,
    state: reader.oneOf('state', JOB_STATES),
    startedAt: reader.text('createdAt'),
    updatedAt: reader.text('updatedAt'),
    detail: reader.object('detail'),
    ...(item.cancel && { cancel: reader.object('cancel') }),
  };
  // `create`, `update` and `requestCancel` wrote the JSON of `detail` and `cancel` from a job of this kind.
  return job as unknown as JobOf<Kind>;
}
