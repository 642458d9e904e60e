import type { DecisionLog } from '../../ports/decision-log.ts';
import type { Job } from '../../ports/job-store.ts';
import type { ModelPointers, ModelRegistry } from '../../ports/model-registry.ts';
import { sha256Hex } from '../../shared/sha256.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { type StartRunPorts, startRun } from '../runs/start-run.ts';

export interface ChangeLivePorts extends StartRunPorts {
  readonly registry: ModelRegistry;
  readonly pointers: ModelPointers;
  readonly decisions: DecisionLog;
}

/** Who asks for a change, and why. */
export interface Asked {
  readonly by: string;
  readonly why: string;
}

/**
 * Starts the publication of a version that is there: it is embedded anew, and then made live. One that the gate holds, or has
 * never judged, needs the override; either way it is recorded who asked for it, and why.
 * @returns the job of the publication.
 * @throws UseCaseError `model-not-found`, `held-by-gate`
 */
export async function requestPromotion(
  ports: ChangeLivePorts,
  version: string,
  { by, why, override }: Asked & { readonly override: boolean },
): Promise<Job> {
  if ((await ports.registry.get(version)) === undefined) {
    throw new UseCaseError('model-not-found', `there is no model version ${version}`);
  }
  const judged = (await ports.decisions.of(version)).filter(({ by }) => by === 'gate').at(-1);
  if (!override && judged?.decision !== 'passed') {
    throw new UseCaseError(
      'held-by-gate',
      `version ${version} is not passed by the gate: ${judged?.why ?? 'it was never judged'}`,
    );
  }
  const at = ports.clock.now().toISOString();
  const figures = { gate: judged?.decision ?? null };
  const decision = judged?.decision === 'passed' ? ('promoted' as const) : ('override' as const);
  await ports.decisions.record({ version, at, decision, by, why, figures });
  return publication(ports, version, at);
}

/**
 * Moves `live` from a version back to the one that was live before, in one conditional write: readers see one or the other.
 * What was written since the version before was live is embedded under it by a run that is started at once.
 * @param from The version to leave: nothing happens when another is live.
 * @returns the version that is live now, and the job that brings it up to date.
 * @throws UseCaseError `not-live`, `nothing-to-roll-back-to`
 */
export async function rollBack(
  ports: ChangeLivePorts,
  from: string,
  { by, why }: Asked,
): Promise<{ readonly live: string; readonly job: Job }> {
  const { pointers, clock, decisions } = ports;
  const notLive = () => new UseCaseError('not-live', `version ${from} is not live`);
  const [live, previous] = await Promise.all([pointers.read('live'), pointers.read('previous')]);
  if (live?.version !== from) throw notLive();
  const to = previous?.version;
  if (to === undefined || to === from) {
    throw new UseCaseError('nothing-to-roll-back-to', `no version was live before ${from}`);
  }
  const at = clock.now().toISOString();
  if ((await pointers.move('live', { from, to, at })) !== 'moved') throw notLive();
  await pointers.move('previous', { from: to, to: from, at });
  await decisions.record({ version: to, at, decision: 'rolled-back', by, why, figures: { from } });
  return { live: to, job: await publication(ports, to, at) };
}

function publication(ports: ChangeLivePorts, version: string, at: string): Promise<Job> {
  const name = sha256Hex(`${version}\n${at}`).slice(0, 16);
  return startRun(ports, { kind: 'publish', runId: `run-${name}`, version });
}
