/** `npm run docs`: writes the pages of docs/ that are generated from the code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsPage } from '../lambdas/core/training/config/describe-settings.ts';
import { openApiText } from '../lib/openapi/document.ts';

const pages = { 'configuration.md': settingsPage(), 'api/openapi.json': openApiText() };
for (const [name, text] of Object.entries(pages)) {
  writeFileSync(join(import.meta.dirname, '../docs', name), text);
  process.stdout.write(`wrote docs/${name}\n`);
}
