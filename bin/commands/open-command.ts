import { Command } from 'commander';
import openInBrowser from 'open';
import { DEFAULT_PORT, MAX_PORT, urlOf } from '../../lib/local/demo/start-options.ts';
import { numberOption, type Output, UsageError } from '../../lib/terminal/command-line.ts';

interface OpenOptions {
  readonly port: number;
  readonly json?: true;
}

/** What the command does to the outside; tests replace it. */
export interface Opener {
  /** Whether this machine can show a page. */
  readonly canOpen: () => boolean;
  readonly open: (url: string) => Promise<unknown>;
}

const browser: Opener = { canOpen: hasScreen, open: openInBrowser };

/** `kindred open`. */
export function buildOpenCommand(output: Output, opener: Opener = browser): Command {
  return new Command('open')
    .description('Opens the console of the local stack in a browser; without a browser it prints its address.')
    .addOption(
      numberOption('--port <n>', 'the port that serve or npm start was given', { min: 1, max: MAX_PORT }).default(
        DEFAULT_PORT,
      ),
    )
    .option('--json', 'print one line of JSON on stdout')
    .action((options: OpenOptions) => openConsole(options, output, opener));
}

async function openConsole({ port, json }: OpenOptions, output: Output, opener: Opener): Promise<void> {
  const url = `${urlOf({ port })}/`;
  await requireAnswer(url);
  const opened =
    opener.canOpen() &&
    (await opener.open(url).then(
      () => true,
      () => false,
    ));
  if (json) output.stdout.write(`${JSON.stringify({ console: url, opened })}\n`);
  else output.stdout.write(opened ? `opened ${url}\n` : `open this address in a browser: ${url}\n`);
}

/** @throws UsageError if no server answers */
async function requireAnswer(url: string): Promise<void> {
  const answer = await fetch(url).catch(() => undefined);
  await answer?.body?.cancel();
  if (answer === undefined)
    throw new UsageError('missing-input', `nothing answers at ${url}\nStart the stack first: kindred serve`);
}

/** A session without a screen, such as one over SSH or in a container, has no browser. */
function hasScreen(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY, SSH_CONNECTION, WSL_DISTRO_NAME } = process.env;
  if (SSH_CONNECTION) return false;
  return process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY || WSL_DISTRO_NAME);
}
