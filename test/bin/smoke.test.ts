import { describe, expect, it } from 'vitest';
import { FollowJobs } from '../../bin/smoke/follow-jobs.ts';
import { runSteps, type StepReport } from '../../bin/smoke/smoke-report.ts';
import { type SmokeContext, smokeSteps } from '../../bin/smoke/smoke-steps.ts';
import type { KindredClient } from '../../lib/client/client.ts';
import { GatewayError, ProblemError } from '../../lib/client/errors.ts';

/** How a deployment behaves; by default all is well. */
interface Behaviour {
  live?: string | null;
  /** The status of a request without credentials. */
  anonymousStatus?: number;
  isLocal?: boolean;
  /** The jobs of the uploads, one after the other; a running one stays running. */
  uploads?: readonly object[];
  run?: object;
  /** The products that have no vector yet. */
  pending?: readonly string[];
  products?: readonly string[];
  /** The versions that searches answer by, one after the other. */
  searched?: readonly string[];
  deadLetters?: Readonly<Record<string, number>>;
  hasFiles?: boolean;
  /** The object that events are collected into; undefined if there never is one. */
  eventObject?: object | undefined;
  acceptedEvents?: number;
}

const good = { state: 'succeeded', lines: 3, accepted: 3, rejected: 0 };
const catalogJob = { ...good, added: 3 };
const eventJob = {
  ...good,
  key: 'interactions/events/2026-01-03/new.jsonl.gz',
  lines: 1,
  accepted: 1,
  waitsForNextRun: true,
};
const oldEventJob = { ...good, key: 'interactions/events/2026-01-02/old.jsonl.gz' };
const trainingJob = { ...good, trainingRun: 'run-1' };
const goodRun = {
  id: 'run-1',
  state: 'succeeded',
  promoted: true,
  modelVersion: 'm-1',
  decisions: [{ name: 'gate', because: 'promotes m-1' }],
};

const notEmbedded = {
  ...{ type: '/v1/problems/embedding-pending', title: 't', status: 409, code: 'embedding-pending' as const },
  ...{ detail: 'no vector yet', instance: 'urn:r', cure: 'Try again.' },
};

async function smokeTest(behaviour: Behaviour = {}) {
  const { live = 'm-1', anonymousStatus = 403, isLocal = false, hasFiles = true } = behaviour;
  const {
    uploads = [catalogJob, trainingJob, good],
    products = ['a', 'b'],
    pending = [],
    searched = ['m-1'],
  } = behaviour;
  const { eventObject = eventJob, acceptedEvents = 1 } = behaviour;
  const hasEventObject = !('eventObject' in behaviour) || behaviour.eventObject !== undefined;
  let [uploaded, searches, now, sentEvents] = [0, 0, 0, 0];
  const api = {
    getHealth: async () => ({ live, head: live }),
    listUploads: async (request?: { key: string }) => {
      if (request === undefined)
        return { data: sentEvents > 0 && hasEventObject ? [eventObject, oldEventJob] : [oldEventJob] };
      return uploaded > 0 && { ...uploads[uploaded - 1], order: String(uploaded) };
    },
    recordEvents: async () => {
      sentEvents += 1;
      return { accepted: acceptedEvents };
    },
    getTrainingRun: async () => behaviour.run ?? goodRun,
    each: async function* () {
      for (const id of products) yield { product: { id } };
    },
    findSimilarOfQuery: async ({ id }: { id: string }) => {
      if (pending.includes(id)) throw new ProblemError({ operation: 'findSimilarOfQuery', attempts: 1 }, notEmbedded);
      const modelVersion = searched[Math.min(searches++, searched.length - 1)];
      const data = products.length > 1 ? [{ id: 'z', score: 0.5 }] : [];
      return { modelVersion, data };
    },
  };
  const anonymous = {
    send: async () => {
      if (anonymousStatus === 200) return { status: 200 };
      throw new GatewayError({ operation: 'getHealth', attempts: 1 }, anonymousStatus, '{}');
    },
  };
  const clock = {
    now: () => now,
    wait: async (milliseconds: number) => {
      now += milliseconds;
    },
  };
  const jobs = new FollowJobs(api as unknown as KindredClient, {
    ...{ clock, pollMilliseconds: 1_000, timeoutMinutes: 1, onProgress: () => {} },
  });
  const context: SmokeContext = {
    ...{ api: api as unknown as KindredClient, anonymous: anonymous as unknown as KindredClient, isLocal, jobs },
    files: hasFiles
      ? { catalog: '/shop/catalog.csv', training: '/shop/train.jsonl', upload: async () => void uploaded++ }
      : undefined,
    countDeadLetters: behaviour.deadLetters && (async () => new Map(Object.entries(behaviour.deadLetters!))),
  };
  const reports: StepReport[] = [];
  const all = await runSteps(smokeSteps(context), String, (report) => reports.push(report));
  expect(all).toEqual(reports);
  return { states: all.map(({ state }) => state).join(' '), last: (step: number) => all[step - 1]!.saw.at(-1), all };
}

