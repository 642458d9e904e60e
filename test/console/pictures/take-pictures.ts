/**
 * `npm run screenshots [-- --home DIR]`: takes the pictures of docs/console/pictures, of the console before a service on this machine with the sample
 * films. Then it prints how each view appears: milliseconds to the first text, layout shifts, and the lowest contrast of a text.
 * Two runs are trained for that, which takes minutes; a home folder that is given is kept, so that the next time it is a matter of seconds.
 * Ends with 1 if a picture is too large, shown nowhere or missing, or if a view shifts or is hard to read.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { views } from '../../../lib/console/views.ts';
import { renderTable } from '../../../lib/terminal/text-table.ts';
import { findBrowser } from '../../support/console/find-browser.ts';
import { MIN_CONTRAST, readContrasts, readPaintFigures, recordShifts } from '../../support/console/page-figures.ts';
import { findPictureFaults, PICTURES_FOLDER } from '../../support/docs/pictures.ts';
import { startFilmShop } from './film-shop.ts';
import { type Picture, pictures } from './picture-list.ts';
import { packPng } from './small-png.ts';

type Look = Picture['look'];
const looks: readonly Look[] = ([1280, 390] as const).flatMap((width) =>
  (['light', 'dark'] as const).map((scheme) => ({ scheme, width })),
);

/** A new window, in which nothing moves, of the same size, language and time zone on every machine. */
async function openWindow(browser: Browser, { scheme, width }: Look): Promise<Page> {
  const context = await browser.newContext({
    colorScheme: scheme,
    viewport: { width, height: width < 600 ? 844 : 860 },
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  const page = await context.newPage();
  await page.addInitScript(recordShifts);
  return page;
}

/** Waits until nothing is loading any more. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"], .skeleton') === null);
}

async function take(browser: Browser, url: string, { name, address, look, prepare }: Picture): Promise<void> {
  const page = await openWindow(browser, look);
  await page.goto(`${url}/#/${address}`);
  await settle(page);
  await prepare?.(page);
  await settle(page);
  const whole = await page.screenshot({ animations: 'disabled', caret: 'hide' });
  const picture = await packPng(await browser.newPage(), whole);
  writeFileSync(join(PICTURES_FOLDER, `${name}.png`), picture);
  process.stderr.write(`${name}.png: ${Math.round(picture.length / 1024)} KiB\n`);
  await page.context().close();
}

/** So often each view is opened: the median of their times counts, because the first one also starts functions. */
const LOADS = 3;

/** How a view appears in new windows, as a row of the table. */
async function measure(browser: Browser, url: string, name: string, look: Look): Promise<string[]> {
  const found = [];
  for (let i = 0; i < LOADS; i++) {
    const page = await openWindow(browser, look);
    await page.goto(`${url}/#/${name}`);
    await settle(page);
    const [lowest] = await readContrasts(page);
    found.push({ ...(await readPaintFigures(page)), lowest: lowest! });
    await page.context().close();
  }
  const [, median] = found.map(({ firstPaintMilliseconds }) => firstPaintMilliseconds).sort((a, b) => a - b);
  const shifted = Math.max(...found.map((one) => one.shifted));
  const { ratio, text } = found[0]!.lowest;
  const where = `${name}, ${look.scheme}, ${look.width} pixels`;
  if (ratio < MIN_CONTRAST) faults.push(`${where}: "${text}" has a contrast of ${ratio}`);
  if (shifted > 0) faults.push(`${where}: its content moves by ${shifted} of the window`);
  return [name, look.scheme, String(look.width), String(median), shifted.toFixed(3), ratio.toFixed(2)];
}

const faults: string[] = [];

async function main(): Promise<void> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error('screenshots: there is no Chromium or Chrome in PATH: install one');
  const { home: given } = parseArgs({ options: { home: { type: 'string' } } }).values;
  const home = given === undefined ? mkdtempSync(join(tmpdir(), 'kindred-pictures-')) : resolve(given);
  const shop = await startFilmShop(home);
  const args = ['--no-sandbox', '--disable-gpu', '--enable-unsafe-swiftshader', '--force-color-profile=srgb'];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const rows: string[][] = [];
    for (const { name } of views) for (const look of looks) rows.push(await measure(browser, shop.url, name, look));
    mkdirSync(PICTURES_FOLDER, { recursive: true });
    for (const picture of pictures) await take(browser, shop.url, picture);
    const columns = ['view', 'colours', 'width', 'first paint, ms', 'shift', 'lowest contrast'].map((title) => ({
      title,
    }));
    for (const line of renderTable(process.stdout, columns, rows)) console.log(line);
  } finally {
    await browser.close();
    await shop.close();
    if (given === undefined) rmSync(home, { recursive: true, force: true });
  }
}

await main();
faults.push(...findPictureFaults(pictures.map(({ name }) => `${name}.png`)));
for (const fault of faults) console.error(fault);
process.exit(faults.length === 0 ? 0 : 1);
