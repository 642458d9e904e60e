import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nameModelVersion } from '../../lambdas/core/model/model.ts';
import { serializeModel } from '../../lambdas/core/model/model-file.ts';
import { DynamoModelPointers } from '../../lambdas/stores/dynamodb/registry-table/model-pointers.ts';
import { S3WeightsStore } from '../../lambdas/stores/s3/weights-store.ts';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../lib/local/stack/local-stack.ts';
import { LOCAL_CREDENTIALS } from '../../lib/local/stack/resources.ts';
import { LOCAL_REGION } from '../../lib/local/template/intrinsic-functions.ts';
import type { FunctionModel } from '../../lib/local/template/stack-model.ts';
import { catalogModel } from './synthetic-catalog.ts';

/** Runs something against the synthesized stack on this machine, in a home of its own that goes afterwards. */
export async function withLocalStack<Result>(
  run: (stack: LocalStack) => Promise<Result>,
  options: Omit<LocalStackOptions, 'home' | 'port'> = {},
): Promise<Result> {
  const home = mkdtempSync(join(tmpdir(), 'kindred-bench-'));
  try {
    const stack = await startLocalStack({ ...options, home, port: 0 });
    try {
      return await run(stack);
    } finally {
      await stack.close();
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** As much of a stack as finds its stores. */
export type StackStores = Pick<LocalStack, 'clients' | 'model' | 'modelsBucket'>;

/** Stores the model of the synthetic catalog and makes it live; returns its version. */
export async function publishCatalogModel(stack: StackStores): Promise<string> {
  const bytes = serializeModel(catalogModel());
  const version = nameModelVersion(createHash('sha256').update(bytes).digest('hex'));
  await new S3WeightsStore(stack.clients.s3, stack.modelsBucket).save(version, bytes);
  await makeLive(stack, version);
  return version;
}

/** The name of a table of the stack, by a part of it. */
export function tableNamed({ model }: StackStores, part: string): string {
  return model.tables.find(({ name }) => name.includes(part))!.name;
}

/** Makes a version live. @param from The version that was live. @default none */
export async function makeLive(stack: StackStores, version: string, from?: string): Promise<void> {
  const pointers = new DynamoModelPointers(stack.clients.dynamodb, tableNamed(stack, 'registry'));
  await pointers.move('live', { from, to: version, at: new Date().toISOString() });
}

/** The handler of a function, in small letters: `similar`, `trainstep`. */
export function handlerNameOf({ name }: FunctionModel): string {
  return name.replace(/^(http|upload)/, '').replace(/function[0-9a-f]*$/, '');
}

/** What the local stack gives a function to find its stores. */
export async function functionEnvironment(
  { clients }: StackStores,
  { environment, name, memoryMegabytes }: FunctionModel,
): Promise<Record<string, string>> {
  const urlOf = async (client: { config: { endpoint?: () => Promise<{ hostname: string; port?: number }> } }) => {
    const { hostname, port } = await client.config.endpoint!();
    return `http://${hostname}:${port}`;
  };
  return {
    ...environment,
    AWS_REGION: LOCAL_REGION,
    AWS_ACCESS_KEY_ID: LOCAL_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: LOCAL_CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: await urlOf(clients.dynamodb),
    AWS_ENDPOINT_URL_S3: await urlOf(clients.s3),
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMegabytes),
  };
}
