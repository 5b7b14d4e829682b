/**
 * A small Embedded SDK, written from the wire protocol, served in place of Zoho's script so that the widgets' pages run
 * unchanged offline. It covers the calls the protocol table names; behaviour that Zoho's script is known for (no time-outs,
 * one handler per event, a synchronous error before SET_CONTEXT) is kept, since the widgets must survive it.
 */
import { createSdkCalls } from './sdk-calls.ts';
import { shiftClock } from './shift-clock.ts';
import { parseHostMessage, type WidgetMessage } from './wire.ts';

type Handler = (data: unknown) => void;

function readParameters(href: string): ReadonlyMap<string, string> {
  const query = href.slice(href.indexOf('?') + 1);
  return new Map(
    query.split('&').map((part) => {
      const cut = part.indexOf('=');
      return cut < 0 ? [part, ''] : [part.slice(0, cut), decodeURIComponent(part.slice(cut + 1))];
    }),
  );
}

// Before anything of the widget runs: this script comes first in its page.
const clock = document.currentScript?.getAttribute('src')?.split('?clock=')[1];
if (clock !== undefined && Number.isFinite(Number(clock))) shiftClock(Number(clock));

const serviceOrigin = readParameters(location.href).get('serviceOrigin') ?? '';
const appOrigin = encodeURIComponent(location.origin + location.pathname);
const handlers = new Map<string, Handler>();
const pending = new Map<string, { resolve: Handler; reject: Handler }>();
let uniqueID: string | null = null;
let nextPromise = 100;
let contextReady: (() => void) | null = null;

function post(message: Omit<WidgetMessage, 'type' | 'appOrigin'>): void {
  if (serviceOrigin === '') return;
  window.parent.postMessage({ type: 'SDK.EVENT', appOrigin, ...message }, serviceOrigin);
}

function request(eventName: 'CRM_EVENT' | 'ZDK_EVENT', data: unknown): Promise<unknown> {
  if (uniqueID === null) throw new Error('Parentwindow reference not found.');
  const promiseid = `Promise${nextPromise++}`;
  const id = uniqueID;
  return new Promise((resolve, reject) => {
    pending.set(promiseid, { resolve, reject });
    post({ eventName, uniqueID: id, time: Date.now(), promiseid, data });
  });
}

window.addEventListener('message', (event) => {
  // Stricter than Zoho's 1.2, which takes events from any window.
  if (event.source !== window.parent || event.origin !== serviceOrigin) return;
  const message = parseHostMessage(event.data);
  if (message === null) return;
  if (message.eventName === 'SET_CONTEXT') {
    const context = message.data;
    if (typeof context === 'object' && context !== null && 'uniqueID' in context) {
      uniqueID = String(context.uniqueID);
      contextReady?.();
    }
    return;
  }
  if (message.eventName === 'EVENT_RESPONSE' || message.eventName === 'EVENT_RESPONSE_FAILURE') {
    const waiting = pending.get(message.promiseid ?? '');
    if (waiting === undefined) return;
    pending.delete(message.promiseid ?? '');
    if (message.eventName === 'EVENT_RESPONSE') waiting.resolve(message.data);
    else waiting.reject(message.data);
    return;
  }
  handlers.get(message.eventName)?.(message.data);
});
window.addEventListener('pagehide', () => {
  if (uniqueID !== null) post({ eventName: 'DEREGISTER', uniqueID });
});

function appendScript(url: string): Promise<void> {
  return new Promise((resolve) => {
    const script = document.createElement('script');
    script.src = url;
    script.onload = () => resolve();
    script.onerror = () => resolve();
    document.head.append(script);
  });
}

async function init(): Promise<void> {
  const ready = new Promise<void>((resolve) => {
    contextReady = resolve;
  });
  post({ eventName: 'REGISTER' });
  await ready;
  const url = await request('ZDK_EVENT', { action: 'get_zdk_url', sdkVersion: '1' }).catch((error: unknown) => {
    console.error(error);
    return null;
  });
  if (typeof url === 'string' && url !== '') await appendScript(url);
}

const { CRM, zrc } = createSdkCalls((data) => request('CRM_EVENT', data));
const embeddedApp = {
  on(eventName: string, handler: Handler): void {
    if (!handlers.has(eventName)) handlers.set(eventName, handler);
  },
  init,
};

Object.assign(window, { ZOHO: { embeddedApp, CRM }, zrc });
