import { type Answer, answerOf, errorOf, isAnswer, retryAfterOf, toText } from './answers.ts';
import type { Authorize } from './authorization.ts';
import { type CacheOptions, type KeptResponse, ResponseCache } from './cache.ts';
import { ConnectionError, type FailedRequest } from './errors.ts';
import { mayRepeat, withKey } from './repeats.ts';
import { type BuiltRequest, buildRequest, type OperationId, type RequestValues } from './requests.ts';
import { type Clock, type FailedAttempt, type RetryOptions, systemClock, waitBeforeRetry } from './retries.ts';

/** How to reach the API. */
export interface ClientOptions {
  /** The address of the API: the output `ApiUrl` of the stack, or `http://127.0.0.1:3000`. */
  readonly url: string;
  /** `bearerToken(...)` or `signatureV4(...)`. @default requests without authorization */
  readonly authorize?: Authorize;
  /** When failed requests are sent again. */
  readonly retry?: RetryOptions;
  /** How long one attempt may take. @default 30000 */
  readonly timeoutMilliseconds?: number;
  /**
   * Keeps answers of GETs as long as they allow, then asks whether they still hold. Other programs' writes are seen when
   * that time is over, this client's own at once. @default none are kept
   */
  readonly cache?: CacheOptions;
  /** @default the global `fetch` */
  readonly fetch?: typeof globalThis.fetch;
  /** Waits, random numbers and the time; for tests. @default those of the machine */
  readonly clock?: Clock;
}

/** Options of one call. */
export interface CallOptions {
  /** Ends the call, its waits included, with the reason of the signal. */
  readonly signal?: AbortSignal;
}

const NOT_MODIFIED = 304;

type Outcome = { readonly answer: Answer } | { readonly failed: FailedAttempt };

/** Sends requests, and sends them again after temporary failures. */
export class Sender {
  readonly #options: ClientOptions;
  readonly #base: string;
  readonly #clock: Clock;
  readonly #cache: ResponseCache | undefined;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#base = options.url.replace(/\/+$/, '');
    this.#clock = options.clock ?? systemClock;
    this.#cache = options.cache && new ResponseCache(options.cache);
  }

  /** @throws KindredError, TypeError on a request that cannot be sent, or the reason of the signal */
  async send(id: OperationId, values: RequestValues, { signal }: CallOptions = {}): Promise<Answer> {
    const request = buildRequest(
      id,
      withKey(id, values, () => crypto.randomUUID(), this.#clock.now()),
    );
    const kept = this.#findKept(request);
    if (kept) return answerOf(kept, 0);
    for (let attempts = 1; ; attempts++) {
      const outcome = await this.#attempt(request, { operation: id, attempts }, signal);
      if ('answer' in outcome) return outcome.answer;
      const wait = waitBeforeRetry(outcome.failed, this.#options.retry ?? {}, this.#clock);
      if (wait === undefined) throw outcome.failed.error;
      await this.#clock.wait(wait, signal);
    }
  }

  #findKept({ method, target }: BuiltRequest): KeptResponse | undefined {
    return method === 'GET' ? this.#cache?.findFresh(target, this.#clock.now()) : undefined;
  }

  async #attempt(request: BuiltRequest, failing: FailedRequest, signal: AbortSignal | undefined): Promise<Outcome> {
    const id = failing.operation as OperationId;
    const canRepeat = mayRepeat(id);
    signal?.throwIfAborted();
    const [url, init] = await this.#prepare(request, signal);
    try {
      const response = await (this.#options.fetch ?? fetch)(url, init);
      const bytes = new Uint8Array(await response.arrayBuffer());
      const found = this.#settle(id, request, response, bytes);
      if (found) return { answer: answerOf(found, failing.attempts) };
      const error = errorOf(response, toText(bytes), failing);
      return { failed: { error, retryAfter: retryAfterOf(response, error), mayRepeat: canRepeat } };
    } catch (cause) {
      signal?.throwIfAborted();
      return { failed: { error: new ConnectionError(failing, cause), mayRepeat: canRepeat } };
    } finally {
      // A write may have happened even if its answer was lost.
      if (request.method !== 'GET') this.#cache?.doubt();
    }
  }

  /** The success that a response stands for; undefined for a failure. */
  #settle(
    id: OperationId,
    { method, target }: BuiltRequest,
    answer: Response,
    bytes: Uint8Array,
  ): KeptResponse | undefined {
    const { status, headers, ok } = answer;
    const now = this.#clock.now();
    if (status === NOT_MODIFIED) return this.#cache?.renew(target, headers, now);
    if (!ok || !isAnswer(id, answer)) return undefined;
    const response = { status, headers, bytes };
    if (method === 'GET') this.#cache?.keep(target, response, now);
    return response;
  }

  async #prepare(
    { method, target, headers, body }: BuiltRequest,
    signal: AbortSignal | undefined,
  ): Promise<[URL, RequestInit]> {
    const url = new URL(this.#base + target);
    const sent = { ...headers, ...(method === 'GET' && this.#cache?.validators(target)) };
    const authorization = await this.#options.authorize?.({ method, url, headers: sent, body });
    const timeout = AbortSignal.timeout(this.#options.timeoutMilliseconds ?? 30_000);
    return [
      url,
      {
        method,
        headers: { ...sent, ...authorization },
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        // The API redirects nowhere. A POST would become a GET, and its answer would look like a success.
        redirect: 'manual',
        ...(body !== '' && { body }),
      },
    ];
  }
}
