import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { describeInBrowser, findFlaws, looks, nameOfLook, takePicture } from '../../support/console/browser.ts';
import { type ConsoleServer, startConsole } from '../../support/console/console-server.ts';
import { problem } from '../../support/console/fake-api.ts';
import { fakeMap, mapShop } from '../../support/console/fake-map.ts';

const fake = fakeMap({ products: 3_000, pointsPerPart: 1_000, namesPerPart: 500 });
const shop = mapShop(fake);
let server: ConsoleServer;
beforeAll(async () => {
  server = await startConsole(shop);
});
beforeEach(() => server.answer(shop));
afterAll(() => server.close());

const asked = (operation: string) => server.asked.filter((one) => one.operation === operation);
const stage = (page: Page) => page.locator('.map-stage');
/** All points have arrived. */
const loaded = async (page: Page) => {
  await page.getByRole('heading', { name: 'Clusters' }).waitFor();
  await page.locator('#map-progress').waitFor({ state: 'detached' });
};
/** Where a place of the map is in the window; both go from -10 to 10. */
const placeOf = async (page: Page, x: number, y: number): Promise<[number, number]> => {
  const { x: left, y: top, width, height } = (await stage(page).boundingBox())!;
  const scale = (0.9 * Math.min(width, height)) / 20;
  return [left + width / 2 + x * scale, top + height / 2 - y * scale];
};
/** Goes with the pressed pointer from place to place of the map. */
const drag = async (page: Page, places: readonly (readonly [number, number])[]) => {
  for (const [i, [x, y]] of places.entries()) {
    await page.mouse.move(...(await placeOf(page, x, y)));
    if (i === 0) await page.mouse.down();
  }
  await page.mouse.up();
};
/** How the map looks at a place, as a picture of a few pixels. */
const lookAt = async (page: Page, x: number, y: number): Promise<string> => {
  const [left, top] = await placeOf(page, x, y);
  const picture = await page.screenshot({ clip: { x: left - 4, y: top - 4, width: 8, height: 8 } });
  return picture.toString('base64');
};
/** The sum of the counts of the legend. */
const countsOf = async (page: Page): Promise<number> => {
  const counts = await page.locator('.map-legend-line .map-legend-count').allInnerTexts();
  return counts.reduce((sum, text) => sum + Number(text.replaceAll(',', '')), 0);
};

