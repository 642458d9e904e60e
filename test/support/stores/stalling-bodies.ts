import { Readable } from 'node:stream';
import type { S3Client } from '@aws-sdk/client-s3';
import { vi } from 'vitest';
import { STALLED_MILLISECONDS } from '../../../lambdas/stores/s3/stalled-body.ts';

/** A body that gives some bytes and then nothing more, as when a connection is lost in silence. */
function stalled(onSilence: () => unknown): Readable {
  let isBegun = false;
  const body = new Readable({
    read() {
      if (isBegun) setImmediate(repeat);
      else this.push(Uint8Array.of(1, 2, 3));
      isBegun = true;
    },
  });
  // Until it is ended: bytes may still be on their way to the reader.
  const repeat = () => {
    if (body.destroyed) return;
    onSilence();
    setImmediate(repeat);
  };
  return body;
}

const passTime = () => vi.advanceTimersByTime(STALLED_MILLISECONDS);

/**
 * Lets the next bodies of S3 stall after some bytes.
 * @param onSilence Called while the reader of such a body waits (default: the time passes after which it is ended).
 * @returns how many of them were ended
 */
export async function whileStalling(
  client: S3Client,
  count: number,
  work: () => Promise<void>,
  onSilence: () => unknown = passTime,
): Promise<number> {
  const { requestHandler } = client.config;
  const handle = requestHandler.handle.bind(requestHandler);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const bodies: Readable[] = [];
  requestHandler.handle = async (...given) => {
    const answer = await handle(...given);
    if (bodies.length === count) return answer;
    answer.response.body.resume();
    bodies.push(stalled(onSilence));
    answer.response.body = bodies.at(-1);
    return answer;
  };
  try {
    await work();
    return bodies.filter(({ destroyed }) => destroyed).length;
  } finally {
    requestHandler.handle = handle;
    vi.useRealTimers();
  }
}
