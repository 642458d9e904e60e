import { useEffect, useState } from 'preact/hooks';

/** Red, green, blue and opacity of each colour, 0 to 255, one after the other. */
export type Rgba = Uint8Array<ArrayBuffer>;

/**
 * What colours of CSS, such as `var(--series-1)`, are in numbers, in the present scheme of light and dark. All are read at once,
 * because the browser computes styles again after each change of the page.
 */
export function resolveColours(colours: readonly string[]): Rgba {
  const probe = document.createElement('div');
  probe.hidden = true;
  for (const colour of colours) {
    const span = document.createElement('span');
    span.style.color = colour;
    probe.append(span);
  }
  document.body.append(probe);
  const computed = Array.from(probe.children, (span) => getComputedStyle(span).color);
  probe.remove();
  return paint(computed);
}

/** A canvas turns every notation of colours into numbers. */
function paint(colours: readonly string[]): Rgba {
  const pen = new OffscreenCanvas(colours.length, 1).getContext('2d', { willReadFrequently: true })!;
  for (const [i, colour] of colours.entries()) {
    pen.fillStyle = colour;
    pen.fillRect(i, 0, 1, 1);
  }
  return new Uint8Array(pen.getImageData(0, 0, colours.length, 1).data);
}

/** Counts how often the page has changed between light and dark, by the reader or by the system. */
export function useSchemeChanges(): number {
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const note = () => setChanges((count) => count + 1);
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', note);
    const chosen = new MutationObserver(note);
    chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      system.removeEventListener('change', note);
      chosen.disconnect();
    };
  }, []);
  return changes;
}
