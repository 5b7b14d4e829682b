import { setTimeout as wait } from 'node:timers/promises';
import { nextScreen, type Call, type Role, type Sights } from './visits.ts';

export interface WidgetUser {
  readonly role: Role;
  readonly bearer: string;
}

export interface Measured {
  readonly route: string;
  readonly ms: number;
  /** null = an answer as expected; else the status, or what broke. */
  readonly error: string | null;
}

export interface UseOptions {
  readonly url: string;
  readonly widgetOrigin: string;
  readonly users: readonly WidgetUser[];
  readonly sights: Sights;
  /** Between two screens of one user, evenly spread between the two. Milliseconds. */
  readonly thinkMs: readonly [least: number, most: number];
  /** Each user's own numbers below 1, as `Math.random` gives them: what one user opens must not hang on when others are answered. */
  readonly randomOf: (user: number) => () => number;
  /** Asked between screens. `screens` is how many this user has seen. */
  readonly goesOn: (screens: number) => boolean;
}

/** Users at their screens until all have enough; every call with how long it took until its last byte. */
export async function useWidgets(options: UseOptions): Promise<readonly Measured[]> {
  const measured: Measured[] = [];
  const { users, sights, randomOf, goesOn, thinkMs } = options;
  await Promise.all(
    users.map(async ({ role, bearer }, user) => {
      const random = randomOf(user);
      const pick = (below: number): number => Math.floor(random() * below);
      const think = (): number => thinkMs[0] + random() * (thinkMs[1] - thinkMs[0]);
      // Nobody opens a page at the very moment that all others do.
      await wait(random() * thinkMs[1]);
      for (let screens = 0; goesOn(screens); screens++) {
        const calls = nextScreen(role, screens, pick, sights);
        measured.push(...(await Promise.all(calls.map((call) => measure(options, call, bearer)))));
        await wait(think());
      }
    }),
  );
  return measured;
}

async function measure({ url, widgetOrigin }: UseOptions, call: Call, bearer: string): Promise<Measured> {
  const began = performance.now();
  const { route, method, path, body } = call;
  try {
    const response = await fetch(new URL(path, url), {
      method,
      headers: {
        origin: widgetOrigin,
        'x-abm-authorization': `Bearer ${bearer}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const error = response.ok ? null : `${response.status} ${text.slice(0, 200)}`;
    return { route, ms: performance.now() - began, error };
  } catch (error) {
    return { route, ms: performance.now() - began, error: error instanceof Error ? error.message : String(error) };
  }
}
