const FOCUSABLE = 'button, input, select, textarea, summary, a[href], [tabindex]';
/** Parts that a person takes for one thing: a card, a step, a group of fields, a list. */
const PART = 'section, fieldset, ol, ul, nav, [role=group]';

interface Place {
  readonly element: Element;
  /** Neighbours at the time the focus came: once an element is gone it no longer knows them. */
  readonly next: Element | null;
  readonly before: Element | null;
}

/**
 * A button that does away with itself ("Save", "Remove", "Undo") would drop the keyboard at the top of the page. Focus goes to what
 * stands nearest instead: the next row of the list, else the start of the part that the button was in, else `fallback`. Returns the
 * clean-up.
 */
export function keepFocus(root: HTMLElement, fallback: () => HTMLElement | null): () => void {
  let places: readonly Place[] = [];

  function remember({ target }: FocusEvent): void {
    const found: Place[] = [];
    for (let at = target instanceof Element ? target : null; at !== null && at !== root; at = at.parentElement)
      found.push({ element: at, next: at.nextElementSibling, before: at.previousElementSibling });
    places = found;
  }

  const observer = new MutationObserver(() => {
    const [focused] = places;
    if (focused === undefined || focused.element.isConnected || document.activeElement !== document.body) return;
    const gone = places.findLast(({ element }) => !element.isConnected);
    const row = gone?.element.matches('li') === true ? [gone.next, gone.before] : [];
    const parts = places.map(({ element }) => element).filter((element) => element.matches(PART));
    const place = [...row, ...parts].find(
      (each) => each?.isConnected === true && each.querySelector(FOCUSABLE) !== null,
    );
    const control = place?.querySelector(FOCUSABLE) ?? fallback();
    if (control instanceof HTMLElement) control.focus({ preventScroll: true });
  });

  root.addEventListener('focusin', remember);
  observer.observe(root, { childList: true, subtree: true });
  return () => {
    root.removeEventListener('focusin', remember);
    observer.disconnect();
  };
}
