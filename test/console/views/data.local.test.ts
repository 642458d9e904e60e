import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { TrainingRun, Upload } from '../../../lib/client/generated/schemas.ts';
import { describeInBrowser, expectToLookRight, findFlaws, takePicture } from '../../support/console/browser.ts';
import { type ConsoleServer, startConsole } from '../../support/console/console-server.ts';
import { type Answers, problem } from '../../support/console/fake-api.ts';
import { filmAnswers, filmShop } from '../../support/console/films.ts';
import { JobWorld } from '../../support/worlds/job-world.ts';

const time = '2026-03-04T10:31:00.000Z';

/** The job that the service really makes of a catalog. */
async function ingest(key: string, csv: string): Promise<Upload> {
  const world = new JobWorld();
  const event = world.uploadBytes(key, Buffer.from(csv));
  await world.ingest(event);
  return { id: key, startedAt: time, updatedAt: time, ...(await world.job('upload', key)) } as unknown as Upload;
}

const badLines = [
  'p1,Red lamp,Lux,Home > Lamps,19.5,red,4',
  'p2,Blue lamp,Lux,Home,from 15,blue,2',
  ',No id,Lux,Home,9,red,1',
];
const lamps = ['id,title,brand,category,price,Colour,stock', ...badLines, 'p4,Desk,"Ridge,Tables,80,oak,1'].join('\n');
const orders = { ...jobOf('interactions/orders.csv'), lines: 900, accepted: 900, rejected: 0, trainingRun: 'run-7' };

function jobOf(id: string): Upload {
  return { id, key: id, order: 'new', state: 'succeeded', startedAt: time, updatedAt: time };
}

let server: ConsoleServer;
let read: Upload;
let refused: Upload;
let stored: Map<string, Upload>;

/** An API that knows these jobs. */
const shop = (more: Answers = {}): Answers => ({
  ...filmShop,
  listUploads: ({ query }) => {
    const key = query.get('key');
    if (key === null) return { data: [...stored.values()], nextCursor: null };
    return stored.get(key) ?? problem('upload-not-found', `there is no upload ${key}`);
  },
  requestUpload: ({ body }) => ({
    key: body.prefix + body.name,
    replaces: false,
    job: '/v1/uploads',
    method: 'PUT' as const,
    url: `${server.url}/stored/${body.prefix}${body.name}`,
    headers: { 'content-length': String(body.contentLength), 'content-type': 'application/octet-stream' },
    expiresAt: time,
  }),
  ...more,
});

beforeAll(async () => {
  read = await ingest('catalog/lamps.csv', lamps);
  refused = await ingest('catalog/lampen.csv', 'Farbe,Titel\nred,Lamp\nblue,Lamp\n');
  server = await startConsole(filmShop);
});
beforeEach(() => {
  stored = new Map([read, refused, orders].map((one) => [one.id, one]));
  server.answer(shop());
});
afterAll(() => server.close());

const fileOf = (name: string, text: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
const requested = () =>
  server.asked.filter(({ operation }) => operation === 'requestUpload').map(({ body }) => body.prefix + body.name);

/** Takes what the page sends to the store. @returns the texts by their keys */
async function takeStored(page: Page): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  await page.route('**/stored/**', async (route) => {
    const key = new URL(route.request().url()).pathname.replace('/stored/', '');
    texts.set(key, route.request().postData() ?? '');
    await route.fulfill({ headers: { etag: '"1"' } });
  });
  return texts;
}

const draft = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name }) });
const choose = (page: Page, ...files: ReturnType<typeof fileOf>[]) =>
  page.locator('.data-drop input').setInputFiles(files);

