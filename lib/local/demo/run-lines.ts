/** Training runs of the API as lines of text. */
import type { ModelDetail, TrainingRun } from '../../client/generated/schemas.ts';

/** The progress of a training run. */
export function describeRun(run: TrainingRun): string {
  const loss = run.loss !== undefined ? `, loss ${run.loss.toFixed(4)}` : '';
  const steps = run.steps ? ` step ${run.step}/${run.steps}${loss}` : '';
  const embedded = run.phase === 'embedding' ? ` ${run.embedded ?? 0}/${run.products}` : '';
  return `${run.phase}${run.phase === 'training' ? steps : embedded}`;
}

/** A training run whose version went live. */
export function describePublished(run: TrainingRun): string {
  const dollars = run.cost === undefined ? '' : `, about $${run.cost.dollars.toFixed(4)} of Lambda`;
  return `training run ${run.id}: ${run.modelVersion} is live, ${run.embedded} products embedded${dollars}`;
}

/** Why a run learned from the catalog alone; no line if it trained on rows, or if only the catalog was requested. */
export function describeCatalogAlone({ catalogAlone, data }: TrainingRun): string[] {
  if (catalogAlone === undefined || data === 'catalog') return [];
  return [`the model was made of the catalog alone: ${catalogAlone}`];
}

/**
 * What is live where that is not what the run made live: another version, which the gate protects or which came later,
 * or a version of the run that was promoted by hand.
 */
export function describeHeld(run: TrainingRun, live: ModelDetail): string {
  const { version } = live;
  if (version === run.modelVersion || version === run.trainedVersion) {
    const by = live.decisions.findLast(({ decision }) => decision === 'override' || decision === 'promoted');
    return `${version} of training run ${run.id} is live: promoted by ${by?.by ?? 'a caller'} (${by?.why ?? 'no reason'})`;
  }
  if (run.promoted === true) return `training run ${run.id}: ${run.modelVersion} went live; now ${version} is live`;
  const why = decisionOf(run, ['gate', 'promote']) ?? 'the run recorded no decision';
  return `training run ${run.id}: ${run.modelVersion} did not go live, and ${version} stays live: ${why}`;
}

/** What the gate decided, with the figures and how sure they are. */
export function describeDecision(run: TrainingRun): string[] {
  const because = decisionOf(run, ['gate']);
  return because === undefined ? [] : ['', `The gate ${because}.`];
}

function decisionOf(run: TrainingRun, names: readonly string[]): string | undefined {
  return run.decisions?.filter(({ name }) => names.includes(name)).at(-1)?.because;
}
