import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CodedError } from '../../../lambdas/core/errors/coded-error.ts';

export interface StartOptions {
  /** A folder with a catalog and training data; the films when absent. */
  readonly data: string | undefined;
  /** Exit when the main job is done. */
  readonly once: boolean;
  /** Only serve, without the main job. */
  readonly serve: boolean;
  readonly home: string;
  readonly port: number;
  /** One line of JSON on stdout at the end; everything else goes to stderr. */
  readonly json: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
}

type UsageErrorCode =
  /** An option that is not known, or lacks its value. */
  | 'unknown-option'
  /** A value that an option does not take. */
  | 'wrong-value'
  /** Options that exclude each other. */
  | 'exclusive-options'
  /** A folder without a file that is needed. */
  | 'missing-input';

/** Thrown for a command line that cannot be followed: the place and the cure are in the message. */
export class UsageError extends CodedError<UsageErrorCode> {}

export const USAGE = `npm start -- [options]: runs the synthesized stack on this machine, and the main job on it

  --data DIR    a folder with catalog.jsonl[.gz] or .csv and train.jsonl[.gz]
                (judge.jsonl[.gz] and meta.json are used where they are); default: 3,201 films
  --serve       only serve what is there, without the main job
  --once        exit when the main job is done; 0 only if all went well
  --home DIR    where data, logs and the template are kept (default .kindred)
  --port N      where the HTTP API listens (default 3000; 0 for any free port)
  --json        end with one line of JSON on stdout
  --verbose     show the functions' logs
  --help        this text
`;

const MAX_PORT = 65_535;

/** @throws UsageError */
export function startOptions(argv: readonly string[]): StartOptions {
  const values = parsed(argv);
  const port = Number(values.port ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > MAX_PORT) {
    throw new UsageError('wrong-value', `--port is ${values.port}, expected a whole number in [0, ${MAX_PORT}]`);
  }
  if (values.serve && values.once)
    throw new UsageError(
      'exclusive-options',
      '--serve and --once exclude each other: the one serves on, the other exits',
    );
  const data = values.data === undefined ? undefined : resolve(values.data);
  if (data !== undefined) checkData(data);
  return {
    data,
    port,
    home: resolve(values.home ?? '.kindred'),
    once: values.once ?? false,
    serve: values.serve ?? false,
    json: values.json ?? false,
    verbose: values.verbose ?? false,
    help: values.help ?? false,
  };
}

function parsed(argv: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    data: text,
    home: text,
    port: text,
    once: flag,
    serve: flag,
    json: flag,
    verbose: flag,
    help: flag,
  };
  try {
    return parseArgs({ args: [...argv], options }).values;
  } catch (cause) {
    throw new UsageError('unknown-option', (cause as Error).message);
  }
}

/** The file of a folder that has one of the names, or undefined. */
export function fileIn(folder: string, names: readonly string[]): string | undefined {
  return names.map((name) => join(folder, name)).find((file) => existsSync(file));
}

export const CATALOG_NAMES = ['catalog.jsonl.gz', 'catalog.jsonl', 'catalog.csv', 'catalog.csv.gz'];
export const TRAINING_NAMES = ['train.jsonl.gz', 'train.jsonl', 'train.csv', 'train.csv.gz'];
export const JUDGING_NAMES = ['judge.jsonl.gz', 'judge.jsonl'];

function checkData(folder: string): void {
  for (const names of [CATALOG_NAMES, TRAINING_NAMES]) {
    if (fileIn(folder, names) === undefined)
      throw new UsageError('missing-input', `--data: ${folder} has none of ${names.join(', ')}`);
  }
}
