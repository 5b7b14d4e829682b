/** Names of features to numbers. Models read numbers: a name is looked up once a sentence, not once a model, a sentence and a text. */
export interface FeatureIndex {
  /** null = training has never seen it. Until `close` every name is new at most once. */
  readonly numberOf: (name: string) => number | null;
  /** From here on unknown names stay unknown. */
  readonly close: () => void;
}

/** Open: every name gets a number. */
export function createFeatureIndex(): FeatureIndex {
  const numbers = new Map<string, number>();
  let open = true;
  return {
    numberOf(name) {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      if (!open) return null;
      numbers.set(name, numbers.size);
      return numbers.size - 1;
    },
    close() {
      open = false;
    },
  };
}
