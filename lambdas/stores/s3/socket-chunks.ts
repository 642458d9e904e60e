import type { Socket } from 'node:net';

/** The body of an answer: an HTTP message, or in tests any stream. */
export type Body = AsyncIterable<Uint8Array> & { readonly socket?: Pick<Socket, 'on' | 'off'> | null };

/**
 * Reads a body, and frees each chunk of its socket as soon as Node's HTTP parser has copied it to the body. Otherwise the chunks
 * stay until garbage is collected, and a body of many megabytes touches up to as many more of fresh memory (docs/design/search.md).
 */
export async function freeingSocketChunks<Result>(body: Body, read: () => Promise<Result>): Promise<Result> {
  const { socket } = body;
  socket?.on('data', freeChunk);
  try {
    return await read();
  } finally {
    socket?.off('data', freeChunk);
  }
}

/** Frees the memory of a chunk that has it alone. */
function freeChunk({ buffer, byteLength }: Uint8Array<ArrayBuffer>): void {
  if (buffer.byteLength === byteLength) buffer.transfer(0);
}
