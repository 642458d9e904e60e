import { afterAll, describe, expect, it, vi } from 'vitest';
import { describeOnlineSteps } from '../contracts/online-steps.contract.ts';
import { memoryApi } from '../support/api/memory-api.ts';
import { identityModel } from '../support/core/factories.ts';

afterAll(() => vi.resetModules());

describeOnlineSteps('stores in memory', async () => (await memoryApi()).request);

const triplet = { anchor: [1, 0], positive: [0.5, 0.5], negative: [0.9, 0] };

describe('stepsSinceLive', () => {
  it('is part of each answer that names head and live', async () => {
    const api = await memoryApi();
    const live = await api.models.publish(identityModel);
    expect((await api.request('GET', '/v1/health')).json).toMatchObject({ live, head: live, stepsSinceLive: 0 });
    const [first, second] = [
      await api.request('POST', '/v1/train', { body: { triplets: [triplet] } }),
      await api.request('POST', '/v1/train', { body: { triplets: [triplet] } }),
    ];
    expect([first.json.stepsSinceLive, second.json.stepsSinceLive]).toEqual([1, 2]);
    const standing = { head: second.json.modelVersion, live, stepsSinceLive: 2 };
    expect((await api.request('GET', '/v1/health')).json).toMatchObject(standing);
    expect((await api.request('GET', '/v1/models')).json).toMatchObject(standing);
    expect((await api.request('GET', `/v1/models/${standing.head}`)).json).toMatchObject({
      parent: first.json.modelVersion,
      lineage: { base: live, steps: 2 },
    });
  });
});

describe('an idempotency key', () => {
  it('that is invalid is answered with 400', async () => {
    const api = await memoryApi();
    const headers = { 'idempotency-key': 'two words' };
    expect(await api.request('POST', '/v1/train', { body: { triplets: [triplet] }, headers })).toMatchObject({
      status: 400,
      json: { code: 'invalid-idempotency-key' },
    });
  });

  it('can be used again after a refusal', async () => {
    const api = await memoryApi();
    const headers = { 'idempotency-key': 'a' };
    const refused = { triplets: [{ ...triplet, anchor: 'nobody' }] };
    expect((await api.request('POST', '/v1/train', { body: refused, headers })).status).toBe(422);
    expect((await api.request('POST', '/v1/train', { body: { triplets: [triplet] }, headers })).status).toBe(200);
  });

  it('returns the step of an attempt whose answer was lost, and takes no second step', async () => {
    const api = await memoryApi();
    vi.spyOn(api.logger, 'warn').mockReturnValue();
    const headers = { 'idempotency-key': 'a' };
    const train = () => api.request('POST', '/v1/train', { body: { triplets: [triplet] }, headers });
    await api.models.publish(identityModel);
    const move = api.models.pointers.move.bind(api.models.pointers);
    api.models.pointers.move = async (...given) => {
      api.models.pointers.move = move;
      await move(...given);
      throw new api.StoreError('unavailable', 'the answer was lost');
    };
    expect((await train()).status).toBe(503);
    expect(await train()).toMatchObject({ status: 409, json: { code: 'request-in-progress' } });
    api.clock.advance(30);
    // Meanwhile another caller takes a step from the moved head.
    await api.request('POST', '/v1/train', { body: { triplets: [triplet] } });
    const found = await train();
    expect(found).toMatchObject({ status: 200, json: { stepsSinceLive: 1, activeBefore: 1, triplets: 1 } });
    expect((await api.request('GET', '/v1/health')).json.stepsSinceLive).toBe(2);
    expect(await train()).toMatchObject({ json: found.json, headers: { 'idempotency-replayed': 'true' } });
  });

  it('leads to another step if the interrupted attempt had not moved head', async () => {
    const api = await memoryApi();
    vi.spyOn(api.logger, 'warn').mockReturnValue();
    const headers = { 'idempotency-key': 'a' };
    const train = () => api.request('POST', '/v1/train', { body: { triplets: [triplet] }, headers });
    await api.models.publish(identityModel);
    const move = api.models.pointers.move.bind(api.models.pointers);
    api.models.pointers.move = async () => {
      api.models.pointers.move = move;
      throw new api.StoreError('unavailable', 'not moved');
    };
    expect((await train()).status).toBe(503);
    api.clock.advance(30);
    expect(await train()).toMatchObject({ status: 200, json: { stepsSinceLive: 1 } });
  });
});
