import { join } from 'node:path';
import type { commandLoaders } from '../../../bin/commands/command-list.ts';

/** Stand in words for addresses that are known once servers run. */
export const PLACES = { apiUrl: 'API_URL', apiPort: 'API_PORT', consolePort: 'CONSOLE_PORT' } as const;

/** What the wrong inputs of the table would write, if they were taken. */
export const NEVER_WRITTEN = ['x', 'v.jsonl', 'v.npy', 'v.parquet'];

export type Words = readonly string[];

/** What is tried with one command. */
interface CommandRow {
  /** Words after the command that succeed. A path: the test that runs it, because it needs servers of its own. */
  readonly success: Words | `test/${string}`;
  /** Words after the command that are refused, and what the two lines say. */
  readonly wrong: readonly (readonly [words: Words, says: RegExp])[];
  readonly typo: readonly [typed: string, meant: string];
}

type CommandTable = Readonly<Record<keyof typeof commandLoaders, CommandRow>>;

const noModel: [RegExp, RegExp] = [/missing-input: \/nowhere/, /wrong-value: .*text\.txt is no model/];
const brokenModel = /\nGive a model that 'kindred train' wrote/;

/**
 * What is tried with every command; the type says when one is missing.
 * @param data A folder with catalog, training and judging data, the models `model` and `other`, and broken files.
 */
