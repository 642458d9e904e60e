import type { ModelPointers, Pointer, PointerMove, PointerName } from '../../ports/model-pointers.ts';

/** The pointers in memory, for tests. A move to the version that a pointer names leaves `movedAt` as it is. */
export class MemoryModelPointers implements ModelPointers {
  readonly #pointers = new Map<PointerName, Pointer>();

  async read(name: PointerName): Promise<Pointer | undefined> {
    const pointer = this.#pointers.get(name);
    return pointer && { ...pointer };
  }

  async move(name: PointerName, change: { from: string | undefined; to: string; at: string }): Promise<PointerMove> {
    const current = this.#pointers.get(name)?.version;
    if (current === change.to) return 'stands';
    if (current !== change.from) return 'conflict';
    this.#pointers.set(name, { version: change.to, movedAt: change.at });
    return 'moved';
  }

  async announceChanges(version: string, until: string): Promise<void> {
    const live = this.#pointers.get('live');
    if (live?.version !== version || (live.changesUntil ?? '') >= until) return;
    this.#pointers.set('live', { ...live, changesUntil: until });
  }
}