const allPassed = 'passed passed passed passed passed passed';

describe('the steps of the smoke test', () => {
  it('pass on a deployment that works, and say what they saw', async () => {
    const { states, all } = await smokeTest({ deadLetters: { 'https://q/1': 0, 'https://q/2': 0 } });
    expect(states).toBe(allPassed);
    expect(all.map(({ saw }) => saw)).toEqual([
      ['live is m-1, head is m-1', 'without credentials the answer is 403'],
      ['catalog/catalog.csv: 3 lines, 3 accepted (3 added), 0 rejected'],
      [
        'triplets/train.jsonl: 3 lines, 3 accepted, 0 rejected',
        'gate: promotes m-1',
        'the run run-1 made m-1, which is live',
      ],
      ['similar to a: 1 products of m-1, the nearest is z (0.5)'],
      ['catalog/catalog.csv: 3 lines, 3 accepted, 0 rejected', 'https://q/1: 0 messages', 'https://q/2: 0 messages'],
      ['interactions/events/2026-01-03/new.jsonl.gz: 1 lines, 1 accepted, 0 rejected'],
    ]);
  });

  it.each<[string, Behaviour, number, string]>([
    ['a small upload took a step', { uploads: [good, { ...good, step: { modelVersion: 'm-2' } }, good] }, 3, 'to m-2'],
    ['the same data made the live version again', { run: { ...goodRun, promoted: false } }, 3, 'which is live'],
    ['the first products have no vector yet', { pending: ['a'] }, 4, 'similar to b'],
    ['searches notice the new version after a while', { searched: ['m-0', 'm-0', 'm-1'] }, 4, 'products of m-1'],
    ['no dead-letter queue is known', {}, 5, 'no --dead-letter-queue was given'],
    ['the local stack asks for no credentials', { isLocal: true, anonymousStatus: 200 }, 1, 'asks for none'],
  ])('pass if %s', async (_what, behaviour, step, said) => {
    const { states, last } = await smokeTest(behaviour);
    expect([states, last(step)]).toEqual([allPassed, expect.stringContaining(said)]);
  });

  it.each<[string, Behaviour, number, string]>([
    ['anybody is let in', { anonymousStatus: 200 }, 1, 'expected 401 or 403'],
    ['the API fails without credentials', { anonymousStatus: 502 }, 1, 'the answer is 502'],
    ['the catalog is refused', { uploads: [{ state: 'failed', cause: 'no good line' }] }, 2, 'no good line'],
    ['an upload is never noticed', { uploads: [{ state: 'running' }] }, 2, 'still running after 1 minutes'],
    ['training data is refused', { uploads: [catalogJob, { state: 'failed', cause: 'empty' }] }, 3, 'empty'],
    [
      'the run fails',
      { run: { ...goodRun, state: 'failed', cause: 'memory', advice: 'Resume it.' } },
      3,
      'memory. Resume',
    ],
    ['the gate holds the version', { run: { ...goodRun, promoted: false, modelVersion: 'm-2' } }, 3, 'but m-1 is live'],
    ['no version is live', { live: null }, 4, 'no version is live'],
    ['searches answer by another version', { searched: ['m-0'] }, 4, 'answers by m-0, but m-1 is live'],
    ['the catalog is empty', { products: [] }, 4, 'the catalog is empty'],
    ['no product has a vector', { pending: ['a', 'b'] }, 4, 'the first 2 products have no vector, for example a'],
    ['a product is alone', { products: ['a'] }, 4, 'nothing is similar to a'],
    ['the same catalog changes products', { uploads: [good, trainingJob, { ...good, changed: 2 }] }, 5, 'changed 2'],
    ['an event is refused', { acceptedEvents: 0 }, 6, 'the event was refused'],
    ['events are never collected', { eventObject: undefined }, 6, 'no job for an object under interactions/events/'],
    ['the object of events fails', { eventObject: { ...eventJob, state: 'failed', cause: 'torn' } }, 6, 'failed: torn'],
    ['an event starts a run', { eventObject: { ...eventJob, waitsForNextRun: undefined } }, 6, 'started a run'],
    ['an upload event was lost', { deadLetters: { 'https://q/1': 1 } }, 5, 'an upload event failed five times'],
  ])('fail if %s, and those after it are skipped', async (_what, behaviour, step, said) => {
    const { states, last } = await smokeTest(behaviour);
    const expected = Array.from({ length: 6 }, (_, i) =>
      i + 1 < step ? 'passed' : i + 1 === step ? 'failed' : 'skipped',
    );
    expect([states, last(step)]).toEqual([expected.join(' '), expect.stringContaining(said)]);
    if (step < 6) expect(last(6)).toBe(`step ${step} failed`);
  });

  it('that need files are skipped without them', async () => {
    const { states, last } = await smokeTest({ hasFiles: false });
    expect(states).toBe('passed skipped skipped passed skipped skipped');
    expect(last(2)).toContain('give --data and --bucket');
  });
});
