import { configurationSchema } from '#core/configuration/configuration.ts';
import { TECHNIQUES } from '#core/labels/label.ts';

/** What `/v1/overview` answers: what the last run published, and the names of its labels. */
export function overviewOf(overview: unknown, published: unknown) {
  const parsed = configurationSchema.safeParse(published);
  if (!parsed.success) return { overview, labels: [] };
  const { techniques } = parsed.data;
  const labels = TECHNIQUES.flatMap((technique) =>
    (techniques[technique]?.labels ?? []).map(({ id, names, colour }) => ({ technique, id, names, colour })),
  );
  return { overview, labels };
}
