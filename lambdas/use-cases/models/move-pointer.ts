import type { Clock } from '../../ports/clock.ts';
import type { ModelPointers, PointerName } from '../../ports/model-pointers.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';

export interface MovePointerPorts {
  readonly pointers: ModelPointers;
  readonly registry: ModelRegistry;
  readonly clock: Clock;
}

/**
 * When the data of a version was gathered. For a version made by online steps: the data of the run that they started
 * from.
 */
async function readGatheredAt(registry: Pick<ModelRegistry, 'get'>, version: string): Promise<string> {
  const record = await registry.get(version);
  const run = record?.lineage ? await registry.get(record.lineage.base) : record;
  return String(run?.report.gatheredAt ?? '');
}

/**
 * Whether a version was trained on data that was gathered later than `gatheredAt`. Nothing is later than `override`.
 */
export async function isFromLaterData(
  { registry }: Pick<MovePointerPorts, 'registry'>,
  version: string | undefined,
  gatheredAt: string | 'override',
): Promise<boolean> {
  if (version === undefined || gatheredAt === 'override') return false;
  return (await readGatheredAt(registry, version)) > gatheredAt;
}

/**
 * Moves a pointer to a version, unless it names a version of later data. So of two overlapping runs the one with the
 * later data wins, in any order of their ends.
 * @param gatheredAt When the version's data was gathered, RFC 3339; `override` moves the pointer in any case.
 * @param onReplacing Called with the version that the move replaces, before the move.
 * @returns whether the pointer names the version now.
 */
export async function movePointerForward(
  ports: MovePointerPorts,
  name: PointerName,
  version: string,
  gatheredAt: string | 'override',
  onReplacing: (replaced: string) => Promise<void> = async () => {},
): Promise<boolean> {
  const { pointers, clock } = ports;
  for (;;) {
    const from = (await pointers.read(name))?.version;
    if (from === version) return true;
    if (await isFromLaterData(ports, from, gatheredAt)) return false;
    if (from !== undefined) await onReplacing(from);
    if ((await pointers.move(name, { from, to: version, at: clock.now().toISOString() })) === 'moved') return true;
  }
}
