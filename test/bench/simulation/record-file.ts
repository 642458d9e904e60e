import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyRows } from './key-rows.ts';

const BUFFER_BYTES = 2 ** 20;

/** A record of bytes under a key, with the time at which it was written. */
export interface FileRecord {
  readonly key: string;
  /** Of what follows the key. */
  readonly bytes: Buffer;
}

/**
 * The newest record of each key, in a file that has no name: it goes with the process, however that ends. In memory are 32 bytes a key
 * and a buffer. What a newer record replaces stays in the file, unread.
 */
export class RecordFile {
  readonly #fd: number;
  readonly #keys = new KeyRows();
  readonly #pending = Buffer.allocUnsafe(BUFFER_BYTES);
  #pendingBytes = 0;
  #written = 0;
  #size = 0;
  #offsets = new Float64Array(1024);
  #lengths = new Uint32Array(1024);
  #times = new Float64Array(1024);

  constructor() {
    const path = join(tmpdir(), `kindred-simulation-${process.pid}-${Math.random().toString(36).slice(2)}`);
    this.#fd = openSync(path, 'wx+');
    unlinkSync(path);
  }

  /** The number of keys. Each has a fixed row in [0, size). */
  get size(): number {
    return this.#size;
  }

  find(key: string): FileRecord | undefined {
    const row = this.#rowOf(key);
    return row === undefined ? undefined : this.at(row);
  }

  at(row: number): FileRecord {
    const record = this.#read(this.#offsets[row]!, this.#lengths[row]!);
    const keyBytes = record.readUInt16LE(0);
    return { key: record.toString('utf8', 2, 2 + keyBytes), bytes: record.subarray(2 + keyBytes) };
  }

  /** The time that was stored with the record of a row. */
  timeAt(row: number): number {
    return this.#times[row]!;
  }

  /** @param time Any number. */
  set(key: string, bytes: Uint8Array, time: number): void {
    const keyBytes = Buffer.from(key);
    const record = Buffer.allocUnsafe(2 + keyBytes.length + bytes.length);
    record.writeUInt16LE(keyBytes.length, 0);
    record.set(keyBytes, 2);
    record.set(bytes, 2 + keyBytes.length);
    const row = this.#rowOf(key) ?? this.#newRow(key);
    this.#offsets[row] = this.#append(record);
    this.#lengths[row] = record.length;
    this.#times[row] = time;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #rowOf(key: string): number | undefined {
    return this.#keys.find(key, (row) => this.at(row).key === key);
  }

  #newRow(key: string): number {
    if (this.#size === this.#offsets.length) {
      const grown = 2 * this.#size;
      this.#offsets = copied(this.#offsets, new Float64Array(grown));
      this.#lengths = copied(this.#lengths, new Uint32Array(grown));
      this.#times = copied(this.#times, new Float64Array(grown));
    }
    this.#size += 1;
    return this.#keys.add(key);
  }

  #append(record: Buffer): number {
    const at = this.#written + this.#pendingBytes;
    if (this.#pendingBytes + record.length > BUFFER_BYTES) this.#flush();
    if (record.length > BUFFER_BYTES) {
      writeSync(this.#fd, record, 0, record.length, this.#written);
      this.#written += record.length;
      return at;
    }
    record.copy(this.#pending, this.#pendingBytes);
    this.#pendingBytes += record.length;
    return at;
  }

  #flush(): void {
    writeSync(this.#fd, this.#pending, 0, this.#pendingBytes, this.#written);
    this.#written += this.#pendingBytes;
    this.#pendingBytes = 0;
  }

  #read(at: number, length: number): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    if (at >= this.#written) this.#pending.copy(bytes, 0, at - this.#written, at - this.#written + length);
    else readSync(this.#fd, bytes, 0, length, at);
    return bytes;
  }
}

function copied<Numbers extends Float64Array | Uint32Array>(from: Numbers, into: Numbers): Numbers {
  into.set(from);
  return into;
}
