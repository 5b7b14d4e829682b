import { SPANISH } from './texts-es.ts';

export type PageLanguage = 'en' | 'es';

/** Everything the pages say that does not come from the org. */
export interface Texts {
  readonly language: PageLanguage;
  readonly sandbox: string;
  readonly skip: string;
  readonly tabs: string;
  readonly abm: string;
  readonly setup: string;
  readonly menu: string;
  readonly signedInAs: string;
  readonly languageName: string;
  readonly theme: Readonly<Record<'name' | 'light' | 'dark' | 'system', string>>;
  readonly organisation: string;
  readonly loading: string;
  readonly retry: string;
  readonly failedTitle: string;
  readonly failedText: string;
  readonly refusedText: string;
  readonly records: (count: number, shown: string) => string;
  readonly searchLabel: (things: string) => string;
  readonly search: string;
  readonly filters: string;
  readonly clearFilters: string;
  readonly withoutLabel: string;
  readonly noLabelsYet: string;
  readonly setUpAbm: string;
  readonly nothingFound: string;
  readonly nothingFoundText: string;
  readonly tableLabel: (things: string) => string;
  readonly range: (from: string, to: string, of: string) => string;
  readonly previous: string;
  readonly next: string;
  readonly paging: string;
  readonly empty: string;
  readonly yes: string;
  readonly no: string;
  readonly onThisPage: string;
  readonly overview: string;
  readonly allFields: string;
  readonly accountPanel: string;
  readonly noRecordTitle: string;
  readonly noRecordText: string;
  readonly none: (things: string) => string;
  readonly moreThan: (shown: string) => string;
  readonly noWidgets: string;
  readonly abmPanel: string;
  readonly setupTitle: string;
  readonly setupSections: string;
  readonly consentTitle: (product: string) => string;
  readonly consentText: (product: string, user: string) => string;
  readonly consentList: readonly string[];
  readonly accept: string;
  readonly reject: string;
}

const ENGLISH: Texts = {
  language: 'en',
  sandbox: 'Sandbox',
  skip: 'Skip to content',
  tabs: 'Modules',
  abm: 'ABM',
  setup: 'Setup',
  menu: 'User, language and theme',
  signedInAs: 'Signed in as',
  languageName: 'Language',
  theme: { name: 'Theme', light: 'Light', dark: 'Dark', system: 'System' },
  organisation: 'Organization',
  loading: 'Loading',
  retry: 'Try again',
  failedTitle: 'The page could not be loaded',
  failedText: 'The CRM did not answer. Your data is safe; try again in a moment.',
  refusedText: 'Your profile does not allow this. Ask an administrator, or choose another user in the menu at the top.',
  records: (count, shown) => (count === 1 ? '1 record' : `${shown} records`),
  searchLabel: (things) => `Search ${things.toLowerCase()} by name`,
  search: 'Search',
  filters: 'Filter by label',
  clearFilters: 'Clear filters',
  withoutLabel: 'No label',
  noLabelsYet: 'Accounts have no labels yet: ABM has not been set up in this organization.',
  setUpAbm: 'Set up ABM',
  nothingFound: 'No accounts match',
  nothingFoundText: 'Change the search or clear the filters.',
  tableLabel: (things) => `${things}, can be scrolled sideways`,
  range: (from, to, of) => `${from} to ${to} of ${of}`,
  previous: 'Previous page',
  next: 'Next page',
  paging: 'Pages',
  empty: 'empty',
  yes: 'Yes',
  no: 'No',
  onThisPage: 'On this page',
  overview: 'Overview',
  allFields: 'All fields',
  accountPanel: 'Account 360',
  noRecordTitle: 'There is no such record',
  noRecordText: 'It may have been deleted, or the address is wrong.',
  none: (things) => `No ${things.toLowerCase()}`,
  moreThan: (shown) => `The first ${shown} are shown.`,
  noWidgets: 'This sandbox runs without the widgets.',
  abmPanel: 'Account-based marketing',
  setupTitle: 'ABM setup',
  setupSections: 'Setup sections',
  consentTitle: (product) => `${product} would like to use your CRM account`,
  consentText: (product, user) => `${product} will act as ${user} and see what ${user} may see:`,
  consentList: ['your name, language and profile', 'the records and fields that your profile opens to you'],
  accept: 'Accept',
  reject: 'Reject',
};

const CATALOGUES: Readonly<Record<PageLanguage, Texts>> = { en: ENGLISH, es: SPANISH };

/** Zoho says `es_ES`; what is not Spanish reads English. */
export function textsFor(zohoLanguage: string): Texts {
  return CATALOGUES[zohoLanguage.toLowerCase().startsWith('es') ? 'es' : 'en'];
}
