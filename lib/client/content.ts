/** What an upload can be made of. */
export type UploadContent = Blob | Uint8Array | SizedStream;

/** A stream whose length is known: the API must know it before the first byte. */
interface SizedStream {
  readonly stream: ReadableStream<Uint8Array>;
  /** In bytes. */
  readonly contentLength: number;
}

/** Reads content once, from its beginning. */
export interface ContentReader {
  readonly contentLength: number;
  /** The next bytes. Calls wait for each other. @throws TypeError if the content has another length */
  readonly read: (bytes: number) => Promise<Uint8Array<ArrayBuffer>>;
}

/** How content is read, piece by piece. */
export function readInOrder(content: UploadContent): ContentReader {
  const { contentLength, take } = takerOf(content);
  let last: Promise<unknown> = Promise.resolve();
  return {
    contentLength,
    read: (bytes) => {
      const taken = last.then(() => take(bytes));
      last = taken;
      return taken;
    },
  };
}

interface Taker {
  readonly contentLength: number;
  readonly take: (bytes: number) => Promise<Uint8Array<ArrayBuffer>>;
}

function takerOf(content: UploadContent): Taker {
  if ('stream' in content && typeof content.stream !== 'function') return streamTaker(content as SizedStream);
  const source = content as Blob | Uint8Array;
  let at = 0;
  const move = (bytes: number): [number, number] => {
    at += bytes;
    return [at - bytes, at];
  };
  if (source instanceof Uint8Array)
    return { contentLength: source.length, take: async (bytes) => new Uint8Array(source.subarray(...move(bytes))) };
  const take = async (bytes: number) => new Uint8Array(await source.slice(...move(bytes)).arrayBuffer());
  return { contentLength: source.size, take };
}

function streamTaker({ stream, contentLength }: SizedStream): Taker {
  const reader = stream.getReader();
  let held: Uint8Array = new Uint8Array();
  let taken = 0;
  const fail = (text: string) => new TypeError(`the stream ${text}, but its contentLength is ${contentLength}.`);
  const take = async (bytes: number): Promise<Uint8Array<ArrayBuffer>> => {
    const whole = new Uint8Array(bytes);
    for (let filled = 0; filled < bytes; ) {
      if (held.length === 0) {
        const { done, value } = await reader.read();
        if (done) throw fail(`ended after ${taken + filled} bytes`);
        held = value;
      }
      const piece = held.subarray(0, bytes - filled);
      whole.set(piece, filled);
      filled += piece.length;
      held = held.subarray(piece.length);
    }
    taken += bytes;
    if (taken === contentLength && (held.length > 0 || !(await reader.read()).done)) throw fail('goes on');
    return whole;
  };
  return { contentLength, take };
}
