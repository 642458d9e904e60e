import type { Authorize } from './authorization.ts';
import { ConnectionError, type FailedRequest, GatewayError, ProblemError } from './errors.ts';
import type { Problem } from './generated/schemas.ts';
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

/** A whole answer. */
export interface Answer<Body = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
  /** How often the request was sent. */
  readonly attempts: number;
}

type Outcome = { readonly answer: Answer } | { readonly failed: FailedAttempt };

/** Sends requests, and sends them again after temporary failures. */
export class Sender {
  readonly #options: ClientOptions;
  readonly #base: string;
  readonly #clock: Clock;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#base = options.url.replace(/\/+$/, '');
    this.#clock = options.clock ?? systemClock;
  }

  /** @throws KindredError, TypeError on a request that cannot be sent, or the reason of the signal */
  async send(id: OperationId, values: RequestValues, { signal }: CallOptions = {}): Promise<Answer> {
    const request = buildRequest(
      id,
      withKey(id, values, () => crypto.randomUUID()),
    );
    for (let attempts = 1; ; attempts++) {
      const outcome = await this.#attempt(request, { operation: id, attempts }, signal);
      if ('answer' in outcome) return outcome.answer;
      const wait = waitBeforeRetry(outcome.failed, this.#options.retry ?? {}, this.#clock);
      if (wait === undefined) throw outcome.failed.error;
      await this.#clock.wait(wait, signal);
    }
  }

  async #attempt(request: BuiltRequest, failing: FailedRequest, signal: AbortSignal | undefined): Promise<Outcome> {
    const canRepeat = mayRepeat(failing.operation);
    signal?.throwIfAborted();
    const [url, init] = await this.#prepare(request, signal);
    try {
      const response = await (this.#options.fetch ?? fetch)(url, init);
      const text = await response.text();
      if (response.ok) return { answer: answerOf(response, text, failing.attempts) };
      const retryAfter = response.headers.get('retry-after');
      return { failed: { error: errorOf(response, text, failing), retryAfter, mayRepeat: canRepeat } };
    } catch (cause) {
      signal?.throwIfAborted();
      return { failed: { error: new ConnectionError(failing, cause), mayRepeat: canRepeat } };
    }
  }

  async #prepare(
    { method, target, headers, body }: BuiltRequest,
    signal: AbortSignal | undefined,
  ): Promise<[URL, RequestInit]> {
    const url = new URL(this.#base + target);
    const authorization = await this.#options.authorize?.({ method, url, headers, body });
    const timeout = AbortSignal.timeout(this.#options.timeoutMilliseconds ?? 30_000);
    return [
      url,
      {
        method,
        headers: { ...headers, ...authorization },
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        ...(body !== '' && { body }),
      },
    ];
  }
}

function answerOf({ status, headers }: Response, text: string, attempts: number): Answer {
  const isJson = headers.get('content-type')?.includes('json');
  const body: unknown = text === '' ? undefined : isJson ? JSON.parse(text) : text;
  return { status, headers, body, attempts };
}

function errorOf({ status, headers }: Response, text: string, failing: FailedRequest) {
  if (!headers.get('content-type')?.startsWith('application/problem+json'))
    return new GatewayError(failing, status, text);
  return new ProblemError(failing, JSON.parse(text) as Problem);
}
