import type { IncomingMessage, ServerResponse } from 'node:http';

/** By which a browser on this machine reaches a loopback listener. */
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];
const DEFAULT_PORT = 80;

/**
 * Whether a request to a loopback listener names this machine and the port it came in by. A foreign web page can make its
 * own name point here (DNS rebinding) and is then of the same origin as what answers; the Host header still tells its name.
 */
export function isOwnHost({ headers, socket }: IncomingMessage): boolean {
  const host = (headers.host ?? '').toLowerCase();
  const port = socket.localPort;
  return LOOPBACK_NAMES.some((name) => host === `${name}:${port}` || (port === DEFAULT_PORT && host === name));
}

/** Answers a request that names another machine or port, 421 (RFC 9110, 15.5.20). Whether it has. */
export function refuseForeignHost(request: IncomingMessage, response: ServerResponse): boolean {
  if (isOwnHost(request)) return false;
  response.writeHead(421, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' });
  response.end('This server answers to 127.0.0.1 and localhost, with its own port, alone.\n');
  return true;
}
