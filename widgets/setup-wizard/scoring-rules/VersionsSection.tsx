import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { useSetup } from '../setup-context.ts';
import type { StandingRules } from './scoring-rules-api.ts';
import type { ScoringRulesModel } from './ScoringRulesModel.ts';

interface VersionsSectionProps {
  readonly model: ScoringRulesModel;
  readonly standing: StandingRules;
}

/** What can be gone back to, as a version of its own. */
export function VersionsSection({ model, standing: { versions, version: inForce } }: VersionsSectionProps) {
  const t = useTranslator();
  const { toasts } = useSetup();
  if (versions.length === 0) return null;
  const blockedBy =
    model.saving.value.kind === 'saving'
      ? t.text('rulesSetup.saving')
      : model.unsaved.value
        ? t.text('rulesSetup.saveFirst')
        : null;
  const restore = async (version: number): Promise<void> => {
    const saved = await model.restore(version);
    if (saved === null) return;
    toasts.show(t.text('rulesSetup.versions.restored', { version }), () => {
      void saved.undo().then((undone) => undone && toasts.show(t.text('rulesSetup.undone')));
    });
  };
  return (
    <details class="card rule-versions">
      <summary id="rule-versions-heading">{t.text('rulesSetup.versions')}</summary>
      <p class="soft measure">{t.text('rulesSetup.versions.text')}</p>
      <div class="table-scroll" tabIndex={0} role="region" aria-labelledby="rule-versions-heading">
        <table class="table rule-versions__table">
          <thead>
            <tr>
              <th scope="col" class="number">
                {t.text('rulesSetup.versions.version')}
              </th>
              <th scope="col">{t.text('rulesSetup.versions.at')}</th>
              <th scope="col">{t.text('rulesSetup.versions.by')}</th>
              <th scope="col">
                <span class="visually-hidden">{t.text('rulesSetup.versions.again')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {versions.map(({ version, changedAt, changedBy }) => {
              const at = Date.parse(changedAt);
              return (
                <tr key={version}>
                  <th scope="row" class="number">
                    {version}
                  </th>
                  <td class="credits__when">{Number.isNaN(at) ? '–' : t.instant(at)}</td>
                  <td>{changedBy}</td>
                  <td>
                    {version === inForce ? (
                      t.text('rulesSetup.versions.inForce')
                    ) : (
                      <Button
                        label={t.text('rulesSetup.versions.againOf', { version })}
                        blockedBy={blockedBy}
                        onPress={() => void restore(version)}
                      >
                        {t.text('rulesSetup.versions.again')}
                      </Button>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </details>
  );
}
