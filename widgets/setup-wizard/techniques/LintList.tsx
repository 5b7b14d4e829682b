import { useId } from 'preact/hooks';
import type { Label } from '#core/labels/label.ts';
import type { Finding } from '#core/techniques/finding.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { sayProblem } from '../say-problem.ts';
import { useSetup } from '../setup-context.ts';

type FixKind =
  | 'removeLabel'
  | 'moveLabel'
  | 'setMatches'
  | 'addLabel'
  | 'setRecencyBands'
  | 'setNumberBands'
  | 'setBand'
  | 'addCompetitor'
  | 'addKeyword';

interface LintListProps<Fix extends { readonly kind: FixKind }> {
  readonly findings: readonly Finding<Fix>[];
  /** The technique's own, for the names in what is said. */
  readonly labels: readonly Label[];
  readonly noneText: string;
  readonly onFix: (fix: Fix) => void;
}

/** SET-10: what looks wrong, in words, with its repair beside it. What is by design of the order is folded away. */
export function LintList<Fix extends { readonly kind: FixKind }>({
  findings,
  labels,
  noneText,
  onFix,
}: LintListProps<Fix>) {
  const t = useTranslator();
  const titleId = useId();
  const { setup } = useSetup();
  // Findings bring the words up to date: the draft alone would draw them again for every edit elsewhere.
  const names = { org: setup.mapping.org.value, draft: setup.draft.draft.peek(), labels };
  const urgent = findings.filter(({ severity }) => severity !== 'info');
  const notes = findings.filter(({ severity }) => severity === 'info');
  const item = (finding: Finding<Fix>, index: number) => (
    <li key={index} class={`lint lint--${finding.severity}`}>
      <span class="lint__text">
        <strong class="lint__severity">{t.text(`techniques.lint.severity.${finding.severity}`)}: </strong>
        {sayProblem(finding.message, names, t)}
      </span>
      {finding.fix !== null && <FixButton fix={finding.fix} onFix={onFix} />}
    </li>
  );
  return (
    <div class="lint-list" role="group" aria-labelledby={titleId}>
      <h4 id={titleId}>{t.text('techniques.lint.title')}</h4>
      {urgent.length === 0 ? (
        <p class="lint lint--good" role="status">
          {noneText}
        </p>
      ) : (
        <ul role="list" class="lint-list__items">
          {urgent.map(item)}
        </ul>
      )}
      {notes.length > 0 && (
        <details>
          <summary>{t.text('techniques.lint.more', { count: notes.length })}</summary>
          <ul role="list" class="lint-list__items">
            {notes.map(item)}
          </ul>
        </details>
      )}
    </div>
  );
}

function FixButton<Fix extends { readonly kind: FixKind }>({
  fix,
  onFix,
}: {
  readonly fix: Fix;
  readonly onFix: (fix: Fix) => void;
}) {
  const t = useTranslator();
  return <Button onPress={() => onFix(fix)}>{t.text(`techniques.lint.fix.${fix.kind}`)}</Button>;
}
