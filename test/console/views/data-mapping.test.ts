import { describe, expect, it } from 'vitest';
import { parseMapping } from '../../../lambdas/formats/columns/parse-mapping.ts';
import type { Upload } from '../../../lib/client/generated/schemas.ts';
import {
  buildMapping,
  chooseField,
  isChanged,
  rowsOf,
  SINGLE_FIELDS,
} from '../../../lib/console/views/data/mapping.ts';
import { isUnderWay, type Step, stepsOf } from '../../../lib/console/views/data/steps.ts';
import { countsOf, describeFile, wordsOfReason } from '../../../lib/console/views/data/upload-words.ts';
import { JobWorld } from '../../support/worlds/job-world.ts';

const job = (more: Partial<Upload> = {}): Upload => ({
  id: 'catalog/a.csv',
  state: 'succeeded',
  startedAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
  ...more,
});

/** The job that the service really makes of a catalog. */
async function ingest(csv: string): Promise<Upload> {
  const world = new JobWorld();
  const event = world.uploadBytes('catalog/a.csv', Buffer.from(csv));
  await world.ingest(event);
  return (await world.job('upload', event.key)) as unknown as Upload;
}

describe('the mapping', () => {
  it('starts with what the service read, and says only what is changed', async () => {
    const rows = rowsOf(await ingest('id,Name,Colour,stock\n1,Lamp,red,3\n'));
    expect(rows.map(({ column, field }) => [column, field])).toEqual([
      ['id', 'id'],
      ['Name', 'title'],
      ['Colour', 'attributes'],
      ['stock', 'payload'],
    ]);
    expect(buildMapping(rows)).toEqual({});
    const changed = chooseField(chooseField(rows, 'Colour', 'title'), 'stock', 'ignored');
    expect(changed.filter(isChanged).map(({ column }) => column)).toEqual(['Name', 'Colour', 'stock']);
    expect(buildMapping(changed)).toEqual({
      fields: { 'attributes.Name': 'Name', title: 'Colour' },
      types: { stock: 'ignore' },
    });
  });

  it('keeps what the stored mapping said, because it replaces that one', () => {
    const columns = [
      { column: 'Farbe', field: 'attributes.colour', type: 'text', because: 'given by the mapping' },
      { column: 'Notiz', field: 'ignored', type: 'ignore', because: 'ignored by the mapping' },
      { column: 'Bild', field: 'vectors', type: 'list', because: '' },
      { column: 'Name', field: 'title', type: 'text', because: '' },
    ];
    const rows = rowsOf(job({ file: { format: 'csv', notes: [], columns } }));
    expect(buildMapping(chooseField(rows, 'Name', 'description'))).toEqual({
      fields: { 'attributes.colour': 'Farbe', description: 'Name' },
      types: { Notiz: 'ignore' },
    });
  });

  it('has the columns that a refusal names, and mends that refusal', async () => {
    const refused = await ingest('Farbe,Titel\nred,Lamp\n');
    expect(refused.state).toBe('failed');
    const rows = rowsOf(refused);
    expect(rows.map(({ column, field }) => [column, field])).toEqual([
      ['Farbe', 'kept'],
      ['Titel', 'kept'],
    ]);
    const moved = chooseField(chooseField(rows, 'Titel', 'id'), 'Farbe', 'id');
    expect(moved.filter(isChanged).map(({ column }) => column)).toEqual(['Farbe']);
    expect(buildMapping(chooseField(rows, 'Farbe', 'id'))).toEqual({ fields: { id: 'Farbe' } });
  });

  it.each(SINGLE_FIELDS)('is one that the service takes, with %s', (field) => {
    const rows = rowsOf(job(), ['A', 'B']);
    const json = JSON.stringify(buildMapping(chooseField(rows, 'A', field)));
    expect(parseMapping('catalog/catalog.schema.json', json)).toEqual({ fields: { [field]: 'A' } });
  });
});

const statesOf = (steps: readonly Step[]) => steps.map(({ title, state }) => `${title} ${state}`);
const runOf = (more: object) =>
  ({ id: 'r', state: 'succeeded', startedAt: '', updatedAt: '', config: {}, ...more }) as never;

describe('the way of an upload', () => {
  const catalog = (upload: Upload | undefined, live: string | null | undefined = 'm-1') =>
    stepsOf('catalog/a.csv', { upload, run: undefined, live });

  it('of a catalog ends in the answers of searches', () => {
    expect(statesOf(catalog(undefined))).toEqual(['Sent done', 'Read now', 'Live next']);
    expect(statesOf(catalog(job({ state: 'running' })))).toEqual(['Sent done', 'Read now', 'Live next']);
    expect(statesOf(catalog(job({ accepted: 3 })))).toEqual(['Sent done', 'Read done', 'Live done']);
    expect(statesOf(catalog(job(), null))).toEqual(['Sent done', 'Read done', 'Live held']);
    expect(statesOf(catalog(job({ state: 'failed' })))).toEqual(['Sent done', 'Read failed']);
  });

  it('of a mapping ends when it is checked', () => {
    const steps = stepsOf('catalog/catalog.schema.json', { upload: job(), run: undefined, live: null });
    expect(statesOf(steps)).toEqual(['Sent done', 'Checked done']);
  });

  it.each([
    [{ trainingRun: 'r' }, undefined, ['Trained now', 'Live next'], true],
    [{ trainingRun: 'r' }, runOf({ state: 'running', phase: 'judging' }), ['Trained now', 'Live next'], true],
    [{ trainingRun: 'r' }, runOf({ promoted: true, modelVersion: 'm-2' }), ['Trained done', 'Live done'], false],
    [{ trainingRun: 'r' }, runOf({ promoted: false }), ['Trained done', 'Live held'], false],
    [{ trainingRun: 'r' }, runOf({ nothingNew: true }), ['Trained held', 'Live held'], false],
    [{ trainingRun: 'r' }, runOf({ state: 'failed', cause: 'no data' }), ['Trained failed', 'Live next'], false],
    [{ waitsForNextRun: true as const }, undefined, ['Trained held', 'Live next'], false],
    [{ step: null }, undefined, ['Trained held', 'Live next'], false],
    [{ step: { triplets: 4 } as never }, undefined, ['Trained done', 'Live held'], false],
  ])('of training data goes on by the run that it started: %j', (result, run, states, goesOn) => {
    const steps = stepsOf('interactions/a.csv', { upload: job(result), run, live: 'm-1' });
    expect(statesOf(steps.slice(2))).toEqual(states);
    expect(isUnderWay(steps)).toBe(goesOn);
  });
});

describe('the report of an upload', () => {
  it('has the counts that are not zero, and always those of lines and of rejected lines', () => {
    const counts = countsOf(job({ lines: 3, added: 3, changed: 0, rejected: 0 }));
    expect(counts.map(({ name, count }) => [name, count])).toEqual([
      ['lines', 3],
      ['added', 3],
      ['rejected', 0],
    ]);
  });

  it('says in words what the file is', () => {
    const file = { format: 'csv', encoding: 'windows-1252', delimiter: '\t', export: 'shopify', notes: [] };
    expect(describeFile(file)).toBe('csv, windows-1252, with tabs, an export of shopify');
    expect(wordsOfReason('not-a-number')).toBe('no number');
    expect(wordsOfReason('cancelled')).toBe('cancelled or refunded, so nobody kept it');
    expect(wordsOfReason('new-reason')).toBe('new-reason');
  });
});
