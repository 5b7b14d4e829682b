import { coveredPercent } from '#core/intake/coverage.ts';
import type { IntakeReader, IntakeSource } from '#core/intake/intake-rows.ts';
import type { Message } from '#core/message.ts';
import { MORE_TECHNIQUES, type MoreGenerations } from '../generation.ts';

/** VOC-3: of how many contacts the e-mails have been read, as it stands when a run reads them. Of notes nobody knows how many there are. */
export function sayCoverage(source: IntakeSource, { coverage }: Pick<IntakeReader, 'coverage'>): readonly Message[] {
  const { read, withAddress } = coverage;
  const percent = source === 'emails' ? coveredPercent(coverage) : null;
  if (percent === null) return [];
  const params = { readShare: percent / 100, read, contacts: withAddress };
  return [percent < 100 ? { code: 'engagement.emailsPartly', params } : { code: 'engagement.emailsRead', params }];
}

/** Nothing of the one has been read, whatever has been of the other. */
export function isUnread(source: IntakeSource, { coverage }: Pick<IntakeReader, 'coverage'>): boolean {
  return source === 'emails' && coverage.read === 0 && coverage.withAddress > 0;
}

const COVERAGE = new Set([
  'engagement.nothingRead',
  'engagement.emailsPartly',
  'engagement.emailsRead',
  'voice.judged',
]);

/** What a run's log tells of it, once where several techniques read the same. */
export function coverageOfRun(more: MoreGenerations = {}): Message[] {
  const said = MORE_TECHNIQUES.flatMap((technique) => more[technique]?.warnings ?? []);
  const told = new Map(
    said
      .filter(({ code }) => COVERAGE.has(code))
      .map((each) => [`${each.code} ${String(each.params['source'])}`, each]),
  );
  return [...told.values()];
}
