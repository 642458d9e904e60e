import type { Readable } from 'node:stream';

/** A body ends with an error if no chunk of it comes for so long. */
export const STALLED_MILLISECONDS = 5000;

/** A body of HTTP, which can be ended early. */
type EndableBody = Partial<Pick<Readable, 'destroy' | 'on' | 'off'>>;

/**
 * Reads a body, and ends it once no chunk has come for a while. The timeouts of the SDK end when an answer begins: a connection
 * that is lost in silence, as after a pause of the function, would keep its reader waiting for ever.
 * @param read Calls `isAlive` at each chunk; without that, the whole body must be read in the time.
 * @param signal Ends the body. @default never
 * @throws TimeoutError, which is temporary (aws-failure.ts); the reason of `signal`
 */
export async function unlessStalled<Result>(
  body: object,
  read: (isAlive: () => void) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const endable = body as EndableBody;
  let ended: Error | undefined;
  const end = (reason: Error) => {
    ended ??= reason;
    endable.destroy?.(reason);
  };
  const watch = watchForChunks(() => end(stalledError()));
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

/** Calls `onSilence` if `isAlive` is not called for a while. */
function watchForChunks(onSilence: () => void): { readonly isAlive: () => void; readonly stop: () => void } {
  let isSilent = false;
  const timer = setTimeout(() => {
    isSilent = true;
    // If the process was busy, chunks may have come that it has not seen: a turn of the event loop hands them over.
    setImmediate(() => isSilent && onSilence());
  }, STALLED_MILLISECONDS);
  return {
    isAlive: () => {
      isSilent = false;
      timer.refresh();
    },
    stop: () => {
      isSilent = false;
      clearTimeout(timer);
    },
  };
}

function stalledError(): Error {
  const error = new Error(`no byte of the answer came for ${STALLED_MILLISECONDS} ms`);
  error.name = 'TimeoutError';
  return error;
}

function ignore(): void {}
