import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JudgeReport } from '../../../lambdas/core/evaluation/slice-report.ts';
import type { TrainingRun } from '../../../lib/client/generated/schemas.ts';
import { ApiClient } from '../../../lib/local/demo/api-client.ts';
import { renderDemo } from '../../../lib/local/demo/demo-report.ts';
import type { DemoResult } from '../../../lib/local/demo/demo-run.ts';

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

  /** The report of the demo as a file gets it. */
  const reportOf = (more: Partial<DemoResult>, titles: Record<string, string>, restart?: string) => {
    const result = { modelVersion: 'm-1', weightsSha256: '', products: 1, problems: [], seconds: 1, ...more };
    const next = { url: 'http://host', ...(restart !== undefined && { restart }) };
    return renderDemo(url, result, new Map(Object.entries(titles)), next, { write: () => {} });
  };
  const report = { all: { queries: 30, 'recall@10': 0.5 } } as unknown as JudgeReport;
  const judged = { metrics: report, baselines: {}, judgedOn: 'judging' };
  const decisions = [{ name: 'gate', because: 'passed: all is well' }];
  const run = { id: 'run-1', state: 'succeeded', modelVersion: 'm-1', decisions } as unknown as TrainingRun;

  it('reports where the console is first, then neighbours as a table, then what to try', async () => {
    const lines = await reportOf({}, { a: 'red cup', b: 'blue cup' });
    expect(lines.slice(0, 6)).toEqual([
      '',
      'console: http://host/',
      '',
      'similar to red cup (a):',
      'score  id  title',
      '0.500  b   blue cup',
    ]);
    expect(lines.at(lines.indexOf('Try next:') + 1)).toBe("  curl 'http://host/v1/similar?id=a&limit=5'");
  });

  it('reports why a product has no neighbours, and passes over it if another one has some', async () => {
    expect(await reportOf({}, { mute: 'mute' })).toContain('nothing is similar to mute (mute): it has no text');
    const gone = await reportOf({}, { gone: 'gone' });
    expect(gone[3]).toContain('(gone): findSimilarOfQuery: 404 product-not-found: there is no such product.');
    expect(await reportOf({}, { a: 'red cup', mute: 'mute', gone: 'gone' })).toContain('similar to red cup (a):');
  });

  it('reports which data the metrics are of, and what the gate decided', async () => {
    expect(await reportOf({ judged }, {})).toContain('judged on the judging data:');
    const heldOut = await reportOf({ judged: { ...judged, judgedOn: 'held-out' } }, {});
    expect(heldOut).toContain('judged on a held-out part of the training data:');
    expect(await reportOf({ judged, run }, {})).toContain('The gate passed: all is well.');
    const unjudged = await reportOf({ run }, {});
    expect(unjudged).toContain('The live version was not judged: there is no row to judge on.');
    expect(unjudged).toContain('The gate passed: all is well.');
  });

  it('reports requests with encoded ids, after the command that serves again if this process stops', async () => {
    const similar = "  curl 'http://host/v1/similar?id=a%20b&limit=5'";
    const restart = 'npm start -- --serve';
    const tried = async (command?: string) => {
      const lines = await reportOf({}, { 'a b': 'cup' }, command);
      return lines.slice(lines.indexOf('Try next:') + 1).slice(0, command === undefined ? 1 : 2);
    };
    expect(await tried()).toEqual([similar]);
    expect(await tried(restart)).toEqual([`  ${restart}`, similar]);
    expect((await reportOf({}, {}, restart))[1]).toBe(`console: http://host/   (after: ${restart})`);
  });

  it('reports the request that promotes a version that the gate held, and none without such a version', async () => {
    const promotes = (version: string) =>
      expect.stringContaining(`curl -X POST http://host/v1/models/${version}:promote`);
    const text = { ...run, trainedVersion: 'm-2', promoted: true };
    expect((await reportOf({ run: text }, {})).at(-1)).toEqual(promotes('m-2'));
    const held = { ...run, modelVersion: 'm-3', promoted: false };
    expect((await reportOf({ run: held }, {})).at(-1)).toEqual(promotes('m-3'));
    for (const none of [{ ...run, promoted: true }, { ...run, promoted: false }, undefined])
      expect((await reportOf(none ? { run: none } : {}, {})).join('\n')).not.toContain(':promote');
  });
});