describeInBrowser('the view Map', (open) => {
  it.each(looks)('looks right and is accessible, with a lasso and an open cluster too, %j', async (look) => {
    const page = await open(`${server.url}/#/map`, look);
    await loaded(page);
    await takePicture(page, `map-whole-${nameOfLook(look)}`);
    expect(await findFlaws(page)).toEqual([]);
    await page.getByRole('button', { name: 'Lasso', exact: true }).click();
    await drag(page, [
      [5, -2],
      [9, -2],
      [9, 2],
      [5, 2],
    ]);
    await page.getByRole('heading', { name: /products in the lasso/ }).waitFor();
    await page.getByRole('button', { name: /^Sofas \d+ products/ }).click();
    await page.getByRole('list', { name: 'Products of Sofas' }).getByRole('link').first().waitFor();
    await page.getByText('Category', { exact: true }).click();
    await takePicture(page, `map-lasso-${nameOfLook(look)}`);
    expect(await findFlaws(page)).toEqual([]);
  });

  it('asks for each part of the points once, and for names only when they are wanted', async () => {
    const page = await open(`${server.url}/#/map`);
    await loaded(page);
    expect(
      asked('getMapPoints')
        .map(({ path }) => path.part)
        .sort(),
    ).toEqual(['0', '1', '2']);
    expect(asked('getMapPoints')[0]!.query.get('version')).toBe(fake.map.modelVersion);
    expect(asked('getMapNames')).toEqual([]);
    await page.mouse.move(...(await placeOf(page, 7, 0)));
    await page.getByText(/^Product \d+$/).waitFor();
    await page.getByText('Brand 1 · Light · 12.5').waitFor();
    expect(asked('getMapNames')).toHaveLength(1);
    const title = await page.locator('.map-card strong').innerText();
    await page.mouse.click(...(await placeOf(page, 7, 0)));
    await expect.poll(() => new URL(page.url()).hash).toBe(`#/explore?like=id-${title.replace('Product ', '')}`);
  });

  it('lists the products inside a lasso, and counts by them', async () => {
    const page = await open(`${server.url}/#/map`);
    await loaded(page);
    await page.getByRole('button', { name: 'Lasso', exact: true }).click();
    await drag(page, [
      [5, -2],
      [9, -2],
      [9, 2],
      [5, 2],
    ]);
    const { products } = fake.map.clusters[0]!;
    await page.getByRole('heading', { name: `${products} products in the lasso` }).waitFor();
    const list = page.getByRole('list', { name: 'Products in the lasso' });
    await list.getByRole('link', { name: `Product ${fake.firstRows[0]}`, exact: true }).waitFor();
    expect(await page.getByRole('list', { name: 'Values of cluster' }).getByRole('button').count()).toBe(1);
    await page.getByRole('button', { name: 'Remove the lasso' }).click();
    await page
      .getByRole('button', { name: /^Sofas \d/ })
      .first()
      .waitFor();
  });

  it('filters by the legend, keeps the filter in the address, and draws what is left in its colour', async () => {
    const page = await open(`${server.url}/#/map?colour=category`);
    await loaded(page);
    const before = await lookAt(page, -7, 0.7);
    await page.getByRole('button', { name: /^Light \d/ }).click();
    await expect.poll(() => new URL(page.url()).hash).toBe('#/map?colour=category&in.category=%3DLight');
    await expect.poll(() => lookAt(page, -7, 0.7)).not.toBe(before);
    await page.getByText('Price', { exact: true }).click();
    const light = fake.map.clusters[0]!.products + fake.map.clusters[1]!.products;
    await expect.poll(() => countsOf(page)).toBe(light);
  });

  it('zooms in on a cluster of the list, which can be searched and read without the map', async () => {
    const page = await open(`${server.url}/#/map`);
    await loaded(page);
    await page.getByRole('searchbox', { name: 'Search clusters' }).fill('clo');
    await page.getByRole('button', { name: /^Clocks \d+ products/ }).click();
    const row = fake.firstRows[9]!;
    await page.getByRole('link', { name: `Product ${row}`, exact: true }).waitFor();
    await page.getByRole('button', { name: 'Show Clocks on the map' }).click();
    await expect.poll(() => page.locator('.map-label').allInnerTexts()).toEqual(['Clocks']);
    await page.getByRole('button', { name: 'Whole map' }).click();
    await expect.poll(() => page.locator('.map-label').count()).toBe(12);
  });

  it('gives the points other colours in the other scheme', async () => {
    const page = await open(`${server.url}/#/map`);
    await loaded(page);
    const before = await lookAt(page, 7, 0.7);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => lookAt(page, 7, 0.7)).not.toBe(before);
  });

  it('says that there is no map yet, and how to get one', async () => {
    server.answer({ ...shop, getMap: () => problem('map-not-found', 'the version v1 has no map') });
    const page = await open(`${server.url}/#/map`);
    await page.getByRole('heading', { name: 'There is no map yet' }).waitFor();
    await page.getByText('the version v1 has no map').waitFor();
    expect(await findFlaws(page)).toEqual([]);
  });

  it('keeps the points that have arrived when a part fails, and asks only for the others again', async () => {
    const fails = {
      ...shop,
      getMapPoints: (one: never) =>
        (one as { path: { part: string } }).path.part === '1'
          ? problem('write-conflict', 'part 1 is not readable')
          : shop.getMapPoints!(one),
    };
    server.answer(fails as typeof shop);
    const page = await open(`${server.url}/#/map`);
    await page.getByText('part 1 is not readable').waitFor();
    server.answer(shop);
    await page.getByRole('button', { name: 'Try again' }).click();
    await loaded(page);
    expect(asked('getMapPoints').map(({ path }) => path.part)).not.toContain('0');
  });

  it('offers the list where the browser has no WebGL', async () => {
    const page = await open(server.url);
    await page.addInitScript(() => {
      HTMLCanvasElement.prototype.getContext = () => null;
    });
    await page.goto(`${server.url}/?again#/map`);
    await page.getByText('This browser cannot draw the map').waitFor();
    await page.getByRole('button', { name: /^Lamps \d+ products/ }).click();
    await page.getByRole('link', { name: `Product ${fake.firstRows[0]}`, exact: true }).waitFor();
    expect(await findFlaws(page)).toEqual([]);
  });
});
