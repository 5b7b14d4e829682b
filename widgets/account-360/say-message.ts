import type { Message } from '#core/message.ts';
import { sayCondition } from '#widgets/shared/criteria-builder/criteria-sentence.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import type { AccountView } from './models/account-view.ts';

/** What of a view the words need: names for ids, the org's field labels, and whether amounts may show. */
export type Wording = Pick<AccountView, 'labelNames' | 'fieldLabels' | 'conditions' | 'amountsVisible'>;

export function labelName(id: string | null, { labelNames }: Wording, t: Translator): string | null {
  return labelNames.find((label) => label.id === id)?.names[t.viewer.language] ?? null;
}

/** One reason, near miss or change in words; null where all it says is an amount that is not shown. */
export function sayMessage(message: Message, wording: Wording, t: Translator): string | null {
  const { code, params } = message;
  if (code.startsWith('rfm.change.') && params['moreMinor'] === null) return null;
  const label = typeof params['label'] === 'string' ? params['label'] : null;
  const names = {
    ...(label === null ? {} : { label: labelName(label, wording, t) ?? label }),
    ...sentence(message, label, wording, t),
  };
  const key = variantOf(code, params, wording.amountsVisible);
  return key === null ? null : t.message({ code: key, params }, names);
}

/** Some codes read differently by what they carry: which way a near miss lies, whether an amount is there to be said. */
function variantOf(code: string, params: Message['params'], amountsVisible: boolean): string | null {
  if (code === 'rfm.reason.monetary' && params['amountMinor'] === null) {
    return amountsVisible ? 'rfm.reason.monetaryUnknown' : 'rfm.reason.monetaryHidden';
  }
  if (!code.startsWith('rfm.nearMiss.')) return code;
  if (code === 'rfm.nearMiss.monetary' && (params['moreMinor'] ?? params['lessMinor'] ?? null) === null) return null;
  const direction = Object.keys(params).find(
    (name) => /(?:More|Fewer)$/.test(name) || /^(?:more|less)Minor$/.test(name),
  );
  const suffix =
    direction === undefined ? '' : /more/i.test(direction) ? 'More' : code.endsWith('monetary') ? 'Less' : 'Fewer';
  return code + suffix;
}

function sentence(
  { params }: Message,
  label: string | null,
  { conditions, fieldLabels }: Wording,
  t: Translator,
): Message['params'] {
  const number = params['condition'];
  const condition = typeof number === 'number' && label !== null ? conditions[label]?.[number - 1] : undefined;
  return condition === undefined ? {} : { sentence: sayCondition(condition, fieldLabels, t) };
}
