import { readInOrder, type UploadContent } from './content.ts';
import { ConnectionError, UploadError } from './errors.ts';
import type { Operations } from './generated/operations.ts';
import type { SentPart, SignedUpload, UnfinishedUpload, UploadRequest } from './generated/schemas.ts';
import { systemClock, waitBeforeRetry } from './retries.ts';
import type { CallOptions, ClientOptions } from './sender.ts';

/** A file to upload. */
export interface UploadFile extends Pick<UploadRequest, 'prefix' | 'name' | 'overwrite'> {
  readonly content: UploadContent;
}

/** Options of an upload. */
export interface UploadOptions extends CallOptions {
  /** Parts that are sent at the same time; each is held in memory, at least 16 MiB. @default 4 */
  readonly concurrency?: number;
  /** Called when bytes were taken. */
  readonly onProgress?: (progress: { readonly sentBytes: number; readonly totalBytes: number }) => void;
}

/** An upload that is stored. */
export interface Uploaded {
  readonly key: string;
  /** The path of the job that tells what becomes of the file; null if it has none. It appears some seconds later. */
  readonly job: string | null;
  /** Whether it has replaced an upload of the same key. */
  readonly replaces: boolean;
}

/** The calls of the API that an upload makes. */
type UploadApi = {
  readonly [Id in 'requestUpload' | 'signUploadParts' | 'completeUpload' | 'abortUpload']: (
    request: Operations[Id]['request'],
    options?: CallOptions,
  ) => Promise<Operations[Id]['answer']>;
};

/** The most bytes that the API takes in one request. */
export const MAX_PUT_BYTES = 100 * 1024 ** 2;
/** A slower connection counts as broken. */
const MIN_BYTES_PER_MILLISECOND = 50;
/** Refusals of S3 that pass: the next attempt has a new signature. */
const PASSING = /<Code>(ExpiredToken|RequestTimeout|RequestTimeTooSkewed|SlowDown)</;

/**
 * Uploads a file by presigned requests: in one up to 100 MiB, else in parts, several at a time. Each part that fails is
 * sent again. If the upload fails for good, its parts are discarded.
 * @throws UploadError if S3 refuses it, KindredError, TypeError on content of another length, or the reason of the signal
 */
export async function uploadFile(
  api: UploadApi,
  client: ClientOptions,
  { prefix, name, overwrite = true, content }: UploadFile,
  options: UploadOptions = {},
): Promise<Uploaded> {
  const { contentLength, read } = readInOrder(content);
  const sending = new Sending(client, options, contentLength);
  const body = { prefix, name, overwrite, contentLength };
  if (contentLength > MAX_PUT_BYTES) {
    const requested = await api.requestUpload({ body }, options);
    return sendParts(api, sending, { ...(requested as UnfinishedUpload), overwrite, contentLength, read });
  }
  const bytes = await read(contentLength);
  const checksumSha256 = await sha256(bytes);
  let first: SignedUpload | undefined;
  const sign = async () => {
    const signed = (await api.requestUpload({ body: { ...body, checksumSha256 } }, options)) as SignedUpload;
    first ??= signed;
    return signed;
  };
  // If nobody knows what became of an attempt, a second one could be refused because of the first.
  await sending.put(sign, bytes, { mayRepeat: overwrite });
  const { key, job, replaces } = first!;
  return { key, job, replaces };
}

interface PartsToSend extends UnfinishedUpload {
  readonly overwrite: boolean;
  readonly contentLength: number;
  readonly read: ReturnType<typeof readInOrder>['read'];
}

async function sendParts(api: UploadApi, sending: Sending, upload: PartsToSend): Promise<Uploaded> {
  const { key, uploadId, contentLength, overwrite, replaces } = upload;
  try {
    const parts = await sendAll(api, sending, upload);
    const { job } = await api.completeUpload(
      { body: { key, uploadId, contentLength, overwrite, parts } },
      sending.options,
    );
    return { key, job, replaces };
  } catch (cause) {
    // If this fails too, S3 discards the parts after 7 days. The first failure is the one to report.
    await api.abortUpload({ body: { key, uploadId } }).catch(() => {});
    throw cause;
  }
}

