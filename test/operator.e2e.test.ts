import { join } from 'node:path';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  type CreateTableCommandInput,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { CopyObjectCommand, DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '../bin/command-line.ts';
import { createClient, type KindredClient } from '../lib/client/client.ts';
import { type LocalStack, startLocalStack } from '../lib/local/stack/local-stack.ts';
import { colouredThings } from './support/core/training-factories.ts';
import { startTestStack, temporaryFolder, writeJsonLines } from './support/local/local-stack-fixture.ts';
import { captureOutput } from './support/terminal/captured-output.ts';

// What an operator does by hand, played on this machine: docs/runbooks/pointers.md and restore-from-point-in-time.md.

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

describe('a stage that uses tables of an earlier moment under other names', () => {
  const late = { id: 'late', title: 'red late thing' };
  let removed: string;

  /** Restores both tables as they are now, as DynamoDB does. @returns the variables of functions that use them */
  async function restoreTables(): Promise<Record<string, string>> {
    const { dynamodb } = stack.clients;
    const variables: Record<string, string> = {};
    for (const { name, definition } of stack.model.tables) {
      const restored = `restored-${name}`;
      await dynamodb.send(new CreateTableCommand({ ...definition, TableName: restored } as CreateTableCommandInput));
      for await (const { Items = [] } of paginateScan({ client: dynamodb }, { TableName: name, Limit: 25 })) {
        if (Items.length === 0) continue;
        const requests = Items.map((Item) => ({ PutRequest: { Item } }));
        await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [restored]: requests } }));
      }
      variables[/products/i.test(name) ? 'PRODUCTS_TABLE' : 'REGISTRY_TABLE'] = restored;
    }
    return variables;
  }

  /** A message that is still in its queue would be read into the restored tables. */
  async function waitForEmptyQueues(): Promise<void> {
    const { queueUrls, clients } = stack;
    const AttributeNames = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const count = async (QueueUrl: string) => {
      const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] });
      const { Attributes = {} } = await clients.sqs.send(command);
      return AttributeNames.reduce((sum, name) => sum + Number(Attributes[name]), 0);
    };
    for (const url of queueUrls.values()) {
      await vi.waitFor(async () => expect(await count(url)).toBe(0), waitFor);
    }
  }

  async function removeManifests(): Promise<void> {
    const { modelsBucket: Bucket, clients } = stack;
    const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'snapshots/' }));
    const manifests = Contents.filter(({ Key }) => Key!.endsWith('/manifest.json'));
    expect(manifests.length).toBeGreaterThan(0);
    for (const { Key } of manifests) await clients.s3.send(new DeleteObjectCommand({ Bucket, Key }));
  }

  async function waitForUpload(key: string): Promise<void> {
    const read = async () => (await api().listUploads({ key })) as { readonly state?: string };
    await vi.waitFor(async () => expect((await read()).state).toBe('succeeded'), waitFor);
  }

  beforeAll(async () => {
    removed = things[4]!.id;
    const variables = await restoreTables();
    await api().removeProductOfQuery({ id: removed });
    await api().changeProductOfQuery({ id: second, body: { title: 'overwritten' } });
    const body = `${JSON.stringify(late)}\n`;
    const upload = { Bucket: stack.uploadsBucket, Key: 'catalog/late.jsonl', Body: body };
    await stack.clients.s3.send(new PutObjectCommand(upload));
    await waitForUpload(upload.Key);
    await waitForEmptyQueues();
    await removeManifests();
    await stack.close();
    const training = { TRAINING_CONFIG: JSON.stringify(CONFIG) };
    stack = await startLocalStack({ home, port: 0, variables: { '': variables, trainingrun: training } });
  });

  it('serves the version and the products of that moment, and none of the later writes', async () => {
    expect(await api().getHealth()).toMatchObject({ live });
    expect((await api().getProduct({ id: removed })).product).toEqual(things[4]);
    expect((await api().getProduct({ id: second })).product.title).toBe(things[1]!.title);
    await expect(api().getProduct({ id: late.id })).rejects.toMatchObject({ code: 'product-not-found' });
    const { data, modelVersion } = await api().findSimilarOfQuery({ id: first, limit: 100 });
    expect(modelVersion).toBe(live);
    const ids = data.map(({ id }) => id);
    expect(ids).toHaveLength(things.length - 1);
    expect(ids).toContain(removed);
  });

  it('takes later uploads that are announced once more', async () => {
    const [Bucket, Key] = [stack.uploadsBucket, 'catalog/late.jsonl'];
    await expect(api().listUploads({ key: Key })).rejects.toMatchObject({ code: 'upload-not-found' });
    const copy = { Bucket, Key, CopySource: `${Bucket}/${Key}`, MetadataDirective: 'REPLACE' } as const;
    await stack.clients.s3.send(new CopyObjectCommand(copy));
    await waitForUpload(Key);
    expect((await api().getProduct({ id: late.id })).product).toEqual(late);
    await expect
      .poll(async () => (await api().findSimilarOfQuery({ id: late.id, limit: 1 })).data.length, waitFor)
      .toBe(1);
  });

  it('takes writes, steps and runs as before', async () => {
    await api().changeProductOfQuery({ id: second, body: { title: 'blue again' } });
    expect((await api().getProduct({ id: second })).product.title).toBe('blue again');
    expect((await step()).live).toBe(live);
    const { id } = await api().startTrainingRun({ body: { name: 'after-the-restore', why: 'a test', by: 'ann' } });
    const run = () => api().getTrainingRun({ id });
    await expect.poll(async () => (await run()).state, waitFor).not.toBe('running');
    expect(await run()).toMatchObject({ state: 'succeeded' });
  });
});
