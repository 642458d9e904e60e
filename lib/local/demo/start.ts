/** `npm start`: runs the synthesized stack on this machine, then uploads data, trains and publishes a model on it. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { writeFailure } from '../../terminal/failures.ts';
import { linkToLauncher, tellLauncher } from '../../terminal/launcher-link.ts';
import { exitOnClosedOutput, waitForSignal } from '../../terminal/signals.ts';
import { CONTEXT, runStart } from './run-start.ts';

linkToLauncher();
tellLauncher({ kept: 'what was stored stays in the home folder' });
exitOnClosedOutput((cause) => writeFailure(process.stderr, cause, CONTEXT));
const exitCode = await runStart(process.argv.slice(2), process, waitForSignal());
// Node.js reports in the next turn what could not be written.
await nextTurn();
process.exit(exitCode);
