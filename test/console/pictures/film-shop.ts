import { setTimeout as pause } from 'node:timers/promises';
import { createClient, type KindredClient } from '../../../lib/client/client.ts';
import { runDemo } from '../../../lib/local/demo/demo-run.ts';
import { writeFilmSample } from '../../../lib/local/demo/sample-films.ts';
import { type LocalStack, startLocalStack } from '../../../lib/local/stack/local-stack.ts';
import { Progress } from '../../../lib/terminal/progress.ts';
import { SECOND_RUN } from './picture-list.ts';

/** A service on this machine with the sample films, two runs and a live version with its map. */
export interface FilmShop {
  readonly url: string;
  readonly api: KindredClient;
  readonly close: () => Promise<void>;
}

/** Starts the stack, and does with the films what `npm start` does. @param home An empty folder */
export async function startFilmShop(home: string): Promise<FilmShop> {
  const progress = new Progress(process.stderr);
  const onPhase = (phase: string, isDone: boolean) => (isDone ? progress.line(phase) : progress.update(phase));
  const stack: LocalStack = await startLocalStack({ home, port: 0, onPhase });
  try {
    await runDemo(stack, writeFilmSample(home), progress);
    const api = createClient({ url: stack.url });
    const body = {
      name: SECOND_RUN.replace(/^run-/, ''),
      data: 'all',
      config: { bestEpoch: true },
      by: 'Ann',
      why: 'is the last epoch too late?',
    } as const;
    await api.startTrainingRun({ body });
    progress.line(`a second run: ${SECOND_RUN}`);
    await ended(api, SECOND_RUN);
    return { url: stack.url, api, close: () => stack.close() };
  } catch (cause) {
    await stack.close();
    throw cause;
  }
}

async function ended(api: KindredClient, id: string): Promise<void> {
  for (;;) {
    const { state, cause } = await api.getTrainingRun({ id });
    if (state === 'succeeded') return;
    if (state !== 'running') throw new Error(`the run ${id} is ${state}: ${cause}`);
    await pause(500);
  }
}
