/** What made the features that were used, in words for people; undefined where nothing is known of it. */
export function makerSays(
  makers: ReadonlyMap<string, string>,
  used: ReadonlySet<string>,
): string | undefined {
  const said = new Set(
    [...makers]
      .filter(([feature, maker]) => used.has(feature) && maker !== '')
      .map(([, maker]) => sayOf(maker)),
  );
  return said.size === 0 ? undefined : [...said].join('; ');
}

/** By the identities that makers of `@reprise/prf-prompt` write. */
function sayOf(identity: string): string {
  const [, encoder] = /^extractive@\d+ by ([^,]+)/.exec(identity) ?? [];
  if (encoder !== undefined) {
    const how = 'without a language model, of phrases, names and sentences that stand in the document itself';
    return encoder === 'words' ? how : `${how}, chosen by ${encoder}`;
  }
  // The program that ran the model, the model, and what else its answers depend on.
  const [, model = identity] = /^\S+ (.+?)(?: (?:\[|\{|sha256|[0-9a-f]{16}).*)?: \w+@/s.exec(identity) ?? [];
  // A model may be named by its file.
  return `by the language model ${model.replace(/\S*[\\/]/g, '')}`;
}
