/// <reference lib="dom" />
import type { Locator, Page } from 'playwright-core';

/** How a person works the page: the walk says what they want, the hands do it by mouse or by keyboard alone. */
export interface Hands {
  readonly name: 'mouse' | 'keyboard';
  /** Presses a button, follows a link, opens a fold. */
  press(control: Locator): Promise<void>;
  /** Replaces what stands in an input. */
  write(control: Locator, text: string): Promise<void>;
  /** Chooses an option by what it says. */
  choose(select: Locator, option: string): Promise<void>;
  /** Turns a checkbox on or off. */
  tick(checkbox: Locator): Promise<void>;
  /** Takes one of several that exclude each other. */
  pick(radio: Locator): Promise<void>;
  /** Leaves what lies on top of the page: a dialog, a menu. */
  dismiss(page: Page): Promise<void>;
}

export const mouse: Hands = {
  name: 'mouse',
  press: (control) => control.click(),
  async write(control, text) {
    await control.click({ clickCount: 3 });
    await control.press('ControlOrMeta+a');
    await control.pressSequentially(text);
  },
  async choose(select, option) {
    await select.selectOption({ label: option });
  },
  tick: (checkbox) => checkbox.click(),
  pick: (radio) => radio.click(),
  dismiss: (page) => page.keyboard.press('Escape'),
};

/** More stops than any page of the walk has: whoever needs more goes round in a circle. */
const MAX_STOPS = 400;
const MAX_OPTIONS = 100;

/** Tab, Shift+Tab, arrows, Enter, Space, Escape and letters, and no mouse. */
export const keyboard: Hands = {
  name: 'keyboard',
  async press(control) {
    await reach(control);
    await control.page().keyboard.press('Enter');
  },
  async write(control, text) {
    await reach(control);
    await control.page().keyboard.press('ControlOrMeta+a');
    await control.page().keyboard.type(text);
  },
  async choose(select, option) {
    await reach(select);
    const chosen = () =>
      select.evaluate((element) => (element instanceof HTMLSelectElement ? element.selectedOptions[0]?.label : null));
    // A letter at a time, as people do; where several options begin alike, the arrow goes on from there.
    await select.page().keyboard.type(option.replace(/\s.*/, ''));
    for (let tries = 0; (await chosen()) !== option; tries++) {
      if (tries === MAX_OPTIONS) throw new Error(`no key leads to the option "${option}"`);
      await select.page().keyboard.press(tries === 0 ? 'Home' : 'ArrowDown');
    }
  },
  async tick(checkbox) {
    await reach(checkbox);
    await checkbox.page().keyboard.press('Space');
  },
  async pick(radio) {
    const { keyboard: keys } = radio.page();
    await reach(radio);
    // A group is one stop of Tab; arrows move inside it.
    for (let tries = 0; !(await radio.isChecked()); tries++) {
      if (tries === MAX_OPTIONS) throw new Error('no arrow leads to the radio button');
      await keys.press('ArrowDown');
    }
  },
  dismiss: (page) => page.keyboard.press('Escape'),
};

type Place = 'here' | 'before' | 'after' | 'elsewhere';

/** Where the focus is, seen from an element in its own document. A group of radio buttons is one place. */
function whereIsFocus(element: Node): Place {
  const focus = document.activeElement;
  if (!document.hasFocus() || focus === null || focus === document.body) return 'elsewhere';
  const isSameGroup =
    focus instanceof HTMLInputElement && element instanceof HTMLInputElement && focus.type === 'radio';
  if (focus === element || (isSameGroup && focus.name === element.name)) return 'here';
  return (element.compareDocumentPosition(focus) & Node.DOCUMENT_POSITION_FOLLOWING) === 0 ? 'before' : 'after';
}

/** Moves the focus to a control as a person does, and holds the page to showing where it is. */
async function reach(control: Locator): Promise<void> {
  await control.waitFor();
  for (let stops = 0; stops < MAX_STOPS; stops++) {
    const where = await control.evaluate(whereIsFocus);
    if (where === 'here') return holdToVisibleFocus(control);
    await control.page().keyboard.press(where === 'after' ? 'Shift+Tab' : 'Tab');
  }
  throw new Error(`no key leads to ${String(control)}`);
}

async function holdToVisibleFocus(control: Locator): Promise<void> {
  const isSeen = await control.evaluate(() => {
    if (document.activeElement === null) return false;
    const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement);
    return outlineStyle !== 'none' || boxShadow !== 'none';
  });
  if (!isSeen) throw new Error(`the focus cannot be seen on ${String(control)}`);
}
