/** The command line: trains, embeds, searches and judges on files, without AWS. */
import { writeFailure } from '../lib/terminal/failures.ts';
import { linkToLauncher, tellLauncher } from '../lib/terminal/launcher-link.ts';
import { exitOnClosedOutput, exitOnSignal } from '../lib/terminal/signals.ts';
import { runCommandLine } from './command-line.ts';
import { describeWritten } from './files/output-file.ts';

linkToLauncher();
tellLauncher({ kept: describeWritten() });
exitOnSignal(() => process.stderr.write(`\nkindred: interrupted: ${describeWritten()}\n`));
exitOnClosedOutput((cause) => writeFailure(process.stderr, cause, { program: 'kindred', help: 'kindred --help' }));
const exitCode = await runCommandLine(process.argv.slice(2), process);
// An interrupted server has set its own.
if (exitCode !== 0) process.exitCode = exitCode;
