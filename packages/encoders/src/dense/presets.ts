/** Conventions of well-known encoders, for folders that do not state them: `openEncoder(folder, presets.contriever)`. */
import type { ModuleSettings } from '../pooling/modules.js';
import type { DenseConventions } from './dense-encoder.js';

const cls: ModuleSettings = { type: 'pooling', modes: ['cls'] };
const mean: ModuleSettings = { type: 'pooling', modes: ['mean'] };
const normalize: ModuleSettings = { type: 'normalize' };

/** ANCE: first token, linear layer, layer norm. Xiong et al., arXiv 2007.00808; lengths as in Pyserini. */
const ance: DenseConventions = {
  modules: [
    cls,
    { type: 'dense', file: 'model.safetensors', name: 'embeddingHead', activation: 'identity' },
    { type: 'layerNorm', file: 'model.safetensors', name: 'norm' },
  ],
  query: { maxTokens: 64 },
  document: { maxTokens: 256 },
  similarity: 'dot',
};

/** ANCE-PRF's query encoder, beside the documents of `ance`. Yu et al., arXiv 2108.13454; 512 tokens in all, as in Pyserini. */
const ancePrf: DenseConventions = { ...ance, query: { maxTokens: 512, segments: {} } };

/** LoL's query encoder for documents of ANCE. Zhu et al., arXiv 2204.11545; lengths and token types as in its code. */
const lol: DenseConventions = {
  ...ance,
  query: { maxTokens: 512, segments: { first: 128, others: 128, least: 10, tokenType: 1 } },
};

/**
 * TCT-ColBERT and its second version: mean behind `[CLS]`, `[`, the letter and `]`; queries are filled with `[MASK]`,
 * which counts. Lin et al., arXiv 2010.11386; form of the input as in Pyserini.
 */
const tctColbert: DenseConventions = {
  modules: [{ type: 'pooling', modes: ['mean'], skip: 4 }],
  query: { prefix: '[CLS] [Q] ', suffix: '[MASK]'.repeat(36), specialTokens: false, maxTokens: 36 },
  document: { prefix: '[CLS] [D] ', specialTokens: false, maxTokens: 512 },
  similarity: 'dot',
};

/** TAS-B, Hofstätter et al., arXiv 2104.06967, and margin-MSE's DistilBERT, arXiv 2010.02666: first token; lengths of training. */
const tasB: DenseConventions = {
  modules: [cls],
  query: { maxTokens: 30 },
  document: { maxTokens: 200 },
  similarity: 'dot',
};

/** Contriever: mean, not normalised. Izacard et al., arXiv 2112.09118. */
const contriever: DenseConventions = { modules: [mean], similarity: 'dot' };

/**
 * DPR: first token. Karpukhin et al., arXiv 2004.04906. Questions and passages have an encoder each: open both, and
 * give both the same `space`.
 */
const dpr: DenseConventions = { modules: [cls], similarity: 'dot' };

/** E5: mean, normalised, with a prefix on both sides. Wang et al., arXiv 2212.03533. */
const e5: DenseConventions = {
  modules: [mean, normalize],
  query: { prefix: 'query: ', maxTokens: 512 },
  document: { prefix: 'passage: ', maxTokens: 512 },
  similarity: 'cosine',
};

/** BGE v1.5, English: first token, normalised, with a prefix for queries. Xiao et al., arXiv 2309.07597. */
const bge: DenseConventions = {
  modules: [cls, normalize],
  query: { prefix: 'Represent this sentence for searching relevant passages: ', maxTokens: 512 },
  document: { maxTokens: 512 },
  similarity: 'cosine',
};

/** all-MiniLM-L6-v2 and its like: mean, normalised, 256 tokens. Reimers and Gurevych, arXiv 1908.10084. */
const miniLm: DenseConventions = {
  modules: [mean, normalize],
  query: { maxTokens: 256 },
  document: { maxTokens: 256 },
  similarity: 'cosine',
};

/** GTE (BERT-based, without a version in the name): mean, normalised, 512 tokens. Li et al., arXiv 2308.03281. */
const gte: DenseConventions = {
  modules: [mean, normalize],
  query: { maxTokens: 512 },
  document: { maxTokens: 512 },
  similarity: 'cosine',
};

export const presets: Readonly<
  Record<
    | 'ance'
    | 'ancePrf'
    | 'lol'
    | 'tctColbert'
    | 'tasB'
    | 'contriever'
    | 'dpr'
    | 'e5'
    | 'bge'
    | 'miniLm'
    | 'gte',
    DenseConventions
  >
> = Object.freeze({ ance, ancePrf, lol, tctColbert, tasB, contriever, dpr, e5, bge, miniLm, gte });
