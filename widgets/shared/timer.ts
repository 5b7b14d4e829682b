/** Time-outs as an argument, so that models can be tested without waiting. Returns the clean-up. */
export interface Timer {
  after(ms: number, run: () => void): () => void;
}

export const browserTimer: Timer = {
  after(ms, run) {
    const handle = setTimeout(run, ms);
    return () => clearTimeout(handle);
  },
};
