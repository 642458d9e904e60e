/** `npm run docs`: writes the pages of docs/ and the files of the clients that are generated from the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsPage } from '../lambdas/core/training/config/describe-settings.ts';
import { fillLocalPage } from '../lib/local/limits/limits-page.ts';
import { fillApiPage } from '../lib/openapi/api-page.ts';
import { clientFiles } from '../lib/openapi/client-files.ts';
import { openApiText } from '../lib/openapi/document.ts';
import { postmanCollection } from '../lib/openapi/postman-collection.ts';
import { pythonFiles } from '../lib/openapi/python-files.ts';
import { metricsPage } from './shown/metrics-page.ts';

const root = join(import.meta.dirname, '..');
const openApi = openApiText();
const document = JSON.parse(openApi);
const inFolder = (folder: string, texts: Record<string, string>) =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [join(folder, name), text]));
const files = {
  'docs/configuration.md': settingsPage(),
  'docs/runbooks/metrics.md': metricsPage(),
  'docs/api/openapi.json': openApi,
  'docs/api/postman_collection.json': await postmanCollection(document),
  'docs/api.md': fillApiPage(readFileSync(join(root, 'docs/api.md'), 'utf8')),
  'docs/local.md': fillLocalPage(readFileSync(join(root, 'docs/local.md'), 'utf8')),
  ...inFolder('lib/client', clientFiles(document)),
  ...inFolder('lib/python-client', pythonFiles(document)),
};
for (const [name, text] of Object.entries<string>(files)) {
  writeFileSync(join(root, name), text);
  process.stdout.write(`wrote ${name}\n`);
}
