import { guardsOf, type Mutant } from './mutant.ts';

/** The guards of formats. */
export const formatMutants: readonly Mutant[] = [
  ...guardsOf(
    'lambdas/formats/files/csv-reader.ts',
    ['test/formats/files/table-files.test.ts'],
    [
      {
        find: 'if (bytes > this.#maxRecordBytes) return this.#startSkipping();',
        replace: '',
        why: 'A long line of a table would fill the memory.',
      },
      {
        find: 'if ((end < 0 ? window.bytes.length : end) - window.position > this.#maxRecordBytes) return unclosed;',
        replace: '',
        why: 'One quote that is not closed would take the rest of the file into memory.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/formats/parquet/parquet-limits.ts',
    ['test/formats/files/parquet-records.test.ts'],
    [
      {
        find: 'if (bytes <= MAX_PAGE_BYTES) return;',
        replace: 'if (bytes >= 0) return;',
        why: 'A page of some megabytes could become gigabytes of text.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/formats/tables/table-shape.ts',
    ['test/formats/files/table-files.test.ts'],
    [
      {
        find: 'if (rowBegins(rows[first]!.nextLine, columns)) return first;',
        replace: '',
        why: 'All rows of a table would be rejected if titles come first and the first row is long.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/formats/files/decompress.ts',
    ['test/formats/reading/read-records.test.ts', 'test/formats/files/compressed-files.test.ts'],
    [
      {
        find: '[...ready, ...(await this.#rescue(piece))]',
        replace: 'ready',
        why: 'A small file with other bytes behind it would lose all its lines.',
      },
      {
        find: 'if (this.bytes <= maxBytes) this.#ready.push(chunk);',
        replace: 'if (this.bytes >= 0) this.#ready.push(chunk);',
        why: 'A few kilobytes of gzip would become gigabytes.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/formats/files/unpack-file.ts',
    ['test/formats/files/compressed-files.test.ts'],
    [
      {
        find: 'layers <= MAX_LAYERS',
        replace: 'layers <= 9',
        why: 'A file that contains itself would be unpacked for ever.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/formats/files/json-lines.ts',
    ['test/formats/reading/read-records.test.ts', 'test/formats/files/compressed-files.test.ts'],
    [
      {
        find: 'if (length > this.#maxRecordBytes) {',
        replace: 'if (length < 0) {',
        why: 'A long line of JSON would fill the memory.',
      },
      {
        find: 'if (isTorn) return undefined;',
        replace: '',
        why: 'The torn end of a file would count as a bad line.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/formats/files/xml-records.ts',
    ['test/use-cases/uploads/hostile-uploads.test.ts'],
    [
      {
        find: 'if (heldCharacters <= maxRecordBytes + MAX_SAMPLE_CHARACTERS) return;',
        replace: 'if (heldCharacters >= 0) return;',
        why: 'A tag that does not end would fill the memory.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/formats/xml/xml-elements.ts',
    // Not the upload that nests 18,000 deep: without the guard it would take all memory.
    ['test/formats/files/xml-records.test.ts'],
    [
      {
        find: 'if (this.#open.length === MAX_DEPTH) {',
        replace: 'if (this.#open.length < 0) {',
        why: 'Deep elements would take the square of their number in time.',
      },
      {
        find: 'if (this.#characters > this.#maxCharacters) {',
        replace: 'if (this.#characters < 0) {',
        why: 'A record of any length would be held in memory.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/formats/files/byte-streams.ts',
    ['test/use-cases/uploads/hostile-uploads.test.ts'],
    [
      {
        find: '    onBytes();\n',
        replace: '',
        why: 'A file without a line would never ask for the time.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/formats/files/text-content.ts',
    ['test/formats/files/encodings.test.ts'],
    [
      {
        find: "if (encoding === 'utf-32') throw",
        replace: 'if (encoding === undefined) throw',
        why: 'A file of UTF-32 would be read as other characters.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/formats/values/plain-values.ts',
    ['test/formats/columns/key-reader.test.ts', 'test/formats/reading/read-records.test.ts'],
    [
      {
        find: 'if (!NO_CHARACTER.test(text)) return text;',
        replace: 'if (text !== undefined) return text;',
        why: 'Halves of characters would reach databases and terminals.',
      },
      {
        find: ' && name !== RESERVED_NAME',
        replace: '',
        why: 'A column could change what all objects inherit.',
      },
      {
        find: 'price !== undefined && price < 0 ?',
        replace: 'price === Number.NaN ?',
        why: 'A negative price would be a price.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/formats/values/times.ts',
    ['test/formats/values/times.test.ts'],
    [
      {
        find: 'if (Number(minute) > 59 || Number(seconds) > 59) return undefined;',
        replace: '',
        why: 'A code such as 12:75 would be a time.',
      },
      {
        find: 'if (hour < 1 || hour > 12) return undefined;',
        replace: '',
        why: '13 pm would be a time.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/formats/values/amounts.ts',
    ['test/formats/values/amounts.test.ts'],
    [
      {
        find: 'if (usual === undefined) return undefined;',
        replace: '',
        why: '1.299 would be guessed where nothing decides.',
      },
    ],
  ),
  ...guardsOf(
    'lambdas/formats/files/table-row.ts',
    ['test/formats/files/table-files.test.ts'],
    [
      {
        find: 'if (cells.length <= names.length) return cells.length >= minCells;',
        replace: 'if (cells.length <= names.length) return true;',
        why: 'A row that lacks cells would be read with its values in other columns.',
      },
    ],
  ),
];
