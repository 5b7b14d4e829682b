import type { Frame } from 'playwright-core';

/** What a hand needs to hit. CSS pixels; WCAG 2.2, 2.5.8. */
const LEAST_TARGET = 24;
/** Longer ones are addresses and fingerprints, which have no place to break. Letters. */
const LONGEST_WORD = 16;

/**
 * What axe has no rule for, one line each: words that are broken inside though they would fit on a line, words that reach out of
 * their box, and targets that are too small (those within a sentence may be).
 */
export async function illegible(frame: Frame): Promise<readonly string[]> {
  return await frame.evaluate<string[]>(`(() => {
    const found = new Set();
    const isShown = (element) => {
      const { width, height } = element.getBoundingClientRect();
      return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true }) && element.closest('.visually-hidden') === null;
    };
    const nameOf = (element) => element.tagName.toLowerCase() + '.' + element.className + ' "' + (element.innerText ?? '').slice(0, 40) + '"';
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
      const element = text.parentElement;
      if (element === null || !isShown(element)) continue;
      const range = document.createRange();
      for (const { 0: word, index } of text.data.matchAll(/[\\p{L}\\p{N}_]+/gu)) {
        if (word.length > ${LONGEST_WORD}) continue;
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        const lines = new Set([...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top)));
        if (lines.size > 1) found.add('"' + word + '" is broken in ' + nameOf(element));
      }
      const isBox = getComputedStyle(element).display !== 'inline' && getComputedStyle(element).overflowX === 'visible';
      if (isBox && element.scrollWidth > element.clientWidth + 1) found.add(nameOf(element) + ' reaches out of its box');
    }
    for (const target of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
      if (!isShown(target) || getComputedStyle(target).display === 'inline') continue;
      const boxes = [target, ...(target.labels ?? [])].map((each) => each.getBoundingClientRect());
      const isLarge = boxes.some(({ width, height }) => Math.min(width, height) > ${LEAST_TARGET} - 0.5);
      if (!isLarge) found.add(nameOf(target) + ' is a small target');
    }
    return [...found];
  })()`);
}
