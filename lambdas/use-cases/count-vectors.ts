import type { VectorStore } from '../ports/vector-store.ts';
import type { SliceEnd } from './run-step.ts';

/** How far the vectors of a version were counted. */
export interface VectorsCounted {
  /** Undefined before the first page. */
  readonly cursor?: string;
  readonly vectors: number;
}

/** Counts the vectors of a version, from a page of its changes on until it is told to stop. */
export async function countVectors(
  store: Pick<VectorStore, 'changePages'>,
  modelVersion: string,
  from: VectorsCounted,
  isOver: () => boolean,
): Promise<SliceEnd<VectorsCounted>> {
  let at = from;
  for await (const { changes, cursor } of store.changePages(modelVersion, from.cursor)) {
    at = { cursor, vectors: at.vectors + changes.filter(({ kind }) => kind === 'written').length };
    if (isOver()) return { state: at, done: false };
  }
  return { state: at, done: true };
}
