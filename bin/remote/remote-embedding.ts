import type { Product } from '../../lambdas/core/catalog/product.ts';
import { MAX_BODY_BYTES } from '../../lambdas/http/json-body.ts';
import { MAX_EMBEDDED_ITEMS } from '../../lambdas/http/request-schemas.ts';
import { mapConcurrently } from '../../lambdas/shared/concurrency.ts';
import type { KindredClient } from '../../lib/client/client.ts';
import { isProblem } from '../../lib/client/errors.ts';
import type { Embeddings } from '../../lib/client/generated/schemas.ts';

/** A product that was sent, and its vector or why it has none. */
export type RemoteEmbedding = { readonly product: Product } & (
  | { readonly vector: Float32Array }
  | { readonly notEmbeddable: string }
);

/** What a deployment answers for some products. */
export interface RemoteEmbeddings {
  /** The version that made the vectors; undefined if all products were refused. */
  readonly modelVersion: string | undefined;
  readonly embeddings: readonly RemoteEmbedding[];
}

type Ask = Pick<KindredClient, 'embedProducts'>;

/** Requests that wait for an answer at once. */
const PARALLEL = 4;
/** Bytes of a body that are left for what is no product. */
const SPARE_BYTES = 1024;

/**
 * Embeds products by `POST /v1/embeddings`, in their order. The version of the first answer embeds all others too, also if
 * another one goes live meanwhile.
 * @param version `live`, `head` or the name of a version. @default `live`, or `head` if none is live
 * @throws the errors of the client
 */
export async function* embedInDeployment(
  client: Ask,
  products: readonly Product[],
  version: string | undefined,
): AsyncGenerator<RemoteEmbeddings, void, void> {
  const requests = [...splitIntoRequests(products)];
  let known = version;
  let at = 0;
  while (at < requests.length) {
    const isNamed = known?.startsWith('m-') ?? false;
    const some = requests.slice(at, at + (isNamed ? PARALLEL : 1));
    const answers = await mapConcurrently(some, PARALLEL, (group) => embedGroup(client, group, known));
    known = answers.find(({ modelVersion }) => modelVersion !== undefined)?.modelVersion ?? known;
    yield* answers;
    at += some.length;
  }
}

/** Groups of products that fit into one request. */
function* splitIntoRequests(products: readonly Product[]): Generator<Product[], void, void> {
  let group: Product[] = [];
  let bytes = SPARE_BYTES;
  for (const product of products) {
    const size = Buffer.byteLength(JSON.stringify(product)) + 1;
    if (group.length === MAX_EMBEDDED_ITEMS || (group.length > 0 && bytes + size > MAX_BODY_BYTES)) {
      yield group;
      [group, bytes] = [[], SPARE_BYTES];
    }
    group.push(product);
    bytes += size;
  }
  if (group.length > 0) yield group;
}

/**
 * Embeds a group. The API refuses a request for one product whose numbers do not fit the model: such products have no
 * vector, and the others are sent again without them.
 */
async function embedGroup(
  client: Ask,
  group: readonly Product[],
  version: string | undefined,
): Promise<RemoteEmbeddings> {
  const refused = new Map<Product, string>();
  let sent = group;
  let answer: Embeddings | undefined;
  while (answer === undefined && sent.length > 0) {
    try {
      answer = await client.embedProducts({ body: { items: sent, ...(version !== undefined && { version }) } });
    } catch (cause) {
      const faults = findRefused(cause);
      if (faults.size === 0) throw cause;
      for (const [index, detail] of faults) refused.set(sent[index]!, detail);
      sent = sent.filter((product) => !refused.has(product));
    }
  }
  const answered = new Map(answer?.data.map((entry) => [sent[entry.index]!, entry]));
  const embeddings = group.map((product): RemoteEmbedding => {
    const entry = answered.get(product);
    if (entry !== undefined && 'vector' in entry) return { product, vector: Float32Array.from(entry.vector) };
    return { product, notEmbeddable: entry?.problem.detail ?? refused.get(product) ?? 'it was not answered' };
  });
  return { modelVersion: answer?.modelVersion, embeddings };
}

/** The items that made the API refuse a whole request, and why; none for any other error. */
function findRefused(cause: unknown): Map<number, string> {
  const refused = new Map<number, string>();
  if (!isProblem(cause, 'invalid-request')) return refused;
  for (const { pointer = '', detail } of cause.problem.errors ?? []) {
    const index = /^\/items\/(\d+)(?:\/|$)/.exec(pointer)?.[1];
    if (index !== undefined && !refused.has(Number(index))) refused.set(Number(index), detail);
  }
  return refused;
}
