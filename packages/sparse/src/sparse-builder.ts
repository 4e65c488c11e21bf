import { checkId, type Document, RepriseError } from '@reprise/spec';
import { IdTable } from '@reprise/storage';
import type { Analyzer } from '@reprise/text';
import { checkTerms, isWellFormed, wellFormed } from './checks.js';
import { reserve } from './reserve.js';
import type { SparseData } from './sparse-data.js';
import { rowSums, type SparseRows, transpose } from './sparse-rows.js';
import { StringTable } from './string-table.js';
import { TextBuffer } from './texts.js';

/** A text, which is analysed, or terms, which are taken as they are; a text beside terms is only stored. */
export type SparseDocument = Document<'text'> | Document<'terms'>;

type Pace = () => Promise<void> | undefined;

/**
 * Streams documents into growing typed arrays: term vectors in the order of arrival, with terms numbered as they
 * are first seen. Only at the end are both put into order, by two transpositions.
 */
export class SparseBuilder {
  readonly #analyzer: Analyzer;
  readonly #replace: boolean;
  readonly #storesText: boolean;
  /** Made at the first document, if that has a text. */
  #texts: TextBuffer | undefined;
  readonly #ids = new StringTable();
  readonly #terms = new StringTable();
  /** The last arrival under each id, by id number. */
  #latest = new Uint32Array(1 << 8);
  #arrivals = 0;
  #analysed = 0;
  /** The term vector of arrival `n` lies from `#offsets[n]` to `#offsets[n + 1]`. */
  #offsets = new Uint32Array(1 << 8);
  #columns = new Uint32Array(1 << 12);
  #weights = new Float32Array(1 << 12);
  #entries = 0;
  /** Where a term was counted last, by term number. */
  #entryOf = new Uint32Array(1 << 8);

  constructor(analyzer: Analyzer, text: boolean, replace: boolean) {
    this.#analyzer = analyzer;
    this.#storesText = text;
    this.#replace = replace;
  }

  add(document: SparseDocument): void {
    const { id, text, terms } = this.#checked(document);
    this.#addId(id);
    if (terms !== undefined) this.#addTerms(terms);
    else if (text !== undefined) this.#addTokens(this.#analyzer.tokens(text));
    if (text !== undefined) this.#texts?.add(text);
    this.#arrivals++;
    this.#offsets = reserve(this.#offsets, this.#arrivals + 1);
    this.#offsets[this.#arrivals] = this.#entries;
  }

