/** `npm start`: runs the synthesized stack on this machine, then uploads data, trains and publishes a model on it. */
import { EXIT_CODES } from '../../terminal/command-line.ts';
import { runStart } from './run-start.ts';

/** Resolves at the first Ctrl-C or SIGTERM. The second one exits at once. */
function waitForSignal(): Promise<'stopped'> {
  return new Promise((resolve) => {
    let count = 0;
    const onSignal = (): void => {
      count += 1;
      if (count > 1) process.exit(EXIT_CODES.interrupted);
      resolve('stopped');
    };
    process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  });
}

process.exit(await runStart(process.argv.slice(2), process, waitForSignal()));
