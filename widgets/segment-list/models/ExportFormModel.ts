import { computed, signal, type ReadonlySignal } from '@preact/signals';
import { fail, ok, type Result } from '#core/result.ts';
import type { Backend, BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { Language } from '#widgets/shared/i18n/translator.ts';
import { exportAnswerSchema, exportFieldsSchema, type ExportField, type ExportRow } from './answers.ts';
import { ask } from '#widgets/shared/backend/ask.ts';
import { createRemote, type Remote } from './remote.ts';
import { textIn } from './to-field-choices.ts';

/** EXP-1: more than that is "all fields". */
export const MAX_CHOSEN_FIELDS = 200;

export const SEPARATORS = [',', ';', '\t'] as const;
export type Separator = (typeof SEPARATORS)[number];

export type ExportBlock = 'nothingChosen' | 'tooMany' | 'starting' | 'loading';

export interface ExportFormModel {
  readonly fields: Remote<readonly ExportField[]>;
  readonly mode: ReadonlySignal<'all' | 'chosen'>;
  readonly search: ReadonlySignal<string>;
  readonly chosen: ReadonlySignal<ReadonlySet<string>>;
  /** What the search leaves of the fields that the viewer may see, in the file's order. */
  readonly shown: ReadonlySignal<readonly ExportField[]>;
  /** Left out of the file by the viewer's field rights. */
  readonly hidden: ReadonlySignal<readonly ExportField[]>;
  readonly separator: ReadonlySignal<Separator>;
  readonly bom: ReadonlySignal<boolean>;
  readonly blocked: ReadonlySignal<ExportBlock | null>;
  readonly failure: ReadonlySignal<BackendFailure | null>;
  setMode(mode: 'all' | 'chosen'): void;
  setSearch(search: string): void;
  toggle(name: string): void;
  /** Every field shown, or none of them where all are chosen already. */
  toggleShown(): void;
  setSeparator(separator: Separator): void;
  setBom(bom: boolean): void;
  start(): Promise<Result<ExportRow, ExportBlock | BackendFailure>>;
}

/** EXP-1: all fields, or up to `MAX_CHOSEN_FIELDS` of them. `segmentId` null = all accounts in ABM. */
export function createExportFormModel(backend: Backend, segmentId: string | null, language: Language): ExportFormModel {
  const fields = createRemote<readonly ExportField[]>(async (abort) => {
    const answer = await ask(backend, { method: 'GET', path: '/v1/exports/fields', signal: abort }, exportFieldsSchema);
    return answer.ok ? ok(answer.value.fields) : answer;
  });
  const mode = signal<'all' | 'chosen'>('all');
  const search = signal('');
  const chosen = signal<ReadonlySet<string>>(new Set());
  // Where a comma is the decimal sign, spreadsheets split at semicolons.
  const separator = signal<Separator>(language === 'es' ? ';' : ',');
  const bom = signal(true);
  const starting = signal(false);
  const failure = signal<BackendFailure | null>(null);

  const known = computed(() => (fields.state.value.kind === 'ready' ? fields.state.value.value : []));
  const shown = computed(() => {
    const wanted = plain(search.value);
    return known.value.filter(
      (field) => !field.hidden && plain(`${textIn(field.label, language)} ${field.name}`).includes(wanted),
    );
  });
  const hidden = computed(() => known.value.filter((field) => field.hidden));
  const blocked = computed((): ExportBlock | null => {
    if (starting.value) return 'starting';
    if (mode.value === 'all') return null;
    if (fields.state.value.kind !== 'ready') return 'loading';
    if (chosen.value.size === 0) return 'nothingChosen';
    return chosen.value.size > MAX_CHOSEN_FIELDS ? 'tooMany' : null;
  });

  return {
    fields,
    mode,
    search,
    chosen,
    shown,
    hidden,
    separator,
    bom,
    blocked,
    failure,
    setMode(next) {
      mode.value = next;
    },
    setSearch(next) {
      search.value = next;
    },
    toggle(name) {
      const next = new Set(chosen.value);
      if (!next.delete(name)) next.add(name);
      chosen.value = next;
    },
    toggleShown() {
      const names = shown.value.map((field) => field.name);
      const next = new Set(chosen.value);
      const all = names.every((name) => next.has(name));
      for (const name of names) {
        if (all) next.delete(name);
        else next.add(name);
      }
      chosen.value = next;
    },
    setSeparator(next) {
      separator.value = next;
    },
    setBom(next) {
      bom.value = next;
    },
    async start() {
      if (blocked.value !== null) return fail(blocked.value);
      starting.value = true;
      failure.value = null;
      // The file keeps its own order, whatever order fields were ticked in.
      const names = known.value.filter((field) => chosen.value.has(field.name)).map((field) => field.name);
      const body = {
        segment: segmentId,
        fields: mode.value === 'all' ? 'all' : names,
        language,
        separator: separator.value,
        bom: bom.value,
      };
      const answer = await ask(backend, { method: 'POST', path: '/v1/exports', body }, exportAnswerSchema);
      starting.value = false;
      if (answer.ok) return ok(answer.value.export);
      failure.value = answer.error;
      return answer;
    },
  };
}

/** Search ignores case and accents: "region" finds "Región". */
function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().trim();
}
