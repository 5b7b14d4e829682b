import { formatAddress } from './address.ts';
import type { FieldInfo, Row } from './crm-api.ts';
import { formatValue } from './format-value.ts';
import { useViewer } from './viewer.ts';

/** The name is the sign; its colour helps to find it. */
export function Chip({ text, colour }: { readonly text: string; readonly colour: string }) {
  return (
    <span class="chip" style={{ '--chip': colour }}>
      {text}
    </span>
  );
}

/** A field's value; nothing where it is empty. */
export function Cell({ field, row }: { readonly field: FieldInfo; readonly row: Row }) {
  const viewer = useViewer();
  const shown = formatValue(field, row, viewer);
  if (shown === null) return null;
  switch (shown.kind) {
    case 'text':
      return <>{shown.text}</>;
    case 'chip':
      return <Chip text={shown.text} colour={shown.colour} />;
    case 'record': {
      const place = { page: 'record', module: shown.module, id: shown.id } as const;
      return <a href={formatAddress(viewer.session.org.key, place)}>{shown.text}</a>;
    }
    case 'link':
      return (
        <a
          href={shown.href}
          {...(shown.href.startsWith('http') ? { target: '_blank', rel: 'noopener noreferrer' } : {})}
        >
          {shown.text}
        </a>
      );
  }
}
