/** A kind of file that is recognized by its first bytes, but not read. */
export interface ForeignContent {
  /** For people: `an Excel workbook`. */
  readonly name: string;
  readonly advice: string;
}

const SAVE_AS_CSV = 'save the sheet as CSV UTF-8';
const UNPACK = 'unpack it, or compress the data file with gzip';

/** Files by their first bytes, in hexadecimal. */
const SIGNATURES: readonly (readonly [hex: string, name: string, advice: string])[] = [
  ['d0cf11e0a1b11ae1', 'an old Excel workbook or another Office document', SAVE_AS_CSV],
  ['255044462d', 'a PDF document', 'export the data as CSV'],
  ['89504e470d0a1a0a', 'a PNG image', 'upload the data file'],
  ['ffd8ff', 'a JPEG image', 'upload the data file'],
  ['474946383', 'a GIF image', 'upload the data file'],
  ['52494646', 'an image, a sound or a film', 'upload the data file'],
  ['7b5c727466', 'an RTF document', 'save it as plain text'],
  ['53514c69746520666f726d6174', 'an SQLite database', 'export the table as CSV'],
  ['4f626a01', 'an Avro file', 'convert it to JSON lines, CSV or Parquet'],
  ['4152524f5731', 'an Arrow file', 'convert it to JSON lines, CSV or Parquet'],
  ['377abcaf271c', 'a 7z archive', UNPACK],
  ['526172211a07', 'a RAR archive', UNPACK],
  ['425a68', 'a bzip2 file', UNPACK],
  ['fd377a585a00', 'an xz file', UNPACK],
  ['28b52ffd', 'a Zstandard file', UNPACK],
  ['04224d18', 'an LZ4 file', UNPACK],
  ['7f454c46', 'a program', 'upload the data file'],
  ['4d5a90', 'a program', 'upload the data file'],
];

/** The place and the text that mark a tar archive. */
const TAR = { at: 257, text: 'ustar' };

/** More of them than one in so many characters: the bytes are no text. */
const MIN_TEXT_PER_CONTROL = 50;

/** So many of them are damage in a text, however small it is. */
const MAX_STRAY_CONTROLS = 2;

/** What bytes are, if they are of a kind that is not read. */
export function findForeignContent(head: Buffer): ForeignContent | undefined {
  const hex = head.toString('hex', 0, 16);
  const found = SIGNATURES.find(([signature]) => hex.startsWith(signature));
  if (found) return { name: found[1], advice: found[2] };
  if (head.toString('latin1', TAR.at, TAR.at + TAR.text.length) === TAR.text)
    return { name: 'a tar archive', advice: UNPACK };
  return undefined;
}

/** What a text is, if it is of a kind that is not read. */
export function findForeignText(text: string): ForeignContent | undefined {
  if (/^\s*(<!doctype html|<html\b|<head\b|<body\b)/i.test(text))
    return {
      name: 'an HTML page',
      advice: 'download the data file again: a page of a login or an error may have been saved',
    };
  const controls = countControls(text);
  if (controls > MAX_STRAY_CONTROLS && controls * MIN_TEXT_PER_CONTROL > text.length)
    return { name: 'no text file', advice: 'upload JSON lines, CSV, XML or Parquet' };
  return undefined;
}

/** Whether bytes begin a Parquet file. */
export function isParquet(head: Buffer): boolean {
  return head.toString('latin1', 0, 4) === 'PAR1';
}

/** Whether a text begins an XML document. */
export function isXml(text: string): boolean {
  return /^\s*<(\?xml|!--|!doctype|[a-z_][\w:.-]*[\s>/])/i.test(text);
}

/** Characters that texts do not have: controls but tab, line breaks, form feed, end of file (0x1a) and escape. */
function countControls(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 && (code < 9 || code > 13) && code !== 0x1a && code !== 0x1b) count += 1;
  }
  return count;
}
