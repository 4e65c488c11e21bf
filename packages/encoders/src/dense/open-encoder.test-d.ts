import type { Encoder } from '@reprise/spec';
import * as node from 'onnxruntime-node';
import type { DenseEncoder } from './dense-encoder.js';
import { minilm } from './minilm.js';
import { openEncoder } from './open-encoder.js';
import { presets } from './presets.js';

openEncoder('./model') satisfies Promise<Encoder<'text', 'vector'>>;
openEncoder(new Map([['config.json', new Uint8Array()]]), { space: 'mine', ...presets.contriever });
openEncoder('./model', { runtime: node, precision: 'int8', attention: 'plain', workers: 2 });
minilm({ query: { prefix: 'query: ' } }) satisfies Promise<DenseEncoder>;

declare const encoder: DenseEncoder;
encoder.encode([{ text: 'a' }], 'query') satisfies Promise<readonly { readonly vector: object }[]>;
// @ts-expect-error a dense encoder reads texts
encoder.encode([{ terms: new Map() }], 'query');
// @ts-expect-error there are two roles
encoder.encode([{ text: 'a' }], 'passage');
// @ts-expect-error a precision that is not written here
openEncoder('./model', { precision: 'int4' });
// @ts-expect-error a runtime is an interface, not a name
openEncoder('./model', { runtime: 'onnxruntime-web' });
