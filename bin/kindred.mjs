#!/usr/bin/env node
/** The command `kindred`. */
import { launch } from './launch.mjs';

launch(new URL('./kindred.ts', import.meta.url));
