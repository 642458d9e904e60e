import type { Page } from 'playwright-core';

/** The lowest contrast of a text and its ground, by WCAG 2 at level AA. */
export const MIN_CONTRAST = 4.5;

/** Runs in the page, before its scripts: adds up how far what is seen has moved, besides what a click or a key has moved. */
export function recordShifts(): void {
  // A frame without scripts is no part of it: there the observer could not be called.
  if (globalThis.window !== globalThis.top) return;
  const sum = { shifted: 0 };
  Object.assign(globalThis, sum);
  new PerformanceObserver((list) => {
    // biome-ignore lint/suspicious/noExplicitAny: layout shifts are no part of TypeScript's types of the browser.
    for (const { value, hadRecentInput } of list.getEntries() as any[]) {
      if (!hadRecentInput) Object.assign(globalThis, { shifted: (globalThis as never as typeof sum).shifted + value });
    }
  }).observe({ type: 'layout-shift', buffered: true });
}

/** How soon and how still a page appears. */
export interface PaintFigures {
  /** From the request of the page to the first text or picture. */
  readonly firstPaintMilliseconds: number;
  /** What has moved by itself, as a part of the window: the sum of all layout shifts. */
  readonly shifted: number;
}

/** Reads what the browser has measured of a page with `recordShifts`. */
export function readPaintFigures(page: Page): Promise<PaintFigures> {
  return page.evaluate(() => {
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    // biome-ignore lint/suspicious/noExplicitAny: of recordShifts.
    const { shifted } = globalThis as any;
    return { firstPaintMilliseconds: Math.round(paint?.startTime ?? Number.NaN), shifted };
  });
}

/** A text of the page and how well it stands out. */
export interface TextContrast {
  /** From 1 to 21, as WCAG 2 defines it. */
  readonly ratio: number;
  readonly text: string;
  /** Whether it is that of a control that cannot be used, which axe leaves out. */
  readonly isDisabled: boolean;
}

/** The contrasts of all texts that are seen, the lowest first. Texts before a picture or a canvas are compared with the ground behind. */
export function readContrasts(page: Page): Promise<TextContrast[]> {
  return page.evaluate(() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    // Lets the browser itself read every form of colour.
    const parts = (colour: string) => {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
      return { rgb: [r!, g!, b!], alpha: a! / 255 };
    };
    const over = (top: ReturnType<typeof parts>, below: number[]) =>
      below.map((one, i) => top.rgb[i]! * top.alpha + one * (1 - top.alpha));
    const groundOf = (element: Element | null): number[] => {
      if (element === null) return [255, 255, 255];
      const own = parts(getComputedStyle(element).backgroundColor);
      return own.alpha === 1 ? own.rgb : over(own, groundOf(element.parentElement));
    };
    const luminance = (rgb: number[]) => {
      const [r, g, b] = rgb.map((one) =>
        one / 255 <= 0.04045 ? one / 255 / 12.92 : ((one / 255 + 0.055) / 1.055) ** 2.4,
      );
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    const isSeen = (element: Element) => {
      const { width, height } = element.getBoundingClientRect();
      return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    };
    const found = [...document.body.querySelectorAll('*')].flatMap((element) => {
      const own = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
      const text = own
        .map((node) => node.textContent)
        .join(' ')
        .trim();
      if (text === '' || element.closest('.visually-hidden, script, noscript, style, option') || !isSeen(element))
        return [];
      const ground = groundOf(element);
      const ink = over(parts(getComputedStyle(element).color), ground);
      const [low, high] = [luminance(ink), luminance(ground)].sort((a, b) => a - b);
      return [
        {
          ratio: Math.round(((high! + 0.05) / (low! + 0.05)) * 100) / 100,
          text: text.slice(0, 60),
          isDisabled: element.closest(':disabled') !== null,
        },
      ];
    });
    return found.sort((a, b) => a.ratio - b.ratio);
  });
}
