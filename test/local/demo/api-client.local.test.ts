import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ApiClient } from '../../../lib/local/demo/api-client.ts';
import { renderJudgement, renderNeighbours, renderNextRequests } from '../../../lib/local/demo/demo-report.ts';

/** The answers of the API by method and path; 404 for any other. */
const answers: Record<string, { status: number; body: object }> = {
  'GET /v1/uploads/catalog%2Fa.csv': { status: 200, body: { id: 'catalog/a.csv', state: 'running' } },
  'GET /v1/training-runs/broken': { status: 500, body: { title: 'failed' } },
  'POST /v1/training-runs': { status: 202, body: { id: 'run-7' } },
  'GET /v1/products/a/similar?limit=5': { status: 200, body: { data: [{ id: 'b', score: 0.5, rank: 1 }] } },
};

describe('ApiClient', () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { status, body } = answers[`${request.method} ${request.url}`] ?? { status: 404, body: {} };
      response.writeHead(status).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('reads a job, and nothing for a job that does not exist', async () => {
    const api = new ApiClient(url);
    expect(await api.upload('catalog/a.csv')).toMatchObject({ state: 'running' });
    expect(await api.trainingRun('unknown')).toBeUndefined();
  });

  it('throws for any other status, with the request and the answer', async () => {
    await expect(new ApiClient(url).trainingRun('broken')).rejects.toMatchObject({
      code: 'refused',
      message: 'GET /v1/training-runs/broken: status 500, expected a success; the API answered {"title":"failed"}',
    });
  });

  it('starts a training run and returns its id', async () => {
    expect(await new ApiClient(url).startRun('name')).toBe('run-7');
  });

  it('gives the neighbours that the report of the demo shows with their titles', async () => {
    expect(await renderNeighbours(url, new Map([['a', 'red cup']]))).toEqual([
      '',
      'similar to red cup (a):',
      '  0.500   (b)',
    ]);
  });
});

describe('renderJudgement and renderNextRequests', () => {
  it('say which data the metrics are of, and give requests with encoded ids', () => {
    const result = { modelVersion: 'm-1', weightsSha256: '', products: 1, metrics: {}, baselines: {}, seconds: 1 };
    expect(renderJudgement({ ...result, judgedOn: 'judging' })).toContain('judged on the judging data:');
    expect(renderJudgement({ ...result, judgedOn: 'held-out' })[1]).toContain('a held-out part of the training data');
    expect(renderNextRequests('http://host', 'a b')).toContain(
      "  curl 'http://host/v1/products/a%20b/similar?limit=5'",
    );
  });
});
