/** Parts points into clusters. The same points and seed give the same clusters. */
export interface Clusterer {
  readonly name: string;
  /**
   * `points` holds rows of `dimensions` numbers, one after another: finite, and at least `clusters` different ones among
   * them. They come in an order of their own, which does not depend on that of the documents.
   */
  readonly cluster: (
    points: Float32Array,
    dimensions: number,
    options: { readonly clusters: number; readonly seed: number },
  ) => Promise<Clusters>;
}

export interface Clusters {
  /** One row of `dimensions` numbers for each cluster. */
  readonly centres: Float32Array;
  /** The cluster of each point. One without points is left out of the feedback. */
  readonly labels: Uint32Array;
}