export function buildCommandTable(data: string): CommandTable {
  const at = (name: string): string => join(data, name);
  const [model, other, catalog] = [at('model.safetensors'), at('other.safetensors'), at('catalog.jsonl.gz')];
  const embedding = ['--model', model, '--catalog', catalog];
  const judging = ['--model', model, '--data', data];
  return {
    serve: {
      success: 'test/local/demo/run-start.e2e.test.ts',
      wrong: [
        [['--port', '70000'], /wrong-value: --port is 70000, expected a whole number in \[0, 65535\]/],
        [['--port', '3000/tcp'], /wrong-value: --port is 3000\/tcp/],
        [
          ['--port', PLACES.consolePort, '--home', at('home')],
          /port-in-use: .* is in use by another process\nChoose another/,
        ],
        [['--home', join(at('text.txt'), 'home')], /not-a-folder: /],
        [['--home', at('text.txt')], /is a file/],
        [['--data', data], /unknown-option/],
      ],
      typo: ['--prot', '--port'],
    },
    import: {
      success: [catalog, '--out', at('imported')],
      wrong: [
        [[], /missing-argument: .*files/],
        [['/nowhere.csv', '--out', at('x')], /missing-input: \/nowhere\.csv does not exist/],
        [[data, '--out', at('x')], /wrong-value: .* is a folder, expected a file\nName a file/],
        [[at('empty.jsonl'), '--out', at('x')], /empty-input: no product can be read/],
        [[at('text.txt'), '--out', at('x')], /missing-column: .*no column for the id/],
        [[catalog], /missing-option: --out is missing/],
        [[catalog, '--out', '/proc/x'], /wrong-value: no file or folder can be made in \/proc/],
        [[catalog, '--out', at('text.txt')], /is a file/],
        [[catalog, '--out', join(at('text.txt'), 'x')], /not-a-folder/],
        [[catalog, '--out', at('x'), '--variants', 'none'], /wrong-value: .*merge, each/],
        [[catalog, '--out', at('x'), '--map', 'title'], /invalid-mapping: --map is title, expected FIELD=COLUMN/],
        [[catalog, '--out', at('x'), '--map', 'titl=name'], /titl: no field: did you mean title\?/],
        [[catalog, '--out', ''], /wrong-value: the value of --out is empty/],
      ],
      typo: ['--varaints', '--variants'],
    },
    train: {
      success: ['--data', data, '--out', at('trained'), '--config', at('quick.json')],
      wrong: [
        [['--data', '/nowhere', '--out', at('x')], /missing-input: there is no folder \/nowhere/],
        [['--data', catalog, '--out', at('x')], /wrong-value: .*catalog\.jsonl\.gz is a file, expected a folder/],
        [['--data', data, '--out', '/proc/x'], /wrong-value: no file or folder can be made in \/proc/],
        [['--data', data, '--out', at('text.txt')], /wrong-value: --out is .*text\.txt, which is a file/],
        [['--data', data, '--out', at('x'), '--budget', '0'], /wrong-value: --budget is 0, expected seconds/],
        [['--data', data, '--out', at('x'), '--budget', '-1s'], /wrong-value: --budget is -1s/],
        [['--data', data, '--out', at('x'), '--budget', '9e9m'], /wrong-value: --budget is 9e9m/],
        [
          ['--data', data, '--out', at('x'), '--budget', '999999m'],
          /wrong-value: --budget is 999999m, expected seconds/,
        ],
        [['--data', data, '--out', at('x'), '--seed', 'NaN'], /wrong-value: --seed is NaN/],
        [['--data', data, '--out', at('x'), '--threads', '1e99'], /wrong-value: --threads is 1e99/],
        [['--data', data, '--out', at('x'), '--config', data], /wrong-value: .* is a folder, expected a file/],
        [
          ['--data', data, '--out', at('x'), '--config', at('empty.jsonl')],
          /unreadable-input: --config: .* is not JSON/,
        ],
        [
          ['--data', data, '--out', at('x'), '--config', at('unknown.json')],
          /unknown-field: .*epoch is not a setting: did you mean epochs/,
        ],
        [['--data', data, '--out', at('x'), '--config', at('nan.json')], /unreadable-input/],
        [['--data', data, '--out', at('x'), '--from', at('text.txt')], noModel[1]],
        [['--data', data, '--out', at('x'), '--tune', '--self-supervised'], /exclusive-options: .*--tune/],
        [['--data', data, '--out', at('x'), '--tune', '--from', model], /exclusive-options: .*--from/],
        [['--data', data, '--out', at('x'), '--self-supervised', '--from', model], /exclusive-options: .*--from/],
        [['--data', '/dev/null', '--out', at('x')], /wrong-value: \/dev\/null is a file, expected a folder/],
        [['--data', at('noids'), '--out', at('x')], /missing-column: .*no column for the id/],
        [['--data', at('two'), '--out', at('x')], /several-inputs: .*catalog\.csv and catalog\.jsonl/],
        [[data, '--out', at('x')], /unknown-argument: too many arguments/],
      ],
      typo: ['--self-supervisd', '--self-supervised'],
    },
    tune: {
      success: ['--data', data, '--config', at('tune.json'), '--budget', '2s'],
      wrong: [
        [['--data', '/nowhere'], /missing-input/],
        [['--data', data, '--out', data], /wrong-value: --out is .*, which is a folder/],
        [['--data', data, '--out', '/nowhere/x.json'], /missing-input: --out is .*no folder \/nowhere/],
        [['--data', data, '--budget', '10 s'], /wrong-value: --budget is 10 s/],
        [['--data', at('noids')], /missing-column: .*no column for the id/],
      ],
      typo: ['--bugdet', '--budget'],
    },
    judge: {
      success: judging,
      wrong: [
        [['--model', '/nowhere', '--data', data], noModel[0]],
        [['--model', at('text.txt'), '--data', data], noModel[1]],
        [['--model', at('cut.safetensors'), '--data', data], brokenModel],
        [['--model', at('empty.safetensors'), '--data', data], brokenModel],
        [['--model', at('foreign.safetensors'), '--data', data], brokenModel],
        [['--model', model, '--data', at('imported')], /missing-input: .* has no judge\.jsonl/],
        [['--model', model, '--data', data, '--against', ''], /wrong-value: the value of --against is empty/],
        [['--model', model], /missing-option: --data is missing/],
      ],
      typo: ['--aginst', '--against'],
    },
    compare: {
      success: [model, other, '--data', data],
      wrong: [
        [[model, '--data', data], /missing-argument: .*'b'/],
        [[model, other, model, '--data', data], /unknown-argument: /],
        [[model, '/nowhere', '--data', data], noModel[0]],
        [[at('text.txt'), model, '--data', data], noModel[1]],
        [[model, other], /missing-option: --data is missing/],
      ],
      typo: ['--daat', '--data'],
    },
    'bench-quality': {
      success: [at('sets'), '--config', at('quick.json')],
      wrong: [
        [[], /missing-argument: .*folder/],
        [['/nowhere'], /missing-input: there is no folder \/nowhere/],
        [[at('text.txt')], /wrong-value: .*text\.txt is a file, expected a folder/],
        [[at('noids')], /empty-input: .* has no folder with catalog, train and judge .*\nName the folder/],
        [[at('sets'), '--only', 'one,three'], /wrong-value: --only names three, which .*\nIts sets: one, two/],
        [[at('sets'), '--out', '/nowhere/x.json'], /missing-input: --out is .*no folder \/nowhere/],
        [[at('sets'), '--only', 'one', '--out', at('text.txt')], /unreadable-input: --out: .* is not JSON/],
        [[at('sets'), '--only', 'one', '--out', at('quick.json')], /was not written by kindred bench-quality/],
        [[at('sets'), '--seed', '-1'], /wrong-value: --seed is -1/],
        [[at('sets'), at('sets')], /unknown-argument: /],
      ],
      typo: ['--olny', '--only'],
    },
    similar: {
      success: [...embedding, '--id', 'cup-red'],
      wrong: [
        [[...embedding, '--id', 'nobody'], /wrong-value: --id is nobody, which is not in the catalog/],
        [[...embedding], /missing-option: --id or --query is missing/],
        [[...embedding, '--id', 'a', '--query', 'b'], /exclusive-options/],
        [[...embedding, '--id', 'cup-red', '-k', '0'], /wrong-value: -k, --neighbours is 0/],
        [[...embedding, '--id', 'cup-red', '-k', '10px'], /wrong-value: -k, --neighbours is 10px/],
        [[...embedding, '--id', 'cup-red', '--min-score', 'NaN'], /wrong-value: --min-score is NaN/],
        [[...embedding, '--id', 'cup-red', '--min-score', '-2'], /wrong-value: --min-score is -2/],
        [
          ['--model', model, '--catalog', data, '--id', 'cup-red'],
          /wrong-value: .* is a folder, expected a file\nName a file/,
        ],
        [['--model', model, '--catalog', at('empty.jsonl'), '--id', 'cup-red'], /empty-input: .* has no product/],
        [
          ['--model', model, '--catalog', at('text.txt'), '--id', 'cup-red'],
          /missing-column: .*text\.txt: no column for the id/,
        ],
        [['--model', model, '--id', 'cup-red'], /missing-option: --catalog is missing/],
        [
          ['--url', PLACES.apiUrl, '--id', 'cup-red', '--strict'],
          /exclusive-options: --strict says how a catalog is read/,
        ],
        [[...embedding, '--id', 'cup-red', '--region', 'eu-west-1'], /missing-option: --region is for a deployment/],
        [['--url', 'http://127.0.0.1:3000/v1/', '--id', 'cup-red'], /wrong-value: .*without \/v1/],
        [['--url', '127.0.0.1:3000', '--id', 'cup-red'], /wrong-value: --url is 127/],
        [
          ['--url', 'http://127.0.0.1:1?stage', '--id', 'cup-red'],
          /wrong-value: --url is .*stage, expected an address/,
        ],
        [
          ['--url', 'https://ann:secret@shop.example', '--id', 'cup-red'],
          /wrong-value: (?!.*secret).*a user name or a password.*\nLeave them out/,
        ],
      ],
      typo: ['--neighbors', '--neighbours'],
    },
    query: {
      success: [...embedding, '--id', 'cup-red', '--not-id', 'cup-blue'],
      wrong: [
        [[...embedding, '--id', 'nobody'], /there is no product nobody/],
        [[...embedding, '--id', 'cup-red', '--filter', 'brand'], /wrong-value/],
        [[...embedding, '--id', 'cup-red', '--facet', 'nothing'], /wrong-value/],
        [[...embedding, '--id', 'cup-red', '--strategy', 'mean'], /wrong-value: .*average, best/],
        [[...embedding, '--id', 'cup-red', '--mmr-lambda', '2'], /wrong-value: --mmr-lambda is 2/],
        [['--url', PLACES.apiUrl, ...embedding, '--id', 'cup-red'], /exclusive-options/],
        [['--url', 'http://127.0.0.1:1', '--id', 'cup-red'], /unreachable: .*\nCheck --url/],
      ],
      typo: ['--stratgy', '--strategy'],
    },
    mine: {
      success: [...judging, '--out', at('mined.jsonl'), '--connected', 'pairs', '--max-chance', '1'],
      wrong: [
        [['--model', '/nowhere', '--data', data], noModel[0]],
        [[...judging, '--out', at('mined.csv')], /wrong-value: --out is .*ends in \.jsonl/],
        [[...judging, '--out', '/nowhere/mined.jsonl'], /missing-input: --out is/],
        [[...judging, '--json'], /wrong-value: --out is missing/],
        [[...judging, '--margin', 'x'], /wrong-value: --margin is x/],
        [[...judging, '--range-min', '9', '--range-max', '3'], /empty-range/],
        [[...judging, '--group-attribute', 'havy'], /unknown-attribute: .*did you mean heavy\?/],
      ],
      typo: ['--postives', '--positives'],
    },
    embed: {
      success: [...embedding, '--out', at('vectors.jsonl')],
      wrong: [
        [['--catalog', catalog, '--out', at('v.jsonl')], /missing-option: --model is missing\nGive --model, or --url/],
        [['--model', model, '--url', PLACES.apiUrl, '--catalog', catalog, '--out', at('v.jsonl')], /exclusive-options/],
        [
          [...embedding, '--model-version', 'live', '--out', at('v.jsonl')],
          /exclusive-options: --model-version needs --url/,
        ],
        [
          ['--url', PLACES.apiUrl, '--model-version', 'm-0', '--catalog', catalog, '--out', at('v.jsonl')],
          /model-not-found: /,
        ],
        [
          ['--url', PLACES.apiUrl, '--model-version', 'best', '--catalog', catalog, '--out', at('v.jsonl')],
          /expected live, head/,
        ],
        [['--url', 'http://127.0.0.1:1', '--catalog', catalog, '--out', at('v.jsonl')], /unreachable/],
        [[...embedding, '--out', '/proc/v.jsonl'], /wrong-value: no file or folder can be made in \/proc/],
        [[...embedding, '--out', at('v.bin')], /wrong-value: --out is/],
        [[...embedding, '--out', ''], /wrong-value: the value of --out is empty/],
        [
          ['--model', model, '--catalog', at('noids/catalog.csv'), '--out', at('v.jsonl')],
          /missing-column: .*no column for the id/,
        ],
      ],
      typo: ['--catlog', '--catalog'],
    },
    export: {
      success: [...embedding, '--out', at('vectors.npy')],
      wrong: [
        [[...embedding, '--out', at('v.xlsx')], /wrong-value: --out is .*expected a name that ends in/],
        [[...embedding, '--out', at('v.npy'), '--format', 'parquet'], /wrong-value: .*ending of npy/],
        [[...embedding, '--out', at('v.npy'), '--neighbours', '3'], /neighbours are written as parquet or jsonl/],
        [[...embedding, '--out', at('v.parquet'), '--neighbours', '1001'], /wrong-value: --neighbours is 1001/],
        [['--model', at('text.txt'), '--catalog', catalog, '--out', at('v.npy')], noModel[1]],
      ],
      typo: ['--fromat', '--format'],
    },
    inspect: {
      success: [model],
      wrong: [
        [[], /missing-argument: .*model/],
        [[at('text.txt')], noModel[1]],
        [[at('cut.safetensors')], brokenModel],
        [[at('foreign.safetensors')], brokenModel],
        [[data, '--top', '-1'], /wrong-value: --top is -1/],
        [[model, model], /unknown-argument/],
      ],
      typo: ['--tpo', '--top'],
    },
    smoke: {
      success: ['--url', PLACES.apiUrl],
      wrong: [
        [[], /missing-option: --url is missing/],
        [['--url', 'localhost'], /wrong-value: --url is localhost/],
        [['--url', PLACES.apiUrl, '--data', data], /missing-option: --bucket is missing/],
        [['--url', PLACES.apiUrl, '--data', '/nowhere', '--bucket', 'b'], /missing-input/],
        [['--url', PLACES.apiUrl, '--timeout-minutes', '1m'], /wrong-value: --timeout-minutes is 1m/],
      ],
      typo: ['--buckte', '--bucket'],
    },
    open: {
      success: ['--port', PLACES.consolePort],
      wrong: [
        [['--port', '0'], /wrong-value: --port is 0/],
        [['--port', '1'], /missing-input: nothing answers at http:\/\/127\.0\.0\.1:1\/\nStart the stack first/],
        [['--port', PLACES.apiPort], /wrong-value: .* is not the console \(status 404\)/],
        [['--url', 'http://127.0.0.1:1'], /missing-input: nothing answers .*\nCheck --url/],
        [['--url', PLACES.apiUrl, '--port', '3000'], /exclusive-options/],
        [['--url', 'shop'], /wrong-value: --url is shop/],
      ],
      typo: ['--prot', '--port'],
    },
    completion: {
      success: ['bash'],
      wrong: [
        [[], /missing-argument: .*shell/],
        [['tcsh'], /wrong-value: .*bash, zsh, fish/],
      ],
      typo: ['--hlep', '--help'],
    },
  };
}
