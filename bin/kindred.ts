/** The command line: trains, embeds, searches and judges on files, without AWS. */
import { runCommandLine } from './command-line.ts';

const EXIT_INTERRUPTED = 130;

// Unlike the signal's default action, `exit` runs the handlers that remove unfinished output files.
process.once('SIGINT', () => process.exit(EXIT_INTERRUPTED));
process.exitCode = await runCommandLine(process.argv.slice(2), process);
