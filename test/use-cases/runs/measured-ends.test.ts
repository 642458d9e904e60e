import { describe, expect, it } from 'vitest';
import { RunningExport } from '../../../lambdas/use-cases/exports/running-export.ts';
import { TrainingJob } from '../../../lambdas/use-cases/runs/training-job.ts';
import { endless, JobWorld } from '../../support/worlds/job-world.ts';

/** The measurement of a run that took 60 s, made these decisions, and ended so. */
async function endOf(
  state: 'succeeded' | 'failed' | 'canceled',
  { promoted = false, ...decisions }: { promoted?: boolean; gate?: boolean; promote?: boolean } = {},
) {
  const { ports, clock, metrics } = new JobWorld();
  const job = await TrainingJob.resume('run-1', 1, ports, endless);
  if (decisions.gate !== undefined) job.decide('gate', 'figures', { passes: decisions.gate });
  if (decisions.promote !== undefined) job.decide('promote', 'pointers', { promoted: decisions.promote });
  clock.advance(60);
  await job.finish(state, { promoted });
  return metrics.recorded;
}

describe('the end of a run', () => {
  it.each([
    ['promoted', 'succeeded', { promoted: true, gate: true, promote: true }],
    ['promoted', 'succeeded', { promoted: true, promote: true }],
    ['held', 'succeeded', { gate: false }],
    ['overtaken', 'succeeded', { gate: true, promote: false }],
    ['overtaken', 'succeeded', { promote: false }],
    ['unchanged', 'succeeded', {}],
    ['failed', 'failed', { gate: true }],
    ['canceled', 'canceled', {}],
  ] as const)('is recorded as %s with its time, if it %s with %j', async (outcome, state, decisions) => {
    const values = { runsEnded: 1, runSeconds: 60 };
    expect(await endOf(state, decisions)).toEqual([{ name: 'run', values, dimension: outcome }]);
  });
});

it.each(['succeeded', 'failed', 'canceled'] as const)('the end of an export is recorded as %s', async (state) => {
  const { ports, jobs, metrics } = new JobWorld();
  const at = '2026-01-03T10:00:00.000Z';
  const detail = { format: 'jsonl', modelVersion: 'm-1', requestedBy: 'test' } as const;
  await jobs.create({ kind: 'export', id: 'e', state: 'running', startedAt: at, updatedAt: at, detail });
  await (await RunningExport.resume('e', ports, endless))!.finish(state, {});
  expect(metrics.recorded).toEqual([{ name: 'export', values: { exportsEnded: 1 }, dimension: state }]);
});
