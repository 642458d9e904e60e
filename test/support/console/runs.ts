import type { Operations } from '../../../lib/client/generated/operations.ts';
import type { TrainingRun } from '../../../lib/client/generated/schemas.ts';
import recorded from '../../fixtures/console/runs.json' with { type: 'json' };
import { type Answers, problem } from './fake-api.ts';
import { filmShop } from './films.ts';

/**
 * Answers of a service with the sample films after five runs and a promotion against the gate: recorded, so that they are as the
 * API really answers.
 */
export const runAnswers = recorded as unknown as {
  readonly runs: Operations['listTrainingRuns']['answer'];
  /** By the id. */
  readonly run: Readonly<Record<string, TrainingRun>>;
  readonly models: Operations['listModels']['answer'];
  readonly versions: readonly Operations['getModel']['answer'][];
};

/** A run that chose its best epoch, which the gate held back. */
export const heldRun = runAnswers.run['run-spring']!;
/** A run that the watchdog stopped. */
export const failedRun = runAnswers.run['run-too-fast']!;

/** The held run while it still trained. */
export const runningRun: TrainingRun = (() => {
  const { modelVersion: _version, promoted: _promoted, loss: _loss, ...run } = heldRun;
  const decisions = run.decisions!.filter(({ name }) => name !== 'gate');
  const lossCurve = run.lossCurve!.slice(0, 2);
  const validationCurve = run.validationCurve!.slice(0, 4);
  return { ...run, state: 'running', phase: 'training', step: 16, loss: 5.1, lossCurve, validationCurve, decisions };
})();

/** The API of a shop with runs and versions. */
export const runShop: Answers = {
  ...filmShop,
  listTrainingRuns: () => runAnswers.runs,
  getTrainingRun: ({ path }) =>
    runAnswers.run[path.id!] ?? problem('training-run-not-found', `there is no training run ${path.id}`),
  listModels: () => runAnswers.models,
  getModel: ({ path }) =>
    runAnswers.versions.find(({ version }) => version === path.version) ??
    problem('model-not-found', `there is no model version ${path.version}`),
};
