import type { View } from './parts/view.ts';

/** Every view, in the order of the navigation. The first one is shown where an address names none. */
export const views: readonly View[] = [
  { name: 'explore', title: 'Explore', icon: 'explore', load: () => import('./views/explore/explore.tsx') },
  { name: 'map', title: 'Map', icon: 'map', load: () => import('./views/map/map.tsx') },
  { name: 'runs', title: 'Runs', icon: 'runs', load: () => import('./views/runs/runs.tsx') },
  { name: 'quality', title: 'Quality', icon: 'quality', load: () => import('./views/quality/quality.tsx') },
  {
    name: 'data',
    title: 'Data',
    icon: 'data',
    load: () => import('./views/data/data.tsx'),
    takeFiles: () => import('./views/data/upload-store.ts'),
  },
];
