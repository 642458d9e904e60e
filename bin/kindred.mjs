#!/usr/bin/env node
/** The command `kindred`. */
import { launch } from './launch.mjs';

await launch(new URL('./kindred.ts', import.meta.url));
