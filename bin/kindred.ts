/** The command line: trains, embeds, searches and judges on files, without AWS. */
import { EXIT_CODES } from '../lib/terminal/command-line.ts';
import { runCommandLine } from './command-line.ts';

// Unlike the signal's default action, `exit` runs the handlers that remove unfinished output files.
process.once('SIGINT', () => process.exit(EXIT_CODES.interrupted));
process.exitCode = await runCommandLine(process.argv.slice(2), process);
