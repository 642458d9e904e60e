import { CodedError } from '../../../lambdas/core/errors/coded-error.ts';

type ApiErrorCode =
  /** 404. */
  | 'not-found'
  /** Any other status that is not a success. */
  | 'refused';

/** Thrown when the HTTP API answers a request with a problem. */
class ApiError extends CodedError<ApiErrorCode> {
  constructor(request: string, status: number, text: string) {
    super(
      status === 404 ? 'not-found' : 'refused',
      `${request}: status ${status}, expected a success; the API answered ${text}`,
    );
  }
}

/** A job as the API shows it. */
export interface JobView {
  readonly id: string;
  readonly state: 'running' | 'succeeded' | 'failed' | 'canceled';
  readonly [detail: string]: unknown;
}

/** A neighbour as the API shows it. */
export interface NeighbourView {
  readonly id: string;
  readonly score: number;
  readonly rank: number;
}

/** The calls of the HTTP API that the demo run makes. */
export class ApiClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** The upload of an object; undefined if it is not known yet. */
  upload(key: string): Promise<JobView | undefined> {
    return this.#find(`/v1/uploads/${encodeURIComponent(key)}`);
  }

  trainingRun(id: string): Promise<JobView | undefined> {
    return this.#find(`/v1/training-runs/${encodeURIComponent(id)}`);
  }

  /**
   * Starts a training run on all data, unless a run of this name succeeded or is in progress.
   * @returns the id of the run
   */
  async startRun(name: string): Promise<string> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ name });
    const { id } = await this.#send<JobView>('POST', '/v1/training-runs', { headers, body });
    return id;
  }

  async similar(id: string, limit: number): Promise<readonly NeighbourView[]> {
    const answer = await this.#get<{ data: NeighbourView[] }>(
      `/v1/products/${encodeURIComponent(id)}/similar?limit=${limit}`,
    );
    return answer.data;
  }

  async #find<T>(path: string): Promise<T | undefined> {
    try {
      return await this.#get<T>(path);
    } catch (cause) {
      if (cause instanceof ApiError && cause.code === 'not-found') return undefined;
      throw cause;
    }
  }

  #get<T>(path: string): Promise<T> {
    return this.#send('GET', path);
  }

  async #send<T>(method: 'GET' | 'POST', path: string, request: RequestInit = {}): Promise<T> {
    const response = await fetch(`${this.#url}${path}`, { method, ...request });
    const text = await response.text();
    if (!response.ok) throw new ApiError(`${method} ${path}`, response.status, text);
    return JSON.parse(text) as T;
  }
}
