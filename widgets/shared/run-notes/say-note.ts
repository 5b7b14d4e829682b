import type { Message } from '#core/message.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';

/** The names that ids in notes stand for. */
export interface NoteNames {
  readonly label: (id: string) => string;
  readonly module: (apiName: string) => string;
}

/** A note in the viewer's language; one of a kind that a later server knows shows as its code. */
export function sayNote({ code, params }: Message, names: NoteNames, t: Translator): string {
  const { label, module, source, sourceEs, metric } = params;
  const shown = {
    ...(typeof label === 'string' ? { label: names.label(label) } : {}),
    ...(typeof module === 'string' ? { module: names.module(module) } : {}),
    ...(typeof source === 'string' && typeof sourceEs === 'string' && t.viewer.language === 'es'
      ? { source: sourceEs }
      : {}),
    // Where products of deals come from; sources of touch points and texts have names.
    ...(typeof source === 'string' && sourceEs === undefined
      ? { source: t.message({ code: `setup.source.${source}`, params: {} }) }
      : {}),
    ...(typeof metric === 'string' ? { metric: t.message({ code: `techniques.metric.${metric}`, params: {} }) } : {}),
  };
  return t.message({ code: `techniques.${code}`, params }, shown);
}
