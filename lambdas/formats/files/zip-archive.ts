import { Readable } from 'node:stream';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader } from 'yauzl';
import { errorText } from '../../core/errors/error-text.ts';
import { dataEndingOf } from '../object-layout.ts';
import { rangeOf } from './byte-streams.ts';
import { FormatError } from './format-error.ts';

type OpenBytes = () => AsyncIterable<Uint8Array>;

/** The directory of an archive is in its last bytes: so many are held. */
const MAX_TAIL_BYTES = 1024 * 1024;

/** The data file in a zip file. */
interface ZippedFile {
  readonly name: string;
  readonly open: OpenBytes;
}

/**
 * Finds the one data file of a zip file. The archive is read once to its end, where its directory is.
 * @param name The name of the zip file, for messages.
 * @throws FormatError `broken-zip`, `unsupported-format` for an Office document
 */
export async function findZippedFile(openArchive: OpenBytes, name: string, maxBytes: number): Promise<ZippedFile> {
  const reader = await ArchiveReader.of(openArchive);
  try {
    const archive = await fromRandomAccessReaderPromise(reader, reader.size, { autoClose: false });
    const entries: Entry[] = [];
    for await (const entry of archive.eachEntry()) entries.push(entry);
    const entry = onlyDataFile(entries, name);
    const open = () => limited(() => archive.openReadStreamPromise(entry), reader, name, maxBytes);
    return { name: entry.fileName, open };
  } catch (cause) {
    throw reader.explain(cause, name);
  }
}

/** @throws FormatError unless the archive has one data file that can be read */
function onlyDataFile(entries: readonly Entry[], name: string): Entry {
  if (entries.some(({ fileName }) => /^(\[Content_Types\]\.xml|mimetype)$/.test(fileName)))
    throw new FormatError(
      'unsupported-format',
      `${name} is an Excel workbook or another Office document: save the sheet as CSV UTF-8`,
    );
  const files = entries.filter(({ fileName }) => !/\/$|^__MACOSX\/|(^|\/)\./.test(fileName));
  const named = files.filter(({ fileName }) => dataEndingOf(fileName) !== undefined);
  const candidates = named.length > 0 ? named : files;
  const [entry] = candidates;
  if (entry === undefined) throw new FormatError('broken-zip', `${name} holds no file: compress the data file again`);
  if (candidates.length > 1) {
    const names = candidates.slice(0, 5).map(({ fileName }) => fileName);
    const message = `${name} holds ${candidates.length} files (${names.join(', ')}): upload each by itself`;
    throw new FormatError('broken-zip', message);
  }
  if (entry.isEncrypted())
    throw new FormatError('broken-zip', `${entry.fileName} in ${name} is protected by a password: compress it without`);
  return entry;
}

async function* limited(
  openEntry: () => Promise<Readable>,
  reader: ArchiveReader,
  name: string,
  maxBytes: number,
): AsyncGenerator<Uint8Array, void, void> {
  let bytes = 0;
  try {
    for await (const chunk of (await openEntry()) as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > maxBytes)
        throw new FormatError('too-large', `${name} has more than ${maxBytes} bytes unpacked: split it`);
      yield chunk;
    }
  } catch (cause) {
    throw reader.explain(cause, name);
  }
}

/** Reads parts of an archive that can only be streamed from its beginning. */
class ArchiveReader extends RandomAccessReader {
  readonly size: number;
  readonly #open: OpenBytes;
  readonly #tail: Buffer;
  /** What the stream of the archive threw. */
  #failure: { readonly cause: unknown } | undefined;

  private constructor(open: OpenBytes, size: number, tail: Buffer) {
    super();
    this.#open = open;
    this.size = size;
    this.#tail = tail;
  }

  /** Reads the archive once, and holds its end. */
  static async of(open: OpenBytes): Promise<ArchiveReader> {
    let [size, tail] = [0, Buffer.alloc(0)];
    for await (const chunk of open()) {
      size += chunk.length;
      tail = Buffer.concat([tail, chunk]).subarray(-MAX_TAIL_BYTES);
    }
    return new ArchiveReader(open, size, Buffer.from(tail));
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const tailStart = this.size - this.#tail.length;
    if (start >= tailStart) return Readable.from([this.#tail.subarray(start - tailStart, end - tailStart)]);
    return Readable.from(this.#read(start, end));
  }

  /** The error to throw for one that came from the archive. */
  explain(cause: unknown, name: string): unknown {
    if (this.#failure) return this.#failure.cause;
    if (cause instanceof FormatError) return cause;
    const message = `the zip file ${name} is damaged or cut off (${errorText(cause)}): upload it again`;
    return new FormatError('broken-zip', message, { cause });
  }

  async *#read(start: number, end: number): AsyncGenerator<Uint8Array, void, void> {
    try {
      yield* rangeOf(this.#open(), start, end);
    } catch (cause) {
      this.#failure = { cause };
      throw cause;
    }
  }
}
