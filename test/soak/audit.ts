import { paginateScan } from '@aws-sdk/client-dynamodb';
import { EXPIRY_ATTRIBUTE, PRODUCTS_TABLE } from '../../lambdas/formats/table-layout.ts';
import type { Item } from '../../lambdas/stores/dynamodb/item.ts';
import { createClient, type KindredClient } from '../../lib/client/client.ts';
import { isProblem } from '../../lib/client/errors.ts';
import type { Upload } from '../../lib/client/generated/schemas.ts';
import type { LocalStack } from '../../lib/local/stack/local-stack.ts';
import { type DeadLetters, readDeadLetters } from './dead-letters.ts';
import type { Ledger, ProductState } from './ledger.ts';
import type { SoakUpload } from './upload-load.ts';

/** What was written, as far as the service has acknowledged it. */
export interface Acknowledged {
  readonly ledger: Ledger;
  readonly uploads: ReadonlyMap<string, SoakUpload>;
}

/** Compares what is stored with what was acknowledged. Nothing may be in progress. @returns what is wrong */
export async function audit(stack: LocalStack, { ledger, uploads }: Acknowledged): Promise<string[]> {
  const api = createClient({ url: stack.url });
  const deadLetters = await readDeadLetters(stack);
  for (const { key, products, write } of uploads.values()) {
    // Nobody knows how far an upload came that was given up.
    if (deadLetters.keys.has(key))
      for (const id of products) for (let at = 1; at <= write; at++) ledger.perhaps(id, at);
  }
  return [
    ...deadLetters.findings,
    ...(await auditProducts(api, ledger)),
    ...auditVectors(await scanProducts(stack), await namedVersions(api), ledger),
    ...(await auditSearch(api, ledger)),
    ...(await auditUploads(api, uploads.values(), deadLetters)),
  ];
}

/** Each product is as one of the possible writes left it. */
async function auditProducts(api: KindredClient, ledger: Ledger): Promise<string[]> {
  const found: string[] = [];
  for (const id of ledger.ids) {
    const fault = ledger.faultOf(id, await readState(api, id));
    if (fault !== undefined) found.push(fault);
  }
  return found;
}

async function readState(api: KindredClient, id: string): Promise<ProductState> {
  try {
    return Number((await api.getProduct({ id })).product.payload?.write);
  } catch (cause) {
    if (isProblem(cause, 'product-not-found')) return 'absent';
    throw cause;
  }
}

/** The versions that pointers name, and the one that is live. */
interface NamedVersions {
  readonly live: string | undefined;
  readonly all: ReadonlySet<string>;
}

async function namedVersions(api: KindredClient): Promise<NamedVersions> {
  const { head, live, previous, next } = await api.listModels({ limit: 1 });
  return { live: live ?? undefined, all: new Set([head, live, previous, next].filter((one) => one !== null)) };
}

async function scanProducts({ clients, model }: LocalStack): Promise<Item[]> {
  const TableName = model.tables.map(({ name }) => name).find((name) => name.includes('product'))!;
  const items: Item[] = [];
  for await (const page of paginateScan({ client: clients.dynamodb }, { TableName, ConsistentRead: true }))
    items.push(...((page.Items ?? []) as Item[]));
  return items;
}

/** A vector without an expiry belongs to a version that a pointer names; each product has one of its revision under `live`. */
function auditVectors(items: readonly Item[], { live, all }: NamedVersions, ledger: Ledger): string[] {
  const found: string[] = [];
  const revisions = new Map<string, string>();
  for (const item of items) {
    const { modelVersion, removed, productId, revision } = item;
    const version = modelVersion?.S;
    if (version === undefined || item[EXPIRY_ATTRIBUTE] !== undefined) continue;
    if (!all.has(version)) found.push(`the vector of ${productId?.S} is of ${version}, which no pointer names`);
    if (version === live && removed?.BOOL !== true) revisions.set(productId!.S!, revision!.S!);
  }
  const products = items.filter((item) => item[PRODUCTS_TABLE.sortKey]?.S === 'product' && item.removed?.BOOL !== true);
  for (const { productId, revision } of products) {
    const id = productId!.S!;
    // A write without an answer may have ended before it has embedded the product.
    if (live === undefined || ledger.possible(id).size > 1) continue;
    const embedded = revisions.get(id);
    if (embedded === undefined) found.push(`product ${id} has no vector of the live version ${live}`);
    else if (embedded !== revision!.S) found.push(`the vector of ${id} is of revision ${embedded}, not ${revision!.S}`);
  }
  return found;
}

const SEARCHES = 50;
const NEIGHBOURS = 50;

/**
 * Searches answer with products that exist. A removal without an answer may have ended before it removed the vector: the
 * next one completes it, as its documentation says, and so does the next publication.
 */
async function auditSearch(api: KindredClient, ledger: Ledger): Promise<string[]> {
  const found: string[] = [];
  const states = new Map<string, ProductState>();
  for (const id of ledger.ids.filter((one) => !ledger.possible(one).has('absent')).slice(0, SEARCHES)) {
    const { data } = await api.findSimilar({ id, limit: NEIGHBOURS });
    if (data.length === 0) found.push(`${id} has no neighbours`);
    for (const one of data) {
      if (!states.has(one.id)) states.set(one.id, await readState(api, one.id));
      const isCertain = ledger.possible(one.id).size === 1;
      if (isCertain && states.get(one.id) === 'absent')
        found.push(`a search by ${id} finds ${one.id}, which does not exist`);
    }
  }
  return found;
}

/** The job of each upload that was acknowledged tells of that upload, or says why it was given up. */
async function auditUploads(api: KindredClient, uploads: Iterable<SoakUpload>, given: DeadLetters): Promise<string[]> {
  const found: string[] = [];
  for (const { key, lines, rejected } of uploads) {
    const { state, cause, ...counts } = (await api.listUploads({ key })) as Upload;
    const isDone = state === 'succeeded' && counts.lines === lines && counts.rejected === (rejected ?? counts.rejected);
    const isGivenUp = state === 'failed' && cause !== undefined && given.keys.has(key);
    const shown = JSON.stringify({ state, cause, lines: counts.lines, rejected: counts.rejected });
    if (!isDone && !isGivenUp)
      found.push(`the job of ${key} is ${shown}, expected ${lines} lines and ${rejected ?? 'any'} rejected`);
  }
  return found;
}
