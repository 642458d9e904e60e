/** Runs after `npm ci`. Plain JavaScript, so that an old Node.js can read it. */
import { existsSync, readFileSync } from 'node:fs';
import { installedNode, toldNode } from './launch.mjs';

const { engines, devDependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const lines = toldNode({
  // npm puts the Node.js of node_modules on the PATH of this script: the one that runs npm is another.
  npmAgent: process.env.npm_config_user_agent ?? '',
  needed: engines.node,
  installed: existsSync(installedNode) ? devDependencies.node : undefined,
});
if (lines !== '') process.stdout.write(lines);
