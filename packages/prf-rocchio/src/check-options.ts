import { type CollectionStatistics, optionError } from '@reprise/spec';

/** Refuses what is not a whole number of at least 1. */
export function checkCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) throw optionError(name, value, 'a whole number of at least 1');
}

/** For callers without types: refuses statistics that are not there. */
export function checkStatistics(statistics: CollectionStatistics | undefined): void {
  if (typeof statistics?.documentFrequency !== 'function') {
    throw optionError('statistics', statistics, "the index's statistics, such as index.statistics");
  }
}
