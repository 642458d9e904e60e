/**
 * `head`: the newest weights; training starts from them. `live`: the version whose vectors are complete and served.
 * `next`: the version that is being published; new products are embedded under it too. `previous`: the version that was live
 * before; its vectors stay, for a rollback.
 */
export type PointerName = (typeof POINTER_NAMES)[number];

export const POINTER_NAMES = ['head', 'live', 'next', 'previous'] as const;

export interface Pointer {
  readonly version: string;
  /** RFC 3339, UTC: when the pointer was moved to this version. */
  readonly movedAt: string;
  /**
   * RFC 3339, UTC, of `live` alone: vectors of its version were announced to change up to this time. Absent if none were
   * announced since the pointer was moved.
   */
  readonly changesUntil?: string;
}

/** `moved`: by this call. `stands`: the pointer already equals `to`. `conflict`: the pointer names another version. */
export type PointerMove = 'moved' | 'stands' | 'conflict';

/** The pointers to model versions. */
export interface ModelPointers {
  /** Strongly consistent. */
  read(name: PointerName): Promise<Pointer | undefined>;
  /** Compare-and-swap: moves the pointer to `to` only if it names `from` (undefined: only if it names no version). */
  move(name: PointerName, change: { from: string | undefined; to: string; at: string }): Promise<PointerMove>;
  /**
   * Announces that vectors of a version may change until a time (RFC 3339). Does nothing if `live` names another version, or
   * if changes are announced up to a later time already.
   */
  announceChanges(version: string, until: string): Promise<void>;
}
