import { type FileHead, readHead, replay, watched } from './byte-streams.ts';
import { gunzip } from './decompress.ts';
import type { FileSource } from './file-source.ts';
import { FormatError } from './format-error.ts';
import { findZippedFile } from './zip-archive.ts';

/** A file without its compression. */
export interface UnpackedFile {
  /** The name of the file, or that of the file in its archive. */
  readonly name: string;
  readonly compression?: 'gzip' | 'zip';
  readonly head: FileHead;
  /** The bytes from the beginning. */
  open(): AsyncIterable<Uint8Array>;
  readonly notes: readonly string[];
}

/** After `PK`: the header of a file, and the end of an empty archive. */
const ZIP_SIGNATURES: readonly number[] = [0x0403, 0x0605];

/** A file may be compressed so many times: some programs compress a file that is compressed. */
const MAX_LAYERS = 3;

/**
 * Unpacks a file as its first bytes say: gzip, also several times, or a zip file with one data file.
 * @param minHeadBytes The head has so many bytes, or the file is shorter.
 * @param maxBytes After decompression.
 * @throws FormatError `broken-gzip`, `broken-zip`, `too-large`, `unsupported-format`
 */
export async function unpackFile(source: FileSource, minHeadBytes: number, maxBytes: number): Promise<UnpackedFile> {
  const notes: string[] = [];
  let { name } = source;
  const onBytes = () => source.onBytes?.();
  let open: () => AsyncIterable<Uint8Array> = () => watched(lazily(source), onBytes);
  let compression: 'gzip' | 'zip' | undefined;
  for (let layers = 0; layers <= MAX_LAYERS; layers++) {
    const head = await readHead(open(), minHeadBytes);
    // A small file is not opened again.
    const packed = head.isWhole ? () => replay(head) : open;
    const found = compressionOf(head.bytes);
    if (found === undefined) {
      if (layers > 1) notes.push(`the file is compressed ${layers} times`);
      if (layers === 0 && /\.(gz|zip)$/i.test(name))
        notes.push(`the name ${name} says compressed, but the file is not`);
      return { name, ...(compression && { compression }), head, open: packed, notes };
    }
    compression ??= found;
    if (found === 'gzip') {
      open = () => watched(gunzip(packed(), maxBytes), onBytes);
    } else {
      const zipped = await findZippedFile(packed, name, maxBytes);
      name = zipped.name;
      open = () => watched(zipped.open(), onBytes);
      notes.push(`the file in the archive is ${name}`);
    }
  }
  throw new FormatError('unsupported-format', `${source.name} is compressed more than ${MAX_LAYERS} times: unpack it`);
}

async function* lazily(source: FileSource): AsyncGenerator<Uint8Array, void, void> {
  yield* await source.open();
}

function compressionOf(head: Buffer): 'gzip' | 'zip' | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  const signature = head.toString('latin1', 0, 2) === 'PK' ? head.readUInt16LE(2) : 0;
  return ZIP_SIGNATURES.includes(signature) ? 'zip' : undefined;
}
