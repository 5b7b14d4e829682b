/**
 * The handshakes of the SDK's versions in a few lines each, written from what their messages look like on the wire and from
 * nothing of the sandbox: a host that serves these relies on the protocol alone. `init` settles as the version's does; `heard`
 * holds what the host sent, `call` asks it.
 */
const COMMON = `
  const heard = [];
  const pages = [];
  const waiting = new Map();
  let uniqueID, next = 100, onContext, serviceOrigin = '';
  for (const part of location.href.split('?')[1]?.split('&') ?? []) {
    const [name, value] = part.split('=');
    if (name === 'serviceOrigin') serviceOrigin = decodeURIComponent(value);
  }
  const appOrigin = encodeURIComponent(location.origin + location.pathname);
  const post = (message) => parent.postMessage({ type: 'SDK.EVENT', appOrigin, ...message }, serviceOrigin);
  const ask = (eventName, data) => new Promise((resolve, reject) => {
    const promiseid = 'Promise' + next++;
    waiting.set(promiseid, { resolve, reject });
    post({ eventName, uniqueID, time: Date.now(), promiseid, data });
  });
  const call = (data) => ask('CRM_EVENT', { ...data, sdkVersion: '1' });
  const context = new Promise((resolve) => { onContext = resolve; });
  let onHandshake;
  const handshake = new Promise((resolve) => { onHandshake = resolve; });
  addEventListener('message', ({ data }) => {
    const message = typeof data === 'string' ? JSON.parse(data) : data;
    heard.push(message.eventName);
    if (message.eventName === 'SET_CONTEXT') { uniqueID = message.data.uniqueID; onContext(); }
    if (message.eventName === 'EVENT_RESPONSE') waiting.get(message.promiseid).resolve(message.data);
    if (message.eventName === 'EVENT_RESPONSE_FAILURE') waiting.get(message.promiseid).reject(message.data);
    if (message.eventName === 'PageLoad') pages.push(message.data);
    if (message.eventName === '__HANDSHAKE__') onHandshake(message.data.parentOrigin);
  });
  const append = (src) => new Promise((resolve) => {
    const script = document.createElement('script');
    Object.assign(script, { src, onload: resolve, onerror: resolve });
    document.body.append(script);
  });
  addEventListener('pagehide', () => post({ eventName: 'DEREGISTER', uniqueID }));
`;

const widget = (init: string): string => `${COMMON} var init = (async () => { ${init} })();`;

export const RAW_SDKS = {
  '1.0.5 and 1.1': widget(`post({ eventName: 'REGISTER' }); await context;`),
  '1.2': widget(`
    post({ eventName: 'REGISTER' });
    await context;
    const url = await ask('ZDK_EVENT', { action: 'get_zdk_url', sdkVersion: '1' }).catch(() => null);
    if (url) await append(url);
  `),
  '1.5 that registers at once': widget(`
    post({ eventName: 'REGISTER', registrationMeta: { sdkVersion: '1.5' } });
    await context;
  `),
  '1.5 that waits for the handshake': widget(`
    serviceOrigin = await handshake;
    post({ eventName: 'REGISTER', registrationMeta: { sdkVersion: '1.5' } });
    await context;
  `),
} as const;
