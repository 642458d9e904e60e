import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { colouredThings, quickConfig, tasteBaskets } from '../support/core/training-factories.ts';
import { realFunctions } from '../support/local/real-functions.ts';

let functions: Awaited<ReturnType<typeof realFunctions>>;

afterEach(() => functions.close());
afterAll(() => vi.resetModules());

/** Small vectors, and few steps. */
const quick = quickConfig({ dim: 8, maxPairs: 1500, epochs: 10, heldOutFraction: 0.3, budgetSeconds: 0.01 });

/** The decisions of a run by their names. */
// biome-ignore lint/suspicious/noExplicitAny: they have several shapes, and a wrong name fails the test.
const decisionsOf = (run: { decisions: { name: string }[] }): Record<string, any> =>
  Object.fromEntries(run.decisions.map((decision) => [decision.name, decision]));

describe('the deployed functions over DynamoDB and S3', () => {
  it('make a text model live after an upload of a catalog alone, and answer with it', async () => {
    functions = await realFunctions(quick);
    const { upload, runLast, request } = functions;
    expect(await upload('catalog/c.jsonl', colouredThings())).toMatchObject({ state: 'succeeded', added: 30 });
    const run = await runLast();
    expect(run).toMatchObject({ state: 'succeeded', promoted: true, data: 'catalog', learnedFrom: 'catalog' });
    expect((await request('GET', '/v1/health')).json).toMatchObject({ live: run.modelVersion });
    const similar = await request('GET', '/v1/products/lamp-red/similar?limit=4');
    expect(similar.json).toMatchObject({ modelVersion: run.modelVersion, totalCandidates: 29 });
    expect(similar.json.data).toHaveLength(4);
    expect(await upload('catalog/more.jsonl', [{ id: 'lamp-pink', title: 'pink lamp' }])).toMatchObject({ added: 1 });
    expect((await request('GET', '/v1/products/lamp-pink?include=vector')).json.embedding).toMatchObject({
      modelVersion: run.modelVersion,
    });
  });

  it('make a version of a small shop live, and say how sure it is and what would prove more', async () => {
    functions = await realFunctions(quick);
    const { upload, runLast, request } = functions;
    await upload('catalog/c.jsonl', colouredThings());
    await upload('interactions/t.jsonl', tasteBaskets().slice(0, 30));
    const run = await runLast();
    expect(run).toMatchObject({ state: 'succeeded', promoted: true, data: 'all' });
    expect((await request('GET', '/v1/health')).json).toMatchObject({ live: run.modelVersion });
    const { gate } = decisionsOf(run);
    expect(gate).toMatchObject({
      passes: true,
      because: expect.stringMatching(/^passed without proof: .* more baskets would tell them apart/),
      proof: { outcome: 'unproven', metric: 'recall@10', queries: gate.queries, queriesNeeded: expect.any(Number) },
    });
    expect((await request('GET', '/v1/products/lamp-red/similar?limit=4')).json.data).toHaveLength(4);
  });
});
