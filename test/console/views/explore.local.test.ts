import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeInBrowser, expectToLookRight, findFlaws, looks, takePicture } from '../../support/console/browser.ts';
import { type ConsoleServer, startConsole } from '../../support/console/console-server.ts';
import { problem, Refusal } from '../../support/console/fake-api.ts';
import { filmAnswers, filmShop } from '../../support/console/films.ts';

let server: ConsoleServer;
beforeAll(async () => {
  server = await startConsole(filmShop);
});
beforeEach(() => server.answer(filmShop));
afterAll(() => server.close());

const searches = () => server.asked.filter(({ operation }) => operation === 'querySimilar').map(({ body }) => body);
const modelOf = (version: string) => ({
  version,
  createdAt: '2026-01-01T00:00:00.000Z',
  origin: 'training-run' as const,
  weightsSha256: 'ab',
  weightsBytes: 1,
  dim: 2,
  head: false,
  live: false,
});
const row = (page: Page, title: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: title }) });
const found = (page: Page) => page.getByRole('heading', { name: 'The Perfect Man' }).waitFor();

describeInBrowser('the view Explore', (open) => {
  it('looks right and is accessible in light and dark, wide and narrow', async () => {
    const page = await open(`${server.url}/#/explore?like=film-2500`);
    await found(page);
    await row(page, 'The Perfect Man').locator('summary').click();
    await expectToLookRight(page, 'explore-like');
  });

  it('leads from words to a product, and from there to more and less of what is found', async () => {
    const page = await open(server.url);
    await page.getByRole('link', { name: 'Be Cool' }).waitFor();
    await takePicture(page, 'explore-start-light-1280');
    expect(await findFlaws(page)).toEqual([]);
    await page.getByRole('searchbox').fill('space war');
    await page.keyboard.press('Enter');
    const first = filmAnswers.words.data[0]!;
    await page.getByRole('heading', { name: first.product!.title! }).first().waitFor();
    expect(searches().at(-1)).toMatchObject({ positive: [{ query: 'space war' }], include: ['product', 'because'] });

    await row(page, first.product!.title!).getByRole('button', { name: 'More like this' }).click();
    await page.getByText(`More like ${first.id}`).waitFor();
    await row(page, 'The Interpreter').getByRole('button', { name: 'Less like this' }).click();
    await page
      .getByRole('button', { name: /Remove the example film-/ })
      .nth(1)
      .waitFor();
    expect(searches().at(-1)).toMatchObject({ positive: [first.id, { query: 'space war' }], negative: ['film-2438'] });
    expect(new URL(page.url()).hash).toBe(`#/explore?q=space+war&like=${first.id}&unlike=film-2438`);
    await page.goBack();
    await expect.poll(() => page.getByText('Less like film-2438').count()).toBe(0);
  });

  it('shows one product in full with its neighbours, their scores and what makes them', async () => {
    const page = await open(`${server.url}/#/explore?like=film-2500`);
    await found(page);
    await page.getByRole('heading', { name: 'A Perfect Getaway' }).waitFor();
    const nearest = row(page, 'The Perfect Man');
    expect(await nearest.innerText()).toContain('0.722');
    expect(await nearest.getByRole('list', { name: 'Because of' }).innerText()).toContain('perfect');
    await nearest.locator('summary').click();
    expect(await nearest.getByRole('row', { name: /^Score/ }).innerText()).toContain('0.722');
    await page.getByRole('button', { name: 'Show more' }).click();
    await expect
      .poll(() =>
        page
          .getByRole('listitem')
          .filter({ has: page.locator('h3') })
          .count(),
      )
      .toBe(16);
  });

  it('narrows down by values with counts, and counts the other values of a chosen field too', async () => {
    const page = await open(`${server.url}/#/explore?like=film-2500`);
    await page.getByRole('button', { name: /^Universal \d/ }).click();
    await page.getByRole('button', { name: /^Universal \d/, pressed: true }).waitFor();
    await expect.poll(() => searches().at(-1).filter).toEqual({ field: 'brand', in: ['Universal'] });
    const counts = server.asked.find(({ operation }) => operation === 'querySimilarBatch')!;
    expect(counts.body.queries).toMatchObject([{ positive: ['film-2500'], facets: ['brand'], limit: 1 }]);
    expect(counts.body.queries[0]).not.toHaveProperty('filter');
    await page.getByLabel('Price from').fill('10');
    await page.getByLabel('Price to').fill('20.5');
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect
      .poll(() => searches().at(-1).filter.and?.[1])
      .toEqual({ field: 'price', range: { gte: 10, lte: 20.5 } });
    await page.getByRole('button', { name: 'Clear all' }).click();
    await expect.poll(() => new URL(page.url()).hash).toBe('#/explore?like=film-2500');
  });

  it('gives the search as a request to copy', async () => {
    const page = await open(`${server.url}/#/explore?like=film-2500`);
    await found(page);
    await page.getByRole('button', { name: 'As a request' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.innerText()).toContain(`curl ${server.url}/v1/similar:query`);
    expect(await findFlaws(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await expect.poll(() => dialog.count()).toBe(0);
  });

  it('shows the rankings of two versions side by side, with what moved', async () => {
    const live = filmAnswers.like.data;
    // The other version turns the order around.
    const vectorOf = (id: string) => {
      const at = live.findIndex((one) => one.id === id);
      return at < 0 ? [1, 0] : [1, (live.length - at) / 10];
    };
    const version = 'm-2222222222222222';
    const other = { ...modelOf(version), createdAt: '2026-01-02T00:00:00.000Z' };
    server.answer({
      ...filmShop,
      listModels: () => ({ ...filmAnswers.health, previous: null, next: null, data: [other], nextCursor: null }),
      embedProducts: ({ body }) => ({
        modelVersion: body.version,
        data: body.items.map((id: string, index: number) => ({ index, id, vector: vectorOf(id), stored: false })),
      }),
    });
    const page = await open(`${server.url}/#/explore?like=film-2500`, looks[3]);
    await page.getByLabel('Compare with').selectOption(version);
    const ranking = page.getByRole('region', { name: `Compared: ${version}` });
    await ranking.waitFor();
    const first = ranking.getByRole('listitem').first();
    expect(await first.innerText()).toContain(live.at(-1)!.product!.title!);
    expect(await first.innerText()).toContain('up 11, from 12');
    expect(await page.getByText('12 of the first 12 are the same.').count()).toBe(1);
    expect(new URL(page.url()).hash).toBe(`#/explore?like=film-2500&compare=${version}`);
    await takePicture(page, 'explore-compare-dark-390');
    expect(await findFlaws(page)).toEqual([]);
  });

  it('says what is wrong when a search fails, and searches again', async () => {
    server.answer({ ...filmShop, querySimilar: () => problem('embedding-pending', 'film-2500 is not embedded yet') });
    const page = await open(`${server.url}/#/explore?like=film-2500`);
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toContain('film-2500 is not embedded yet');
    await expectToLookRight(page, 'explore-failure');
    server.answer(filmShop);
    await page.getByRole('button', { name: 'Try again' }).click();
    await found(page);
    expect(await alert.count()).toBe(0);
  });

  it('says that nothing meets the filters, and takes them away', async () => {
    const none = { ...filmAnswers.like, data: [], totalCandidates: 0, nextCursor: null };
    server.answer({ ...filmShop, querySimilar: ({ body }) => (body.filter ? none : filmAnswers.like) });
    const page = await open(`${server.url}/#/explore?like=film-2500&in.brand=Nobody`);
    await page.getByRole('heading', { name: 'No product meets these filters' }).waitFor();
    await page.getByRole('button', { name: 'Clear the filters' }).click();
    await found(page);
  });

  it('shows titles with markup, of any length and in any script, without moving what is beside them', async () => {
    const { product } = filmAnswers.one;
    const odd = {
      ...product,
      title: 'Men&rsquo;s &amp;amp; <b>boys</b> <script>alert(1)</script>tee',
      brand: 'H&amp;M',
      attributes: { [`name${'_'.repeat(70)}`]: 'y'.repeat(400), tags: Array.from({ length: 80 }, (_, i) => `tag${i}`) },
    };
    const titles = ['x'.repeat(400), 'מנורת שולחן LED 12V (לבן)'];
    const data = filmAnswers.like.data
      .slice(0, 2)
      .map((one, i) => ({ ...one, product: { ...product, title: titles[i] } }));
    server.answer({
      ...filmShop,
      listProducts: () => ({ ...filmAnswers.one, product: odd }),
      querySimilar: () => ({ ...filmAnswers.like, data }),
    });
    const page = await open(`${server.url}/#/explore?like=${product.id}`);
    const heading = page.locator('.explore-card-text h2');
    await heading.filter({ hasText: 'Men’s & boys tee' }).waitFor();
    await page.getByText('H&M · ').waitFor();
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    }
    const hebrew = page.getByRole('heading', { name: titles[1]! });
    expect(await hebrew.evaluate((one) => getComputedStyle(one).unicodeBidi)).toBe('plaintext');
    expect(await findFlaws(page)).toEqual([]);
  });

  it('says how an empty catalog is filled', async () => {
    server.answer({ ...filmShop, listProducts: () => ({ data: [], nextCursor: null }) });
    const page = await open(server.url);
    await page.getByRole('heading', { name: 'The catalog is empty' }).waitFor();
    expect(await findFlaws(page)).toEqual([]);
  });

  it('shows the picture of a product, or its letters if it has none or the picture cannot be loaded', async () => {
    const pictured = (id: string, imageUrl: string) => ({
      product: { id, title: `Film ${id}`, payload: { imageUrl } },
      updatedAt: '2026-01-01T00:00:00.000Z',
      etag: '"1"',
    });
    const data = [pictured('a', 'http://pictures.example/a.svg'), pictured('b', 'https://pictures.example/gone.png')];
    server.answer({ ...filmShop, listProducts: () => ({ data, nextCursor: null }) });
    const page = await open(`${server.url}/#/elsewhere`);
    await page.route('https://pictures.example/**', (route) =>
      route.request().url().endsWith('a.svg')
        ? route.fulfill({
            contentType: 'image/svg+xml',
            body: '<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"/>',
          })
        : route.fulfill({ status: 404 }),
    );
    await page.reload();
    await page.getByText('FB').waitFor();
    expect(await page.locator('.picture img').evaluateAll((all) => all.map((one) => one.getAttribute('src')))).toEqual([
      'https://pictures.example/a.svg',
    ]);
  });

  it('names examples that do not exist', async () => {
    server.answer({ ...filmShop, querySimilar: () => new Refusal(404, undefined, 'text/plain') });
    const page = await open(`${server.url}/#/explore?like=nobody&like=film-2500`);
    await page.getByText('There is no product nobody.').waitFor();
  });
});
