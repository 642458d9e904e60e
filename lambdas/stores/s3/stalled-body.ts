import type { Readable } from 'node:stream';

/** A body ends with an error if no chunk of it comes for so long. */
export const STALLED_MILLISECONDS = 5000;

/** A body of HTTP, which can be ended early. */
type EndableBody = Partial<Pick<Readable, 'destroy' | 'on' | 'off'>>;

/**
 * Reads a body, and ends it once no chunk has come for a while. The timeouts of the SDK end when an answer begins: a connection
 * that is lost in silence, as after a pause of the function, would keep its reader waiting for ever.
 * @param read Calls `isAlive` at each chunk; without that, the whole body must be read in the time.
 * @throws TimeoutError, which is temporary (aws-failure.ts)
 */
export async function unlessStalled<Result>(
  body: object,
  read: (isAlive: () => void) => Promise<Result>,
): Promise<Result> {
  const endable = body as EndableBody;
  let stalled: Error | undefined;
  const end = () => {
    stalled = new Error(`no byte of the answer came for ${STALLED_MILLISECONDS} ms`);
    stalled.name = 'TimeoutError';
    endable.destroy?.(stalled);
  };
  const timer = setTimeout(end, STALLED_MILLISECONDS);
  // A failure before the reader listens, such as while it opens a file, is not to end the process: the reader finds it.
  endable.on?.('error', ignore);
  try {
    return await read(() => timer.refresh());
  } catch (cause) {
    throw stalled ?? cause;
  } finally {
    clearTimeout(timer);
    endable.off?.('error', ignore);
  }
}

function ignore(): void {}
