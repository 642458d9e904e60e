import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { CounterRandom } from '../../lambdas/core/numerics/random.ts';
import { UPLOAD_PREFIXES } from '../../lambdas/formats/object-layout.ts';
import type { LocalStack } from '../../lib/local/stack/local-stack.ts';
import type { Ledger } from './ledger.ts';
import { soakBaskets, soakProduct, soakTriplets } from './soak-shop.ts';
import type { Traffic } from './traffic.ts';

const FILES = 4;
const BAD_LINES = 3;

/** What the newest acknowledged upload of a key holds. */
export interface SoakUpload {
  readonly key: string;
  readonly lines: number;
  /** Undefined for rows of products that may have been removed before they were read. */
  readonly rejected: number | undefined;
  /** The products of a catalog, and the number of the write that they show after it. */
  readonly products: readonly string[];
  readonly write: number;
}

/** Uploads catalogs whose products nobody else writes, the same few keys again and again; triplets for steps; baskets. */
export class UploadLoad {
  /** By key: uploads that S3 has acknowledged. A key whose last upload has no answer is missing. */
  readonly acknowledged = new Map<string, SoakUpload>();
  readonly #stack: LocalStack;
  readonly #traffic: Traffic;
  readonly #ledger: Ledger;
  readonly #random: CounterRandom;
  readonly #linesOfFile: number;
  #uploads = 0;

  /** @param linesOfFile Products of a catalog. */
  constructor(stack: LocalStack, traffic: Traffic, ledger: Ledger, random: CounterRandom, linesOfFile: number) {
    this.#stack = stack;
    this.#traffic = traffic;
    this.#ledger = ledger;
    this.#random = random;
    this.#linesOfFile = linesOfFile;
  }

  /** A catalog, of which a few lines are broken. */
  async catalog(): Promise<void> {
    const file = this.#uploads % FILES;
    const write = ++this.#uploads;
    const ids = Array.from({ length: this.#linesOfFile }, (_, i) => `upload-${file}-${i}`);
    const good = ids.map((id) => JSON.stringify(soakProduct(id, write)));
    const bad = Array.from({ length: BAD_LINES }, (_, i) => `{"title":"a line without an id ${i}"}`);
    const key = `${UPLOAD_PREFIXES.catalog}soak-${file}.jsonl`;
    const isDone = await this.#put([...good, ...bad], { key, rejected: BAD_LINES, products: ids, write });
    for (const id of ids) isDone ? this.#ledger.acknowledged(id, write) : this.#ledger.perhaps(id, write);
  }

  /** A few triplets, which are one step. */
  async triplets(): Promise<void> {
    await this.#putRows(UPLOAD_PREFIXES.triplets, soakTriplets(this.#ledger.ids, 20, this.#random));
  }

  /** What shoppers bought together. */
  async baskets(count: number): Promise<void> {
    await this.#putRows(UPLOAD_PREFIXES.interactions, soakBaskets(this.#ledger.ids, count, this.#random));
  }

  async #putRows(prefix: string, rows: readonly object[]): Promise<void> {
    const write = ++this.#uploads;
    const lines = rows.map((row) => JSON.stringify(row));
    await this.#put(lines, { key: `${prefix}soak-${write}.jsonl`, rejected: undefined, products: [], write });
  }

  /** @returns whether S3 has acknowledged the upload */
  async #put(lines: readonly string[], upload: Omit<SoakUpload, 'lines'>): Promise<boolean> {
    const { clients, uploadsBucket } = this.#stack;
    const { key } = upload;
    try {
      await clients.s3.send(new PutObjectCommand({ Bucket: uploadsBucket, Key: key, Body: `${lines.join('\n')}\n` }));
      this.#traffic.counts.add('PutObject done');
      this.acknowledged.set(key, { ...upload, lines: lines.length });
      return true;
    } catch {
      // The client has tried several times; nobody knows which of them was the last that S3 has stored.
      this.#traffic.counts.add('PutObject no answer');
      this.acknowledged.delete(key);
      return false;
    }
  }
}
