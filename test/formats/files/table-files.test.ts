import { describe, expect, it } from 'vitest';
import { readRaw } from '../../support/formats/read-raw.ts';

const valuesOf = ({ good }: Awaited<ReturnType<typeof readRaw>>) => good.map(({ value }) => value);

/** A catalog of so many products; the row of `broken` has a quote that is not closed. */
function catalog(products: number, broken: number, quote: (title: string) => string): string {
  const rows = Array.from({ length: products }, (_, i) => {
    const title = i + 1 === broken ? `"Retro lamp ${i + 1} inch` : quote(`Lamp, number ${i + 1}`);
    return `p${i + 1},${title},Nordlys,Home > Lamps,${i + 2}.00`;
  });
  return ['id,title,brand,category,price', ...rows, ''].join('\n');
}

describe('a row of several lines', () => {
  const rowOf = (lines: number) => `id,title,price\np1,"${'a line of text\n'.repeat(lines)}",5\np2,b,6\n`;

  it('may have as many bytes as a record may, and no more: one cell could fill the memory', async () => {
    const short = await readRaw(rowOf(50), { maxRecordBytes: 1000 });
    expect([short.good.length, short.bad]).toEqual([2, []]);
    const { good, bad } = await readRaw(rowOf(100), { maxRecordBytes: 1000 });
    expect(good).toEqual([{ line: 103, value: { id: 'p2', title: 'b', price: '6' } }]);
    expect(bad[0]).toEqual({ line: 2, code: 'malformed-csv' });
  });
});

describe('a quote that is not closed', () => {
  it.each([
    ['in a file without other quotes', (title: string) => title.replace(',', '')],
    ['in a file whose cells are quoted', (title: string) => `"${title}"`],
  ])('costs its row alone, %s', async (_, quote) => {
    const { good, rejected } = await readRaw(catalog(1000, 10, quote), { chunkBytes: 1000 });
    expect(good).toHaveLength(999);
    expect(rejected).toEqual([
      {
        ok: false,
        line: 11,
        code: 'malformed-csv',
        detail: 'a quote that is not closed: write each quote inside a cell twice',
        text: 'p10,"Retro lamp 10 inch,Nordlys,Home > Lamps,11.00',
      },
    ]);
  });

  it('costs its row alone if the quote that is missing is the last one of a row whose cells are all quoted', async () => {
    const { good, bad } = await readRaw('"id","title"\n"p1","a"\n"p2","b\n"p3","c"\n"","d"\n"p5","e"\n');
    expect(good.map(({ line }) => line)).toEqual([2, 4, 5, 6]);
    expect(bad).toEqual([{ line: 3, code: 'malformed-csv' }]);
  });

  it('costs the last row alone at the end of the file', async () => {
    expect(await readRaw('id,title,price\np1,red,5\np2,blue,"6\n')).toMatchObject({
      good: [{ line: 2 }],
      bad: [{ line: 3 }],
    });
  });

  it('takes the rest of its text with it, but no row, if the row has several lines', async () => {
    const text = '"<p>Soft, warm\nand 10" wide, of\nwool.</p>"';
    const { good, bad } = await readRaw(`id,title,text,price\np1,a,b,1\np2,c,${text},2\np3,d,e,3\n`);
    expect(good.map(({ line }) => line)).toEqual([2, 6]);
    expect(bad).toEqual([{ line: 3, code: 'malformed-csv' }]);
  });

  it('is distinguished from a cell of many lines, although some of these have as many commas as a row', async () => {
    const text = 'Soft, warm, nice, light\nred, green, blue, white\nS, M, L, XL';
    const rows = `id,title,text,price\np1,Coat,"${text}",10\np2,Hat,"a\nb",5\n`;
    expect(valuesOf(await readRaw(rows))).toEqual([
      { id: 'p1', title: 'Coat', text, price: '10' },
      { id: 'p2', title: 'Hat', text: 'a\nb', price: '5' },
    ]);
  });

  it('is found without codes and numbers, too, by the number of cells', async () => {
    const rows = ['lamp,"red lamp,nord', ...Array.from({ length: 9 }, (_, i) => `table,oak ${'x'.repeat(i)},ost`)];
    const { good, bad } = await readRaw(['id,title,brand', ...rows, 'stool,"x" y,ost', 'chair,z,ost'].join('\n'));
    expect(good.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 13]);
    expect(bad.map(({ line }) => line)).toEqual([2, 12]);
  });
});

