import { Stack } from 'aws-cdk-lib';
import type { KindredFunction } from './kindred-function.ts';
import type { TextModelOptions } from './options/text-model-options.ts';
import type { Storage } from './storage.ts';

/** The handlers that write products. With a text model each has the code of `lambdas/handlers/text-model/`. */
export const TEXT_MODEL_HANDLERS = ['ingest', 'products'] as const;

/** Lets the functions that write products call the model, and store and count the vectors that it gives. */
export function bindTextModel(
  functions: ReadonlyMap<string, KindredFunction>,
  storage: Storage,
  { name, dimensions, textsPerDay }: TextModelOptions,
): void {
  for (const handler of TEXT_MODEL_HANDLERS) {
    const fn = functions.get(handler)!;
    const { partition, region } = Stack.of(fn);
    fn.lambda.addEnvironment('TEXT_MODEL', name);
    fn.lambda.addEnvironment('TEXT_MODEL_DIMENSIONS', String(dimensions));
    fn.lambda.addEnvironment('TEXTS_PER_DAY', String(textsPerDay));
    fn.allow(['bedrock:InvokeModel'], [`arn:${partition}:bedrock:${region}::foundation-model/${name}`]);
    storage.registry.bind(fn, { table: ['BatchGetItem', 'BatchWriteItem', 'UpdateItem'] });
  }
}
