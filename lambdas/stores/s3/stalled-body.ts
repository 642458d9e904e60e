import type { Readable } from 'node:stream';
import { BodyPace, CHECK_MILLISECONDS, PART_BYTES, PART_MILLISECONDS } from './body-pace.ts';

/** A body ends with an error if no chunk of it comes for so long. */
export const STALLED_MILLISECONDS = 5000;

/** A body of HTTP, which can be ended early. */
type EndableBody = Partial<Pick<Readable, 'destroy' | 'on' | 'off'>>;

/**
 * Reads a body, and ends it once no chunk has come for a while, or too few bytes (body-pace.ts). The timeouts of the SDK end when an answer begins: a connection
 * that is lost in silence, as after a pause of the function, would keep its reader waiting for ever.
 * @param read Calls `isAlive` at each chunk with its length; without that, the whole body must be read in the time.
 * @param signal Ends the body. @default never
 * @param pace That of the body, if this is not all of its reading. @default one that begins now
 * @throws TimeoutError, which is temporary (aws-failure.ts); the reason of `signal`
 */
export async function unlessStalled<Result>(
  body: object,
  read: (isAlive: (bytes: number) => void) => Promise<Result>,
  signal?: AbortSignal,
  pace = new BodyPace(),
): Promise<Result> {
  const endable = body as EndableBody;
  let ended: Error | undefined;
  const end = (reason: Error) => {
    ended ??= reason;
    endable.destroy?.(reason);
  };
  const watch = watchForChunks(pace, (what) => end(timeoutError(what)));
  const abort = () => end(signal!.reason);
  // A failure before the reader listens, such as while it opens a file, is not to end the process: the reader finds it.
  endable.on?.('error', ignore);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  try {
    return await read(watch.isAlive);
  } catch (cause) {
    throw ended ?? cause;
  } finally {
    watch.stop();
    signal?.removeEventListener('abort', abort);
    endable.off?.('error', ignore);
  }
}

interface ChunkWatch {
  readonly isAlive: (bytes: number) => void;
  readonly stop: () => void;
}

/** Calls `onLate` with what is late if `isAlive` is not called for a while, or with too few bytes. */
function watchForChunks(pace: BodyPace, onLate: (what: string) => void): ChunkWatch {
  let isSilent = false;
  let isStopped = false;
  const silence = setTimeout(() => {
    isSilent = true;
    // If the process was busy, chunks may have come that it has not seen: a turn of the event loop hands them over.
    setImmediate(() => isSilent && onLate(SILENT));
  }, STALLED_MILLISECONDS);
  const checkPace = () => {
    if (!pace.isTooSlow) return;
    setImmediate(() => !isStopped && pace.isTooSlow && onLate(TOO_SLOW));
  };
  const checks = setTimeout(() => {
    pace.check();
    checks.refresh();
    checkPace();
  }, CHECK_MILLISECONDS);
  pace.wait();
  checkPace();
  return {
    isAlive: (bytes) => {
      isSilent = false;
      silence.refresh();
      pace.add(bytes);
    },
    stop: () => {
      [isSilent, isStopped] = [false, true];
      clearTimeout(silence);
      clearTimeout(checks);
    },
  };
}

const SILENT = `no byte of the answer came for ${STALLED_MILLISECONDS} ms`;
const TOO_SLOW = `fewer than ${PART_BYTES} bytes of the answer came in ${PART_MILLISECONDS} ms`;

function timeoutError(message: string): Error {
  const error = new Error(message);
  error.name = 'TimeoutError';
  return error;
}

function ignore(): void {}
