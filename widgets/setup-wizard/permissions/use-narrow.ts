import { useEffect, useState } from 'preact/hooks';

/** Eleven columns are not to be had below this. CSS pixels. */
const NARROW = '(max-width: 60rem)';

export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => globalThis.matchMedia(NARROW).matches);
  useEffect(() => {
    const media = globalThis.matchMedia(NARROW);
    const follow = (): void => setNarrow(media.matches);
    media.addEventListener('change', follow);
    return () => media.removeEventListener('change', follow);
  }, []);
  return narrow;
}
