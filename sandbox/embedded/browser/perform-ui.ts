import { failure, type CallOutcome } from './call-outcome.ts';
import { isObject } from './wire.ts';

/** What the page itself can do for a widget. */
export interface HostActions {
  resize(width: unknown, height: unknown): void;
  openRecord(entity: string, id: string): void;
  /** The extension's web tab. */
  openTab(): void;
  /** Closes the widget; `reload` also loads the page anew. */
  close(reload: boolean): void;
}

const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');

/** `{action: 'RESIZE'}` or `{action: {place: VERB}}`, answered with true. */
export function performUi(data: Readonly<Record<string, unknown>>, actions: HostActions): CallOutcome {
  const target = isObject(data['data']) ? data['data'] : {};
  const done: CallOutcome = { ok: true, data: true };
  switch (verbOf(data['action'])) {
    case 'RESIZE':
      actions.resize(target['width'], target['height']);
      return done;
    // The sandbox's record page has no form of its own.
    case 'record EDIT':
    case 'record OPEN':
      actions.openRecord(text(target['Entity']), text(target['RecordID']));
      return done;
    case 'webTab OPEN':
      actions.openTab();
      return done;
    case 'popup CLOSE':
    case 'popup CLOSE_RELOAD':
      actions.close(verbOf(data['action']) === 'popup CLOSE_RELOAD');
      return done;
    default:
  }
  return failure('NOT_SUPPORTED', 'this page does not perform that action');
}

function verbOf(action: unknown): string {
  if (typeof action === 'string') return action;
  const entries = isObject(action) ? Object.entries(action) : [];
  const [first] = entries;
  return first === undefined || entries.length > 1 ? '' : `${first[0]} ${text(first[1])}`;
}
