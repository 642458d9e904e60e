import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '../bin/command-line.ts';
import { createClient, type KindredClient } from '../lib/client/client.ts';
import type { LocalStack } from '../lib/local/stack/local-stack.ts';
import { colouredThings } from './support/core/training-factories.ts';
import { startTestStack, temporaryFolder, writeJsonLines } from './support/local/local-stack-fixture.ts';
import { captureOutput } from './support/terminal/captured-output.ts';

// What an operator does by hand, played on this machine: docs/runbooks/pointers.md.

const CONFIG = { dim: 8, epochs: 2 };
const things = colouredThings();
const [first, second, third] = things.map(({ id }) => id) as [string, string, string];
const home = temporaryFolder();
let stack: LocalStack;
let live: string;

/** A busy machine may read an index for longer than a search waits. */
const apiOf = ({ url }: LocalStack): KindredClient => createClient({ url, retry: { attempts: 30 } });
const api = () => apiOf(stack);
const waitFor = { timeout: 300_000, interval: 200 };

beforeAll(async () => {
  const data = temporaryFolder();
  writeJsonLines(join(data, 'catalog.jsonl.gz'), things);
  const ids = things.map(({ id }) => id);
  const rows = ids.map((anchor, i) => ({ anchor, positive: ids[(i + 1) % ids.length] }));
  writeJsonLines(join(data, 'train.jsonl.gz'), rows);
  stack = await startTestStack(home, CONFIG);
  const { protocol, hostname, port } = await stack.clients.s3.config.endpoint!();
  for (const name of ['S3', 'SQS']) vi.stubEnv(`AWS_ENDPOINT_URL_${name}`, `${protocol}//${hostname}:${port}`);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  const { written, ...output } = captureOutput();
  const words = ['smoke', '--url', stack.url, '--data', data, '--bucket', stack.uploadsBucket];
  await runCommandLine(words, output);
  live = (await api().getHealth()).live!;
  expect(live, written.out + written.err).toMatch(/^m-/);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await stack?.close();
});

const step = () =>
  api().trainStep({ body: { triplets: [{ anchor: first, positive: second, negative: third }], margin: 10 } });
const similar = async () => {
  const { data, modelVersion } = await api().findSimilarOfQuery({ id: first, limit: 5 });
  return { modelVersion, found: data.map(({ id, score }) => [id, score]) };
};
const vectorsOf = async (version: string) => {
  const { data, modelVersion } = await api().embedProducts({ body: { items: [first], version } });
  return { modelVersion, vector: (data[0] as { readonly vector: readonly number[] }).vector };
};

describe('head that is set back by hand', () => {
  let steps: readonly string[];

  it('leaves searches as they are, and every reader of head sees the older version within its recheck', async () => {
    // The first version may be of the catalog alone, and is no head then.
    const before = await similar();
    steps = [(await step()).modelVersion, (await step()).modelVersion];
    const start = (await api().getModel({ version: steps[0]! })).parent!;
    expect((await vectorsOf('head')).modelVersion).toBe(steps[1]);
    const set = await api().setHead({ version: start, body: { why: 'a wrong learning rate', by: 'ann' } });
    expect(set).toMatchObject({ head: start, from: steps[1], live });
    expect(await similar()).toEqual(before);
    await expect.poll(() => vectorsOf('head'), waitFor).toEqual(await vectorsOf(start));
    const { decisions } = await api().getModel({ version: start });
    expect(decisions.at(-1)).toMatchObject({ decision: 'head-set', by: 'ann', why: 'a wrong learning rate' });
  });

  it('is where the next step starts: the same step makes the same version again', async () => {
    const again = await step();
    expect(again).toMatchObject({ modelVersion: steps[0], head: steps[0] });
    expect((await api().getModel({ version: steps[0]! })).parent).toBe(again.parent);
  });

  it('does not hinder the promotion of the version that it named before, nor the rollback, and stays where it is', async () => {
    const why = { why: 'to be compared', by: 'ann' };
    await api().promoteModel({ version: steps[1]!, body: { ...why, override: true } });
    await expect.poll(async () => (await api().getHealth()).live, waitFor).toBe(steps[1]);
    await expect.poll(async () => (await similar()).modelVersion, waitFor).toBe(steps[1]);
    expect((await api().getHealth()).head).toBe(steps[0]);
    await api().rollBackModel({ version: steps[1]!, body: why });
    await expect.poll(async () => (await api().getHealth()).live, waitFor).toBe(live);
    await expect.poll(async () => (await similar()).modelVersion, waitFor).toBe(live);
    expect((await api().getHealth()).head).toBe(steps[0]);
  });
});
