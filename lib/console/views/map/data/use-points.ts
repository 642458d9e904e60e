import { useCallback, useEffect, useState } from 'preact/hooks';
import type { ProductMap } from '../../../api/product-map.ts';
import { readMapPoints } from '../../../api/product-map.ts';
import { client, noteRefusal } from '../../../api/session.ts';
import { forEachLimited } from '../../../common/limited.ts';
import { PointIndex } from './point-index.ts';
import { decodePart, type PointPart } from './points.ts';

/** How many parts are asked for at once. */
const AT_ONCE = 4;

export interface UsedPoints {
  /** Those that have arrived, in the order of their arrival. */
  readonly parts: readonly PointPart[];
  /** Finds the points that have arrived. */
  readonly index: PointIndex;
  /** How many points have arrived. */
  readonly loaded: number;
  readonly error: unknown;
  /** Asks for what has not arrived. */
  readonly retry: () => void;
}

interface State {
  readonly map: ProductMap;
  readonly parts: readonly PointPart[];
  readonly index: PointIndex;
}

/** The points of a map. They can be shown while more of them arrive. */
export function usePoints(map: ProductMap): UsedPoints {
  const [state, setState] = useState<State>(() => ({ map, parts: [], index: new PointIndex() }));
  const [error, setError] = useState<unknown>();
  const [attempt, setAttempt] = useState(0);
  const api = client.value;
  useEffect(() => {
    const stop = new AbortController();
    const isSame = state.map === map;
    const index = isSame ? state.index : new PointIndex();
    const arrived = new Set(isSame ? state.parts.map(({ firstRow }) => firstRow / map.pointsPerPart) : []);
    if (!isSame) setState({ map, parts: [], index });
    setError(undefined);
    const missing = Array.from({ length: map.parts }, (_, part) => part).filter((part) => !arrived.has(part));
    forEachLimited(missing, AT_ONCE, async (part) => {
      const bytes = await readMapPoints(api, map, part, stop.signal);
      if (stop.signal.aborted) return;
      const decoded = decodePart(bytes, part, map);
      index.add(decoded);
      setState((before) => ({ ...before, parts: [...before.parts, decoded] }));
    }).catch((failure: unknown) => {
      if (stop.signal.aborted) return;
      noteRefusal(failure);
      setError(failure);
    });
    return () => stop.abort();
  }, [map, api, attempt]);
  const { parts, index } = state;
  const loaded = parts.reduce((sum, { count }) => sum + count, 0);
  return { parts, index, loaded, error, retry: useCallback(() => setAttempt((count) => count + 1), []) };
}
