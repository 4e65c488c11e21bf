/**
 * Tokens that stand for no part of a text: those of BERT and its like (`[CLS]`, `[unused1]`), of RoBERTa and its like
 * (`<s>`), and ColBERT's markers of query and document (`[Q]`, `[D]`).
 */
const special = /^\s*(?:\[(?:CLS|SEP|PAD|UNK|MASK|Q|D|unused\d*)\]|<\/?s>|<(?:pad|unk|mask)>)\s*$/;

export const isSpecialToken = (label: string): boolean => special.test(label);

/** Whether a word piece holds a letter or a digit of any script. */
export const isWordPiece = (label: string): boolean => /[\p{L}\p{N}]/u.test(label);
