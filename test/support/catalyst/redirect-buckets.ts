import http from 'node:http';
import https from 'node:https';

/** Zoho's SDK reaches buckets by https at an address of their own: those calls go to the fake. */
export function redirectBuckets(port: number): void {
  const genuine = https.request;
  const redirected = (
    options: https.RequestOptions,
    callback?: (response: http.IncomingMessage) => void,
  ): http.ClientRequest => {
    if (options.hostname?.endsWith('.zohostratus.com') !== true) return genuine(options, callback);
    const { agent: _agent, hostname, headers, ...rest } = options;
    return http.request({ ...rest, hostname: '127.0.0.1', port, headers: { ...headers, host: hostname } }, callback);
  };
  Object.assign(https, { request: redirected });
}
