import { EXPORT_ENDINGS, type NEIGHBOUR_FORMATS } from '../object-layout.ts';
import type { ByteChunks } from './byte-chunks.ts';
import type { NeighbourLists, VectorTable } from './export-contents.ts';
import { type ExportFormatName, type ExportKind, exportFormatNames } from './format-names.ts';
import { writeNeighbourLines, writeVectorLines } from './json-lines.ts';
import { writeIds, writeNpy } from './npy.ts';
import { writeNeighbourParquet, writeVectorParquet } from './parquet.ts';
import { writeProjectorMetadata, writeProjectorVectors } from './projector.ts';
import { writeSafetensorsTable } from './safetensors.ts';

/** A file beside that of the vectors, which says what its rows are. */
interface Companion {
  /** Follows the name without its ending: `vectors.npy` and `.ids.json` -> `vectors.ids.json`. */
  readonly ending: string;
  write(table: VectorTable): ByteChunks;
}

/** How vectors, and neighbours if the format can hold them, become bytes. Writers know no files: they give chunks. */
export interface ExportFormat {
  /** What it is, in a few words for a help text. */
  readonly doc: string;
  writeVectors(table: VectorTable): ByteChunks;
  readonly companion?: Companion;
  /** Whether the labels of products (`labelsOf`) are read. Default false. */
  readonly readsLabels?: true;
  writeNeighbours?(lists: NeighbourLists, modelVersion: string): ByteChunks;
}

type NeighbourFormat = (typeof NEIGHBOUR_FORMATS)[number];
type NeighbourWriter = Required<Pick<ExportFormat, 'writeNeighbours'>>;

/** Every format of exports. Their endings are in object-layout.ts. */
export const exportFormats: Readonly<
  Record<ExportFormatName, ExportFormat> & Record<NeighbourFormat, NeighbourWriter>
> = {
  parquet: {
    doc: 'Parquet',
    writeVectors: writeVectorParquet,
    writeNeighbours: (lists, modelVersion) => writeNeighbourParquet(lists, modelVersion),
  },
  npy: {
    doc: 'an array of numpy, with a list of ids beside it',
    writeVectors: writeNpy,
    companion: { ending: '.ids.json', write: writeIds },
  },
  safetensors: { doc: 'tensors', writeVectors: writeSafetensorsTable },
  jsonl: { doc: 'JSON lines', writeVectors: writeVectorLines, writeNeighbours: writeNeighbourLines },
  tsv: {
    doc: 'the TensorBoard projector, with metadata beside it',
    writeVectors: writeProjectorVectors,
    companion: { ending: '.metadata.tsv', write: writeProjectorMetadata },
    readsLabels: true,
  },
};

/** The format that the name of a file ends in, with this ending; undefined if it is none. */
export function formatOfName(file: string): { readonly name: ExportFormatName; readonly ending: string } | undefined {
  for (const name of exportFormatNames('vectors')) {
    const ending = EXPORT_ENDINGS[name].find((one) => file.endsWith(one));
    if (ending !== undefined) return { name, ending };
  }
  return undefined;
}

/** The endings of the files of an export, for a message. */
export function describeExportEndings(kind: ExportKind): string {
  return exportFormatNames(kind)
    .flatMap((name) => EXPORT_ENDINGS[name])
    .join(', ');
}
