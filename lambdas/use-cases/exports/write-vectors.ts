import type { SnapshotIndex } from '../../core/search/snapshot-index.ts';
import type { ProductLabels } from '../../formats/exports/export-contents.ts';
import { exportFormats } from '../../formats/exports/export-formats.ts';
import type { ExportFormatName } from '../../formats/exports/format-names.ts';
import { EXPORT_ENDINGS, EXPORT_FILES } from '../../formats/object-layout.ts';
import { FinalError } from '../../ports/durable-steps.ts';
import type { ExportStore } from '../../ports/exports.ts';
import type { ExportedFile } from '../../ports/job-detail.ts';
import type { ProductStore } from '../../ports/product-store.ts';
import type { RemainingTime } from '../common/deadline.ts';
import { IndexTable } from './index-table.ts';
import type { RunningExport } from './running-export.ts';
import { writeFile } from './write-file.ts';

export interface WriteVectorsPorts {
  readonly exports: Pick<ExportStore, 'write'>;
  readonly products: Pick<ProductStore, 'scan'>;
}

/** Time kept back for the end of the file, and for the job. */
const RESERVE_MILLISECONDS = 20_000;

/**
 * Writes vectors into one file, within one invocation, and beside it the file that says what its rows are, if the format
 * has one.
 * @throws FinalError `for-the-shop` if the time of an invocation is too short
 */
export async function writeVectors(
  { exports, products }: WriteVectorsPorts,
  job: RunningExport,
  index: SnapshotIndex,
  remaining: RemainingTime,
): Promise<ExportedFile[]> {
  // The schema of the request has checked the name.
  const name = job.request.format as ExportFormatName;
  const { writeVectors: write, readsLabels, companion } = exportFormats[name];
  const onRows = async (done: number) => {
    if (remaining() < RESERVE_MILLISECONDS) throw tooLong(index, done);
    await job.progress({ done });
  };
  const labels = readsLabels && (await readLabels(products, index));
  const table = new IndexTable(index, { onRows, labels });
  const rows = () => table.ids.length;
  const base = EXPORT_FILES.vectors;
  const files = [await writeFile(exports, job.id, `${base}${EXPORT_ENDINGS[name][0]}`, write(table), rows)];
  if (companion)
    files.push(await writeFile(exports, job.id, `${base}${companion.ending}`, companion.write(table), rows));
  return files;
}

function tooLong({ size, D }: SnapshotIndex, done: number): FinalError {
  return new FinalError(
    'for-the-shop',
    `${done} of ${size} vectors of ${D} numbers were written in the time of a function: ` +
      'export parts of the catalog with a filter, or choose npy or safetensors, which are written faster',
  );
}

async function readLabels(products: Pick<ProductStore, 'scan'>, index: SnapshotIndex) {
  const labels = new Map<string, ProductLabels>();
  for await (const { product } of products.scan()) {
    const { id, title, brand, category } = product;
    if (index.rowOf(id) !== undefined) labels.set(id, { title, brand, category });
  }
  return labels;
}
