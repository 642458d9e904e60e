import { describe, expect, it } from 'vitest';
import { readRaw } from '../../support/formats/read-raw.ts';

const text = 'id,title\np1,Café-Tischläufer grün\np2,Größe “M” – 5 €\np3,plain\n';
const titles = ['Café-Tischläufer grün', 'Größe “M” – 5 €', 'plain'];

const titlesOf = ({ good }: Awaited<ReturnType<typeof readRaw>>) =>
  good.map(({ value }) => (value as { title: string }).title);

/** Writes a text in a code page of one byte a character. */
function inCodePage(content: string, letters: Readonly<Record<string, number>>): Buffer {
  return Buffer.from(Array.from(content, (one) => letters[one] ?? one.charCodeAt(0)));
}

const windows1252 = { '“': 0x93, '”': 0x94, '–': 0x96, '€': 0x80 };

describe('the encoding of a text', () => {
  it.each([
    ['utf-8', Buffer.from(text)],
    ['utf-8', Buffer.from(`\uFEFF${text}`)],
    ['utf-16le', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['utf-16le', Buffer.from(text, 'utf16le')],
    ['utf-16be', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
    ['utf-16be', Buffer.from(text, 'utf16le').swap16()],
    ['windows-1252', inCodePage(text, windows1252)],
  ])('is found to be %s, in chunks of any size', async (encoding, content) => {
    for (const chunkBytes of [1, 2, 3, 1000]) {
      const read = await readRaw(content, { chunkBytes });
      expect(titlesOf(read)).toEqual(titles);
      expect(read.found.encoding).toBe(encoding);
      expect(read.bad).toEqual([]);
    }
  });

  it('is found for JSON lines and JSON documents, too', async () => {
    const lines = '{"id":"Café"}\n{"id":"Größe"}\n';
    const values = [{ id: 'Café' }, { id: 'Größe' }];
    for (const content of [lines, `[${lines.trim().replace('\n', ',')}]`]) {
      for (const bytes of [Buffer.from(content, 'latin1'), Buffer.from(content, 'utf16le')]) {
        const { good } = await readRaw(bytes, { name: 'a.json' });
        expect(good.map(({ value }) => value)).toEqual(values);
      }
    }
  });

  it('is reported if it is guessed', async () => {
    const { found } = await readRaw(inCodePage(text, windows1252));
    expect(found.notes).toEqual(['the file is not UTF-8: it is read as windows-1252']);
  });

  it('is Windows-1252, too, if the first letter beyond ASCII is far behind the head of the file', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `p${i},a plain title`);
    const content = `id,title\n${rows.join('\n')}\np,Größe\n`;
    const { good, found, notes } = await readRaw(Buffer.from(content, 'latin1'), { chunkBytes: 10_000 });
    expect(good.at(-1)?.value).toEqual({ id: 'p', title: 'Größe' });
    expect(found).toMatchObject({ encoding: 'utf-8', notes: [] });
    expect(notes).toEqual(['the file is not UTF-8: it is read as windows-1252']);
  });

  it('is UTF-8 if most letters are: a row with another byte is rejected', async () => {
    const damaged = Buffer.concat([
      Buffer.from(text),
      Buffer.from('p4,Tsch'),
      Buffer.of(0xfc),
      Buffer.from('ss\np5,b\n'),
    ]);
    const { good, rejected, found } = await readRaw(damaged);
    expect(good.map(({ line }) => line)).toEqual([2, 3, 4, 6]);
    expect(found.encoding).toBe('utf-8');
    expect(rejected).toMatchObject([{ line: 5, code: 'malformed-text', text: 'p4,Tsch\\xFCss' }]);
  });

  it('may be mixed: a row of UTF-8 in a file of Windows-1252 is read as what it is', async () => {
    const mixed = Buffer.concat([
      inCodePage(text, windows1252),
      Buffer.from('p4,Straße\n'),
      Buffer.from('p5,öl\n', 'latin1'),
    ]);
    expect(titlesOf(await readRaw(mixed))).toEqual([...titles, 'Straße', 'öl']);
  });

  it('is Windows-1252 with small words, capitals and signs of western languages', async () => {
    const words = [
      'à la carte',
      'CAFÉ',
      'Éclair',
      'süß',
      'créée',
      'l’été',
      '½ Liter',
      '© 2026',
      '“M”',
      'CÔTÉ D’AZUR',
      'ä',
    ];
    const content = ['id,title', ...words.map((word, i) => `p${i},${word}`)].join('\n');
    expect(titlesOf(await readRaw(inCodePage(content, { ...windows1252, '’': 0x92 })))).toEqual(words);
  });

  it.each([
    ['Windows-1251', 'Лампа настольная', (one: string) => one.charCodeAt(0) - 0x0410 + 0xc0],
    ['Windows-1250', 'Żółty stół, źródło, bąk, książka', (one: string) => 'ŻółtyźąśćężŁ'.indexOf(one) * 3 + 0x9a],
    ['code page 437', 'grün für Küche', () => 0x81],
    ['Mac Roman', 'Größe für Café', (one: string) => ({ ö: 0x9a, ß: 0xa7, ü: 0x9f, é: 0x8e })[one] ?? 0x8e],
    ['GBK', '桌灯红色', (_: string, i: number) => 0xb0 + i],
  ])('is refused if it is another code page, such as %s: no letter is guessed', async (_, title, byteOf) => {
    const bytes = Array.from(title, (one, i) => (one.charCodeAt(0) < 0x80 ? one.charCodeAt(0) : byteOf(one, i)));
    const content = Buffer.concat([Buffer.from('id,title\np1,'), Buffer.from(bytes), Buffer.from('\np2,plain\n')]);
    const { good, bad } = await readRaw(content);
    expect(good).toEqual([{ line: 3, value: { id: 'p2', title: 'plain' } }]);
    expect(bad).toEqual([{ line: 2, code: 'malformed-text' }]);
  });

  it('never gives a replacement character, but keeps one that the shop wrote', async () => {
    expect(titlesOf(await readRaw('id,title\np1,a\uFFFDb\n'))).toEqual(['a\uFFFDb']);
  });

  it('rejects half a surrogate pair of UTF-16, and a last byte without its half', async () => {
    const half = Buffer.from('\uFEFFid,title\np1,a\ud83eb\np2,🦊\np3,c', 'utf16le');
    const { good, bad } = await readRaw(Buffer.concat([half, Buffer.of(0x61)]), { chunkBytes: 5 });
    expect(good.map(({ value }) => value)).toEqual([{ id: 'p2', title: '🦊' }]);
    expect(bad).toEqual([
      { line: 2, code: 'malformed-text' },
      { line: 4, code: 'malformed-text' },
    ]);
  });

  it('is no encoding that nobody uses for files: UTF-32 is refused', async () => {
    await expect(readRaw(Buffer.of(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0))).rejects.toMatchObject({
      code: 'unsupported-encoding',
      message: 'the file is UTF-32: save it as UTF-8',
    });
  });

  it('is the same whichever way the head of the file cuts a letter in two', async () => {
    for (let shift = 0; shift < 3; shift++) {
      const content = `id,title\np,${'x'.repeat(shift)}${'€'.repeat(100_000)}\nq,€\n`;
      const { found, good } = await readRaw(content, { chunkBytes: 50_000 });
      expect(found).toMatchObject({ encoding: 'utf-8', notes: [] });
      expect(good).toHaveLength(2);
    }
  });
});

