/** Small enough for a catalogue of a few products, few copies up to one of thousands. */
const FIRST_CAPACITY = 1_024;

/** Numbers appended one by one: in lists they would take three times the room, and twice as much again while they are copied. */
export interface GrowingNumbers<T> {
  readonly length: number;
  push(value: number): void;
  /** What was appended, cut to its length. */
  build(): T;
}

/** Of 32 bits, signed. */
export function growingInts(): GrowingNumbers<Int32Array> {
  return growing((size) => new Int32Array(size));
}

/** Of doubles. */
export function growingFloats(): GrowingNumbers<Float64Array> {
  return growing((size) => new Float64Array(size));
}

function growing<T extends Int32Array | Float64Array>(create: (size: number) => T): GrowingNumbers<T> {
  let values = create(FIRST_CAPACITY);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === values.length) {
        const larger = create(Math.ceil(length * 1.5));
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    build() {
      const exact = create(length);
      exact.set(values.subarray(0, length));
      return exact;
    },
  };
}