describe('other damaged rows', () => {
  it('cost themselves: stray quotes, too many and too few cells, with the number of cells and advice', async () => {
    const { good, rejected } = await readRaw(
      'id,title,price\np1,10" lamp,1\np2,"10" lamp",2\np3,red, round,3\np4,4\np5,sound,5\np6\n',
    );
    expect(good).toEqual([{ line: 6, value: { id: 'p5', title: 'sound', price: '5' } }]);
    expect(rejected.map(({ line, detail }) => [line, detail])).toEqual([
      [2, 'a quote inside a cell: put the cell in quotes, and write each quote inside it twice'],
      [3, 'a quote inside a cell: put the cell in quotes, and write each quote inside it twice'],
      [4, '4 cells where the header has 3: put a cell that contains "," in quotes'],
      [5, '2 cells where the header has 3: write the empty cells too'],
      [7, '1 cell where the header has 3: write the empty cells too'],
    ]);
  });

  it('cost themselves if they are too long, with or without quotes, on one line or several', async () => {
    const long = 'x'.repeat(300);
    const rows = [`p1,${long},1`, 'p2,a,2', `p3,"${long}",3`, 'p4,a,4', `p5,"${long}\n${long}\n",5`, 'p6,"a\nb",6'];
    for (const chunkBytes of [1, 50, 10_000]) {
      const { good, rejected } = await readRaw(['id,title,price', ...rows, ''].join('\n'), {
        chunkBytes,
        maxRecordBytes: 200,
      });
      expect(good.map(({ line }) => line)).toEqual([3, 5, 9]);
      expect(rejected.map(({ line, code }) => [line, code])).toEqual([
        [2, 'line-too-long'],
        [4, 'line-too-long'],
        [6, 'line-too-long'],
      ]);
      expect(rejected[0]).toMatchObject({ detail: 'over 200 bytes', text: expect.stringMatching(/^p1,x+$/) });
    }
  });

  it('show the bytes that are not in the encoding', async () => {
    const content = Buffer.concat([Buffer.from('id,title\np1,Größe\np2,a'), Buffer.of(0xff), Buffer.from('b\np3,c\n')]);
    const { good, rejected } = await readRaw(content);
    expect(good.map(({ line }) => line)).toEqual([2, 4]);
    expect(rejected).toMatchObject([
      { line: 3, code: 'malformed-text', detail: 'not utf-8: save the file as UTF-8', text: 'p2,a\\xFFb' },
    ]);
  });

  it('are counted each, even if no other row follows for long', async () => {
    const prose = Array.from({ length: 3000 }, (_, i) => `word ${i}`);
    const { bad } = await readRaw(['id,title,price', 'p1,a,1', 'p2,"b', ...prose].join('\n'), { chunkBytes: 5000 });
    // A thousand lines count as the rest of the row.
    expect(bad).toHaveLength(1 + 2000);
  });
});

