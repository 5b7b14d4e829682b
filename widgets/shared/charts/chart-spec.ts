export interface ChartPoint {
  /** Names the point towards whoever opens it. */
  readonly key: string;
  readonly name: string;
  readonly value: number;
  /** The value as the viewer reads it; also what the table twin says. */
  readonly shown: string;
  /** `#RRGGBB`, or a colour of the theme: `muted` for what is not one of the values ("no label"). */
  readonly colour: string;
}

export interface ChartSpec {
  /** `bars` lie and take long names; `columns` stand and follow time. */
  readonly kind: 'bars' | 'columns';
  readonly title: string;
  /** Heads of the table twin. */
  readonly nameHeader: string;
  readonly valueHeader: string;
  readonly points: readonly ChartPoint[];
  /** A value on the axis, in few characters. */
  readonly tick: (value: number) => string;
}

/** Colours as the canvas takes them, resolved for the theme that is on. */
export interface ChartPalette {
  readonly ink: string;
  readonly inkSoft: string;
  readonly edge: string;
  readonly accent: string;
  readonly muted: string;
  readonly surface: string;
  readonly font: string;
}
