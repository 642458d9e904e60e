import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { runCommandLine } from '../../bin/command-line.ts';
import type { Product } from '../../lambdas/core/catalog/product.ts';
import { exampleShop } from '../support/exports/example-shop.ts';
import { feedOrders, googleTsv, googleXml } from '../support/exports/google-feed.ts';
import { shopifyOrders, shopifyProducts } from '../support/exports/shopify-export.ts';
import { csvText } from '../support/exports/table-text.ts';
import { wooCommerceOrders, wooCommerceProducts } from '../support/exports/woocommerce-export.ts';
import { temporaryFolder } from '../support/local/local-stack-fixture.ts';
import { captureOutput } from '../support/terminal/captured-output.ts';

const folder = temporaryFolder();
let folders = 0;

/** Writes files into a folder of their own, and imports them. */
async function importTexts(files: Readonly<Record<string, string>>, ...args: string[]) {
  folders += 1;
  const inputs = join(folder, `inputs-${folders}`);
  mkdirSync(inputs);
  const paths = Object.entries(files).map(([name, text]) => {
    writeFileSync(join(inputs, name), text);
    return join(inputs, name);
  });
  const out = join(folder, `shop-${folders}`);
  const { written, ...output } = captureOutput();
  const target = args.includes('--out') ? [] : ['--out', out];
  const status = await runCommandLine(['import', ...paths, ...target, ...args], output);
  return { status, out, stdout: written.out, stderr: written.err };
}

