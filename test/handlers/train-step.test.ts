import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { trainStep } from '../../lambdas/core/training/online/train-step.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel, linearModelOf } from '../support/core/factories.ts';
import { golden, largestDifference } from '../support/core/golden.ts';

afterAll(() => vi.resetModules());

interface SeedCase {
  readonly weights: number[][];
  readonly anchor: number[][];
  readonly positive: number[][];
  readonly negative: number[][];
  readonly margin: number;
  readonly learningRate: number;
  readonly loss: number;
  readonly active: boolean;
  readonly seedLossAfter: number;
  readonly seedEmbedding: number[][];
}

let api: Awaited<ReturnType<typeof memoryApi>>;
const train = (body: unknown) => api.request('POST', '/v1/train', { body });
const triplet = { anchor: [1, 0], positive: [0.5, 0.5], negative: [0.9, 0] };

beforeEach(async () => {
  api = await memoryApi();
});

describe("the original model's own test cases over HTTP", () => {
  const cases = golden<{ cases: SeedCase[] }>('seed').cases.map((one, i) => [i, one] as const);

  it.each(cases)('give the same embedding of the anchor after training (case %i)', async (_i, one) => {
    await api.models.publish(linearModelOf(one.weights));
    const [anchor, positive, negative] = [one.anchor[0], one.positive[0], one.negative[0]];
    const { margin, learningRate } = one;
    const step = await train({ triplets: [{ anchor, positive, negative }], margin, learningRate, gradient: 'seed' });
    expect(step.status).toBe(200);
    expect(step.json.lossBefore).toBeCloseTo(one.loss, 12);
    expect(step.json.lossAfter).toBeCloseTo(one.seedLossAfter, 12);
    expect(step.json.activeBefore).toBe(one.active ? 1 : 0);
    const { json } = await api.request('POST', '/v1/embeddings', { body: { items: [anchor], version: 'head' } });
    expect(json.modelVersion).toBe(step.json.modelVersion);
    expect(largestDifference(json.data[0].vector, Float32Array.from(one.seedEmbedding[0]!))).toBe(0);
  });

  it('give the original update if a triplet has a loss', async () => {
    const one = cases[0]![1];
    await api.models.publish(linearModelOf(one.weights));
    const vectors = { anchor: one.anchor[0]!, positive: one.positive[0]!, negative: one.negative[0]! };
    const expected = trainStep(linearModelOf(one.weights), [vectors], { margin: 1000, gradient: 'seed' });
    expect(expected.activeBefore).toBe(1);
    const { json } = await train({ triplets: [vectors], margin: 1000, gradient: 'seed' });
    expect(json).toMatchObject({ lossBefore: expected.lossBefore, lossAfter: expected.lossAfter, activeBefore: 1 });
    expect(json.modelVersion).not.toBe(json.parent);
  });
});

describe('POST /v1/train', () => {
  it('refuses unknown fields of products with their places, or ignores and names them', async () => {
    const anchor = { id: 'a', features: [1, 0], colour: 'red' };
    const body = { triplets: [triplet, { ...triplet, anchor }] };
    expect(await train(body)).toMatchObject({
      status: 422,
      json: { errors: [{ pointer: '/triplets/1/anchor/colour', code: 'unknown-field' }] },
    });
    expect((await api.models.pointers.read('head'))?.version).toBeUndefined();
    const ignored = await api.request('POST', '/v1/train?unknown=ignore', { body });
    expect(ignored).toMatchObject({ status: 200, json: { triplets: 2, ignoredFields: ['colour'] } });
    expect((await train({ triplets: [triplet] })).json).not.toHaveProperty('ignoredFields');
  });

  it('refuses a misspelt setting also with unknown=ignore, and takes no step', async () => {
    const body = { triplets: [triplet], epoch: 5 };
    for (const target of ['/v1/train', '/v1/train?unknown=ignore'])
      expect(await api.request('POST', target, { body })).toMatchObject({
        status: 422,
        json: { errors: [{ pointer: '/epoch', code: 'unknown-field', detail: expect.stringContaining('steps?') }] },
      });
    expect(await api.models.pointers.read('head')).toBeUndefined();
  });

  it('trains a first model on number arrays, and continues from it', async () => {
    const first = await train({ triplets: [triplet] });
    expect(first).toMatchObject({ status: 200, json: { parent: null, live: null, triplets: 1 } });
    const second = await train({ triplets: [triplet], steps: 3 });
    expect(second.json).toMatchObject({ parent: first.json.head });
    const { json } = await api.request('POST', '/v1/embeddings', { body: { items: [[1, 0]] } });
    expect(json.modelVersion).toBe(second.json.head);
    expect(json.data[0].vector).toHaveLength(5);
    const record = (await api.request('GET', `/v1/models/${second.json.head}`)).json;
    expect(record).toMatchObject({ origin: 'train-step', parent: first.json.head, head: true, live: false, dim: 5 });
  });

  it.each([
    ['no triplets', { triplets: [] }, '/triplets'],
    ['1,001 triplets', { triplets: Array(1001).fill(triplet) }, '/triplets'],
    ['an unknown product', { triplets: [triplet, { ...triplet, anchor: 'nobody' }] }, '/triplets/1/anchor'],
    ['a wrong dimension', { triplets: [triplet, { ...triplet, positive: [1] }] }, '/triplets/1/positive'],
    ['a degenerate triplet', { triplets: [triplet, { ...triplet, positive: 'a', anchor: 'a' }] }, '/triplets/1'],
    ['too many steps', { triplets: [triplet], steps: 101 }, '/steps'],
    ['a learning rate without bounds', { triplets: [triplet], learningRate: 1e30 }, '/learningRate'],
    ['a margin without bounds', { triplets: [triplet], margin: 1e30 }, '/margin'],
    ['an unknown gradient', { triplets: [triplet], gradient: 'natural' }, '/gradient'],
  ])('refuses %s, and names the place', async (_what, body, pointer) => {
    await api.models.publish(identityModel);
    const { status, json } = await train(body);
    expect({ status, code: json.code, pointer: json.errors[0].pointer }).toEqual({
      status: 422,
      code: 'invalid-request',
      pointer,
    });
  });

  it('answers 409 if others keep moving head, and 422 if the step overflows or costs too much', async () => {
    const before = await api.models.publish(identityModel);
    const overflow = { anchor: [1e200, 0], positive: [0, 1e200], negative: [1, 1] };
    expect(await train({ triplets: [overflow] })).toMatchObject({ status: 422, json: { code: 'step-not-finite' } });
    expect(await train({ triplets: [triplet], learningRate: 1000 })).toMatchObject({
      status: 422,
      json: { code: 'step-too-long', cure: expect.stringContaining(':head') },
    });
    expect((await api.models.pointers.read('head'))?.version).toBe(before);
    const move = api.models.pointers.move.bind(api.models.pointers);
    api.models.pointers.move = async () => 'conflict';
    expect(await train({ triplets: [triplet] })).toMatchObject({ status: 409, json: { code: 'weights-conflict' } });
    api.models.pointers.move = move;
  });
});