  /** Puts everything into order. Call it once, last. */
  async finish(pace: Pace): Promise<SparseData> {
    const idOrder = this.#ids.order();
    const idNames = this.#ids.strings(idOrder);
    const arrivals = idOrder.map((id) => this.#latest[id]!);
    const termOrder = this.#usedTerms(arrivals);
    const names = this.#terms.strings(termOrder);
    const terms = IdTable.fromSections(names.bytes, names.offsets);
    const postings = await transpose(this.#release(termOrder), arrivals, terms.size, pace);
    const every = Uint32Array.from({ length: terms.size }, (_, term) => term);
    const vectors = await transpose(postings, every, arrivals.length, pace);
    return {
      ids: IdTable.fromSections(idNames.bytes, idNames.offsets),
      terms,
      termNumbers: StringTable.of(names),
      postings,
      vectors: async () => vectors,
      lengths: rowSums(vectors),
      frequencies: rowSums(postings),
      texts: this.#texts?.finish(arrivals),
      analyzer: this.#analysed === 0 && this.#arrivals > 0 ? undefined : this.#analyzer.name,
      close: async () => {},
    };
  }

  #checked(document: SparseDocument): { id: string; text?: string; terms?: ReadonlyMap<string, number> } {
    const place = `document ${this.#arrivals + 1}`;
    const { id, text, terms }: { id?: unknown; text?: unknown; terms?: unknown } = Object(document);
    checkId(id, place);
    const refuse = (fault: string, value?: unknown): RepriseError =>
      new RepriseError('INVALID_INPUT', `${place}, ${JSON.stringify(id)}, ${fault}`, {
        details: { id, value },
      });
    if (text === undefined && terms === undefined) throw refuse('has neither text nor terms: give it one');
    if (text !== undefined && typeof text !== 'string') throw refuse('has a text that is no string', text);
    if (this.#storesText && this.#arrivals === 0)
      this.#texts = text === undefined ? undefined : new TextBuffer();
    if (this.#storesText && (text === undefined) !== (this.#texts === undefined)) {
      const fault =
        text === undefined
          ? 'has no text where earlier ones have'
          : 'has a text where earlier ones have none';
      throw refuse(`${fault}: give every document one, or set text: false`);
    }
    if (terms !== undefined) {
      checkTerms(terms, place);
      for (const [term, weight] of terms) {
        if (term === '' || !isWellFormed(term)) {
          const shown = JSON.stringify(term);
          throw refuse(`has the term ${shown}: give non-empty strings without unpaired surrogates`, term);
        }
        if (weight < 0) {
          throw refuse(
            `gives the term ${JSON.stringify(term)} the weight ${weight}: give at least 0`,
            weight,
          );
        }
      }
    }
    return {
      id,
      ...(text !== undefined && { text: wellFormed(text) }),
      ...(terms !== undefined && { terms }),
    };
  }

  #addId(id: string): void {
    const known = this.#ids.size;
    const number = this.#ids.add(id);
    if (number < known && !this.#replace) {
      throw new RepriseError(
        'DUPLICATE_ID',
        `document ${this.#arrivals + 1} has the id ${JSON.stringify(id)} of document ${this.#latest[number]! + 1}: ` +
          'give each id once, or set replace: true to keep the later',
        { details: { value: id } },
      );
    }
    this.#latest = reserve(this.#latest, number + 1);
    this.#latest[number] = this.#arrivals;
  }

  #addTerms(terms: ReadonlyMap<string, number>): void {
    this.#makeRoom(terms.size);
    for (const [term, weight] of terms) {
      if (Math.fround(weight) === 0) continue;
      this.#columns[this.#entries] = this.#terms.add(term);
      this.#weights[this.#entries++] = weight;
    }
  }

  #addTokens(tokens: readonly string[]): void {
    this.#analysed++;
    this.#makeRoom(tokens.length);
    this.#entryOf = reserve(this.#entryOf, this.#terms.size + tokens.length);
    const entryOf = this.#entryOf;
    const columns = this.#columns;
    const weights = this.#weights;
    const start = this.#entries;
    let end = start;
    for (const token of tokens) {
      if (token === '') {
        throw new RepriseError('PLUGIN_CONTRACT', `the analyzer ${this.#analyzer.name} gave an empty token`);
      }
      const term = this.#terms.add(token);
      const entry = entryOf[term]!;
      // An entry of an earlier document, or one never set, is told by where it lies or by what it holds.
      if (entry >= start && entry < end && columns[entry] === term) {
        weights[entry]!++;
      } else {
        entryOf[term] = end;
        columns[end] = term;
        weights[end++] = 1;
      }
    }
    this.#entries = end;
  }

  #makeRoom(entries: number): void {
    this.#columns = reserve(this.#columns, this.#entries + entries);
    this.#weights = reserve(this.#weights, this.#entries + entries);
  }

  /** The terms of these arrivals, ascending. Terms of replaced documents alone are left out. */
  #usedTerms(arrivals: Uint32Array): Uint32Array {
    const used = new Uint8Array(this.#terms.size);
    for (const arrival of arrivals) {
      for (let i = this.#offsets[arrival]!; i < this.#offsets[arrival + 1]!; i++) used[this.#columns[i]!] = 1;
    }
    return this.#terms.order().filter((term) => used[term] === 1);
  }

  /** Gives the term vectors away, with terms renumbered by their place in `order`. */
  #release(order: Uint32Array): SparseRows {
    const rows = { offsets: this.#offsets, columns: this.#columns, weights: this.#weights };
    const places = new Uint32Array(this.#terms.size);
    for (let place = 0; place < order.length; place++) places[order[place]!] = place;
    for (let i = 0; i < this.#entries; i++) rows.columns[i] = places[rows.columns[i]!]!;
    this.#columns = new Uint32Array(0);
    this.#weights = new Float32Array(0);
    return rows;
  }
}
