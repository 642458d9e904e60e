import { Parser } from 'htmlparser2';
import { FormatError } from './format-error.ts';
import type { ReadRecord } from './raw-record.ts';
import { MAX_SHOWN_CHARACTERS, rejectRecord } from './rejected-record.ts';
import { XmlElements } from './xml-elements.ts';

/** The names of record elements in feeds, the surest first: RSS, Atom, then those of other feeds. */
const RECORD_NAMES = ['item', 'entry', 'product', 'offer', 'shopitem', 'article', 'row', 'record', 'order'];
/** The record element is searched for in so many characters. */
const MAX_SAMPLE_CHARACTERS = 256 * 1024;

/**
 * Streams the records of an XML file: the elements that are repeated, with the texts of their children by name. A
 * repeated child is a list, a child with children an object. A broken record is a rejected one.
 * @param texts The decoded text of the file, in pieces.
 * @throws FormatError `malformed-xml` if the file has no element that is repeated.
 */
export async function* readXmlRecords(
  texts: AsyncIterable<string>,
  maxRecordBytes: number,
): AsyncGenerator<ReadRecord, void, void> {
  let sample: string | undefined = '';
  let elements: XmlElements | undefined;
  for await (const text of texts) {
    if (sample !== undefined) {
      sample += text;
      if (sample.length < MAX_SAMPLE_CHARACTERS) continue;
    }
    elements ??= new XmlElements(findRecordName(sample ?? ''), maxRecordBytes);
    yield* listRecords(elements.write(sample ?? text));
    sample = undefined;
  }
  if (sample !== undefined) {
    elements = new XmlElements(findRecordName(sample), maxRecordBytes);
    yield* listRecords(elements.write(sample));
  }
  if (elements !== undefined) yield* listRecords(elements.end());
}

function* listRecords(elements: ReturnType<XmlElements['write']>): Generator<ReadRecord, void, void> {
  for (const { line, value, problem } of elements) {
    const text = JSON.stringify(value).slice(0, MAX_SHOWN_CHARACTERS);
    yield problem === undefined ? { ok: true, line, value, text } : rejectRecord(line, 'malformed-xml', problem, text);
  }
}

/** The element that is a record: one of the usual names, or the one that is repeated most. */
function findRecordName(sample: string): string {
  const counts = countParents(sample);
  const usual = RECORD_NAMES.flatMap((name) => [...counts.keys()].filter((one) => one.toLowerCase() === name));
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  const name = usual[0] ?? (most !== undefined && most[1] > 1 ? most[0] : undefined);
  if (name !== undefined) return name;
  throw new FormatError('malformed-xml', `no repeated element such as <item> or <entry>: is it a product feed?`);
}

/** How often each element is there that has children. */
function countParents(sample: string): Map<string, number> {
  const counts = new Map<string, number>();
  const open: { readonly name: string; isCounted: boolean }[] = [];
  const parser = new Parser(
    {
      onopentag: (name) => {
        const parent = open.at(-1);
        if (parent?.isCounted === false) {
          parent.isCounted = true;
          counts.set(parent.name, (counts.get(parent.name) ?? 0) + 1);
        }
        open.push({ name, isCounted: false });
      },
      onclosetag: () => open.pop(),
    },
    { xmlMode: true },
  );
  parser.end(sample);
  return counts;
}
