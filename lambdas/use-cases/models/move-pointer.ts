import type { Clock } from '../../ports/clock.ts';
import type { ModelPointers, PointerName } from '../../ports/model-pointers.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import { StoreError } from '../../ports/store-error.ts';

export interface MovePointerPorts {
  readonly pointers: ModelPointers;
  readonly registry: ModelRegistry;
  readonly clock: Clock;
}

/** So often a move is tried: others would have to move the pointer as often within milliseconds. */
export const MAX_MOVES = 20;

/**
 * Whether a version was made of later data than another: of data gathered after `gatheredAt`, or by online steps from
 * the other. The data of a version made by steps is that of the run that they started from. Nothing is later than
 * `override`.
 * @param version The version that a pointer names.
 * @param other The version that the pointer may move to.
 * @param gatheredAt When the data of `other` was gathered.
 */
export async function isFromLaterData(
  { registry }: Pick<MovePointerPorts, 'registry'>,
  version: string | undefined,
  other: string,
  gatheredAt: string | 'override',
): Promise<boolean> {
  if (version === undefined || gatheredAt === 'override') return false;
  const record = await registry.get(version);
  // A run that is resumed after its version got steps must not drop them.
  if (record?.lineage?.base === other) return true;
  const run = record?.lineage ? await registry.get(record.lineage.base) : record;
  return String(run?.report.gatheredAt ?? '') > gatheredAt;
}

/**
 * Moves a pointer to a version, unless it names a version of later data. So of two overlapping runs the one with the
 * later data wins, in any order of their ends, and steps from a version are not lost if its run is repeated.
 * @param gatheredAt When the version's data was gathered, RFC 3339; `override` moves the pointer in any case.
 * @param onReplacing Called with the version that the move replaces, before the move.
 * @returns whether the pointer names the version now.
 * @throws StoreError `unavailable` if others move the pointer during each of 20 tries
 */
export async function movePointerForward(
  ports: MovePointerPorts,
  name: PointerName,
  version: string,
  gatheredAt: string | 'override',
  onReplacing: (replaced: string) => Promise<void> = async () => {},
): Promise<boolean> {
  const { pointers, clock } = ports;
  for (let n = 0; n < MAX_MOVES; n++) {
    const from = (await pointers.read(name))?.version;
    if (from === version) return true;
    if (await isFromLaterData(ports, from, version, gatheredAt)) return false;
    if (from !== undefined) await onReplacing(from);
    if ((await pointers.move(name, { from, to: version, at: clock.now().toISOString() })) === 'moved') return true;
  }
  throw contended(name);
}

/** The failure of a move whose pointer others moved each time. */
export function contended(name: PointerName): StoreError {
  return new StoreError(
    'unavailable',
    `The pointer "${name}" was moved by others ${MAX_MOVES} times in a row: try again.`,
  );
}
