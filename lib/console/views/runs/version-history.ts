import type { KindredClient } from '../../../client/client.ts';
import type { ModelDetail, ModelPage } from '../../../client/generated/schemas.ts';

/** A version with its report and the decisions about it. */
export type Version = ModelDetail;
export type Decision = Version['decisions'][number];

/** What the pointers name. */
export type Pointers = Pick<ModelPage, 'live' | 'previous' | 'next' | 'head' | 'stepsSinceLive'>;

/** The newest versions, and where the pointers are. */
export interface History {
  readonly versions: readonly Version[];
  readonly pointers: Pointers;
  readonly hasMore: boolean;
}

/** Versions of a page: each is read by itself, with its decisions. */
const PAGE_SIZE = 8;

/** Reads the newest versions, in so many pages. */
export async function readHistory(api: KindredClient, pages: number, signal: AbortSignal): Promise<History> {
  const limit = PAGE_SIZE * pages;
  const { data, nextCursor, next, ...others } = await api.listModels({ limit }, { signal });
  const versions = await Promise.all(data.map(({ version }) => api.getModel({ version }, { signal })));
  // The pointer stays where it is when its version goes live: then no publication is under way.
  const pointers = { ...others, next: next === others.live ? null : next };
  return { versions, pointers, hasMore: nextCursor !== null };
}

/** The pointers, with what each is for. */
export const POINTERS = [
  { name: 'live', title: 'Live', about: 'Shoppers get its results.' },
  { name: 'previous', title: 'Previous', about: 'Was live before; a rollback returns to it.' },
  { name: 'next', title: 'Next', about: 'Its publication began last: new products get its vectors too.' },
  { name: 'head', title: 'Head', about: 'The newest weights: training continues from them.' },
] as const satisfies readonly { readonly name: keyof Pointers; readonly title: string; readonly about: string }[];

/** The pointers that name a version. */
export function pointersAt(version: string, pointers: Pointers): readonly (typeof POINTERS)[number][] {
  return POINTERS.filter(({ name }) => pointers[name] === version);
}

/** The last decision of the gate about a version. */
export function gateDecisionOf({ decisions }: Pick<Version, 'decisions'>): Decision | undefined {
  return decisions.findLast(({ decision }) => decision === 'passed' || decision === 'held');
}

/** A decision in words: who did what. */
export function titleOfDecision({ decision, by }: Decision): string {
  const who = by === 'unknown' ? 'a caller without a name' : by;
  switch (decision) {
    case 'passed':
      return 'The gate let it pass';
    case 'held':
      return 'The gate held it back';
    case 'promoted':
      return `Promoted by ${who}`;
    case 'override':
      return `Promoted against the gate by ${who}`;
    case 'rolled-back':
      return `Rolled back to by ${who}`;
    case 'head-set':
      return `Training continues from here, by ${who}`;
  }
}

/** Where a version comes from. */
export function originOf({ origin, lineage, parent, report }: Version): string {
  if (origin === 'train-step')
    return lineage ? `training step ${lineage.steps} from ${lineage.base}` : 'a training step with new weights';
  const kind = report.learnedFrom === 'catalog' ? 'text model' : 'trained model';
  return parent === undefined ? kind : `${kind}, continued from ${parent}`;
}

/** The run that made a version. */
export function runOf({ report }: Version): string | undefined {
  return typeof report.trainingRun === 'string' ? report.trainingRun : undefined;
}
