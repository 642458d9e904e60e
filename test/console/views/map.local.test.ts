import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  describeInBrowser,
  expectToLookRight,
  findFlaws,
  looks,
  nameOfLook,
  takePicture,
} from '../../support/console/browser.ts';
import { type ConsoleServer, startConsole } from '../../support/console/console-server.ts';
import { problem } from '../../support/console/fake-api.ts';
import { fakeMap, mapShop } from '../../support/console/fake-map.ts';
import { readPaintFigures } from '../../support/console/page-figures.ts';

const fake = fakeMap({ products: 900, pointsPerPart: 300, namesPerPart: 150 });
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
  const picture = await page.screenshot({ clip: { x: left - 10, y: top - 10, width: 20, height: 20 } });
  return picture.toString('base64');
};
/** The sum of the counts of the legend. */
const countsOf = async (page: Page): Promise<number> => {
  const counts = await page.locator('.map-legend-line .map-legend-count').allInnerTexts();
  return counts.reduce((sum, text) => sum + Number(text.replaceAll(',', '')), 0);
};

describeInBrowser('the view Map', (open) => {
  it('looks right and is accessible in light and dark, wide and narrow, and lists and counts what is inside a lasso', async () => {
    const page = await open(`${server.url}/#/map`);
    await loaded(page);
    const inLooks = async (width: number, name: string) => {
      const seen = new Set<string>();
      for (const look of looks.filter((one) => one.width === width)) {
        await page.emulateMedia({ colorScheme: look.scheme });
        await page.evaluate(() => scrollTo(0, 0));
        await expect.poll(() => lookAt(page, 7, 0.7).then((picture) => seen.has(picture))).toBe(false);
        seen.add(await lookAt(page, 7, 0.7));
        await takePicture(page, `map-${name}-${nameOfLook(look)}`);
        expect(await findFlaws(page), `${name}, ${nameOfLook(look)}`).toEqual([]);
      }
    };
    for (const width of new Set(looks.map((look) => look.width))) {
      await page.setViewportSize({ width, height: width < 600 ? 844 : 860 });
      await inLooks(width, 'whole');
      await page.getByRole('button', { name: 'Lasso', exact: true }).click();
      await drag(page, [
        [5, -2],
        [9, -2],
        [9, 2],
        [5, 2],
      ]);
      await page.getByRole('heading', { name: `${fake.map.clusters[0]!.products} products in the lasso` }).waitFor();
      const list = page.getByRole('list', { name: 'Products in the lasso' });
      await list.getByRole('link', { name: `Product ${fake.firstRows[0]}`, exact: true }).waitFor();
      expect(await page.getByRole('list', { name: 'Values of cluster' }).getByRole('button').count()).toBe(1);
      await page.getByRole('button', { name: /^Sofas \d+ products/ }).click();
      await page.getByRole('list', { name: 'Products of Sofas' }).getByRole('link').first().waitFor();
      await page.getByText('Category', { exact: true }).click();
      await inLooks(width, 'lasso');
      await page.getByText('Cluster', { exact: true }).click();
      await page.getByRole('button', { name: /^Sofas \d+ products/ }).click();
      await page.getByRole('button', { name: 'Remove the lasso' }).click();
      const values = page.getByRole('list', { name: 'Values of cluster' });
      await values.getByRole('button', { name: /^Sofas \d/ }).waitFor();
    }
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

  it('filters by the legend, keeps the filter in the address, and draws what is left in its colour', async () => {
    const page = await open(`${server.url}/#/map?colour=category`);
    await loaded(page);
    // Counts of one digit and of many have the same room: a label would wrap again while they grow.
    const counts = page.locator('.map-legend .map-legend-count');
    const widths = await counts.evaluateAll((all) => all.map((one) => one.clientWidth));
    expect(new Set(widths).size, widths.join()).toBe(1);
    expect(await page.evaluate(() => Reflect.get(globalThis, 'shifted')), 'moved by itself').toBe(0);
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

  it('moves what is drawn while the pointer drags it, and draws it again where it was left', async () => {
    const page = await open(`${server.url}/#/map`);
    await loaded(page);
    const [there, moved] = [await lookAt(page, 7, 0), [150, -40] as const];
    const [x, y] = await placeOf(page, 7, 0);
    const lookThere = async () => {
      const clip = { x: x + moved[0] - 10, y: y + moved[1] - 10, width: 20, height: 20 };
      return (await page.screenshot({ clip })).toString('base64');
    };
    const blank = await lookThere();
    const transform = () => page.locator('.map-picture').evaluate((one) => one.style.transform);
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + moved[0], y + moved[1], { steps: 3 });
    await expect.poll(transform).toBe('translate(150px, -40px) scale(1)');
    await expect.poll(lookThere).toBe(there);
    await page.mouse.up();
    await expect.poll(transform).toBe('translate(0px, 0px) scale(1)');
    await page.mouse.move(0, 0);
    await expect.poll(lookThere).not.toBe(blank);
  });

  it('comes back by itself or by a button after the browser has taken away what it draws with', async () => {
    const page = await open(`${server.url}/#/map`);
    await loaded(page);
    const before = await lookAt(page, 7, 0.7);
    const graphics = await page.locator('.map-canvas').evaluateHandle((canvas) => {
      return (canvas as HTMLCanvasElement).getContext('webgl2')!.getExtension('WEBGL_lose_context')!;
    });
    const interrupted = page.getByText('The browser has interrupted the drawing');
    await graphics.evaluate((one) => one.loseContext());
    await interrupted.waitFor();
    expect(await findFlaws(page)).toEqual([]);
    await graphics.evaluate((one) => one.restoreContext());
    await interrupted.waitFor({ state: 'detached' });
    await expect.poll(() => lookAt(page, 7, 0.7)).toBe(before);
    await graphics.evaluate((one) => one.loseContext());
    await page.getByRole('button', { name: 'Draw again' }).click();
    await interrupted.waitFor({ state: 'detached' });
    await expect.poll(() => lookAt(page, 7, 0.7)).toBe(before);
  });

  it('says that there is no map yet, and how to get one', async () => {
    server.answer({ ...shop, getMap: () => problem('map-not-found', 'the version v1 has no map') });
    const page = await open(`${server.url}/#/map`);
    await page.getByRole('heading', { name: 'There is no map yet' }).waitFor();
    await page.getByText('the version v1 has no map').waitFor();
    const note = page.locator('.empty');
    expect(await note.innerText()).not.toContain('GET /v1');
    expect(await note.getByRole('link').allInnerTexts()).toEqual(['Upload data', 'Look at the runs']);
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
    await expectToLookRight(page, 'map-failure');
    server.answer(shop);
    await page.getByRole('button', { name: 'Try again' }).click();
    await loaded(page);
    expect(asked('getMapPoints').map(({ path }) => path.part)).not.toContain('0');
  });

  it('offers the list where the browser has no WebGL', async () => {
    let give = () => {};
    const given = new Promise<void>((done) => {
      give = done;
    });
    server.answer({ ...shop, getMapPoints: (one) => given.then(() => shop.getMapPoints!(one)) });
    const page = await open(server.url);
    await page.addInitScript(() => {
      const canvas: { getContext(kind: string, ...more: readonly unknown[]): unknown } = HTMLCanvasElement.prototype;
      const { getContext } = canvas;
      canvas.getContext = function (kind, ...more) {
        return kind === 'webgl2' ? null : getContext.call(this, kind, ...more);
      };
    });
    await page.goto(`${server.url}/?again#/map`);
    await page.getByText('This browser cannot draw the map').waitFor();
    // The points that arrive must not move the list that is there before them.
    await page.getByRole('heading', { name: 'Clusters' }).waitFor();
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    give();
    await page
      .getByRole('list', { name: 'Values of cluster' })
      .getByRole('button', { name: `Lamps ${fake.map.clusters[0]!.products}` })
      .waitFor();
    expect((await readPaintFigures(page)).shifted).toBeLessThan(0.02);
    expect(await findFlaws(page)).toEqual([]);
    await page.getByRole('button', { name: /^Lamps \d+ products/ }).click();
    await page.getByRole('link', { name: `Product ${fake.firstRows[0]}`, exact: true }).waitFor();
    expect(await findFlaws(page)).toEqual([]);
  });
});
