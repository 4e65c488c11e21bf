/** Several texts of one query in one string, kept apart by the record separator of ASCII, which no prose has. */
const recordSeparator = '\u001e';

export function joinTexts(texts: readonly string[]): string {
  return texts.join(recordSeparator);
}

export function splitTexts(text: string): readonly string[] {
  return text.split(recordSeparator);
}

/** The same text as one: nothing that a document says may count as a text of its own. */
export function asOneText(text: string): string {
  return text.replaceAll(recordSeparator, ' ');
}
