import { Argument, Command } from 'commander';
import type { Output } from '../../lib/terminal/command-line.ts';
import { completionScripts, completionSetups, type Shell } from '../shown/completion-scripts.ts';

/** `kindred completion`. It describes all commands of its program. */
export function buildCompletionCommand(output: Output): Command {
  const setups = Object.values(completionSetups).map((line) => `  ${line}`);
  return new Command('completion')
    .description('Prints a script with which a shell completes commands, options and values.')
    .addArgument(new Argument('<shell>', 'the shell that reads the script').choices(Object.keys(completionScripts)))
    .addHelpText('after', ['\nAdd it to a shell:', ...setups].join('\n'))
    .action((shell: Shell, _options: object, { parent }: Command) => {
      output.stdout.write(completionScripts[shell](parent!.commands));
    });
}
