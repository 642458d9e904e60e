import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import { renderTable } from '../../lib/terminal/text-table.ts';

const file = { write: () => {} };
const columns = [{ title: 'score', align: 'right' as const }, { title: 'id' }, { title: 'title' }];

describe('renderTable', () => {
  it('aligns columns by what a terminal shows, also with wide characters', () => {
    const rows = [
      ['0.5', 'a', 'cup'],
      ['10.25', '日本', 'teapot'],
    ];
    expect(renderTable(file, columns, rows)).toEqual(['score  id    title', '  0.5  a     cup', '10.25  日本  teapot']);
  });

  it('cuts the widest column on a terminal, and nothing in a file', () => {
    const rows = [['0.5', 'a', 'x'.repeat(50)]];
    expect(renderTable({ ...file, isTTY: true, columns: 30 }, columns, rows)[1]).toBe(`  0.5  a   ${'x'.repeat(17)}…`);
    expect(renderTable(file, columns, rows)[1]).toBe(`  0.5  a   ${'x'.repeat(50)}`);
  });

  it('fits the width of any terminal from 40 characters on, with cells of any text', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { maxLength: 5 }),
        fc.integer({ min: 40, max: 120 }),
        (rows, width) => {
          const lines = renderTable({ ...file, isTTY: true, columns: width }, columns, rows);
          expect(lines).toHaveLength(rows.length + 1);
          expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThan(width);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('shows control characters of a cell as spaces, so that no title moves the cursor', () => {
    const [, line] = renderTable(file, [{ title: 'title' }], [['red\n\u001b[31mcup']]);
    expect(line).toBe('red [31mcup');
  });
});
