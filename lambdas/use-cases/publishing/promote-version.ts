import { isFromLaterData, type MovePointerPorts, movePointerForward } from '../models/move-pointer.ts';

/**
 * The outcome of a promotion. `live`: the version is live. `later-data`: a version made from later data is live and stays
 * live. `superseded`: another version was announced meanwhile, so products written since may have no vector under this one.
 */
export type Promotion = 'live' | 'later-data' | 'superseded';

/**
 * Moves `live` to a complete version that is still announced, and `previous` to the version that was live, for a rollback.
 * @param gatheredAt When the data of the version was gathered (RFC 3339). A live version of later data stays live, unless
 * this is `override`.
 */
export async function promoteVersion(
  ports: MovePointerPorts,
  version: string,
  gatheredAt: string | 'override',
): Promise<Promotion> {
  if (await isOlderThanLive(ports, version, gatheredAt)) return 'later-data';
  const [live, next] = await Promise.all([ports.pointers.read('live'), ports.pointers.read('next')]);
  if (live?.version !== version && next?.version !== version) return 'superseded';
  const setPrevious = async (replaced: string) =>
    void (await movePointerForward(ports, 'previous', replaced, 'override'));
  return (await movePointerForward(ports, 'live', version, gatheredAt, setPrevious)) ? 'live' : 'later-data';
}

/** Whether another version is live and was made from later data. */
export async function isOlderThanLive(
  ports: Pick<MovePointerPorts, 'pointers' | 'registry'>,
  version: string,
  gatheredAt: string | 'override',
): Promise<boolean> {
  const live = (await ports.pointers.read('live'))?.version;
  return live !== version && (await isFromLaterData(ports, live, version, gatheredAt));
}
