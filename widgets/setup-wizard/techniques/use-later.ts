import { useEffect, useRef, useState } from 'preact/hooks';

/**
 * The same value once the frame that shows the newest one elsewhere is painted: what is long to draw does not hold up the
 * control that somebody is moving. Always the newest of all, so that no field is put back to what it held a key before.
 */
export function useLater<T>(value: T): T {
  const [late, setLate] = useState(value);
  const newest = useRef(value);
  newest.current = value;
  useEffect(() => {
    if (late === value) return;
    let timeout: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      // Behind the paint, which follows the frame's own call-backs. Effects come later than events: this one may be outdated.
      timeout = setTimeout(() => setLate(() => newest.current), 0);
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timeout);
    };
  }, [value, late]);
  return late;
}
