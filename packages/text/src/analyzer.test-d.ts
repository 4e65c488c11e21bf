import type { Encoder } from '@reprise/spec';
import { expectTypeOf } from 'vitest';
import { type Analyzer, createAnalyzer, english, language, standardTokenizer } from './index.js';

expectTypeOf(english()).toExtend<Encoder<'text', 'terms'>>();
expectTypeOf(language('de')).resolves.toEqualTypeOf<Analyzer>();
// @ts-expect-error no stemmer is known for Klingon
void language('tlh');
// @ts-expect-error a filter takes and gives lists of tokens, not single ones
createAnalyzer({ name: 'x', tokenize: standardTokenizer, filters: [(token: string) => token] });
