/**
 * Stops messages of the Embedded SDK's protocol that do not come from the CRM page. Zoho's SDK 1.2 takes them from any window
 * (facts/embedded-sdk.md): a frame beside ours could name another record, or answer in the CRM's place. Listening while the event
 * is captured comes before every other listener on the window, whenever that one was added.
 * Other messages are none of our business: scripts that the SDK brings along may have channels of their own.
 */
export function guardMessages(target: Window, serviceOrigin: string | null): void {
  if (serviceOrigin === null) return;
  target.addEventListener(
    'message',
    (event) => {
      if (event.origin !== serviceOrigin && isProtocol(event.data)) event.stopImmediatePropagation();
    },
    { capture: true },
  );
}

/** Host messages are objects or JSON texts. */
function isProtocol(data: unknown): boolean {
  if (typeof data === 'string') return data.includes('FRAMEWORK.EVENT');
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'FRAMEWORK.EVENT';
}
