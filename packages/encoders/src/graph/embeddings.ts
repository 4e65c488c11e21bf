/** The first layer: word + position + token type, then layer normalisation by the caller. */
import type { GraphBuilder } from '../onnx/graph-builder.js';
import type { Architecture } from './architecture.js';
import { type Precision, roundRows } from './linear.js';

export interface EmbeddingTables {
  readonly word: Float32Array;
  readonly position: Float32Array;
  readonly tokenType: Float32Array | undefined;
}

/** Sum of the embeddings; `sequence` is the length of the batch's texts, a tensor [1] of int64. */
export function embeddings(
  graph: GraphBuilder,
  architecture: Architecture,
  tables: EmbeddingTables,
  precision: Precision,
  sequence: string,
): string {
  const { vocabulary, positions, hidden, tokenTypes } = architecture;
  const word =
    precision === 'int8'
      ? roundedRows(graph, tables.word, vocabulary, hidden)
      : graph.node('Gather', [graph.tensor('float32', [vocabulary, hidden], tables.word), 'input_ids']);
  const positionTable = graph.tensor('float32', [positions, hidden], tables.position);
  const position =
    architecture.positionIds === 'fromZero'
      ? graph.node('Slice', [positionTable, graph.integers([0]), sequence, graph.integers([0])])
      : graph.node('Gather', [positionTable, positionsFromPad(graph, architecture.pad)]);
  const placed = graph.node('Add', [word, position]);
  if (tables.tokenType === undefined) return placed;
  // Only type 0 is ever used where there is one type alone, and such models are fed no types.
  const types =
    tokenTypes === 1
      ? graph.tensor('float32', [hidden], tables.tokenType)
      : graph.node('Gather', [
          graph.tensor('float32', [tokenTypes, hidden], tables.tokenType),
          'token_type_ids',
        ]);
  return graph.node('Add', [placed, types]);
}

/** pad + 1 for the first token, and so on; `pad` for padding, also where a text itself holds the padding token. */
function positionsFromPad(graph: GraphBuilder, pad: number): string {
  const isPad = graph.node('Equal', ['input_ids', graph.integers([pad], [])]);
  const real = graph.node('Cast', [graph.node('Not', [isPad])], { attributes: { to: 7 } });
  const counted = graph.node('Mul', [graph.node('CumSum', [real, graph.integers([1], [])]), real]);
  return graph.node('Add', [counted, graph.integers([pad], [])]);
}

/** The word table as int8 with one scale a row: a quarter of the bytes, turned back into floats for the rows used. */
function roundedRows(graph: GraphBuilder, table: Float32Array, rows: number, width: number): string {
  const { rounded, scales } = roundRows(table, rows, width, 127);
  const values = graph.node('Gather', [graph.tensor('int8', [rows, width], rounded), 'input_ids']);
  const scale = graph.node('Gather', [graph.tensor('float32', [rows, 1], scales), 'input_ids']);
  return graph.node('Mul', [graph.node('Cast', [values], { attributes: { to: 1 } }), scale]);
}
