import { NAMED_PAIRS } from '../../lambdas/core/explain/explain-score.ts';
import { type Output, UsageError } from '../../lib/terminal/command-line.ts';
import { writeLines } from '../../lib/terminal/text-stream.ts';
import type { ConnectionOptions } from '../remote/connection.ts';
import { readQuery } from '../searching/query-options.ts';
import { askDeployment } from '../searching/remote-search.ts';
import { searchPages } from '../searching/search-pages.ts';
import { formatRemarks, renderAnswer } from '../shown/shown-answer.ts';

/** The options of `kindred similar` that a deployment answers. */
interface RemoteSimilarOptions extends ConnectionOptions {
  readonly url: string;
  readonly neighbours: number;
  readonly minScore?: number;
  readonly excludeSameGroup?: string;
  readonly because?: number;
  readonly json?: true;
}

/**
 * `kindred similar --url`: the neighbours of a product or a text in a deployment.
 * @throws UsageError for another number of pairs than the API names
 */
export async function showSimilarOfUrl(
  asked: { readonly id: string } | { readonly query: string },
  { neighbours, minScore, excludeSameGroup, because, json, ...connection }: RemoteSimilarOptions,
  output: Output,
): Promise<void> {
  if (because !== undefined && because !== NAMED_PAIRS)
    throw new UsageError(
      'wrong-value',
      `--because is ${because}, but a deployment names ${NAMED_PAIRS} pairs\nLeave out the number.`,
    );
  const examples = 'id' in asked ? { id: [asked.id] } : { query: [asked.query] };
  const chosen = {
    ...(minScore !== undefined && { minScore }),
    ...(excludeSameGroup !== undefined && { excludeSameGroup }),
    ...(because !== undefined && { because: true as const }),
  };
  const request = readQuery({ ...examples, ...chosen }, json ? [] : ['product']);
  const answer = await searchPages(askDeployment(connection), request, neighbours);
  for (const line of formatRemarks(answer)) output.stderr.write(`${line}\n`);
  const { data, notEmbeddable } = answer;
  const found = { ...asked, neighbours: data, ...(notEmbeddable !== undefined && { notEmbeddable }) };
  writeLines(output.stdout, json ? [JSON.stringify(found)] : renderAnswer(answer, output.stdout));
}
