import { crc32, deflateRawSync } from 'node:zlib';

interface ZipOptions {
  /** The sizes stand after the content only, as when an archive is written to a stream. */
  readonly isStreamed?: boolean;
  readonly isEncrypted?: boolean;
}

/** A zip file with these files by name. */
export function zipped(files: Readonly<Record<string, string>>, options: ZipOptions = {}): Buffer {
  const { isStreamed = false, isEncrypted = false } = options;
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const plain = Buffer.from(content);
    const packed = deflateRawSync(plain);
    const sizes = [crc32(plain), packed.length, plain.length];
    const flags = (isEncrypted ? 1 : 0) | (isStreamed ? 8 : 0);
    const common = (known: readonly number[]) =>
      Buffer.concat([words(20, flags, 8, 0, 0), longs(...known), words(Buffer.byteLength(name), 0)]);
    const local = [longs(0x04034b50), common(isStreamed ? [0, 0, 0] : sizes), Buffer.from(name), packed];
    if (isStreamed) local.push(longs(0x08074b50, ...sizes));
    directory.push(longs(0x02014b50), words(20), common(sizes), words(0, 0, 0), longs(0, offset), Buffer.from(name));
    parts.push(...local);
    offset += Buffer.concat(local).length;
  }
  const central = Buffer.concat(directory);
  const count = Object.keys(files).length;
  return Buffer.concat([
    ...parts,
    central,
    longs(0x06054b50),
    words(0, 0, count, count),
    longs(central.length, offset),
    words(0),
  ]);
}

function words(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [i, value] of values.entries()) bytes.writeUInt16LE(value, i * 2);
  return bytes;
}

function longs(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [i, value] of values.entries()) bytes.writeUInt32LE(value, i * 4);
  return bytes;
}
