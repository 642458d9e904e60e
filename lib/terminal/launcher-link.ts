/**
 * What a program tells the process that has launched it (bin/launch.mjs), which ends it at Ctrl-C if it computes for too
 * long to hear the signal.
 */
interface Notice {
  /** The program has heard the signal, and ends by itself. */
  readonly isStopping?: true;
  /** What is kept if the program is ended now, for a person. */
  readonly kept?: string;
  /** Files that are removed if the program is ended now. */
  readonly unfinished?: readonly string[];
}

let send: ((notice: Notice) => void) | undefined;

/** Called by a program that runs as a process of its own. Without a launcher, notices go nowhere. */
export function linkToLauncher(): void {
  if (process.connected) send = (notice) => process.send!(notice);
}

/** Each notice replaces what an earlier one said about the same. */
export function tellLauncher(notice: Notice): void {
  send?.(notice);
}
