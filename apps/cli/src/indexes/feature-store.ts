import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TextDocument } from '@reprise/datasets';
import {
  buildFeatures,
  extractiveFeatures,
  type FeatureStore,
  makeFeatures,
  openFeatures,
} from '@reprise/prf-prompt';
import type { RunOptions } from '@reprise/spec';

/** Where in a user's index folder the documents' features lie. */
export const featuresFolder = (directory: string): string => join(directory, 'features');

const currentFile = (directory: string): string => join(featuresFolder(directory), 'CURRENT');

export const hasFeatures = (directory: string): boolean => existsSync(currentFile(directory));

/** The features of a folder's documents; undefined where there are none. */
export async function openFeatureStore(
  directory: string,
  signal: AbortSignal,
): Promise<FeatureStore | undefined> {
  return hasFeatures(directory) ? openFeatures(featuresFolder(directory), { signal }) : undefined;
}

/** Makes features of what stands in the documents, without any model, in the place of those that are there. */
export async function addFeatures(
  directory: string,
  documents: AsyncIterable<TextDocument> | Iterable<TextDocument>,
  run: RunOptions & { readonly signal: AbortSignal },
): Promise<void> {
  const maker = extractiveFeatures();
  await buildFeatures(makeFeatures(documents, maker, run), featuresFolder(directory), {
    maker: maker.identity,
    replace: hasFeatures(directory),
    signal: run.signal,
  });
}

/** Takes the features away: first the file that names them, so that nobody finds half of them. */
export async function dropFeatures(directory: string): Promise<void> {
  await rm(currentFile(directory), { force: true });
  await rm(featuresFolder(directory), { recursive: true, force: true });
}
