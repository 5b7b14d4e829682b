import './tokens.css';
import './base.css';
import './top-bar.css';
import './widgets.css';
import './list.css';
import './record.css';
import { render } from 'preact';
import { parseAddress } from './address.ts';
import { createCrmApi } from './crm-api.ts';
import { CrmPage } from './CrmPage.tsx';
import { openSession } from './open-session.ts';
import { applyTheme, readTheme } from './theme.ts';
import { createViewer } from './viewer.ts';

/** `?user=rep` opens a page as that user; the choice stays, the parameter does not. */
function takeUser(): string | null {
  const url = new URL(location.href);
  const user = url.searchParams.get('user');
  url.searchParams.delete('user');
  if (user !== null) history.replaceState(null, '', url);
  return user;
}

async function start(root: HTMLElement): Promise<void> {
  applyTheme(readTheme());
  const address = parseAddress(location.pathname);
  if (address === null) return;
  const user = takeUser();
  const session = await openSession({
    ...(address.orgKey === null ? {} : { org: address.orgKey }),
    ...(user === null ? {} : { user }),
  });
  const api = createCrmApi(session.accessToken);
  const [currentUser, org, modules] = await Promise.all([api.currentUser(), api.org(), api.modules()]);
  const viewer = createViewer(session, currentUser, org, api);
  document.documentElement.lang = viewer.t.language;
  render(<CrmPage viewer={viewer} place={address.place} modules={modules} />, root);
}

/** Before anybody is known, in both languages. */
function showFailure(root: HTMLElement): void {
  render(
    <main>
      <div class="notice" role="alert">
        <h1>The CRM does not answer</h1>
        <p lang="en">Is the sandbox still running? Start it with npm start and load this page again.</p>
        <p lang="es">¿Sigue en marcha el entorno de pruebas? Inícielo con npm start y vuelva a cargar esta página.</p>
      </div>
    </main>,
    root,
  );
}

const root = document.getElementById('root');
if (root !== null) start(root).catch(() => showFailure(root));
