/** `npm start`: runs the synthesized stack on this machine, then uploads data, trains and publishes a model on it. */
import { waitForSignal } from '../../terminal/signals.ts';
import { runStart } from './run-start.ts';

process.exit(await runStart(process.argv.slice(2), process, waitForSignal()));
