import type { TechniqueId } from '#core/labels/label.ts';
import type { SourceNames } from '#core/labels/more-basis.ts';
import type { PublishedBasis } from '#core/labels/published-basis.ts';
import { createTranslator, type Translator } from '#widgets/shared/i18n/translator.ts';
import { labelName } from '../say-message.ts';

const CATALOGUES = {
  en: () => import('messages:account-360-later/en'),
  es: () => import('messages:account-360-later/es'),
};

/** Words of these cards, and names for what numbers and reasons carry as ids. */
export interface Words {
  readonly m: Translator;
  readonly techniqueName: (technique: TechniqueId) => string;
  /** In the org's own names; null = no label. */
  readonly labelName: (technique: TechniqueId, id: string | null) => string | null;
  readonly productName: (id: string) => string;
  readonly touchName: (channel: string, response: string) => string;
}

/** `t` has the first screen's words. Rejects where the catalogue does not come. */
export async function loadWords(t: Translator): Promise<Translator> {
  return createTranslator(t.viewer, (await CATALOGUES[t.viewer.language]()).default);
}

/** Before all else where labels went without something: that it says nothing does not mean that nobody wrote. */
export function sayUnread(unread: readonly SourceNames[], { m }: Words): string[] {
  if (unread.length === 0) return [];
  const sources = m.list(unread.map((names) => names[m.viewer.language]));
  return [m.text('accountMore.unread', { sources })];
}

export function createWords(
  t: Translator,
  m: Translator,
  labels: PublishedBasis['labels'],
  products: ReadonlyMap<string, string>,
): Words {
  const wording = { labelNames: labels };
  return {
    m,
    techniqueName: (technique) =>
      technique === 'rfm' || technique === 'firmographics'
        ? t.text(`technique.${technique}`)
        : m.text(`accountMore.name.${technique}`),
    labelName: (technique, id) => labelName(id, technique, wording, t),
    productName: (id) => products.get(id) ?? m.text('accountMore.product.unseen'),
    touchName: (channel, response) => m.message({ code: `engagement.response.${channel}.${response}`, params: {} }),
  };
}
