import type { KindredClient } from '../../client/client.ts';
import type { ProductMap } from '../../client/generated/schemas.ts';

export type { ProductMap };

/** What points can be coloured by: a field whose values are words or numbers. */
export type MapColour = ProductMap['colours'][number];

/** A colour of the map that stands for a range of numbers, such as prices. */
export type NumberColour = Extract<MapColour, { readonly kind: 'number' }>;

/** The map of a model version; of the live one if none is named. */
export function readMap(api: KindredClient, version: string | undefined, signal: AbortSignal): Promise<ProductMap> {
  return api.getMap({ version }, { signal });
}

/** A part of the points of a map, as bytes. */
export async function readMapPoints(
  api: KindredClient,
  { modelVersion }: ProductMap,
  part: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return api.getMapPoints({ part: String(part), version: modelVersion }, { signal });
}

/** The ids and titles of a part of a map's products, in the order of its points. */
export async function readMapNames(
  api: KindredClient,
  { modelVersion }: ProductMap,
  part: number,
  signal: AbortSignal,
): Promise<readonly (readonly string[])[]> {
  const { names } = await api.getMapNames({ part: String(part), version: modelVersion }, { signal });
  return names;
}
