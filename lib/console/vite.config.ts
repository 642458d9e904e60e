import { defineConfig } from 'vite';

/** The build of the console: one page, and chunks that are loaded when a view needs them. */
export default defineConfig({
  build: {
    target: 'es2023',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    // Every file of the page is one of its own: the content policy allows no data in place of scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
