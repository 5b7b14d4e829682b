import { useState } from 'preact/hooks';
import { formatAddress } from './address.ts';
import { openSession } from './open-session.ts';
import { applyTheme, readTheme, THEMES, type Theme } from './theme.ts';
import { useViewer } from './viewer.ts';

/** Languages of the product, as Zoho names them; each is written in itself. */
const LANGUAGES = [
  { code: 'en_US', language: 'en', name: 'English' },
  { code: 'es_ES', language: 'es', name: 'Español' },
] as const;

/**
 * Who looks, in which language and theme. The language is the CRM user's own and is changed through the API, so that widgets
 * and server functions see it too; then, as after choosing another user, the page starts anew.
 */
export function UserMenu() {
  const { t, session, user, api } = useViewer();
  const [theme, setTheme] = useState<Theme>(readTheme);
  const initials = user.full_name
    .split(' ')
    .map((word) => word.slice(0, 1))
    .join('')
    .slice(0, 2);
  const [busy, setBusy] = useState(false);

  async function chooseUser(key: string): Promise<void> {
    setBusy(true);
    await openSession({ org: session.org.key, user: key });
    location.reload();
  }
  async function chooseLanguage(code: string): Promise<void> {
    setBusy(true);
    await api.setLanguage(user.id, code);
    location.reload();
  }
  function chooseTheme(next: Theme): void {
    applyTheme(next);
    setTheme(next);
  }

  return (
    <div class="user">
      <button type="button" class="user__button" popovertarget="user-menu">
        <span class="user__initials" aria-hidden="true">
          {initials}
        </span>
        <span class="user__text">
          <span class="user__name">{user.full_name}</span>
          <span class="user__profile">{user.profile.name}</span>
        </span>
        <span class="visually-hidden">{t.menu}</span>
      </button>
      <div id="user-menu" class="menu" popover="auto" role="group" aria-label={t.menu} aria-busy={busy}>
        <div class="menu__group" role="group" aria-labelledby="menu-users">
          <p class="menu__legend" id="menu-users">
            {t.signedInAs}
          </p>
          {session.users.map(({ key, name, profile }) => (
            <button
              key={key}
              type="button"
              class="menu__user"
              aria-pressed={key === session.user}
              onClick={() => void chooseUser(key)}
            >
              <span class="menu__name">{name}</span>
              <span class="menu__profile">{profile}</span>
            </button>
          ))}
        </div>
        <div class="menu__group" role="group" aria-labelledby="menu-languages">
          <p class="menu__legend" id="menu-languages">
            {t.languageName}
          </p>
          <div class="segments">
            {LANGUAGES.map(({ code, language, name }) => (
              <button
                key={code}
                type="button"
                class="segment"
                lang={language}
                aria-pressed={language === t.language}
                onClick={() => void chooseLanguage(code)}
              >
                {name}
              </button>
            ))}
          </div>
        </div>
        <div class="menu__group" role="group" aria-labelledby="menu-themes">
          <p class="menu__legend" id="menu-themes">
            {t.theme.name}
          </p>
          <div class="segments">
            {THEMES.map((each) => (
              <button
                key={each}
                type="button"
                class="segment"
                aria-pressed={each === theme}
                onClick={() => chooseTheme(each)}
              >
                {t.theme[each]}
              </button>
            ))}
          </div>
        </div>
        {session.orgs.length > 1 && (
          <nav class="menu__group" aria-label={t.organisation}>
            <p class="menu__legend">{t.organisation}</p>
            {session.orgs.map(({ key, name }) => (
              <a
                key={key}
                class="menu__org"
                href={formatAddress(key, { page: 'accounts' })}
                aria-current={key === session.org.key}
              >
                {name}
              </a>
            ))}
          </nav>
        )}
      </div>
    </div>
  );
}
