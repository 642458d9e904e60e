/** A word or phrase that readers stumble over, and the plain words for it. */
interface BannedWord {
  readonly pattern: RegExp;
  readonly plain: string;
}

/** The one list of banned words, for docs, comments, messages and test titles. Patterns match whole words, in any case. */
const bannedWords: readonly BannedWord[] = [
  { pattern: /\banew\b/i, plain: 'again' },
  { pattern: /\bwho(?:m)?ever\b/i, plain: 'any caller, or the name of the subject' },
  { pattern: /\bwhatever\b/i, plain: 'any, or the list of what is meant' },
  { pattern: /\b(?:let|lets|letting) go\b/i, plain: 'delete, retire or release' },
  { pattern: /\b(?:goes|go|going|gone|went) on (?:from|with|where)\b/i, plain: 'continue, resume' },
  { pattern: /\bgone on\b/i, plain: 'continued, resumed' },
  { pattern: /\b(?:is|are|was|were|be|been) told\b(?! apart)|\btold (?:of|by|in)\b/i, plain: 'receives, reported' },
  { pattern: /\bby heart\b/i, plain: 'overfitted' },
  { pattern: /\bheld against\b/i, plain: 'compared with' },
  { pattern: /\bwhere there (?:is|are|was|were) (?:one|none|some|any)\b/i, plain: 'if present, if absent' },
  { pattern: /\bsuch as (?:it|they) (?:is|are)\b/i, plain: 'say what it is' },
  { pattern: /\bto whom\b/i, plain: 'to which' },
  { pattern: /\bthere(?:of|upon|with)\b/i, plain: 'of it' },
  { pattern: /\bcompany\b/i, plain: 'co-occurrence' },
  { pattern: /\b(?:a|another|each|every|the|next|last|first|best) look\b/i, plain: 'check' },
  { pattern: /\b(?:two|three|between|of|many|few|\d+) looks\b/i, plain: 'checks' },
  // "keeps the order" is plain English; "what a run keeps" means what it stores.
  { pattern: /\bkeeps of\b|\bwhat (?:it|an? \w+|the \w+) keeps\b|\bkeeps company\b/i, plain: 'stores' },
  { pattern: /\b(?:begin|begins|began|begun|beginning) again\b/i, plain: 'restart' },
  { pattern: /\bask(?:s|ed|ing)? of\b/i, plain: 'require, expect' },
  { pattern: /\b(?:is|are) there(?= (?:while|where|already|until|only)\b|[,.;)])/i, plain: 'exists, is present' },
  { pattern: /\breckon(?:s|ed|ing)?\b/i, plain: 'compute, estimate' },
];

/** The banned words of a text, each with its offset in it. */
export function findBannedWords(text: string): { offset: number; found: string; plain: string }[] {
  return bannedWords.flatMap(({ pattern, plain }) =>
    [...text.matchAll(new RegExp(pattern.source, 'gi'))].map((match) => ({
      offset: match.index,
      found: match[0],
      plain,
    })),
  );
}
