import { signal, type ReadonlySignal } from '@preact/signals';
import { ok } from '#core/result.ts';
import type { Backend } from '#widgets/shared/backend/backend.ts';
import {
  accountsAnswerSchema,
  distributionAnswerSchema,
  performanceAnswerSchema,
  segmentDetailSchema,
  TECHNIQUES,
  type AccountsPage,
  type Distribution,
  type Performance,
  type SegmentCard,
  type Technique,
  type UsedIn,
} from './answers.ts';
import { ask } from '#widgets/shared/backend/ask.ts';
import { ALL_ACCOUNTS, type BarFilter, type DistributionField } from './NavigationModel.ts';
import { createRemote, type Remote } from './remote.ts';
import { nextSort, type Sort } from './sort-rows.ts';

export type AccountColumn = 'name' | Technique | 'r' | 'f' | 'm' | 'points' | 'wonMinor' | 'pipelineMinor';

export type DetailSection = 'accounts' | 'performance' | 'distribution';

/** null = all accounts in ABM: nobody's segment, so nothing to change or delete. */
export type DetailSubject = { readonly segment: SegmentCard; readonly usedIn: UsedIn } | null;

export interface SegmentDetailModel {
  readonly id: string;
  readonly subject: Remote<DetailSubject>;
  readonly section: ReadonlySignal<DetailSection>;
  readonly accounts: Remote<AccountsPage>;
  readonly page: ReadonlySignal<number>;
  readonly sort: ReadonlySignal<Sort<AccountColumn>>;
  readonly filter: ReadonlySignal<BarFilter | null>;
  readonly performance: Remote<Performance>;
  readonly by: ReadonlySignal<DistributionField>;
  readonly distribution: Remote<Distribution>;
  open(): Promise<void>;
  /** Each section is asked for when it is first looked at. */
  show(section: DetailSection): void;
  turnTo(page: number): void;
  sortBy(column: AccountColumn): void;
  distributeBy(by: DistributionField): void;
  /** SEG-8: the accounts behind a bar; null = all again. */
  openBar(filter: BarFilter | null): void;
  /** After its members changed. */
  reload(): void;
  close(): void;
}

/** SEG-4. */
export function createSegmentDetailModel(
  backend: Backend,
  id: string,
  {
    filter: firstFilter,
    amountsHidden,
  }: { readonly filter: BarFilter | null; readonly amountsHidden: () => Promise<boolean> },
): SegmentDetailModel {
  const section = signal<DetailSection>('accounts');
  const page = signal(1);
  const sort = signal<Sort<AccountColumn>>({ key: 'wonMinor', descending: true });
  let opening = 0;
  const filter = signal<BarFilter | null>(firstFilter);
  const by = signal<DistributionField>('label');

  const subject = createRemote<DetailSubject>(async (abort) => {
    if (id === ALL_ACCOUNTS) return ok(null);
    return ask(backend, { method: 'GET', path: `/v1/segments/${id}`, signal: abort }, segmentDetailSchema);
  });
  const accounts = createRemote((abort) => {
    const query = accountsQuery({ page: page.value, sort: sort.value, filter: filter.value });
    return ask(
      backend,
      { method: 'GET', path: `/v1/segments/${id}/accounts?${query}`, signal: abort },
      accountsAnswerSchema,
    );
  });
  const performance = createRemote((abort) =>
    ask(backend, { method: 'GET', path: `/v1/segments/${id}/performance`, signal: abort }, performanceAnswerSchema),
  );
  const distribution = createRemote((abort) =>
    ask(
      backend,
      { method: 'GET', path: `/v1/segments/${id}/distribution?by=${by.value}`, signal: abort },
      distributionAnswerSchema,
    ),
  );

  function load(wanted: DetailSection): void {
    const remote = { accounts, performance, distribution }[wanted];
    if (remote.state.value.kind !== 'ready') void remote.load();
  }

  return {
    id,
    subject,
    section,
    accounts,
    page,
    sort,
    filter,
    performance,
    by,
    distribution,
    async open() {
      const mine = ++opening;
      const first = amountsHidden().then((hidden) => {
        if (mine !== opening) return undefined;
        // An order by amounts would itself be a statement about them (PER-4), and is refused.
        if (hidden && sort.value.key === 'wonMinor') sort.value = { key: 'name', descending: false };
        return accounts.load();
      });
      await Promise.all([subject.load(), first]);
    },
    show(next) {
      section.value = next;
      load(next);
    },
    turnTo(next) {
      page.value = next;
      void accounts.load();
    },
    sortBy(column) {
      sort.value = nextSort(sort.value, column, (key) => key !== 'name' && !isTechnique(key));
      page.value = 1;
      void accounts.load();
    },
    distributeBy(next) {
      by.value = next;
      distribution.reset();
      void distribution.load();
    },
    openBar(next) {
      filter.value = next;
      page.value = 1;
      section.value = 'accounts';
      accounts.reset();
      void accounts.load();
    },
    reload() {
      void subject.load();
      page.value = 1;
      for (const remote of [accounts, performance, distribution]) remote.reset();
      load(section.value);
    },
    close() {
      opening++;
      for (const remote of [subject, accounts, performance, distribution]) remote.reset();
    },
  };
}

function isTechnique(column: AccountColumn): column is Technique {
  return TECHNIQUES.some((technique) => technique === column);
}

function accountsQuery({
  page,
  sort,
  filter,
}: {
  page: number;
  sort: Sort<AccountColumn>;
  filter: BarFilter | null;
}): string {
  const query = new URLSearchParams({ page: String(page), sort: `${sort.descending ? '-' : ''}${sort.key}` });
  if (filter !== null) {
    query.set('by', filter.by);
    if (filter.technique !== null) query.set('technique', filter.technique);
    if (filter.key === null) query.set('none', 'true');
    else query.set('value', filter.key);
  }
  return query.toString();
}
