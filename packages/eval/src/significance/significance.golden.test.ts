import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { benjaminiHochberg } from './benjamini-hochberg.js';
import { bonferroni } from './bonferroni.js';
import { bootstrapInterval } from './bootstrap-interval.js';
import { holm } from './holm.js';
import { normalCdf } from './normal.js';
import { pairedTTest } from './paired-t-test.js';
import { randomizationTest } from './randomization-test.js';
import { studentTwoSided } from './student-t.js';
import { type WilcoxonOptions, wilcoxonTest } from './wilcoxon-test.js';

interface Corrected {
  readonly adjusted: readonly number[];
  readonly reject: readonly boolean[];
}
interface Correction {
  readonly p: readonly number[];
  readonly bonferroni: Corrected;
  readonly holm: Corrected;
  readonly fdr_bh: Corrected;
}
interface Wilcoxon {
  readonly statistic: number;
  readonly p: number | null;
}
/** Values of scipy and statsmodels; 12 significant digits, `null` is NaN. */
interface Golden {
  readonly vectors: Readonly<Record<string, readonly number[]>>;
  readonly pairs: readonly {
    readonly a: string;
    readonly b: string;
    readonly mean_diff: number;
    readonly t: {
      readonly statistic: number;
      readonly df: number;
      readonly p_two_sided: number;
      readonly ci95: readonly [number, number];
    };
    readonly wilcoxon: Readonly<Record<string, Wilcoxon>>;
    /** A sentence where there is no exact test. */
    readonly wilcoxon_exact_first12: Wilcoxon | string;
    readonly randomisation_exact_first16: { readonly count_ge: number; readonly total: number };
    readonly randomisation_mc_200000: { readonly p: number };
  }[];
  readonly corrections_all_15_t_tests: Correction;
  readonly corrections_vs_BM25: Correction;
  readonly corrections_hand: Correction;
  readonly hand: Readonly<
    Record<
      string,
      {
        readonly x: readonly number[];
        readonly y: readonly number[];
        readonly t: number | 'inf' | null;
        readonly p: number | null;
        readonly randomisation_exact: { readonly p: number };
        readonly wilcoxon_wilcox_approx: Wilcoxon;
        readonly wilcoxon_pratt_approx: Wilcoxon;
        readonly wilcoxon_zsplit_approx: Wilcoxon;
      }
    >
  >;
  readonly student_t_sf: {
    readonly t: readonly number[];
    readonly df: readonly number[];
    readonly two_sided_p: readonly (readonly number[])[];
  };
  readonly normal: {
    readonly z: readonly number[];
    readonly cdf: readonly number[];
    readonly sf: readonly number[];
  };
  readonly student_t_ppf_975: Readonly<Record<string, number>>;
}

const shared = process.env.REPRISE_SHARED
  ? new URL(`${pathToFileURL(process.env.REPRISE_SHARED)}/`)
  : new URL('../../../../../shared/', import.meta.url);
const file = new URL('golden/significance/significance.json.gz', shared);
const available = existsSync(file);

/** Equal to about `digits` significant digits. scipy itself is 3e-11 off at t = 1e-6 with one degree of freedom. */
const same = (found: number, stored: number, digits = 10): void =>
  expect(found / (stored || 1)).toBeCloseTo(stored === 0 ? 0 : 1, digits);

