import { createClient, type KindredClient } from '../../lib/client/client.ts';
import { ConnectionError, GatewayError, ProblemError } from '../../lib/client/errors.ts';
import type { Operations } from '../../lib/client/generated/operations.ts';
import { EventCounts } from '../../lib/local/limits/event-counts.ts';

/** What became of a request. */
export type Outcome<Body> =
  | { readonly kind: 'done'; readonly status: number; readonly body: Body }
  /** Refused for a reason that the API documents: nothing was done. */
  | { readonly kind: 'refused'; readonly status: number; readonly code: string }
  /** Nobody knows whether it was done. */
  | { readonly kind: 'unknown' };

/** Refused before anything was done. */
const THROTTLED = 429;

/** The requests of the soak. It sends each of them once, counts the answers, and notes those that no fault explains. */
export class Traffic {
  /** Without retries, so that every answer is counted. */
  readonly api: KindredClient;
  readonly counts = new EventCounts();
  /** Answers that the API must not give, also while its services fail. */
  readonly findings: string[] = [];
  /** Requests that ended without an answer of the function: its environment had ended. */
  crashed = 0;

  constructor(url: string) {
    this.api = createClient({ url, retry: { attempts: 1 }, timeoutMilliseconds: 60_000 });
  }

  /** Sends a request. @throws what is no answer of the service */
  async send<Id extends keyof Operations>(
    id: Id,
    request: Operations[Id]['request'],
  ): Promise<Outcome<Operations[Id]['answer']>> {
    try {
      const { status, body } = await this.api.send(id, request);
      this.counts.add(`${id} ${status}`);
      return { kind: 'done', status, body };
    } catch (cause) {
      return this.#failed(id, cause);
    }
  }

  #failed(id: string, cause: unknown): Outcome<never> {
    if (cause instanceof ProblemError) {
      const { status, code } = cause;
      this.counts.add(`${id} ${status} ${code}`);
      if (code === 'internal') this.findings.push(cause.message);
      return status < 500 ? { kind: 'refused', status, code } : { kind: 'unknown' };
    }
    if (cause instanceof GatewayError) {
      this.counts.add(`${id} ${cause.status} gateway`);
      if (cause.status === THROTTLED) return { kind: 'refused', status: THROTTLED, code: 'throttled' };
      this.crashed += 1;
      return { kind: 'unknown' };
    }
    if (!(cause instanceof ConnectionError)) throw cause;
    this.counts.add(`${id} no answer`);
    this.findings.push(cause.message);
    return { kind: 'unknown' };
  }
}
