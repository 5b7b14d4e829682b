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

/** One part of every column: a label, say, with its colour and its name in the legend. */
export interface ChartSeries {
  readonly key: string;
  readonly name: string;
  /** As in `ChartPoint`. */
  readonly colour: string;
}

/** Columns over time, each cut into the same parts. */
export interface StackedSpec extends Pick<ChartSpec, 'title' | 'nameHeader' | 'tick'> {
  readonly kind: 'stacked';
  readonly series: readonly ChartSeries[];
  /** `values` and `shown` in the order of the series. */
  readonly points: readonly {
    readonly key: string;
    readonly name: string;
    readonly values: readonly number[];
    readonly shown: readonly string[];
  }[];
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
