import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serializeModel } from '../../lambdas/core/model/model-file.ts';
import { modelVersionOf } from '../../lambdas/core/model/model-version.ts';
import { DynamoModelPointers } from '../../lambdas/stores/dynamodb-model-pointers.ts';
import { S3WeightsStore } from '../../lambdas/stores/s3-weights-store.ts';
import { type LocalStack, startLocalStack } from '../../lib/local/local-stack.ts';
import { catalogModel } from './synthetic-catalog.ts';

/** Runs something against the synthesized stack on this machine, in a home of its own that goes afterwards. */
export async function withLocalStack<Result>(run: (stack: LocalStack) => Promise<Result>): Promise<Result> {
  const home = mkdtempSync(join(tmpdir(), 'kindred-bench-'));
  try {
    const stack = await startLocalStack({ home, port: 0 });
    try {
      return await run(stack);
    } finally {
      await stack.close();
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Stores the model of the synthetic catalog and makes it live; returns its version. */
export async function publishCatalogModel(stack: LocalStack): Promise<string> {
  const bytes = serializeModel(catalogModel());
  const version = modelVersionOf(createHash('sha256').update(bytes).digest('hex'));
  await new S3WeightsStore(stack.clients.s3, stack.modelsBucket).save(version, bytes);
  await makeLive(stack, version);
  return version;
}

/** The name of a table of the stack, by a part of it. */
export function tableNamed({ model }: LocalStack, part: string): string {
  return model.tables.find(({ name }) => name.includes(part))!.name;
}

/** Makes a version live, where none was. */
export async function makeLive(stack: LocalStack, version: string): Promise<void> {
  const pointers = new DynamoModelPointers(stack.clients.dynamodb, tableNamed(stack, 'registry'));
  await pointers.move('live', { from: undefined, to: version, at: new Date().toISOString() });
}
