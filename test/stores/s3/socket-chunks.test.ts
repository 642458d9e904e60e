import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { freeingSocketChunks } from '../../../lambdas/stores/s3/socket-chunks.ts';

const sent = Buffer.from(Uint8Array.from({ length: 1_000_000 }, (_, i) => i % 251));

/** The answer of a server on loopback, unread. */
async function answerOf(): Promise<IncomingMessage> {
  const server = createServer((_request, response) => response.end(sent)).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const request = get({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

describe('freeingSocketChunks', () => {
  it('frees what the socket read, and leaves the bytes of the body as they were sent', async () => {
    const response = await answerOf();
    const { socket } = response;
    const chunks: Buffer[] = [];
    const keep = (chunk: Buffer) => void chunks.push(chunk);
    socket.on('data', keep);
    const before = socket.listenerCount('data');
    const body = await freeingSocketChunks(response, () => buffer(response));
    expect(sent.equals(body)).toBe(true);
    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks.map(({ byteLength }) => byteLength)).toEqual(chunks.map(() => 0));
    expect(socket.listenerCount('data')).toBeLessThanOrEqual(before);
  });

  it('frees no chunk that shares its memory', async () => {
    const response = await answerOf();
    const whole = Buffer.from(new ArrayBuffer(8), 0, 4);
    const body = await freeingSocketChunks(response, () => {
      response.socket.listeners('data').at(-1)!(whole);
      return buffer(response);
    });
    expect(whole.byteLength).toBe(4);
    expect(body.length).toBe(sent.length);
  });

  it('reads a body without a socket', async () => {
    expect(await freeingSocketChunks((async function* () {})(), async () => 'read')).toBe('read');
  });
});
