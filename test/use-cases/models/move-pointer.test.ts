import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelRecord } from '../../../lambdas/ports/model-registry.ts';
import { movePointerForward } from '../../../lambdas/use-cases/models/move-pointer.ts';
import { identityModel, storedModelOf, testStart } from '../../support/core/factories.ts';
import { JobWorld } from '../../support/worlds/job-world.ts';

const { record } = storedModelOf(identityModel, testStart);
const early = '2026-01-01T00:00:01.000Z';
const late = '2026-01-01T00:00:02.000Z';
const ofRun = (version: string, gatheredAt: string): ModelRecord => ({
  ...record,
  version,
  origin: 'training-run',
  report: { gatheredAt },
});
const ofStep = (version: string, base: string): ModelRecord => ({
  ...record,
  version,
  origin: 'train-step',
  parent: base,
  lineage: { base, steps: 1 },
  report: {},
});

describe.each(['head', 'live'] as const)('movePointerForward of %s', (name) => {
  let world: JobWorld;
  const named = async () => (await world.stored.pointers.read(name))?.version;
  const stands = async (version: string) =>
    void (await world.stored.pointers.move(name, { from: await named(), to: version, at: testStart }));

  beforeEach(async () => {
    world = new JobWorld();
    const versions = [ofRun('m-early', early), ofRun('m-late', late)];
    const steps = [ofStep('m-early-step', 'm-early'), ofStep('m-late-step', 'm-late')];
    for (const one of [...versions, ...steps]) await world.stored.registry.create(one);
  });

  it.each(['m-late', 'm-late-step'])('does not replace %s by a version of earlier data', async (version) => {
    await stands(version);
    expect(await movePointerForward(world.ports, name, 'm-early', early)).toBe(false);
    expect(await named()).toBe(version);
  });

  it.each(['m-early', 'm-early-step'])('replaces %s by a version of later data', async (version) => {
    await stands(version);
    expect(await movePointerForward(world.ports, name, 'm-late', late)).toBe(true);
    expect(await named()).toBe('m-late');
  });

  it('does not replace a version made by online steps by the version that they started from', async () => {
    await stands('m-early-step');
    expect(await movePointerForward(world.ports, name, 'm-early', early)).toBe(false);
    expect(await named()).toBe('m-early-step');
  });

  it('replaces any version by an override', async () => {
    await stands('m-late-step');
    expect(await movePointerForward(world.ports, name, 'm-early', 'override')).toBe(true);
    expect(await named()).toBe('m-early');
  });

  it('gives up after twenty tries if others move the pointer each time', async () => {
    const moves = vi.spyOn(world.stored.pointers, 'move').mockResolvedValue('conflict');
    const moving = movePointerForward(world.ports, name, 'm-1', late);
    await expect(moving).rejects.toThrow(`The pointer "${name}" was moved by others 20 times in a row: try again.`);
    expect(moves).toHaveBeenCalledTimes(20);
  });
});
