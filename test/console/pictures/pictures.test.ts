import { describe, expect, it } from 'vitest';
import { findPictureFaults } from '../../support/docs/pictures.ts';
import { pictures } from './picture-list.ts';

describe('the pictures of the console', () => {
  it('are all there, not too large, and shown on pages of the documentation', () => {
    expect(findPictureFaults(pictures.map(({ name }) => `${name}.png`))).toEqual([]);
  });

  it('are said to be missing if the script takes one that is not there', () => {
    expect(findPictureFaults(['nothing.png', ...pictures.map(({ name }) => `${name}.png`)])).toEqual([
      'there is no docs/console/pictures/nothing.png: run npm run screenshots',
    ]);
  });
});
