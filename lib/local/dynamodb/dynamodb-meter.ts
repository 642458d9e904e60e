import type { LimitName } from '../limits/aws-limits.ts';
import type { LocalLimits } from '../limits/local-limits.ts';
import { Throughput, type Use } from './dynamodb-throughput.ts';
import { type Charge, chargesOfWrite, partitionOf, type TableShape, type WireItem } from './dynamodb-units.ts';

type WriteRequest = {
  readonly PutRequest?: { readonly Item: WireItem };
  readonly DeleteRequest?: { readonly Key: WireItem };
};
interface KeysRequest {
  readonly Keys: readonly WireItem[];
  readonly ConsistentRead?: boolean;
}

/** The fields of requests that decide what they take. */
export interface WireRequest {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Item?: WireItem;
  readonly Key?: WireItem;
  readonly Limit?: number;
  readonly RequestItems?: { readonly [table: string]: readonly WriteRequest[] | KeysRequest };
}

/** The fields of answers that tell what a request took. */
export interface WireAnswer {
  readonly ConsumedCapacity?: ConsumedCapacity | readonly ConsumedCapacity[];
  readonly LastEvaluatedKey?: object;
  readonly UnprocessedItems?: object;
  readonly UnprocessedKeys?: object;
  readonly Table?: TableShape;
  readonly TableDescription?: TableShape;
  readonly __type?: string;
}

interface ConsumedCapacity {
  readonly TableName: string;
  readonly CapacityUnits?: number;
}

/** A request that may be done, in part if it is a batch. */
export interface Admission {
  readonly request: WireRequest;
  /** What of a batch is not done, by table. */
  readonly left: Record<string, WriteRequest[] | KeysRequest>;
  /** What was taken for it until its real units are known. */
  readonly taken: { readonly use: Use; readonly charges: readonly Charge[] };
}

/** A read of a small item, or of none, of the table as it may have been a moment ago. */
const SMALLEST_READ_UNITS = 0.5;

/** Decides which requests may be done by the units of their tables, indexes and partition keys, and counts what they took. */
export class DynamoDbMeter {
  readonly #limits: LocalLimits;
  readonly #throughput: Throughput;
  readonly #tables = new Map<string, TableShape>();

  constructor(limits: LocalLimits) {
    this.#limits = limits;
    this.#throughput = new Throughput(limits);
  }

  /** Counts what a write took, when it is done. */
  write(table: TableShape, before: WireItem | undefined, after: WireItem | undefined): void {
    this.#throughput.spend('write', chargesOfWrite(table, before, after));
  }

  /** @returns the admitted request, or the limit that it meets. Requests about tables, and of unknown ones, are admitted. */
  admit(operation: string, request: WireRequest): Admission | LimitName {
    if (operation === 'BatchWriteItem' || operation === 'BatchGetItem') return this.#admitBatch(operation, request);
    const use = /^(PutItem|UpdateItem|DeleteItem)$/.test(operation) ? 'write' : 'read';
    const charges = this.#expected(use, request);
    const met = this.#throughput.findLimit(use, charges);
    if (met !== undefined) return met;
    this.#throughput.spend(use, charges);
    return { request, left: {}, taken: { use, charges } };
  }

  /** What a request of one item, a query or a scan will take at least; nothing for requests that have no units. */
  #expected(use: Use, { TableName = '', IndexName, Item, Key }: WireRequest): readonly Charge[] {
    const table = this.#tables.get(TableName);
    if (table === undefined) return [];
    if (use === 'write' && Item) return chargesOfWrite(table, undefined, Item);
    const resource = IndexName === undefined ? TableName : `${TableName}/${IndexName}`;
    const units = use === 'write' ? 1 : SMALLEST_READ_UNITS;
    return [{ resource, partition: Key && partitionOf(table.KeySchema, Key), units }];
  }

  #admitBatch(operation: string, request: WireRequest): Admission | LimitName {
    const use = operation === 'BatchWriteItem' ? 'write' : 'read';
    const charges: Charge[] = [];
    let met: LimitName | undefined;
    const mayPass = (table: string, one: WireRequest): boolean => {
      const expected = this.#expected(use, { TableName: table, ...one });
      const limit = this.#throughput.findLimit(use, expected);
      if (limit !== undefined) this.#limits.meet(limit);
      met ??= limit;
      if (limit !== undefined) return false;
      this.#throughput.spend(use, expected);
      charges.push(...expected);
      return true;
    };
    const done: Record<string, WriteRequest[] | KeysRequest> = {};
    const left: Record<string, WriteRequest[] | KeysRequest> = {};
    for (const [table, given] of Object.entries(request.RequestItems ?? {})) {
      const [passed, refused] = Array.isArray(given)
        ? parted(given as WriteRequest[], (one) =>
            mayPass(table, { Item: one.PutRequest?.Item, Key: one.DeleteRequest?.Key } as WireRequest),
          )
        : partedKeys(given as KeysRequest, (Key) => mayPass(table, { Key }));
      if (passed) done[table] = passed;
      if (refused) left[table] = refused;
    }
    if (met !== undefined && Object.keys(done).length === 0) return met;
    return { request: { ...request, RequestItems: done }, left, taken: { use, charges } };
  }

  /**
   * Replaces what was taken for a request by what it took, and adds what was not done to the answer of a batch.
   * @returns the answer to send
   */
  settle(operation: string, { request, left, taken }: Admission, answer: WireAnswer): WireAnswer {
    for (const table of [answer.Table, answer.TableDescription]) if (table) this.#tables.set(table.TableName, table);
    // A write that a condition refuses takes the units of its item, which were taken already.
    if (!answer.__type?.includes('ConditionalCheckFailed')) this.#throughput.giveBack(taken.use, taken.charges);
    if (taken.use === 'read') this.#spendRead(request, answer);
    if (answer.LastEvaluatedKey && request.Limit === undefined) this.#limits.meet('pageBytes');
    if (Object.keys(left).length === 0) return answer;
    return operation === 'BatchWriteItem'
      ? { ...answer, UnprocessedItems: { ...answer.UnprocessedItems, ...left } }
      : { ...answer, UnprocessedKeys: { ...answer.UnprocessedKeys, ...left } };
  }

  #spendRead({ IndexName, Key }: WireRequest, { ConsumedCapacity = [] }: WireAnswer): void {
    for (const { TableName, CapacityUnits = 0 } of [ConsumedCapacity].flat()) {
      const table = this.#tables.get(TableName);
      const resource = IndexName === undefined ? TableName : `${TableName}/${IndexName}`;
      const partition = Key && table && partitionOf(table.KeySchema, Key);
      this.#throughput.spend('read', [{ resource, partition, units: CapacityUnits }]);
    }
  }
}

/** The elements that pass and the others; undefined instead of an empty list. */
function parted<One>(all: readonly One[], passes: (one: One) => boolean): [One[] | undefined, One[] | undefined] {
  const passed: One[] = [];
  const refused: One[] = [];
  for (const one of all) (passes(one) ? passed : refused).push(one);
  return [passed.length > 0 ? passed : undefined, refused.length > 0 ? refused : undefined];
}

function partedKeys(
  given: KeysRequest,
  passes: (key: WireItem) => boolean,
): [KeysRequest | undefined, KeysRequest | undefined] {
  const [passed, refused] = parted(given.Keys, passes);
  return [passed && { ...given, Keys: passed }, refused && { ...given, Keys: refused }];
}
