/**
 * Unicode simple lower-casing, character by character. Not `toLowerCase` on the whole text: that one makes a final Greek
 * sigma depend on what follows it, so that a text would not start with its own beginning.
 */
export function simpleLowerCase(text: string): string {
  // Latin alone has one trouble, the dotted capital I.
  if (!/[^ -ʯ]|İ/.test(text)) return text.toLowerCase();
  let lower = '';
  for (const character of text) lower += character === 'İ' ? 'i' : character.toLowerCase();
  return lower;
}
