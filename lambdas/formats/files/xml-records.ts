import { findRecordName } from '../xml/record-name.ts';
import { XmlElements } from '../xml/xml-elements.ts';
import { FormatError } from './format-error.ts';
import type { ReadRecord } from './raw-record.ts';
import { MAX_SHOWN_CHARACTERS, rejectRecord } from './rejected-record.ts';

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
    elements ??= new XmlElements(requireRecordName(sample ?? ''), maxRecordBytes);
    yield* listRecords(elements.write(sample ?? text));
    refuseLongTag(elements, maxRecordBytes);
    sample = undefined;
  }
  if (sample !== undefined) {
    elements = new XmlElements(requireRecordName(sample), maxRecordBytes);
    yield* listRecords(elements.write(sample));
  }
  if (elements !== undefined) yield* listRecords(elements.end());
}

/** @throws FormatError `malformed-xml` */
function refuseLongTag({ heldCharacters }: XmlElements, maxRecordBytes: number): void {
  if (heldCharacters <= maxRecordBytes + MAX_SAMPLE_CHARACTERS) return;
  const message = `a tag does not end within ${maxRecordBytes} characters: is a quote or a bracket missing?`;
  throw new FormatError('malformed-xml', message);
}

function* listRecords(elements: ReturnType<XmlElements['write']>): Generator<ReadRecord, void, void> {
  for (const { line, value, problem } of elements) {
    const text = JSON.stringify(value).slice(0, MAX_SHOWN_CHARACTERS);
    yield problem === undefined ? { ok: true, line, value, text } : rejectRecord(line, 'malformed-xml', problem, text);
  }
}

function requireRecordName(sample: string): string {
  const name = findRecordName(sample);
  if (name !== undefined) return name;
  throw new FormatError('malformed-xml', 'no repeated element such as <item> or <entry>: is it a product feed?');
}
