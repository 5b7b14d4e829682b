import * as z from 'zod/mini';
import { criteriaSchema } from '#core/criteria/criteria.ts';
import { fieldReferenceSchema } from '#core/mapping/field-reference.ts';
import { mappingSchema } from '#core/mapping/mapping.ts';
import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { firmographicsBasisSchema } from '#core/techniques/firmographics/basis.ts';
import { rfmBasisSchema, type RfmBasis } from '#core/techniques/rfm/basis.ts';
import { labelSchema, TECHNIQUES } from './label.ts';

export const PUBLISHED_BASIS_FORMAT = 'lodestar.basis/1';

/** The module and fields of the one CRM record that the account panel reads (decision 6). Without the extension's namespace. */
export const BASIS_RECORD = {
  module: 'ABM_Basis',
  name: 'Name',
  basis: 'Basis',
  money: 'Money_Basis',
  current: 'current',
} as const;

/** Zoho's largest multi-line field. */
export const MAX_BASIS_CHARS = 32_000;

/**
 * What turns one account's evidence into words without a server: the bases of the run, labels, criteria, and which fields to
 * read as the user. How fresh labels are is said here once, not on every account (TEC-4).
 */
export const publishedBasisSchema = z.strictObject({
  format: z.literal(PUBLISHED_BASIS_FORMAT),
  generation: z.string().check(z.maxLength(100)),
  publishedAt: z.iso.datetime({ offset: true }),
  asOfDay: z.int(),
  currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
  minorDigits: z.int().check(z.gte(0), z.lte(6)),
  timeZone: z.string().check(z.maxLength(100)),
  /** Stands before field names in queries. */
  fieldPrefix: z.string().check(z.maxLength(60), z.regex(/^\w*$/)),
  labels: z.array(
    z.extend(z.pick(labelSchema, { id: true, names: true, colour: true }), { technique: z.enum(TECHNIQUES) }),
  ),
  mapping: mappingSchema,
  criteria: criteriaSchema,
  /** How the run read deals, so that the panel counts the same ones for the same amounts (RFM-1, RFM-6). */
  deals: z.strictObject({
    contributing: criteriaSchema,
    recencyField: fieldReferenceSchema,
    monetaryField: fieldReferenceSchema,
    exchangeRateMeans: z.enum(['foreignPerHome', 'homePerForeign']),
  }),
  rfm: z.nullable(rfmBasisSchema),
  firmographics: z.nullable(firmographicsBasisSchema),
});
export type PublishedBasis = z.infer<typeof publishedBasisSchema>;

const moneySchema = z.strictObject({ starts: z.array(z.int()) });

/** The two texts of the record: cut-offs of amounts stand in a field of their own, so that field rights can withhold them. */
export interface BasisTexts {
  readonly basis: string;
  readonly money: string;
}

/** Splits for publishing. A text over `MAX_BASIS_CHARS` is refused: the CRM would cut it silently. */
export function formatPublishedBasis(published: PublishedBasis): Result<BasisTexts, Problem> {
  const { rfm } = published;
  const texts = {
    basis: JSON.stringify({ ...published, rfm: rfm === null ? null : withoutAmounts(rfm) }),
    money: JSON.stringify({ starts: rfm?.monetary.steps.starts ?? [] }),
  };
  const longest = Math.max(texts.basis.length, texts.money.length);
  if (longest <= MAX_BASIS_CHARS) return ok(texts);
  return fail({
    code: 'basis.tooLong',
    params: { chars: longest, most: MAX_BASIS_CHARS },
    where: `${BASIS_RECORD.module}.${BASIS_RECORD.basis}`,
  });
}

/** Reads the record back. `money` null = the viewer may not see amounts; then explanations must be asked without amounts too. */
export function parsePublishedBasis(basis: string, money: string | null): Result<PublishedBasis, Problem> {
  const unreadable = fail<Problem>({ code: 'basis.unreadable', params: {}, where: BASIS_RECORD.module });
  const parsed = publishedBasisSchema.safeParse(parseJson(basis));
  if (!parsed.success) return unreadable;
  const { rfm } = parsed.data;
  if (rfm === null || money === null) return ok(parsed.data);
  const amounts = moneySchema.safeParse(parseJson(money));
  if (!amounts.success || amounts.data.starts.length !== rfm.monetary.steps.starts.length) return unreadable;
  const steps = { ...rfm.monetary.steps, starts: amounts.data.starts };
  return ok({ ...parsed.data, rfm: { ...rfm, monetary: { ...rfm.monetary, steps } } });
}

/** Steps keep their number and order, so that a step still gives its score; what they are worth is gone. */
export function withoutAmounts(rfm: RfmBasis): RfmBasis {
  const { monetary } = rfm;
  const starts = monetary.steps.starts.map((_, index) => index);
  const { levels } = monetary;
  return {
    ...rfm,
    monetary: { levels, steps: { ...monetary.steps, starts }, breaks: [], scoring: { mode: 'automatic', levels } },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