describe.skipIf(!available)(
  `significance as scipy and statsmodels have it${available ? '' : ' (skipped: no shared collections)'}`,
  () => {
    const golden = available
      ? (JSON.parse(String(gunzipSync(readFileSync(file)))) as Golden)
      : ({} as Golden);
    const vector = (name: string): readonly number[] => golden.vectors[name] ?? [];

    it('gives the tails of the t distribution on the whole grid', () => {
      const { t, df, two_sided_p } = golden.student_t_sf;
      expect(t.length * df.length).toBe(143);
      df.forEach((degrees, i) => {
        t.forEach((value, j) => {
          same(studentTwoSided(value, degrees), two_sided_p[i]?.[j] as number);
          expect(studentTwoSided(-value, degrees)).toBe(studentTwoSided(value, degrees));
        });
      });
    });

    it('leaves 5 % beyond the quantiles of the t distribution', () => {
      for (const [degrees, quantile] of Object.entries(golden.student_t_ppf_975)) {
        same(studentTwoSided(quantile, Number(degrees)), 0.05, 10);
      }
    });

    it('gives t, p and the mean difference of all pairs of systems', () => {
      expect(golden.pairs).toHaveLength(15);
      for (const { a, b, t, mean_diff } of golden.pairs) {
        const test = pairedTTest(vector(a), vector(b));
        expect(test.degrees).toBe(t.df);
        same(test.meanDifference, mean_diff, 9);
        same(test.t, t.statistic, 9);
        same(test.p, t.p_two_sided, 8);
      }
    });

    it('counts the sign assignments of the first 16 topics exactly', () => {
      for (const { a, b, randomisation_exact_first16: stored } of golden.pairs) {
        const test = randomizationTest(vector(a).slice(0, 16), vector(b).slice(0, 16));
        expect(test.exact).toBe(true);
        expect(test.p * stored.total).toBe(stored.count_ge);
      }
    });

    it('comes within four standard errors of 200,000 samples on all 43 topics', () => {
      for (const { a, b, randomisation_mc_200000: stored } of golden.pairs) {
        const { p, exact, assignments } = randomizationTest(vector(a), vector(b));
        expect(exact).toBe(false);
        expect(assignments).toBe(10_001);
        const variance = Math.max(stored.p * (1 - stored.p), 1e-4);
        expect(Math.abs(p - stored.p)).toBeLessThan(4 * Math.sqrt(variance / 10_000 + variance / 200_000));
      }
    });

    it('gives both tails of the normal distribution', () => {
      const { z, cdf, sf } = golden.normal;
      expect(z.length).toBeGreaterThan(10);
      z.forEach((value, i) => {
        same(normalCdf(value), cdf[i]!, 11);
        same(normalCdf(-value), sf[i]!, 11);
      });
    });

    const conventions = (['wilcox', 'pratt', 'zsplit'] as const).flatMap((zeros) =>
      [false, true].map((continuity): [name: string, options: WilcoxonOptions] => [
        continuity ? `${zeros}_continuity` : zeros,
        { zeros, continuity, method: 'normal' },
      ]),
    );
    it.each(conventions)("gives Wilcoxon's statistic and p of all pairs, %s", (name, options) => {
      for (const { a, b, wilcoxon } of golden.pairs) {
        const { statistic, p, exact } = wilcoxonTest(vector(a), vector(b), options);
        expect(exact).toBe(false);
        expect(statistic).toBe(wilcoxon[name]!.statistic);
        same(p, wilcoxon[name]!.p!, 9);
      }
    });

    it("counts Wilcoxon's assignments of the first 12 topics exactly where none tie", () => {
      let counted = 0;
      for (const { a, b, wilcoxon_exact_first12: stored } of golden.pairs) {
        if (typeof stored === 'string') continue;
        const test = wilcoxonTest(vector(a).slice(0, 12), vector(b).slice(0, 12));
        expect(test).toMatchObject({ exact: true, statistic: stored.statistic });
        same(test.p, stored.p!, 11);
        counted++;
      }
      expect(counted).toBe(5);
    });

    it('draws a bootstrap interval near that of the t distribution, narrower by a few percent', () => {
      for (const { a, b, t, mean_diff } of golden.pairs) {
        const { low, high, meanDifference } = bootstrapInterval(vector(a), vector(b));
        same(meanDifference, mean_diff, 9);
        const half = (t.ci95[1] - t.ci95[0]) / 2;
        expect(Math.abs(low - t.ci95[0])).toBeLessThan(0.2 * half);
        expect(Math.abs(high - t.ci95[1])).toBeLessThan(0.2 * half);
        expect((high - low) / 2 / half).toBeGreaterThan(0.9);
        expect((high - low) / 2 / half).toBeLessThan(1);
      }
    });

    it('corrects families of 15, of 5 and of a hand-made vector with ties, 0 and 1', () => {
      const { corrections_all_15_t_tests, corrections_vs_BM25, corrections_hand } = golden;
      for (const family of [corrections_all_15_t_tests, corrections_vs_BM25, corrections_hand]) {
        for (const [correct, stored] of [
          [bonferroni, family.bonferroni],
          [holm, family.holm],
          [benjaminiHochberg, family.fdr_bh],
        ] as const) {
          const found = correct(family.p);
          found.forEach((p, i) => {
            same(p, stored.adjusted[i] as number, 10);
          });
          expect(found.map((p) => p < 0.05)).toEqual(stored.reject);
        }
      }
    });

    it('agrees on zeros, ties, a constant difference, one query and two', () => {
      expect(Object.keys(golden.hand)).toHaveLength(6);
      for (const { x, y, t, p, randomisation_exact, ...rest } of Object.values(golden.hand)) {
        const test = pairedTTest(x, y);
        const number = (stored: number | 'inf' | null) =>
          stored === null ? Number.NaN : stored === 'inf' ? Number.POSITIVE_INFINITY : stored;
        if (Number.isFinite(number(t))) same(test.t, number(t), 9);
        else expect(test.t).toBe(number(t));
        if (p) same(test.p, p, 9);
        else expect(test.p).toBe(number(p));
        expect(randomizationTest(x, y).p).toBe(randomisation_exact.p);
        for (const zeros of ['wilcox', 'pratt', 'zsplit'] as const) {
          const wilcoxon = wilcoxonTest(x, y, { zeros, method: 'normal' });
          const { statistic, p: approximate } = rest[`wilcoxon_${zeros}_approx`];
          expect(wilcoxon.statistic).toBe(statistic);
          if (approximate === null) expect(wilcoxon.p).toBeNaN();
          else same(wilcoxon.p, approximate, 10);
        }
      }
    });
  },
);
