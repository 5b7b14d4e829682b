import type { TechniqueId } from '#core/labels/label.ts';
import type { Message } from '#core/message.ts';
import { sayCondition } from '#widgets/shared/criteria-builder/criteria-sentence.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import type { AccountView, AmountClaim } from './models/account-view.ts';

/** What of a view the words need: names for ids, the org's field labels, and from when on a day is past. */
export type Wording = Pick<AccountView, 'labelNames' | 'fieldLabels' | 'conditions' | 'frequencyOf' | 'todayDay'>;

/** In the viewer's language; a label that the published list lacks shows its id, since it is a label all the same. null = no label. */
export function labelName(
  id: string | null,
  technique: TechniqueId,
  { labelNames }: Pick<Wording, 'labelNames'>,
  t: Translator,
): string | null {
  if (id === null) return null;
  return labelNames.find((label) => label.id === id && label.technique === technique)?.names[t.viewer.language] ?? id;
}

export function colourOf(
  id: string | null,
  technique: TechniqueId,
  { labelNames }: Pick<Wording, 'labelNames'>,
): string | null {
  return labelNames.find((label) => label.id === id && label.technique === technique)?.colour ?? null;
}

/** One reason, near miss or change in words; null where all it says is an amount that is not said. */
export function sayMessage(message: Message, amounts: AmountClaim, wording: Wording, t: Translator): string | null {
  const { code, params } = message;
  const variant = variantOf(message, amounts, wording);
  if (variant === null) return null;
  const now = ownValue(params, t);
  const key = now === null ? variant : `${variant}Now`;
  const technique = code.startsWith('rfm.') ? 'rfm' : 'firmographics';
  const id = typeof params['label'] === 'string' ? params['label'] : null;
  const name = labelName(id, technique, wording, t);
  return t.message(
    { code: key, params },
    {
      // "Loses its label" has words of its own; elsewhere having none is a state with a name.
      ...(code === 'rfm.ageing' || !('label' in params) ? {} : { label: name ?? t.text('shared.noLabel') }),
      ...(code === 'rfm.ageing' && name !== null ? { label: name } : {}),
      ...(code.startsWith('rfm.reason.') ? { band: bandOf(params) } : {}),
      // Any deal at all does: nothing to demand of its size.
      ...(params['atLeastMinor'] === 0 ? { atLeastMinor: null } : {}),
      ...(now === null ? {} : { now }),
      ...('condition' in params ? { sentence: sentence(params, wording, t) } : {}),
    },
  );
}

/** What the account holds itself (models/own-value.ts); null = not said. */
function ownValue(params: Message['params'], t: Translator): string | null {
  const { ownNumber, ownMinor, ownDay, ownText } = params;
  if (typeof ownNumber === 'number') return t.number(ownNumber);
  if (typeof ownMinor === 'number') return t.money(ownMinor);
  if (typeof ownDay === 'number') return t.day(ownDay);
  return typeof ownText === 'string' ? ownText : null;
}

/** Some codes read differently by what they carry: which way a near miss lies, what is counted, whether an amount may be said. */
function variantOf({ code, params }: Message, amounts: AmountClaim, { frequencyOf, todayDay }: Wording): string | null {
  const counted = frequencyOf === 'products' ? 'OfProducts' : '';
  switch (code) {
    case 'rfm.reason.monetary':
      return amounts === 'shown'
        ? code
        : amounts === 'hidden'
          ? 'rfm.reason.monetaryHidden'
          : 'rfm.reason.monetaryUnknown';
    case 'rfm.change.amount':
      return (params['moreMinor'] ?? null) === null ? null : code;
    case 'rfm.change.frequency':
      return `${code}${counted}`;
    case 'rfm.change.dealToday':
      if (amounts === 'shown') return code;
      return amounts === 'hidden' ? 'rfm.change.dealTodayHidden' : 'rfm.change.dealTodayUnknown';
    case 'rfm.ageing':
      return Number(params['onDay']) <= todayDay ? 'rfm.ageingDue' : code;
    case 'rfm.nearMiss.recency':
      return `${code}${'daysMore' in params ? 'More' : 'Fewer'}`;
    case 'rfm.nearMiss.frequency':
      return `${code}${counted}${'unitsMore' in params ? 'More' : 'Fewer'}`;
    case 'rfm.nearMiss.monetary':
      if ((params['moreMinor'] ?? params['lessMinor'] ?? null) === null) return null;
      return `${code}${'moreMinor' in params ? 'More' : 'Less'}`;
    default:
      return code;
  }
}

/** Both ends of a band belong to it; null is an open end (core/techniques/rfm/explain.ts). */
function bandOf(params: Message['params']): string {
  const from = params['fromDays'] ?? params['fromMinor'] ?? params['from'] ?? null;
  const to = params['toDays'] ?? params['toMinor'] ?? params['to'] ?? null;
  if (from === null) return to === null ? 'any' : 'upTo';
  if (to === null) return 'from';
  return from === to ? 'exactly' : 'between';
}

/** A near miss hangs on the condition of another label (`of`); the others on one of their own. */
function sentence(params: Message['params'], { conditions, fieldLabels }: Wording, t: Translator): string {
  const label = params['of'] ?? params['label'];
  const number = Number(params['condition']);
  const condition = typeof label === 'string' ? conditions[label]?.[number - 1] : undefined;
  return condition === undefined ? t.text('account.conditionHidden') : sayVisibleCondition(condition, fieldLabels, t);
}

/** What a hidden field holds is hidden too, and a condition that held would tell it. */
export function sayVisibleCondition(condition: Message, fieldLabels: Wording['fieldLabels'], t: Translator): string {
  const visible = Object.hasOwn(fieldLabels, String(condition.params['field']));
  return visible ? sayCondition(condition, fieldLabels, t) : t.text('account.conditionHidden');
}
