import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { numberOption, type Output, withUsageErrors } from '../../terminal/command-line.ts';
import { findDataFile, requireDataFile } from '../../terminal/data-folder.ts';
import { LOOPBACK } from '../shared/loopback-server.ts';

/** The options of every command that runs the local stack. */
export interface ServerOptions {
  /** A folder; an absolute one in `StartOptions`. */
  readonly home: string;
  readonly port: number;
  /** Only JSON on stdout; everything else goes to stderr. */
  readonly json: boolean;
  readonly verbose: boolean;
  /** Which limits of AWS the services keep to: those that cost nothing, or all, with the faults of an ordinary day. */
  readonly limits: 'basic' | 'aws';
  /** Decides which requests meet such a fault. */
  readonly limitsSeed: number;
}

/** The options of `npm start`. */
export interface StartOptions extends ServerOptions {
  /** An absolute folder with a catalog, and training data if there is any; undefined: the sample of films. */
  readonly data: string | undefined;
  /** Exit after the demo run. */
  readonly once: boolean;
  /** Only serve, without the demo run. */
  readonly serve: boolean;
}

export const DEFAULT_PORT = 3000;
export const MAX_PORT = 65_535;

/** Adds the options of `ServerOptions`. @param json What `--json` prints */
export function addServerOptions(command: Command, json: string): Command {
  return command
    .option('--home <folder>', 'where data, logs and the template are stored', '.kindred')
    .addOption(
      numberOption('--port <n>', 'port of the HTTP API and the console, 0 for any free port', {
        ...{ min: 0, max: MAX_PORT },
      }).default(DEFAULT_PORT),
    )
    .addOption(
      new Option('--limits <set>', 'limits of AWS: those that cost nothing, or all, with throttling and faults')
        .choices(['basic', 'aws'])
        .default('basic'),
    )
    .addOption(
      numberOption('--limits-seed <n>', 'which requests meet faults with --limits aws', {
        ...{ min: 0, max: Number.MAX_SAFE_INTEGER },
      }).default(1),
    )
    .option('--json', json, false)
    .option('--verbose', "show the functions' logs", false);
}

function startCommand(): Command {
  const command = new Command('npm start --')
    .description('Runs the synthesized stack on this machine, then uploads data, trains and publishes a model on it.')
    .option(
      '--data <folder>',
      'a folder with catalog (.jsonl[.gz] or .csv[.gz]); train, judge.jsonl[.gz] and meta.json are used if present ' +
        '(default: a sample of 3,201 films)',
    )
    .addOption(new Option('--serve', 'only serve the data of the last start').conflicts('once').default(false))
    .option('--once', 'exit after the run: with 0 if a version is live, with 1 otherwise', false);
  return addServerOptions(command, 'end with one line of JSON on stdout');
}

/** Reads the options of `npm start`. @throws UsageError; after `--help` an error for `isHelp` */
export function parseStartOptions(argv: readonly string[], output: Output): StartOptions {
  const { data, home, ...options } = withUsageErrors(startCommand(), output).parse(argv, { from: 'user' }).opts();
  if (data !== undefined) {
    requireDataFile(resolve(data), 'catalog');
    for (const name of ['train', 'judge', 'meta'] as const) findDataFile(resolve(data), name);
  }
  return { data: data && resolve(data), home: resolve(home), ...options } as StartOptions;
}

/** The command that serves the data of these options again. */
export function restartCommand({ home, port }: StartOptions): string {
  return ['npm start -- --serve', `--home '${home}'`, ...(hasOwnPort(port) ? [`--port ${port}`] : [])].join(' ');
}

/** Where the API of `restartCommand` answers. */
export function urlOf({ port }: Pick<StartOptions, 'port'>): string {
  return `http://${LOOPBACK}:${hasOwnPort(port) ? port : DEFAULT_PORT}`;
}

/** Whether a port was chosen that the next start can use. */
function hasOwnPort(port: number): boolean {
  return port !== 0 && port !== DEFAULT_PORT;
}
