import { describe, expect, it } from 'vitest';
import type { ApiAnswer } from '../support/api/handler-api.ts';
import type { EventOptions } from '../support/api/http-event.ts';

type Request = (method: string, target: string, options?: EventOptions) => Promise<ApiAnswer>;

const CLIENTS = 20;
const stepOf = (x: number) => ({
  triplets: [{ anchor: [1, x], positive: [x, 0.5], negative: [0.9, 0.3] }],
  margin: 9,
  learningRate: 0.01,
});

/** The versions from `head` down to the one that began, as the API tells them. */
export async function lineageOf(request: Request): Promise<string[]> {
  const versions: string[] = [];
  let version: string | undefined = (await request('GET', '/v1/health')).json.head;
  while (version !== undefined) {
    versions.push(version);
    version = (await request('GET', `/v1/models/${version}`)).json.parent;
  }
  return versions;
}

/**
 * The tests of concurrent requests to `POST /v1/train`, for all stores.
 * @param makeRequest The API over stores that hold nothing yet.
 */
export function describeOnlineSteps(name: string, makeRequest: () => Promise<Request>): void {
  const train = async (request: Request, body: unknown, key?: string) =>
    request('POST', '/v1/train', { body, ...(key !== undefined && { headers: { 'Idempotency-Key': key } }) });

  describe(`20 concurrent clients of POST /v1/train with ${name}`, () => {
    it.each([
      ['different steps', (client: number) => stepOf(client / 10)],
      ['the same step', () => stepOf(0.1)],
    ])('each get a step in the lineage of head, or 409 with Retry-After (%s)', async (_what, bodyOf) => {
      const request = await makeRequest();
      const first = (await train(request, stepOf(0.05))).json.modelVersion;
      const answers = await Promise.all(Array.from({ length: CLIENTS }, (_, client) => train(request, bodyOf(client))));
      const accepted = answers.filter(({ status }) => status === 200);
      const refused = answers.filter(({ status }) => status !== 200);
      for (const { status, json, headers } of refused) {
        expect({ status, code: json.code }).toEqual({ status: 409, code: 'weights-conflict' });
        expect(Number(headers['retry-after'])).toBeGreaterThan(0);
      }
      expect(accepted.length).toBeGreaterThanOrEqual(4);
      const versions = accepted.map(({ json }) => json.modelVersion);
      const lineage = await lineageOf(request);
      expect(lineage.toSorted()).toEqual([...versions, first].sort());
      for (const { json } of accepted) expect(json.parent).toBe(lineage[lineage.indexOf(json.modelVersion) + 1]);
    });

    it('all get a step in the lineage when rejected requests are repeated', async () => {
      const request = await makeRequest();
      await train(request, stepOf(0.05));
      let waiting = Array.from({ length: CLIENTS }, (_, client) => stepOf(client / 10));
      while (waiting.length > 0) {
        const answers = await Promise.all(waiting.map((body) => train(request, body)));
        waiting = waiting.filter((_, i) => answers[i]!.status === 409);
      }
      expect(await lineageOf(request)).toHaveLength(CLIENTS + 1);
    });

    it('get the same step for the same idempotency key', async () => {
      const request = await makeRequest();
      await train(request, stepOf(0.05));
      const key = '8e03978e-40d5-43dd-bc93-6894a57f9324';
      const answers = await Promise.all(
        Array.from({ length: CLIENTS }, (_, client) => train(request, stepOf(0.2), client % 2 ? key : `"${key}"`)),
      );
      const [answered] = answers.filter(({ status }) => status === 200);
      for (const { status, json, headers } of answers.filter((one) => one.status !== 200)) {
        expect({ status, code: json.code, again: headers['retry-after'] }).toEqual({
          status: 409,
          code: 'request-in-progress',
          again: '2',
        });
      }
      const again = await train(request, stepOf(0.2), key);
      expect(again).toMatchObject({ status: 200, json: answered!.json, headers: { 'idempotency-replayed': 'true' } });
      expect(answered!.headers).not.toHaveProperty('idempotency-replayed');
      expect(await train(request, stepOf(0.3), key)).toMatchObject({
        status: 422,
        json: { code: 'idempotency-key-reused' },
      });
      expect(await lineageOf(request)).toHaveLength(2);
    });
  });
}
