import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { jobHandlers, notificationOf } from '../support/api/job-handlers.ts';

afterAll(() => vi.resetModules());

const LINES = 10_000;
/** Each line of this many has a quote that is not closed. */
const BROKEN_EACH = 100;

const isBroken = (line: number) => line % BROKEN_EACH === 0;
/** Line 1 is the header. */
const lineOf = (line: number) => {
  const title = isBroken(line) ? `"no end ${line}` : `"Lamp, ${line % 7}"`;
  return `sku-${line},${title},${line % 90},Lux`;
};

afterEach(() => vi.doUnmock('../../lambdas/composition/compose.ts'));

describe('the ingest handler', () => {
  it('loses only the lines with a broken quote of a table, counts them, and names their lines', async () => {
    const { world, ingest } = await jobHandlers();
    const lines = Array.from({ length: LINES }, (_, i) => i + 2);
    const event = world.upload('catalog/shop.csv', ['id,title,price,brand', ...lines.map(lineOf)]);
    expect(await ingest([notificationOf(event)])).toEqual([]);
    const good = lines.filter((line) => !isBroken(line)).length;
    expect(await world.job('upload', event.key)).toMatchObject({
      ...{ state: 'succeeded', lines: LINES, accepted: good, rejected: LINES - good },
      ...{ written: good, added: good, changed: 0, unchanged: 0, replaced: 0, stale: 0 },
    });
    const ids: string[] = [];
    for await (const { product } of world.products.scan()) ids.push(product.id);
    expect(new Set(ids)).toEqual(new Set(lines.filter((line) => !isBroken(line)).map((line) => `sku-${line}`)));
    expect((await world.products.get('sku-101'))?.product).toMatchObject({ title: 'Lamp, 3', price: 11, brand: 'Lux' });
    const report = (await world.reports.read(`rejects/${event.key}.jsonl`))!.trim().split('\n');
    const rejected = report.map((line) => JSON.parse(line).line);
    expect(rejected).toEqual(lines.filter(isBroken));
  });
});
