import type { FileReport } from '../../core/catalog/reading-report.ts';
import { cutText } from '../../core/errors/cut-text.ts';

/** A job shows at most so many columns and notes of a file, and so many characters of each text. */
export const MAX_ENTRIES = 60;
const MAX_CHARACTERS = 200;

/** The report on a file, bounded for a job: an item of the registry has at most 400 KB. */
export function boundFileReport({ columns, notes, ...found }: FileReport): FileReport {
  const moreColumns = (columns?.length ?? 0) - MAX_ENTRIES;
  const moreNotes = notes.length - MAX_ENTRIES;
  return {
    ...shorten(found),
    ...(columns && { columns: columns.slice(0, MAX_ENTRIES).map(shorten) }),
    notes: [
      ...notes.slice(0, MAX_ENTRIES).map(shortenText),
      ...(moreNotes > 0 ? [`${moreNotes} more notes are not listed`] : []),
      ...(moreColumns > 0 ? [`${moreColumns} more columns are not listed`] : []),
    ],
  };
}

function shorten<Texts extends object>(texts: Texts): Texts {
  const entries = Object.entries(texts).map(([name, value]) => [
    name,
    typeof value === 'string' ? shortenText(value) : value,
  ]);
  return Object.fromEntries(entries) as Texts;
}

function shortenText(text: string): string {
  return cutText(text, MAX_CHARACTERS);
}
