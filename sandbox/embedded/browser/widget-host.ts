import type { CallOutcome } from './call-outcome.ts';
import type { HostManners } from './host-manners.ts';
import { findCall } from './protocol-table.ts';
import { isObject, isWidgetMessage, type HostMessage, type WidgetMessage } from './wire.ts';

/**
 * Why a message was not taken: not from our frame, frame on a foreign origin, not of the protocol, not our widget's id, or a
 * widget that has said goodbye.
 */
export const REFUSALS = ['source', 'origin', 'shape', 'uniqueId', 'unregistered'] as const;
export type Refusal = (typeof REFUSALS)[number];

/** What of a `MessageEvent` the host looks at. */
export interface Received {
  readonly source: unknown;
  readonly origin: string;
  readonly data: unknown;
}

export interface WidgetHostOptions {
  readonly uniqueId: string;
  readonly locale: string;
  /** What PageLoad says: `{Entity, EntityId}` on a record's page, null on a web tab, which brings none. */
  readonly pageLoad: Readonly<Record<string, unknown>> | null;
  readonly manners: HostManners;
  readonly perform: (data: unknown) => Promise<CallOutcome>;
  /** URL of the (empty) ZDK script that SDK 1.2 asks for and appends. */
  readonly zdkUrl: string;
  readonly onRefused: (reason: Refusal) => void;
  /** The CRM's own origin, for the handshake of SDK 1.5. */
  readonly origin: string;
  readonly widgetOrigin: string;
  readonly isWidget: (source: unknown) => boolean;
  /** To the widget's frame and origin. */
  readonly post: (message: unknown) => void;
  /** Milliseconds; returns what stops it. */
  readonly after: (ms: number, run: () => void) => () => void;
}

export interface WidgetHost {
  receive(event: Received): void;
  /** The frame has a document that can listen. */
  frameLoaded(): void;
  /** Sends an event of the CRM, `Notify` for example, to a widget that has registered. */
  tell(eventName: string, data: unknown): void;
  close(): void;
}

/** Long enough for a handshake that took its script along. Milliseconds. */
const LATE_PAGE_LOAD_MS = 500;
/** A widget may start to listen after its document has loaded: the handshake is offered until it registers. */
const HANDSHAKE_EVERY_MS = 500;
const HANDSHAKES = 20;

/**
 * The CRM's end of the Embedded SDK's protocol, for one frame. Both source and origin are checked; what fails is reported and
 * never answered. It relies on the protocol alone, so that it serves Zoho's own script as well as the sandbox's.
 */
export function createWidgetHost(options: WidgetHostOptions): WidgetHost {
  const { uniqueId, manners, after } = options;
  /** How many documents of the frame have said goodbye. A widget that calls `init()` twice registers twice and stays the same. */
  let goodbyes = 0;
  let registered = false;
  const stops = new Set<() => void>();

  function later(ms: number, run: () => void): void {
    const stop = after(ms, () => {
      stops.delete(stop);
      run();
    });
    stops.add(stop);
  }

  function post(message: Omit<HostMessage, 'type'>): void {
    const whole = { type: 'FRAMEWORK.EVENT', ...message };
    options.post(manners.replies === 'texts' ? JSON.stringify(whole) : whole);
  }

  function greet(): void {
    registered = true;
    const mine = goodbyes;
    const context = { uniqueID: uniqueId, locale: options.locale, localeResource: {}, model: {}, connectors: {} };
    post({ eventName: 'SET_CONTEXT', data: context });
    const { pageLoad } = options;
    if (pageLoad === null) return;
    const tell = (): void => post({ eventName: 'PageLoad', data: pageLoad });
    if (manners.pageLoad === 'early' || manners.pageLoad === 'twice') tell();
    if (manners.pageLoad === 'late' || manners.pageLoad === 'twice') {
      later(LATE_PAGE_LOAD_MS, () => {
        if (registered && mine === goodbyes) tell();
      });
    }
  }

  async function answer({ promiseid, data }: WidgetMessage): Promise<void> {
    if (promiseid === undefined) return;
    const mine = goodbyes;
    const outcome = await options.perform(data).catch((): CallOutcome => ({
      ok: false,
      data: { code: 'INTERNAL_ERROR', message: 'the CRM could not be reached' },
    }));
    // The next document in the frame counts its promises from the start: this answer would settle one of its calls.
    if (!registered || mine !== goodbyes) return;
    post({ eventName: outcome.ok ? 'EVENT_RESPONSE' : 'EVENT_RESPONSE_FAILURE', promiseid, data: outcome.data });
  }

  function answerZdk({ promiseid, data }: WidgetMessage): void {
    if (promiseid === undefined) return;
    const known = isObject(data) && findCall('ZDK_EVENT', data) !== undefined;
    if (known && manners.zdkUrl === 'silent') return;
    if (known && manners.zdkUrl === 'answered') {
      post({ eventName: 'EVENT_RESPONSE', promiseid, data: options.zdkUrl });
      return;
    }
    post({ eventName: 'EVENT_RESPONSE_FAILURE', promiseid, data: { code: 'NOT_SUPPORTED', message: 'no ZDK here' } });
  }

  /**
   * A document that is leaving says goodbye from a window that is gone when the message arrives (seen in Chromium). It still
   * has to name its origin and its id, and all that it can do is to end its own service.
   */
  function isLastWord(source: unknown, data: unknown): boolean {
    return source === null && isWidgetMessage(data) && data.eventName === 'DEREGISTER';
  }

  function refusalOf({ source, origin, data }: Received): Refusal | null {
    if (!options.isWidget(source) && !isLastWord(source, data)) return 'source';
    if (origin !== options.widgetOrigin) return 'origin';
    if (!isWidgetMessage(data)) return 'shape';
    // A widget learns its id by registering; every other message has to carry it.
    if (data.eventName === 'REGISTER') return null;
    if (data.uniqueID !== uniqueId) return 'uniqueId';
    return registered ? null : 'unregistered';
  }

  function offerHandshake(left: number): void {
    if (registered || left === 0) return;
    post({ eventName: '__HANDSHAKE__', data: { parentOrigin: options.origin } });
    later(HANDSHAKE_EVERY_MS, () => offerHandshake(left - 1));
  }

  return {
    receive(event) {
      const refusal = refusalOf(event);
      const message = event.data;
      if (refusal !== null || !isWidgetMessage(message)) {
        options.onRefused(refusal ?? 'shape');
        return;
      }
      switch (message.eventName) {
        case 'REGISTER':
          greet();
          return;
        case 'ZDK_EVENT':
          answerZdk(message);
          return;
        case 'CRM_EVENT':
          void answer(message);
          return;
        case 'DEREGISTER':
          goodbyes += 1;
          registered = false;
      }
    },
    frameLoaded() {
      if (manners.handshake === 'sent') offerHandshake(HANDSHAKES);
    },
    tell(eventName, data) {
      if (registered) post({ eventName, data });
    },
    close() {
      registered = false;
      for (const stop of stops) stop();
      stops.clear();
    },
  };
}
