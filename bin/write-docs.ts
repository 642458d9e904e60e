/** `npm run docs`: writes the pages of docs/ that are generated from the code. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsPage } from '../lambdas/core/training/config/describe-settings.ts';
import { fillApiPage } from '../lib/openapi/api-page.ts';
import { openApiText } from '../lib/openapi/document.ts';

const docs = join(import.meta.dirname, '../docs');
const apiPage = readFileSync(join(docs, 'api.md'), 'utf8');
const pages = { 'configuration.md': settingsPage(), 'api/openapi.json': openApiText(), 'api.md': fillApiPage(apiPage) };
for (const [name, text] of Object.entries(pages)) {
  writeFileSync(join(docs, name), text);
  process.stdout.write(`wrote docs/${name}\n`);
}