describe('the encoding that a file of XML declares', () => {
  const feed = (encoding: string, title: string) =>
    `<?xml version="1.0" encoding="${encoding}"?>\n<shop><item><id>1</id><title>${title}</title></item>` +
    '<item><id>2</id><title>plain</title></item></shop>';
  /** The text with its letters beyond ASCII as these bytes. */
  const inBytes = (text: string, letters: string, bytes: readonly number[]) =>
    Buffer.concat(
      [...text].map((one) => (letters.includes(one) ? Buffer.of(bytes[letters.indexOf(one)]!) : Buffer.from(one))),
    );

  it.each([
    ['windows-1251', 'Лампа', 'Лампа', [0xcb, 0xe0, 0xec, 0xef, 0xe0]],
    ['ISO-8859-2', 'Żółw', 'Żół', [0xaf, 0xf3, 0xb3]],
    ['iso-8859-1', 'Größe', 'öß', [0xf6, 0xdf]],
  ])('is read: %s', async (encoding, title, letters, bytes) => {
    const content = inBytes(feed(encoding, title), letters, bytes);
    for (const chunkBytes of [1, 7, 1000]) {
      const read = await readRaw(content, { name: 'feed.xml', chunkBytes });
      expect(read.good.map(({ value }) => value)).toEqual([
        { id: '1', title },
        { id: '2', title: 'plain' },
      ]);
      expect(read.found.notes).toEqual([`the file declares ${encoding}, and is read as that`]);
    }
  });

  it('is read in several bytes a letter, and bytes that are not in it reject their record', async () => {
    const bytes = (text: string, letter: Buffer) => {
      const [before, after] = text.split('#');
      return Buffer.concat([Buffer.from(before!), letter, Buffer.from(after!)]);
    };
    const sound = await readRaw(bytes(feed('gbk', '#'), Buffer.of(0xb5, 0xc6)), { name: 'a.xml', chunkBytes: 1 });
    expect(sound.good[0]).toMatchObject({ value: { title: '灯' } });
    const damaged = await readRaw(bytes(feed('euc-kr', '#'), Buffer.of(0xff)), { name: 'a.xml' });
    expect([damaged.good.length, damaged.bad]).toEqual([1, [{ line: 2, code: 'malformed-text' }]]);
  });

  it('does not count if the file is UTF-8', async () => {
    const { good, found } = await readRaw(feed('iso-8859-1', 'Größe'), { name: 'a.xml' });
    expect([good[0]?.value, found.notes]).toEqual([{ id: '1', title: 'Größe' }, []]);
  });

  it('is refused by name if it is not known', async () => {
    await expect(readRaw(feed('x-mine', 'Lamp'), { name: 'a.xml' })).rejects.toMatchObject({
      code: 'unsupported-encoding',
      message: 'a.xml declares the encoding x-mine, which is not known: save it as UTF-8',
    });
  });
});
