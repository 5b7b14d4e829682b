import type { Cancellation } from '#core/cancellation.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { formatOrgKey } from '#core/crm/org-key.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { StoreError } from '#core/store/store-error.ts';
import { answerAccountHistory, answerLabelHistory } from '../../history/answer-history.ts';
import { HISTORY_HEAD } from '../../history/history-entry.ts';
import { answerInsight, type OwnerNames } from '../../segments/insights/answer-insight.ts';
import { sumCard, type SeenCard } from '../../segments/insights/sum-cards.ts';
import { readCurrentGeneration } from '../../score/load-generation.ts';
import { sumSeenOverview } from '../../score/seen-overview.ts';
import { countByReading } from '../../setup/count-accounts.ts';
import { maskPreview, previewSnapshot } from '../../setup/preview-snapshot.ts';
import { createSnapshotShelf } from '../../setup/snapshot-shelf.ts';
import { answerPreview } from '../../setup/technique-preview/answer-preview.ts';
import { createSampleShelf } from '../../setup/technique-preview/sample-shelf.ts';
import { dropDeadBuffers } from '../jobs/drop-dead-buffers.ts';
import { publishedScores } from '../../scoring-rules/account-points.ts';
import type { WorkPorts } from '../ports.ts';
import { createGenerationShelf, type GenerationShelf } from './generation-shelf.ts';
import { createAnswerMemory } from './remember-answers.ts';
import type { AskWork, WorkQuestion, WorkRefusal } from './work-question.ts';

/** Answers the work thread's questions. What was decoded last is kept: people at a screen ask many times about the same. */
export function createWorkDesk(ports: WorkPorts, shelf: GenerationShelf = createGenerationShelf(ports)): AskWork {
  const ownerNames = rememberOwnerNames(ports);
  const snapshots = createSnapshotShelf(ports);
  const samples = createSampleShelf(ports);
  const counts = createNewestOnly();
  const answers = createAnswerMemory(ports.clock);

  const answer = async (question: WorkQuestion, names: OwnerNames): Promise<Result<unknown, WorkRefusal>> => {
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
      case 'techniquePreview':
        return ok(await answerPreview(samples, question.org, question.draft, question.scope));
      case 'segmentPreview':
      case 'segmentAccounts':
      case 'segmentPerformance':
      case 'segmentDistribution': {
        const seen = await shelf.seenBy(question.org, question.view);
        return seen === null ? refuse('noGeneration') : answerInsight(ports, question, seen, names);
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

  const find = async (question: WorkQuestion) => {
    let lasts = true;
    const found = await answer(question, async (org) => {
      const names = await ownerNames(org);
      if (names === NOBODY) lasts = false;
      return names;
    });
    dropDeadBuffers();
    return { answer: found.ok ? ok(JSON.stringify(found.value)) : found, lasts };
  };

  return async (question) => {
    try {
      const state = await stateFor(ports, question);
      return state === null ? (await find(question)).answer : await answers.get(question, state, () => find(question));
    } catch (error) {
      if (error instanceof CrmError) return refuse(`crm.${error.reason}`);
      if (error instanceof StoreError) return refuse(`store.${error.code}`);
      throw error;
    }
  };
}

/**
 * What the answers to a question rest on beside what it says: the published generation and the published points, and the history where it
 * is told. Members of a segment are stored once under a key of their own. null = on more than that.
 */
async function stateFor({ store, blob }: WorkPorts, question: WorkQuestion): Promise<string | null> {
  if (NEVER_ASKED_AGAIN.has(question.kind)) return null;
  const generation = (await readCurrentGeneration({ store }, question.org))?.value.id ?? '';
  const points = await publishedScores({ store, blob }, question.org);
  const isTold = question.kind === 'labelHistory' || question.kind === 'accountHistory';
  const head = isTold ? await store.read(question.org, HISTORY_HEAD) : null;
  return `${generation} ${points ?? ''} ${head?.revision ?? ''}`;
}

/** What somebody who edits asks differs from one key to the next. */
const NEVER_ASKED_AGAIN: ReadonlySet<WorkQuestion['kind']> = new Set([
  'accountCount',
  'snapshotPreview',
  'techniquePreview',
]);

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

/** Of an org whose users could not be read. */
const NOBODY: ReadonlyMap<string, string> = new Map();

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
        return NOBODY;
      });
      known = { key, until: clock.now() + NAMES_MS, names };
    }
    return known.names;
  };
}

function refuse(reason: string, problems: WorkRefusal['problems'] = []): Result<never, WorkRefusal> {
  return fail({ reason, problems });
}
