import { expect, it } from 'vitest';
import { renderNeighbours } from '../../bin/shown/shown-neighbours.ts';

it('shows titles with markup as people read them', () => {
  const lines = renderNeighbours([{ id: 'a', score: 0.5, title: 'Men&rsquo;s <b>tee</b> &amp;amp; cap' }], {
    write: () => {},
  });
  expect(lines.join('\n')).toContain('Men’s tee & cap');
});
