import { join } from 'node:path';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { runCommandLine } from '../../bin/command-line.ts';
import type { LocalStack } from '../../lib/local/stack/local-stack.ts';
import { colouredThings } from '../support/core/training-factories.ts';
import { startTestStack, temporaryFolder, writeJsonLines } from '../support/local/local-stack-fixture.ts';
import { captureOutput } from '../support/terminal/captured-output.ts';

const data = temporaryFolder();
const home = temporaryFolder();
let stack: LocalStack;
let deadLetters: string[];

async function smoke(...args: string[]) {
  const { written, ...output } = captureOutput();
  const status = await runCommandLine(['smoke', '--url', stack.url, ...args], output);
  return { status, stdout: written.out, stderr: written.err };
}

const uploading = () => ['--data', data, '--bucket', stack.uploadsBucket, ...deadLetters];

beforeAll(async () => {
  const products = colouredThings();
  writeJsonLines(join(data, 'catalog.jsonl.gz'), products);
  const ids = products.map(({ id }) => id);
  writeJsonLines(
    join(data, 'train.jsonl.gz'),
    ids.map((anchor, i) => ({ anchor, positive: ids[(i + 1) % ids.length] })),
  );
  stack = await startTestStack(home, { dim: 8, epochs: 2 });
  const dead = [...stack.queueUrls].filter(([name]) => name.includes('deadletters'));
  deadLetters = dead.flatMap(([, url]) => ['--dead-letter-queue', url]);
  const { protocol, hostname, port } = await stack.clients.s3.config.endpoint!();
  for (const name of ['S3', 'SQS']) vi.stubEnv(`AWS_ENDPOINT_URL_${name}`, `${protocol}//${hostname}:${port}`);
  vi.stubEnv('AWS_REGION', 'us-east-1');
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await stack?.close();
});

it('says what a new deployment lacks', async () => {
  const { status, stdout, stderr } = await smoke();
  expect([status, stderr]).toEqual([1, expect.stringContaining('smoke-failed: step 4 failed: no version is live')]);
  expect(stdout).toContain('passed  1. The API answers');
  expect(stdout).toContain('skipped 2. A catalog is taken.\n           give --data and --bucket');
});

it('takes a new deployment through all steps, and again', async () => {
  const first = await smoke(...uploading());
  expect(first, first.stdout).toMatchObject({ status: 0 });
  expect(first.stdout.match(/^passed/gm)).toHaveLength(6);
  expect(first.stdout).toMatch(/catalog\/catalog\.jsonl\.gz: 30 lines, 30 accepted \(30 added\), 0 rejected/);
  expect(first.stdout).toMatch(/the run \S+ made m-[0-9a-f]{16}, which is live/);
  const second = await smoke(...uploading(), '--json');
  expect(second, second.stdout).toMatchObject({ status: 0 });
  const { steps } = JSON.parse(second.stdout);
  expect(steps.map(({ state }: { state: string }) => state)).toEqual(Array(6).fill('passed'));
  expect(steps[1].saw.at(-1)).toContain('30 unchanged');
});

it('fails if a queue of dead letters is not empty', async () => {
  await stack.clients.sqs.send(new SendMessageCommand({ QueueUrl: deadLetters[1]!, MessageBody: 'poison' }));
  const { status, stderr } = await smoke(...uploading());
  expect([status, stderr]).toEqual([1, expect.stringContaining('step 5 failed: an upload event failed five times')]);
});

it('needs the folder and the bucket together', async () => {
  const { status, stderr } = await smoke('--data', data);
  expect([status, stderr]).toEqual([2, expect.stringContaining('missing-option: --bucket is missing')]);
});
