/**
 * What a program tells the process that has launched it (bin/launch.mjs). While the program computes for too long to hear
 * Ctrl-C, and to speak, that process does both for it.
 */
interface Notice {
  /** The program has heard the signal, and ends by itself. */
  readonly isStopping?: true;
  /** What is kept if the program is ended now, for a person. */
  readonly kept?: string;
  /** What the program is doing; '' for nothing that takes long. */
  readonly doing?: string;
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
