import { render } from 'preact';
import { Shell } from './shell/shell.tsx';
import { views } from './views.ts';

render(<Shell views={views} />, document.getElementById('app')!);
