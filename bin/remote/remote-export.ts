import { errorText } from '../../lambdas/core/errors/error-text.ts';
import type { KindredClient } from '../../lib/client/client.ts';
import type { Export } from '../../lib/client/generated/schemas.ts';
import { RemoteError } from './connection.ts';

/** The calls of a deployment that an export needs. */
type Api = Pick<KindredClient, 'getExport'>;

/** What to do while an export of a deployment is followed. */
export interface FollowedExport {
  /** Waits before the export is read again. */
  readonly pause: () => Promise<unknown>;
  /** Called with the export while it goes on. */
  readonly onProgress: (state: Export) => void;
}

/** Follows an export to its end. @throws RemoteError if it failed or was canceled; errors of the client */
export async function followExport(api: Api, id: string, { pause, onProgress }: FollowedExport): Promise<Export> {
  for (;;) {
    const state = await api.getExport({ id });
    if (state.state === 'succeeded') return state;
    if (state.state !== 'running')
      throw new RemoteError(
        'request-failed',
        `${id} ${state.state}: ${state.cause ?? 'it gave no cause'}\nStart it again, or read the log of the function.`,
      );
    onProgress(state);
    await pause();
  }
}

/**
 * The bytes of a file of an export, decompressed. The link is read when the loading begins, because it works for minutes.
 * @param onBytes Called with the bytes that were loaded so far, as they are stored
 * @throws RemoteError if the file is gone, or is not loaded whole
 */
export async function* loadExportFile(
  api: Api,
  id: string,
  key: string,
  onBytes: (loaded: number) => void,
  load: typeof fetch = fetch,
): AsyncGenerator<Uint8Array, void, void> {
  const { files = [] } = await api.getExport({ id });
  const file = files.find((one) => one.key === key);
  if (file?.url === undefined) throw notLoaded(id, key, 'it has no link any more');
  let loaded = 0;
  const count = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      loaded += chunk.length;
      onBytes(loaded);
      controller.enqueue(chunk);
    },
  });
  try {
    const answer = await load(file.url);
    if (!answer.ok || answer.body === null) throw new Error(`the answer is ${answer.status}`);
    const stored = answer.body.pipeThrough(count);
    yield* key.endsWith('.gz') ? stored.pipeThrough(new DecompressionStream('gzip')) : stored;
  } catch (cause) {
    throw notLoaded(id, key, errorText((cause instanceof Error && cause.cause) || cause));
  }
  if (loaded !== file.bytes) throw notLoaded(id, key, `${loaded} of ${file.bytes} bytes came`);
}

function notLoaded(id: string, key: string, why: string): RemoteError {
  return new RemoteError(
    'request-failed',
    `${key} cannot be loaded: ${why}\nTry again: GET /v1/exports/${id} has new links.`,
  );
}
