/** `npm run docs`: writes the pages of docs/ that are generated from the code. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingsPage } from '../lambdas/core/training/config/describe-settings.ts';

writeFileSync(join(import.meta.dirname, '../docs/configuration.md'), settingsPage());
process.stdout.write('wrote docs/configuration.md\n');
