import type { Command } from 'commander';
import type { Output } from '../../lib/terminal/command-line.ts';

/** Builds one command. */
type BuildCommand = (output: Output) => Command;

/**
 * Every command by its name, in the order of the help. Each is loaded only when it is needed: a run of one command does
 * not read the code of the others.
 */
export const commandLoaders = {
  serve: async () => (await import('./serve-command.ts')).buildServeCommand,
  import: async () => (await import('./import-command.ts')).buildImportCommand,
  train: async () => (await import('./train-command.ts')).buildTrainCommand,
  tune: async () => (await import('./tune-command.ts')).buildTuneCommand,
  judge: async () => (await import('./judge-command.ts')).buildJudgeCommand,
  compare: async () => (await import('./compare-command.ts')).buildCompareCommand,
  'bench-quality': async () => (await import('./bench-quality-command.ts')).buildBenchQualityCommand,
  similar: async () => (await import('./similar-command.ts')).buildSimilarCommand,
  query: async () => (await import('./query-command.ts')).buildQueryCommand,
  mine: async () => (await import('./mine-command.ts')).buildMineCommand,
  embed: async () => (await import('./embed-command.ts')).buildEmbedCommand,
  export: async () => (await import('./export-command.ts')).buildExportCommand,
  inspect: async () => (await import('./inspect-command.ts')).buildInspectCommand,
  smoke: async () => (await import('./smoke-command.ts')).buildSmokeCommand,
  open: async () => (await import('./open-command.ts')).buildOpenCommand,
  completion: async () => (await import('./completion-command.ts')).buildCompletionCommand,
} as const satisfies Readonly<Record<string, () => Promise<BuildCommand>>>;

/** Needs the definitions of all commands. */
const COMPLETION = 'completion';

/** The command that these arguments name, or else all of them: for the help, and for the nearest one of a typo. */
export async function loadCommands([name = '']: readonly string[], output: Output): Promise<Command[]> {
  const isOne = Object.hasOwn(commandLoaders, name) && name !== COMPLETION;
  const loaders = Object.entries(commandLoaders).filter(([one]) => !isOne || one === name);
  const builders = await Promise.all(loaders.map(([, load]) => load()));
  return builders.map((build) => build(output));
}
