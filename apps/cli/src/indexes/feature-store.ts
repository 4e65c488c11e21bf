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
import type { Document, RunOptions } from '@reprise/spec';

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
  const makers = new Map(maker.features.map((feature) => [feature, maker.identity]));
  await saveFeatures(directory, makeFeatures(documents, maker, run), makers, run.signal);
}

/** Saves features, in the place of those that are there, with what made each of them. */
export async function saveFeatures(
  directory: string,
  documents: AsyncIterable<Document<'features'>>,
  makers: ReadonlyMap<string, string>,
  signal: AbortSignal,
): Promise<void> {
  const maker = JSON.stringify(Object.fromEntries(makers));
  await buildFeatures(documents, featuresFolder(directory), {
    maker,
    replace: hasFeatures(directory),
    signal,
  });
}

/** What made each feature of a store. Stores of other programs name one maker for all. */
export function makersOf({ maker, features }: FeatureStore): ReadonlyMap<string, string> {
  try {
    const makers = new Map(Object.entries(Object(JSON.parse(maker))));
    if ([...makers.values()].every((one) => typeof one === 'string')) return makers as Map<string, string>;
  } catch {
    // One name, not JSON.
  }
  return new Map(features.map((feature) => [feature, maker]));
}

/** Takes the features away: first the file that names them, so that nobody finds half of them. */
export async function dropFeatures(directory: string): Promise<void> {
  await rm(currentFile(directory), { force: true });
  await rm(featuresFolder(directory), { recursive: true, force: true });
}
