/** So much of a file is looked at. */
const LOOK_BYTES = 64 * 1024;
const MAX_COLUMNS = 200;

/**
 * The names of the columns or keys at the beginning of a file; none if it is no text. Only the service reads the file for real:
 * this is a quick look, to guess what it is.
 * @throws what the browser throws if the file cannot be read, for example because it is a folder
 */
export async function lookAtColumns(file: Blob): Promise<string[]> {
  const bytes = new Uint8Array(await file.slice(0, LOOK_BYTES).arrayBuffer());
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  return columnsOf(decode(isGzip ? await unpackBeginning(bytes) : bytes));
}

/** The first piece that can be unpacked. The rest is cut off, so that no end is waited for. */
async function unpackBeginning(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    const { value = new Uint8Array() } = await reader.read();
    return value;
  } catch {
    // Damaged bytes have no columns. The service says what is wrong with them.
    return new Uint8Array();
  } finally {
    reader.cancel().catch(() => {});
  }
}

function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  return new TextDecoder(encoding).decode(bytes);
}

/** The names of the keys of JSON, or of the cells of the header of a table; none for other texts. */
export function columnsOf(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  const first = lines.find((line) => line.trim() !== '' && !/^sep=/i.test(line)) ?? '';
  if (/^\s*[[{]/.test(first)) return keysOf(text);
  if (isBinary(first) || first.startsWith('<')) return [];
  return cellsOf(first).slice(0, MAX_COLUMNS);
}

/** Whether a line is of a zip file, of Parquet or of a picture: they hold control characters and bytes that are no text. */
function isBinary(line: string): boolean {
  return [...line].some((one) => one === '\ufffd' || (one < ' ' && one !== '\t'));
}

function keysOf(json: string): string[] {
  const keys = [...json.matchAll(/"((?:[^"\\]|\\.){1,200})"\s*:/g)].map(([, key]) => key!);
  return [...new Set(keys)].slice(0, MAX_COLUMNS);
}

/** The cells of a line: separated by what stands most often in it. */
function cellsOf(line: string): string[] {
  const separator = [',', ';', '\t', '|'].reduce((best, one) =>
    countIn(line, one) > countIn(line, best) ? one : best,
  );
  const cells = line.match(new RegExp(`"(?:[^"]|"")*"|[^${separator}]+`, 'g')) ?? [];
  return cells.map((cell) => cell.trim().replace(/^"|"$/g, '').replaceAll('""', '"')).filter((cell) => cell !== '');
}

function countIn(line: string, character: string): number {
  return line.split(character).length;
}
