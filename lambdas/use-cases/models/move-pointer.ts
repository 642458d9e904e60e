import type { Clock } from '../../ports/clock.ts';
import type { ModelPointers, ModelRegistry, PointerName } from '../../ports/model-registry.ts';

export interface MovePointerPorts {
  readonly pointers: ModelPointers;
  readonly registry: ModelRegistry;
  readonly clock: Clock;
}

/** When the data of a version was gathered, as its report tells; of one made by steps, the data of the run that they began with. */
async function gatheredAtOf(registry: Pick<ModelRegistry, 'get'>, version: string): Promise<string> {
  const record = await registry.get(version);
  const run = record?.lineage ? await registry.get(record.lineage.base) : record;
  return String(run?.report.gatheredAt ?? '');
}

/** Whether a version was made from later data than that of an instant; `override` is later than all. */
export async function isOfLaterData(
  { registry }: Pick<MovePointerPorts, 'registry'>,
  version: string | undefined,
  gatheredAt: string | 'override',
): Promise<boolean> {
  if (version === undefined || gatheredAt === 'override') return false;
  return (await gatheredAtOf(registry, version)) > gatheredAt;
}

/**
 * Moves a pointer to a version, unless it names one that was made from later data: of two runs that overlap, the one that
 * knows more wins, whichever ends first.
 * @param gatheredAt Of the version's data; `override` moves the pointer whatever it names.
 * @param onReplacing Told of the version that is about to be replaced, before it is.
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
    if (await isOfLaterData(ports, from, gatheredAt)) return false;
    if (from !== undefined) await onReplacing(from);
    if ((await pointers.move(name, { from, to: version, at: clock.now().toISOString() })) === 'moved') return true;
  }
}
