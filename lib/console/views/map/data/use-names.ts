import { useEffect, useMemo, useState } from 'preact/hooks';
import { type ProductMap, readMapNames } from '../../../api/product-map.ts';
import { client, noteRefusal } from '../../../api/session.ts';
import { ProductNames } from './names.ts';

/** The names of the products of a map, as far as they have arrived. */
export interface UsedNames {
  readonly get: ProductNames['get'];
  /** Asks for names. It stays the same function while the map is the same. */
  readonly load: ProductNames['load'];
  /** Why names that are wanted did not come. */
  readonly error: unknown;
}

/** Names of products. With each arrival it is another object, so that what shows names is drawn again. */
export function useNames(map: ProductMap): UsedNames {
  const api = client.value;
  const { names, stop } = useMemo(() => {
    const stop = new AbortController();
    return { stop, names: new ProductNames(map.namesPerPart, (part) => readMapNames(api, map, part, stop.signal)) };
  }, [api, map]);
  const functions = useMemo(() => {
    const load: UsedNames['load'] = (rows) => names.load(rows);
    return { get: (row: number) => names.get(row), load };
  }, [names]);
  const [used, setUsed] = useState<UsedNames>({ ...functions, error: undefined });
  useEffect(() => {
    setUsed({ ...functions, error: undefined });
    const end = names.onChange(() => {
      if (stop.signal.aborted) return;
      if (names.error !== undefined) noteRefusal(names.error);
      setUsed({ ...functions, error: names.error });
    });
    return () => {
      end();
      stop.abort();
    };
  }, [names, functions, stop]);
  return used;
}