describe('the header and the rows of a table', () => {
  it.each([
    ['', ''],
    [', after blank lines', '\n  \n'],
  ])('are refused if the header does not end within the bytes that are looked at%s', async (_where, before) => {
    const names = Array.from({ length: 60_000 }, (_, i) => `c${i}`);
    const table = `${before}id,${names.join(',')}\np1,${names.join(',')}\n`;
    await expect(readRaw(table)).rejects.toMatchObject({
      ...{ code: 'broken-header', message: expect.stringContaining('the first line has over 262144 bytes') },
    });
  });

  it.each([
    ['in one line', `p1,"Lamp",${'x'.repeat(300_000)}`],
    ['in a quoted cell', `p1,"Lamp","${'x, '.repeat(100_000)}"`],
    ['in many short lines', `p1,"Lamp","${`${'a line of text '.repeat(30)}\n`.repeat(650)}"`],
  ])('are read after titles if the first row ends after these bytes: %s', async (_where, row) => {
    const { found, good, bad } = await readRaw(`Price list\n\nSpring 2026\nid,title,text\n${row}\np2,Mug,b\n`);
    expect(found).toMatchObject({ delimiter: ',', columns: ['id', 'title', 'text'] });
    expect(good.map(({ value }) => (value as { id: string }).id)).toEqual(['p1', 'p2']);
    expect(bad).toEqual([]);
    expect(found.notes).toContain('the header is in line 4; the lines before it are left out');
  });

  it('are refused with one reason if the header does not end within these bytes after titles', async () => {
    const names = Array.from({ length: 60_000 }, (_, i) => `c${i}`).join(';');
    await expect(readRaw(`Price list\nSpring 2026\nid;${names}\np1;${names}\n`)).rejects.toMatchObject({
      code: 'broken-header',
      message: expect.stringMatching(/the header in line 3, after lines with one cell each, has no end .* shorten it/),
    });
  });

  it('are read of a table with one column whose second row ends after these bytes', async () => {
    const { found, good } = await readRaw(`id\np1\n${'x'.repeat(300_000)}\n`);
    expect(found.columns).toEqual(['id']);
    expect(good).toHaveLength(2);
  });

  it('are read if the header ends within these bytes, and the first row after them', async () => {
    const { good } = await readRaw(`id,title\np1,${'x'.repeat(300_000)}\np2,b\n`);
    expect(good).toHaveLength(2);
  });

  it.each([
    ['comma', 'id,title,price\np1,"Lamp; red | round",5\n'],
    ['semicolon', 'id;title;price\np1;"Lamp; red | round";5\n'],
    ['tab', 'id\ttitle\tprice\np1\tLamp; red | round\t5\n'],
    ['bar', 'id|title|price\np1|"Lamp; red | round"|5\n'],
  ])('are found with the delimiter %s', async (_, content) => {
    expect(valuesOf(await readRaw(content))).toEqual([{ id: 'p1', title: 'Lamp; red | round', price: '5' }]);
  });

  it.each([
    ['decimal commas', 'id;title;price\np1;Lamp, red;19,50\np2;Cup, blue;1,25\n', ';'],
    ['paths with bars', 'id,category\np1,Home|Lamps\np2,Home|Cups\n', ','],
    ['a header alone', 'id;title;price, EUR', ';'],
    ['one column', 'id\np1\np2\n', ','],
  ])('are not confused by %s', async (_, content, delimiter) => {
    expect((await readRaw(content)).found).toMatchObject({ format: 'csv', delimiter });
  });

  it.each(['sep=;\n', '"sep=;"\r\n', 'SEP=;\n'])('may follow a line that names the delimiter: %j', async (line) => {
    const { found, good } = await readRaw(`${line}id;title\np1;a, b\n`);
    expect(found).toMatchObject({ delimiter: ';', columns: ['id', 'title'] });
    expect(good).toEqual([{ line: 3, value: { id: 'p1', title: 'a, b' } }]);
  });

  it('may follow a title, which is reported', async () => {
    const { found, good } = await readRaw('Products, 2026\n\nid,title,price\np1,a,1\np2,b,2\n'.replace(', 2026', ''));
    expect(found.notes).toEqual(['the header is in line 3; the lines before it are left out']);
    expect(good.map(({ line }) => line)).toEqual([4, 5]);
  });

  it.each([
    ['an index column without a name', ',id,title\n0,p1,a\n1,p2,b\n'],
    ['an index column that the header leaves out', 'id,title\n0,p1,a\n1,p2,b\n'],
    ['an index column that counts from one', '"id","title"\n"1","p1","a"\n"2","p2","b"\n'],
  ])('are read without %s, which is reported', async (_, content) => {
    const read = await readRaw(content);
    expect(valuesOf(read)).toEqual([
      { id: 'p1', title: 'a' },
      { id: 'p2', title: 'b' },
    ]);
    expect(read.found.notes).toEqual([
      expect.stringMatching(/^column 1 has no name and is left out, with values such/),
    ]);
  });

  it.each([
    ['everywhere', 'id,title,\np1,a,\np2,b,\n'],
    ['in the header only', 'id,title,,\np1,a\np2,b\n'],
    ['in the rows only', 'id,title\np1,a,,\np2,b\n'],
  ])('may have delimiters at their ends %s', async (_, content) => {
    const read = await readRaw(content);
    expect(valuesOf(read)).toEqual([
      { id: 'p1', title: 'a' },
      { id: 'p2', title: 'b' },
    ]);
    expect([...read.found.notes, ...read.notes]).toEqual([]);
  });

  it('stand in the first row, even if every cell of another column is a list with a separator of its own', async () => {
    const lines = 'name:Lamp|sku:L-1|quantity:2;name:Mug|sku:M-1|quantity:1';
    const orders = Array.from({ length: 30 }, (_, i) => ({ order: String(i), lines }));
    const { good } = await readRaw(`order,lines\n${orders.map(({ order }) => `${order},${lines}\n`).join('')}`);
    expect(good.map(({ value }) => value)).toEqual(orders);
  });

  it('keep their names as written, and number a second column of one name', async () => {
    const { found, good } = await readRaw(' ID ,"Größe (cm)",title,title,Title\np1,5,a,b,c\n');
    expect(found.columns).toEqual(['ID', 'Größe (cm)', 'title', 'title (2)', 'Title']);
    expect(found.notes).toEqual(['column 4 has the name of one before it, and is read as "title (2)"']);
    expect(good[0]?.value).toEqual({ ID: 'p1', 'Größe (cm)': '5', title: 'a', 'title (2)': 'b', Title: 'c' });
  });

  it('may have the names that objects have', async () => {
    const [value] = valuesOf(await readRaw('id,__proto__,constructor\np1,a,b\n'));
    expect(Object.entries(value as object)).toEqual([
      ['id', 'p1'],
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it('may leave out cells at the end of a row if other rows have them empty, which is counted', async () => {
    const { good, notes } = await readRaw('id,title,note,size\np1,a,x,\np2,b,,\np3,c\n');
    expect(good[2]).toEqual({ line: 4, value: { id: 'p3', title: 'c' } });
    expect(notes).toEqual(['1 row with fewer cells than the header: the missing cells count as empty']);
  });

  it('are read over the header again, where files were joined', async () => {
    const read = await readRaw('id,title\np1,a\nid,title\n"id", title\nid,b\n');
    expect(valuesOf(read)).toEqual([
      { id: 'p1', title: 'a' },
      { id: 'id', title: 'b' },
    ]);
    expect(read.notes).toEqual(['2 rows left out: the header again']);
  });

  it('are read over blank lines, empty rows and the mark of the end of old files', async () => {
    const { good, bad, notes } = await readRaw('id,title\n\np1,a\n  \n,\np2,b\n\u001a');
    expect(good.map(({ line }) => line)).toEqual([3, 6]);
    expect(bad).toEqual([]);
    expect(notes).toEqual(['1 row without any value left out']);
  });

  it('take quotes for text in tables with tabs, where cells are seldom quoted', async () => {
    const content = 'id\ttitle\tprice\np1\tTV 24" wide\t5\np2\t"Best" lamp\t6\np3\t"a\tcell"\t7\n';
    expect(valuesOf(await readRaw(content, { name: 'feed.tsv' }))).toEqual([
      { id: 'p1', title: 'TV 24" wide', price: '5' },
      { id: 'p2', title: '"Best" lamp', price: '6' },
      { id: 'p3', title: 'a\tcell', price: '7' },
    ]);
  });

  it('understand quotes after a backslash, as databases export them', async () => {
    expect(valuesOf(await readRaw('id,title,price\np1,"10\\" wide",5\np2,"C:\\",6\np3,"5\\"" x",7\n'))).toEqual([
      { id: 'p1', title: '10" wide', price: '5' },
      { id: 'p2', title: 'C:\\', price: '6' },
      { id: 'p3', title: '5\\" x', price: '7' },
    ]);
  });

  it.each([
    ['commas', ','],
    ['tabs', '\t'],
    ['semicolons', ';'],
  ])('are codes without what tells spreadsheets so, between %s', async (_between, delimiter) => {
    const rows = [
      ['id', 'gtin', 'title'],
      ['="009"', "'00123", "'80s lamp"],
      ['"=""008"""', '="a, b; c"', "it's"],
    ];
    const read = await readRaw(rows.map((cells) => cells.join(delimiter)).join('\n'));
    expect(valuesOf(read)).toEqual([
      { id: '009', gtin: '00123', title: "'80s lamp" },
      { id: '008', gtin: 'a, b; c', title: "it's" },
    ]);
  });

  it('may have line breaks in their last cell, in every row or in some', async () => {
    for (const every of [1, 3]) {
      const rows = Array.from({ length: 60 }, (_, i) => {
        const text = i % every === 0 ? `"Number ${i}, of oak\nand ""ash""\n\nMade, in 1970"` : 'plain';
        return `p${i},${i}.50,${text}`;
      });
      const { good, bad } = await readRaw(['id,price,description', ...rows, ''].join('\n'));
      expect([good.length, bad]).toEqual([60, []]);
    }
  });

  it('keep white space inside of quotes, and drop it around cells', async () => {
    expect(valuesOf(await readRaw('id , title\n p1 ,  " a, b "  \n'))).toEqual([{ id: 'p1', title: ' a, b ' }]);
  });

  it('are reported if there is none', async () => {
    expect((await readRaw('id,title\n')).found.notes).toEqual(['the file has a header and no rows']);
    expect((await readRaw('\n \n')).found).toMatchObject({ format: 'csv', notes: ['the file is empty'] });
    expect((await readRaw('')).found).not.toHaveProperty('columns');
  });

  it('need a header that can be read', async () => {
    await expect(readRaw('id,"title\np1,a\n')).rejects.toMatchObject({
      code: 'broken-header',
      message: 'catalog.csv: the header in line 1 has a quote that is not closed: write each quote inside a name twice',
    });
    await expect(readRaw(',,\np1,a,b\n')).rejects.toThrow('the header in line 1 names no column: add the names');
  });
});
