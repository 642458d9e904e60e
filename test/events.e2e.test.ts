import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createClient, type KindredClient } from '../lib/client/client.ts';
import type { Upload } from '../lib/client/generated/schemas.ts';
import { runDemo } from '../lib/local/demo/demo-run.ts';
import type { LocalStack } from '../lib/local/stack/local-stack.ts';
import { colouredThings, tasteBaskets } from './support/core/training-factories.ts';
import { quietProgress, startTestStack, temporaryFolder, writeJsonLines } from './support/local/local-stack-fixture.ts';

/** Waits for a condition, however busy the machine is. */
const until = <Found>(check: () => Promise<Found>) => vi.waitFor(check, { timeout: 600_000, interval: 250 });

describe('events of a shop on the local stack', () => {
  let stack: LocalStack;
  let client: KindredClient;

  beforeAll(async () => {
    const folder = temporaryFolder();
    writeJsonLines(`${folder}/catalog.jsonl.gz`, colouredThings());
    writeJsonLines(`${folder}/train.jsonl.gz`, tasteBaskets());
    stack = await startTestStack(temporaryFolder(), { dim: 8, maxPairs: 2000, epochs: 2 });
    client = createClient({ url: stack.url });
    await runDemo(stack, folder, quietProgress());
  });

  afterAll(() => stack?.close());

  it('become an object that starts no run, and are learned by the next run on new data', async () => {
    const runsBefore = (await client.listTrainingRuns()).data.length;
    const [a, b, c] = colouredThings().map(({ id }) => id) as [string, string, string];
    const clicks = [a, b, c].map((id, i) => ({
      items: [id],
      kind: 'session' as const,
      sessionId: 'v-7f3a',
      at: `2026-01-03T10:15:0${i}.250Z`,
    }));
    // One after the other and the first one twice, as pages send them.
    for (const click of [...clicks, clicks[0]!])
      expect(await client.recordEvents({ body: { events: [click] } })).toMatchObject({ accepted: 1 });
    const objects = await until(async () => {
      const found = await listObjects(client);
      expect(countLines(found)).toBe(4);
      return found;
    });
    for (const { state, waitsForNextRun, rejected } of objects)
      expect([state, waitsForNextRun, rejected]).toEqual(['succeeded', true, 0]);
    expect((await client.listTrainingRuns()).data).toHaveLength(runsBefore);

    const { id } = await client.startTrainingRun({ body: { data: 'new' } });
    const { rows, decisions } = await until(async () => {
      const run = await client.getTrainingRun({ id });
      expect(run.state).not.toBe('running');
      return run;
    });
    expect(rows?.joined).toBe(4);
    expect(decisions?.find(({ name }) => name === 'gather')).toMatchObject({
      newRows: 1,
      evidence: { sessionRows: 4, sameEvents: 1, joinedSessions: 1 },
    });
  });
});

async function listObjects(client: KindredClient): Promise<Upload[]> {
  const { data } = (await client.listUploads()) as { readonly data: readonly Upload[] };
  return data.filter(({ key }) => key?.startsWith('interactions/events/'));
}

function countLines(uploads: readonly Upload[]): number {
  return uploads.reduce((sum, upload) => sum + (upload.lines ?? 0), 0);
}
