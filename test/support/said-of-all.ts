const said = (code: string, params: Readonly<Record<string, unknown>> = {}) => ({ code, params });
const left = (source: string, sourceEs: string) => ({ source, sourceEs, module: source });

/** A run that had a word to say of every technique. */
export const SAID_OF_ALL = {
  leftOut: [said('engagement.contactsNotReadable', { module: 'Contacts' })],
  rfm: {
    withoutPurchases: 30,
    labels: [
      { labelId: 'champions', accounts: 910 },
      { labelId: null, accounts: 30 },
    ],
    warnings: [said('rfm.dealsWithoutAccount', { count: 12 }), said('rfm.dealsAfterAsOf', { count: 1 })],
  },
  firmographics: { labels: [{ labelId: null, accounts: 940 }], warnings: [] },
  engagement: {
    labels: [
      { labelId: 'cold', accounts: 621 },
      { labelId: 'warm', accounts: 200 },
      { labelId: null, accounts: 119 },
    ],
    half: 24.5,
    halfFrom: 'proposed',
    warnings: [
      said('engagement.nothingRead', left('Emails', 'Correos electrónicos')),
      said('engagement.nothingRead', left('Notes', 'Notas')),
      said('engagement.sourceNotInOrg', { ...left('Survey answers', 'Respuestas de encuestas'), module: 'Surveys' }),
      said('engagement.sourceNotReadable', { ...left('Calls', 'Llamadas'), reason: 'noPermission' }),
      said('engagement.emailsPartly', { readShare: 0.38, read: 1_234, contacts: 3_247 }),
      said('engagement.withoutAccount', { count: 1_204 }),
    ],
  },
  recommendations: {
    labels: [
      { labelId: 'hot-prospect', accounts: 1 },
      { labelId: 'cold-prospect', accounts: 936 },
      { labelId: null, accounts: 3 },
    ],
    warnings: [
      said('recommendations.bandsOnly', { buyers: 85, needed: 200 }),
      said('recommendations.unknownProduct', { product: '4001' }),
    ],
  },
  voice: {
    labels: [{ labelId: null, accounts: 940 }],
    warnings: [
      said('engagement.nothingRead', left('Notes', 'Notas')),
      said('voice.noTexts'),
      said('voice.judged', { found: 1_204, texts: 980, days: 180, judged: 902, other: 78 }),
    ],
  },
};
