import { useEffect } from 'preact/hooks';
import { formatAddress } from './address.ts';
import { Cell } from './Cell.tsx';
import type { FieldInfo, ModuleInfo, Row } from './crm-api.ts';
import { isShown, LABEL_FIELDS } from './list-query.ts';
import { FailureNotice, Loading, Notice } from './Notice.tsx';
import { RelatedList, RELATED_LISTS } from './RelatedList.tsx';
import { useLoaded } from './use-loaded.ts';
import { useViewer } from './viewer.ts';
import { WidgetFrame } from './WidgetFrame.tsx';

interface RecordPageProps {
  readonly module: string;
  readonly id: string;
  readonly modules: readonly ModuleInfo[];
}

/** Fields of the card at the top, where a module has them. */
const CARD_FIELDS = [
  'Owner',
  'Account_Name',
  'Stage',
  'Amount',
  'Closing_Date',
  'Industry',
  'Employees',
  'Annual_Revenue',
  'Billing_Country',
  'Title',
  'Email',
  'Phone',
  'Website',
];

/** A record as CRMs show it: its card, all fields behind a fold, then what belongs to it. Accounts carry the ABM panel. */
export function RecordPage({ module, id, modules }: RecordPageProps) {
  const { api, t, label, session } = useViewer();
  const { value, error, retry } = useLoaded(`${module}/${id}`, async () => {
    const [fields, row] = await Promise.all([api.fields(module), api.record(module, id)]);
    return { fields, row };
  });
  const info = modules.find((each) => each.api_name === module);
  const plural = label(info?.plural_label ?? module);
  const isAccount = module === 'Accounts';
  if (error !== null) {
    return (
      <main id="content" class="page" tabIndex={-1}>
        <FailureNotice heads error={error} onRetry={retry} />
      </main>
    );
  }
  if (value === null) {
    return (
      <main id="content" class="page" tabIndex={-1}>
        <Loading />
      </main>
    );
  }
  const { row, fields } = value;
  if (row === null) {
    return (
      <main id="content" class="page" tabIndex={-1}>
        <Notice heads title={t.noRecordTitle} text={t.noRecordText} />
      </main>
    );
  }
  return (
    <div class={isAccount ? 'record record--nav' : 'record'}>
      {isAccount && (
        <nav class="record__nav" aria-label={t.onThisPage}>
          <a href="#overview">{t.overview}</a>
          <a href="#account-360">{t.accountPanel}</a>
          {RELATED_LISTS.map((list) => (
            <a key={list.list} href={`#${list.list}`}>
              {label(list.title)}
            </a>
          ))}
        </nav>
      )}
      <main id="content" class="page record__main" tabIndex={-1}>
        <RecordHead
          row={row}
          fields={fields}
          parent={{ text: plural, href: isAccount ? formatAddress(session.org.key, { page: 'accounts' }) : null }}
        />
        {isAccount && (
          <section id="account-360" class="related" aria-labelledby="account-360-title">
            <h2 id="account-360-title">{t.accountPanel}</h2>
            <WidgetFrame title={t.accountPanel} widget="account-360" pageLoad={{ Entity: module, EntityId: id }} />
          </section>
        )}
        {isAccount && RELATED_LISTS.map((list) => <RelatedList key={list.list} parent={{ module, id }} list={list} />)}
      </main>
    </div>
  );
}

interface RecordHeadProps {
  readonly row: Row;
  readonly fields: readonly FieldInfo[];
  readonly parent: { readonly text: string; readonly href: string | null };
}

function RecordHead({ row, fields, parent }: RecordHeadProps) {
  const { t } = useViewer();
  const name = nameOf(row);
  useEffect(() => {
    document.title = `${name} · ${parent.text}`;
  }, [name, parent.text]);
  const shown = fields.filter(isShown);
  const labels = shown.filter((field) => LABEL_FIELDS.includes(field.api_name) && row[field.api_name] !== null);
  // An account's own name is the heading already; on other records the account is looked up.
  const card = CARD_FIELDS.flatMap(
    (wanted) =>
      shown.find((field) => field.api_name === wanted && (wanted !== 'Account_Name' || field.data_type === 'lookup')) ??
      [],
  );
  return (
    <section id="overview" class="related" aria-labelledby="record-title">
      <p class="crumbs">{parent.href === null ? parent.text : <a href={parent.href}>{parent.text}</a>}</p>
      <div class="record__head">
        <span class="record__mark" aria-hidden="true">
          {name.trim().slice(0, 1).toUpperCase()}
        </span>
        <h1 id="record-title">{name}</h1>
        {labels.length > 0 && (
          <p class="record__labels">
            {labels.map((field) => (
              <Cell key={field.api_name} field={field} row={row} />
            ))}
          </p>
        )}
      </div>
      <FieldList fields={card} row={row} />
      <details class="fold">
        <summary>{t.allFields}</summary>
        <FieldList fields={shown} row={row} />
      </details>
    </section>
  );
}

function FieldList({ fields, row }: { readonly fields: readonly FieldInfo[]; readonly row: Row }) {
  const { t, label } = useViewer();
  return (
    <dl class="fields">
      {fields.map((field) => {
        const value = row[field.api_name];
        const isEmpty = value === null || value === undefined || value === '';
        return (
          <div
            key={field.api_name}
            class={field.data_type === 'textarea' ? 'fields__item fields__item--wide' : 'fields__item'}
          >
            <dt>{label(field.field_label)}</dt>
            <dd>{isEmpty ? <span class="soft">{t.empty}</span> : <Cell field={field} row={row} />}</dd>
          </div>
        );
      })}
    </dl>
  );
}

/** Every module names its records in a field of its own. */
function nameOf(row: Row): string {
  const text = (field: string): string => {
    const value = row[field];
    return typeof value === 'string' ? value : '';
  };
  const person = `${text('First_Name')} ${text('Last_Name')}`.trim();
  const names = [
    text('Account_Name'),
    text('Deal_Name'),
    person,
    text('Product_Name'),
    text('Subject'),
    text('Name'),
    row.id ?? '',
  ];
  return names.find((name) => name !== '') ?? '';
}
