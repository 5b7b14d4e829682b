import { useEffect, useState } from 'preact/hooks';

/** What a page waits for. `value` keeps the last answer while a newer one is on its way. */
export interface Loaded<T> {
  readonly value: T | null;
  readonly busy: boolean;
  readonly error: unknown;
  retry(): void;
}

/** Loads anew whenever `key` changes; an answer that was overtaken is dropped. */
export function useLoaded<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ readonly value: T | null; readonly busy: boolean; readonly error: unknown }>({
    value: null,
    busy: true,
    error: null,
  });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let current = true;
    setState((last) => ({ ...last, busy: true }));
    load().then(
      (value) => current && setState({ value, busy: false, error: null }),
      (error: unknown) => current && setState({ value: null, busy: false, error }),
    );
    return () => {
      current = false;
    };
  }, [key, attempt]);
  return { ...state, retry: () => setAttempt((count) => count + 1) };
}
