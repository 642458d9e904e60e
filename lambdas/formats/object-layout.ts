/*
 * Where objects are stored in the two buckets, and how the names of data files end. Each prefix, object name and file
 * ending is written here and nowhere else. The file imports nothing, so that handlers, stores, the CDK constructs, the
 * local stack and the command line can all import it.
 */

/** Prefixes of the uploads bucket, which shops write. */
export const UPLOAD_PREFIXES = {
  catalog: 'catalog/',
  /** A catalog that is complete: the products that it lacks leave, if they are not too many. */
  replaceCatalog: 'replace/catalog/',
  /** The same, however many leave. */
  replaceCatalogForced: 'replace-forced/catalog/',
  triplets: 'triplets/',
  interactions: 'interactions/',
  judging: 'judging/',
} as const;

/** A prefix of the uploads bucket. */
export type UploadPrefix = (typeof UPLOAD_PREFIXES)[keyof typeof UPLOAD_PREFIXES];

/** The most bytes of a file, unpacked. A longer one is read up to there. */
export const MAX_FILE_BYTES = 16 * 1024 ** 3;

/** How the columns of catalogs are read: in the uploads bucket, and beside the catalog of a data folder. Optional. */
export const CATALOG_MAPPING_FILE = 'catalog.schema.json';
export const CATALOG_MAPPING_KEY = `${UPLOAD_PREFIXES.catalog}${CATALOG_MAPPING_FILE}`;

/** Uploads under these prefixes are catalogs. */
export const CATALOG_PREFIXES = [
  UPLOAD_PREFIXES.catalog,
  UPLOAD_PREFIXES.replaceCatalog,
  UPLOAD_PREFIXES.replaceCatalogForced,
] as const;

/** Uploads under these prefixes are training data: each starts an online step or a training run. */
export const TRAINING_PREFIXES = [UPLOAD_PREFIXES.triplets, UPLOAD_PREFIXES.interactions] as const;

/** Objects under this prefix wait for the next training run: Kindred collects the events of the API into them. */
export const EVENTS_PREFIX = `${UPLOAD_PREFIXES.interactions}events/` as const;

/** Says which judged products are ranked. Optional. */
export const JUDGING_META_KEY = `${UPLOAD_PREFIXES.judging}meta.json`;

/** Prefixes of the models bucket, which only Kindred writes. */
export const STORED_PREFIXES = {
  /** Weights, model card and report of each version. */
  models: 'models/',
  /** The frozen data and the checkpoints of each training run. */
  runs: 'runs/',
  /** The packed vectors that search reads, and the map of the products. */
  snapshots: 'snapshots/',
  /** The rejected lines of each upload. */
  rejects: 'rejects/',
  /** The files of each export. */
  exports: 'exports/',
  /** The vectors that an export reads, as they were when it began. */
  exportSources: 'export-sources/',
} as const;

/** How long the files of an export are kept, and how long what it reads: longer than any export works. */
export const EXPORT_DAYS = { files: 7, sources: 2 } as const;

/** The patterns of all keys under these prefixes, as IAM policies write them: `models/` -> `models/*`. */
export function keysUnder(...prefixes: readonly string[]): string[] {
  return prefixes.map((prefix) => `${prefix}*`);
}

/** The files of a model version, in its folder under `models/` and in the folder that `kindred train` writes. */
export const MODEL_FILES = {
  weights: 'model.safetensors',
  report: 'report.json',
  cardJson: 'card.json',
  cardMarkdown: 'card.md',
  cardPage: 'card.html',
  /** The objects that the lineage of the version was trained on. Not written by the command line. */
  trainedObjects: 'objects.jsonl',
} as const;

/** `models/m-0123456789abcdef/model.safetensors`. */
export function modelKey(version: string, file: keyof typeof MODEL_FILES): string {
  return `${STORED_PREFIXES.models}${version}/${MODEL_FILES[file]}`;
}

/** The map of a version: `snapshots/m-0123456789abcdef/map.json`. It is removed with the snapshots of the version. */
export function mapKey(version: string): string {
  return `${STORED_PREFIXES.snapshots}${version}/map.json`;
}

/** A part of a map: `snapshots/m-0123456789abcdef/<name>.points`. @param name Hex SHA-256 of its bytes. */
export function mapPartKey(version: string, kind: 'points' | 'names', name: string): string {
  return `${STORED_PREFIXES.snapshots}${version}/${name}.${kind}`;
}

/** The files of a training run, in its folder under `runs/`. */
export const RUN_FILES = {
  /** The frozen data: products, training rows, judging rows. */
  dataset: 'data.jsonl.gz',
  /** The tuned settings, if the configuration turns tuning on. */
  settings: 'settings.json',
  checkpoint: 'checkpoint.safetensors',
  /** The checkpoint of learning from the catalog alone, which may follow training on rows that failed. */
  catalogCheckpoint: 'catalog-checkpoint.safetensors',
} as const;

/** The name of a file of the catalog as a run found it. @param file From 0. */
export function runCatalogFile(file: number): string {
  return `catalog/${file}.jsonl.gz`;
}

/** `runs/<run>/<name>`. */
export function runKey(runId: string, name: string): string {
  return `${STORED_PREFIXES.runs}${runId}/${name}`;
}

