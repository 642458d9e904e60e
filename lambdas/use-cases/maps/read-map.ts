import type { ProductMap } from '../../core/map/product-map.ts';
import type { ModelPointers } from '../../ports/model-pointers.ts';
import type { MapPartKind, MapStore } from '../../ports/snapshot-store.ts';
import { UseCaseError } from '../common/use-case-error.ts';

export interface ReadMapPorts {
  readonly maps: Pick<MapStore, 'read' | 'readPart'>;
  readonly pointers: Pick<ModelPointers, 'read'>;
}

/** Reads the map of a version. @param version Default: the live one. @throws UseCaseError `map-not-found` */
export async function readMap(ports: ReadMapPorts, version: string | undefined): Promise<ProductMap> {
  const named = await nameVersion(ports, version);
  const map = await ports.maps.read(named);
  if (map) return map;
  throw new UseCaseError(
    'map-not-found',
    `version ${named} has no map of its products: promote it to make one. The decision "map" in the job of its ` +
      'publication says how that went',
  );
}

/**
 * Reads the bytes of a part of a map, as they are stored.
 * @param version Default: the live one.
 * @throws UseCaseError `map-not-found`
 */
export async function readMapPart(
  ports: ReadMapPorts,
  version: string | undefined,
  kind: MapPartKind,
  part: number,
): Promise<Uint8Array> {
  const named = await nameVersion(ports, version);
  const bytes = await ports.maps.readPart(named, kind, part);
  if (bytes) return bytes;
  const { parts, nameParts } = await readMap(ports, named);
  const last = (kind === 'points' ? parts : nameParts) - 1;
  throw new UseCaseError('map-not-found', `the map of ${named} has no ${kind} ${part}, expected 0 to ${last}`);
}

async function nameVersion({ pointers }: ReadMapPorts, version: string | undefined): Promise<string> {
  const named = version ?? (await pointers.read('live'))?.version;
  if (named !== undefined) return named;
  throw new UseCaseError('map-not-found', 'no version is live, so there is no map yet: upload a catalog, and wait');
}
