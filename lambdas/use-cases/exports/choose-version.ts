import type { ModelPointers } from '../../ports/model-pointers.ts';
import type { ModelRegistry } from '../../ports/model-registry.ts';
import { UseCaseError } from '../common/use-case-error.ts';

/** The pointers to versions of which every vector is stored. `next` is not complete, and `head` may have no vectors. */
const STORED_POINTERS = ['live', 'previous'] as const;

export interface ChooseVersionPorts {
  readonly pointers: Pick<ModelPointers, 'read'>;
  readonly registry: Pick<ModelRegistry, 'get'>;
}

/**
 * The version to export.
 * @param asked undefined: the live version
 * @throws UseCaseError `no-live-version`, `model-not-found`, `version-not-stored`
 */
export async function chooseVersion(ports: ChooseVersionPorts, asked: string | undefined): Promise<string> {
  const stored = await listStoredVersions(ports.pointers);
  if (asked === undefined) {
    if (stored.live !== undefined) return stored.live;
    throw new UseCaseError('no-live-version', 'no version is live yet, and the request names none');
  }
  if (isStored(stored, asked)) return asked;
  if ((await ports.registry.get(asked)) === undefined)
    throw new UseCaseError('model-not-found', `there is no model version ${asked}`);
  throw new UseCaseError('version-not-stored', describeNotStored(stored, asked));
}

/** Why a version cannot be exported any more; undefined if it can. */
export async function whyNotStored(pointers: Pick<ModelPointers, 'read'>, version: string) {
  const stored = await listStoredVersions(pointers);
  return isStored(stored, version) ? undefined : describeNotStored(stored, version);
}

type StoredVersions = Readonly<Record<(typeof STORED_POINTERS)[number], string | undefined>>;

async function listStoredVersions(pointers: Pick<ModelPointers, 'read'>): Promise<StoredVersions> {
  const [live, previous] = await Promise.all(STORED_POINTERS.map((name) => pointers.read(name)));
  return { live: live?.version, previous: previous?.version };
}

function isStored({ live, previous }: StoredVersions, version: string): boolean {
  return version === live || version === previous;
}

function describeNotStored({ live = 'none', previous = 'none' }: StoredVersions, version: string): string {
  return `there are no vectors of ${version}: only those of live (${live}) and previous (${previous}) are stored`;
}
