import { describe, expect, it } from 'vitest';
import { sparkline } from '../../lib/terminal/sparkline.ts';

describe('sparkline', () => {
  it('draws the least number as the lowest bar and the largest as the highest', () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7])).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([3, 3])).toBe('▁▁');
  });

  it('averages neighbours of more numbers than the width, and leaves out what is not finite', () => {
    expect(sparkline([0, 0, 7, 7], 2)).toBe('▁█');
    expect(sparkline([1, Number.NaN, 2])).toBe('▁█');
    expect(sparkline([])).toBe('');
  });
});
