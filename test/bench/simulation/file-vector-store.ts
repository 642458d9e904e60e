import { setImmediate as breathe } from 'node:timers/promises';
import type { RemovedVector, StoredVector, VectorChange, VectorStore } from '../../../lambdas/ports/vector-store.ts';
import { decodeFloat32, encodeFloat32 } from '../../../lambdas/stores/dynamodb/products-table/vector-record.ts';
import { RecordFile } from './record-file.ts';

/** What stands before the numbers of a vector; without `dim` it is a removal. */
interface VectorHead {
  readonly revision: string;
  readonly updatedAt: string;
  readonly fields?: StoredVector['fields'];
  readonly dim?: number;
}

const READ_AT_ONCE = 500;

/** The vectors in files without a name, one a version: in memory are some 40 bytes of each. It lets no version go. */
export class FileVectorStore implements VectorStore {
  readonly changeParts = 1;
  readonly #versions = new Map<string, RecordFile>();

  async get(productId: string, modelVersion: string): Promise<StoredVector | undefined> {
    const found = this.#versions.get(modelVersion)?.find(productId);
    const change = found && changeOf(productId, modelVersion, found.bytes);
    return change?.kind === 'written' ? change.stored : undefined;
  }

  /** Removals and marks are one here: no search of the simulation asks why. */
  async whyNotEmbeddable(): Promise<undefined> {
    return undefined;
  }

  async getMany(productIds: readonly string[], modelVersion: string): Promise<ReadonlyMap<string, StoredVector>> {
    const found = await Promise.all(productIds.map((id) => this.get(id, modelVersion)));
    return new Map(found.flatMap((stored) => (stored ? [[stored.productId, stored] as const] : [])));
  }

  async putMany(vectors: readonly StoredVector[], options: { updatedAt: string; onlyNewer?: boolean }): Promise<void> {
    const { updatedAt, onlyNewer = true } = options;
    const lastOfEach = new Map(
      vectors.map((stored) => [JSON.stringify([stored.modelVersion, stored.productId]), stored]),
    );
    for (const { productId, modelVersion, vector, revision, fields } of lastOfEach.values()) {
      const head = { revision, updatedAt, ...(fields && { fields }), dim: vector.length };
      this.#write(productId, modelVersion, head, encodeFloat32(vector), onlyNewer);
    }
  }

  async remove(productId: string, modelVersion: string, at: { revision: string; updatedAt: string }): Promise<void> {
    const { revision, updatedAt } = at;
    this.#write(productId, modelVersion, { revision, updatedAt }, new Uint8Array(), true);
  }

  expire(): never {
    throw new RangeError('simulation: it lets no version go, expected none to be expired');
  }

  async *changes(modelVersion: string, since?: string): AsyncIterable<VectorChange> {
    for await (const { changes } of this.changePages(modelVersion, undefined, since)) yield* changes;
  }

  async *removals(modelVersion: string, since: string): AsyncIterable<RemovedVector> {
    for await (const change of this.changes(modelVersion, since)) if (change.kind === 'removed') yield change;
  }

  /** A cursor is the number of changes before it: a record keeps its place. */
  async *changePages(
    modelVersion: string,
    after = '0',
    since?: string,
  ): AsyncIterable<{ readonly changes: readonly VectorChange[]; readonly cursor: string }> {
    const file = this.#versions.get(modelVersion);
    const sinceMs = since === undefined ? Number.NEGATIVE_INFINITY : Date.parse(since);
    let changes: VectorChange[] = [];
    for (let row = Number(after); file !== undefined && row < file.size; row++) {
      if (file.timeAt(row) < sinceMs) continue;
      const { key, bytes } = file.at(row);
      changes.push(changeOf(key, modelVersion, bytes));
      if (changes.length < READ_AT_ONCE) continue;
      yield { changes, cursor: String(row + 1) };
      changes = [];
      await breathe();
    }
    if (changes.length > 0) yield { changes, cursor: String(file!.size) };
  }

  close(): void {
    for (const file of this.#versions.values()) file.close();
  }

  #write(id: string, modelVersion: string, head: VectorHead, numbers: Uint8Array, onlyNewer: boolean): void {
    const file = this.#versions.get(modelVersion) ?? new RecordFile();
    this.#versions.set(modelVersion, file);
    const current = onlyNewer ? file.find(id) : undefined;
    if (current && headOf(current.bytes).head.revision > head.revision) return;
    const text = Buffer.from(JSON.stringify(head));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    file.set(id, Buffer.concat([length, text, numbers]), Date.parse(head.updatedAt));
  }
}

function headOf(bytes: Buffer): { head: VectorHead; numbers: Buffer } {
  const end = 4 + bytes.readUInt32LE(0);
  return { head: JSON.parse(bytes.toString('utf8', 4, end)), numbers: bytes.subarray(end) };
}

function changeOf(productId: string, modelVersion: string, bytes: Buffer): VectorChange {
  const { head, numbers } = headOf(bytes);
  const { updatedAt, dim, revision, fields } = head;
  if (dim === undefined) return { kind: 'removed', productId, updatedAt };
  const vector = decodeFloat32(numbers, dim)!;
  return {
    kind: 'written',
    stored: { productId, modelVersion, vector, revision, ...(fields && { fields }) },
    updatedAt,
  };
}
