/** A word piece as people read it: the end of a longer word has dots before it. */
export const readableToken = (token: string): string => token.replace(/^##/, '…');

/** A passage without the marks that a model puts at its beginning and end. */
export const readablePassage = (passage: string): string => passage.replace(/\[(?:CLS|SEP)\]/g, '').trim();
