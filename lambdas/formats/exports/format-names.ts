import { EXPORT_ENDINGS, NEIGHBOUR_FORMATS } from '../object-layout.ts';

/*
 * Apart from the formats themselves, because a function that only checks a request needs no writers: 60 KB of its bundle.
 */

export type ExportFormatName = keyof typeof EXPORT_ENDINGS;

/** What is exported: the vectors of products, or the nearest neighbours of each. */
export type ExportKind = 'vectors' | 'neighbours';

/** The names of the formats that can hold vectors, or neighbours. */
export function exportFormatNames(kind: ExportKind): readonly ExportFormatName[] {
  // Object.keys gives the keys of the table.
  return kind === 'neighbours' ? NEIGHBOUR_FORMATS : (Object.keys(EXPORT_ENDINGS) as ExportFormatName[]);
}
