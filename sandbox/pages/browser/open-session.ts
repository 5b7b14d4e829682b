import * as z from 'zod/mini';

/** See `SessionAnswer` of sandbox/pages/session.ts. */
const sessionSchema = z.object({
  org: z.object({ key: z.string(), dc: z.string(), orgId: z.string(), name: z.string() }),
  orgs: z.array(z.object({ key: z.string(), name: z.string() })),
  user: z.string(),
  users: z.array(z.object({ key: z.string(), name: z.string(), profile: z.string() })),
  accessToken: z.string(),
  widgetsUrl: z.nullable(z.string()),
});
export type Session = z.infer<typeof sessionSchema>;

/** Signs in as a user of an org; without `user`, as whoever was chosen last. Rejects when the sandbox does not answer. */
export async function openSession(wish: { readonly org?: string; readonly user?: string }): Promise<Session> {
  const response = await fetch('/sandbox/session', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(wish),
  });
  if (!response.ok) throw new Error(`The sandbox refused the session with ${response.status}.`);
  return sessionSchema.parse(await response.json());
}
