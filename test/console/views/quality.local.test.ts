import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeInBrowser, expectToLookRight, findFlaws } from '../../support/console/browser.ts';
import { cardShop, filmCard, unjudgedCard } from '../../support/console/cards.ts';
import { type ConsoleServer, startConsole } from '../../support/console/console-server.ts';
import { problem, Refusal } from '../../support/console/fake-api.ts';
import { heldRun, runAnswers } from '../../support/console/runs.ts';

let server: ConsoleServer;
beforeAll(async () => {
  server = await startConsole(cardShop);
});
beforeEach(() => server.answer(cardShop));
afterAll(() => server.close());

const { live, previous } = runAnswers.models;
const catalog = (page: Page) => page.getByRole('heading', { name: 'The catalog as the model sees it' });

/** A picture of one grey point, for every product. */
async function servePictures(page: Page): Promise<void> {
  const body = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path fill="#7a8" d="M0 0h1v1H0z"/></svg>';
  await page.route('https://pictures.example/**', (route) => route.fulfill({ contentType: 'image/svg+xml', body }));
}

describeInBrowser('the view Quality', (open) => {
  it('looks right and is accessible: the card, with pictures and beside another version, and the card as a page', async () => {
    server.answer({
      ...cardShop,
      listProducts: ({ query }) => {
        const product = { id: query.get('id')!, payload: { imageUrl: 'https://pictures.example/1.svg' } };
        return { product, updatedAt: '2026-01-01T00:00:00.000Z' };
      },
    });
    const page = await open(`${server.url}/#/explore`);
    await servePictures(page);
    await page.goto(`${server.url}/#/quality?beside=${previous}`);
    await catalog(page).waitFor();
    await page.getByRole('link', { name: 'Bowfinger' }).first().locator('img').waitFor();
    await page.getByText('Held-out rows').click();
    await page.getByText(/^The model finds/).waitFor();
    await expectToLookRight(page, 'quality-card');
    await page.goto(`${server.url}/#/quality?version=${live}&page=card`);
    const frame = page.frameLocator('iframe');
    await frame.getByRole('heading', { name: `Model ${live}` }).waitFor();
    await expectToLookRight(page, 'quality-page');
  });

  it('says how good the live version is, against whom, on which slices, and what it answers worst', async () => {
    const page = await open(`${server.url}/#/quality`);
    await page.getByRole('heading', { name: live! }).waitFor();
    const text = await page.locator('main').innerText();
    expect(text).toContain('Better than all 4 other systems');
    expect(text).toContain('Judged on the uploaded judging data.');
    const systems = page.getByRole('img', { name: /^Differences in recall@10 to other systems: Text model \+0\.007/ });
    await systems.waitFor();
    await page.locator('summary', { hasText: 'As a table' }).first().press('Enter');
    expect(
      await page
        .getByRole('row', { name: /^TF-IDF/ })
        .first()
        .innerText(),
    ).toMatch(/\+0\.005 to \+0\.029/);

    const horror = page.getByRole('img', { name: /^Categories: .*Horror \(13\) \+0\.000, not told apart/ });
    await horror.waitFor();
    await page.getByLabel('The model less').selectOption({ label: 'Popularity' });
    await page.getByRole('img', { name: /^Categories: .*Horror \(13\) \+0\.231,/ }).waitFor();

    const query = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: 'Crooklyn' }) });
    expect(await query.innerText()).toMatch(/Expected 5 of 14.*Girl 6.*Came.*Bowfinger/s);
    expect(await query.innerText()).toContain('no longer in the catalog');
    const orphan = page.getByRole('link', { name: 'Speedway Junky' });
    expect(await orphan.getAttribute('href')).toBe('#/explore?like=film-2820');
    await page.getByRole('button', { name: 'Show 20 of 23 orphans' }).click();
    await page.getByText('The card lists the first 20.').waitFor();
    // A shop without pictures is asked for the queries alone.
    expect(server.asked.filter(({ operation }) => operation === 'listProducts')).toHaveLength(10);
  });

  it('judges on other rows, and shows another version and two of them side by side', async () => {
    server.answer({
      ...cardShop,
      getModelCard: ({ path }) => {
        const split = { ...filmCard.split, seed: path.version === live ? 1 : 2 };
        return { ...filmCard, modelVersion: path.version!, split };
      },
    });
    const page = await open(`${server.url}/#/quality`);
    await catalog(page).waitFor();
    await page.getByRole('radio', { name: 'Held-out rows' }).press('Space');
    await page.getByText(/^The model finds 0\.\d\d of rare products and 0\.\d\d of popular ones/).waitFor();
    await page.getByLabel('Beside it').selectOption(previous);
    const beside = page.getByRole('region', { name: `Beside ${previous}` });
    await beside.getByRole('row', { name: /^queries 177 177/ }).waitFor();
    expect(await beside.innerText()).toContain('The two may be judged on other queries');
    await page.getByLabel('Version', { exact: true }).selectOption(previous);
    await page.getByRole('heading', { name: previous! }).waitFor();
    expect(new URL(page.url()).hash).toBe(`#/quality?version=${previous}`);
    const orphan = page.getByRole('link', { name: 'Speedway Junky' });
    expect(await orphan.getAttribute('href')).toBe(`#/explore?like=film-2820&compare=${previous}`);
  });

  it('shows the card of a run as a page with its styles, in which no script can run, and gives it as a file', async () => {
    const style = '<style>h1{color:rgb(1, 2, 3)}@media (prefers-color-scheme:dark){h1{color:rgb(4, 5, 6)}}</style>';
    const html = `<!doctype html><html><head>${style}</head><body><h1>Card</h1></body></html>`;
    server.answer({ ...cardShop, getModelCardPage: () => html });
    const page = await open(`${server.url}/#/runs?run=${heldRun.id}`);
    await page.getByRole('link', { name: 'Model card' }).first().click();
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Model card');
    const heading = page.frameLocator('iframe').getByRole('heading', { name: 'Card' });
    await heading.waitFor();
    await expect.poll(() => heading.evaluate((one) => getComputedStyle(one).color)).toBe('rgb(1, 2, 3)');
    // The colours that the reader chooses here hold in the frame too.
    await page.getByRole('radio', { name: 'Dark' }).check({ force: true });
    await expect.poll(() => heading.evaluate((one) => getComputedStyle(one).color)).toBe('rgb(4, 5, 6)');
    expect(await page.locator('iframe').getAttribute('sandbox')).toBe('allow-same-origin');
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download' }).click();
    expect((await saved).suggestedFilename()).toBe(`card-${heldRun.modelVersion}.html`);
  });

  it('tells a version without a card, one that was not judged, and a failure apart, and tries again', async () => {
    server.answer({ ...cardShop, getModelCard: () => problem('unavailable', 'a store does not answer now') });
    const page = await open(`${server.url}/#/quality`);
    await page.getByRole('alert').getByText('A store does not answer now').waitFor();
    await expectToLookRight(page, 'quality-failure');
    server.answer({ ...cardShop, getModelCard: ({ path }) => ({ ...unjudgedCard, modelVersion: path.version! }) });
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'Nothing was judged' }).waitFor();
    await catalog(page).waitFor();
    await expectToLookRight(page, 'quality-unjudged');
    const detail = `version ${previous} has no card.json: a training step made it, and steps are not judged`;
    server.answer({ ...cardShop, getModelCard: () => problem('card-not-found', detail) });
    await page.goto(`${server.url}/#/quality?version=${previous}`);
    await page.getByRole('heading', { name: 'No model card' }).waitFor();
    expect(await page.locator('main').innerText()).toContain('a training step made it');
    const none = { ...runAnswers.models, data: [], head: null, live: null, previous: null, next: null };
    server.answer({ ...cardShop, listModels: () => none });
    await page.goto(`${server.url}/#/quality`);
    await page.reload();
    await page.getByRole('heading', { name: 'No version yet' }).waitFor();
    expect(await page.getByRole('combobox').count()).toBe(0);
    expect(await findFlaws(page)).toEqual([]);
  });

  it('says that a card cannot be shown where it is of another make, and shows the next one that can', async () => {
    server.answer({
      ...cardShop,
      getModelCard: ({ path }) =>
        path.version === live ? new Refusal(200, { modelVersion: live }) : { ...filmCard, modelVersion: path.version! },
    });
    // A value that somebody has deleted from an address is as none.
    const page = await open(`${server.url}/#/quality?version=&beside=`);
    await page.getByText('This cannot be shown.').waitFor();
    await page.getByRole('heading', { name: 'The console made a mistake' }).waitFor();
    expect(await findFlaws(page)).toEqual([]);
    await page.goto(`${server.url}/#/quality?version=${previous}`);
    await catalog(page).waitFor();
  });
});
