import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { SessionEnded } from '#widgets/shared/session/SignIn.tsx';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Progress } from '#widgets/shared/ui/Progress.tsx';
import type { Tab } from '../models/create-tab.ts';
import { staleDays } from '../models/freshness.ts';
import { isAtWork } from '../models/watch-run.ts';
import { sayReason } from '../say.ts';
import { KeptFormBanner } from './KeptFormBanner.tsx';

/** What holds for every screen: an ended session, a run at work or failed, labels that are old. */
export function TabBanners({ tab }: { readonly tab: Tab }) {
  const t = useTranslator();
  const info = tab.session.info.value;
  const run = tab.runs.run.value;
  const stale = info?.freshness == null ? null : staleDays(info.freshness.asOfDay, tab.today(info.org.timeZone));
  return (
    <>
      <SessionEnded session={tab.session} />
      <KeptFormBanner tab={tab} />
      {isAtWork(run) && (
        <Banner tone="info" live>
          <Progress
            label={t.text('segments.run.atWork')}
            done={run.progress.accounts + run.progress.deals}
            total={run.total === null ? null : run.total.accounts + run.total.deals}
            onCancel={null}
          />
        </Banner>
      )}
      {(run?.state === 'failed' || run?.state === 'refused') && (
        <Banner tone="warn">
          {t.text('segments.run.failed', { reason: sayReason(run.reason ?? run.state, t, run.problems) })}
        </Banner>
      )}
      {stale !== null && !isAtWork(run) && <Banner tone="warn">{t.text('segments.stale', { days: stale })}</Banner>}
    </>
  );
}
