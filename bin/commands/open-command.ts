import { Command, Option } from 'commander';
import openInBrowser from 'open';
import { DEFAULT_PORT, MAX_PORT, urlOf } from '../../lib/local/demo/start-options.ts';
import { numberOption, type Output, UsageError } from '../../lib/terminal/command-line.ts';
import { parseUrl } from '../remote/connection.ts';

/** What the page of the console has. */
const CONSOLE_TITLE = /<title>Kindred<\/title>/;
/** So long the answer may take: a function that starts needs seconds. */
const ANSWER_MS = 15_000;

interface OpenOptions {
  readonly port: number;
  readonly url?: string;
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
    .description('Opens the console in a browser; without a browser it prints its address.')
    .addOption(
      numberOption('--port <n>', 'the port that serve or npm start was given', { min: 1, max: MAX_PORT }).default(
        DEFAULT_PORT,
      ),
    )
    .addOption(
      new Option('--url <url>', 'the console of a deployment: the output ConsoleUrl of the stack')
        .argParser(parseUrl)
        .conflicts('port'),
    )
    .option('--json', 'print one line of JSON on stdout')
    .action((options: OpenOptions) => openConsole(options, output, opener));
}

async function openConsole({ port, url: given, json }: OpenOptions, output: Output, opener: Opener): Promise<void> {
  const url = `${given ?? urlOf({ port })}/`;
  await requireConsole(url, given === undefined ? 'Start the stack first: kindred serve' : 'Check --url.');
  const opened =
    opener.canOpen() &&
    (await opener.open(url).then(
      () => true,
      () => false,
    ));
  if (json) output.stdout.write(`${JSON.stringify({ console: url, opened })}\n`);
  else output.stdout.write(opened ? `opened ${url}\n` : `open this address in a browser: ${url}\n`);
}

/** @param advice What to do if nothing answers. @throws UsageError unless the console answers */
async function requireConsole(url: string, advice: string): Promise<void> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => undefined);
  if (answer === undefined) throw new UsageError('missing-input', `nothing answers at ${url}\n${advice}`);
  if (CONSOLE_TITLE.test(await answer.text())) return;
  throw new UsageError(
    'wrong-value',
    `the answer of ${url} is not the console (status ${answer.status})\n` +
      'Another server may use this address; a deployment has a console with -c console=true (docs/console/README.md).',
  );
}

/** A session without a screen, such as one over SSH or in a container, has no browser. */
function hasScreen(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY, SSH_CONNECTION, WSL_DISTRO_NAME } = process.env;
  if (SSH_CONNECTION) return false;
  return process.platform !== 'linux' || Boolean(DISPLAY || WAYLAND_DISPLAY || WSL_DISTRO_NAME);
}
