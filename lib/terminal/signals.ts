import { EXIT_CODES } from './command-line.ts';
import { tellLauncher } from './launcher-link.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** One Ctrl-C reaches the program from the terminal and from its launcher: signals so close together are one. */
const SAME_SIGNAL_MS = 300;

/** Calls a function at Ctrl-C and SIGTERM, instead of what was called before. */
function onSignal(react: () => void): void {
  let lastMs = Number.NEGATIVE_INFINITY;
  const onEach = (): void => {
    if (performance.now() - lastMs < SAME_SIGNAL_MS) return;
    lastMs = performance.now();
    tellLauncher({ isStopping: true });
    react();
  };
  for (const signal of SIGNALS) process.removeAllListeners(signal).on(signal, onEach);
}

/**
 * Ends the process at Ctrl-C and SIGTERM. Unlike the signal's default action, `exit` runs the handlers that remove
 * unfinished output files.
 * @param beforeExit Says what is kept.
 */
export function exitOnSignal(beforeExit: () => void): void {
  onSignal(() => {
    beforeExit();
    process.exit(EXIT_CODES.interrupted);
  });
}

/** Resolves at the first Ctrl-C or SIGTERM. The second one exits at once. */
export function waitForSignal(): Promise<'stopped'> {
  return new Promise((resolve) => {
    let count = 0;
    onSignal(() => {
      count += 1;
      if (count > 1) process.exit(EXIT_CODES.interrupted);
      resolve('stopped');
    });
  });
}

/**
 * Ends the process when nobody reads its output any more, as `| head` does; and with a message when it cannot be
 * written, as on a full disk.
 */
export function exitOnClosedOutput(describe: (cause: Error) => number): void {
  process.stdout.on('error', (cause: NodeJS.ErrnoException) =>
    process.exit(cause.code === 'EPIPE' ? 0 : describe(Object.assign(cause, { path: 'the output' }))),
  );
  // Without stderr nothing can be said.
  process.stderr.on('error', () => process.exit(EXIT_CODES.failed));
}