function readLines<Value>(out: string, name: string): Value[] {
  const text = gunzipSync(readFileSync(join(out, `${name}.jsonl.gz`))).toString();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const shop = exampleShop();
const kept = shop.orders.filter(({ isCancelled }) => !isCancelled);
const countLines = (orders: typeof shop.orders): number => orders.flatMap(({ lines }) => lines).length;

describe('kindred import', () => {
  it.each([
    ['Shopify', { 'orders.csv': shopifyOrders(shop), 'products.csv': shopifyProducts(shop) }, kept],
    ['WooCommerce', { 'wc-products.csv': wooCommerceProducts(shop), 'wc-orders.csv': wooCommerceOrders(shop) }, kept],
    // Cancelled orders of this table have negative quantities: their lines are joined before they are taken off.
    ['a product feed', { 'feed.tsv': googleTsv(shop), 'orders.csv': feedOrders(shop) }, shop.orders],
    ['a product feed as XML', { 'feed.xml': googleXml(shop), 'orders.csv': feedOrders(shop) }, shop.orders],
  ])(
    'makes a data folder of the exports of %s, with every product, and every line joined',
    async (_of, files, orders) => {
      const { status, out, stdout } = await importTexts(files);
      expect([status, stdout]).toEqual([0, expect.stringContaining('catalog: 500 products, 500 with a title')]);
      const products = readLines<Product>(out, 'catalog');
      expect(products.map(({ title }) => title).sort()).toEqual(shop.products.map(({ title }) => title).sort());
      const ids = new Set(products.map(({ id }) => id));
      const rows = readLines<{ items: string[]; at: string }>(out, 'train');
      expect(rows.map(({ at }) => at)).toEqual(kept.map(({ at }) => at));
      expect(rows.every(({ items }) => items.every((id) => ids.has(id)))).toBe(true);
      const report = JSON.parse(readFileSync(join(out, 'import.json'), 'utf8'));
      const joined = Object.values<number>(report.orders.linesJoinedBy).reduce((sum, count) => sum + count, 0);
      expect([joined, report.orders.linesNotJoined.count]).toEqual([countLines(orders), 0]);
    },
  );

  const table = (rows: readonly Record<string, string | number>[]) => csvText(Object.keys(rows[0]!), rows);
  const products = table([
    {
      Handle: 'lamp',
      Title: 'Lamp',
      'Option1 Name': 'Size',
      'Option1 Value': 'S',
      'Variant SKU': 'L-S',
      'Variant Barcode': '4001',
    },
    {
      Handle: 'mug',
      Title: 'Mug & Cup',
      'Option1 Name': 'Title',
      'Option1 Value': 'Default Title',
      'Variant SKU': '',
      'Variant Barcode': '',
    },
  ]);

  it('joins lines by SKU, barcode, id and title, in any case, and reports the lines that name no product', async () => {
    const line = (order: number, sku: string, ean: string, name: string) => ({ order, sku, ean, 'Product name': name });
    const orders = table([
      line(1, 'l-s ', '', ''),
      line(1, '', '4001', ''),
      line(2, 'mug', '', ''),
      line(2, '', '', 'Mug &amp; Cup - large'),
      line(2, 'L-S', '', ''),
      line(3, 'gone', '', 'Old vase'),
    ]);
    const { status, out, stdout } = await importTexts({ 'p.csv': products, 'o.csv': orders });
    expect(status).toBe(0);
    expect(readLines(out, 'train')).toEqual([
      { items: ['lamp'], kind: 'basket', quantities: [2] },
      { items: ['mug', 'lamp'], kind: 'basket', quantities: [2, 1] },
    ]);
    expect(stdout).toContain('lines joined to products: 3 by sku, 1 by barcode, 1 by title');
    expect(stdout).toContain('1 lines name no product of the catalog: sku gone, title Old vase');
    expect(stdout).toContain('1 not taken: unknown-product (line 7: order 3: gone)');
  });

  it('joins lines to the variant that they mean, if each variant is a product', async () => {
    const shopify =
      'Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n' +
      'tee,Tee,Size,S,T-S,5\ntee,,,M,T-M,5\nmug,Mug,Title,Default Title,M,5\n';
    const names = ['Tee - M', 'Mug', 'Tee - S'];
    const byName = names.map((name) => `#1,${name}\n`).join('');
    const bigCommerce = 'order_id,product_id,sku\n2,tee,T-M\n2,mug,M\n3,tee,unknown\n';
    for (const [orders, items] of [
      [`Name,Lineitem name\n${byName}`, [['T-M', 'M', 'T-S']]],
      [bigCommerce, [['T-M', 'M'], ['T-S']]],
    ] as const) {
      const { out } = await importTexts({ 'products.csv': shopify, 'orders.csv': orders }, '--variants', 'each');
      expect(readLines<{ items: string[] }>(out, 'train').map((row) => row.items)).toEqual(items);
    }
  });

  it('lets a feed fill the products that it describes under other ids, and adds the others', async () => {
    const feed = [
      'id\ttitle\tlink\tavailability\tproduct_type\tgtin\tprice',
      'online-1\tLamp, small\thttps://shop.example/lamp\tin_stock\tHome > Light\t4001\t19.90 EUR',
      'online-2\tMug & Cup\thttps://shop.example/mug\tin_stock\tKitchen\t\t5.00 EUR',
      'online-3\tVase\thttps://shop.example/vase\tin_stock\tHome\t\t9.00 EUR',
    ].join('\n');
    const { out, stdout } = await importTexts({ 'feed.tsv': feed, 'p.csv': products });
    expect(readLines<Product>(out, 'catalog')).toMatchObject([
      { id: 'lamp', title: 'Lamp', price: 19.9, category: ['Home', 'Light'], aliases: ['L-S', '4001', 'online-1'] },
      { id: 'mug', title: 'Mug & Cup', price: 5, payload: { url: 'https://shop.example/mug' } },
      { id: 'online-3', title: 'Vase' },
    ]);
    expect(stdout).toContain('2 products of feeds were known');
  });

  it('joins orders that come later to the catalog of the folder', async () => {
    const { out } = await importTexts({ 'p.csv': products });
    const orders = table([
      { order: 1, sku: 'L-S' },
      { order: 1, sku: 'mug' },
    ]);
    expect((await importTexts({ 'o.csv': orders }, '--out', out)).status).toBe(0);
    expect(readLines(out, 'train')).toEqual([{ items: ['lamp', 'mug'], kind: 'basket' }]);
    expect(readLines(out, 'catalog')).toHaveLength(2);
  });

  it('shows what would be stored, and writes nothing, with --dry-run', async () => {
    const { status, out, stdout } = await importTexts({ 'p.csv': products }, '--dry-run');
    expect([status, existsSync(out)]).toEqual([0, false]);
    expect(stdout).toMatch(/^catalog\.jsonl\.gz would begin with:\n\{\n {2}"title": "Lamp"/);
    expect(stdout).toContain('nothing was written');
  });

  it('takes the products before the place where a file breaks off, and says so', async () => {
    const { status, out, stdout } = await importTexts({ 'p.json': '[{"id":"a"},\n{"id":"b"},\n{"id":"c","ti' });
    expect([status, readLines<Product>(out, 'catalog').map(({ id }) => id)]).toEqual([0, ['a', 'b']]);
    expect(stdout).toContain('THE FILE BREAKS OFF: the JSON document ends before its last bracket');
    expect(stdout).toContain('1 not taken: malformed-json (line 3: the record ends before it is complete');
    expect(JSON.parse(readFileSync(join(out, 'import.json'), 'utf8')).files).toMatchObject([
      { records: 2, breaksOff: expect.stringContaining('last bracket') },
    ]);
  });

  it('reads a catalog by the mapping beside it, of which --map is the stronger', async () => {
    const files = {
      'p.csv': 'Code,Farbe,Art\n1,red,lamp\n',
      'o.csv': 'order,sku\n7,1\n',
      'catalog.schema.json': '{"fields": {"id": "Farbe", "title": "Art"}}',
    };
    const beside = await importTexts(files);
    expect(beside.stdout).toMatch(/p\.csv: .*\n {2}read by .*catalog\.schema\.json\n/);
    expect(beside.stdout.match(/read by/g)).toHaveLength(1);
    expect(readLines<Product>(beside.out, 'catalog')).toMatchObject([{ id: 'red', title: 'lamp' }]);
    const out = join(folder, 'mapped');
    await importTexts(files, '--map', 'id=Code', '--out', out);
    expect(readLines<Product>(out, 'catalog')).toMatchObject([{ id: '1', title: 'lamp' }]);
  });

  it('shows control characters of a file as spaces', async () => {
    const { stdout } = await importTexts({ 'p.csv': 'id,pri\u001b[31mce\na,x\u001b[31m\n' }, '--dry-run');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(stdout).not.toMatch(/[\x00-\x09\x0b-\x1f]/);
    expect(stdout).toContain('pri [31mce');
  });

  it('prints the report as one line of JSON, and then a preview on stderr', async () => {
    const { stdout, stderr } = await importTexts({ 'p.csv': products }, '--dry-run', '--variants', 'each', '--json');
    expect(stderr).toContain('catalog.jsonl.gz would begin with:');
    expect(JSON.parse(stdout)).toMatchObject({
      catalog: { products: 2, withPrice: 0 },
      files: [{ kind: 'catalog', records: 2 }],
    });
  });

  it.each([
    ['a file without products', { 'p.csv': 'colour,size\nred,S\n' }, /missing-column.*colour, size.*--map id=/],
    ['a file without rows', { 'p.csv': 'id,title\n' }, /no product can be read/],
  ])('refuses %s, and says what was found', async (_of, files, message) => {
    const { status, stderr } = await importTexts(files);
    expect([status, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  it('refuses a folder that has the catalog under another name, and a file that is not there', async () => {
    const { out } = await importTexts({ 'p.csv': products });
    writeFileSync(join(out, 'catalog.csv'), 'id,title\n');
    const again = await importTexts({ 'p.csv': products }, '--out', out);
    expect([again.status, again.stderr]).toEqual([2, expect.stringContaining('has catalog.csv')]);
    const { written, ...output } = captureOutput();
    expect(await runCommandLine(['import', 'nowhere.csv', '--out', out], output)).toBe(2);
    expect(written.err).toContain('nowhere.csv does not exist');
  });
});
