/** One way in which a person may look at a screen. */
export interface Look {
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** 2 = the page at 200 %: half the pixels in each direction, each twice as large. */
  readonly zoom: 1 | 2;
  readonly theme: 'light' | 'dark';
  readonly language: 'en' | 'es';
}

const SIZES = [
  { width: 320, height: 700, zoom: 1 },
  { width: 400, height: 900, zoom: 1 },
  { width: 1280, height: 900, zoom: 1 },
  { width: 640, height: 450, zoom: 2 },
] as const;

const LOOKS: readonly Look[] = SIZES.flatMap((size) =>
  (['light', 'dark'] as const).flatMap((theme) =>
    (['en', 'es'] as const).map((language) => ({ ...size, theme, language })),
  ),
);

/** Shares no factor with the number of looks: screens one after another take turns through all of them. */
const STRIDE = 5;

/** `LODESTAR_MATRIX=1` looks at every screen in every way; an ordinary run at each in one, all ways spread over the screens. */
export const WHOLE_MATRIX = process.env['LODESTAR_MATRIX'] === '1';

/** The looks for one screen, by its position among the screens of a test. */
export function looksOf(index: number): readonly Look[] {
  return WHOLE_MATRIX ? LOOKS : LOOKS.slice((index * STRIDE) % LOOKS.length).slice(0, 1);
}

export function lookName({ width, zoom, theme, language }: Look): string {
  return `${width * zoom} px${zoom === 2 ? ' at 200 %' : ''}, ${theme}, ${language}`;
}
