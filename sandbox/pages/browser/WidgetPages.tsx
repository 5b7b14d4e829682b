import { WidgetFrame } from './WidgetFrame.tsx';
import { useViewer } from './viewer.ts';

/** A web tab: the widget alone. Zoho sends a tab no record. */
export function AbmTab() {
  const { t } = useViewer();
  return (
    <main id="content" class="page page--widget" tabIndex={-1}>
      <h1 class="visually-hidden">{t.abmPanel}</h1>
      <WidgetFrame title={t.abmPanel} widget="segment-list" pageLoad={null} fill />
    </main>
  );
}

/** The settings page of the extension. */
export function SetupPage() {
  const { t } = useViewer();
  return (
    <div class="setup">
      <nav class="setup__sections" aria-label={t.setupSections}>
        <p class="setup__title">{t.setup}</p>
        <a href={location.pathname} aria-current="page">
          {t.abm}
        </a>
      </nav>
      <main id="content" class="page page--widget" tabIndex={-1}>
        <h1 class="visually-hidden">{t.setupTitle}</h1>
        <WidgetFrame title={t.setupTitle} widget="setup-wizard" pageLoad={null} fill />
      </main>
    </div>
  );
}
