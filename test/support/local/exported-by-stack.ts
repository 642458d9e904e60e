import { setTimeout as sleep } from 'node:timers/promises';
import type { KindredClient } from '../../../lib/client/client.ts';
import { readParquet } from '../worlds/export-runs.ts';

type StackExport = Awaited<ReturnType<KindredClient['getExport']>>;

/** Asks a stack for an export, and reads its job until it has ended. */
export async function exportWith(
  api: KindredClient,
  body: Parameters<KindredClient['startExport']>[0]['body'],
): Promise<StackExport> {
  const { id } = await api.startExport({ body });
  for (;;) {
    const job = await api.getExport({ id });
    if (job.state !== 'running') return job;
    await sleep(50);
  }
}

/** The bytes behind a link, loaded without credentials. */
export async function load(link: string): Promise<Uint8Array> {
  const answer = await fetch(link);
  if (!answer.ok) throw new Error(`${answer.status} for ${link}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** The rows of all files of an export as Parquet. */
export async function loadRows({ files = [] }: StackExport): Promise<Record<string, unknown>[]> {
  const each = await Promise.all(files.map(async ({ url }) => readParquet(await load(url!))));
  return each.flat();
}
