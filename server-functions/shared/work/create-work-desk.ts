import type { Cancellation } from '#core/cancellation.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { formatOrgKey } from '#core/crm/org-key.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { StoreError } from '#core/store/store-error.ts';
import { answerAccountHistory, answerLabelHistory } from '../../history/answer-history.ts';
import { answerInsight, type OwnerNames } from '../../segments/insights/answer-insight.ts';
import { sumCard, type SeenCard } from '../../segments/insights/sum-cards.ts';
import { sumSeenOverview } from '../../score/seen-overview.ts';
import { countByReading } from '../../setup/count-accounts.ts';
import { maskPreview, previewSnapshot } from '../../setup/preview-snapshot.ts';
import { createSnapshotShelf } from '../../setup/snapshot-shelf.ts';
import type { WorkPorts } from '../ports.ts';
import { createGenerationShelf, type GenerationShelf } from './generation-shelf.ts';
import type { AskWork, WorkQuestion, WorkRefusal } from './work-question.ts';

/** Answers the work thread's questions. What was decoded last is kept: people at a screen ask many times about the same. */
export function createWorkDesk(ports: WorkPorts, shelf: GenerationShelf = createGenerationShelf(ports)): AskWork {
  const ownerNames = rememberOwnerNames(ports);
  const snapshots = createSnapshotShelf(ports);
  const counts = createNewestOnly();

  const answer = async (question: WorkQuestion): Promise<Result<unknown, WorkRefusal>> => {
    switch (question.kind) {
      case 'accountCount': {
        const crm = ports.crmFor(question.org);
        if (crm === null) return refuse('crm.notFound');
        const counted = await counts.run(`${formatOrgKey(question.org)}/${question.asker}`, (cancellation) =>
          countByReading(crm, question, cancellation),
        );
        return counted === null ? refuse('superseded') : ok(counted);
      }
      case 'snapshotPreview': {
        const found = await snapshots.find(question.org, question.snapshotId);
        if (found === null) return refuse('gone');
        const preview = previewSnapshot(found.row, found.table, question.techniques);
        if (!preview.ok) return refuse('doesNotFit', preview.error);
        return ok(maskPreview(preview.value, { won: question.hideWon, monetary: question.hideMonetary }));
      }
      case 'segmentPreview':
      case 'segmentAccounts':
      case 'segmentPerformance':
      case 'segmentDistribution': {
        const seen = await shelf.seenBy(question.org, question.view);
        return seen === null ? refuse('noGeneration') : answerInsight(ports, question, seen, ownerNames);
      }
      case 'segmentCards': {
        const { org, view, segments } = question;
        const seen = await shelf.seenBy(org, view);
        if (seen === null) return refuse('noGeneration');
        const cards: SeenCard[] = [];
        for (const segment of segments) cards.push(await sumCard(ports, org, seen, view, segment));
        return ok({ cards });
      }
      case 'labelHistory': {
        const { org, view, technique, from, to, by } = question;
        return ok(await answerLabelHistory(ports, org, { technique, from, to, by }, await shelf.seenBy(org, view)));
      }
      case 'accountHistory': {
        const { org, view, account } = question;
        const told = await answerAccountHistory(ports, org, BigInt(account), await shelf.seenBy(org, view));
        return told.ok ? told : refuse('unknown');
      }
      case 'overview': {
        const seen = await shelf.seenBy(question.org, question.view);
        if (seen === null) return refuse('noGeneration');
        return ok(sumSeenOverview(seen.record, seen.table, await seen.months()));
      }
    }
  };

  return async (question) => {
    try {
      const answered = await answer(question);
      return answered.ok ? ok(JSON.stringify(answered.value)) : answered;
    } catch (error) {
      if (error instanceof CrmError) return refuse(`crm.${error.reason}`);
      if (error instanceof StoreError) return refuse(`store.${error.code}`);
      throw error;
    }
  };
}

/** A whole module is read for a count, and somebody who edits criteria asks at every key: only their newest question is worth it. */
function createNewestOnly(): {
  /** null = the same name began anew meanwhile. */
  run<T>(name: string, work: (cancellation: Cancellation) => Promise<T>): Promise<T | null>;
} {
  const running = new Map<string, AbortController>();
  return {
    async run(name, work) {
      running.get(name)?.abort();
      const mine = new AbortController();
      running.set(name, mine);
      try {
        return await work(mine.signal);
      } catch (error) {
        if (mine.signal.aborted) return null;
        throw error;
      } finally {
        if (running.get(name) === mine) running.delete(name);
      }
    },
  };
}

/** Names change rarely, and a list of accounts is turned over page by page. Milliseconds. */
const NAMES_MS = 5 * 60_000;

/** An org whose users cannot be read shows no owner's name, and its lists all the same. */
function rememberOwnerNames({ userNamesFor, clock }: WorkPorts): OwnerNames {
  let known: {
    readonly key: string;
    readonly until: number;
    readonly names: Promise<ReadonlyMap<string, string>>;
  } | null = null;
  return (org) => {
    const key = formatOrgKey(org);
    if (known?.key !== key || clock.now() >= known.until) {
      const names = userNamesFor(org).catch((error: unknown) => {
        known = null;
        if (!(error instanceof CrmError)) throw error;
        return new Map<string, string>();
      });
      known = { key, until: clock.now() + NAMES_MS, names };
    }
    return known.names;
  };
}

function refuse(reason: string, problems: WorkRefusal['problems'] = []): Result<never, WorkRefusal> {
  return fail({ reason, problems });
}
