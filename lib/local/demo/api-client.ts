import { CodedError } from '../../../lambdas/core/errors/coded-error.ts';

type ApiErrorCode =
  /** 404. */
  | 'not-found'
  /** Any other status that is not a success. */
  | 'refused';

/** Thrown when the HTTP API answers a request with a problem. */
export class ApiError extends CodedError<ApiErrorCode> {
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

/** A model version as the API shows it. */
export interface ModelView {
  readonly version: string;
  readonly weightsSha256: string;
  /** Of a version that was judged: its metrics, and those of its opponents. */
  readonly report: Readonly<Record<string, unknown>>;
  readonly decisions: readonly { readonly decision: string; readonly by: string; readonly why: string }[];
}

/** A neighbour as the API shows it. */
interface NeighbourView {
  readonly id: string;
  readonly score: number;
  readonly rank: number;
}

/** The neighbours of a product as the API shows them. */
export interface SimilarView {
  readonly data: readonly NeighbourView[];
  /** Why the live model cannot embed the product. */
  readonly notEmbeddable?: string;
}

/** The calls of the HTTP API that the demo run makes. */
export class ApiClient {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  /** The upload of an object; undefined if it is not known yet. */
  upload(key: string): Promise<JobView | undefined> {
    return this.#find(`/v1/uploads?key=${encodeURIComponent(key)}`);
  }

  trainingRun(id: string): Promise<JobView | undefined> {
    return this.#find(`/v1/training-runs/${encodeURIComponent(id)}`);
  }

  /**
   * Starts a training run, unless a run of this name succeeded or is in progress.
   * @returns the id of the run
   */
  async startRun(name: string, data: 'all' | 'catalog'): Promise<string> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ name, data });
    const { id } = await this.#send<JobView>('POST', '/v1/training-runs', { headers, body });
    return id;
  }

  /** The live version; undefined if there is none. */
  async liveModel(): Promise<ModelView | undefined> {
    const { live } = await this.#get<{ live: string | null }>('/v1/health');
    return live === null ? undefined : this.#get(`/v1/models/${live}`);
  }

  async similar(id: string, limit: number): Promise<SimilarView> {
    return this.#get(`/v1/similar?id=${encodeURIComponent(id)}&limit=${limit}`);
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
