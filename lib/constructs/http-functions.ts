import { Construct } from 'constructs';
import { keysUnder, STORED_PREFIXES } from '../../lambdas/formats/object-layout.ts';
import type { Compaction } from './compaction.ts';
import type { DeploymentOptions } from './deployment-options.ts';
import type { KindredHttpApi, RouteKey } from './http-api.ts';
import { KindredFunction } from './kindred-function.ts';
import type { StageSettings } from './stage-settings.ts';
import { readWeights, type Storage } from './storage.ts';
import type { TrainingFunctions } from './training-functions.ts';

export interface HttpFunctionsProps {
  readonly api: KindredHttpApi;
  readonly storage: Storage;
  readonly settings: StageSettings;
  readonly options: DeploymentOptions;
  readonly training: TrainingFunctions;
  readonly compaction: Compaction;
  /** The file of a handler, by its name. */
  readonly entryOf: (handler: string) => string;
}

interface HttpFunctionProps {
  readonly handler: string;
  readonly description: string;
  readonly memoryMegabytes: number;
  /** @default 512 */
  readonly scratchMegabytes?: number;
  /** At most 25: the gateway gives up after 30, and what runs on after that nobody hears of. */
  readonly timeoutSeconds: number;
  readonly routes: readonly RouteKey[];
  /** @default none */
  readonly environment?: Readonly<Record<string, string>>;
}

/** How long a function may serve a model before it looks whether `live` has moved. */
export const liveRecheck = { LIVE_RECHECK_SECONDS: '2' };

/** The functions behind the HTTP API, each with its routes and with no right beyond what those need. */
export class HttpFunctions extends Construct {
  private readonly props: HttpFunctionsProps;

  constructor(scope: Construct, id: string, props: HttpFunctionsProps) {
    super(scope, id);
    this.props = props;
    this.addProducts();
    this.addSimilar();
    this.addEmbeddings();
    this.addTrainStep();
    this.addModels();
    this.addJobs();
    this.addRuns();
    this.addHealth();
  }

  private addProducts(): void {
    const { storage, compaction } = this.props;
    const fn = this.add('Products', {
      handler: 'products',
      description: 'Reads, writes and removes one product; a written product is embedded with the live model',
      memoryMegabytes: 1024,
      timeoutSeconds: 15,
      routes: ['GET /v1/products/{id}', 'PUT /v1/products/{id}', 'DELETE /v1/products/{id}'],
      environment: liveRecheck,
    });
    storage.products.bind(fn, { table: ['GetItem', 'PutItem', 'Query'] });
    storage.registry.bind(fn, { table: ['GetItem'] });
    storage.models.bind(fn, 'MODELS_BUCKET', readWeights);
    compaction.bindStart(fn);
  }

  private addSimilar(): void {
    const { storage, options } = this.props;
    const fn = this.add('Similar', {
      handler: 'similar',
      description: 'Searches the live vectors for the products most similar to one',
      memoryMegabytes: options.similarMemoryMegabytes,
      scratchMegabytes: options.similarScratchMegabytes,
      timeoutSeconds: 25,
      routes: ['GET /v1/products/{id}/similar'],
      environment: liveRecheck,
    });
    storage.products.bind(fn, { table: ['GetItem'], index: true, search: true });
    storage.registry.bind(fn, { table: ['GetItem'] });
    storage.models.bind(fn, 'MODELS_BUCKET', {
      read: keysUnder(STORED_PREFIXES.snapshots),
      reason: 'Segments are named by the hash of their content; the snapshots to come cannot be listed here.',
    });
  }

  private addEmbeddings(): void {
    const { storage } = this.props;
    const fn = this.add('Embeddings', {
      handler: 'embeddings',
      description: 'Embeds products or feature vectors with the live model',
      memoryMegabytes: 1769,
      timeoutSeconds: 25,
      routes: ['POST /v1/embeddings'],
      environment: liveRecheck,
    });
    storage.products.bind(fn, { table: ['GetItem', 'PutItem'] });
    storage.registry.bind(fn, { table: ['GetItem'] });
    storage.models.bind(fn, 'MODELS_BUCKET', readWeights);
  }

  private addTrainStep(): void {
    const { storage } = this.props;
    const fn = this.add('TrainStep', {
      handler: 'train-step',
      description: 'Takes a training step from head on the triplets of the request',
      memoryMegabytes: 1769,
      timeoutSeconds: 25,
      routes: ['POST /v1/train'],
    });
    storage.products.bind(fn, { table: ['GetItem'] });
    storage.registry.bind(fn, { table: ['GetItem', 'PutItem'] });
    storage.models.bind(fn, 'MODELS_BUCKET', { ...readWeights, write: keysUnder(STORED_PREFIXES.models) });
  }

  private addModels(): void {
    const fn = this.add('Models', {
      handler: 'models',
      description: 'Lists model versions and shows their reports',
      memoryMegabytes: 512,
      timeoutSeconds: 10,
      routes: ['GET /v1/models', 'GET /v1/models/{version}'],
    });
    this.props.storage.registry.bind(fn, { table: ['GetItem', 'Query'], index: true });
  }

  private addJobs(): void {
    const fn = this.add('Jobs', {
      handler: 'jobs',
      description: 'Shows how uploads and training runs stand',
      memoryMegabytes: 512,
      timeoutSeconds: 10,
      routes: ['GET /v1/training-runs', 'GET /v1/training-runs/{id}', 'GET /v1/uploads/{key+}'],
    });
    this.props.storage.registry.bind(fn, { table: ['GetItem', 'Query'], index: true });
  }

  private addRuns(): void {
    const { storage, training } = this.props;
    const fn = this.add('Runs', {
      handler: 'runs',
      description: 'Starts and cancels training runs, promotes model versions and rolls back',
      memoryMegabytes: 512,
      timeoutSeconds: 10,
      routes: ['POST /v1/training-runs', 'POST /v1/training-runs/{id}', 'POST /v1/models/{version}'],
    });
    storage.registry.bind(fn, { table: ['GetItem', 'PutItem', 'Query', 'UpdateItem'] });
    training.bindStart(fn);
  }

  private addHealth(): void {
    const fn = this.add('Health', {
      handler: 'health',
      description: 'Says whether there is a live model, and answers what no other route takes',
      memoryMegabytes: 512,
      timeoutSeconds: 10,
      routes: ['GET /v1/health', '$default'],
    });
    this.props.storage.registry.bind(fn, { table: ['GetItem'] });
  }

  private add(id: string, props: HttpFunctionProps): KindredFunction {
    const { api, settings, entryOf } = this.props;
    const { handler, routes, ...shape } = props;
    const fn = new KindredFunction(this, id, { ...shape, entry: entryOf(handler), settings });
    api.route(fn, routes);
    return fn;
  }
}