/**
 * An object of collected events: `interactions/events/2026-01-03/10-15-00.123Z-0123456789abcdef.jsonl.gz`. The order of
 * keys is that of times.
 * @param at RFC 3339, UTC, with milliseconds.
 */
export function eventsKey(at: string, name: string): string {
  return `${EVENTS_PREFIX}${at.replace('T', '/').replaceAll(':', '-')}-${name}${COMPRESSED_JSON_LINES}`;
}

/** `exports/<export>/<name>`. */
export function exportKey(exportId: string, name: string): string {
  return `${STORED_PREFIXES.exports}${exportId}/${name}`;
}

/** What the files of an export are called, before their endings, and the file that says what they hold. */
export const EXPORT_FILES = { vectors: 'vectors', neighbours: 'neighbours', manifest: 'manifest.json' } as const;

/** The report on the rejected lines of an upload: `rejects/catalog/shop.jsonl.jsonl`. */
export function rejectsKey(uploadKey: string): string {
  return `${STORED_PREFIXES.rejects}${uploadKey}.jsonl`;
}

/** Under these keys is how far the reading of each upload is that ran out of time. */
export const UNFINISHED_UPLOADS_PREFIX = `${STORED_PREFIXES.rejects}unfinished/` as const;

/** Media types of the stored objects that people and programs read. */
export const CONTENT_TYPES = {
  json: 'application/json',
  jsonLines: 'application/x-ndjson',
  markdown: 'text/markdown; charset=utf-8',
  html: 'text/html; charset=utf-8',
  binary: 'application/octet-stream',
} as const;

/** What the lines of a data file describe. */
export type RecordKind = 'catalog' | 'training' | 'judging';

/** How the records of a file are written, as its bytes show. */
export type FileFormat = 'json-lines' | 'json' | 'csv' | 'xml' | 'parquet';

/** The endings of files of JSON lines as this project writes them, the preferred one first. */
export const JSON_LINES_ENDINGS = ['.jsonl.gz', '.jsonl'] as const;

/** The ending of compressed JSON lines, as this project writes data files. */
export const COMPRESSED_JSON_LINES = JSON_LINES_ENDINGS[0];

/** The formats of exports, and how the names of their files end, the preferred ending first. */
export const EXPORT_ENDINGS = {
  parquet: ['.parquet'],
  npy: ['.npy'],
  safetensors: ['.safetensors'],
  jsonl: JSON_LINES_ENDINGS,
  tsv: ['.tsv'],
} as const;

/** The formats of exports that can hold neighbours. */
export const NEIGHBOUR_FORMATS = ['parquet', 'jsonl'] as const satisfies readonly (keyof typeof EXPORT_ENDINGS)[];

interface FileEnding {
  readonly ending: string;
  /** What such a file usually contains. */
  readonly format: FileFormat;
}

/** The endings of data files, in lower case. They choose which files are read; how a file is read depends on its bytes. */
const FILE_ENDINGS: readonly FileEnding[] = [
  { ending: '.jsonl', format: 'json-lines' },
  { ending: '.ndjson', format: 'json-lines' },
  { ending: '.json', format: 'json' },
  { ending: '.csv', format: 'csv' },
  { ending: '.tsv', format: 'csv' },
  { ending: '.txt', format: 'csv' },
  { ending: '.xml', format: 'xml' },
  { ending: '.parquet', format: 'parquet' },
];

/** The endings that a compressed file may have after its own, or instead of it. */
const COMPRESSED_ENDINGS = ['.gz', '.zip'] as const;

/** The formats that each kind of record may have. A judging row contains lists, which a table of text cannot express. */
const FORMATS_OF_KIND: Readonly<Record<RecordKind, readonly FileFormat[]>> = {
  catalog: ['json-lines', 'json', 'csv', 'xml', 'parquet'],
  training: ['json-lines', 'json', 'csv', 'xml', 'parquet'],
  judging: ['json-lines', 'json', 'parquet'],
};

/** Whether files of a kind may be written so. */
export function hasFormatOf(kind: RecordKind, format: FileFormat): boolean {
  return FORMATS_OF_KIND[kind].includes(format);
}

/** Whether a file of this kind may have this name, in upper or lower case. */
export function hasEndingOf(kind: RecordKind, name: string): boolean {
  const ending = dataEndingOf(name)?.toLowerCase();
  const known = FILE_ENDINGS.find((one) => ending?.startsWith(one.ending));
  return ending !== undefined && (known === undefined || hasFormatOf(kind, known.format));
}

/** The ending of the name of a data file, with that of its compression: `Catalog.CSV.gz` -> `.CSV.gz`; undefined for others. */
export function dataEndingOf(name: string): string | undefined {
  const lower = name.toLowerCase();
  const packed = COMPRESSED_ENDINGS.find((one) => lower.endsWith(one)) ?? '';
  const plain = FILE_ENDINGS.find(({ ending }) => lower.endsWith(`${ending}${packed}`))?.ending ?? '';
  return plain === '' && packed === '' ? undefined : name.slice(name.length - plain.length - packed.length);
}

/** The endings that files of a kind may have, for a message. */
export function describeEndings(kind: RecordKind): string {
  const endings = FILE_ENDINGS.filter(({ format }) => hasFormatOf(kind, format)).map(({ ending }) => ending);
  return `${endings.join(', ')} (each also with ${COMPRESSED_ENDINGS.join(' or ')})`;
}
