/**
 * `npm run sizing`: memory, time and cost of training runs and search engines by the size of the shop,
 * computed from the measured rates in bin/sizing/rates.json.
 */
import { runSizing } from './sizing/run-sizing.ts';

process.exitCode = runSizing(process.argv.slice(2), process);
