import type { Message } from '#core/message.ts';

/**
 * Typed params of reasons, by the end of their name: `..Minor` is money in minor units of the home currency, `..Day` an epoch
 * day, `..Days` a number of days, `label` a label id, `dealId` a record id. Whoever shows them formats for the viewer.
 */
export function isMoneyParam(name: string): boolean {
  return name.endsWith('Minor');
}

/** PER-4: the message with every amount gone and `amountsHidden` set, for viewers without the right to amounts. */
export function hideAmounts(message: Message): Message {
  const names = Object.keys(message.params);
  if (!names.some(isMoneyParam)) return message;
  const params = Object.fromEntries(
    Object.entries(message.params).map(([name, value]) => [name, isMoneyParam(name) ? null : value]),
  );
  return { ...message, params: { ...params, amountsHidden: true } };
}
