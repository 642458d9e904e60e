import { BodyPace } from './body-pace.ts';
import { unlessStalled } from './stalled-body.ts';

/** The body of an answer, of which no byte is read yet. */
export type UnreadBody = object & AsyncIterable<Uint8Array>;

/**
 * The chunks of a body. It ends with an error once no chunk comes for a while, or too few bytes; the time that the reader takes for a chunk does not
 * count.
 * @param signal Ends the body. @default never
 * @throws as `unlessStalled`
 */
export async function* chunksOf(body: UnreadBody, signal?: AbortSignal): AsyncGenerator<Uint8Array, void, void> {
  const iterator = body[Symbol.asyncIterator]();
  const pace = new BodyPace();
  const next = async (isAlive: (bytes: number) => void) => {
    const read = await iterator.next();
    if (!read.done) isAlive(read.value.length);
    return read;
  };
  try {
    for (;;) {
      const { done, value } = await unlessStalled(body, next, signal, pace);
      if (done) return;
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}

/** All bytes of a body. @throws as `chunksOf` */
export async function bytesOf(body: object, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(body as UnreadBody, signal)) chunks.push(chunk);
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** A body as UTF-8. @throws as `chunksOf` */
export async function textOf(body: object): Promise<string> {
  return new TextDecoder().decode(await bytesOf(body));
}
