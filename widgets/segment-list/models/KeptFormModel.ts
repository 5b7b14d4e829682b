import { signal, type ReadonlySignal } from '@preact/signals';
import * as z from 'zod/mini';
import { criteriaSchema, type Criteria } from '#core/criteria/criteria.ts';
import { SEGMENT_INTERVALS, segmentIdSchema } from '#core/segments/segment.ts';
import type { SegmentDraft } from './SegmentFormModel.ts';

/** Who filled the form in, and where: nobody else is offered it. */
export interface KeptFor {
  readonly user: string;
  readonly orgId: string;
}

export interface KeptForm {
  /** null = a new segment. */
  readonly segmentId: string | null;
  readonly draft: SegmentDraft;
}

/** Where the browser keeps one text for this tab; null = nothing, or nothing any more. */
export interface TabMemory {
  read(): string | null;
  write(text: string | null): void;
}

/** A segment's form outlives a reload, until it is saved, left or declined, or the session is signed out. */
export interface KeptFormModel {
  /** What the page before this one left unsaved; null = nothing, or it has been taken or declined. */
  readonly offered: ReadonlySignal<KeptForm | null>;
  keep(form: KeptForm): void;
  forget(): void;
  /** The offered draft, once. */
  take(): SegmentDraft | null;
  decline(): void;
}

const MAX_NAME_CHARS = 500;
const conditionsSchema = z.object({ conditions: z.array(z.unknown()), pattern: z.string() });
const keptSchema = z.strictObject({
  user: z.string(),
  orgId: z.string(),
  segmentId: z.nullable(segmentIdSchema),
  draft: z.strictObject({
    name: z.string().check(z.maxLength(MAX_NAME_CHARS)),
    dynamic: z.boolean(),
    interval: z.enum(SEGMENT_INTERVALS),
    criteria: conditionsSchema,
  }),
});

/** `keptFor` null = it is not known who looks: then nothing is kept, and what was is dropped. */
export function createKeptFormModel(memory: TabMemory, keptFor: KeptFor | null): KeptFormModel {
  const offered = signal(keptFor === null ? null : parseKept(memory.read(), keptFor));
  const forget = (): void => memory.write(null);
  // Somebody else's, or unreadable.
  if (offered.value === null) forget();
  return {
    offered,
    keep(form) {
      if (keptFor !== null) memory.write(JSON.stringify({ ...keptFor, ...form }));
    },
    forget,
    take() {
      const form = offered.value;
      offered.value = null;
      return form?.draft ?? null;
    },
    decline() {
      offered.value = null;
      forget();
    },
  };
}

function parseKept(text: string | null, keptFor: KeptFor): KeptForm | null {
  if (text === null) return null;
  try {
    const parsed = keptSchema.safeParse(JSON.parse(text));
    if (!parsed.success || parsed.data.user !== keptFor.user || parsed.data.orgId !== keptFor.orgId) return null;
    const { segmentId, draft } = parsed.data;
    return { segmentId, draft: { ...draft, criteria: wholeConditions(draft.criteria) } };
  } catch {
    return null;
  }
}

/** A condition that waits for its value is no criteria yet: the others come back, joined as they can be without it. */
function wholeConditions({ conditions, pattern }: z.infer<typeof conditionsSchema>): Criteria {
  const whole = conditions.flatMap((condition) => {
    const alone = criteriaSchema.safeParse({ conditions: [condition], pattern: '' });
    return alone.success ? alone.data.conditions : [];
  });
  const all = criteriaSchema.safeParse({
    conditions: whole,
    pattern: whole.length === conditions.length ? pattern : '',
  });
  return all.success ? all.data : { conditions: [], pattern: '' };
}
