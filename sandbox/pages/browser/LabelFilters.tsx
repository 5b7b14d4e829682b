import { useState } from 'preact/hooks';
import { Chip } from './Cell.tsx';
import type { FieldInfo } from './crm-api.ts';
import { Icon } from './Icon.tsx';
import { LABEL_FIELDS, NO_LABEL } from './list-query.ts';
import { useViewer } from './viewer.ts';

/** Per label field: accounts of each label, `NO_LABEL` included. */
export type LabelCounts = ReadonlyMap<string, ReadonlyMap<string, number>>;

interface LabelFiltersProps {
  readonly fields: readonly FieldInfo[];
  readonly counts: LabelCounts;
  readonly chosen: ReadonlyMap<string, ReadonlySet<string>>;
  readonly onChange: (chosen: ReadonlyMap<string, ReadonlySet<string>>) => void;
}

/** Below this the filters would push the list off the first screen. CSS pixels. */
const ROOM = '(min-width: 60rem)';
/** Where an option has no colour of its own. */
const NO_COLOUR = '#808080';

export function LabelFilters({ fields, counts, chosen, onChange }: LabelFiltersProps) {
  const { t } = useViewer();
  const [open] = useState(() => matchMedia(ROOM).matches);
  const active = [...chosen.values()].reduce((sum, values) => sum + values.size, 0);
  const toggle = (name: string, value: string): void => {
    const values = new Set(chosen.get(name));
    if (!values.delete(value)) values.add(value);
    onChange(new Map([...chosen, [name, values]]));
  };
  return (
    <details class="filters" open={open}>
      <summary>
        <Icon name="filter" />
        <span>{t.filters}</span>
        {active > 0 && <span class="filters__active">{active}</span>}
      </summary>
      {LABEL_FIELDS.map((name) => {
        const field = fields.find((each) => each.api_name === name);
        if (field === undefined) return null;
        const options = [
          ...field.pick_list_values.map((option) => ({
            value: option.actual_value,
            text: option.display_value,
            colour: option.colour_code,
          })),
          { value: NO_LABEL, text: t.withoutLabel, colour: null },
        ];
        return (
          <FilterGroup
            key={name}
            name={name}
            title={field.field_label}
            options={options}
            counts={counts.get(name) ?? new Map()}
            chosen={chosen.get(name) ?? new Set()}
            onToggle={(value) => toggle(name, value)}
          />
        );
      })}
      {active > 0 && (
        <button type="button" class="button filters__clear" onClick={() => onChange(new Map())}>
          {t.clearFilters}
        </button>
      )}
    </details>
  );
}

interface FilterGroupProps {
  readonly name: string;
  readonly title: string;
  readonly options: readonly { readonly value: string; readonly text: string; readonly colour: string | null }[];
  readonly counts: ReadonlyMap<string, number>;
  readonly chosen: ReadonlySet<string>;
  readonly onToggle: (value: string) => void;
}

function FilterGroup({ name, title, options, counts, chosen, onToggle }: FilterGroupProps) {
  const viewer = useViewer();
  return (
    <fieldset class="filters__group">
      <legend>{viewer.label(title)}</legend>
      {options.map(({ value, text, colour }) => (
        <label key={value} class="filters__option">
          <input
            type="checkbox"
            name={name}
            value={value}
            checked={chosen.has(value)}
            onChange={() => onToggle(value)}
          />
          {value === NO_LABEL ? <span class="soft">{text}</span> : <Chip text={text} colour={colour ?? NO_COLOUR} />}
          <span class="filters__count">{viewer.number(counts.get(value) ?? 0)}</span>
        </label>
      ))}
    </fieldset>
  );
}
