import { setTimeout } from 'node:timers/promises';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { keepPace, waitOutThrottling } from '../../../lambdas/composition/throttling.ts';
import { CounterRandom } from '../../../lambdas/core/numerics/random.ts';
import { UPLOAD_PREFIXES } from '../../../lambdas/formats/object-layout.ts';
import { DynamoVectorStore } from '../../../lambdas/stores/dynamodb/products-table/vector-store.ts';
import type { TrainingRun } from '../../../lib/client/generated/schemas.ts';
import { ApiClient } from '../../../lib/local/demo/api-client.ts';
import type { LocalStack } from '../../../lib/local/stack/local-stack.ts';
import { readDeadLetters } from '../../soak/dead-letters.ts';
import { tableNamed } from '../local-bench.ts';
import { catalogProducts } from '../synthetic-catalog.ts';
import { ingestFile, writeCatalog } from '../upload-catalog.ts';
import { type UnitPhase, UnitWatch } from './unit-watch.ts';

const POLL_MILLISECONDS = 200;
const BASKETS = 3000;
/** Baskets are drawn from the first products of the catalog. */
const BASKET_PRODUCTS = 20_000;
/** The slowest wait of a function that DynamoDB throttles: counting must outlast it. */
const COUNT_MILLISECONDS = 900_000;

/** What became of the first publication of a shop. */
export interface FirstPublication {
  /** `upload`, then the phases of the run. */
  readonly phases: readonly UnitPhase[];
  /** Products that the run trained on; undefined if it trained on all. */
  readonly trainedOn: number | undefined;
  readonly failedShards: number;
  readonly deadLetters: number;
  /** Vectors of the version that went live. */
  readonly vectors: number;
  readonly limitsMet: Readonly<Record<string, number>>;
}

/**
 * Takes a new shop through its first day: uploads a catalog, then baskets, which start a training run, and waits until
 * the version of that run is live.
 * @param file Where the catalog is written before it is uploaded.
 * @param onPhase Called with each phase that has ended.
 * @throws Error if the upload or the run fails, or if the run publishes nothing
 */
export async function publishFirst(
  stack: LocalStack,
  products: number,
  file: string,
  onPhase: (phase: UnitPhase) => void,
): Promise<FirstPublication> {
  await writeCatalog(file, products);
  const watch = new UnitWatch(stack.limits);
  const enter = (name: string | undefined) => {
    const ended = watch.phases.length;
    watch.enter(name);
    for (const phase of watch.phases.slice(ended)) onPhase(phase);
  };
  enter('upload');
  const { job } = await ingestFile(stack, file, `${UPLOAD_PREFIXES.catalog}first.jsonl`);
  if (job.accepted !== products) throw new Error(`bench: ${job.accepted} of ${products} lines were accepted`);
  enter('start');
  const run = await followRun(stack, await uploadBaskets(stack, products), enter);
  enter(undefined);
  if (run.state !== 'succeeded' || run.promoted !== true)
    throw new Error(`bench: the run ${run.state}, promoted ${run.promoted}: ${run.cause ?? 'no version went live'}`);
  return {
    phases: watch.phases,
    trainedOn: figureOf(run, 'gather', 'trainedOn'),
    failedShards: (figureOf(run, 'embed', 'failed') ?? 0) + (figureOf(run, 'embed', 'notStarted') ?? 0),
    deadLetters: await countDeadLetters(stack),
    vectors: await countVectors(stack, run.modelVersion!),
    limitsMet: stack.limits.counts().met as Record<string, number>,
  };
}

/** A figure of a decision of the run. */
function figureOf({ decisions = [] }: TrainingRun, step: string, figure: string): number | undefined {
  return decisions.find(({ name }) => name === step)?.[figure] as number | undefined;
}

/** Uploads what is bought together: three products of one category. @returns the id of the run that this starts */
async function uploadBaskets(stack: LocalStack, products: number): Promise<string> {
  const Key = `${UPLOAD_PREFIXES.interactions}baskets.jsonl`;
  const Body = [...baskets(Math.min(products, BASKET_PRODUCTS))].map((one) => `${JSON.stringify(one)}\n`).join('');
  await stack.clients.s3.send(new PutObjectCommand({ Bucket: stack.uploadsBucket, Key, Body }));
  const api = new ApiClient(stack.url);
  for (;;) {
    const job = await api.upload(Key);
    if (job?.trainingRun !== undefined) return job.trainingRun;
    if (job?.state === 'failed') throw new Error(`bench: the upload of baskets failed: ${job.cause}`);
    await setTimeout(POLL_MILLISECONDS);
  }
}

function* baskets(products: number): Generator<{ items: string[] }, void, void> {
  const random = new CounterRandom(1, 'baskets');
  const byCategory = Map.groupBy(catalogProducts(products), ({ category }) => String(category?.at(-1)));
  const groups = [...byCategory.values()].filter(({ length }) => length >= 3);
  for (let i = 0; i < BASKETS; i++) {
    const group = groups[random.integer(groups.length)]!;
    const items = Array.from({ length: 3 }, () => group[random.integer(group.length)]!.id);
    if (new Set(items).size === items.length) yield { items };
  }
}

/** Waits for the end of a run. @param enter Called with its phase, again and again */
async function followRun(stack: LocalStack, id: string, enter: (phase: string) => void): Promise<TrainingRun> {
  const api = new ApiClient(stack.url);
  for (;;) {
    const run = await api.trainingRun(id);
    if (run !== undefined && run.state !== 'running') return run;
    if (run?.phase !== undefined) enter(run.phase);
    await setTimeout(POLL_MILLISECONDS);
  }
}

async function countDeadLetters(stack: LocalStack): Promise<number> {
  const { keys, findings } = await readDeadLetters(stack);
  return keys.size + findings.length;
}

async function countVectors(stack: LocalStack, version: string): Promise<number> {
  const { dynamodb } = stack.clients;
  waitOutThrottling({ getRemainingTimeInMillis: () => COUNT_MILLISECONDS });
  keepPace(dynamodb);
  const corrupt: unknown[] = [];
  const onCorrupt = (cause: unknown) => void corrupt.push(cause);
  const ids = new Set<string>();
  for await (const change of new DynamoVectorStore(dynamodb, tableNamed(stack, 'product'), { onCorrupt }).changes(
    version,
  ))
    if (change.kind === 'written') ids.add(change.stored.productId);
  if (corrupt.length > 0) throw new Error(`bench: ${corrupt.length} vectors cannot be read`, { cause: corrupt[0] });
  return ids.size;
}
