import type { DecisionLog } from '../../ports/decision-log.ts';
import type { RequestedBy } from '../../ports/job-detail.ts';
import type { Job } from '../../ports/job-store.ts';
import type { ModelPointers } from '../../ports/model-pointers.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import { sha256Hex } from '../../shared/sha256.ts';
import { UseCaseError } from '../common/use-case-error.ts';
import { keepWeights } from '../models/weights-expiry.ts';
import { type StartRunPorts, startRun } from '../runs/start-run.ts';

export interface ChangeLivePorts extends StartRunPorts {
  readonly registry: ModelRegistry;
  readonly pointers: ModelPointers;
  readonly decisions: DecisionLog;
}

/** Who requests a change of `live`, and why. Both are recorded. */
export type ChangeReason = Required<RequestedBy>;

/**
 * Starts the run that makes a saved version live: it embeds the whole catalog under the version and then moves `live`. A
 * version that the gate holds, or that was never judged, needs `override`.
 * @returns the job of the run
 * @throws UseCaseError `model-not-found`, `held-by-gate`
 */
export async function requestPromotion(
  ports: ChangeLivePorts,
  version: string,
  { by, why, override }: ChangeReason & { readonly override: boolean },
): Promise<Job> {
  await keepWeights(ports, version);
  const judged = (await ports.decisions.of(version)).filter(({ by }) => by === 'gate').at(-1);
  if (!override && judged?.decision !== 'passed') {
    throw new UseCaseError(
      'held-by-gate',
      `version ${version} has not passed the gate: ${judged?.why ?? 'it was never judged'}`,
    );
  }
  const at = ports.clock.now().toISOString();
  const figures = { gate: judged?.decision ?? null };
  const decision = judged?.decision === 'passed' ? ('promoted' as const) : ('override' as const);
  await ports.decisions.record({ version, at, decision, by, why, figures });
  return startPublication(ports, version, at, { by, why });
}

/** Starts the run that publishes a version. @param at RFC 3339: part of the run's name. */
export function startPublication(
  ports: ChangeLivePorts,
  version: string,
  at: string,
  requested: ChangeReason,
): Promise<Job> {
  const name = sha256Hex(`${version}\n${at}`).slice(0, 16);
  return startRun(ports, { kind: 'publish', runId: `run-${name}`, version }, requested);
}
