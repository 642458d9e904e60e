import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readShownText } from '../../../lambdas/core/features/shown-text.ts';
import { splitWords } from '../../../lambdas/core/features/words.ts';

describe('the words of a text with HTML', () => {
  it.each([
    ['tags inside a word', '<b>f</b>oo H<sub>2</sub>O', 'foo h2o'],
    ['tags of blocks', '<ul><li>red</li><li>blue</li></ul>one<br/>two<hr>three', 'red blue one two three'],
    ['tags in capitals', '<P ALIGN=center>red<BR>blue', 'red blue'],
    ['attributes with signs', '<span title="a > b" data-mce-fragment=1>red</span>', 'red'],
    ['comments', 'red<!-- <b>not</b> this --> blue<!--[if mso]>nor this<![endif]-->', 'red blue'],
    ['scripts and styles', '<style>p{color:red}</style>lamp<script>if (a<b) f("<p>")</script>s', 'lamp s'],
    ['what is shown without scripts only', '<noscript><img src="x">pixel</noscript>lamp<template>t</template>', 'lamp'],
    ['declarations', '<!DOCTYPE html><html><body>red</body></html><?xml version="1.0"?>', 'red'],
    ['CDATA', '<![CDATA[Nice <b>lamp</b>]]>', 'nice lamp'],
    ['names with a namespace', 'red<o:p>&nbsp;</o:p><st1:city>Rome</st1:city>', 'red rome'],
    ['other names, as XML has them', '<colour>red</colour><size>M</size><icon ref="x"/>', 'red m'],
    ['references', 'caf&eacute; &#39;tis&#x27; 5&nbsp;kg&NBSP;net', 'cafe tis 5 kg net'],
    ['references without a semicolon', 'red&nbsp lamp &amp blue', 'red lamp blue'],
    ['escaped markup', '&lt;p&gt;red&lt;/p&gt;lamp &amp;amp; &amp;lt;br&amp;gt;', 'red lamp'],
    ['references to characters that are not seen', 'la&shy;mp sh&#8203;ade', 'lamp shade'],
  ])('leave out or decode %s', (_what, html, words) => {
    expect(splitWords(html).join(' ')).toBe(words);
  });

  it.each([
    ['a < b', 'a b'],
    ['3 < 5 > 2, x<y', '3 5 2 x y'],
    ['if x<b and c>d', 'if x b and c d'],
    ['AT&T, R&D, M&Ms; pens&notebooks', 'at t r d m ms pens notebooks'],
    ['<3 hearts </3', '3 hearts 3'],
    ['mail <info@shop.example> or <https://shop.example/a>', 'mail info shop example or https shop example a'],
    ['sizes <M>, <S> and <XL>', 'sizes m s and xl'],
    ['<!important> what <?>', 'important what'],
    ['< b >bold< /b >', 'b bold b'],
    ['fits a <table lamp>', 'fits a table lamp'],
    ['', ''],
  ])('keep the words of %j', (text, words) => {
    expect(splitWords(text).join(' ')).toBe(words);
  });

  it.each([
    ['an unclosed tag', '<p>red <b>lamp', 'red lamp'],
    ['a tag that is cut off', 'red lamp<a href="https://shop', 'red lamp'],
    ['a name that is cut off', 'red lamp <li', 'red lamp'],
    ['a closing tag without an opening one', 'red</p> lamp</b>', 'red lamp'],
    ['a missing quote', '<p class="x>red lamp</p><p class="y">blue</p>', 'red lamp blue'],
    ['a missing quote in the last tag', '<p class="x>red lamp', 'red lamp'],
    ['a missing bracket', '<br 20 cm <strong red</strong> lamp', '20 cm red lamp'],
    ['a comment that is cut off', 'red lamp <!-- the rest', 'red lamp'],
    ['a script that is cut off', 'red lamp <script>var x', 'red lamp'],
  ])('survive %s', (_what, html, words) => {
    expect(splitWords(html).join(' ')).toBe(words);
  });

  it('are those of the text, for any markup and unseen characters between them', () => {
    const word = fc.stringMatching(/^[a-z]{1,6}$/);
    const between = fc.constantFrom(
      ...[' ', '<br>', ' <b> ', '</b> ', '<p class="a">', '</p>\n', "<li data-x='1'>", ' &nbsp;', '&#160;', ' &amp; '],
      ...[
        ' <!-- no --> ',
        '<style>i{}</style>',
        '<script>let a = 1 < 2</script>',
        ' \u200b',
        '\ufeff ',
        ' \u202e ',
        ' &shy;',
      ],
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(between, word), { minLength: 1 }), between, (parts, last) => {
        const html = `${parts.map(([markup, one]) => markup + one).join('')}${last}`;
        expect(splitWords(html)).toEqual(parts.map(([, one]) => one));
      }),
      { numRuns: 1000 },
    );
  });

  it('are found in a time that grows with the text, however broken it is', () => {
    const broken = ['<', '<x ', '<x <y ', '<a b="', '=">', '<!--', '<q', '<b ', '&amp;', '<li   ', '= '];
    // What grows with the square of the length would not end within the time of a test.
    for (const part of broken) expect(readShownText(part.repeat(200_000 / part.length))).toBeTypeOf('string');
  });

  it('are those of the text itself without markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        fc.pre(!/[<&]/.test(text));
        expect(readShownText(text)).toBe(text);
      }),
    );
  });
});
