/** The pop-up's own few words; it stands on the functions' origin, where no catalogue of the widgets is at hand. */
const TEXTS = {
  en: {
    done: ['You are signed in', 'This window closes by itself. If it does not, close it and go back to the CRM.'],
    refused: ['You did not allow access', 'Nothing was changed. You can close this window.'],
    late: [
      'This sign-in is over',
      'It was not finished in time, or in another browser. Close this window and sign in again.',
    ],
    failed: ['The CRM did not confirm who you are', 'Close this window and sign in again.'],
  },
  es: {
    done: ['Ha iniciado sesión', 'Esta ventana se cierra sola. Si no lo hace, ciérrela y vuelva al CRM.'],
    refused: ['No ha permitido el acceso', 'No se ha cambiado nada. Puede cerrar esta ventana.'],
    late: [
      'Este inicio de sesión ya no es válido',
      'No terminó a tiempo o se empezó en otro navegador. Cierre esta ventana e inicie sesión de nuevo.',
    ],
    failed: ['El CRM no ha confirmado quién es usted', 'Cierre esta ventana e inicie sesión de nuevo.'],
  },
} as const;

export type PopUpPage = keyof (typeof TEXTS)['en'];

/** A page that says how it went; `done` and `refused` close themselves. */
export function renderPopUp(page: PopUpPage, acceptLanguage: string | undefined, nonce: string): string {
  const language = /^es\b/i.test(acceptLanguage ?? '') ? 'es' : 'en';
  const [title, text] = TEXTS[language][page];
  const closes = page === 'done' || page === 'refused';
  return `<!doctype html>
<html lang="${language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${title} - Lodestar ABM</title>
    <link rel="icon" href="data:,">
    <style nonce="${nonce}">body{font:1rem/1.5 system-ui,sans-serif;max-width:26rem;margin:20vh auto 0;padding:0 1.5rem}h1{font-size:1.25rem}</style>
  </head>
  <body>
    <main><h1>${title}</h1><p>${text}</p></main>${closes ? `\n    <script nonce="${nonce}">window.close()</script>` : ''}
  </body>
</html>
`;
}

/** Nothing but the page's own style and script; nobody frames it. */
export function popUpPolicy(nonce: string): string {
  return `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}
