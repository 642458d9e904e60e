import { type Command, Option } from 'commander';
import { UsageError } from '../../lib/terminal/command-line.ts';
import type { ReadingOptions } from '../files/reading-options.ts';
import { addConnectionOptions, type ConnectionOptions } from '../remote/connection.ts';

/** Where a command finds products and their vectors, by options. */
export interface SearchedPlace extends ConnectionOptions, ReadingOptions {
  readonly model?: string;
  readonly catalog?: string;
}

const GROUP = 'Files, or a deployment:';

/** Adds `--model` and `--catalog`, and `--url` with what goes with it. */
export function addPlaceOptions(command: Command): Command {
  command
    .addOption(
      new Option('--model <model>', "a folder that 'train' wrote, or a .safetensors file; with --catalog").helpGroup(
        GROUP,
      ),
    )
    .addOption(new Option('--catalog <file>', 'the products: .jsonl[.gz] or .csv[.gz]').helpGroup(GROUP));
  return addConnectionOptions(command, 'a deployment, instead of files', GROUP);
}

/**
 * The deployment of `--url`, or the files of `--model` and `--catalog`.
 * @throws UsageError if neither or both are given
 */
export function requirePlace({
  url,
  model,
  catalog,
  map,
  strict,
}: SearchedPlace): { readonly url: string } | { readonly model: string; readonly catalog: string } {
  if (url !== undefined) {
    if ((model ?? catalog) !== undefined)
      throw new UsageError('exclusive-options', '--url cannot be used with --model or --catalog\nGive one of them.');
    const unread = map ? '--map' : '--strict';
    if (map ?? strict)
      throw new UsageError(
        'exclusive-options',
        `${unread} says how a catalog is read, and --url reads none\nLeave it out.`,
      );
    return { url };
  }
  if (model && catalog) return { model, catalog };
  const missing = model || catalog ? (model ? '--catalog is' : '--model is') : '--model and --catalog are';
  throw new UsageError('missing-option', `${missing} missing\nGive --model and --catalog, or --url for a deployment.`);
}
