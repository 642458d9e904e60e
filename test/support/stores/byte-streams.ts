import { gzipSync } from 'node:zlib';

/** A text as a stream of chunks of the given size, which cut lines and characters in the middle. */
export async function* chunked(content: string | Uint8Array, chunkBytes = 7): AsyncGenerator<Uint8Array> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  for (let i = 0; i < bytes.length; i += chunkBytes) yield bytes.subarray(i, i + chunkBytes);
}

export function gzipped(content: string): Uint8Array {
  return gzipSync(content);
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
