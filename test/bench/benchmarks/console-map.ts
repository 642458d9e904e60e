import { type Browser, chromium, type Page } from 'playwright-core';
import { type ConsoleServer, startConsole } from '../../support/console/console-server.ts';
import { fakeMap, mapShop } from '../../support/console/fake-map.ts';
import { findBrowser } from '../../support/console/find-browser.ts';
import type { Benchmark, Measurement } from '../benchmark.ts';
import { timingOf } from '../measure.ts';

const sizes = { '100k': 100_000, '1m': 1_000_000 };
type Size = keyof typeof sizes;
const LOADS = 3;
/** The radius of the circles in which the map is dragged, in CSS pixels, and how often it is zoomed in before the far ones. */
const NEAR = 100;
const FAR = 300;
const ZOOM_STEPS = 3;
/** Loading is far from this slow on any machine that can show the map at all. */
const LONGEST_LOAD_MILLISECONDS = 120_000;

/**
 * The map of the console in Chromium without a graphics card: WebGL is computed by SwiftShader on the processor, the worst case.
 * Milliseconds from the click on Map until all points are there and drawn, and frames a second while the map is dragged, with how
 * many points a frame had at the end: around its middle, and zoomed in so far that new points come into sight all the time.
 */
export const consoleMap: Benchmark = {
  name: 'console-map',
  cases: Object.keys(sizes).flatMap((size) => [`map-load-${size}`, `map-pan-${size}`, `map-far-pan-${size}`]),
  hasModes: false,
  hasPeer: false,
  async *measure({ wants, seconds }) {
    const executablePath = findBrowser();
    if (executablePath === undefined) throw new Error('bench: console-map needs Chromium or Chrome in PATH');
    const args = ['--no-sandbox', '--disable-gpu', '--enable-unsafe-swiftshader'];
    const browser = await chromium.launch({ executablePath, args });
    try {
      for (const size of Object.keys(sizes) as Size[]) yield* measured(browser, size, seconds, wants);
    } finally {
      await browser.close();
    }
  },
};

async function* measured(browser: Browser, size: Size, seconds: number, wants: (name: string) => boolean) {
  const [load, pan, farPan] = [`map-load-${size}`, `map-pan-${size}`, `map-far-pan-${size}`] as const;
  if (![load, pan, farPan].some(wants)) return;
  const products = sizes[size];
  const server = await startConsole(mapShop(fakeMap({ products })));
  try {
    const times: number[] = [];
    let page = await browser.newPage();
    while (times.length < (wants(load) ? LOADS : 1)) {
      await page.close();
      page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
      times.push(await loadMap(page, server, products));
    }
    const { median: value, spread } = timingOf(times);
    if (wants(load)) yield { name: load, unit: 'ms', value, spread, config: { products, runs: LOADS } };
    const dragged = { page, products, seconds };
    if (wants(pan)) yield await panned({ ...dragged, name: pan, radius: NEAR });
    if (!wants(farPan)) return;
    for (let step = 0; step < ZOOM_STEPS; step++) await page.getByRole('button', { name: 'Zoom in' }).click();
    yield await panned({ ...dragged, name: farPan, radius: FAR });
  } finally {
    await server.close();
  }
}

/** Milliseconds until the map is complete; the page itself is open already. */
async function loadMap(page: Page, { url }: ConsoleServer, products: number): Promise<number> {
  page.setDefaultTimeout(LONGEST_LOAD_MILLISECONDS);
  await page.goto(url);
  await page.getByRole('link', { name: 'Map' }).waitFor();
  return page.evaluate(`new Promise((done) => {
    const start = performance.now();
    location.hash = '#/map';
    const look = () => {
      // The browser gives the next frame when it has shown the one before.
      const isDrawn = document.querySelector('.map-canvas')?.dataset.drawn === '${products}';
      if (isDrawn) requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
      else requestAnimationFrame(look);
    };
    look();
  })`);
}

interface Dragged {
  readonly page: Page;
  readonly name: string;
  readonly products: number;
  readonly seconds: number;
  /** In CSS pixels. */
  readonly radius: number;
}

/** Drags the map in circles, once a frame, a circle in two seconds. */
async function panned({ page, name, products, seconds, radius }: Dragged): Promise<Measurement> {
  const { frames, drawn } = await page.evaluate<{ frames: number; drawn: number }>(`new Promise((done) => {
    const stage = document.querySelector('.map-stage');
    const { left, top, width, height } = stage.getBoundingClientRect();
    const fire = (target, type, angle) => target.dispatchEvent(new MouseEvent(type, {
      view: window, bubbles: true, cancelable: true, button: 0,
      clientX: left + width / 2 + ${radius} * Math.cos(angle), clientY: top + height / 2 + ${radius} * Math.sin(angle),
    }));
    fire(stage, 'mousedown', 0);
    const start = performance.now();
    let frames = 0;
    const step = () => {
      const now = performance.now();
      if (now - start >= ${seconds * 1000}) {
        const { drawn } = document.querySelector('.map-canvas').dataset;
        fire(window, 'mouseup', 0);
        done({ frames: (frames * 1000) / (now - start), drawn: Number(drawn) });
        return;
      }
      frames += 1;
      fire(window, 'mousemove', (now - start) / 300);
      requestAnimationFrame(step);
    };
    step();
  })`);
  return { name, unit: 'frames/s', value: frames, config: { products, pointsInAFrame: drawn } };
}
