import { expectTypeOf, test } from 'vitest';
import {
  type Generation,
  type GenerationInfo,
  IdTable,
  openGeneration,
  type Section,
  saveGeneration,
} from './index.js';

const format = { format: 'reprise.test', version: 1 };

test('sections are bytes, whole or in pieces', () => {
  const whole: Section = { name: 'whole', data: new Uint8Array(1) };
  const pieces: Section = { name: 'pieces', data: [new Uint8Array(1)] };
  void saveGeneration('folder', format, (writer) => writer.write('file', [whole, pieces]));
  // @ts-expect-error numbers have no one form as bytes: view them as bytes first
  const numbers: Section = { name: 'numbers', data: new Float32Array(1) };
  void numbers;
  // @ts-expect-error a format has a version
  void openGeneration('folder', { format: 'reprise.test' });
  expectTypeOf<Generation>().toExtend<GenerationInfo>();
  expectTypeOf(IdTable.from([]).number('a')).toEqualTypeOf<number | undefined>();
});