describeInBrowser('the view Data', (open) => {
  it('looks right and is accessible with files that were dropped', async () => {
    const page = await open(`${server.url}/#/data`);
    await page.getByRole('link', { name: 'orders.csv' }).waitFor();
    await choose(page, fileOf('shop.csv', 'id,title,price\n'), fileOf('orders.xlsx', 'PK'));
    await draft(page, 'orders.xlsx').getByText('save the sheet as CSV').waitFor();
    await draft(page, 'shop.csv').getByText('It names title, price, as products do.').waitFor();
    await expectToLookRight(page, 'data-start');
  });

  it('looks right and is accessible with the report of a catalog', async () => {
    const page = await open(`${server.url}/#/data?key=catalog/lamps.csv`);
    await page.getByRole('combobox', { name: 'Field of Colour' }).selectOption('description');
    await page.getByText('Searches find the products within seconds.').waitFor();
    await expectToLookRight(page, 'data-report');
  });

  it('sends files by what they are, products first, and watches orders until a version is live', async () => {
    stored.clear();
    let run: Partial<TrainingRun> = { state: 'running', phase: 'training' };
    server.answer(
      shop({
        getHealth: () => ({ ...filmAnswers.health, live: run.modelVersion ?? null }),
        getTrainingRun: () => ({ id: 'run-7', startedAt: time, updatedAt: time, config: {}, ...run }) as TrainingRun,
      }),
    );
    const page = await open(`${server.url}/#/data`);
    const sent = await takeStored(page);
    await page.getByRole('heading', { name: 'Nothing was uploaded yet' }).waitFor();
    await takePicture(page, 'data-empty-light-1280');
    await choose(page, fileOf('orders.csv', 'order_id,sku\n1,p1\n'), fileOf('lamps.csv', lamps));
    const kind = draft(page, 'orders.csv').getByRole('combobox', { name: 'What it is' });
    await expect.poll(() => kind.inputValue()).toBe('interactions/');
    await draft(page, 'lamps.csv').getByText('as products do').waitFor();
    await page.clock.install();
    await page.getByRole('button', { name: 'Upload 2 files' }).click();
    await draft(page, 'orders.csv').getByText('Waits until the service begins').waitFor();
    expect(requested()).toEqual(['catalog/lamps.csv', 'interactions/orders.csv']);
    expect(sent.get('catalog/lamps.csv')).toBe(lamps);

    stored = new Map([read, orders].map((one) => [one.id, one]));
    await page.clock.fastForward(3000);
    await draft(page, 'lamps.csv').getByText('2 lines taken, 2 lines rejected.').waitFor();
    await draft(page, 'orders.csv').getByText('Now: training.').waitFor();
    await draft(page, 'lamps.csv').getByText('There is no live version yet.').waitFor();
    await takePicture(page, 'data-watch-light-1280');
    expect(await findFlaws(page)).toEqual([]);
    run = { state: 'succeeded', promoted: true, modelVersion: 'm-2222222222222222' };
    await page.clock.fastForward(3000);
    await draft(page, 'orders.csv').getByText('m-2222222222222222 is live.').waitFor();
    // The bar at the top and the catalog tell the live version, so that both are asked for again.
    await page.getByText('live m-2222222222222222').waitFor();
    await draft(page, 'lamps.csv').getByText('Searches find the products').waitFor();
    const link = draft(page, 'orders.csv').getByRole('link', { name: 'The run' });
    expect(await link.getAttribute('href')).toBe('#/runs?run=run-7');
  });

  it('says that a run begins as long as an upload names one that is not there yet', async () => {
    stored.set(orders.id, { ...orders, updatedAt: new Date().toISOString() });
    server.answer(shop({ getTrainingRun: () => problem('training-run-not-found', 'there is no run run-7') }));
    const page = await open(`${server.url}/#/data?key=interactions/orders.csv`);
    await page.getByText('The run begins.').waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.clock.setFixedTime(Date.now() + 120_000);
    await page.getByRole('alert').getByText('there is no run run-7').waitFor();
  });

  it('shows what was read, left out and rejected, with line numbers', async () => {
    const page = await open(`${server.url}/#/data?key=catalog/lamps.csv`);
    const rejected = page.getByRole('region', { name: 'The first rejected lines' });
    await rejected.waitFor();
    const [, first] = await rejected.getByRole('row').all();
    expect(await first!.innerText()).toMatch(/^4\t/);
    expect(await page.getByRole('region', { name: 'Values that were left out' }).innerText()).toContain('price');
    expect(await page.getByRole('row', { name: /^Colour/ }).innerText()).toContain('text');
  });

  it('mends a catalog that was refused as a whole: sends a mapping, and the file after it', async () => {
    stored.clear();
    const page = await open(`${server.url}/#/data`);
    const sent = await takeStored(page);
    await choose(page, fileOf('lampen.csv', 'Farbe,Titel\nred,Lamp\n'));
    await page.getByRole('button', { name: 'Upload 1 file' }).click();
    await draft(page, 'lampen.csv').getByText('Waits until the service begins').waitFor();
    stored.set(refused.id, refused);
    await page.getByRole('link', { name: 'What was read, and how to mend it' }).click();
    await page.getByText('no column for the id; found: Farbe, Titel').waitFor();
    await page.getByRole('combobox', { name: 'Field of Farbe' }).selectOption('id');
    await takePicture(page, 'data-mend-light-1280');
    expect(await findFlaws(page)).toEqual([]);
    await page.getByRole('button', { name: 'Upload the mapping and the file' }).click();
    // The job of the refused file is not that of the new one.
    await page.getByText('Waits until the service begins').waitFor();
    expect(requested()).toEqual(['catalog/lampen.csv', 'catalog/catalog.schema.json', 'catalog/lampen.csv']);
    expect(JSON.parse(sent.get('catalog/catalog.schema.json')!)).toEqual({ fields: { id: 'Farbe' } });
  });

  it('says that the network is gone, and sends the file again', async () => {
    const page = await open(`${server.url}/#/data`);
    await page.route('**/stored/**', (route) => route.abort('connectionreset'));
    await choose(page, fileOf('pairs.jsonl', '{"anchor": "p1", "positive": "p2"}\n'));
    await page.getByRole('button', { name: 'Upload 1 file' }).click();
    const alert = page.getByRole('alert');
    await alert.getByText('No answer from the service').waitFor();
    await expectToLookRight(page, 'data-failure');
    await page.unroute('**/stored/**');
    const sent = await takeStored(page);
    await alert.getByRole('button', { name: 'Try again' }).click();
    await draft(page, 'pairs.jsonl').getByText('The file is stored.').waitFor();
    expect([...sent.keys()]).toEqual(['triplets/pairs.jsonl']);
    expect(await alert.count()).toBe(0);
  });

  it('takes files that are dropped anywhere on the page, and takes them from the list again', async () => {
    const page = await open(`${server.url}/#/data`);
    await page.getByRole('heading', { name: 'Data' }).waitFor();
    const data = await page.evaluateHandle(() => {
      const dropped = new DataTransfer();
      dropped.items.add(new File(['{"query": "p1", "relevant": ["p2"]}'], 'judge.jsonl'));
      return dropped;
    });
    await page.dispatchEvent('h1', 'dragover', { dataTransfer: data });
    await page.getByText('Drop the files').waitFor();
    await page.dispatchEvent('h1', 'drop', { dataTransfer: data });
    const kind = draft(page, 'judge.jsonl').getByRole('combobox');
    await expect.poll(() => kind.inputValue()).toBe('judging/');
    await page.getByRole('button', { name: 'Show all uploads' }).click();
    await page.getByRole('link', { name: 'orders.csv' }).waitFor();
    await page.getByRole('button', { name: 'Remove judge.jsonl from this list' }).click();
    await expect.poll(() => kind.count()).toBe(0);
  });

  it('says that there is no upload of a key', async () => {
    const page = await open(`${server.url}/#/data?key=catalog/nothing.csv`);
    await page.getByRole('heading', { name: 'There is no such upload' }).waitFor();
    expect(await findFlaws(page)).toEqual([]);
  });
});
