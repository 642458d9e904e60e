import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JudgeReport } from '../../../lambdas/core/evaluation/slice-report.ts';
import type { TrainingRun } from '../../../lib/client/generated/schemas.ts';
import { ApiClient } from '../../../lib/local/demo/api-client.ts';
import {
  renderJudgement,
  renderNeighbours,
  renderNextRequests,
  renderPromotion,
} from '../../../lib/local/demo/demo-report.ts';

/** The answers of the API by method and path; for any other that there is no such upload, run or product. */
const answers: Record<string, { status: number; body: object }> = {
  'GET /v1/uploads?key=catalog%2Fa.csv': { status: 200, body: { id: 'catalog/a.csv', state: 'running' } },
  'GET /v1/training-runs/broken': { status: 400, body: { title: 'failed' } },
  'POST /v1/training-runs': { status: 202, body: { id: 'run-7' } },
  'GET /v1/similar?id=a&limit=5': { status: 200, body: { data: [{ id: 'b', score: 0.5, rank: 1 }] } },
  'GET /v1/similar?id=mute&limit=5': { status: 200, body: { data: [], notEmbeddable: 'it has no text' } },
  'GET /v1/health': { status: 200, body: { live: 'm-7' } },
  'GET /v1/models/m-7': { status: 200, body: { version: 'm-7' } },
};

function missing(target: string): { status: number; body: object } {
  const kind = /^\/v1\/(uploads|training-runs)/.exec(target)?.[1]?.slice(0, -1) ?? 'product';
  return {
    status: 404,
    body: { status: 404, code: `${kind}-not-found`, detail: `there is no such ${kind}`, cure: 'Check it.' },
  };
}

describe('ApiClient', () => {
  let server: Server;
  let url: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { status, body } = answers[`${request.method} ${request.url}`] ?? missing(request.url!);
      const type = 'code' in body ? 'application/problem+json' : 'application/json';
      response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  it('reads a job, and nothing for a job that does not exist', async () => {
    const api = new ApiClient(url);
    expect(await api.upload('catalog/a.csv')).toMatchObject({ state: 'running' });
    expect(await api.upload('catalog/none.csv')).toBeUndefined();
    expect(await api.trainingRun('unknown')).toBeUndefined();
  });

  it('throws for any other status, with the operation and the answer', async () => {
    await expect(new ApiClient(url).trainingRun('broken')).rejects.toMatchObject({
      status: 400,
      message: 'getTrainingRun: status 400 without a problem of the API: {"title":"failed"} (1 attempt)',
    });
  });

  it('starts a training run and returns its id', async () => {
    expect(await new ApiClient(url).startRun('name', 'catalog')).toBe('run-7');
  });

  it('reads the live version', async () => {
    expect(await new ApiClient(url).liveModel()).toEqual({ version: 'm-7' });
  });

  it('gives the neighbours that the report of the demo shows with their titles', async () => {
    expect(await renderNeighbours(url, new Map([['a', 'red cup']]))).toEqual([
      '',
      'similar to red cup (a):',
      '  0.500   (b)',
    ]);
  });

  it('says why a product has no neighbours', async () => {
    expect(await renderNeighbours(url, new Map([['mute', 'mute']]))).toContain('  none: it has no text');
    const gone = await renderNeighbours(url, new Map([['gone', 'gone']]));
    expect(gone.at(-1)).toContain('none: findSimilarOfQuery: 404 product-not-found: there is no such product.');
  });
});

describe('the report of the demo', () => {
  const result = { modelVersion: 'm-1', weightsSha256: '', products: 1, problems: [], seconds: 1 };
  const report = { all: { queries: 30, 'recall@10': 0.5 } } as unknown as JudgeReport;
  const judged = { metrics: report, baselines: {}, judgedOn: 'judging' };
  const decisions = [{ name: 'gate', because: 'passed: all is well' }];
  const run = { id: 'run-1', state: 'succeeded', modelVersion: 'm-1', decisions } as unknown as TrainingRun;

  it('says which data the metrics are of, and what the gate decided', () => {
    expect(renderJudgement({ ...result, judged })).toContain('judged on the judging data:');
    const heldOut = { ...judged, judgedOn: 'held-out' };
    expect(renderJudgement({ ...result, judged: heldOut })[1]).toContain('a held-out part of the training data');
    expect(renderJudgement({ ...result, judged, run }).at(-1)).toBe('The gate passed: all is well.');
    expect(renderJudgement({ ...result, run })).toEqual([
      '',
      'The live version was not judged: there is no row to judge on.',
      '',
      'The gate passed: all is well.',
    ]);
  });

  it('gives requests with encoded ids, after the command that serves again if this process stops', () => {
    const similar = "  curl 'http://host/v1/similar?id=a%20b&limit=5'";
    expect(renderNextRequests('http://host', 'a b').slice(0, 3)).toEqual(['', 'Try next:', similar]);
    expect(renderNextRequests('http://host', 'a b', 'npm start -- --serve').slice(2, 4)).toEqual([
      '  npm start -- --serve',
      similar,
    ]);
  });

  it('gives the request that promotes a version that the gate held, and none without such a version', () => {
    const promotes = (version: string) =>
      expect.stringContaining(`curl -X POST http://host/v1/models/${version}:promote`);
    const text = { ...run, trainedVersion: 'm-2', promoted: true };
    expect(renderPromotion('http://host', { ...result, run: text }).at(-1)).toEqual(promotes('m-2'));
    const held = { ...run, modelVersion: 'm-3', promoted: false };
    expect(renderPromotion('http://host', { ...result, run: held }).at(-1)).toEqual(promotes('m-3'));
    for (const none of [{ ...run, promoted: true }, { ...run, promoted: false }, undefined])
      expect(renderPromotion('http://host', { ...result, ...(none && { run: none }) })).toEqual([]);
  });
});
