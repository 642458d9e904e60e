import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadRecord } from '../../../lambdas/formats/files/raw-record.ts';
import { readXmlRecords } from '../../../lambdas/formats/files/xml-records.ts';
import { escapeXml } from '../../support/exports/table-text.ts';
import { collect } from '../../support/stores/byte-streams.ts';

async function readXml(pieces: readonly string[], maxRecordBytes = 10_000): Promise<ReadRecord[]> {
  const texts = (async function* () {
    yield* pieces;
  })();
  return collect(readXmlRecords(texts, maxRecordBytes));
}

const valuesOf = (records: readonly ReadRecord[]) => records.map((record) => (record.ok ? record.value : record.code));

describe('XML records', () => {
  it('are the items of a feed in RSS, with repeated elements as lists and nested ones as objects', async () => {
    const records = await readXml([
      '<?xml version="1.0"?>\n<rss xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>\n',
      '<item><g:id>p1</g:id><title>Salt &amp; Pepper</title><description><![CDATA[<p>Of <b>oak</b></p>]]></description>',
      '<g:product_type>Home &gt; Kitchen</g:product_type><g:product_type>Sale</g:product_type>',
      '<g:shipping><g:country>DE</g:country><g:price>5 EUR</g:price></g:shipping></item>\n<item><g:id>p2</g:id></item>',
      '</channel></rss>',
    ]);
    expect(records).toMatchObject([
      {
        line: 3,
        value: {
          'g:id': 'p1',
          title: 'Salt & Pepper',
          description: '<p>Of <b>oak</b></p>',
          'g:product_type': ['Home > Kitchen', 'Sale'],
          'g:shipping': { 'g:country': 'DE', 'g:price': '5 EUR' },
        },
      },
      { line: 4, value: { 'g:id': 'p2' } },
    ]);
  });

  it('have a list for an element that only holds one, of one entry or several', async () => {
    const lists = '<tags><tag>oak</tag></tags><photos><url>a.jpg</url><url>b.jpg</url></photos>';
    const others = '<price><amount>5</amount></price><size><width>2</width><height>3</height></size>';
    expect(valuesOf(await readXml([`<shop><item><id>p1</id>${lists}${others}</item></shop>`]))).toEqual([
      {
        id: 'p1',
        tags: ['oak'],
        photos: ['a.jpg', 'b.jpg'],
        price: { amount: '5' },
        size: { width: '2', height: '3' },
      },
    ]);
  });

  it('are the entries of an Atom feed, whose links are attributes', async () => {
    const feed = '<feed><title>Shop</title><entry><id>p1</id><link href="https://shop.example/p1"/></entry></feed>';
    expect(valuesOf(await readXml([feed]))).toEqual([{ id: 'p1', link: 'https://shop.example/p1' }]);
  });

  it('are the elements that are repeated most, in any other file', async () => {
    const items = ['p1', 'p2'].map((id) => `<Ware nr="${id}"><Name>Lamp</Name><param name="Farbe">rot</param></Ware>`);
    expect(valuesOf(await readXml([`<Shop><Waren>${items.join('')}</Waren></Shop>`]))).toEqual([
      { nr: 'p1', Name: 'Lamp', Farbe: 'rot' },
      { nr: 'p2', Name: 'Lamp', Farbe: 'rot' },
    ]);
  });

  it('keep markup that is not escaped', async () => {
    const item = '<item><id>p1</id><description>Of <b>oak</b>, oiled</description></item>';
    expect(valuesOf(await readXml([`<rss>${item}</rss>`]))).toEqual([
      { id: 'p1', description: 'Of <b>oak</b>, oiled' },
    ]);
  });

  it('take an ampersand that is not escaped for itself', async () => {
    const item = '<item><id>p1</id><title>Salt & Pepper &nbsp;</title></item>';
    expect(valuesOf(await readXml([`<rss>${item}</rss>`]))).toEqual([{ id: 'p1', title: 'Salt & Pepper &nbsp;' }]);
  });

  it('are rejected one by one, if an element is not closed or a record is too long', async () => {
    const records = await readXml(
      [
        '<rss>\n<item><id>p1</id></item>\n<item><id>p2<title>Lamp</title></item>\n<item><id>p3</id>\n',
        `<item><id>p4</id></item>\n<item><id>p5</id><title>${'long '.repeat(100)}</title></item>\n<item><id>p6</id></item>\n`,
        '<item><id>p7</id><title>Cut o',
      ],
      300,
    );
    expect(valuesOf(records)).toEqual([
      { id: 'p1' },
      'malformed-xml',
      'malformed-xml',
      { id: 'p4' },
      'malformed-xml',
      { id: 'p6' },
      'malformed-xml',
    ]);
    expect(records.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8]);
  });

  it('are rejected if elements nest more than 64 deep in them', async () => {
    const item = (depth: number) => `<item><id>p1</id>${'<a>'.repeat(depth - 1)}1${'</a>'.repeat(depth - 1)}</item>`;
    const [deep, tooDeep, next] = await readXml([`<f>${item(64)}${item(65)}<item><id>p2</id></item></f>`]);
    expect(valuesOf([deep!, tooDeep!, next!])).toEqual([
      { id: 'p1', a: expect.anything() },
      'malformed-xml',
      { id: 'p2' },
    ]);
    expect(tooDeep).toMatchObject({ detail: expect.stringContaining('nests elements more than 64 times') });
  });

  it('are the same for any mix of good and broken ones, in pieces of any size', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map((value) => value.replace(/[\r\n\0]/g, ''));
    const item = fc.record({ title: text, isBroken: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(item, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 50 }),
        async (items, size) => {
          const elements = items.map(({ title, isBroken }, i) =>
            isBroken
              ? `<item><id>p${i}<title>x</title></item>`
              : `<item><id>p${i}</id><title>${escapeXml(title)}</title></item>`,
          );
          const xml = `<rss><channel>\n${elements.join('\n')}\n</channel></rss>`;
          const pieces = Array.from({ length: Math.ceil(xml.length / size) }, (_, i) =>
            xml.slice(i * size, (i + 1) * size),
          );
          const expected = items.map(({ title, isBroken }, i) => {
            if (isBroken) return 'malformed-xml';
            return { id: `p${i}`, ...(title.trim() !== '' && { title: title.trim() }) };
          });
          expect(valuesOf(await readXml(pieces))).toEqual(expected);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('refuse a text without a repeated element', async () => {
    await expect(readXml(['<html><body><p>Not found</p></body></html>'])).rejects.toMatchObject({
      code: 'malformed-xml',
    });
  });
});
