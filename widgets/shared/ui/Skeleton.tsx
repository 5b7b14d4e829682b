interface SkeletonProps {
  /** Said once to screen readers; the bars themselves are decoration. */
  readonly text: string;
  /** Heights of the bars in rem, shaped like what will stand there so that nothing jumps. */
  readonly bars: readonly number[];
}

export function Skeleton({ text, bars }: SkeletonProps) {
  return (
    <div role="status" aria-busy="true" style={{ display: 'grid', gap: 'var(--space-3)' }}>
      <span class="visually-hidden">{text}</span>
      {bars.map((height, index) => (
        <div class="skeleton" key={index} style={{ blockSize: `${height}rem` }} aria-hidden="true" />
      ))}
    </div>
  );
}
