import type { ComponentChildren } from 'preact';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { StateScreen } from '#widgets/shared/ui/StateScreen.tsx';
import type { AccountState } from '../models/account-view.ts';
import { sayVisibleCondition } from '../say-message.ts';

type OtherState = Exclude<AccountState, { kind: 'ready' }> | { readonly kind: 'offline' };

/** Everything but labels: what is, why, and the one thing to do about it. */
export function StatePanel({ state, onRetry }: { readonly state: OtherState; readonly onRetry: () => void }) {
  const t = useTranslator();
  const retry = <Button onPress={onRetry}>{t.text('shared.retry')}</Button>;
  const kind = state.kind === 'failed' && state.reason === 'noPermission' ? 'refusedRead' : state.kind;
  const screen = (text: string, actions?: ComponentChildren, alert = false) => (
    <>
      <h1 class="visually-hidden">{t.text('account.title')}</h1>
      <StateScreen alert={alert} title={t.text(`account.${kind}.title`)} text={text} actions={actions} />
    </>
  );
  switch (state.kind) {
    case 'notIncluded': {
      const { failing, fieldLabels } = state;
      const conditions = (
        <ul class="reasons">
          {failing.map((condition) => {
            const number = condition.params['condition'] ?? null;
            const sentence = sayVisibleCondition(condition, fieldLabels, t);
            return <li key={number}>{t.text('account.notIncluded.condition', { number, sentence })}</li>;
          })}
        </ul>
      );
      return screen(t.text('account.notIncluded.text', { count: failing.length }), conditions);
    }
    case 'refused':
      return screen(t.text('account.refused.text', { missing: state.missing }));
    case 'evidenceHidden':
      return screen(t.text('account.evidenceHidden.text', { field: state.field }));
    case 'notScored':
      return screen(t.text('account.notScored.text', { onDay: state.asOfDay }), retry);
    case 'failed':
      return screen(t.text(kind === 'refusedRead' ? 'account.refusedRead.text' : 'account.failed.text'), retry, true);
    case 'offline':
      return screen(t.text('account.offline.text'), retry, true);
    case 'noRecord':
    case 'recordGone':
    case 'notJudged':
      return screen(t.text(`account.${state.kind}.text`));
    case 'notConfigured':
    case 'unreadable':
      return screen(t.text(`account.${state.kind}.text`), retry);
  }
}
