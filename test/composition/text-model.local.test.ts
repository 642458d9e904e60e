import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTextModelServer, type TextModelServer } from '../../lib/local/text-models/text-model-server.ts';
import { productOf } from '../support/core/factories.ts';
import { dynamoDbForTests } from '../support/local/local-servers.ts';
import { createRegistryTable } from '../support/stores/tables.ts';

const TITAN = 'amazon.titan-embed-text-v2:0';

let dynamoDb: Awaited<ReturnType<typeof dynamoDbForTests>>;
let model: TextModelServer;

beforeAll(async () => {
  dynamoDb = await dynamoDbForTests();
  model = await startTextModelServer();
  const variables = {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: model.endpoint,
    REGISTRY_TABLE: await createRegistryTable(dynamoDb.client),
    KINDRED_STAGE: 'dev',
    TEXT_MODEL: TITAN,
    TEXT_MODEL_DIMENSIONS: '512',
    TEXTS_PER_DAY: '5',
  };
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  vi.resetModules();
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await model.close();
  await dynamoDb.close();
});
afterAll(() => vi.resetModules());

describe('a function with a text model', () => {
  it('leaves products as they are until it has one; then it asks Bedrock and keeps the vectors in the table', async () => {
    const { fillText, fillTexts } = await import('../../lambdas/composition/text-vectors.ts');
    const lamp = productOf('a', { title: 'red lamp' });
    const none = async () => new Map();
    const untouched = { product: lamp };
    expect([await fillText(lamp, undefined), await fillTexts([lamp], none)]).toEqual([untouched, [untouched]]);
    const { useTextModel } = await import('../../lambdas/composition/text-model.ts');
    useTextModel({ patienceSeconds: 1 });
    const { product: filled } = await fillText(lamp, undefined);
    expect(filled.vectors?.[`${TITAN}/512`]).toHaveLength(512);
    await model.close();
    expect((await fillTexts([{ ...lamp, id: 'b' }], none))[0]!.product.vectors).toEqual(filled.vectors);
    const others = Array.from({ length: 6 }, (_, i) => productOf(`p${i}`, { title: `lamp ${i}` }));
    expect((await fillTexts(others, none)).map(({ missing }) => missing)).toEqual([
      ...Array(4).fill('not-embedded'),
      ...Array(2).fill('over-budget'),
    ]);
  });
});
