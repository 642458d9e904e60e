/** `npm start`. */
import { launch } from './launch.mjs';

launch(new URL('../lib/local/demo/start.ts', import.meta.url));
