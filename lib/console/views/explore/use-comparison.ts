import type { KindredClient } from '../../../client/client.ts';
import type { Product } from '../../../client/generated/schemas.ts';
import { type UsedRequest, useRequest } from '../../api/use-request.ts';
import { averageExamples, type RankedProduct, rankByCosine } from './compare-rankings.ts';
import { buildRequest } from './search-request.ts';
import { formatSearch, type SearchState } from './search-state.ts';

/** Products that are ranked again: as many as one search answers, and as one request embeds. */
export const POOL = 100;

/** The rankings of the same products under two versions. */
export interface Comparison {
  readonly liveVersion: string;
  readonly version: string;
  readonly live: readonly RankedProduct[];
  readonly other: readonly RankedProduct[];
  readonly products: ReadonlyMap<string, Product>;
  /** Products that the other version cannot embed. */
  readonly withoutVector: number;
  /** Why the other version cannot be compared: it can embed no example. */
  readonly notEmbeddable: string | undefined;
}

/** Ranks the nearest products under the live version again under another one. */
export function useComparison(state: SearchState): UsedRequest<Comparison> {
  return useRequest(formatSearch(state).toString(), (api, signal) => compare(api, state, signal));
}

async function compare(api: KindredClient, state: SearchState, signal: AbortSignal): Promise<Comparison> {
  const { include: _, ...search } = buildRequest(state);
  const body = { ...search, include: 'product', limit: POOL } as const;
  const found = await api.querySimilar({ body }, { signal });
  const live = found.data.map(({ id, score, rank }) => ({ id, score, rank }));
  const [examples, vectors] = await Promise.all([
    embedExamples(api, state, signal),
    embed(
      api,
      live.map(({ id }) => id),
      state.compare,
      signal,
    ),
  ]);
  const held = new Map(live.flatMap(({ id }, i) => (typeof vectors[i] === 'object' ? [[id, vectors[i]]] : [])));
  const isComparable = examples.positive.length > 0;
  return {
    liveVersion: found.modelVersion,
    version: state.compare,
    live,
    other: isComparable ? rankByCosine(averageExamples(examples.positive, examples.negative), held) : [],
    products: new Map(found.data.flatMap(({ id, product }) => (product ? [[id, product]] : []))),
    withoutVector: live.length - held.size,
    notEmbeddable: isComparable ? undefined : examples.reason,
  };
}

type Item = string | { readonly query: string };
type Vector = readonly number[];

/** The vectors of the examples under the other version. One that it cannot embed counts for nothing, as in a search. */
async function embedExamples(api: KindredClient, { words, like, unlike, compare }: SearchState, signal: AbortSignal) {
  const wanted: Item[] = [...like, ...(words === '' ? [] : [{ query: words }])];
  const embedded = await embed(api, [...wanted, ...unlike], compare, signal);
  const vectorsOf = (some: typeof embedded) => some.filter((one) => typeof one !== 'string');
  return {
    positive: vectorsOf(embedded.slice(0, wanted.length)),
    negative: vectorsOf(embedded.slice(wanted.length)),
    reason: embedded.find((one) => typeof one === 'string'),
  };
}

/** The vector of each item, or the reason that it has none. */
async function embed(
  api: KindredClient,
  items: readonly Item[],
  version: string,
  signal: AbortSignal,
): Promise<readonly (Vector | string)[]> {
  if (items.length === 0) return [];
  const { data } = await api.embedProducts({ body: { items, version } }, { signal });
  return data.map((one) => ('vector' in one ? one.vector : one.problem.detail));
}
