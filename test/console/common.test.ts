import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countOf, formatBytes, formatScore, formatSigned } from '../../lib/console/common/format.ts';
import { categoriesOf, pictureOf, titleOf } from '../../lib/console/common/products.ts';
import { hrefOf, parseHash } from '../../lib/console/common/route.ts';

describe('a route', () => {
  it('is read from an address as it was written', () => {
    const { view, query } = parseHash(hrefOf('explore', { q: 'a & b?', like: '#1/2' }));
    expect({ view, query: Object.fromEntries(query) }).toEqual({
      view: 'explore',
      query: { q: 'a & b?', like: '#1/2' },
    });
  });

  it('holds all that a person has typed, with question marks', () => {
    expect(parseHash('#/explore?q=what? now?').query.get('q')).toBe('what? now?');
  });

  it.each(['', '#', '#/'])('of %j names no view', (hash) => {
    expect(parseHash(hash).view).toBe('');
  });
});

describe('a product', () => {
  it.each([
    [{ id: 'p', title: ' Lamp ', brand: 'Lux' }, 'Lamp'],
    [{ id: 'p', title: ' ', brand: 'Lux' }, 'Lux'],
    [{ id: 'p' }, 'p'],
  ])('%j is called %j', (product, name) => {
    expect(titleOf(product)).toBe(name);
  });

  it.each([
    ['https://shop.example/a.png', 'https://shop.example/a.png'],
    ['http://shop.example/a.png', 'https://shop.example/a.png'],
    ['//shop.example/a.png', 'https://shop.example/a.png'],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['a.png', undefined],
    [7, undefined],
  ])('with the picture %j shows %j', (imageUrl, address) => {
    expect(pictureOf({ id: 'p', payload: { imageUrl } })).toBe(address);
    expect(pictureOf({ id: 'p', attributes: { imageUrl } })).toBe(address);
  });

  it.each([
    [undefined, []],
    ['Home > Lamps', [['Home', 'Lamps']]],
    [['Home', 'Lamps'], [['Home', 'Lamps']]],
    [
      ['Home > Lamps', 'Sale'],
      [['Home', 'Lamps'], ['Sale']],
    ],
    [
      [['Home', 'Lamps'], 'Sale'],
      [['Home', 'Lamps'], ['Sale']],
    ],
    [[['Home', 'Lamps']], [['Home', 'Lamps']]],
  ])('of the category %j has the paths %j', (category, paths) => {
    expect(categoriesOf({ id: 'p', category })).toEqual(paths);
  });
});

describe('numbers', () => {
  it('have their nouns, signs and digits', () => {
    expect(countOf(1, 'product')).toBe('1 product');
    expect(countOf(3201, 'product')).toBe('3,201 products');
    expect(countOf(2, 'entry', 'entries')).toBe('2 entries');
    expect([formatScore(0.5), formatSigned(0.0409), formatSigned(-0.5)]).toEqual(['0.500', '+0.041', '−0.500']);
  });

  it.each([
    [0, '0 bytes'],
    [1023, '1,023 bytes'],
    [1_500_000, '1.4 MiB'],
    [16 * 1024 ** 3, '16 GiB'],
    [2 ** 50, '1,048,576 GiB'],
  ])('says %i bytes as %j', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('the styles', () => {
  it('differ between light and dark in colours alone, so that tests of dark look at colours alone', () => {
    const root = join(import.meta.dirname, '../../lib/console');
    const rules = globSync('**/*.css', { cwd: root })
      .map((name) => readFileSync(join(root, name), 'utf8').replace(/\/\*[\s\S]*?\*\//g, ''))
      .flatMap((text) => text.match(/[^{}]*(?:prefers-color-scheme|data-theme)[^{}]*\{[^{}]*\}/g) ?? [])
      .map((rule) => rule.replace(/\s+/g, ' ').trim());
    expect(rules).toEqual([
      ':root[data-theme="light"] { color-scheme: light; }',
      ':root[data-theme="dark"] { color-scheme: dark; }',
    ]);
  });
});
