/*
 * Where objects are stored in the two buckets, and how the names of data files end. Each prefix, object name and file
 * ending is written here and nowhere else. The file imports nothing, so that handlers, stores, the CDK constructs, the
 * local stack and the command line can all import it.
 */

/** Prefixes of the uploads bucket, which shops write. */
export const UPLOAD_PREFIXES = {
  catalog: 'catalog/',
  triplets: 'triplets/',
  interactions: 'interactions/',
  judging: 'judging/',
} as const;

/** How the columns of catalogs are read: in the uploads bucket, and beside the catalog of a data folder. Optional. */
export const CATALOG_MAPPING_FILE = 'catalog.schema.json';
export const CATALOG_MAPPING_KEY = `${UPLOAD_PREFIXES.catalog}${CATALOG_MAPPING_FILE}`;

/** Uploads under these prefixes are training data: each starts an online step or a training run. */
export const TRAINING_PREFIXES = [UPLOAD_PREFIXES.triplets, UPLOAD_PREFIXES.interactions] as const;

/** Says which judged products are ranked. Optional. */
export const JUDGING_META_KEY = `${UPLOAD_PREFIXES.judging}meta.json`;

/** Prefixes of the models bucket, which only Kindred writes. */
export const STORED_PREFIXES = {
  /** Weights, model card and report of each version. */
  models: 'models/',
  /** The frozen data and the checkpoints of each training run. */
  runs: 'runs/',
  /** The packed vectors that search reads. */
  snapshots: 'snapshots/',
  /** The rejected lines of each upload. */
  rejects: 'rejects/',
} as const;

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
  /** The objects that the lineage of the version was trained on. Not written by the command line. */
  trainedObjects: 'objects.jsonl',
} as const;

/** `models/m-0123456789abcdef/model.safetensors`. */
export function modelKey(version: string, file: keyof typeof MODEL_FILES): string {
  return `${STORED_PREFIXES.models}${version}/${MODEL_FILES[file]}`;
}

/** The files of a training run, in its folder under `runs/`. */
export const RUN_FILES = {
  /** The frozen data: products, training rows, judging rows. */
  dataset: 'data.jsonl.gz',
  /** The tuned settings, if the configuration turns tuning on. */
  settings: 'settings.json',
  checkpoint: 'checkpoint.safetensors',
} as const;

/** `runs/<run>/<name>`. */
export function runKey(runId: string, name: string): string {
  return `${STORED_PREFIXES.runs}${runId}/${name}`;
}

/** The report on the rejected lines of an upload: `rejects/catalog/shop.jsonl.jsonl`. */
export function rejectsKey(uploadKey: string): string {
  return `${STORED_PREFIXES.rejects}${uploadKey}.jsonl`;
}

/** Media types of the stored objects that people and programs read. */
export const CONTENT_TYPES = {
  json: 'application/json',
  jsonLines: 'application/x-ndjson',
  markdown: 'text/markdown; charset=utf-8',
} as const;

/** What the lines of a data file describe. */
export type RecordKind = 'catalog' | 'training' | 'judging';

/** How the records of a file are written. */
export type FileFormat = 'jsonl' | 'csv';

interface FileEnding {
  readonly ending: string;
  readonly format: FileFormat;
  readonly isCompressed: boolean;
}

/** The ending of compressed JSON lines, as this project writes data files. */
export const COMPRESSED_JSON_LINES = '.jsonl.gz';

/** The endings of data files, the preferred one first. */
const FILE_ENDINGS: readonly FileEnding[] = [
  { ending: COMPRESSED_JSON_LINES, format: 'jsonl', isCompressed: true },
  { ending: '.jsonl', format: 'jsonl', isCompressed: false },
  { ending: '.csv', format: 'csv', isCompressed: false },
  { ending: '.csv.gz', format: 'csv', isCompressed: true },
];

/** The endings of files of JSON lines, the preferred one first. */
export const JSON_LINES_ENDINGS: readonly string[] = FILE_ENDINGS.filter(({ format }) => format === 'jsonl').map(
  ({ ending }) => ending,
);

/** The formats that each kind of record may have. A judging row contains lists, which CSV cannot express. */
const FORMATS_OF_KIND: Readonly<Record<RecordKind, readonly FileFormat[]>> = {
  catalog: ['jsonl', 'csv'],
  training: ['jsonl', 'csv'],
  judging: ['jsonl'],
};

/** The endings that files of a kind may have, the preferred one first. */
export function endingsOf(kind: RecordKind): string[] {
  return FILE_ENDINGS.filter(({ format }) => FORMATS_OF_KIND[kind].includes(format)).map(({ ending }) => ending);
}

/** The format of a file by the ending of its name; undefined if it is no data file. */
export function fileFormatOf(name: string): Omit<FileEnding, 'ending'> | undefined {
  return FILE_ENDINGS.find(({ ending }) => name.endsWith(ending));
}

/** Whether a file of this kind may have this name. */
export function hasEndingOf(kind: RecordKind, name: string): boolean {
  const file = fileFormatOf(name);
  return file !== undefined && FORMATS_OF_KIND[kind].includes(file.format);
}
