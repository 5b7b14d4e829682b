import type { Message } from '#core/message.ts';
import { dominantLabel } from '#core/techniques/dominant-label.ts';
import { RUN_NOTES } from '#core/techniques/run-notes.ts';
import type { Labelled } from '#widgets/shared/schemas/labelled.ts';

/** What there is to say of a technique's labels as a whole. */
export interface TechniqueNotes {
  readonly warn: readonly Message[];
  readonly info: readonly Message[];
  /** Engagement: points that score 50, and who named them. */
  readonly half: { readonly half: number; readonly from: 'proposed' | 'settings' } | null;
}

export interface TechniqueAnswer extends Labelled {
  readonly half?: number | undefined;
  readonly halfFrom?: 'proposed' | 'settings' | undefined;
}

/** null = nothing. `isCut`: the counts are of some accounts only, of which labels need not tell much. */
export function notesOf(technique: string, answer: TechniqueAnswer, isCut: boolean): TechniqueNotes | null {
  const { labels, warnings, half, halfFrom } = answer;
  const dominant = isCut ? null : dominantLabel(technique, labels);
  const said = [...(dominant === null ? [] : [dominant]), ...countedProducts(warnings)];
  // Where nobody has points, what would score 50 is anybody's guess.
  const isNobody = said.some(({ code }) => code === 'engagement.nobodyHasPoints');
  const named = half === undefined || halfFrom === undefined || isNobody ? null : { half, from: halfFrom };
  // Which is the sentence of those points, in the words of a first run.
  const shown = named === null ? said : said.filter(({ code }) => code !== 'engagement.halfProposed');
  if (shown.length === 0 && named === null) return null;
  const isWarning = ({ code }: Message): boolean => RUN_NOTES[code]?.weight === 'warn';
  return {
    warn: shown.filter(isWarning),
    info: shown.filter((message) => !isWarning(message)),
    half: named,
  };
}

const UNKNOWN_PRODUCT = 'recommendations.unknownProduct';
const UNKNOWN_PRODUCTS = 'recommendations.unknownProducts';

/** Products are known by their ids here, and there can be many: one sentence with their number. */
function countedProducts(warnings: readonly Message[]): readonly Message[] {
  const others = warnings.filter(({ code }) => code !== UNKNOWN_PRODUCT);
  const count = warnings.length - others.length;
  return count === 0 ? others : [...others, { code: UNKNOWN_PRODUCTS, params: { count } }];
}
