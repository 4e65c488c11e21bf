/** Windows of the collections of Li et al., TOIS 2023 (arXiv 2108.11044): the mean length of a passage, and half of it. */
export interface WindowPreset {
  readonly words: number;
  readonly stride: number;
}

export const windowPresets: Readonly<Record<'msMarco' | 'cast' | 'webAp' | 'wikiPassageQa', WindowPreset>> =
  Object.freeze({
    /** Also TREC DL 2019, 2020 and DL-HARD. */
    msMarco: { words: 65, stride: 32 },
    cast: { words: 69, stride: 34 },
    webAp: { words: 75, stride: 37 },
    /** As in the released code. */
    wikiPassageQa: { words: 134, stride: 67 },
  });
