import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import type { Label } from '#core/labels/label.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { freshLabel, moveBy, removeAt, replaceAt } from './edit-labels.ts';
import { LabelFrame } from './LabelFrame.tsx';

interface LabelRowsProps<L extends Label> {
  readonly labels: readonly L[];
  readonly least: number;
  readonly most: number;
  /** Puts a new label in, made of its id, names and colour. */
  readonly onAdd: (labels: readonly L[], fresh: Label) => L[];
  readonly onChange: (change: (labels: readonly L[]) => L[]) => void;
  readonly onRemove: (text: string, change: (labels: readonly L[]) => L[]) => void;
  /** How many accounts it would take, in words. */
  readonly sayAccounts: (label: L) => string;
  /** What decides the label, with a way to change it. */
  readonly rule: (label: L, index: number, change: (edit: (label: L) => L) => void) => ComponentChildren;
}

/** Labels in their order, each in the house's frame; never fewer than `least`, never more than `most`. */
export function LabelRows<L extends Label>({
  labels,
  least,
  most,
  onAdd,
  onChange,
  onRemove,
  sayAccounts,
  rule,
}: LabelRowsProps<L>) {
  const t = useTranslator();
  const added = useRef<string | null>(null);
  return (
    <>
      <ol role="list" class="label-rows">
        {labels.map((label, index) => {
          const change = (edit: (label: L) => L): void => onChange((before) => replaceAt(before, index, edit));
          return (
            <LabelFrame
              key={label.id}
              label={label}
              index={index}
              count={labels.length}
              accounts={sayAccounts(label)}
              isNew={label.id === added.current}
              keepBecause={labels.length > least ? null : t.text('techniques.labels.fewest', { least })}
              onChange={(part) => change((before) => ({ ...before, ...part }))}
              onMove={(by) => onChange((before) => moveBy(before, index, by))}
              onRemove={() =>
                onRemove(t.text('techniques.labels.removed', { label: label.names[t.viewer.language] }), (before) =>
                  removeAt(before, index),
                )
              }
            >
              {rule(label, index, change)}
            </LabelFrame>
          );
        })}
      </ol>
      <div>
        <Button
          blockedBy={labels.length < most ? null : t.text('techniques.labels.full', { most })}
          onPress={() => {
            const fresh = freshLabel(labels);
            added.current = fresh.id;
            onChange((before) => onAdd(before, fresh));
          }}
        >
          {t.text('techniques.labels.add')}
        </Button>
      </div>
    </>
  );
}
