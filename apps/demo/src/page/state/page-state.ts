import type { About, DocumentAnswer, Evaluation, EvaluationUnderWay, SearchAnswer } from '../../api/types.js';
import { type Address, emptyAddress } from './address.js';
import { type Judgements, noRounds, type Rounds } from './rounds.js';

export type Side = 'left' | 'right';

export const sides: readonly Side[] = ['left', 'right'];

/** Why there is no answer, in words for the page. */
export interface Failure {
  /** `pipeline` and `request`: what is asked is wrong; `server`: it did not answer, asking again may help. */
  readonly kind: 'pipeline' | 'request' | 'server';
  readonly message: string;
  /** Of a pipeline: the character, from 0, at which it goes wrong. */
  readonly at?: number;
}

export interface SideState {
  /** `waiting`: the server was busy, the page asks again by itself. */
  readonly status: 'idle' | 'searching' | 'waiting' | 'ready' | 'failed';
  /** The last answer: shown, dimmed, until the next one is there. */
  readonly answer?: SearchAnswer;
  /** Judgements that the answer learnt from. */
  readonly learntFrom?: Judgements;
  readonly failure?: Failure;
}

export interface EvaluationState {
  readonly status: 'idle' | 'running' | 'ready' | 'failed' | 'stopped';
  readonly answer?: Evaluation;
  readonly underWay?: EvaluationUnderWay['underWay'];
  readonly failure?: Failure;
}

/** A document opened to be read; without `answer` it is on its way. */
export interface OpenDocument {
  readonly id: string;
  readonly answer?: DocumentAnswer;
  readonly failure?: Failure;
}

export interface PageState {
  readonly about?: About;
  /** Why the server could not even say what it has. */
  readonly failure?: Failure;
  readonly address: Address;
  /** Thumbs as they stand; the address says what was learnt from. */
  readonly marks: Judgements;
  readonly rounds: Rounds;
  readonly left: SideState;
  readonly right: SideState;
  readonly evaluation: EvaluationState;
  /** Hits shown on either side. */
  readonly shown: number;
  /** The side that a narrow screen shows. */
  readonly side: Side;
  readonly document?: OpenDocument;
}

export const initialState: PageState = {
  address: emptyAddress,
  marks: [],
  rounds: noRounds,
  left: { status: 'idle' },
  right: { status: 'idle' },
  evaluation: { status: 'idle' },
  shown: 10,
  side: 'right',
};
