/** A word piece as people read it: the end of a longer word has dots before it. */
export const readableToken = (token: string): string => token.replace(/^##/, '…');
