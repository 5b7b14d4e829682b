import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';

const begunAnswer = z.object({ state: z.string(), url: z.url() });
const takenAnswer = z.object({ session: z.string() });
const consentAnswer = z.object({ next: z.url() });

export interface SignInPlace {
  readonly functionsUrl: string;
  readonly sandboxUrl: string;
  readonly widgetOrigin: string;
}

/** The whole way of a person: pop-up, consent page, callback, and the widget's own question. Gives the bearer. */
export async function signInAs(
  { functionsUrl, sandboxUrl, widgetOrigin }: SignInPlace,
  user: string,
  { dc, orgId }: { readonly dc: string; readonly orgId: string },
): Promise<string> {
  const verifier = randomBytes(32).toString('base64url');
  const post = async (url: URL, body: unknown, headers: Record<string, string>): Promise<Response> => {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${url.pathname} answered ${answer.status} to ${user}`);
    return answer;
  };
  const verifierHash = createHash('sha256').update(verifier).digest('base64url');
  const fromWidget = { origin: widgetOrigin };
  const begun = begunAnswer.parse(
    await (await post(new URL('/v1/sign-in', functionsUrl), { verifierHash }, fromWidget)).json(),
  );
  const popUp = await fetch(begun.url, { redirect: 'manual' });
  const cookie = cookieOf(popUp);
  const page = new URL(popUp.headers.get('location') ?? '');
  const fromCrm = { origin: sandboxUrl };
  const chosen = await post(new URL('/sandbox/session', sandboxUrl), { org: `${dc}-${orgId}`, user }, fromCrm);
  const consent = { query: page.search, agreed: true };
  const agreed = await post(new URL('/sandbox/authorize', sandboxUrl), consent, {
    ...fromCrm,
    cookie: cookieOf(chosen),
  });
  const { next } = consentAnswer.parse(await agreed.json());
  await fetch(next, { headers: { cookie } });
  const taken = await post(new URL(`/v1/sign-in/${begun.state}`, functionsUrl), { verifier }, fromWidget);
  return takenAnswer.parse(await taken.json()).session;
}

function cookieOf(answer: Response): string {
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}
