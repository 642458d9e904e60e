import { createClient, type KindredClient } from '../../client/client.ts';
import { isProblem } from '../../client/errors.ts';
import type { ModelDetail, SimilarProducts, TrainingRun, Upload } from '../../client/generated/schemas.ts';

/** The calls of the HTTP API that the demo run makes. What does not exist is undefined. */
export class ApiClient {
  readonly #api: KindredClient;

  constructor(url: string) {
    this.#api = createClient({ url });
  }

  /** The upload of an object; undefined if it is not known yet. */
  async upload(key: string): Promise<Upload | undefined> {
    const found = await ifFound(this.#api.listUploads({ key }), 'upload-not-found');
    // With a key the API answers with one upload.
    return found as Upload | undefined;
  }

  trainingRun(id: string): Promise<TrainingRun | undefined> {
    return ifFound(this.#api.getTrainingRun({ id }), 'training-run-not-found');
  }

  /**
   * Starts a training run, unless a run of this name succeeded or is in progress.
   * @returns the id of the run
   */
  async startRun(name: string, data: 'all' | 'catalog'): Promise<string> {
    const { id } = await this.#api.startTrainingRun({ body: { name, data } });
    return id;
  }

  /** The live version; undefined if there is none. */
  async liveModel(): Promise<ModelDetail | undefined> {
    const { live } = await this.#api.getHealth();
    return live === null ? undefined : this.#api.getModel({ version: live });
  }

  similar(id: string, limit: number): Promise<SimilarProducts> {
    return this.#api.findSimilarOfQuery({ id, limit });
  }
}

async function ifFound<T>(answer: Promise<T>, missing: 'upload-not-found' | 'training-run-not-found') {
  try {
    return await answer;
  } catch (cause) {
    if (isProblem(cause, missing)) return undefined;
    throw cause;
  }
}
