import type { Clock } from '../ports/clock.ts';
import type { ModelPointers, ModelRegistry, PointerName } from '../ports/model-registry.ts';

export interface MovePointerPorts {
  readonly pointers: ModelPointers;
  readonly registry: ModelRegistry;
  readonly clock: Clock;
}

/** When the data of a version was gathered, as its report tells. */
function gatheredAtOf(report: Readonly<Record<string, unknown>> | undefined): string {
  return String(report?.gatheredAt ?? '');
}

/**
 * Moves a pointer to a version, unless it names one that was made from later data: of two runs that overlap, the one that
 * knows more wins, whichever ends first.
 * @returns whether the pointer names the version now.
 */
export async function movePointerForward(
  { pointers, registry, clock }: MovePointerPorts,
  name: PointerName,
  version: string,
  gatheredAt: string,
): Promise<boolean> {
  for (;;) {
    const from = (await pointers.read(name))?.version;
    if (from === version) return true;
    const other = from === undefined ? undefined : await registry.get(from);
    if (gatheredAtOf(other?.report) > gatheredAt) return false;
    if ((await pointers.move(name, { from, to: version, at: clock.now().toISOString() })) === 'moved') return true;
  }
}
