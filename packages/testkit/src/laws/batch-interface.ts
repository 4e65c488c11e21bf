import type { RunOptions } from '@reprise/spec';
import type fc from 'fast-check';
import type { Make } from './law.js';

/** What the laws must know of an interface whose one call takes a batch. */
export interface BatchInterface<Plugin, In, Out> {
  readonly make: Make<Plugin>;
  /** One item of a batch. */
  readonly items: fc.Arbitrary<In>;
  readonly call: (plugin: Plugin, batch: readonly In[], options?: RunOptions) => Promise<readonly Out[]>;
  /** Fails where `output` is no good answer to `input`. */
  readonly checkOutput: (output: Out, input: In, plugin: Plugin) => void;
  /** The item behind a guard that throws when the plugin uses what it does not declare. Default: no such law. */
  readonly guard?: (item: In, plugin: Plugin) => In;
  /** The item with other ids. Default: items have no ids of their own, and there is no such law. */
  readonly rename?: (item: In, id: (old: string) => string) => In;
  /** Whether other ids may lead to another answer. Default false. */
  readonly mindsIds?: boolean;
}
