/**
 * Text between the tags of SGML. Read, tags vanish, white space becomes single blanks and none at the ends, and
 * last of all references are decoded: one can stand for white space that counts. `escapeSgml` writes it so.
 */
import { decodeHTML } from 'entities';
import { singleBlanks } from './single-blanks.js';

const tag = /<[/!?]?[a-z][^<>]*>/gi;

/** Without tags and with single blanks; references as they stand. */
export const withoutTags = (source: string): string => singleBlanks(source.replace(tag, ' '));

export const sgmlText = (source: string): string => decodeHTML(withoutTags(source));

/** What could open a tag or a reference, and white space that is no single blank between words. */
const special = /[&<]|[^\S ]|^ | $|(?<= ) /g;

const named: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
]);

/** The source from which `sgmlText` makes this text again. */
export const escapeSgml = (text: string): string =>
  text.replace(special, (character) => named.get(character) ?? `&#${character.charCodeAt(0)};`);
