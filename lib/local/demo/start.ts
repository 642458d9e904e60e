/** `npm start`: runs the synthesized stack on this machine, then uploads data, trains and publishes a model on it. */
import { linkToLauncher, tellLauncher } from '../../terminal/launcher-link.ts';
import { waitForSignal } from '../../terminal/signals.ts';
import { runStart } from './run-start.ts';

linkToLauncher();
tellLauncher({ kept: 'what was stored stays in the home folder' });
process.exit(await runStart(process.argv.slice(2), process, waitForSignal()));
