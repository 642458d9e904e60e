import { Readable } from 'node:stream';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

afterAll(() => vi.resetModules());

const configs = vi.hoisted(() => ({
  dynamoDb: [] as DynamoDBClientConfig[],
  s3: [] as S3ClientConfig[],
  spared: [] as string[],
  added: [] as string[],
}));

vi.mock('@aws-sdk/client-dynamodb', async (importOriginal) => ({
  ...(await importOriginal<typeof import('@aws-sdk/client-dynamodb')>()),
  DynamoDBClient: class {
    readonly middlewareStack = {
      remove: (step: string) => configs.spared.push(step),
      add: (_: unknown, { name }: { name: string }) => configs.added.push(name),
    };
    constructor(config: DynamoDBClientConfig) {
      configs.dynamoDb.push(config);
    }
  },
}));
vi.mock('@aws-sdk/client-s3', async (importOriginal) => ({
  ...(await importOriginal<typeof import('@aws-sdk/client-s3')>()),
  S3Client: class {
    constructor(config: S3ClientConfig) {
      configs.s3.push(config);
    }
  },
}));

const load = () => import('../../lambdas/composition/compose.ts');

beforeEach(() => {
  vi.resetModules();
  configs.dynamoDb.length = 0;
  configs.s3.length = 0;
  configs.spared.length = 0;
  configs.added.length = 0;
  vi.stubEnv('PRODUCTS_TABLE', 'products');
  vi.stubEnv('REGISTRY_TABLE', 'registry');
  vi.stubEnv('MODELS_BUCKET', 'models');
  vi.stubEnv('UPLOADS_BUCKET', 'uploads');
  vi.stubEnv('EXPORT_FUNCTION', 'export');
  vi.stubEnv('KINDRED_STAGE', 'dev');
  vi.stubEnv('AWS_ENDPOINT_URL_S3', undefined);
  vi.stubEnv('LIVE_RECHECK_SECONDS', undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('compose', () => {
  it.each([
    ['productStore', 'PRODUCTS_TABLE'],
    ['vectorStore', 'PRODUCTS_TABLE'],
    ['modelRegistry', 'REGISTRY_TABLE'],
    ['modelPointers', 'REGISTRY_TABLE'],
    ['jobStore', 'REGISTRY_TABLE'],
    ['weightsStore', 'MODELS_BUCKET'],
    ['uploadStore', 'UPLOADS_BUCKET'],
    ['reportStore', 'MODELS_BUCKET'],
    ['snapshotStore', 'MODELS_BUCKET'],
    ['exportStore', 'MODELS_BUCKET'],
    ['exportLinks', 'MODELS_BUCKET'],
    ['exportStarter', 'EXPORT_FUNCTION'],
  ] as const)('%s throws and names %s when the variable is not set', async (factory, variable) => {
    const compose = await load();
    expect(compose[factory]()).toBeDefined();
    vi.stubEnv(variable, '');
    vi.resetModules();
    const reloaded = await load();
    expect(() => reloaded[factory]()).toThrow(expect.objectContaining({ code: 'missing-variable', variable }));
  });

  it.each(['products', 'similar', 'embeddings', 'train-step', 'models', 'jobs', 'health'])(
    'throws for the handler %s when it is loaded, not at its first request',
    async (name) => {
      vi.stubEnv('PRODUCTS_TABLE', undefined);
      vi.stubEnv('REGISTRY_TABLE', undefined);
      await expect(import(`../../lambdas/handlers/${name}.ts`)).rejects.toThrow(/(PRODUCTS|REGISTRY)_TABLE is not set/);
    },
  );

  it('starts the number of training threads that the memory of the function allows', async () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_MEMORY_SIZE', '1769');
    const { trainingThreads } = await load();
    expect(trainingThreads().count).toBe(1);
    vi.stubEnv('AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'much');
    expect(() => trainingThreads()).toThrow('AWS_LAMBDA_FUNCTION_MEMORY_SIZE is "much"');
  });

  it.each(['soon', '-1', ' ', 'Infinity'])('rejects LIVE_RECHECK_SECONDS=%s', async (text) => {
    vi.stubEnv('LIVE_RECHECK_SECONDS', text);
    const { liveIndexCache } = await load();
    expect(() => liveIndexCache()).toThrow(expect.objectContaining({ code: 'invalid-variable' }));
  });

  it('rejects SMALL_UPLOADS=never', async () => {
    vi.stubEnv('TRAINING_FUNCTION', 'run');
    vi.stubEnv('SMALL_UPLOADS', 'never');
    const refusal = { code: 'invalid-variable', message: expect.stringContaining('expected step or run') };
    await expect(import('../../lambdas/handlers/training-uploads.ts')).rejects.toMatchObject(refusal);
  });

  it('creates each store, cache and client once', async () => {
    const compose = await load();
    expect(compose.productStore()).toBe(compose.productStore());
    const models = await import('../../lambdas/composition/models.ts');
    expect(models.modelCache()).toBe(models.modelCache());
    expect(compose.liveIndexCache()).toBe(compose.liveIndexCache());
    compose.uploadStore();
    expect([configs.dynamoDb.length, configs.s3.length]).toEqual([1, 1]);
  });

  it('removes steps of the DynamoDB client that the SDK has', async () => {
    (await load()).productStore();
    const actual = await vi.importActual<typeof import('@aws-sdk/client-dynamodb')>('@aws-sdk/client-dynamodb');
    const { middlewareStack } = new actual.DynamoDBClient({ region: 'us-east-1' });
    expect(configs.spared).toHaveLength(3);
    expect(configs.spared.map((step) => middlewareStack.remove(step))).toEqual([true, true, true]);
  });

  it('lets the DynamoDB client keep a pace, so that functions for which nobody waits wait throttling out', async () => {
    (await load()).productStore();
    expect(configs.added).toEqual(['keepPace', 'stampAttempts']);
  });

  it('sets timeouts that throw, because the SDK only logs by default', async () => {
    const compose = await load();
    compose.productStore();
    compose.weightsStore();
    expect(configs.dynamoDb[0]).toEqual({
      maxAttempts: 3,
      cacheMiddleware: true,
      requestHandler: { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true },
    });
    expect(configs.s3[0]).toMatchObject({ maxAttempts: 3, requestHandler: { throwOnRequestTimeout: true } });
  });

  it('reads from the right bucket, also for two concurrent reads', async () => {
    (await load()).weightsStore();
    const { GetObjectCommand, S3Client } =
      await vi.importActual<typeof import('@aws-sdk/client-s3')>('@aws-sdk/client-s3');
    const asked: string[] = [];
    const requestHandler = {
      metadata: { handlerProtocol: 'http/1.1' },
      handle: async ({ hostname, path }: { hostname: string; path: string }) => {
        asked.push(`${hostname.split('.')[0]}${path}`);
        return { response: { statusCode: 200, headers: {}, body: Readable.from([]) } };
      },
    };
    const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
    const client = new S3Client({ ...configs.s3[0], region: 'us-east-1', credentials, requestHandler });
    const buckets = ['models', 'uploads', 'models'];
    await Promise.all(buckets.map((Bucket) => client.send(new GetObjectCommand({ Bucket, Key: `of-${Bucket}` }))));
    expect(asked.sort()).toEqual(['models/of-models', 'models/of-models', 'uploads/of-uploads']);
  });

  it.each([
    [undefined, false],
    ['http://127.0.0.1:1', true],
  ])('addresses buckets by path with the endpoint %s: %s', async (endpoint, forcePathStyle) => {
    vi.stubEnv('AWS_ENDPOINT_URL_S3', endpoint);
    (await load()).weightsStore();
    expect(configs.s3[0]).toMatchObject({ forcePathStyle });
  });

  it('selects the exact engine unless the deployment has a vector index', async () => {
    const { MeasuredSearch } = await import('../../lambdas/use-cases/search/measured-search.ts');
    const exact = await load();
    expect(exact.similarSearch()).toBeInstanceOf(MeasuredSearch);
    expect(exact.indexPolling()).toBeUndefined();
    vi.resetModules();
    vi.stubEnv('VECTOR_INDEX', '{"name":"vectors-64","dimensions":64,"filterFields":["brand"]}');
    const { FallbackSearch } = await import('../../lambdas/use-cases/search/fallback-search.ts');
    const indexed = await load();
    expect(indexed.similarSearch()).toBeInstanceOf(FallbackSearch);
    expect(indexed.indexPolling()?.index).toMatchObject({ dimensions: 64, filterFields: ['brand'] });
  });

  it.each(['', '7', '[1]', '{'])('rejects VECTOR_INDEX=%s', async (text) => {
    vi.stubEnv('VECTOR_INDEX', text);
    const { vectorStore } = await load();
    expect(() => vectorStore()).toThrow(
      expect.objectContaining({ code: 'invalid-variable', variable: 'VECTOR_INDEX' }),
    );
  });
});
