import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { findBrowser } from './find-browser.ts';
import { MIN_CONTRAST, readContrasts, recordShifts } from './page-figures.ts';

/** A way to look at the console: the scheme of colours, and the width of the window. */
export interface Look {
  readonly scheme: 'light' | 'dark';
  /** In CSS pixels: 390 is a phone. */
  readonly width: number;
}

/** All four ways that a view must look right in. */
export const looks: readonly Look[] = [
  { scheme: 'light', width: 1280 },
  { scheme: 'dark', width: 1280 },
  { scheme: 'light', width: 390 },
  { scheme: 'dark', width: 390 },
];

/** A wait that ends with this would not end at all; no busy machine comes near it. */
const WAIT_MILLISECONDS = 300_000;

/** Opens an address of the console in a new window. */
export type OpenPage = (address: string, look?: Look) => Promise<Page>;

/**
 * A suite of tests in a real browser; skipped with a warning if the machine has none. After each test the windows are closed. What
 * a page has written to the console as an error, has thrown, or has asked another site for, fails the test.
 */
export function describeInBrowser(title: string, tests: (open: OpenPage) => void): void {
  const executablePath = findBrowser();
  if (executablePath === undefined) {
    console.warn(`Skipped: ${title}. There is no Chromium or Chrome in PATH.`);
    describe.skip(title, () => tests(() => Promise.reject(new Error('no browser'))));
    return;
  }
  describe(title, () => {
    let browser: Browser;
    let faults: string[] = [];
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    });
    afterAll(() => browser?.close());
    afterEach(async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
      const found = faults;
      faults = [];
      expect(found, 'faults of the page').toEqual([]);
    });
    tests(async (address, look = looks[0]!) => openPage(browser, address, look, faults));
  });
}

async function openPage(browser: Browser, address: string, { scheme, width }: Look, faults: string[]): Promise<Page> {
  const height = width < 600 ? 844 : 860;
  const context = await browser.newContext({
    colorScheme: scheme,
    viewport: { width, height },
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(WAIT_MILLISECONDS);
  const page = await context.newPage();
  await page.addInitScript(recordShifts);
  page.on('pageerror', (error) => faults.push(`thrown: ${error.message}`));
  page.on('console', (message) => {
    // The browser itself writes this for every status from 400 on, which tests of failures want.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    // Pictures of products may be anywhere.
    if (protocol === 'https:' && request.resourceType() === 'image') return;
    if (protocol.startsWith('http') && origin !== new URL(address).origin) faults.push(`asked ${request.url()}`);
  });
  await page.goto(address);
  return page;
}

/** What has moved by itself may move at most this part of the window, as a sum: the bound of a good page by Web Vitals. */
const MAX_SHIFT = 0.1;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules of axe that look at colours. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/**
 * The findings of axe that are serious or critical, each with the elements; texts of disabled controls that are hard to read, which
 * axe leaves out; what makes the page wider than the window; and how far its content has moved by itself.
 * @param rules Those of axe that are asked. @default all
 */
export async function findFlaws(page: Page, rules?: readonly string[]): Promise<string[]> {
  // By the debugger, because the content policy of the page allows no other script.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const contrasts = await readContrasts(page);
  const faint = contrasts.filter(({ ratio, isDisabled }) => isDisabled && ratio < MIN_CONTRAST);
  const flaws = faint.map(({ text, ratio }) => `the disabled control "${text}" has a contrast of ${ratio}`);
  const found = await findByAxe(page, rules);
  return [...flaws, ...found];
}

function findByAxe(page: Page, rules: readonly string[] | undefined): Promise<string[]> {
  const only = rules === undefined ? {} : { runOnly: [...rules] };
  // A frame without scripts cannot be reached: what it shows has tests of its own.
  const asked = { options: { resultTypes: ['violations'], preload: false, iframes: false, ...only }, most: MAX_SHIFT };
  return page.evaluate(async ({ options, most }) => {
    // biome-ignore lint/suspicious/noExplicitAny: axe is a global of the page.
    const { violations } = await (globalThis as any).axe.run(document, options);
    const serious = violations
      .filter(({ impact }: { impact: string }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
          `${id}: ${nodes.map(({ html, failureSummary }) => `${html.slice(0, 160)} (${failureSummary})`).join('; ')}`,
      );
    // biome-ignore lint/suspicious/noExplicitAny: of recordShifts.
    const { shifted } = globalThis as any;
    if (shifted > most) serious.push(`the content has moved by ${shifted} of the window`);
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return serious;
    const wide = [...document.body.querySelectorAll('*')].filter(
      (one) => one.getBoundingClientRect().right > clientWidth,
    );
    const shown = wide.slice(0, 5).map((one) => one.outerHTML.slice(0, 100));
    return [...serious, `the page is ${scrollWidth} wide, not ${clientWidth}: ${shown.join('; ')}`];
  }, asked);
}

/** Writes a picture of the whole page to the folder that the environment variable CONSOLE_PICTURES names, if it does. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const folder = process.env.CONSOLE_PICTURES;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** The end of a picture's name. */
export function nameOfLook({ scheme, width }: Look): string {
  return `${scheme}-${width}`;
}

/**
 * Finds no flaw in the page as it is, in dark and light, wide and narrow. One page for all: four would cost four times as much. All
 * styles name their dark and light colours in pairs, `light-dark()`, so that in dark only colours can differ.
 * @param name Of the pictures that are taken.
 */
export async function expectToLookRight(page: Page, name: string): Promise<void> {
  for (const look of looks) {
    await page.emulateMedia({ colorScheme: look.scheme });
    await page.setViewportSize({ width: look.width, height: 860 });
    await takePicture(page, `${name}-${nameOfLook(look)}`);
    expect(await findFlaws(page, look.scheme === 'dark' ? COLOUR_RULES : undefined), nameOfLook(look)).toEqual([]);
  }
}
