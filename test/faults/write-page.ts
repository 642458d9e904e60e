/** A part of `npm run docs`: writes docs/faults.md. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultGroups } from './fault-list.ts';
import { faultsPage } from './faults-page.ts';

writeFileSync(join(import.meta.dirname, '../../docs/faults.md'), faultsPage(faultGroups));
process.stdout.write('wrote docs/faults.md\n');
