import { setTimeout as sleep } from 'node:timers/promises';
import type { Export, ExportRequest } from '../../lib/client/generated/schemas.ts';
import type { Output } from '../../lib/terminal/command-line.ts';
import { formatCount } from '../../lib/terminal/numbers.ts';
import { Progress } from '../../lib/terminal/progress.ts';
import type { ExportTarget } from '../files/export-target.ts';
import { writeTogether } from '../files/output-file.ts';
import { type ConnectionOptions, connect, explainFailure, pollMillisecondsOf } from '../remote/connection.ts';
import { followExport, loadExportFile } from '../remote/remote-export.ts';

/** What is exported from a deployment. */
interface RemoteExport extends ConnectionOptions {
  readonly url: string;
  readonly neighbours?: number;
  /** `live`, or the name of a version whose vectors are stored. */
  readonly modelVersion?: string;
}

const BYTES_PER_MEGABYTE = 1e6;

/**
 * Exports the vectors or neighbours of all products of a deployment, and loads the files.
 * @returns the counts, the files and a line for people
 */
export async function exportByUrl(
  { neighbours, modelVersion, ...connection }: RemoteExport,
  target: ExportTarget,
  output: Output,
) {
  const client = connect(connection);
  const progress = new Progress(output.stderr);
  const body: ExportRequest = {
    format: target.name,
    ...(neighbours !== undefined && { neighbours: { k: neighbours } }),
    ...(modelVersion !== undefined && modelVersion !== 'live' && { version: modelVersion }),
  };
  try {
    const { id } = await client.startExport({ body });
    progress.line(`${id} has started; it goes on without this command`);
    const pause = () => sleep(pollMillisecondsOf(connection.url));
    const done = await followExport(client, id, { pause, onProgress: (state) => showExport(state, progress) });
    const named = nameFiles(done, target);
    const load = (key: string, bytes: number) =>
      loadExportFile(client, id, key, (loaded) => showLoading(loaded, bytes, progress));
    await writeTogether(named.map(({ file, key, bytes }) => [file, load(key, bytes)]));
    progress.clear();
    return describeExport(
      done,
      named.map(({ file }) => file),
    );
  } catch (cause) {
    throw explainFailure(cause, connection.url);
  }
}

/** Where the files of an export go: beside `--out` if there are several. */
function nameFiles({ files = [] }: Export, { file, base, format }: ExportTarget) {
  const beside = format.companion?.ending;
  const isBeside = (key: string): boolean => beside !== undefined && key.endsWith(beside);
  const own = files.filter(({ key }) => !isBeside(key));
  const ending = file.slice(base.length);
  const numbered = (i: number): string =>
    own.length === 1 ? file : `${base}-${String(i + 1).padStart(5, '0')}${ending}`;
  return files.map(({ key, bytes }) => {
    const name = isBeside(key) ? `${base}${beside}` : numbered(own.findIndex((one) => one.key === key));
    return { file: name, key, bytes };
  });
}

function showExport({ phase = 'queued', done = 0, vectors }: Export, progress: Progress): void {
  if (phase === 'writing' && vectors) progress.work({ label: 'exporting', done, total: vectors, unit: 'products' });
  else progress.update(`exporting: ${phase}`);
}

function showLoading(loaded: number, bytes: number, progress: Progress): void {
  const [done, total] = [loaded, bytes].map((one) => Math.round(one / BYTES_PER_MEGABYTE)) as [number, number];
  progress.work({ label: 'loading', done, total, unit: 'MB' });
}

function describeExport(done: Export, files: readonly string[]) {
  const { id, modelVersion, dim = 0, products = 0, vectors = 0, withoutVector = 0, neighbours, rows = 0 } = done;
  const counts = { export: id, modelVersion, products, vectors, withoutVector, dim, files };
  const where = `by ${modelVersion} in ${files.join(' and ')}`;
  if (neighbours === undefined) return { ...counts, text: `${vectors} vectors of ${dim} numbers ${where}` };
  return { ...counts, pairs: rows, text: `${rows} neighbours of ${formatCount(vectors)} products ${where}` };
}
