import type { Timer } from './timer.ts';

/** What of a document tells whether somebody may be looking at it. */
export type SeenPage = Pick<Document, 'hidden' | 'addEventListener' | 'removeEventListener'>;

/**
 * For what a page asks over and over: what falls due while nobody can see the page waits until somebody can, and happens once then. A
 * forgotten tab asks nothing, and keeps no session alive that is meant to be short.
 */
export function createSeenTimer(timer: Timer, page: SeenPage): Timer {
  return {
    after(ms, run) {
      let stop = timer.after(ms, () => {
        if (!page.hidden) {
          run();
          return;
        }
        const look = (): void => {
          if (page.hidden) return;
          stop();
          run();
        };
        page.addEventListener('visibilitychange', look);
        stop = () => page.removeEventListener('visibilitychange', look);
      });
      return () => stop();
    },
  };
}