async function sendAll(api: UploadApi, sending: Sending, upload: PartsToSend): Promise<SentPart[]> {
  const { key, uploadId, contentLength, partBytes, partCount, read } = upload;
  const stop = new AbortController();
  const { signal = stop.signal, concurrency = 4 } = sending.options;
  const call = { signal: AbortSignal.any([signal, stop.signal]) };
  const sent: SentPart[] = [];
  let next = 1;
  const work = async (): Promise<void> => {
    for (let partNumber = next++; partNumber <= partCount; partNumber = next++) {
      const bytes = await read(Math.min(partBytes, contentLength - (partNumber - 1) * partBytes));
      const part = { partNumber, checksumSha256: await sha256(bytes) };
      const body = { key, uploadId, contentLength, parts: [part] };
      const sign = async () => (await api.signUploadParts({ body }, call)).parts[0]!;
      const etag = await sending.put(sign, bytes, { mayRepeat: true, signal: call.signal });
      sent[partNumber - 1] = { etag, checksumSha256: part.checksumSha256 };
    }
  };
  const workers = Array.from({ length: Math.max(1, Math.min(concurrency, partCount)) }, () =>
    work().catch((cause) => stop.abort(cause)),
  );
  await Promise.all(workers);
  stop.signal.throwIfAborted();
  return sent;
}

/** A request that S3 takes, as the API signs it. */
type SignedPut = Pick<SignedUpload, 'url' | 'method' | 'headers'>;

/** Sends signed requests, and sends them again with a new signature after temporary failures. */
class Sending {
  readonly options: UploadOptions;
  readonly #client: ClientOptions;
  readonly #totalBytes: number;
  #sentBytes = 0;

  constructor(client: ClientOptions, options: UploadOptions, totalBytes: number) {
    this.#client = client;
    this.options = options;
    this.#totalBytes = totalBytes;
  }

  /** @returns the tag of what is stored */
  async put(
    sign: () => Promise<SignedPut>,
    bytes: Uint8Array<ArrayBuffer>,
    {
      mayRepeat,
      signal = this.options.signal,
    }: { readonly mayRepeat: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<string> {
    const { retry = {}, clock = systemClock } = this.#client;
    for (let attempts = 1; ; attempts++) {
      const outcome = await this.#attempt(await sign(), bytes, attempts, signal);
      if (typeof outcome === 'string') return outcome;
      const isTemporary = outcome instanceof UploadError && PASSING.test(outcome.answer) ? true : undefined;
      const wait = waitBeforeRetry({ error: outcome, mayRepeat, isTemporary }, retry, clock);
      if (wait === undefined) throw outcome;
      await clock.wait(wait, signal);
    }
  }

  async #attempt(
    { url, method, headers }: SignedPut,
    body: Uint8Array<ArrayBuffer>,
    attempts: number,
    signal: AbortSignal | undefined,
  ): Promise<string | UploadError | ConnectionError> {
    const failing = { operation: 'upload', attempts };
    signal?.throwIfAborted();
    const { timeoutMilliseconds = 30_000, fetch = globalThis.fetch } = this.#client;
    const timeout = AbortSignal.timeout(timeoutMilliseconds + Math.ceil(body.length / MIN_BYTES_PER_MILLISECOND));
    // `fetch` writes the length itself, and browsers let no program write it.
    const { 'content-length': _, ...sent } = headers;
    try {
      const ends = signal ? AbortSignal.any([signal, timeout]) : timeout;
      const response = await fetch(url, { method, headers: sent, body, signal: ends });
      const text = await response.text();
      if (!response.ok) return new UploadError(failing, response.status, text);
      this.#report(body.length);
      return response.headers.get('etag') ?? '';
    } catch (cause) {
      signal?.throwIfAborted();
      return new ConnectionError(failing, cause);
    }
  }

  #report(bytes: number): void {
    this.#sentBytes += bytes;
    this.options.onProgress?.({ sentBytes: this.#sentBytes, totalBytes: this.#totalBytes });
  }
}

/** SHA-256 in base64. */
async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return btoa(String.fromCharCode(...digest));
}
