import { logWarning } from '../../composition/logger.ts';
import { buildEntryProblem } from '../../http/http-response.ts';
import { HttpProblem } from '../../http/problems.ts';
import type { ReadOperation } from '../../http/product-operations.ts';
import { computeETag } from '../../http/request-headers.ts';
import { showIgnoredFields } from '../../http/unknown-fields.ts';
import {
  type ApplyOperationsPorts,
  applyOperations,
  findLastWritten,
  type LastWritten,
  type OperationOutcome,
} from '../../use-cases/catalog/apply-operations.ts';
import {
  type EmbedStoredPorts,
  embedStoredProducts,
  outcomeOf,
  type UnderLive,
} from '../../use-cases/embedding/embed-stored-products.ts';
import { toProblem } from './http-handler.ts';

export type WriteBatchPorts = ApplyOperationsPorts &
  EmbedStoredPorts & {
    /** Called after a product was written, and after one was removed. */
    settleWrite(id: string, revision: string): Promise<void>;
    settleRemoval(id: string): Promise<void>;
  };

/** Applies the operations that could be read, embeds what they wrote in one go, and answers about each. */
export async function writeBatch(
  ports: WriteBatchPorts,
  read: readonly (ReadOperation | HttpProblem)[],
): Promise<object[]> {
  const good = read.filter((one): one is ReadOperation => !(one instanceof HttpProblem));
  const operations = good.map(({ operation }) => operation);
  const outcomes = await applyOperations(ports, operations);
  const last = findLastWritten(operations, outcomes);
  const embedded = await embedWritten(ports, [...last.values()]);
  await settle(ports, operations, outcomes);
  logFailures(outcomes);
  const answers = new Map(
    good.map((one, i) => {
      const isLast = last.get(one.operation.id)?.index === i;
      return [one, describe(one, outcomes[i]!, isLast ? embedded : undefined)] as const;
    }),
  );
  return read.map((one, index) => ({
    index,
    ...(one instanceof HttpProblem ? showProblem(one) : answers.get(one)),
  }));
}

/** The result of embedding: null if there is no live version. */
type Embedded = UnderLive | null | HttpProblem;

/** A failure costs the embeddings, not the answers about the writes. */
async function embedWritten(ports: EmbedStoredPorts, last: readonly LastWritten[]): Promise<Embedded> {
  if (last.length === 0) return null;
  const stored = last.map(({ written }) => written.stored);
  const replaced = last.flatMap(({ written }) => written.replaced ?? []);
  try {
    const outcome = await embedStoredProducts(ports, stored, new Map(replaced.map((one) => [one.product.id, one])));
    return outcome ?? null;
  } catch (cause) {
    logWarning('the products of a batch are stored, but not embedded', cause);
    const { code } = toProblem(cause);
    return new HttpProblem(code, 'the product is stored, but not embedded: send the operation again');
  }
}

async function settle(
  ports: WriteBatchPorts,
  operations: readonly { readonly id: string }[],
  outcomes: readonly OperationOutcome[],
): Promise<void> {
  for (const [i, outcome] of outcomes.entries()) {
    const { id } = operations[i]!;
    if (outcome.kind === 'written') await ports.settleWrite(id, outcome.written.stored.revision);
    if (outcome.kind === 'removed') await ports.settleRemoval(id);
  }
}

/** @param embedded Undefined if a later operation of the batch wrote or removed the product. */
function describe(
  { operation: { id }, ignoredFields }: ReadOperation,
  outcome: OperationOutcome,
  embedded: Embedded | undefined,
): object {
  if (outcome.kind === 'failed') return { id, ...showProblem(toProblem(outcome.cause)) };
  if (outcome.kind === 'removed') return { id, status: 204 };
  if (embedded instanceof HttpProblem) return { id, ...showProblem(embedded) };
  const { stored, replaced, missing } = outcome.written;
  return {
    id,
    status: replaced ? 200 : 201,
    etag: computeETag(stored.revision),
    updatedAt: stored.updatedAt,
    ...(embedded !== undefined && { embedding: embedded && outcomeOf(id, embedded) }),
    ...(missing && { textVectorMissing: missing }),
    ...showIgnoredFields(ignoredFields),
  };
}

/** Logs failures of ours once: if a store does not answer, all operations may fail. */
function logFailures(outcomes: readonly OperationOutcome[]): void {
  const causes = outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.cause] : []));
  const ours = causes.filter((cause) => toProblem(cause).definition.status >= 500);
  if (ours.length > 0) logWarning(`${ours.length} of ${outcomes.length} operations of a batch failed`, ours[0]);
}

function showProblem({ code, message, extras }: HttpProblem): object {
  return { problem: buildEntryProblem(code, message, extras.errors) };
}
