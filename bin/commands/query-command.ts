import { Command } from 'commander';
import { numberOption, type Output } from '../../lib/terminal/command-line.ts';
import { writeLines } from '../../lib/terminal/text-stream.ts';
import { readCatalog } from '../files/input-files.ts';
import { computeVersion, readModel } from '../files/model-files.ts';
import { addReadingOptions, type ReadingOptions } from '../files/reading-options.ts';
import { searchCatalog } from '../searching/local-search.ts';
import { addQueryOptions, MAX_FOUND, type QueryOptions, readQuery } from '../searching/query-options.ts';
import { askDeployment } from '../searching/remote-search.ts';
import { type Ask, searchPages } from '../searching/search-pages.ts';
import { addPlaceOptions, requirePlace, type SearchedPlace } from '../searching/searched-place.ts';
import { formatRemarks, renderAnswer } from '../shown/shown-answer.ts';
import { type EmbeddedProduct, embedVisibly, type NotEmbeddable, reportNotEmbeddable } from './embedded-products.ts';

interface QueryCommandOptions extends SearchedPlace, ReadingOptions, QueryOptions {
  readonly neighbours: number;
  readonly json?: true;
}

/** `kindred query`. */
export function buildQueryCommand(output: Output): Command {
  const command = new Command('query');
  addPlaceOptions(command).description(
    'Searches by examples, as POST /v1/similar:query does: in a deployment with --url, or in files with --model and ' +
      '--catalog.',
  );
  addQueryOptions(command)
    .addOption(numberOption('-k, --neighbours <n>', 'number of products', { min: 1, max: MAX_FOUND }).default(10))
    .option('--json', 'print the answer of the API as one line of JSON on stdout')
    .action((options) => query(options, output));
  return addReadingOptions(command);
}

async function query(options: QueryCommandOptions, output: Output): Promise<void> {
  const request = readQuery(options, options.json ? [] : ['product']);
  const answer = await searchPages(await openSearch(options, output), request, options.neighbours);
  for (const line of formatRemarks(answer)) output.stderr.write(`${line}\n`);
  writeLines(output.stdout, options.json ? [JSON.stringify(answer)] : renderAnswer(answer, output.stdout));
}

/** What answers searches: the deployment of `--url`, or the model and the catalog. @throws UsageError */
async function openSearch(options: SearchedPlace & ReadingOptions, output: Output): Promise<Ask> {
  const place = requirePlace(options);
  return 'url' in place
    ? askDeployment({ ...options, ...place })
    : openCatalog(place.model, place.catalog, options, output);
}

async function openCatalog(at: string, catalog: string, options: ReadingOptions, output: Output): Promise<Ask> {
  const model = readModel(at);
  const products = await readCatalog(catalog, output, options);
  const notEmbeddable: NotEmbeddable = new Map();
  const embedded: EmbeddedProduct[] = [];
  for await (const group of embedVisibly(model, products, notEmbeddable, output)) embedded.push(...group);
  reportNotEmbeddable(notEmbeddable, output);
  return searchCatalog({ model, modelVersion: computeVersion(model), products, embedded, notEmbeddable });
}
