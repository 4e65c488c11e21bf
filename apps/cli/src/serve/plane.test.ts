import { describe, expect, it } from 'vitest';
import { plane } from './plane.js';

const points = (...rows: readonly (readonly number[])[]): Float32Array[] =>
  rows.map((row) => Float32Array.from(row));

describe('plane', () => {
  it('keeps the distances of points that lie in a plane', () => {
    const corners = points([1, 0, 0, 2], [1, 3, 0, 2], [1, 3, 4, 2], [1, 0, 4, 2]);
    const { coordinates, kept } = plane(corners);
    expect(kept).toBeCloseTo(1, 9);
    const distance = (a: number, b: number): number =>
      Math.hypot(coordinates[a]!.x - coordinates[b]!.x, coordinates[a]!.y - coordinates[b]!.y);
    expect(distance(0, 1)).toBeCloseTo(3, 6);
    expect(distance(1, 2)).toBeCloseTo(4, 6);
    expect(distance(0, 2)).toBeCloseTo(5, 6);
  });

  it('says how much it keeps: of three equal directions, two thirds', () => {
    const axes = points([1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]);
    expect(plane(axes).kept).toBeCloseTo(2 / 3, 6);
  });

  it('gives the same picture for the same points, centred', () => {
    const some = points([0.3, 0.1, 0.9], [0.2, 0.8, 0.1], [0.5, 0.5, 0.5], [0.9, 0.2, 0.4]);
    const { coordinates } = plane(some);
    expect(plane(some)).toEqual({ coordinates, kept: plane(some).kept });
    expect(coordinates.reduce((sum, { x }) => sum + x, 0)).toBeCloseTo(0, 6);
    expect(coordinates.reduce((sum, { y }) => sum + y, 0)).toBeCloseTo(0, 6);
  });

  it('puts points that are all the same in one place', () => {
    expect(plane(points([1, 2], [1, 2]))).toEqual({
      coordinates: [
        { x: 0, y: 0 },
        { x: 0, y: 0 },
      ],
      kept: 1,
    });
    expect(plane([])).toEqual({ coordinates: [], kept: 1 });
    expect(plane(points([1, 0], [3, 0])).kept).toBeCloseTo(1, 9);
  });
});
