/** Every run of white space but a single blank, as most of them are, which would only be put in its own place. */
const runs = / \s+|[^\S ]\s*/g;

/** With one blank for every run of white space, and none at the ends. */
export const singleBlanks = (text: string): string => text.replace(runs, ' ').trim();
