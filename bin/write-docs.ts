/** `npm run docs`: writes the pages of docs/ and the types of the client that are generated from the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsPage } from '../lambdas/core/training/config/describe-settings.ts';
import { fillApiPage } from '../lib/openapi/api-page.ts';
import { clientFiles } from '../lib/openapi/client-files.ts';
import { openApiText } from '../lib/openapi/document.ts';

const root = join(import.meta.dirname, '..');
const openApi = openApiText();
const client = Object.entries(clientFiles(JSON.parse(openApi))).map(([name, text]) => [`lib/client/${name}`, text]);
const files = {
  'docs/configuration.md': settingsPage(),
  'docs/api/openapi.json': openApi,
  'docs/api.md': fillApiPage(readFileSync(join(root, 'docs/api.md'), 'utf8')),
  ...Object.fromEntries(client),
};
for (const [name, text] of Object.entries<string>(files)) {
  writeFileSync(join(root, name), text);
  process.stdout.write(`wrote ${name}\n`);
}
