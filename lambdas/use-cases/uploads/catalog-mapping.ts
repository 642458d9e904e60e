import { parseMapping } from '../../formats/columns/parse-mapping.ts';
import { FormatError } from '../../formats/files/format-error.ts';
import { CATALOG_MAPPING_FILE, CATALOG_MAPPING_KEY } from '../../formats/object-layout.ts';
import type { ReadingSchema } from '../../formats/schemas/reading-schema.ts';
import type { UploadStore } from '../../ports/upload-store.ts';
import { openCurrent } from './good-records.ts';
import type { UploadEvent, UploadOutcome } from './upload-event.ts';
import { type UploadJobPorts, UploadJobWriter } from './upload-job.ts';

/** A larger file is no mapping. */
const MAX_BYTES = 1024 ** 2;

/** How catalogs are read, as the shop says it in its uploads bucket. */
export interface CatalogMapping {
  readonly schema: ReadingSchema;
  /** Why the mapping cannot be used. Catalogs are not read without it: they could become other products. */
  readonly problem?: string;
}

/** Whether an upload is a mapping and no catalog. */
export function isMapping(key: string): boolean {
  return key.split('/').at(-1) === CATALOG_MAPPING_FILE;
}

/** The mapping in the uploads bucket; empty without one. */
export async function readCatalogMapping(uploadStore: UploadStore): Promise<CatalogMapping> {
  const object = await uploadStore.find(CATALOG_MAPPING_KEY);
  if (object === undefined || object.bytes === 0) return { schema: {} };
  if (object.bytes > MAX_BYTES)
    return { schema: {}, problem: `${CATALOG_MAPPING_KEY} has ${object.bytes} bytes, expected at most ${MAX_BYTES}` };
  const chunks: Uint8Array[] = [];
  for await (const chunk of (await openCurrent(uploadStore, object)) ?? []) chunks.push(chunk);
  try {
    return { schema: parseMapping(CATALOG_MAPPING_KEY, Buffer.concat(chunks).toString('utf8')) };
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    return { schema: {}, problem: cause.message };
  }
}

/** Takes the upload of a mapping: its job says whether it can be used. It applies to the catalogs after it. */
export async function takeCatalogMapping(
  ports: UploadJobPorts & { readonly uploadStore: UploadStore },
  event: UploadEvent,
): Promise<UploadOutcome> {
  const job = await UploadJobWriter.open(ports, event);
  if (typeof job === 'string') return job;
  const { problem } = await readCatalogMapping(ports.uploadStore);
  const misplaced = `the mapping of catalogs is read at ${CATALOG_MAPPING_KEY} only: upload it there`;
  const cause = event.key === CATALOG_MAPPING_KEY ? problem : misplaced;
  await job.finish(cause === undefined ? 'succeeded' : 'failed', cause === undefined ? {} : { cause });
  return cause === undefined ? 'done' : 'failed';
}
