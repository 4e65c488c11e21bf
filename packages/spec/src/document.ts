import type { Has, Kind } from './representations.js';

/** A document as an index takes it: a unique id and the representations in `K`. */
export type Document<K extends Kind> = { readonly id: string } & Has<K>;
