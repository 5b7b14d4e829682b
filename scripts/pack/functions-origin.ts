import { fail, ok, type Result } from '#core/result.ts';

/** What the pages name until packing fills in the real one. Nobody can own a name below `.invalid` (RFC 2606). */
export const PLACEHOLDER_ORIGIN = 'https://functions.lodestar.invalid';

const EXAMPLE = 'https://abm.example.com';
/** A name with a dot, of letters, digits and hyphens: anything else would mean something in a Content-Security-Policy. */
const HOST_NAME = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/;

/** `--functions-origin` as given. A refusal is a sentence for the person, with the value and the remedy. */
export function parseFunctionsOrigin(text: string): Result<string, string> {
  const refuse = (reason: string): Result<string, string> => fail(`--functions-origin ${text}: ${reason}`);
  const url = URL.parse(text);
  if (url === null || text.includes('\\') || text.trim() !== text)
    return refuse(`this is no address. Give the origin of the server functions, such as ${EXAMPLE}.`);
  if (url.protocol === 'http:')
    return refuse(
      `http is not encrypted, and a page inside the CRM, which is https, may not call it. Give the https address: https://${url.host}.`,
    );
  if (url.protocol !== 'https:') return refuse(`${url.protocol} is no address of a server. Begin with https://.`);
  if (!HOST_NAME.test(url.hostname) || url.hostname.endsWith('.localhost'))
    return refuse(
      `${url.hostname} is no public host name (a word alone, a number or a pattern). Give the full name of the server functions' host, such as ${EXAMPLE}.`,
    );
  if (url.hostname.endsWith('.invalid'))
    return refuse(`nobody can own a name below .invalid. Give the real address of the server functions.`);
  if (url.hostname.endsWith('.zwidgets.com'))
    return refuse("this is where Zoho's script comes from. Give the address of the server functions.");
  if (text !== url.origin)
    return refuse(`an origin has neither path, user nor query, and is written plainly. Write ${url.origin}.`);
  return ok(url.origin);
}
